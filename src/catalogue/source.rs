//! Reads exercises from a file in the full JSON format of free-exercise-db.
//!
//! The file is somebody else's, so each entry is judged by itself: a bad one is reported in words that say
//! what to change, and does not hide the others.

use std::{collections::HashMap, fmt};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    CatalogueError, NAME_MAX,
    built_in::{Patterns, pattern_of, patterns, roles},
    exercise_id, slug,
};
use crate::domain::{
    exercise::{Equipment, Exercise, ExerciseOrigin},
    muscle::Muscle,
};

// The words of the format, as it spells them.
pub(super) const MUSCLES: &[&str] = &[
    "abdominals",
    "abductors",
    "adductors",
    "biceps",
    "calves",
    "chest",
    "forearms",
    "glutes",
    "hamstrings",
    "lats",
    "lower back",
    "middle back",
    "neck",
    "quadriceps",
    "shoulders",
    "traps",
    "triceps",
];
pub(super) const CATEGORIES: &[&str] = &[
    "strength",
    "powerlifting",
    "olympic weightlifting",
    "strongman",
    "plyometrics",
    "cardio",
    "stretching",
];
pub(super) const FORCES: &[&str] = &["push", "pull", "static"];
pub(super) const MECHANICS: &[&str] = &["compound", "isolation"];
pub(super) const LEVELS: &[&str] = &["beginner", "intermediate", "expert"];
pub(super) const EQUIPMENT: &[&str] = &[
    "barbell",
    "dumbbell",
    "cable",
    "machine",
    "kettlebells",
    "bands",
    "body only",
    "medicine ball",
    "exercise ball",
    "e-z curl bar",
    "foam roll",
    "other",
    "none",
];

/// Characters of somebody else's text that a message repeats.
const QUOTED_MAX: usize = 60;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The good entries, in the order of the file.
    pub exercises: Vec<Exercise>,
    /// The bad entries, in the order of the file.
    pub bad: Vec<BadEntry>,
}

/// An entry that cannot be used. Displays as one line that says what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEntry {
    /// Its place in the array, from 1.
    pub index: usize,
    /// The exercise's name, as far as it has one.
    pub name: Option<String>,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for BadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}", self.index)?;
        if let Some(name) = &self.name {
            write!(f, " {}", quoted(name))?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// Reads a JSON array of `{name, force, level, mechanic, equipment, primaryMuscles, secondaryMuscles,
/// instructions, category}`; other fields are ignored. `force`, `mechanic`, `equipment`, `secondaryMuscles`
/// and `instructions` may be null or absent. Fails only if the file is no JSON array.
pub fn parse_full(json: &[u8]) -> Result<Parsed, CatalogueError> {
    // Some editors put a byte order mark before the text.
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let entries: Vec<Value> = serde_json::from_slice(json).map_err(CatalogueError::NotAnArray)?;
    let patterns = patterns()?;
    let mut first_with: HashMap<String, usize> = HashMap::new();
    let mut parsed = Parsed { exercises: Vec::new(), bad: Vec::new() };
    for (index, entry) in (1..).zip(&entries) {
        let read = exercise(entry, &patterns).and_then(|exercise| match first_with.get(&exercise.slug) {
            Some(first) => Err(format!(
                "its name gives the slug {}, which entry {first} has already; rename one of the two",
                quoted(&exercise.slug)
            )),
            None => Ok(exercise),
        });
        match read {
            Ok(exercise) => {
                first_with.insert(exercise.slug.clone(), index);
                parsed.exercises.push(exercise);
            }
            Err(problem) => {
                let name = entry.get("name").and_then(Value::as_str).map(str::to_owned);
                parsed.bad.push(BadEntry { index, name, problem });
            }
        }
    }
    Ok(parsed)
}

fn exercise(entry: &Value, patterns: &Patterns) -> Result<Exercise, String> {
    let Value::Object(fields) = entry else {
        return Err(r#"it is no object; write {"name": "..", "primaryMuscles": [".."], ..}"#.to_owned());
    };
    let name = name(fields)?;
    let slug = slug(&name).ok_or("name needs at least one of the letters A to Z or digits")?;
    let category = required(fields, "category", CATEGORIES)?;
    Ok(Exercise {
        id: exercise_id(&slug),
        pattern: pattern_of(category, &slug, patterns),
        slug,
        name,
        category,
        force: optional(fields, "force", FORCES)?,
        mechanic: optional(fields, "mechanic", MECHANICS)?,
        level: required(fields, "level", LEVELS)?,
        equipment: optional(fields, "equipment", EQUIPMENT)?.unwrap_or(Equipment::None),
        muscles: roles(primary(fields)?, muscles(fields, "secondaryMuscles")?),
        instructions: texts(fields, "instructions")?,
        origin: ExerciseOrigin::Catalogue,
    })
}

fn name(fields: &Map<String, Value>) -> Result<String, String> {
    let name = text(fields, "name")?
        .ok_or_else(|| format!("name is missing; give it a text of 1 to {NAME_MAX} characters"))?
        .trim();
    match name.chars().count() {
        1..=NAME_MAX => Ok(name.to_owned()),
        length => Err(format!("name has {length} characters; use 1 to {NAME_MAX}")),
    }
}

fn primary(fields: &Map<String, Value>) -> Result<Muscle, String> {
    match muscles(fields, "primaryMuscles")?.as_slice() {
        &[muscle] => Ok(muscle),
        several => Err(format!(
            "primaryMuscles names {} muscle groups; name exactly one, and the others in secondaryMuscles",
            several.len()
        )),
    }
}

fn muscles(fields: &Map<String, Value>, field: &str) -> Result<Vec<Muscle>, String> {
    texts(fields, field)?.iter().map(|word| known(field, word, MUSCLES)).collect()
}

fn required<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    field: &str,
    words: &[&str],
) -> Result<T, String> {
    optional(fields, field, words)?
        .ok_or_else(|| format!("{field} is missing; use one of {}", words.join(", ")))
}

fn optional<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    field: &str,
    words: &[&str],
) -> Result<Option<T>, String> {
    text(fields, field)?.map(|word| known(field, word, words)).transpose()
}

/// The value that a word of the format stands for.
fn known<T: DeserializeOwned>(field: &str, word: &str, words: &[&str]) -> Result<T, String> {
    let spelling = word.replace("e-z", "ez").replace(' ', "_");
    serde_json::from_value(Value::String(spelling))
        .ok()
        .ok_or_else(|| format!("{field} names {}; use one of {}", quoted(word), words.join(", ")))
}

/// A text, if the field is there and not null.
fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => storable(field, text).map(Some),
        Some(other) => Err(format!("{field} is {}; make it a text", kind(other))),
    }
}

/// A list of texts; empty if the field is absent or null.
fn texts(fields: &Map<String, Value>, field: &str) -> Result<Vec<String>, String> {
    let list = match fields.get(field) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(other) => return Err(format!("{field} is {}; make it a list of texts", kind(other))),
    };
    let each = list.iter().map(|item| match item {
        Value::String(text) => storable(field, text).map(str::to_owned),
        other => Err(format!("{field} holds {}; make it a list of texts", kind(other))),
    });
    each.collect()
}

// PostgreSQL stores every character in a text but this one.
fn storable<'a>(field: &str, text: &'a str) -> Result<&'a str, String> {
    if text.contains('\0') { Err(format!("{field} holds the character U+0000; remove it")) } else { Ok(text) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Somebody else's text in quotation marks: on one line, and not too long of it.
fn quoted(text: &str) -> String {
    if text.chars().count() <= QUOTED_MAX {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(QUOTED_MAX - 1).chain(['…']).collect();
    format!("{start:?}")
}
