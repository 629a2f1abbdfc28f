//! Planning one session.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Env, Result, UserError, trainable,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{SessionId, UserId, WorkoutId},
        muscle::Muscle,
        session::Session,
    },
    store::sessions,
};

/// Which workout, and when.
#[derive(Debug, Serialize)]
pub struct PlanSession {
    /// The workout.
    pub workout: Option<WorkoutId>,
    /// The calendar day.
    pub planned_for: NaiveDate,
}

/// A session that was written.
#[derive(Debug, Serialize, Deserialize)]
pub struct SessionWritten {
    /// The session.
    pub session: SessionId,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

impl SessionWritten {
    /// A session whose writing changed no recovery.
    pub(super) const fn untrained(session: SessionId) -> Self {
        Self { session, changed: Vec::new() }
    }
}

/// Puts a workout on the calendar.
pub async fn plan_session(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &PlanSession,
) -> Result<SessionWritten> {
    let write = match Write::begin(env, user, "planSession", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    check_day(env, input.planned_for).map_err(|message| UserError::invalid("plannedFor", message))?;
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let workout = match input.workout {
        Some(id) => trainable::find(&write.tx, &catalogue, user, id).await?,
        None => None,
    };
    let Some(workout) = workout else { return Err(UserError::not_found("workoutId", "workout").into()) };
    let id = SessionId(env.system.new_id());
    let session = Session::planned(id, &write.user, workout.id, input.planned_for);
    sessions::insert(&write.tx, &[session], env.system.now()).await?;
    write.finish(SessionWritten::untrained(id)).await
}

/// A day may lie ten years away in either direction; beyond that it is a slip of the finger.
pub(super) fn check_day(env: &Env, day: NaiveDate) -> std::result::Result<(), String> {
    let today = env.system.now().date_naive();
    if (day - today).num_days().abs() <= 3653 {
        Ok(())
    } else {
        Err(format!("{day} is more than ten years from today"))
    }
}
