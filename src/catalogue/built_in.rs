//! What comes with gravl, from the JSON embedded in the program.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::{CatalogueError, exercise_id, program_id, program_workout_exercise_id, program_workout_id};
use crate::domain::{
    exercise::{Category, Equipment, Exercise, ExerciseOrigin, Force, Level, Mechanic, MovementPattern},
    id::{WorkoutExerciseId, WorkoutId},
    muscle::{Muscle, Role},
    workout::{Prescription, Program, Workout, WorkoutOrigin},
};

/// The name and the text of each embedded file.
type File = (&'static str, &'static str);
const EXERCISES: File = ("exercises.json", include_str!("exercises.json"));
const PATTERNS: File = ("patterns.json", include_str!("patterns.json"));
const PROGRAMS: File = ("programs.json", include_str!("programs.json"));

/// Everything that comes with gravl.
#[derive(Clone, Debug, PartialEq)]
pub struct BuiltIn {
    /// The exercises, by slug.
    pub exercises: Vec<Exercise>,
    /// The programs, in the order in which they are worth showing.
    pub programs: Vec<Program>,
    /// The workouts of all programs, by program and day.
    pub workouts: Vec<Workout>,
}

/// Reads what comes with gravl.
pub fn built_in() -> Result<BuiltIn, CatalogueError> {
    let patterns = patterns()?;
    let exercises = read::<Vec<Facts>>(EXERCISES)?;
    let mut built_in = BuiltIn {
        exercises: exercises.into_iter().map(|facts| facts.into_exercise(&patterns)).collect(),
        programs: Vec::new(),
        workouts: Vec::new(),
    };
    for entry in read::<Vec<ProgramEntry>>(PROGRAMS)? {
        let workouts = entry.workouts();
        built_in.programs.push(entry.into_program());
        built_in.workouts.extend(workouts);
    }
    Ok(built_in)
}

/// The version of what comes with gravl: changes whenever any of it does. 16 hexadecimal digits.
#[must_use]
pub fn built_in_version() -> String {
    let mut hash = Sha256::new();
    for (name, text) in [EXERCISES, PATTERNS, PROGRAMS] {
        // Name and separators keep a text that moves from one file to another from going unnoticed.
        for part in [name, "\0", text, "\0"] {
            hash.update(part);
        }
    }
    let mut digits = hex::encode(hash.finalize());
    digits.truncate(16);
    digits
}

/// The movement patterns that are known, by slug.
pub(super) type Patterns = HashMap<String, MovementPattern>;

pub(super) fn patterns() -> Result<Patterns, CatalogueError> {
    read(PATTERNS)
}

/// The pattern of an exercise: none for cardio and stretching, `Other` for what nobody has classified.
pub(super) fn pattern_of(category: Category, slug: &str, patterns: &Patterns) -> Option<MovementPattern> {
    category.is_strength_like().then(|| patterns.get(slug).copied().unwrap_or(MovementPattern::Other))
}

/// The primary muscle group first, then the others, none twice.
pub(super) fn roles(primary: Muscle, secondary: impl IntoIterator<Item = Muscle>) -> Vec<(Muscle, Role)> {
    let mut seen = HashSet::from([primary]);
    let others = secondary.into_iter().filter(|muscle| seen.insert(*muscle));
    let others: Vec<_> = others.map(|muscle| (muscle, Role::Secondary)).collect();
    [vec![(primary, Role::Primary)], others].concat()
}

fn read<T: DeserializeOwned>((file, text): File) -> Result<T, CatalogueError> {
    serde_json::from_str(text).map_err(|problem| CatalogueError::BuiltIn { file, problem })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    slug: String,
    name: String,
    category: Category,
    force: Option<Force>,
    mechanic: Option<Mechanic>,
    level: Level,
    equipment: Equipment,
    primary: Muscle,
    secondary: Vec<Muscle>,
}

impl Facts {
    fn into_exercise(self, patterns: &Patterns) -> Exercise {
        Exercise {
            id: exercise_id(&self.slug),
            pattern: pattern_of(self.category, &self.slug, patterns),
            slug: self.slug,
            name: self.name,
            category: self.category,
            force: self.force,
            mechanic: self.mechanic,
            level: self.level,
            equipment: self.equipment,
            muscles: roles(self.primary, self.secondary),
            instructions: Vec::new(),
            origin: ExerciseOrigin::Catalogue,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramEntry {
    slug: String,
    name: String,
    description: String,
    workouts: Vec<WorkoutEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkoutEntry {
    slug: String,
    name: String,
    exercises: Vec<PrescriptionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrescriptionEntry {
    exercise: String,
    sets: u16,
    min_reps: u16,
    max_reps: u16,
    target_rir: Option<f64>,
    rest_seconds: u16,
}

impl ProgramEntry {
    fn workouts(&self) -> Vec<Workout> {
        (1..).zip(&self.workouts).map(|(day, workout)| workout.as_workout(&self.slug, day)).collect()
    }

    fn into_program(self) -> Program {
        Program {
            id: program_id(&self.slug),
            workouts: self
                .workouts
                .iter()
                .map(|workout| program_workout_id(&self.slug, &workout.slug))
                .collect(),
            slug: self.slug,
            name: self.name,
            description: self.description,
        }
    }
}

impl WorkoutEntry {
    fn as_workout(&self, program: &str, day: u16) -> Workout {
        let id = |position| program_workout_exercise_id(program, &self.slug, position);
        let exercises = (1..).zip(&self.exercises).map(|(position, entry)| Prescription {
            id: WorkoutExerciseId::Program(id(position)),
            position,
            exercise: exercise_id(&entry.exercise),
            sets: entry.sets,
            min_reps: entry.min_reps,
            max_reps: entry.max_reps,
            target_rir: entry.target_rir,
            rest_seconds: entry.rest_seconds,
        });
        Workout {
            id: WorkoutId::Program(program_workout_id(program, &self.slug)),
            name: self.name.clone(),
            exercises: exercises.collect(),
            origin: WorkoutOrigin::Program { program: program_id(program), day },
        }
    }
}
