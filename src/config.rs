//! The configuration: read from the environment once, here, and checked whole. docs/OPERATIONS.md has the table.

mod database;
mod secret;
mod traces;
mod values;

use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};

use axum::http::{HeaderName, HeaderValue};

pub use database::password_in;
pub use secret::{Secret, Signing};
pub use traces::{Sampler, Traces};
use values::{
    address, database_url, environment, file, header_name, jwt_secret, log_filter, log_format, on_or_off,
    origins, seconds,
};

/// Where the server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's own machine: `GraphiQL`, introspection, demo data, migrations at start.
    Development,
    /// For users.
    Production,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    /// `GRAVL_ENV`.
    pub environment: Environment,
    /// `DATABASE_URL`; in production there may be none, for commands that need no database.
    database_url: Option<String>,
    /// `GRAVL_DATABASE_PASSWORD_FILE`.
    pub database_password_file: Option<PathBuf>,
    /// `GRAVL_LISTEN_ADDR`.
    pub listen: SocketAddr,
    /// `GRAVL_ADMIN_ADDR`.
    pub admin: SocketAddr,
    /// `JWT_SECRET`; none in development: one is kept beside the database.
    pub jwt_secret: Option<Secret>,
    /// `GRAVL_KEY_RING_FILE`: the keys that sign access tokens, in place of `JWT_SECRET`.
    pub key_ring_file: Option<PathBuf>,
    /// `GRAVL_RATE_LIMIT`.
    pub rate_limit: bool,
    /// `GRAVL_ALLOWED_ORIGINS`.
    pub allowed_origins: Vec<HeaderValue>,
    /// `GRAVL_CLIENT_ADDRESS_HEADER`.
    pub client_address_header: Option<HeaderName>,
    /// `GRAVL_DRAIN_SECONDS`.
    pub drain: Duration,
    /// `GRAVL_LOG`.
    pub log_filter: String,
    /// `GRAVL_LOG_FORMAT`.
    pub log_format: LogFormat,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` and what belongs to it; none: no traces.
    pub traces: Option<Traces>,
}

/// What is wrong with the environment: every bad value at once.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is not usable:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for ConfigError {}

/// The database that a newcomer gets.
const DEFAULT_DATABASE: &str = "sqlite://gravl.db";
/// Everything of ours, and only trouble from the libraries.
const DEFAULT_LOG: &str = "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn";

struct Reader<L> {
    lookup: L,
    problems: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    /// A variable's value as `read` understands it. An empty variable counts as unset.
    fn get<T>(&mut self, name: &str, example: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let value = (self.lookup)(name).filter(|value| !value.is_empty())?;
        // What a system cannot say in Unicode arrives with this character in it.
        let unicode = if value.contains(char::REPLACEMENT_CHARACTER) {
            Err("it is not Unicode".to_owned())
        } else {
            Ok(())
        };
        match unicode.and_then(|()| read(&value)) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(format!("{name}: {problem}; write it like {example}"));
                None
            }
        }
    }
}

impl Config {
    /// Reads the process's environment.
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Reads variables through `lookup`.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { lookup, problems: Vec::new() };
        let environment =
            reader.get("GRAVL_ENV", "production", environment).unwrap_or(Environment::Development);
        let production = environment == Environment::Production;
        let database_url = reader.get("DATABASE_URL", database::EXAMPLE, database_url);
        let jwt_secret = reader.get("JWT_SECRET", "the output of `openssl rand -hex 32`", jwt_secret);
        let config = Self {
            environment,
            database_url: database_url.or_else(|| (!production).then(|| DEFAULT_DATABASE.to_owned())),
            database_password_file: reader.get("GRAVL_DATABASE_PASSWORD_FILE", "/etc/gravl/password", file),
            listen: reader.get("GRAVL_LISTEN_ADDR", "127.0.0.1:3000", address).unwrap_or(loopback(3000)),
            admin: reader.get("GRAVL_ADMIN_ADDR", "127.0.0.1:3001", address).unwrap_or(loopback(3001)),
            jwt_secret,
            key_ring_file: reader.get("GRAVL_KEY_RING_FILE", "/etc/gravl/keys.json", file),
            rate_limit: reader.get("GRAVL_RATE_LIMIT", "off", on_or_off).unwrap_or(true),
            allowed_origins: reader
                .get("GRAVL_ALLOWED_ORIGINS", "https://app.example.org,https://example.org", origins)
                .unwrap_or_default(),
            client_address_header: reader.get("GRAVL_CLIENT_ADDRESS_HEADER", "x-forwarded-for", header_name),
            drain: reader
                .get("GRAVL_DRAIN_SECONDS", "5", seconds)
                .unwrap_or(Duration::from_secs(if production { 5 } else { 0 })),
            log_filter: reader
                .get("GRAVL_LOG", "info,gravl=debug", log_filter)
                .unwrap_or(DEFAULT_LOG.to_owned()),
            log_format: reader.get("GRAVL_LOG_FORMAT", "json", log_format).unwrap_or(if production {
                LogFormat::Json
            } else {
                LogFormat::Text
            }),
            traces: traces::traces(&mut reader),
        };
        if reader.problems.is_empty() { Ok(config) } else { Err(ConfigError(reader.problems)) }
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, String> {
        let lookup = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Config::read(lookup).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_environment_is_a_newcomers() {
        let config = read(&[]).unwrap();
        assert_eq!(config.environment, Environment::Development);
        assert_eq!(config.database_url().unwrap(), "sqlite://gravl.db");
        assert_eq!(
            (config.listen.to_string(), config.admin.to_string()),
            ("127.0.0.1:3000".into(), "127.0.0.1:3001".into())
        );
        assert!(config.rate_limit && config.jwt_secret.is_none());
    }

    #[test]
    fn every_bad_value_is_named_with_an_example_and_no_secret_is_repeated() {
        let problems = read(&[
            ("GRAVL_ENV", "prod"),
            ("DATABASE_URL", "mysql://root:hunter2@db"),
            ("GRAVL_LISTEN_ADDR", "3000"),
            ("GRAVL_ADMIN_ADDR", "localhost:3001"),
            ("JWT_SECRET", "hunter2"),
            ("GRAVL_RATE_LIMIT", "no"),
            ("GRAVL_ALLOWED_ORIGINS", "example.org"),
            ("GRAVL_CLIENT_ADDRESS_HEADER", "not a header"),
            ("GRAVL_DRAIN_SECONDS", "-1"),
            ("GRAVL_LOG", "=nonsense="),
            ("GRAVL_LOG_FORMAT", "xml"),
        ])
        .unwrap_err();
        assert_eq!(problems.lines().count(), 12, "{problems}");
        assert!(problems.contains(
            "GRAVL_LISTEN_ADDR: `3000` is no IP address with a port; write it like 127.0.0.1:3000"
        ));
        assert!(!problems.contains("hunter2"), "{problems}");
    }

    #[test]
    fn what_is_not_unicode_is_refused() {
        let problems = read(&[("DATABASE_URL", "sqlite://\u{fffd}.db")]).unwrap_err();
        assert!(problems.contains("DATABASE_URL: it is not Unicode"), "{problems}");
    }

    #[test]
    fn production_wants_its_own_secret_and_database() {
        let config = read(&[("GRAVL_ENV", "production")]).unwrap();
        assert!(
            config
                .database_address()
                .unwrap_err()
                .to_string()
                .contains("DATABASE_URL: missing in production")
        );
        let config = read(&[("GRAVL_ENV", "production"), ("DATABASE_URL", "postgres://db/gravl")]).unwrap();
        let problem = config.signing().unwrap_err().to_string();
        assert!(problem.contains("JWT_SECRET: missing in production; make one with `openssl rand -hex 32`"));
        let secret = "0123456789abcdef".repeat(4);
        let good =
            [("GRAVL_ENV", "production"), ("JWT_SECRET", &secret), ("DATABASE_URL", "postgres://db/gravl")];
        let config = read(&good).unwrap();
        assert_eq!(config.jwt_secret.unwrap().expose().len(), 32);
        assert_eq!(config.log_format, LogFormat::Json);
        let short =
            read(&[("GRAVL_ENV", "production"), ("JWT_SECRET", secret.trim_start_matches('0'))]).unwrap_err();
        assert!(short.contains("it has 63 characters; 64 hexadecimal digits are the least"), "{short}");
    }
}
