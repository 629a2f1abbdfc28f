//! Logs as clients send them, checked whole: every mistake is named with its path.

use std::{borrow::Cow, collections::HashSet};

use serde::Serialize;

use super::{Env, Failure, Result, UserError, write::Write};
use crate::{
    domain::{
        catalogue::Catalogue,
        id::{ExerciseId, SessionId, WorkoutExerciseId, WorkoutLogId},
        session::{LogSource, SetDraft, SetLog, WorkoutLog},
        workout::Workout,
    },
    store::own_exercises,
};

/// The most exercises in a session, and the most sets of an exercise.
const MOST: usize = 100;
/// The most characters of notes.
const NOTES: usize = 2000;

/// One exercise as a client sends it.
#[derive(Clone, Debug, Serialize)]
pub struct ExerciseLogDraft {
    /// The exercise; none where the identifier was none of an exercise.
    pub exercise: Option<ExerciseId>,
    /// The sets in order.
    pub sets: Vec<SetDraft>,
    /// The user's own words.
    pub notes: Option<String>,
}

/// Checked logs, ready to be written.
pub(super) struct Checked {
    pub(super) logs: Vec<WorkoutLog>,
    pub(super) sets: Vec<(WorkoutLogId, SetLog)>,
}

/// Checks the logs of a session; each is tied to the first prescription of its exercise that is still free. What the
/// session had already it may keep, also where its exercise was deleted since.
pub(super) fn check_logs(
    env: &Env,
    catalogue: &Catalogue,
    session: SessionId,
    workout: Option<&Workout>,
    old: &[WorkoutLog],
    drafts: &[ExerciseLogDraft],
) -> Result<Checked> {
    let can_be_logged =
        |id: ExerciseId| catalogue.available(id).is_some() || old.iter().any(|log| log.exercise == id);
    let mut errors = Vec::new();
    let mut checked = Checked { logs: Vec::new(), sets: Vec::new() };
    let mut taken = HashSet::new();
    if drafts.len() > MOST {
        errors.push(UserError::invalid("logs", format!("a session has at most {MOST} exercises")));
    }
    for (index, (draft, position)) in drafts.iter().zip(1..).enumerate() {
        let path = format!("logs.{index}");
        let id = WorkoutLogId(env.system.new_id());
        match draft.exercise.filter(|id| can_be_logged(*id)) {
            None => errors.push(UserError::not_found(&format!("{path}.exerciseId"), "exercise")),
            Some(exercise) => checked.logs.push(WorkoutLog {
                id,
                session,
                position,
                exercise,
                source: source(workout, exercise, &mut taken),
                swapped_from: None,
                replaced_at: None,
                notes: check_notes(&format!("{path}.notes"), draft.notes.as_deref(), &mut errors),
                superset: None,
            }),
        }
        let sets = check_sets(&format!("{path}.sets"), &draft.sets, &mut errors);
        checked.sets.extend(sets.into_iter().map(|set| (id, set)));
    }
    if errors.is_empty() { Ok(checked) } else { Err(Failure::User(errors)) }
}

/// The catalogue as far as drafts name it, with the user's own exercises.
pub(super) async fn catalogue_of<'a>(
    write: &Write,
    catalogue: &'a Catalogue,
    drafts: &[ExerciseLogDraft],
) -> Result<Cow<'a, Catalogue>> {
    let exercises = drafts.iter().filter_map(|draft| draft.exercise);
    Ok(own_exercises::knowing(&write.tx, catalogue, write.user.id, exercises).await?)
}

fn source(
    workout: Option<&Workout>,
    exercise: ExerciseId,
    taken: &mut HashSet<WorkoutExerciseId>,
) -> LogSource {
    let Some(workout) = workout else { return LogSource::AdHoc };
    workout
        .exercises
        .iter()
        .find(|prescription| prescription.exercise == exercise && taken.insert(prescription.id))
        .map_or(LogSource::AdHoc, |prescription| LogSource::of(workout.id, prescription.id))
}

/// Checks and numbers sets; what is wrong is added to the errors.
pub(super) fn check_sets(path: &str, drafts: &[SetDraft], errors: &mut Vec<UserError>) -> Vec<SetLog> {
    if drafts.len() > MOST {
        errors.push(UserError::invalid(path, format!("an exercise has at most {MOST} sets")));
        return Vec::new();
    }
    let mut sets = Vec::new();
    for (index, (draft, number)) in drafts.iter().zip(1..).enumerate() {
        match draft.check(number) {
            Ok(set) => sets.push(set),
            Err(wrong) => {
                let path_of = |field: &str| format!("{path}.{index}.{field}");
                let named =
                    wrong.into_iter().map(|wrong| UserError::invalid(&path_of(wrong.field), wrong.message));
                errors.extend(named);
            }
        }
    }
    sets
}

/// Checks notes: trimmed, at most 2000 characters, empty ones are none.
pub(super) fn check_notes(path: &str, notes: Option<&str>, errors: &mut Vec<UserError>) -> Option<String> {
    let notes = notes?.trim();
    if notes.chars().count() > NOTES || notes.contains('\0') {
        errors.push(UserError::invalid(
            path,
            format!("notes have at most {NOTES} characters, none of them NUL"),
        ));
    }
    (!notes.is_empty()).then(|| notes.to_owned())
}
