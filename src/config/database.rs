//! Where the database is, with the password that may stand in a file of its own.

use std::{fmt::Write as _, fs, path::Path};

use super::{Config, ConfigError, Environment};

/// What `DATABASE_URL` looks like.
pub(super) const EXAMPLE: &str = "postgres://gravl:secret@db.example.org/gravl";
/// Fewest characters of a password in production.
const PASSWORD_CHARACTERS: usize = 32;

impl Config {
    /// `DATABASE_URL` as it is.
    pub fn database_url(&self) -> Result<&str, ConfigError> {
        self.database_url.as_deref().ok_or_else(|| {
            ConfigError(vec![format!("DATABASE_URL: missing in production; write it like {EXAMPLE}")])
        })
    }

    /// `DATABASE_URL` with the password that `GRAVL_DATABASE_PASSWORD_FILE` holds at this moment.
    pub fn database_address(&self) -> Result<String, ConfigError> {
        let url = self.database_url()?;
        let problem = |variable: &str, what: String| ConfigError(vec![format!("{variable}: {what}")]);
        let Some(file) = &self.database_password_file else {
            if let Some(password) = password_of(url) {
                long_enough(self.environment, password).map_err(|what| problem("DATABASE_URL", what))?;
            }
            return Ok(url.to_owned());
        };
        let in_file = |what: String| problem("GRAVL_DATABASE_PASSWORD_FILE", what);
        let password = read_password(self.environment, file).map_err(in_file)?;
        with_password(url, &password).map_err(in_file)
    }
}

fn read_password(environment: Environment, file: &Path) -> Result<String, String> {
    let text =
        fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let password = password_in(environment, &text).map_err(|what| format!("{}: {what}", file.display()))?;
    Ok(password.to_owned())
}

/// The password in a file's text: everything but the line's end. In production it must be long.
pub fn password_in(environment: Environment, text: &str) -> Result<&str, String> {
    let password = text.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err("it is empty".to_owned());
    }
    long_enough(environment, password).map(|()| password)
}

fn long_enough(environment: Environment, password: &str) -> Result<(), String> {
    let characters = password.chars().count();
    if environment == Environment::Production && characters < PASSWORD_CHARACTERS {
        return Err(format!(
            "the password has {characters} characters; {PASSWORD_CHARACTERS} are the least in production; make one with \
             `openssl rand -hex 32`"
        ));
    }
    Ok(())
}

/// The password that an address holds, as it is written there.
fn password_of(url: &str) -> Option<&str> {
    let (user, _) = url.split_once("://")?.1.split(['/', '?']).next()?.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password)
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
        assert_eq!(password_in(Environment::Development, "secret \r\n"), Ok("secret "));
        assert_eq!(password_in(Environment::Development, "\n"), Err("it is empty".to_owned()));
        for (url, why) in [
            ("sqlite://gravl.db", "no PostgreSQL"),
            ("postgres://db/gravl?user=a@b", "names no user"),
            ("postgres://gravl:hunter2@db/gravl", "holds a password too"),
        ] {
            let problem = with_password(url, "hunter2").unwrap_err();
            assert!(problem.contains(why) && !problem.contains("hunter2"), "{problem}");
        }
    }

    #[test]
    fn production_wants_a_long_password_wherever_it_stands() {
        let long = "0123456789abcdef".repeat(2);
        let short = long.trim_end_matches('f');
        assert_eq!(password_in(Environment::Production, &long), Ok(long.as_str()));
        let problem = password_in(Environment::Production, short).unwrap_err();
        assert!(problem.contains("31 characters; 32 are the least") && !problem.contains(short), "{problem}");
        let address = |environment: &str, url: &str| {
            let lookup = |name: &str| match name {
                "GRAVL_ENV" => Some(environment.to_owned()),
                "DATABASE_URL" => Some(url.to_owned()),
                _ => None,
            };
            Config::read(lookup).unwrap().database_address().map_err(|error| error.to_string())
        };
        for url in
            [format!("postgres://gravl:{long}@db/gravl"), "postgres://gravl@db/gravl?a=b:c@d".to_owned()]
        {
            assert_eq!(address("production", &url).as_deref(), Ok(url.as_str()));
        }
        let url = format!("postgres://gravl:{short}@db:5432/gravl");
        assert_eq!(address("development", &url).as_deref(), Ok(url.as_str()));
        let problem = address("production", &url).unwrap_err();
        assert!(
            problem.contains("DATABASE_URL: the password has 31") && !problem.contains(short),
            "{problem}"
        );
    }
}
