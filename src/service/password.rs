//! Password hashing with Argon2id, off the asynchronous threads.

use std::sync::Arc;

use argon2::{
    Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _,
    password_hash::{Salt, SaltString},
};

use tracing::Instrument as _;

use super::{Failure, Result};
use crate::domain::{account::Password, system::System};

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct PasswordHasher(Arc<Argon2<'static>>);

impl Default for PasswordHasher {
    /// The library's defaults: 19 MiB, 2 passes, 1 lane, as OWASP recommends.
    fn default() -> Self {
        Self(Arc::new(Argon2::default()))
    }
}

impl PasswordHasher {
    /// The cheapest cost that the algorithm allows, for tests that sign many users up.
    #[must_use]
    pub fn cheapest() -> Self {
        let params = argon2::Params::new(8, 1, 1, None).unwrap_or_default();
        Self(Arc::new(Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)))
    }

    /// The hash of a password, with a random salt, in PHC format.
    pub async fn hash(&self, system: &dyn System, password: Password) -> Result<String> {
        let mut salt = [0; Salt::RECOMMENDED_LENGTH];
        system.fill_random(&mut salt);
        let argon = Arc::clone(&self.0);
        blocking(move || {
            let salt = SaltString::encode_b64(&salt).map_err(|error| Failure::fault(error.to_string()))?;
            let hash = argon.hash_password(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|error| Failure::fault(error.to_string()))
        })
        .await
    }

    /// Whether a password fits a hash. Without a hash the same work is done for nothing, so that the answer's
    /// time does not tell whether an account exists.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        const NOBODY: &[u8; 16] = b"nobody's salt...";
        let argon = Arc::clone(&self.0);
        blocking(move || {
            let Some(hash) = hash else {
                let mut output = [0; 32];
                let hashed = argon.hash_password_into(password.as_bytes(), NOBODY, &mut output);
                return hashed.map(|()| false).map_err(|error| Failure::fault(error.to_string()));
            };
            let hash = PasswordHash::new(&hash).map_err(|error| Failure::fault(error.to_string()))?;
            Ok(argon.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let span = tracing::info_span!(target: "gravl::traces", "argon2");
    tokio::task::spawn_blocking(work).instrument(span).await.map_err(Failure::fault)?
}
