//! Completing a session: from now on its sets count.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Env, Failure, Result, UserError, UserErrorCode,
    log_drafts::check_notes,
    plan_session::SessionWritten,
    recovery,
    start_session::find,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{SessionId, UserId},
        session::{Session, SessionStatus},
        system::to_micros,
    },
    store::sessions,
};

/// Which session, and when it was completed.
#[derive(Debug, Serialize)]
pub struct CompleteSession {
    /// The session.
    pub session: Option<SessionId>,
    /// When; none: now.
    pub completed_at: Option<DateTime<Utc>>,
    /// The user's own words; none: as they were.
    pub notes: Option<String>,
}

/// Completes a session in progress and rebuilds recovery. One that is completed already, at the same instant or with
/// none given, stays as it is: a retry counts once.
pub async fn complete_session(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &CompleteSession,
) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "completeSession", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let mut session = find(&write, input.session).await?;
    let asked = input.completed_at.map(to_micros);
    match session.status {
        SessionStatus::InProgress => {}
        SessionStatus::Completed if asked.is_none() || asked == session.completed_at => {
            return write.finish(SessionWritten::untrained(session.id)).await;
        }
        other => {
            let message = format!(
                "the session is {}; a session in progress can be completed, a planned one with logSession",
                other.as_text()
            );
            return Err(UserError::new(UserErrorCode::Conflict, "sessionId", message).into());
        }
    }
    let mut errors = Vec::new();
    let now = env.system.now();
    let completed_at = check_completion(now, asked, session.started_at, &mut errors);
    if let Some(notes) = &input.notes {
        session.notes = check_notes("notes", Some(notes), &mut errors);
    }
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    let session = completed(session, completed_at);
    sessions::update(&write.tx, &session).await?;
    let changed = recovery::rebuild(env, &write.tx, user).await?;
    let written = write.finish(SessionWritten { session: session.id, changed }).await?;
    env.counts.sessions_logged.inc();
    Ok(written)
}

/// The session, completed at an instant.
pub(super) fn completed(session: Session, at: DateTime<Utc>) -> Session {
    Session { status: SessionStatus::Completed, completed_at: Some(at), happens_at: at, ..session }
}

/// The completion: not in the future, not before the start.
pub(super) fn check_completion(
    now: DateTime<Utc>,
    asked: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    errors: &mut Vec<UserError>,
) -> DateTime<Utc> {
    let at = asked.map_or(now, to_micros);
    if at > now {
        let message =
            format!("completedAt lies in the future; it is {} now", now.format("%Y-%m-%dT%H:%M:%SZ"));
        errors.push(UserError::new(UserErrorCode::InTheFuture, "completedAt", message));
    } else if at < EARLIEST {
        errors.push(UserError::invalid("completedAt", "completedAt lies before the year 1970"));
    } else if started_at.is_some_and(|started_at| at < started_at) {
        let message = "completedAt lies before the start of the session";
        errors.push(UserError::invalid("completedAt", message));
    }
    at
}

/// Nobody logged sets before.
const EARLIEST: DateTime<Utc> = DateTime::UNIX_EPOCH;
