use std::error::Error as _;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::everything;
use crate::{
    catalogue::{
        CatalogueError, Parsed, parse_full,
        source::{CATEGORIES, EQUIPMENT, FORCES, LEVELS, MECHANICS, MUSCLES},
    },
    domain::{
        exercise::{Category, Equipment, Exercise, Force, Level, Mechanic, MovementPattern},
        muscle::{Muscle, Role},
    },
};

pub(super) fn parse(document: &Value) -> Parsed {
    parse_full(document.to_string().as_bytes()).unwrap()
}

/// An entry with nothing wrong.
pub(super) fn good() -> Value {
    json!({
        "name": "Sandbag Shouldering", "force": "pull", "level": "intermediate", "mechanic": "compound",
        "equipment": "other", "primaryMuscles": ["lower back"], "secondaryMuscles": ["glutes", "middle back"],
        "instructions": ["Lift the bag to one shoulder."], "category": "strongman",
        "images": ["Sandbag/0.jpg"], "id": "Sandbag_Shouldering",
    })
}

#[test]
fn a_good_entry_is_read_whole() {
    let parsed = parse(&json!([good()]));
    assert_eq!(parsed.bad, []);
    let [exercise] = parsed.exercises.as_slice() else { panic!("one exercise") };
    assert_eq!(exercise.slug, "sandbag-shouldering");
    assert_eq!(exercise.category, Category::Strongman);
    assert_eq!(exercise.equipment, Equipment::Other);
    assert_eq!(exercise.pattern, Some(MovementPattern::Other), "nobody has classified it");
    let roles = [
        (Muscle::LowerBack, Role::Primary),
        (Muscle::Glutes, Role::Secondary),
        (Muscle::MiddleBack, Role::Secondary),
    ];
    assert_eq!(exercise.muscles, roles);
    assert_eq!(exercise.instructions, ["Lift the bag to one shoulder."]);
}

#[test]
fn what_the_source_does_not_know_may_be_null_or_absent() {
    let entry = json!({
        "name": " Hip Circles ", "level": "beginner", "category": "stretching", "force": null,
        "primaryMuscles": ["abductors"], "secondaryMuscles": ["glutes", "abductors", "glutes"],
    });
    let parsed = parse(&json!([entry]));
    assert_eq!(parsed.bad, []);
    let exercise = &parsed.exercises[0];
    assert_eq!(exercise.name, "Hip Circles");
    assert_eq!((exercise.force, exercise.mechanic, exercise.pattern), (None, None, None));
    assert_eq!(exercise.equipment, Equipment::None);
    assert_eq!(exercise.muscles, [(Muscle::Abductors, Role::Primary), (Muscle::Glutes, Role::Secondary)]);
    assert!(exercise.instructions.is_empty());
}

#[test]
fn the_built_in_exercises_survive_the_full_format() {
    let instructions = ["Stand up.", "Lift.", "Lower under control."];
    let expected: Vec<Exercise> = everything()
        .exercises
        .into_iter()
        .map(|exercise| Exercise { instructions: instructions.map(str::to_owned).to_vec(), ..exercise })
        .collect();
    let document: Vec<Value> = expected.iter().map(full_format).collect();
    assert_eq!(parse(&Value::Array(document)), Parsed { exercises: expected, bad: Vec::new() });
}

fn full_format(exercise: &Exercise) -> Value {
    let spelled = |value: Value| match value {
        Value::String(word) => json!(word.replace('_', " ").replace("ez ", "e-z ")),
        other => other,
    };
    let muscles = |wanted: Role| -> Vec<Value> {
        let named = exercise.muscles.iter().filter(|(_, role)| *role == wanted);
        named.map(|(muscle, _)| spelled(json!(muscle))).collect()
    };
    json!({
        "name": exercise.name,
        "force": exercise.force,
        "level": exercise.level,
        "mechanic": exercise.mechanic,
        "equipment": (exercise.equipment != Equipment::None).then(|| spelled(json!(exercise.equipment))),
        "primaryMuscles": muscles(Role::Primary),
        "secondaryMuscles": muscles(Role::Secondary),
        "instructions": exercise.instructions,
        "category": spelled(json!(exercise.category)),
        "images": [format!("{}/0.jpg", exercise.slug)],
        "id": exercise.slug,
    })
}

#[test]
fn the_words_of_the_format_are_all_known() {
    fn all_known<T: DeserializeOwned>(words: &[&str]) {
        for word in words {
            let spelling = word.replace("e-z", "ez").replace(' ', "_");
            assert!(serde_json::from_value::<T>(json!(spelling)).is_ok(), "{word}");
        }
    }
    all_known::<Muscle>(MUSCLES);
    assert_eq!(MUSCLES.len(), Muscle::COUNT);
    all_known::<Category>(CATEGORIES);
    all_known::<Force>(FORCES);
    all_known::<Mechanic>(MECHANICS);
    all_known::<Level>(LEVELS);
    all_known::<Equipment>(EQUIPMENT);
}

#[test]
fn a_file_that_is_no_array_is_refused_with_the_place() {
    let refused = |text: &str| parse_full(text.as_bytes()).unwrap_err();
    let cut_off = refused("[\n  {\"name\": \"Squat\",\n");
    assert_eq!(cut_off.to_string(), "the file is not JSON: EOF while parsing a value at line 3 column 0");
    assert!(matches!(cut_off, CatalogueError::NotAnArray(_)) && cut_off.source().is_some());
    let object = refused(r#"{"exercises": []}"#).to_string();
    assert!(object.starts_with("the file is JSON, but no array of exercises: invalid type: map"), "{object}");
    assert!(object.contains("at line 1 column"), "{object}");
    assert!(refused("").to_string().contains("at line 1 column 0"));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(parse_full(b"\xef\xbb\xbf[]").unwrap(), Parsed { exercises: Vec::new(), bad: Vec::new() });
}
