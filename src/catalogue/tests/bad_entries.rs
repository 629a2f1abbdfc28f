use serde_json::{Value, json};

use super::source::{good, parse};
use crate::catalogue::parse_full;

/// The line about an entry that is good but for one field.
fn line_about(field: &str, value: Value) -> String {
    let mut entry = good();
    entry[field] = value;
    let parsed = parse(&json!([good(), entry]));
    assert_eq!(parsed.bad.len(), 1, "{field} passes");
    parsed.bad[0].to_string()
}

#[test]
fn a_bad_entry_does_not_hide_the_others() {
    let mut nameless = good();
    nameless["name"] = Value::Null;
    let parsed = parse(&json!(["Squat", nameless, good(), 7]));
    assert_eq!(parsed.exercises.len(), 1);
    let lines: Vec<_> = parsed.bad.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            r#"entry 1: it is no object; write {"name": "..", "primaryMuscles": [".."], ..}"#,
            "entry 2: name is missing; give it a text of 1 to 200 characters",
            r#"entry 4: it is no object; write {"name": "..", "primaryMuscles": [".."], ..}"#,
        ]
    );
}

#[test]
fn each_kind_of_mistake_says_what_to_change() {
    let muscles = "abdominals, abductors, adductors, biceps, calves, chest, forearms, glutes, hamstrings, \
                   lats, lower back, middle back, neck, quadriceps, shoulders, traps, triceps";
    let categories =
        "strength, powerlifting, olympic weightlifting, strongman, plyometrics, cardio, stretching";
    let about = |problem: &str| format!("entry 2 \"Sandbag Shouldering\": {problem}");
    let cases = [
        ("primaryMuscles", json!(["pecs"]), format!("primaryMuscles names \"pecs\"; use one of {muscles}")),
        ("secondaryMuscles", json!(["abs"]), format!("secondaryMuscles names \"abs\"; use one of {muscles}")),
        ("category", json!("yoga"), format!("category names \"yoga\"; use one of {categories}")),
        ("category", Value::Null, format!("category is missing; use one of {categories}")),
        ("force", json!("twist"), "force names \"twist\"; use one of push, pull, static".to_owned()),
        ("mechanic", json!("both"), "mechanic names \"both\"; use one of compound, isolation".to_owned()),
        (
            "level",
            json!("hard"),
            "level names \"hard\"; use one of beginner, intermediate, expert".to_owned(),
        ),
        ("level", Value::Null, "level is missing; use one of beginner, intermediate, expert".to_owned()),
        ("force", json!(3), "force is a number; make it a text".to_owned()),
        ("instructions", json!("Lift."), "instructions is a text; make it a list of texts".to_owned()),
        ("instructions", json!([1]), "instructions holds a number; make it a list of texts".to_owned()),
        ("instructions", json!(["a\0"]), "instructions holds the character U+0000; remove it".to_owned()),
    ];
    for (field, value, problem) in cases {
        assert_eq!(line_about(field, value), about(&problem));
    }
    let equipment = line_about("equipment", json!("skipping rope"));
    assert!(equipment.contains("use one of barbell, dumbbell, cable, machine"), "{equipment}");
}

#[test]
fn an_entry_names_exactly_one_primary_muscle() {
    let several =
        "primaryMuscles names 2 muscle groups; name exactly one, and the others in secondaryMuscles";
    assert!(line_about("primaryMuscles", json!(["chest", "triceps"])).ends_with(several));
    assert!(line_about("primaryMuscles", json!([])).contains("names 0 muscle groups"));
    assert!(line_about("primaryMuscles", Value::Null).contains("names 0 muscle groups"));
}

#[test]
fn names_are_1_to_200_characters_with_a_letter_or_digit() {
    let named = |name: &str| line_about("name", json!(name));
    assert_eq!(named("  "), "entry 2 \"  \": name has 0 characters; use 1 to 200");
    let long = named(&"é".repeat(201));
    assert_eq!(long, format!("entry 2 \"{}…\": name has 201 characters; use 1 to 200", "é".repeat(59)));
    assert_eq!(named("体操"), "entry 2 \"体操\": name needs at least one of the letters A to Z or digits");
    let parsed = parse(&json!([{
        "name": "x".repeat(200), "level": "expert", "category": "cardio", "primaryMuscles": ["calves"],
    }]));
    assert_eq!(parsed.exercises.len(), 1);
}

#[test]
fn a_slug_that_is_taken_is_a_mistake_of_the_later_entry() {
    let line = line_about("name", json!("sandbag / shouldering"));
    let problem =
        "its name gives the slug \"sandbag-shouldering\", which entry 1 has already; rename one of the two";
    assert_eq!(line, format!("entry 2 \"sandbag / shouldering\": {problem}"));
}

#[test]
fn the_sample_file_has_ten_good_entries_and_three_bad_ones() {
    let parsed = parse_full(include_bytes!("../../../tests/data/full-format.json")).unwrap();
    assert_eq!(parsed.exercises.len(), 10);
    assert!(parsed.exercises.iter().all(|exercise| !exercise.instructions.is_empty()));
    let lines: Vec<_> = parsed.bad.iter().map(ToString::to_string).collect();
    let [equipment, muscle, slug] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(
        equipment.starts_with("entry 6 \"EZ-Bar Curl\": equipment names \"ez bar\"; use one of barbell,")
    );
    assert!(muscle.starts_with("entry 9 \"Snatch\": primaryMuscles names \"quads\"; use one of abdominals,"));
    assert_eq!(
        *slug,
        "entry 13 \"Plank\": its name gives the slug \"plank\", which entry 12 has already; \
         rename one of the two"
    );
}
