//! What the similarity of exercises comes to on the whole catalogue: the movement patterns decide it.

use super::everything;
use crate::domain::{
    alternatives::{Gates, alternatives},
    exercise::{
        Equipment::{self, BodyOnly, Cable, Dumbbell, Machine},
        Exercise, MovementPattern,
    },
};

/// The slugs of the most similar exercises.
fn alternatives_of(all: &[Exercise], slug: &str, equipment: Option<&[Equipment]>) -> Vec<String> {
    let of = all.iter().find(|exercise| exercise.slug == slug).unwrap();
    let gates = Gates { equipment, ..Gates::default() };
    let found = alternatives(of, all.iter(), &gates, all.len());
    found.iter().map(|alternative| alternative.exercise.slug.clone()).collect()
}

fn best(slug: &str, equipment: &[Equipment]) -> String {
    alternatives_of(&everything().exercises, slug, Some(equipment)).remove(0)
}

#[test]
fn a_bench_press_becomes_one_with_dumbbells() {
    let best = best("barbell-bench-press-medium-grip", &[Dumbbell, BodyOnly]);
    assert_eq!(best, "dumbbell-bench-press");
}

#[test]
fn a_bent_over_row_becomes_one_with_dumbbells() {
    assert_eq!(best("bent-over-barbell-row", &[Dumbbell, Cable]), "bent-over-two-dumbbell-row");
}

#[test]
fn a_squat_becomes_one_with_dumbbells_or_in_the_smith_machine() {
    let best = best("barbell-full-squat", &[Dumbbell, Machine, BodyOnly]);
    assert!(["dumbbell-squat", "smith-machine-squat"].contains(&best.as_str()), "{best}");
}

#[test]
fn leg_extensions_never_become_a_hip_adduction_or_a_leg_curl() {
    let all = everything().exercises;
    let wrong = [MovementPattern::HipAdduction, MovementPattern::KneeFlexion];
    let wrong: Vec<_> = all.iter().filter(|e| e.pattern.is_some_and(|p| wrong.contains(&p))).collect();
    let offered = alternatives_of(&all, "leg-extensions", None);
    assert_eq!(offered[0], "single-leg-leg-extension");
    assert!(wrong.iter().all(|exercise| !offered.contains(&exercise.slug)), "{offered:?}");
}

#[test]
fn whatever_a_program_prescribes_can_be_swapped() {
    let all = everything();
    for prescription in all.workouts.iter().flat_map(|workout| &workout.exercises) {
        let exercise = all.exercises.iter().find(|e| e.id == prescription.exercise).unwrap();
        assert!(!alternatives_of(&all.exercises, &exercise.slug, None).is_empty(), "{}", exercise.slug);
    }
}
