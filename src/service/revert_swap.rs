//! Taking a swap back.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Env, Failure, Result, UserError, UserErrorCode, recovery,
    swap_exercise::set_exercise,
    swap_workout::{Swapped, has_sets},
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{ExerciseId, SessionId, SwapId, UserId, WorkoutId, WorkoutLogId},
        session::{Session, SessionStatus, WorkoutLog},
        swap::{Onward, Swap, SwapKind, status_before},
    },
    store::{custom_workouts, logs, sessions, sets, swaps},
};

/// Which swap, and whether its logged sets may go.
#[derive(Debug, Serialize)]
pub struct RevertSwap {
    /// The swap.
    pub swap: Option<SwapId>,
    /// Whether sets that were logged since may stop counting; they stay in the audit trail.
    pub discard_logged_sets: bool,
}

/// Restores exactly what the swap replaced. The newest swap of a chain goes first.
pub async fn revert_swap(env: &Env, user: UserId, key: Option<&str>, input: &RevertSwap) -> Result<Swapped> {
    let write = match Write::begin(env, user, "revertSwap", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let swap = match input.swap {
        Some(id) => swaps::find(&write.tx, user, &[id]).await?.pop(),
        None => None,
    };
    let Some(swap) = swap else { return Err(UserError::not_found("swapId", "swap").into()) };
    if swap.reverted_at.is_some() {
        return Err(not_revertible("the swap was taken back already").into());
    }
    let now = env.system.now();
    let (session, counted) = match swap.kind {
        SwapKind::Workout => revert_workout(&write, &swap, input.discard_logged_sets).await?,
        SwapKind::Exercise => revert_exercise(&write, &swap, input.discard_logged_sets, now).await?,
    };
    swaps::mark_reverted(&write.tx, swap.id, now).await?;
    let changed = if counted { recovery::rebuild(env, &write.tx, user).await? } else { Vec::new() };
    let reverted = write.finish(Swapped { swap: swap.id, session, changed }).await?;
    env.counts.swap("revert");
    Ok(reverted)
}

/// Puts the replaced session back; answers whether completed work went.
async fn revert_workout(write: &Write, swap: &Swap, discard: bool) -> Result<(SessionId, bool)> {
    let (from, to) = sessions_of(write, swap).await?;
    if to.status == SessionStatus::Replaced {
        return Err(
            not_revertible("the session was swapped again since; revert the newest swap first").into()
        );
    }
    let was_completed = to.status == SessionStatus::Completed;
    if (was_completed || has_sets(&write.tx, write.user.id, to.id).await?) && !discard {
        return Err(
            has_logged_sets("the session that took its place was completed or has logged sets").into()
        );
    }
    let replaced = Session { status: SessionStatus::Replaced, completed_at: None, ..to };
    sessions::update(&write.tx, &replaced).await?;
    let restored = Session { status: status_before(&from), ..from };
    sessions::update(&write.tx, &restored).await?;
    Ok((restored.id, was_completed))
}

/// Puts the replaced log back, and what the swap changed from now on; answers whether completed work changes.
async fn revert_exercise(
    write: &Write,
    swap: &Swap,
    discard: bool,
    now: DateTime<Utc>,
) -> Result<(SessionId, bool)> {
    let (from, to) = logs_of(write, swap).await?;
    if to.replaced_at.is_some() {
        return Err(
            not_revertible("the exercise was swapped again since; revert the newest swap first").into()
        );
    }
    let session = session(write, to.session).await?;
    if session.status == SessionStatus::Replaced {
        return Err(not_revertible("the session was replaced since; revert that swap first").into());
    }
    if sets::any(&write.tx, &[to.id]).await? && !discard {
        return Err(has_logged_sets("sets were logged for the exercise that took its place").into());
    }
    logs::set_replaced(&write.tx, to.id, Some(now)).await?;
    logs::set_replaced(&write.tx, from.id, None).await?;
    if let Some(onward) = swap.onward {
        revert_onward(write, swap, onward, from.exercise, now).await?;
    }
    Ok((session.id, session.status == SessionStatus::Completed))
}

/// Gives the workout its old exercise back. A fork that swaps made and that no other swap needs goes, unless it was
/// trained, and its planned sessions are of the program's workout again.
async fn revert_onward(
    write: &Write,
    swap: &Swap,
    onward: Onward,
    exercise: ExerciseId,
    now: DateTime<Utc>,
) -> Result<()> {
    if let Some(place) = onward.place {
        set_exercise(write, onward.workout, place, exercise).await?;
    }
    let user = write.user.id;
    let fork = WorkoutId::Custom(onward.workout);
    let swaps = swaps::of_custom_workout(&write.tx, user, onward.workout).await?;
    let needed = swaps.iter().any(|other| other.id != swap.id && other.reverted_at.is_none());
    let forked_from = swaps.iter().find_map(|swap| swap.onward?.forked_from);
    if let Some(program_workout) = forked_from.filter(|_| !needed)
        && !sessions::is_trained(&write.tx, user, fork).await?
    {
        sessions::replan(&write.tx, user, fork, WorkoutId::Program(program_workout)).await?;
        custom_workouts::set_deleted(&write.tx, onward.workout, Some(now)).await?;
    }
    Ok(())
}

async fn logs_of(write: &Write, swap: &Swap) -> Result<(WorkoutLog, WorkoutLog)> {
    let (Some(from), Some(to)) = (swap.from_log, swap.to_log) else {
        return Err(not_revertible("a workout log of this swap was deleted").into());
    };
    let find = async |id: WorkoutLogId| {
        let log = logs::find(&write.tx, write.user.id, &[id]).await?.pop();
        log.ok_or_else(|| Failure::fault("a swap without its workout log"))
    };
    Ok((find(from).await?, find(to).await?))
}

fn has_logged_sets(why: &str) -> UserError {
    let message = format!("{why}; set discardLoggedSets if they may stop counting");
    UserError::new(UserErrorCode::HasLoggedSets, "discardLoggedSets", message)
}

async fn sessions_of(write: &Write, swap: &Swap) -> Result<(Session, Session)> {
    let (Some(from), Some(to)) = (swap.from_session, swap.to_session) else {
        return Err(not_revertible("a session of this swap was deleted").into());
    };
    Ok((session(write, from).await?, session(write, to).await?))
}

async fn session(write: &Write, id: SessionId) -> Result<Session> {
    let session = sessions::find_one(&write.tx, write.user.id, id).await?;
    session.ok_or_else(|| Failure::fault("a swap without its session"))
}

fn not_revertible(message: &str) -> UserError {
    UserError::new(UserErrorCode::NotRevertible, "swapId", message)
}
