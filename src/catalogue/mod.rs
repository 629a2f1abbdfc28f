//! The catalogue: the exercises and programs that come with gravl, and the reader of exercise files.
//!
//! | file | what | whence |
//! |---|---|---|
//! | `exercises.json` | the facts of 873 exercises | free-exercise-db (public domain): `scripts/catalogue.mjs` |
//! | `patterns.json` | the movement pattern of each strength-like exercise | curated by hand |
//! | `programs.json` | five programs | written for gravl |
//!
//! Identifiers follow from slugs, so an exercise has the same identifier in every installation, and an
//! imported exercise with the slug of a built-in one is that exercise.

use std::{error, fmt};

use uuid::Uuid;

use crate::domain::id::{ExerciseId, ProgramId, ProgramWorkoutExerciseId, ProgramWorkoutId};

mod built_in;
mod source;
#[cfg(test)]
mod tests;

pub use built_in::{BuiltIn, built_in, built_in_version};
pub use source::{BadEntry, Parsed, parse_full};

/// The namespace of the catalogue's identifiers (UUID version 5). Never change it: rows refer to them.
pub const NAMESPACE: Uuid = Uuid::from_u128(0xe0dd_91a3_d7bf_4e0c_8ce1_3172_328e_a0dd);

/// Most characters of an exercise's name.
pub const NAME_MAX: usize = 200;

/// The identifier of the exercise with this slug.
#[must_use]
pub fn exercise_id(slug: &str) -> ExerciseId {
    ExerciseId(named(&format!("exercise:{slug}")))
}

/// The identifier of the program with this slug.
#[must_use]
pub fn program_id(slug: &str) -> ProgramId {
    ProgramId(named(&format!("program:{slug}")))
}

/// The identifier of a workout of a program.
#[must_use]
pub fn program_workout_id(program: &str, workout: &str) -> ProgramWorkoutId {
    ProgramWorkoutId(named(&format!("workout:{program}/{workout}")))
}

/// The identifier of the exercise at a position, from 1, of a workout of a program.
#[must_use]
pub fn program_workout_exercise_id(program: &str, workout: &str, position: u16) -> ProgramWorkoutExerciseId {
    ProgramWorkoutExerciseId(named(&format!("workout-exercise:{program}/{workout}/{position}")))
}

/// The stable name that an exercise's name gives: lower-case ASCII letters and digits, and a single `-` for
/// whatever stands between them. `3/4 Sit-Up` gives `3-4-sit-up`; a name without any gives none.
#[must_use]
pub fn slug(name: &str) -> Option<String> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join("-").to_ascii_lowercase())
}

fn named(name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// Why a catalogue cannot be read at all.
#[derive(Debug)]
pub enum CatalogueError {
    /// A file inside the program is not what this version expects: a fault of the build.
    BuiltIn {
        /// The file's name.
        file: &'static str,
        /// What the JSON reader met, with line and column.
        problem: serde_json::Error,
    },
    /// The file to import is not a JSON array; what the JSON reader met, with line and column.
    NotAnArray(serde_json::Error),
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn { file, problem } => write!(f, "the built-in {file} is damaged: {problem}"),
            Self::NotAnArray(problem) if problem.is_data() => {
                write!(f, "the file is JSON, but no array of exercises: {problem}")
            }
            Self::NotAnArray(problem) => write!(f, "the file is not JSON: {problem}"),
        }
    }
}

impl error::Error for CatalogueError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::BuiltIn { problem, .. } | Self::NotAnArray(problem) => Some(problem),
        }
    }
}
