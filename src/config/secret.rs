//! Secrets, and what signs access tokens.

use std::{fmt, path::Path};

use super::{Config, ConfigError, Environment};

/// A secret that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes the bytes in.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What signs access tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing<'a> {
    /// The one key of `JWT_SECRET`.
    Secret(&'a Secret),
    /// The keys of the file that `GRAVL_KEY_RING_FILE` names.
    Ring(&'a Path),
    /// A secret that the development server makes for itself.
    OwnSecret,
}

impl Config {
    /// What a server signs with. Migrations and health checks need not know.
    pub fn signing(&self) -> Result<Signing<'_>, ConfigError> {
        match (&self.jwt_secret, &self.key_ring_file, self.environment) {
            (Some(secret), None, _) => Ok(Signing::Secret(secret)),
            (None, Some(file), _) => Ok(Signing::Ring(file)),
            (None, None, Environment::Development) => Ok(Signing::OwnSecret),
            (None, None, Environment::Production) => Err(ConfigError(vec![
                "JWT_SECRET: missing in production; make one with `openssl rand -hex 32`, or name a key ring with \
                 GRAVL_KEY_RING_FILE"
                    .to_owned(),
            ])),
            (Some(_), Some(_), _) => Err(ConfigError(vec![
                "JWT_SECRET and GRAVL_KEY_RING_FILE: set one of them; `gravl admin keys rotate --from-env` takes the \
                 secret into the ring"
                    .to_owned(),
            ])),
        }
    }
}
