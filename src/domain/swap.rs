//! Swaps: replacing a session's workout, or one log's exercise, by another; recorded and reversible.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    id::{CustomWorkoutExerciseId, CustomWorkoutId, ProgramWorkoutId, SessionId, SwapId, WorkoutLogId},
    session::{Session, SessionStatus},
    text::text_enum,
};

/// What a swap replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwapKind {
    /// A session's workout.
    Workout,
    /// A workout log's exercise.
    Exercise,
}

text_enum!(SwapKind { Workout = "workout", Exercise = "exercise" });

/// One row of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// Identifier.
    pub id: SwapId,
    /// What was replaced.
    pub kind: SwapKind,
    /// The session that was replaced.
    pub from_session: Option<SessionId>,
    /// The session that took its place.
    pub to_session: Option<SessionId>,
    /// The log that was replaced.
    pub from_log: Option<WorkoutLogId>,
    /// The log that took its place.
    pub to_log: Option<WorkoutLogId>,
    /// The user's own words.
    pub reason: Option<String>,
    /// When it was swapped.
    pub swapped_at: DateTime<Utc>,
    /// When it was taken back.
    pub reverted_at: Option<DateTime<Utc>>,
    /// What it changed from now on, beyond its session.
    pub onward: Option<Onward>,
}

/// What a swap of an exercise changed from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onward {
    /// The custom workout that prescribes the other exercise.
    pub workout: CustomWorkoutId,
    /// Where in it; none once the workout has lost that place.
    pub place: Option<CustomWorkoutExerciseId>,
    /// The workout of a program that the swap forked it from; none where there was a custom workout already.
    pub forked_from: Option<ProgramWorkoutId>,
}

/// Why a session's workout cannot be swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSwappable {
    /// Somebody was faster.
    Replaced,
    /// It is completed or skipped.
    Over,
    /// It has logged sets.
    HasLoggedSets,
}

/// Whether a session's workout may be swapped: planned, or started with nothing logged yet.
pub const fn check_swappable(status: SessionStatus, has_sets: bool) -> Result<(), NotSwappable> {
    match status {
        SessionStatus::Planned | SessionStatus::InProgress if has_sets => Err(NotSwappable::HasLoggedSets),
        SessionStatus::Planned | SessionStatus::InProgress => Ok(()),
        SessionStatus::Completed | SessionStatus::Skipped => Err(NotSwappable::Over),
        SessionStatus::Replaced => Err(NotSwappable::Replaced),
    }
}

/// The status that a replaced session returns to when its swap is reverted: what it was before.
///
/// Only planned and started sessions can be swapped, and only started ones have a start.
#[must_use]
pub const fn status_before(replaced: &Session) -> SessionStatus {
    if replaced.started_at.is_some() { SessionStatus::InProgress } else { SessionStatus::Planned }
}
