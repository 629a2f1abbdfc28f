//! The next load of a prescribed exercise, by double progression: first more repetitions, then more load.

use std::collections::BTreeMap;

use super::PerformedSet;
use crate::domain::{exercise::Equipment, session::WeightUnit, workout::Prescription};

/// Why a load is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProgressionReason {
    /// Every set reached the most repetitions: more load, the fewest repetitions again.
    AllSetsAtTheTop,
    /// Between the two ends: the same load, one repetition more.
    MoreRepetitions,
    /// Two sessions in a row missed the fewest repetitions: a tenth less load.
    MissedTwice,
    /// Missed once: the same again.
    TryAgain,
}

/// What to do next time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progression {
    /// Load in kilograms.
    pub weight_kg: f64,
    /// Repetitions to aim at in every set.
    pub reps: u16,
    /// Why.
    pub reason: ProgressionReason,
}

/// Sets session by session, the newest first.
#[must_use]
pub fn by_session(sets: &[PerformedSet]) -> Vec<Vec<(f64, u16)>> {
    let mut sessions: BTreeMap<_, Vec<(f64, u16)>> = BTreeMap::new();
    for set in sets {
        sessions.entry((set.completed_at, set.session)).or_default().push((set.weight_kg, set.reps));
    }
    sessions.into_values().rev().collect()
}

/// The working sets of one session: load in kilograms and repetitions.
type Session = [(f64, u16)];

/// Suggests the next load from the last sessions of the exercise, the newest first; none without one. What counts of a
/// session are the sets at its heaviest load.
#[must_use]
pub fn suggest(
    prescription: &Prescription,
    equipment: Equipment,
    unit: WeightUnit,
    sessions: &[Vec<(f64, u16)>],
) -> Option<Progression> {
    let (weight_kg, worst, sets) = top_sets(sessions.first()?)?;
    let missed =
        |session: &Session| top_sets(session).is_some_and(|(_, worst, _)| worst < prescription.min_reps);
    let next = |weight_kg: f64, reps: u16, reason| Some(Progression { weight_kg, reps, reason });
    let (weight, step) = (unit.from_kilograms(weight_kg), step(equipment, unit));
    if worst >= prescription.max_reps && sets >= usize::from(prescription.sets) {
        next(unit.to_kilograms(weight + step), prescription.min_reps, ProgressionReason::AllSetsAtTheTop)
    } else if worst >= prescription.min_reps {
        next(weight_kg, (worst + 1).min(prescription.max_reps), ProgressionReason::MoreRepetitions)
    } else if sessions.get(1).is_some_and(|session| missed(session)) {
        let lighter = (weight * 0.9 / step + 1e-9).floor() * step;
        next(unit.to_kilograms(lighter.max(step)), prescription.min_reps, ProgressionReason::MissedTwice)
    } else {
        next(weight_kg, prescription.min_reps, ProgressionReason::TryAgain)
    }
}

/// The heaviest load of a session, the fewest repetitions done with it, and in how many sets.
fn top_sets(session: &Session) -> Option<(f64, u16, usize)> {
    let heaviest = session.iter().map(|(weight, _)| *weight).reduce(f64::max)?;
    let at_it = session.iter().filter(|(weight, _)| (heaviest - weight).abs() < 1e-6);
    let worst = at_it.clone().map(|(_, reps)| *reps).min()?;
    Some((heaviest, worst, at_it.count()))
}

/// The smallest step that most gyms have, in their unit.
const fn step(equipment: Equipment, unit: WeightUnit) -> f64 {
    match (unit, equipment) {
        (WeightUnit::Kilogram, Equipment::Dumbbell) => 2.0,
        (WeightUnit::Kilogram, Equipment::Kettlebells) => 4.0,
        (WeightUnit::Kilogram, Equipment::Machine) | (WeightUnit::Pound, _) => 5.0,
        (WeightUnit::Kilogram, _) => 2.5,
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{CustomWorkoutExerciseId, ExerciseId, WorkoutExerciseId};

    fn suggested(sessions: &[Vec<(f64, u16)>]) -> Option<(f64, u16, ProgressionReason)> {
        suggested_in(WeightUnit::Kilogram, sessions)
    }

    fn suggested_in(unit: WeightUnit, sessions: &[Vec<(f64, u16)>]) -> Option<(f64, u16, ProgressionReason)> {
        let prescription = Prescription {
            id: WorkoutExerciseId::Custom(CustomWorkoutExerciseId(Uuid::nil())),
            position: 1,
            exercise: ExerciseId(Uuid::nil()),
            sets: 3,
            min_reps: 6,
            max_reps: 8,
            target_rir: None,
            rest_seconds: 120,
        };
        let next = suggest(&prescription, Equipment::Barbell, unit, sessions)?;
        Some((next.weight_kg, next.reps, next.reason))
    }

    #[test]
    fn repetitions_come_first_and_then_the_load() {
        use ProgressionReason::{AllSetsAtTheTop, MissedTwice, MoreRepetitions, TryAgain};
        let top = vec![(40.0, 12), (60.0, 8), (60.0, 8), (60.0, 9)];
        assert_eq!(suggested(slice::from_ref(&top)), Some((62.5, 6, AllSetsAtTheTop)));
        assert_eq!(suggested(&[vec![(60.0, 8), (60.0, 8)]]), Some((60.0, 8, MoreRepetitions)));
        assert_eq!(suggested(&[vec![(60.0, 8), (60.0, 7), (60.0, 6)]]), Some((60.0, 7, MoreRepetitions)));
        let missed = vec![(60.0, 6), (60.0, 5), (60.0, 4)];
        assert_eq!(suggested(&[missed.clone(), top]), Some((60.0, 6, TryAgain)));
        assert_eq!(suggested(&[missed.clone(), missed]), Some((52.5, 6, MissedTwice)));
        assert_eq!(suggested(&[]), None);
        assert_eq!(suggested(&[vec![]]), None);
    }

    #[test]
    fn steps_are_those_of_the_users_unit() {
        let pounds = |value: f64| WeightUnit::Pound.to_kilograms(value);
        let in_pounds = |sessions: &[Vec<(f64, u16)>]| {
            let (kilograms, reps, _) = suggested_in(WeightUnit::Pound, sessions).unwrap();
            (WeightUnit::Pound.from_kilograms(kilograms), reps)
        };
        assert_eq!(in_pounds(&[vec![(pounds(135.0), 8); 3]]), (140.0, 6));
        let missed = vec![(pounds(150.0), 4); 3];
        assert_eq!(in_pounds(&[missed.clone(), missed]), (135.0, 6));
    }
}
