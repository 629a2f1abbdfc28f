//! One muscle group's state: one number at one instant, and everything that can be read from it later.

use chrono::{DateTime, TimeDelta, Utc};

use super::{WINDOW_DAYS, left_after, residual_for, score, time_constant_hours};
use crate::domain::muscle::Muscle;

/// What is known of a muscle group at an instant. A score is computed from it when it is read, never stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MuscleState {
    /// Fatigue at `as_of`, in impulses, 0 or more.
    pub residual: f64,
    /// The instant of `residual`.
    pub as_of: DateTime<Utc>,
    /// When a session that loaded the muscle group was last completed, in the window before `as_of`; who knows
    /// of an earlier one may fill it in. A manual override does not change it: it is what happened.
    pub last_trained_at: Option<DateTime<Utc>>,
    /// When a session was last completed that still counts and in which a set has no repetitions in reserve.
    pub last_estimated_at: Option<DateTime<Utc>>,
}

impl MuscleState {
    /// The state of a muscle group that has not been trained.
    #[must_use]
    pub const fn fresh(as_of: DateTime<Utc>) -> Self {
        Self { residual: 0.0, as_of, last_trained_at: None, last_estimated_at: None }
    }

    /// Fatigue left at `at`, in impulses. An instant before `as_of` counts as `as_of`: one number cannot tell which
    /// sessions were still to come then; replay the logs for that.
    #[must_use]
    pub fn residual_at(&self, muscle: Muscle, at: DateTime<Utc>) -> f64 {
        self.residual * left_after(at - self.as_of, muscle)
    }

    /// The score at `at`, 0 < score <= 100. An instant before `as_of` counts as `as_of`.
    #[must_use]
    pub fn score_at(&self, muscle: Muscle, at: DateTime<Utc>) -> f64 {
        score(self.residual_at(muscle, at))
    }

    /// Whether the score at `at` rests on assumed repetitions in reserve: whether a counted session of the
    /// [`WINDOW_DAYS`] before `at`, or after it, has a set that lacks them.
    #[must_use]
    pub fn is_estimated_at(&self, at: DateTime<Utc>) -> bool {
        self.last_estimated_at.is_some_and(|estimated| at - estimated < TimeDelta::days(WINDOW_DAYS))
    }

    /// The first instant, from `from` on, at which the score is `score` or more, if nothing is trained until then:
    /// `from` itself if it is already.
    ///
    /// Rounded up to the microsecond, the precision of every stored instant, so that the score is really reached then.
    /// None for a score that is not between 0 and 100. A muscle group with any fatigue approaches 100 without end, so
    /// 100 is reached, at `from`, only by one that has no fatigue at all.
    #[must_use]
    pub fn reaches(&self, muscle: Muscle, score: f64, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.first(muscle, score, from, |now| now >= score)
    }

    /// The first instant, from `from` on, at which the score is above `score`; otherwise as [`Self::reaches`]. Nothing
    /// is ever above 100.
    #[must_use]
    pub fn exceeds(&self, muscle: Muscle, score: f64, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.first(muscle, score, from, |now| now > score)
    }

    fn first(
        &self,
        muscle: Muscle,
        target: f64,
        from: DateTime<Utc>,
        holds: impl Fn(f64) -> bool,
    ) -> Option<DateTime<Utc>> {
        let attainable = target > 0.0 && (target < 100.0 || (target <= 100.0 && self.residual <= 0.0));
        if !attainable {
            return None;
        }
        if holds(self.score_at(muscle, from)) {
            return Some(from);
        }
        // Counted from `as_of`, not from `from`: the answer does not depend on when one asks. The quotient of the
        // residuals could overflow.
        let hours = time_constant_hours(muscle) * (self.residual.ln() - residual_for(target).ln());
        let mut instant = self.as_of.checked_add_signed(rounded_up(hours))?.max(from);
        // The forecast meets the target up to the last digits, which may be on either side. One step is enough for
        // any everyday target; close to 100 a step of the score takes longer, hence the growing stride.
        let mut stride = TimeDelta::microseconds(1);
        while !holds(self.score_at(muscle, instant)) {
            instant = instant.checked_add_signed(stride)?;
            stride = stride.checked_mul(2)?;
        }
        Some(instant)
    }
}

/// The hours in microseconds, rounded up; saturates far beyond what a calendar can hold.
fn rounded_up(hours: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "rounded before, and the cast saturates")]
    let microseconds = (hours * 3.6e9).ceil() as i64;
    TimeDelta::microseconds(microseconds)
}
