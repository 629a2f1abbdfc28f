//! Live logging: the sets of one exercise while the session is under way.

use serde::Serialize;

use super::{
    Env, Failure, Result, UserError, UserErrorCode,
    log_drafts::check_sets,
    plan_session::SessionWritten,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{UserId, WorkoutLogId},
        session::{SessionStatus, SetDraft},
    },
    store::{logs, sessions, sets},
};

/// Which log, and its sets.
#[derive(Debug, Serialize)]
pub struct LogSets {
    /// The workout log.
    pub log: Option<WorkoutLogId>,
    /// All its sets in order.
    pub sets: Vec<SetDraft>,
}

/// Replaces the sets of one workout log of a session in progress.
pub async fn log_sets(env: &Env, user: UserId, key: Option<&str>, input: &LogSets) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "logSets", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let log = match input.log {
        Some(id) => logs::find(&write.tx, user, &[id]).await?.pop(),
        None => None,
    };
    let Some(log) = log else { return Err(UserError::not_found("workoutLogId", "workout log").into()) };
    let session = sessions::find_one(&write.tx, user, log.session).await?;
    let session = session.ok_or_else(|| Failure::fault("a workout log without its session"))?;
    if session.status != SessionStatus::InProgress {
        let message =
            format!("the session is {}; sets are logged while it is in progress", session.status.as_text());
        return Err(UserError::new(UserErrorCode::Conflict, "workoutLogId", message).into());
    }
    let mut errors = Vec::new();
    let checked = check_sets("sets", &input.sets, &mut errors);
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    sets::delete_of_log(&write.tx, log.id).await?;
    let rows: Vec<_> = checked.into_iter().map(|set| (log.id, set)).collect();
    sets::insert(&write.tx, &rows).await?;
    write.finish(SessionWritten::untrained(session.id)).await
}
