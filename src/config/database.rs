//! Where the database is, with the password that may stand in a file of its own.

use std::{fmt::Write as _, fs, path::Path};

use super::{Config, ConfigError};

impl Config {
    /// `DATABASE_URL` with the password that `GRAVL_DATABASE_PASSWORD_FILE` holds at this moment.
    pub fn database_address(&self) -> Result<String, ConfigError> {
        let Some(file) = &self.database_password_file else { return Ok(self.database_url.clone()) };
        let problem = |what: String| ConfigError(vec![format!("GRAVL_DATABASE_PASSWORD_FILE: {what}")]);
        with_password(&self.database_url, &read_password(file).map_err(problem)?).map_err(problem)
    }
}

fn read_password(file: &Path) -> Result<String, String> {
    let text =
        fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    password_in(&text).map(str::to_owned).ok_or_else(|| format!("{} is empty", file.display()))
}

/// The password in a file's text: everything but the line's end.
#[must_use]
pub fn password_in(text: &str) -> Option<&str> {
    let password = text.trim_end_matches(['\n', '\r']);
    (!password.is_empty()).then_some(password)
}

fn with_password(url: &str, password: &str) -> Result<String, String> {
    let (scheme, rest) =
        url.split_once("://").filter(|(scheme, _)| scheme.starts_with("postgres")).ok_or_else(|| {
            "DATABASE_URL names no PostgreSQL database: there is no password to give".to_owned()
        })?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@').filter(|(user, _)| !user.is_empty()).ok_or_else(|| {
        "DATABASE_URL names no user; write it like postgres://gravl@db.example.org/gravl".to_owned()
    })?;
    if user.contains(':') {
        return Err("DATABASE_URL holds a password too; take it out there".to_owned());
    }
    let mut encoded = String::new();
    for byte in password.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").map_err(|error| error.to_string())?;
        }
    }
    let host = rest.strip_prefix(user).unwrap_or_default();
    Ok(format!("{scheme}://{user}:{encoded}{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_put_beside_the_user() {
        let url = with_password("postgres://gravl@db:5432/gravl?a=b@c", "p@ss: wörd/1").unwrap();
        assert_eq!(url, "postgres://gravl:p%40ss%3A%20w%C3%B6rd%2F1@db:5432/gravl?a=b@c");
        assert_eq!(password_in("secret \r\n"), Some("secret "));
        assert_eq!(password_in("\n"), None);
        for (url, why) in [
            ("sqlite://gravl.db", "no PostgreSQL"),
            ("postgres://db/gravl?user=a@b", "names no user"),
            ("postgres://gravl:hunter2@db/gravl", "holds a password too"),
        ] {
            let problem = with_password(url, "hunter2").unwrap_err();
            assert!(problem.contains(why) && !problem.contains("hunter2"), "{problem}");
        }
    }
}
