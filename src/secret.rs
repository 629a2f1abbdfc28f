//! The development server's own secret: made once and kept beside the database, for its owner's eyes only.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use crate::{config::Secret, domain::system::System, store::sqlite_file};

/// Reads the secret, or makes it.
pub fn load_or_make(database_url: &str, system: &dyn System) -> io::Result<Secret> {
    let path = path(database_url);
    match read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path, system),
        outcome => outcome,
    }
}

/// `gravl.db.secret` beside `gravl.db`; `gravl.secret` here for a database that is not a file.
fn path(database_url: &str) -> PathBuf {
    PathBuf::from(format!("{}.secret", sqlite_file(database_url).unwrap_or("gravl")))
}

fn read(path: &Path) -> io::Result<Secret> {
    let text = fs::read_to_string(path)?;
    let bytes = hex::decode(text.trim()).ok().filter(|bytes| bytes.len() >= 32);
    bytes.map(Secret::new).ok_or_else(|| {
        let message =
            format!("{} does not hold 64 hexadecimal digits; delete it to get a new one", path.display());
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

fn make(path: &Path, system: &dyn System) -> io::Result<Secret> {
    let mut bytes = vec![0; 32];
    system.fill_random(&mut bytes);
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            file.write_all(hex::encode(&bytes).as_bytes())?;
            Ok(Secret::new(bytes))
        }
        // Another server was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::system::RealSystem;

    #[test]
    fn the_secret_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/gravl.db?mode=rwc", folder.path().display());
        let first = load_or_make(&url, &RealSystem).unwrap();
        assert_eq!(load_or_make(&url, &RealSystem).unwrap(), first);
        let file = folder.path().join("gravl.db.secret");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&file, "short").unwrap();
        assert!(load_or_make(&url, &RealSystem).unwrap_err().to_string().contains("delete it"));
    }
}
