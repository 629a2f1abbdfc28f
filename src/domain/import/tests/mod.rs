//! Whole files, as the apps write them and as they arrive.

use super::*;
use crate::domain::recovery::SetKind;

mod dates;
mod dialects;
mod fitnotes;
mod hevy;
mod matching;
mod properties;
mod refusals;
mod strong;

fn options() -> Options {
    Options::new(TimeZone::parse("Europe/Berlin").unwrap())
}

fn in_unit(unit: WeightUnit) -> Options {
    Options { unit: Some(unit), ..options() }
}

fn import(text: &str) -> Import {
    read(text.as_bytes(), &options()).unwrap()
}

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import/", $name))
    };
}
use fixture;

/// A session in one line: name, start, minutes, exercises with their sets.
fn outline(import: &Import) -> Vec<String> {
    let session = |session: &ImportedSession| {
        let minutes = (session.completed_at - session.started_at).num_minutes();
        let exercises: Vec<String> = session.exercises.iter().map(exercise).collect();
        let start = session.started_at.format("%Y-%m-%d %H:%M:%SZ");
        format!("{} {start} +{minutes}min: {}", session.name, exercises.join("; "))
    };
    import.sessions.iter().map(session).collect()
}

fn exercise(exercise: &ImportedExercise) -> String {
    let sets: Vec<String> = exercise.sets.iter().map(set).collect();
    let superset = exercise.superset.as_ref().map(|id| format!(" [{id}]")).unwrap_or_default();
    format!("{}{superset} {}", exercise.name, sets.join(", "))
}

/// `7 x 28 kg` with a letter for its kind, seconds, metres and effort.
fn set(set: &ImportedSet) -> String {
    let draft = &set.draft;
    let unit = if draft.unit == WeightUnit::Kilogram { "kg" } else { "lb" };
    let parts = [
        Some(draft.kind).filter(|kind| *kind != SetKind::Normal).map(|kind| kind.as_text().to_owned()),
        draft.reps.map(|reps| reps.to_string()),
        draft.weight.map(|weight| format!("x {weight} {unit}")),
        draft.duration_seconds.map(|seconds| format!("{seconds} s")),
        draft.distance_meters.map(|meters| format!("{meters:.0} m")),
        draft.rpe.map(|rpe| format!("@{rpe}")),
        draft.rir.map(|rir| format!("rir {rir}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn lines(notes: &[LineNote]) -> Vec<String> {
    notes.iter().map(|note| format!("{}: {}", note.line, note.reason)).collect()
}

fn counted(import: &Import) -> u64 {
    let exercises = import.sessions.iter().flat_map(|session| &session.exercises);
    let sets: usize = exercises.map(|exercise| exercise.sets.len()).sum();
    (sets + import.skipped.len() + import.errors.len()) as u64
}
