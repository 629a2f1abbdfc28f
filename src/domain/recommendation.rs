//! What to train next: the workouts that a user can train, ranked by recovery, weekly volume and variety.

mod generate;
mod message;
mod rank;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    exercise::Equipment,
    muscle::Muscle,
    recovery::MuscleState,
    workout::{MuscleVolume, Workout},
};

pub use self::{
    generate::{Chosen, Wish, generate},
    rank::{readiness, recommend},
};

/// Working sets that a muscle group needs in 7 days: below it, training it is worth more.
pub const WEEKLY_SETS: f64 = 12.0;

/// A workout that the user can train, with what the ranking needs to know of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The workout.
    pub workout: Arc<Workout>,
    /// Its fractional sets per muscle group, as [`Workout::volume`] gives them: most first.
    pub volume: Vec<MuscleVolume>,
    /// Days of 24 hours since the user last completed it, 0 or more; none if never.
    pub days_since_done: Option<f64>,
    /// What its exercises need, without duplicates.
    pub equipment: Vec<Equipment>,
}

/// How ready a muscle group is to be trained, and how much it needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MuscleReadiness {
    /// The recovery score at the instant of the recommendation, 0 < score <= 100.
    pub score: f64,
    /// Fractional sets of the 7 x 24 hours before, 0 or more.
    pub sets_last_7_days: f64,
    /// When a session that loaded it was last completed; none if never.
    pub last_trained_at: Option<DateTime<Utc>>,
    /// The state that the score was read from: forecasts are made with it.
    pub state: MuscleState,
}

/// The user's own limits. The default limits nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Only workouts of at most so many estimated minutes.
    pub max_minutes: Option<u32>,
    /// Only workouts whose every exercise does with this equipment; what needs none is always possible.
    pub equipment: Option<Vec<Equipment>>,
    /// Only workouts with at least one of these as a primary muscle group; empty: any.
    pub focus: Vec<Muscle>,
    /// No workout with any of these as a primary muscle group.
    pub avoid: Vec<Muscle>,
}

/// What to train next.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendations {
    /// The best workouts, best first.
    pub ranked: Vec<Recommendation>,
    /// The workouts within the user's limits whose muscle groups are too tired, the first to open first. Those outside
    /// the limits are not listed anywhere.
    pub excluded: Vec<Excluded>,
    /// The advice to rest: only if tiredness excludes every workout within the user's limits, and there are any.
    pub rest_day: Option<RestDay>,
}

/// A recommended workout.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// The workout.
    pub workout: Arc<Workout>,
    /// What it is ranked by: 0.6 * readiness + 30 * need + 10 * variety, 0..=100.
    pub score: f64,
    /// How recovered the muscle groups are that it loads, 0..=100.
    pub readiness: f64,
    /// How much its primary muscle groups lack of their weekly sets, 0..=1.
    pub need: f64,
    /// How long ago it was done, 0..=1: 1 from seven days on and if never.
    pub variety: f64,
    /// The numbers behind it that matter most: recovery, then weekly sets, then variety.
    pub reasons: Vec<Reason>,
}

/// What a reason is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// How recovered a muscle group is; the value is its score, 30 < score <= 100.
    MuscleRecovered,
    /// A muscle group lacks weekly sets; the value is the fractional sets of the last 7 days, below 12.
    WeeklySetsShort,
    /// The workout has not been done for two days or more; the value is the days.
    NotDoneRecently,
    /// The workout has never been done; the value is 0.
    NeverDone,
    /// The muscle group was asked for; the value is its score.
    InFocus,
}

/// A reason for a recommendation, in numbers for clients that localise and in words for those that do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What it is about.
    pub code: ReasonCode,
    /// The muscle group that it is about; none if it is about the workout.
    pub muscle: Option<Muscle>,
    /// The number; its meaning and range depend on the code.
    pub value: f64,
    /// An English sentence without a full stop.
    pub message: String,
}

/// A workout that cannot be recommended yet, because a primary muscle group is too tired.
#[derive(Clone, Debug, PartialEq)]
pub struct Excluded {
    /// The workout.
    pub workout: Arc<Workout>,
    /// The primary muscle group that opens last; of several at one instant the first in alphabetical order.
    pub blocked_by: Muscle,
    /// That muscle group's score now, 0 < score <= 30.
    pub score: f64,
    /// The first microsecond at which every primary muscle group scores above 30, if nothing is trained until then.
    pub opens_at: DateTime<Utc>,
    /// An English sentence without a full stop.
    pub message: String,
}

/// The advice to rest.
#[derive(Clone, Debug, PartialEq)]
pub struct RestDay {
    /// An English sentence without a full stop.
    pub message: String,
    /// The muscle group whose recovery opens the first workout.
    pub opens_first: Muscle,
    /// When that workout opens.
    pub opens_at: DateTime<Utc>,
}
