//! One shot: a finished session with all its sets.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Env, ExerciseLogDraft, Failure, Result, UserError, UserErrorCode,
    complete_session::{check_completion, completed},
    log_drafts::{catalogue_of, check_logs, check_notes},
    plan_session::SessionWritten,
    recovery,
    start_session::find,
    trainable,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{SessionId, UserId, WorkoutId},
        session::{Session, SessionStatus},
        system::to_micros,
    },
    store::{logs, sessions, sets},
};

/// What was trained.
#[derive(Debug, Serialize)]
pub struct LogSession {
    /// What the session is of.
    pub of: Of,
    /// When it was completed; none: now.
    pub completed_at: Option<DateTime<Utc>>,
    /// When it was started; none: unknown.
    pub started_at: Option<DateTime<Utc>>,
    /// The user's own words.
    pub notes: Option<String>,
    /// The exercises in order.
    pub logs: Vec<ExerciseLogDraft>,
}

/// What a finished session is of.
#[derive(Debug, Serialize)]
pub enum Of {
    /// Nothing prescribed.
    AdHoc,
    /// A workout that was not on the calendar.
    Workout(Option<WorkoutId>),
    /// A planned or started session.
    Session(Option<SessionId>),
}

/// Writes a completed session with its logs and sets, and rebuilds recovery.
pub async fn log_session(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &LogSession,
) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "logSession", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let now = env.system.now();
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let (mut session, is_new) = session(env, &write, &input.of).await?;
    let workout = match session.workout {
        // What was started may be finished, also where its workout was deleted since.
        Some(id) if !is_new => trainable::find_ever(&write.tx, &catalogue, user, id).await?,
        Some(id) => match trainable::find(&write.tx, &catalogue, user, id).await? {
            Some(workout) => Some(workout),
            None => return Err(UserError::not_found("workoutId", "workout").into()),
        },
        None => None,
    };
    let mut errors = Vec::new();
    session.started_at = input.started_at.map(to_micros).or(session.started_at);
    let completed_at = check_completion(now, input.completed_at, session.started_at, &mut errors);
    session.notes = check_notes("notes", input.notes.as_deref(), &mut errors).or(session.notes);
    let catalogue = catalogue_of(&write, &catalogue, &input.logs).await?;
    let checked = match check_logs(env, &catalogue, session.id, workout.as_deref(), &[], &input.logs) {
        Ok(checked) if errors.is_empty() => checked,
        Ok(_) => return Err(Failure::User(errors)),
        Err(Failure::User(more)) => {
            errors.extend(more);
            return Err(Failure::User(errors));
        }
        Err(failure) => return Err(failure),
    };
    let session = completed(session, completed_at);
    if is_new {
        sessions::insert(&write.tx, std::slice::from_ref(&session), now).await?;
    } else {
        sessions::update(&write.tx, &session).await?;
        let old: Vec<_> =
            logs::of_sessions(&write.tx, user, &[session.id]).await?.iter().map(|log| log.id).collect();
        logs::delete(&write.tx, &old).await?;
    }
    logs::insert(&write.tx, &checked.logs).await?;
    sets::insert(&write.tx, &checked.sets).await?;
    let changed = recovery::rebuild(env, &write.tx, user).await?;
    let written = write.finish(SessionWritten { session: session.id, changed }).await?;
    env.counts.sessions_logged.inc();
    Ok(written)
}

/// The session to complete, and whether it is new.
async fn session(env: &Env, write: &Write, of: &Of) -> Result<(Session, bool)> {
    let workout = match of {
        Of::Session(id) => {
            let session = find(write, *id).await?;
            return match session.status {
                SessionStatus::Planned | SessionStatus::InProgress => Ok((session, false)),
                other => {
                    let message = format!("the session is {}; log a planned or started one", other.as_text());
                    Err(UserError::new(UserErrorCode::Conflict, "sessionId", message).into())
                }
            };
        }
        Of::Workout(None) => return Err(UserError::not_found("workoutId", "workout").into()),
        Of::Workout(Some(id)) => Some(*id),
        Of::AdHoc => None,
    };
    let id = SessionId(env.system.new_id());
    Ok((Session::ad_hoc(id, write.user.id, workout, env.system.now()), true))
}
