//! Changing, skipping and deleting sessions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Env, ExerciseLogDraft, Failure, Result, UserError, UserErrorCode,
    complete_session::check_completion,
    log_drafts::{Checked, catalogue_of, check_logs, check_notes},
    plan_session::SessionWritten,
    recovery,
    start_session::find,
    swap_workout::has_sets,
    trainable,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{ExerciseId, SessionId, UserId, WorkoutLogId},
        session::{Session, SessionStatus},
    },
    store::{logs, sessions, sets},
};

/// What to change of a session.
#[derive(Debug, Serialize)]
pub struct UpdateSession {
    /// Which session.
    pub session: Option<SessionId>,
    /// When it was completed; none: as it was.
    pub completed_at: Option<DateTime<Utc>>,
    /// The user's own words; none: as they were.
    pub notes: Option<String>,
    /// All exercises with their sets; none: as they were.
    pub logs: Option<Vec<ExerciseLogDraft>>,
}

/// Changes a session and, where it is completed, rebuilds recovery from what is now true.
pub async fn update(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &UpdateSession,
) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "updateSession", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let mut session = find(&write, input.session).await?;
    check_editable(&session, input)?;
    let mut errors = Vec::new();
    if let Some(at) = input.completed_at {
        let at = check_completion(env.system.now(), Some(at), session.started_at, &mut errors);
        session.completed_at = Some(at);
        session.happens_at = at;
    }
    if let Some(notes) = &input.notes {
        session.notes = check_notes("notes", Some(notes), &mut errors);
    }
    let checked = match &input.logs {
        None => None,
        Some(drafts) => match check(env, &write, &session, drafts).await {
            Ok(checked) => Some(checked),
            Err(Failure::User(more)) => {
                errors.extend(more);
                None
            }
            Err(failure) => return Err(failure),
        },
    };
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    sessions::update(&write.tx, &session).await?;
    if let Some(checked) = checked {
        replace_logs(&write, session.id, checked).await?;
    }
    let completed = session.status == SessionStatus::Completed;
    let changed = if completed { recovery::rebuild(env, &write.tx, user).await? } else { Vec::new() };
    write.finish(SessionWritten { session: session.id, changed }).await
}

fn check_editable(session: &Session, input: &UpdateSession) -> Result<()> {
    let status = session.status;
    let conflict =
        |field: &str, message: String| Err(UserError::new(UserErrorCode::Conflict, field, message).into());
    if status == SessionStatus::Replaced {
        return conflict(
            "sessionId",
            "the session was replaced; change the one that took its place".to_owned(),
        );
    }
    if input.completed_at.is_some() && status != SessionStatus::Completed {
        let message =
            format!("the session is {}; completeSession or logSession completes it", status.as_text());
        return conflict("completedAt", message);
    }
    if input.logs.is_some() && !matches!(status, SessionStatus::Completed | SessionStatus::InProgress) {
        return conflict("logs", format!("the session is {}; start it before you log", status.as_text()));
    }
    Ok(())
}

async fn check(env: &Env, write: &Write, session: &Session, drafts: &[ExerciseLogDraft]) -> Result<Checked> {
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let workout = match session.workout {
        Some(id) => trainable::find_ever(&write.tx, &catalogue, write.user.id, id).await?,
        None => None,
    };
    let old = logs::of_sessions(&write.tx, write.user.id, &[session.id]).await?;
    let catalogue = catalogue_of(write, &catalogue, drafts).await?;
    check_logs(env, &catalogue, session.id, workout.as_deref(), &old, drafts)
}

/// Writes the logs as they are now. A log whose exercise stays keeps its identity, with the swaps that lead to it.
async fn replace_logs(write: &Write, session: SessionId, mut checked: Checked) -> Result<()> {
    let old = logs::of_sessions(&write.tx, write.user.id, &[session]).await?;
    let mut free: HashMap<ExerciseId, Vec<WorkoutLogId>> = HashMap::new();
    for log in old.iter().rev() {
        free.entry(log.exercise).or_default().push(log.id);
    }
    let mut kept: HashMap<WorkoutLogId, WorkoutLogId> = HashMap::new();
    for log in &mut checked.logs {
        if let Some(id) = free.get_mut(&log.exercise).and_then(Vec::pop) {
            kept.insert(log.id, id);
            log.id = id;
        }
    }
    for (log, _) in &mut checked.sets {
        *log = kept.get(log).copied().unwrap_or(*log);
    }
    let gone: Vec<WorkoutLogId> = free.into_values().flatten().collect();
    logs::delete(&write.tx, &gone).await?;
    let known: Vec<WorkoutLogId> = kept.into_values().collect();
    for log in checked.logs.iter().filter(|log| known.contains(&log.id)) {
        logs::update(&write.tx, log).await?;
        sets::delete_of_log(&write.tx, log.id).await?;
    }
    let new: Vec<_> = checked.logs.into_iter().filter(|log| !known.contains(&log.id)).collect();
    logs::insert(&write.tx, &new).await?;
    Ok(sets::insert(&write.tx, &checked.sets).await?)
}

/// Leaves a planned session out, or a started one in which nothing is logged. A skipped one stays skipped.
pub async fn skip(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    id: Option<SessionId>,
) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "skipSession", key, &id).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let mut session = find(&write, id).await?;
    match session.status {
        SessionStatus::Skipped => {}
        SessionStatus::Planned | SessionStatus::InProgress => {
            if has_sets(&write.tx, user, session.id).await? {
                let message = "sets are logged in this session; complete it, or delete it";
                return Err(UserError::new(UserErrorCode::HasLoggedSets, "sessionId", message).into());
            }
            session.status = SessionStatus::Skipped;
            sessions::update(&write.tx, &session).await?;
        }
        other => {
            let message =
                format!("the session is {}; only one that is still to come can be skipped", other.as_text());
            return Err(UserError::new(UserErrorCode::Conflict, "sessionId", message).into());
        }
    }
    write.finish(SessionWritten::untrained(session.id)).await
}

/// Deletes a session with its logs and sets, and with the sessions that swaps tie it to; rebuilds recovery. The audit
/// trail keeps its rows.
pub async fn delete(env: &Env, user: UserId, id: Option<SessionId>) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "deleteSession", None, &id).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let session = find(&write, id).await?;
    if session.status == SessionStatus::Replaced {
        let message = "the session was replaced; delete the one that is live in its place";
        return Err(UserError::new(UserErrorCode::Conflict, "sessionId", message).into());
    }
    let chain = sessions::chain(&write.tx, user, session.id).await?;
    let ids: Vec<SessionId> = chain.iter().map(|session| session.id).collect();
    sessions::delete(&write.tx, &ids).await?;
    let trained = chain.iter().any(|session| session.status == SessionStatus::Completed);
    let changed = if trained { recovery::rebuild(env, &write.tx, user).await? } else { Vec::new() };
    write.finish(SessionWritten { session: session.id, changed }).await
}
