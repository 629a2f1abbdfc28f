//! What every write of a signed-in user has in common: one transaction, one line of writers for each user, and
//! keys that make retries safe.

use chrono::TimeDelta;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::{Env, Failure, Result, UserError, UserErrorCode};
use crate::{
    domain::{account::User, id::UserId},
    store::{WriteTx, idempotency, users},
};

/// How long a key is remembered.
const KEY_HOURS: i64 = 24;

/// A write under way.
pub(super) struct Write {
    /// The transaction.
    pub(super) tx: WriteTx,
    /// Whose write it is; their row is locked.
    pub(super) user: User,
    key: Option<String>,
}

/// A write that was begun.
pub(super) enum Begun<T> {
    /// The key was seen before: what came of it then.
    Known(T),
    /// To be done now.
    New(Write),
}

impl Write {
    /// Opens the transaction, locks the user, and looks the key up.
    pub(super) async fn begin<T: DeserializeOwned>(
        env: &Env,
        user: UserId,
        operation: &'static str,
        key: Option<&str>,
        input: &(impl Serialize + Sync),
    ) -> Result<Begun<T>> {
        if let Some(key) = key
            && !(1..=128).contains(&key.chars().count())
        {
            return Err(
                UserError::invalid("idempotencyKey", "an idempotency key has 1 to 128 characters").into()
            );
        }
        let tx = env.db.write().await?;
        let user = users::lock(&tx, user).await?.ok_or(Failure::Unauthenticated)?;
        if let Some(key) = key {
            let now = env.system.now();
            let hash = request_hash(operation, input)?;
            idempotency::delete_before(&tx, user.id, now - TimeDelta::hours(KEY_HOURS)).await?;
            if !idempotency::claim(&tx, user.id, key, &hash, now).await? {
                let known = known(&tx, user.id, key, &hash).await?;
                env.counts.replay(operation);
                return Ok(known);
            }
        }
        Ok(Begun::New(Self { tx, user, key: key.map(str::to_owned) }))
    }

    /// Keeps the outcome under the key and commits.
    pub(super) async fn finish<T: Serialize>(self, outcome: T) -> Result<T> {
        if let Some(key) = &self.key {
            let text = serde_json::to_string(&outcome).map_err(Failure::fault)?;
            idempotency::settle(&self.tx, self.user.id, key, text).await?;
        }
        self.tx.commit().await?;
        Ok(outcome)
    }
}

async fn known<T: DeserializeOwned>(tx: &WriteTx, user: UserId, key: &str, hash: &str) -> Result<Begun<T>> {
    let known = idempotency::find(tx, user, key).await?.ok_or_else(|| Failure::fault("an undecided key"))?;
    if known.request_hash != hash {
        let message =
            "this idempotency key was used with another request in the last 24 hours; make a new key";
        return Err(UserError::new(UserErrorCode::IdempotencyKeyReused, "idempotencyKey", message).into());
    }
    Ok(Begun::Known(serde_json::from_str(&known.outcome).map_err(Failure::fault)?))
}

fn request_hash(operation: &str, input: &impl Serialize) -> Result<String> {
    let input = serde_json::to_vec(input).map_err(Failure::fault)?;
    Ok(hex::encode(Sha256::new().chain_update(operation).chain_update([0]).chain_update(input).finalize()))
}
