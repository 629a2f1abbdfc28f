//! The recovery model, version 1: how tired each muscle group is, and when it will be fresh.
//!
//! Each set leaves an [`Impulse`] of fatigue on the muscle groups that it loads, in units of one 10-rep set to
//! failure. Impulses decay exponentially and add up to the muscle group's *residual*, so its whole past is one number
//! at one instant ([`MuscleState`]) and any insert, edit or delete of a log is exact. The *score* is what people read:
//! 100 is fresh, 0 is never reached. The constants are engineering calibrations against the literature, not medical
//! advice.

mod impulse;
mod replay;
mod state;
#[cfg(test)]
mod tests;

pub use self::{
    impulse::{Impulse, SetEffort, SetKind},
    replay::{Contribution, Override, TrainedLog, contributions, fractional_sets, replay},
    state::MuscleState,
};

use chrono::TimeDelta;

use super::muscle::Muscle;

/// Version of the formulas and constants, stored beside every state: a state of another version must be rebuilt.
pub const MODEL_VERSION: i16 = 1;

/// How far back a replay looks, in days of 24 hours. After 30 days at most 1.6e-8 of an impulse is left.
pub const WINDOW_DAYS: i64 = 30;

/// The highest score, in percent, at which a muscle group counts as fatigued and should not be trained: the gate of
/// recommendations and alternatives is strictly above it.
pub const FATIGUED_UP_TO: f64 = 30.0;

/// Fatigue, in impulses, at which the score has fallen to 100 / e.
const SCALE: f64 = 3.0;

/// How recovered a muscle group is, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Score up to 30.
    Fatigued,
    /// Score above 30, up to 60.
    Recovering,
    /// Score above 60, below 80.
    NearlyRecovered,
    /// Score 80 or more.
    Recovered,
}

impl Status {
    /// The status at a score of 0..=100.
    #[must_use]
    pub fn of(score: f64) -> Self {
        if score >= 80.0 {
            Self::Recovered
        } else if score > 60.0 {
            Self::NearlyRecovered
        } else if score > FATIGUED_UP_TO {
            Self::Recovering
        } else {
            Self::Fatigued
        }
    }
}

/// The overall recovery: the mean of the muscle groups' scores, 100 for none.
pub fn overall(scores: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = scores.into_iter().fold((0.0, 0.0), |(sum, count), score| (sum + score, count + 1.0));
    if count > 0.0 { sum / count } else { 100.0 }
}

/// The score, 0 < score <= 100, at a residual of 0 or more impulses.
///
/// Beyond some 2,000 impulses the exponential underflows to zero; the smallest positive number stands in, since a
/// score of 0 has no residual to go back to.
#[must_use]
pub fn score(residual: f64) -> f64 {
    (100.0 * (-residual.max(0.0) / SCALE).exp()).max(f64::MIN_POSITIVE)
}

/// The residual, in impulses, at which the score is `score`: the inverse of [`score`].
///
/// `score` is in 0 < score <= 100 and clamped to it.
#[must_use]
pub fn residual_for(score: f64) -> f64 {
    let score = score.clamp(f64::MIN_POSITIVE, 100.0);
    if score > 50.0 {
        // Near 100 the logarithm of the quotient would lose its digits; the difference to 100 is exact here. Adding
        // zero makes the negative zero at 100 a plain one.
        -SCALE * ((score - 100.0) / 100.0).ln_1p() + 0.0
    } else {
        // 100 / score would overflow for the smallest scores.
        SCALE * (100.0_f64.ln() - score.ln())
    }
}

/// Hours in which a muscle group's residual falls to 1 / e (about 37 %).
#[must_use]
pub const fn time_constant_hours(muscle: Muscle) -> f64 {
    match muscle {
        Muscle::Quadriceps | Muscle::Hamstrings | Muscle::Glutes | Muscle::Adductors | Muscle::LowerBack => {
            40.0
        }
        Muscle::Calves | Muscle::Abdominals | Muscle::Forearms => 30.0,
        Muscle::Abductors
        | Muscle::Biceps
        | Muscle::Chest
        | Muscle::Lats
        | Muscle::MiddleBack
        | Muscle::Neck
        | Muscle::Shoulders
        | Muscle::Traps
        | Muscle::Triceps => 36.0,
    }
}

/// The share of an impulse that is left after `elapsed`, 0..=1; all of it if no time has passed.
fn left_after(elapsed: TimeDelta, muscle: Muscle) -> f64 {
    let hours = elapsed.max(TimeDelta::zero()).as_seconds_f64() / 3600.0;
    (-hours / time_constant_hours(muscle)).exp()
}
