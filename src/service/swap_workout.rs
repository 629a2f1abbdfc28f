//! Swapping a session's workout for another.

use serde::{Deserialize, Serialize};

use super::{
    Env, Result, UserError, UserErrorCode,
    log_drafts::check_notes,
    start_session::{find, prescribed_logs},
    trainable::trainable,
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{SessionId, SwapId, UserId, WorkoutId},
        muscle::Muscle,
        session::{Session, SessionStatus},
        swap::{NotSwappable, Swap, SwapKind, check_swappable},
    },
    store::{Connected, logs, sessions, sets, swaps},
};

/// Which session, and what takes its workout's place.
#[derive(Debug, Serialize)]
pub struct SwapWorkout {
    /// The session.
    pub session: Option<SessionId>,
    /// The other workout.
    pub workout: Option<WorkoutId>,
    /// The user's own words.
    pub reason: Option<String>,
}

/// A swap that was made or taken back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Swapped {
    /// The row of the audit trail.
    pub swap: SwapId,
    /// The session that is live now.
    pub session: SessionId,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

/// Replaces a planned session, or a started one with nothing logged yet, by one with another workout.
pub async fn swap_workout(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &SwapWorkout,
) -> Result<Swapped> {
    let write = match Write::begin(env, user, "swapWorkout", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let from = find(&write, input.session).await?;
    let has_sets = has_sets(&write.tx, user, from.id).await?;
    check_swappable(from.status, has_sets).map_err(not_swappable)?;
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let available = trainable(&write.tx, &catalogue, user).await?;
    let workout = available.workouts.into_iter().find(|workout| Some(workout.id) == input.workout);
    let Some(workout) = workout else {
        let message = "this is none of the workouts you can train; availableWorkouts lists them";
        return Err(UserError::new(UserErrorCode::NotFound, "workoutId", message).into());
    };
    if from.workout == Some(workout.id) {
        return Err(UserError::invalid("workoutId", "the session is of this workout already").into());
    }
    let mut errors = Vec::new();
    let reason = check_notes("reason", input.reason.as_deref(), &mut errors);
    if !errors.is_empty() {
        return Err(super::Failure::User(errors));
    }
    let to = Session {
        id: SessionId(env.system.new_id()),
        workout: Some(workout.id),
        swapped_from: Some(from.id),
        ..from.clone()
    };
    let now = env.system.now();
    sessions::update(&write.tx, &Session { status: SessionStatus::Replaced, ..from.clone() }).await?;
    sessions::insert(&write.tx, std::slice::from_ref(&to), now).await?;
    if to.status == SessionStatus::InProgress {
        logs::insert(&write.tx, &prescribed_logs(env, to.id, &workout)).await?;
    }
    let swap = Swap {
        id: SwapId(env.system.new_id()),
        kind: SwapKind::Workout,
        from_session: Some(from.id),
        to_session: Some(to.id),
        from_log: None,
        to_log: None,
        reason,
        swapped_at: now,
        reverted_at: None,
        onward: None,
    };
    swaps::insert(&write.tx, user, &swap).await?;
    let swapped = write.finish(Swapped { swap: swap.id, session: to.id, changed: Vec::new() }).await?;
    env.counts.swap("workout");
    Ok(swapped)
}

/// Whether anything is logged in a session.
pub(super) async fn has_sets(db: &impl Connected, user: UserId, session: SessionId) -> Result<bool> {
    let logs: Vec<_> = logs::of_sessions(db, user, &[session]).await?.iter().map(|log| log.id).collect();
    Ok(!logs.is_empty() && sets::any(db, &logs).await?)
}

fn not_swappable(why: NotSwappable) -> UserError {
    let (code, message) = match why {
        NotSwappable::Replaced => (
            UserErrorCode::Conflict,
            "the session was replaced already; swap the one that took its place, or revert that swap",
        ),
        NotSwappable::Over => {
            (UserErrorCode::Conflict, "the session is over; only a planned or started one can be swapped")
        }
        NotSwappable::HasLoggedSets => (
            UserErrorCode::HasLoggedSets,
            "sets are logged in this session; complete it, or clear its sets first",
        ),
    };
    UserError::new(code, "sessionId", message)
}
