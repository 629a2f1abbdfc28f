//! The English words around the numbers.

use chrono::{DateTime, TimeDelta, Utc};

use super::{MuscleReadiness, WEEKLY_SETS};
use crate::domain::muscle::Muscle;

/// Durations below this are told in hours, the others in days.
const DAYS_FROM_HOURS: f64 = 48.0;

/// E.g. `Chest is 83 % recovered (last trained 4 days ago)`.
pub(super) fn recovered(muscle: Muscle, readiness: &MuscleReadiness, at: DateTime<Utc>) -> String {
    let trained = readiness.last_trained_at.map_or_else(
        || "never trained".to_owned(),
        |trained| format!("last trained {} ago", elapsed(at - trained)),
    );
    let name = muscle.name();
    // As far as the verb is concerned, the names in the plural are those that end in an s.
    let verb = if name.ends_with('s') { "are" } else { "is" };
    format!("{name} {verb} {:.0} % recovered ({trained})", readiness.score)
}

/// E.g. `4.5 of 12 weekly sets for lats`.
pub(super) fn sets_short(muscle: Muscle, sets: f64) -> String {
    format!("{} of {WEEKLY_SETS} weekly sets for {}", one_decimal(sets), in_sentence(muscle))
}

/// E.g. `Quadriceps are what you asked for`.
pub(super) fn in_focus(muscle: Muscle) -> String {
    let name = muscle.name();
    let verb = if name.ends_with('s') { "are" } else { "is" };
    format!("{name} {verb} what you asked for")
}

/// E.g. `Not done for 9 days`.
pub(super) fn not_done_for(days: f64) -> String {
    format!("Not done for {}", count(days.floor(), "day"))
}

/// E.g. `Quadriceps 23 %, ready in 7.8 h`.
pub(super) fn blocked(muscle: Muscle, score: f64, wait: TimeDelta) -> String {
    format!("{} {score:.0} %, ready in {}", muscle.name(), until(wait))
}

/// E.g. `Nothing is ready: Legs opens first, in 7.8 h (quadriceps 23 %)`.
pub(super) fn rest_day(workout: &str, muscle: Muscle, score: f64, wait: TimeDelta) -> String {
    format!(
        "Nothing is ready: {workout} opens first, in {} ({} {score:.0} %)",
        until(wait),
        in_sentence(muscle)
    )
}

/// A time that has passed, in whole hours or days: nobody remembers more.
fn elapsed(time: TimeDelta) -> String {
    let hours = hours(time);
    if hours < 1.0 {
        "less than an hour".to_owned()
    } else if hours < DAYS_FROM_HOURS {
        count(hours.floor(), "hour")
    } else {
        count((hours / 24.0).floor(), "day")
    }
}

/// A time to wait, to a tenth of an hour or of a day; never none at all.
fn until(wait: TimeDelta) -> String {
    // Rounded first, so that 47.96 h is two days and not 48 h.
    let hours = ((hours(wait) * 10.0).round() / 10.0).max(0.1);
    if hours < DAYS_FROM_HOURS {
        format!("{} h", one_decimal(hours))
    } else {
        format!("{} days", one_decimal(hours / 24.0))
    }
}

fn hours(time: TimeDelta) -> f64 {
    time.as_seconds_f64().max(0.0) / 3600.0
}

fn count(number: f64, unit: &str) -> String {
    let plural = if number.total_cmp(&1.0).is_eq() { "" } else { "s" };
    format!("{number:.0} {unit}{plural}")
}

/// `4.5`, but `4` instead of `4.0`.
fn one_decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), ToOwned::to_owned)
}

fn in_sentence(muscle: Muscle) -> String {
    muscle.name().to_lowercase()
}
