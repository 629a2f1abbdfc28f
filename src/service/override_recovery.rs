//! What a user says of a muscle group's recovery, and taking it back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Env, Failure, Result, UserError, UserErrorCode, recovery,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{OverrideId, UserId},
        muscle::Muscle,
        recovery::Override,
        system::to_micros,
    },
    store::overrides,
};

/// What the user says.
#[derive(Debug, Serialize)]
pub struct OverrideRecovery {
    /// The muscle group.
    pub muscle: Muscle,
    /// Its score, above 0 and at most 100.
    pub score: f64,
    /// Since when; none: now.
    pub at: Option<DateTime<Utc>>,
}

/// An override that was written or removed.
#[derive(Debug, Serialize, Deserialize)]
pub struct OverrideWritten {
    /// Which one.
    pub id: OverrideId,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

/// Sets a muscle group's score: fatigue restarts from it, and what was trained before stops counting.
pub async fn override_recovery(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &OverrideRecovery,
) -> Result<OverrideWritten> {
    let write = match Write::begin(env, user, "overrideRecovery", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let now = env.system.now();
    let at = input.at.map_or(now, to_micros);
    let mut errors = Vec::new();
    if !(input.score > 0.0 && input.score <= 100.0) {
        let message = format!("score lies above 0 and at most at 100, not at {}", input.score);
        errors.push(UserError::invalid("score", message));
    }
    if at > now {
        let message = "an override cannot lie in the future: nobody knows how a muscle will feel";
        errors.push(UserError::new(UserErrorCode::InTheFuture, "at", message));
    }
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    let id = OverrideId(env.system.new_id());
    let said = Override { muscle: input.muscle, at, score: input.score };
    overrides::insert(&write.tx, user, id, &said, now).await?;
    let changed = recovery::rebuild(env, &write.tx, user).await?;
    write.finish(OverrideWritten { id, changed }).await
}

/// Takes an override back: everything counts again as if it had never been said.
pub async fn remove_override(env: &Env, user: UserId, id: Option<OverrideId>) -> Result<OverrideWritten> {
    let write = match Write::begin(env, user, "removeRecoveryOverride", None, &id).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let removed = match id {
        Some(id) => overrides::delete(&write.tx, user, id).await?.then_some(id),
        None => None,
    };
    let id = removed.ok_or_else(|| UserError::not_found("overrideId", "override"))?;
    let changed = recovery::rebuild(env, &write.tx, user).await?;
    write.finish(OverrideWritten { id, changed }).await
}
