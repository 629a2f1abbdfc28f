use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::*;
use crate::domain::exercise::{Category, ExerciseOrigin, Force, Level, Mechanic, MovementPattern};

fn exercise(name: &str, equipment: Equipment, muscles: &[(Muscle, Role)]) -> Exercise {
    let slug = name.to_lowercase().replace(' ', "-");
    Exercise {
        id: ExerciseId(Uuid::new_v5(&Uuid::NAMESPACE_URL, slug.as_bytes())),
        slug,
        name: name.to_owned(),
        category: Category::Strength,
        force: Some(Force::Push),
        mechanic: Some(Mechanic::Compound),
        level: Level::Beginner,
        equipment,
        pattern: Some(MovementPattern::HorizontalPush),
        muscles: muscles.to_vec(),
        instructions: Vec::new(),
        origin: ExerciseOrigin::Catalogue,
    }
}

const PRESS: [(Muscle, Role); 3] = [
    (Muscle::Chest, Role::Primary),
    (Muscle::Shoulders, Role::Secondary),
    (Muscle::Triceps, Role::Secondary),
];

fn bench_press() -> Exercise {
    exercise("Barbell Bench Press - Medium Grip", Equipment::Barbell, &PRESS)
}

fn catalogue() -> Vec<Exercise> {
    vec![
        exercise("Pushups", Equipment::BodyOnly, &PRESS),
        bench_press(),
        exercise("Dumbbell Bench Press", Equipment::Dumbbell, &PRESS),
        exercise("Machine Bench Press", Equipment::Machine, &PRESS),
    ]
}

fn names(of: &Exercise, catalogue: &[Exercise], gates: &Gates<'_>, first: usize) -> Vec<String> {
    let found = alternatives(of, catalogue.iter(), gates, first);
    found.iter().map(|found| found.exercise.name.clone()).collect()
}

#[track_caller]
fn assert_close(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 1e-9, "{actual} is not {expected}");
}

#[test]
fn the_most_similar_come_first_ties_by_slug_and_never_the_exercise_itself() {
    let all = ["Dumbbell Bench Press", "Machine Bench Press", "Pushups"];
    let mut catalogue = catalogue();
    assert_eq!(names(&bench_press(), &catalogue, &Gates::default(), 9), all);
    catalogue.reverse();
    assert_eq!(names(&bench_press(), &catalogue, &Gates::default(), 2), all[..2]);
    assert!(names(&bench_press(), &catalogue, &Gates::default(), 0).is_empty());
}

#[test]
fn equipment_and_exclusions_are_gates() {
    let catalogue = catalogue();
    let none = Gates { equipment: Some(&[]), ..Gates::default() };
    assert_eq!(names(&bench_press(), &catalogue, &none, 9), ["Pushups"]);
    let dumbbell = Gates { equipment: Some(&[Equipment::Dumbbell]), ..Gates::default() };
    assert_eq!(names(&bench_press(), &catalogue, &dumbbell, 9), ["Dumbbell Bench Press", "Pushups"]);
    let in_session = [catalogue[2].id];
    let gates = Gates { not_these: &in_session, ..dumbbell };
    assert_eq!(names(&bench_press(), &catalogue, &gates, 9), ["Pushups"]);
}

#[test]
fn only_recovered_ones_score_above_30_for_the_primary_muscle_group() {
    let scored = |chest| {
        let score = |muscle| if muscle == Muscle::Chest { chest } else { 1.0 };
        names(&bench_press(), &catalogue(), &Gates { score: Some(&score), ..Gates::default() }, 9).len()
    };
    assert_eq!(scored(30.0), 0);
    assert_eq!(scored(30.0_f64.next_up()), 3);
}

#[test]
fn another_primary_muscle_group_category_or_pattern_is_never_offered() {
    let alike = exercise("Press", Equipment::None, &PRESS);
    let fits = |candidate: Exercise| !names(&bench_press(), &[candidate], &Gates::default(), 1).is_empty();
    assert!(fits(alike.clone()));
    assert!(fits(Exercise { pattern: None, ..alike.clone() }), "a pattern matters where both have one");
    assert!(!fits(Exercise { pattern: Some(MovementPattern::VerticalPush), ..alike.clone() }));
    assert!(!fits(Exercise { category: Category::Stretching, ..alike.clone() }));
    assert!(!fits(Exercise { category: Category::Cardio, ..alike.clone() }));
    assert!(fits(Exercise { category: Category::Plyometrics, ..alike.clone() }));
    assert!(!fits(Exercise { muscles: vec![(Muscle::Triceps, Role::Primary)], ..alike.clone() }));
    assert!(!fits(Exercise { muscles: vec![(Muscle::Chest, Role::Secondary)], ..alike.clone() }));
    let without = Exercise { muscles: Vec::new(), ..alike.clone() };
    let nothing = Exercise { id: bench_press().id, ..without.clone() };
    assert!(names(&nothing, &[without, alike], &Gates::default(), 9).is_empty());
}

#[test]
fn similarity_adds_up_its_parts() {
    let press = bench_press();
    let dumbbell = exercise("Dumbbell Bench Press", Equipment::Dumbbell, &PRESS);
    // Bench and press of bench, press, medium, grip.
    assert_close(similarity(&press, &dumbbell), 100.0 - 15.0 * 0.5);
    let other = |change: &dyn Fn(&mut Exercise)| {
        let mut other = press.clone();
        change(&mut other);
        similarity(&press, &other)
    };
    assert_close(other(&|_| ()), 100.0);
    assert_close(other(&|e| e.mechanic = Some(Mechanic::Isolation)), 85.0);
    assert_close(other(&|e| e.mechanic = None), 92.5);
    assert_close(other(&|e| e.force = Some(Force::Pull)), 90.0);
    assert_close(other(&|e| e.force = None), 95.0);
    assert_close(other(&|e| e.category = Category::Powerlifting), 95.0);
    assert_close(other(&|e| e.level = Level::Intermediate), 97.5);
    assert_close(other(&|e| e.level = Level::Expert), 95.0);
    assert_close(other(&|e| e.name = "Pushups".to_owned()), 85.0);
    assert_close(other(&|e| e.name = "Barbell".to_owned()), 85.0);
    let cosine = 1.0 / 1.5_f64.sqrt();
    assert_close(other(&|e| e.muscles.truncate(1)), 50.0 + 50.0 * cosine);
}

#[test]
fn words_for_equipment_do_not_count() {
    assert_close(name_overlap("E-Z Bar Curl", "Dumbbell Curl"), 1.0);
    assert_close(name_overlap("Bent Over Barbell Row", "Bent Over Two-Dumbbell Row"), 0.75);
    assert_close(name_overlap("Smith Machine Squat", "squat"), 1.0);
    assert_close(name_overlap("Kettlebell", "Medicine Ball"), UNKNOWN);
}

prop_compose! {
    fn any_exercise()(
        words in vec(select(vec!["Barbell", "Bench", "Press", "Row", "Cable", "Incline"]), 0..4),
        muscles in vec((select(Muscle::ALL.to_vec()), select(vec![Role::Primary, Role::Secondary])), 0..4),
        force in option::of(select(vec![Force::Push, Force::Pull, Force::Static])),
        mechanic in option::of(select(vec![Mechanic::Compound, Mechanic::Isolation])),
        level in select(vec![Level::Beginner, Level::Intermediate, Level::Expert]),
    ) -> Exercise {
        Exercise { force, mechanic, level, ..exercise(&words.join(" "), Equipment::None, &muscles) }
    }
}

proptest! {
    #[test]
    fn similarity_is_symmetric_and_in_its_range(a in any_exercise(), b in any_exercise()) {
        let similar = similarity(&a, &b);
        prop_assert!((0.0..=100.0).contains(&similar), "{similar}");
        prop_assert_eq!(similar.to_bits(), similarity(&b, &a).to_bits());
        prop_assert!(similarity(&a, &a) >= similar - 1e-9 || a.mechanic.is_none() || a.force.is_none());
    }
}
