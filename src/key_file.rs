//! The key ring's file: read whole, replaced whole. And the patch that brings a ring into a Secret of Kubernetes.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::service::key_ring::KeyRing;

/// Where the ring is in its Secret.
const IN_SECRET: &str = "/data/keys.json";

/// Reads a ring; none where there is no such file.
pub fn load(path: &Path) -> Result<Option<KeyRing>, String> {
    Ok(load_text(path)?.map(|(ring, _)| ring))
}

/// Reads a ring, and the text that it was read from.
pub fn load_text(path: &Path) -> Result<Option<(KeyRing, String)>, String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some((KeyRing::parse(&text).map_err(named)?, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(named(error.to_string())),
    }
}

/// Writes a ring for its owner's eyes only. Whoever reads meanwhile reads the old file or the new one, never half of
/// one. A new file takes no other's place.
pub fn save(path: &Path, ring: &KeyRing, is_new: bool) -> Result<(), String> {
    replace(path, &ring.to_text()?, is_new)
}

/// Writes a JSON patch that puts `ring` in the place of `before` in the Secret; without a ring, one that changes nothing.
/// It is refused if the Secret holds anything but `before` by then. A mounted Secret does not tell its resourceVersion,
/// which is the usual guard against a change by somebody else; and it may lag behind the Secret.
pub fn save_secret_patch(path: &Path, before: &str, ring: Option<&KeyRing>) -> Result<(), String> {
    let operations = match ring {
        Some(ring) => json!([
            { "op": "test", "path": IN_SECRET, "value": STANDARD.encode(before) },
            { "op": "replace", "path": IN_SECRET, "value": STANDARD.encode(ring.to_text()?) },
        ]),
        None => json!([]),
    };
    replace(path, &operations.to_string(), false)
}

fn replace(path: &Path, text: &str, is_new: bool) -> Result<(), String> {
    let named = |error: io::Error| format!("{}: {error}", path.display());
    // What a link leads to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_missing| path.to_owned());
    let temporary = beside(&target);
    let written = write(&temporary, text).and_then(|()| {
        if is_new { fs::hard_link(&temporary, &target) } else { fs::rename(&temporary, &target) }
    });
    if is_new || written.is_err() {
        // It has another name by now, or none that anybody wants; where it was never made there is nothing to remove.
        let _missing = fs::remove_file(&temporary);
    }
    written.and_then(|()| File::open(folder(&target))?.sync_all()).map_err(named)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    folder(target).join(format!(".{name}.{}", std::process::id()))
}

fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;
    use crate::system::RealSystem;

    #[test]
    fn a_ring_is_replaced_whole_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        assert!(load(&path).unwrap().is_none());
        let mut ring = KeyRing::begin(&RealSystem, None);
        save(&path, &ring, true).unwrap();
        assert!(save(&path, &ring, true).unwrap_err().contains("exists"));
        ring.rotate(&RealSystem, true);
        let link = folder.path().join("link.json");
        symlink(&path, &link).unwrap();
        save(&link, &ring, false).unwrap();
        assert_eq!(load(&path).unwrap().unwrap().to_text(), ring.to_text());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");
        save_secret_patch(&folder.path().join("patch.json"), "before", Some(&ring)).unwrap();
        let mode = fs::metadata(folder.path().join("patch.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(&path, "{").unwrap();
        assert!(load(&path).unwrap_err().contains("no key ring"));
    }
}
