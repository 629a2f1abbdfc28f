use serde::Deserialize;

use super::{super::aliases::ALIASES, *};
use crate::domain::{
    catalogue::Catalogue,
    exercise::{Category, Equipment, Exercise, ExerciseOrigin, Level},
    id::ExerciseId,
    muscle::{Muscle, MuscleMap, Role},
};

#[derive(Deserialize)]
struct Facts {
    slug: String,
    name: String,
    equipment: Equipment,
    category: Category,
    level: Level,
    primary: Muscle,
}

fn catalogue() -> Catalogue {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalogue/exercises.json"));
    let facts: Vec<Facts> = serde_json::from_str(text).unwrap();
    let exercise = |(number, facts): (usize, Facts)| Exercise {
        id: ExerciseId(uuid::Uuid::from_u128(number as u128)),
        slug: facts.slug,
        name: facts.name,
        category: facts.category,
        force: None,
        mechanic: None,
        level: facts.level,
        equipment: facts.equipment,
        pattern: None,
        muscles: vec![(facts.primary, Role::Primary)],
        instructions: Vec::new(),
        origin: ExerciseOrigin::Catalogue,
    };
    let exercises = facts.into_iter().enumerate().map(exercise).collect();
    Catalogue::new(1, MuscleMap::default(), exercises, Vec::new(), Vec::new())
}

fn slug(found: &Match) -> Option<&str> {
    match found {
        Match::Unique { exercise, .. } => Some(&exercise.slug),
        Match::Ambiguous(_) | Match::None => None,
    }
}

#[test]
fn every_alias_names_an_exercise_and_is_found_in_any_spelling() {
    let catalogue = catalogue();
    let index = NameIndex::new(&catalogue);
    assert!(ALIASES.len() >= 120);
    for (name, expected) in ALIASES {
        assert!(catalogue.exercise_by_slug(expected).is_some(), "{expected}");
        assert_eq!(slug(&index.find(name)), Some(*expected), "{name}");
        assert_eq!(slug(&index.find(&name.to_uppercase())), Some(*expected), "{name}");
    }
}

#[test]
fn an_exercise_of_the_catalogue_is_itself_or_says_that_it_has_a_twin() {
    let catalogue = catalogue();
    let index = NameIndex::new(&catalogue);
    let mut twins = Vec::new();
    for exercise in catalogue.exercises() {
        match index.find(&exercise.name) {
            Match::Unique { exercise: found, similarity } => {
                assert!((similarity - 1.0).abs() < f64::EPSILON);
                if found.slug != exercise.slug {
                    twins.push(format!("{} -> {}", exercise.slug, found.slug));
                }
            }
            Match::Ambiguous(found) => assert!(found.iter().any(|one| one.slug == exercise.slug)),
            Match::None => panic!("{}", exercise.name),
        }
    }
    assert_eq!(twins, [""; 0]);
}

#[test]
fn words_in_another_order_and_equipment_in_parentheses_are_the_same_exercise() {
    let index = NameIndex::new(&catalogue());
    for (name, expected) in [
        ("Decline Bench Press (Dumbbell)", "decline-dumbbell-bench-press"),
        ("Shrug (Dumbbell)", "dumbbell-shrug"),
        ("Squat (Smith Machine)", "smith-machine-squat"),
        ("Bench Press (Smith Machine)", "smith-machine-bench-press"),
        ("Seated Row (Cable)", "seated-cable-rows"),
        ("Deadlift (Barbell)", "barbell-deadlift"),
        ("Front Squat (Barbell)", "front-barbell-squat"),
        ("Clean and Jerk (Barbell)", "clean-and-jerk"),
        ("Hip Thrust (Barbell)", "barbell-hip-thrust"),
        ("Box Squat (Barbell)", "box-squat"),
        ("Romanian Deadlift", "romanian-deadlift"),
        ("RDL", "romanian-deadlift"),
        ("Zercher Squat (Barbell)", "zercher-squats"),
        ("Crunch", "crunches"),
        ("Chin Up", "chin-up"),
        ("DB Bench Press", "dumbbell-bench-press"),
        ("Step Up (Dumbbell)", "dumbbell-step-ups"),
        ("Handstand Push Up", "handstand-push-ups"),
        ("Single Arm Push Up", "single-arm-push-up"),
        ("Bench Press (Bar)", "barbell-bench-press-medium-grip"),
        ("Incline Bench Press (Dambıl)", "incline-dumbbell-press"),
        ("Leg Extension (Makine)", "leg-extensions"),
    ] {
        let found = index.find(name);
        assert_eq!(slug(&found), Some(expected), "{name}: {found:?}");
    }
}

#[test]
fn no_answer_is_better_than_a_wrong_one() {
    let index = NameIndex::new(&catalogue());
    for name in [
        "",
        "()",
        "Kniebeuge (Langhantel)",
        "לחיצת חזה",
        "Romanian Deadlift (Dumbbell)",
        "Bench Press (Cable)",
        "Squat (Machine)",
        "Deadlift (Smith Machine)",
        "Reverse Hack Squat (Machine)",
        "Single Leg Press (Machine)",
        "My own thing",
        "Press",
        "Dumbbell",
    ] {
        let found = index.find(name);
        assert!(matches!(found, Match::None), "{name}: {found:?}");
    }
}

#[test]
fn similarity_says_how_sure_an_answer_is() {
    let catalogue = catalogue();
    for (name, expected) in
        [("Squat (Dumbbell)", 1.0), ("Pistol Squat", 0.95), ("One-Arm Standing Dumbbell Press", 0.8)]
    {
        let Match::Unique { similarity, .. } = match_name(name, &catalogue) else { panic!("{name}") };
        assert!((similarity - expected).abs() < 1e-9, "{name}: {similarity}");
    }
    // Barbell or dumbbell? The name does not say.
    assert!(matches!(match_name("Step-up", &catalogue), Match::Ambiguous(found) if found.len() == 2));
}
