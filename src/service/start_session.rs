//! Starting a session: its workout's exercises stand ready to be logged.

use std::slice;

use serde::Serialize;

use super::{
    Env, Failure, Result, UserError, UserErrorCode,
    plan_session::SessionWritten,
    trainable,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{SessionId, UserId, WorkoutId, WorkoutLogId},
        session::{LogSource, Session, SessionStatus, WorkoutLog},
        workout::Workout,
    },
    store::{logs, sessions},
};

/// What to start: a planned session, or a workout that is not on the calendar.
#[derive(Debug, Serialize)]
pub enum StartSession {
    /// A planned session.
    Session(Option<SessionId>),
    /// A workout, today.
    Workout(Option<WorkoutId>),
}

/// Starts a session. One that is started already stays as it is: a retry is no mistake.
pub async fn start_session(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &StartSession,
) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "startSession", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let session = match input {
        StartSession::Workout(workout) => start_workout(env, &write, *workout).await?,
        StartSession::Session(session) => start_planned(env, &write, *session).await?,
    };
    write.finish(SessionWritten::untrained(session)).await
}

/// Starts a workout that is not on the calendar.
pub(super) async fn start_workout(env: &Env, write: &Write, workout: Option<WorkoutId>) -> Result<SessionId> {
    let Some(workout) = workout else { return Err(UserError::not_found("workoutId", "workout").into()) };
    let now = env.system.now();
    let session = Session {
        status: SessionStatus::InProgress,
        started_at: Some(now),
        happens_at: now,
        ..Session::planned(
            SessionId(env.system.new_id()),
            &write.user,
            workout,
            write.user.time_zone.day_of(now),
        )
    };
    // Looked up before it is written: a foreign key would only say that something is wrong.
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let workout = trainable::find(&write.tx, &catalogue, write.user.id, workout).await?;
    let workout = workout.ok_or_else(|| UserError::not_found("workoutId", "workout"))?;
    sessions::insert(&write.tx, slice::from_ref(&session), now).await?;
    logs::insert(&write.tx, &prescribed_logs(env, session.id, &workout)).await?;
    Ok(session.id)
}

async fn start_planned(env: &Env, write: &Write, id: Option<SessionId>) -> Result<SessionId> {
    let mut session = find(write, id).await?;
    match session.status {
        SessionStatus::InProgress => {}
        SessionStatus::Planned => {
            let now = env.system.now();
            session.status = SessionStatus::InProgress;
            session.started_at = Some(now);
            session.happens_at = now;
            sessions::update(&write.tx, &session).await?;
            // A swap that is taken back brings a plan back, also where its workout was deleted since.
            let catalogue = env.catalogue.fresh(&write.tx).await?;
            let workout = match session.workout {
                Some(id) => trainable::find_ever(&write.tx, &catalogue, write.user.id, id).await?,
                None => None,
            };
            let workout = workout.ok_or_else(|| Failure::fault("a plan without a workout"))?;
            logs::insert(&write.tx, &prescribed_logs(env, session.id, &workout)).await?;
        }
        other => {
            let message = format!("the session is {}; only a planned one can be started", other.as_text());
            return Err(UserError::new(UserErrorCode::Conflict, "sessionId", message).into());
        }
    }
    Ok(session.id)
}

/// The session that an input's `sessionId` names.
pub(super) async fn find(write: &Write, id: Option<SessionId>) -> Result<Session> {
    let session = match id {
        Some(id) => sessions::find_one(&write.tx, write.user.id, id).await?,
        None => None,
    };
    session.ok_or_else(|| UserError::not_found("sessionId", "session").into())
}

/// One empty log for each exercise that the workout prescribes.
pub(super) fn prescribed_logs(env: &Env, session: SessionId, workout: &Workout) -> Vec<WorkoutLog> {
    workout
        .exercises
        .iter()
        .map(|prescription| WorkoutLog {
            id: WorkoutLogId(env.system.new_id()),
            session,
            position: prescription.position,
            exercise: prescription.exercise,
            source: LogSource::of(workout.id, prescription.id),
            swapped_from: None,
            replaced_at: None,
            notes: None,
            superset: None,
        })
        .collect()
}
