//! Estimated one-repetition maxima, records and trends of one exercise.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::id::SessionId;

/// More repetitions than this say nothing reliable of a maximum: they count as this many.
const MOST_REPS: u16 = 12;

/// A performed set with a load, no warm-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerformedSet {
    /// The session.
    pub session: SessionId,
    /// When it was completed.
    pub completed_at: DateTime<Utc>,
    /// Repetitions, 1 or more.
    pub reps: u16,
    /// Load in kilograms, above 0.
    pub weight_kg: f64,
}

/// The load that could be lifted once, after Epley (1985): `w * (1 + reps / 30)`; for one repetition the load itself.
#[must_use]
pub fn epley(weight_kg: f64, reps: u16) -> f64 {
    match reps.min(MOST_REPS) {
        0 => 0.0,
        1 => weight_kg,
        reps => weight_kg * (1.0 + f64::from(reps) / 30.0),
    }
}

/// The load that could be lifted once, after Brzycki (1993): `w * 36 / (37 - reps)`.
#[must_use]
pub fn brzycki(weight_kg: f64, reps: u16) -> f64 {
    match reps.min(MOST_REPS) {
        0 => 0.0,
        reps => weight_kg * 36.0 / (37.0 - f64::from(reps)),
    }
}

/// The best of an exercise. Each record names the set that set it first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Records {
    /// The heaviest load.
    pub heaviest: PerformedSet,
    /// The most repetitions; of several, the heaviest.
    pub most_reps: PerformedSet,
    /// The highest estimated maximum, after Epley.
    pub strongest: PerformedSet,
}

/// The records among sets; none without any.
#[must_use]
pub fn records(sets: &[PerformedSet]) -> Option<Records> {
    let mut sets: Vec<PerformedSet> = sets.to_vec();
    sets.sort_by(|a, b| a.completed_at.cmp(&b.completed_at).then_with(|| a.session.cmp(&b.session)));
    // Of equals the first wins: a record is set once.
    let best = |measure: &dyn Fn(&PerformedSet) -> (f64, f64)| {
        sets.iter().copied().reduce(|best, set| {
            let (old, new) = (measure(&best), measure(&set));
            if new.0.total_cmp(&old.0).then_with(|| new.1.total_cmp(&old.1)).is_gt() { set } else { best }
        })
    };
    Some(Records {
        heaviest: best(&|set| (set.weight_kg, f64::from(set.reps)))?,
        most_reps: best(&|set| (f64::from(set.reps), set.weight_kg))?,
        strongest: best(&|set| (epley(set.weight_kg, set.reps), 0.0))?,
    })
}

/// How strong an exercise was in one session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendPoint {
    /// The session.
    pub session: SessionId,
    /// When it was completed.
    pub completed_at: DateTime<Utc>,
    /// The session's highest estimated maximum in kilograms, after Epley.
    pub best_kg: f64,
    /// Load times repetitions of the session in kilograms.
    pub tonnage_kg: f64,
}

/// One point for each session, oldest first.
#[must_use]
pub fn trend(sets: &[PerformedSet]) -> Vec<TrendPoint> {
    let mut points: BTreeMap<(DateTime<Utc>, SessionId), TrendPoint> = BTreeMap::new();
    for set in sets {
        let point = points.entry((set.completed_at, set.session)).or_insert(TrendPoint {
            session: set.session,
            completed_at: set.completed_at,
            best_kg: 0.0,
            tonnage_kg: 0.0,
        });
        point.best_kg = point.best_kg.max(epley(set.weight_kg, set.reps));
        point.tonnage_kg += set.weight_kg * f64::from(set.reps);
    }
    points.into_values().collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn set(day: u32, weight_kg: f64, reps: u16) -> PerformedSet {
        let completed_at = DateTime::UNIX_EPOCH + TimeDelta::days(day.into());
        PerformedSet {
            session: SessionId(Uuid::from_u128(1000 + u128::from(day))),
            completed_at,
            reps,
            weight_kg,
        }
    }

    #[test]
    fn maxima_are_those_of_the_named_formulas_and_capped_at_twelve() {
        assert!((epley(100.0, 10) - 133.333).abs() < 1e-3);
        assert!((brzycki(100.0, 10) - 133.333).abs() < 1e-3);
        assert!((epley(100.0, 1) - 100.0).abs() < 1e-9 && (brzycki(100.0, 1) - 100.0).abs() < 1e-9);
        assert!((epley(100.0, 30) - epley(100.0, 12)).abs() < 1e-9);
        assert!((brzycki(100.0, 40) - 144.0).abs() < 1e-9);
        assert!(epley(100.0, 0).abs() < 1e-9);
    }

    #[test]
    fn a_record_belongs_to_the_set_that_set_it_first() {
        let sets = [set(9, 100.0, 5), set(1, 100.0, 5), set(3, 60.0, 15), set(4, 110.0, 1)];
        let found = records(&sets).unwrap();
        assert_eq!((found.heaviest, found.most_reps, found.strongest), (sets[3], sets[2], sets[1]));
        assert_eq!(records(&[]), None);
        let points = trend(&sets);
        assert_eq!(points.len(), 4);
        assert!(points.is_sorted_by(|a, b| a.completed_at < b.completed_at));
        assert!((points[1].tonnage_kg - 900.0).abs() < 1e-9);
    }
}
