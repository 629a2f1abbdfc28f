//! The state of every muscle group as a pure function of what was trained.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{MuscleState, SetEffort, WINDOW_DAYS, left_after, residual_for};
use crate::domain::{
    id::WorkoutLogId,
    muscle::{Muscle, MuscleMap, Role},
};

/// One exercise of a completed session, as far as recovery is concerned.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedLog {
    /// Identifier; the key of the log, so it must not occur twice in one history.
    pub log: WorkoutLogId,
    /// When the session was completed.
    pub completed_at: DateTime<Utc>,
    /// What the exercise loads. Empty for cardio and stretching, which tire nothing in this model. A muscle group that
    /// is listed in both roles counts as primary.
    pub muscles: Arc<[(Muscle, Role)]>,
    /// The sets, in their order.
    pub sets: Vec<SetEffort>,
}

/// The user's own word on a muscle group ("my chest feels fresh: 90"): fatigue restarts from it, and logs completed
/// at or before it stop counting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Override {
    /// The muscle group.
    pub muscle: Muscle,
    /// From when it holds.
    pub at: DateTime<Utc>,
    /// The score at that instant, 0 < score <= 100.
    pub score: f64,
}

/// What a log contributes to the fatigue of a muscle group, in impulses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The log.
    pub log: WorkoutLogId,
    /// What it was when the session was completed, above 0.
    pub impulse: f64,
    /// What is left of it, above 0.
    pub remaining: f64,
}

/// The state of every muscle group at `as_of`.
///
/// Counts what happened in the window `as_of - 30 days < instant <= as_of`: of two events exactly [`WINDOW_DAYS`]
/// apart, only the later one is in it, and the future has no effect. The order of `logs` and `overrides` does not
/// matter, to the last bit. Of two overrides at one instant the lower score holds.
#[must_use]
pub fn replay(logs: &[TrainedLog], overrides: &[Override], as_of: DateTime<Utc>) -> MuscleMap<MuscleState> {
    let logs = in_window(logs, as_of);
    MuscleMap::from_fn(|muscle| replay_muscle(&logs, overrides, muscle, as_of))
}

/// What each log contributes to the fatigue of a muscle group at `at`, the largest remainder first, ties in the order
/// of the identifiers; only those that contribute anything.
///
/// Counts the same logs as [`replay`]. The remainders add up to the residual, less what an override still holds.
#[must_use]
pub fn contributions(
    logs: &[TrainedLog],
    overrides: &[Override],
    muscle: Muscle,
    at: DateTime<Utc>,
) -> Vec<Contribution> {
    let since = override_of(overrides, muscle, at).map(|over| over.at);
    let mut shares: Vec<Contribution> = in_window(logs, at)
        .into_iter()
        .filter(|log| since.is_none_or(|since| log.completed_at > since))
        .filter_map(|log| log.load(muscle).map(|load| (log, load)))
        .map(|(log, load)| Contribution {
            log: log.log,
            impulse: load.impulse,
            remaining: load.impulse * left_after(at - log.completed_at, muscle),
        })
        .collect();
    shares.sort_by(|a, b| b.remaining.total_cmp(&a.remaining).then_with(|| a.log.cmp(&b.log)));
    shares
}

/// Working sets per muscle group of the logs with `from < completed_at <= to`: primary sets count 1, secondary 0.5,
/// warm-ups and sets that were not performed 0. Overrides do not change what was done.
#[must_use]
pub fn fractional_sets(logs: &[TrainedLog], from: DateTime<Utc>, to: DateTime<Utc>) -> MuscleMap<f64> {
    let mut volume = MuscleMap::from_fn(|_| 0.0);
    for log in logs.iter().filter(|log| from < log.completed_at && log.completed_at <= to) {
        for muscle in Muscle::ALL {
            if let Some(load) = log.load(muscle) {
                *volume.get_mut(muscle) += load.fractional_sets;
            }
        }
    }
    volume
}

/// What a log puts on one muscle group.
struct Load {
    impulse: f64,
    fractional_sets: f64,
    estimated: bool,
}

impl TrainedLog {
    /// What the log puts on the muscle group; none if the exercise does not load it or no set counts.
    fn load(&self, muscle: Muscle) -> Option<Load> {
        let role =
            self.muscles.iter().filter(|(loaded, _)| *loaded == muscle).map(|&(_, role)| role).min()?;
        let mut load = Load { impulse: 0.0, fractional_sets: 0.0, estimated: false };
        for set in self.sets.iter().filter(|set| set.counts()) {
            let impulse = set.impulse(role);
            load.impulse += impulse.value;
            load.fractional_sets += role.weight();
            load.estimated |= impulse.estimated;
        }
        (load.fractional_sets > 0.0).then_some(load)
    }
}

fn is_in_window(instant: DateTime<Utc>, as_of: DateTime<Utc>) -> bool {
    instant <= as_of && as_of - instant < TimeDelta::days(WINDOW_DAYS)
}

/// The logs that can count at `as_of`, in the one order in which they are added up.
fn in_window(logs: &[TrainedLog], as_of: DateTime<Utc>) -> Vec<&TrainedLog> {
    let mut counted: Vec<_> = logs.iter().filter(|log| is_in_window(log.completed_at, as_of)).collect();
    counted.sort_by_key(|log| (log.completed_at, log.log));
    counted
}

/// The override that holds at `as_of`. One before the window has nothing left to say, like a log.
fn override_of(overrides: &[Override], muscle: Muscle, as_of: DateTime<Utc>) -> Option<&Override> {
    overrides
        .iter()
        .filter(|over| over.muscle == muscle && is_in_window(over.at, as_of))
        .max_by(|a, b| a.at.cmp(&b.at).then_with(|| b.score.total_cmp(&a.score)))
}

fn replay_muscle(
    logs: &[&TrainedLog],
    overrides: &[Override],
    muscle: Muscle,
    as_of: DateTime<Utc>,
) -> MuscleState {
    let mut state = MuscleState::fresh(as_of);
    let over = override_of(overrides, muscle, as_of);
    if let Some(over) = over {
        state.residual = residual_for(over.score) * left_after(as_of - over.at, muscle);
    }
    for log in logs {
        let Some(load) = log.load(muscle) else { continue };
        state.last_trained_at = Some(log.completed_at);
        if over.is_some_and(|over| log.completed_at <= over.at) {
            continue;
        }
        state.residual += load.impulse * left_after(as_of - log.completed_at, muscle);
        if load.estimated {
            state.last_estimated_at = Some(log.completed_at);
        }
    }
    state
}
