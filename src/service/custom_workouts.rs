//! Making, changing and deleting workouts of one's own.

use std::{borrow::Cow, collections::HashSet};

use serde::{Deserialize, Serialize};

use super::{
    Env, Failure, Result, UserError, trainable,
    write::{Begun, Write},
};
use crate::{
    domain::{
        catalogue::Catalogue,
        id::{CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, UserId, WorkoutExerciseId, WorkoutId},
        workout::{Prescription, Workout, WorkoutOrigin},
    },
    store::{custom_workouts, own_exercises, sessions},
};

/// The most exercises of a workout.
const MOST: usize = 50;

/// An exercise as a client prescribes it, unchecked.
#[derive(Clone, Debug, Serialize)]
pub struct PrescriptionDraft {
    /// The exercise; none where the identifier was none of an exercise.
    pub exercise: Option<ExerciseId>,
    /// Working sets.
    pub sets: i32,
    /// Fewest repetitions.
    pub min_reps: i32,
    /// Most repetitions.
    pub max_reps: i32,
    /// Repetitions to keep in reserve.
    pub target_rir: Option<f64>,
    /// Rest between sets in seconds.
    pub rest_seconds: i32,
}

/// What to make: from scratch, or out of another workout.
#[derive(Debug, Serialize)]
pub struct CreateCustomWorkout {
    /// What to call it.
    pub name: String,
    /// The workout to start from; `Some(None)` where the identifier was none of a workout.
    pub based_on: Option<Option<WorkoutId>>,
    /// The exercises; none: those of `based_on`.
    pub exercises: Option<Vec<PrescriptionDraft>>,
}

/// What to change.
#[derive(Debug, Serialize)]
pub struct UpdateCustomWorkout {
    /// Which workout.
    pub workout: Option<CustomWorkoutId>,
    /// Its new name; none: as it was.
    pub name: Option<String>,
    /// All its exercises; none: as they were.
    pub exercises: Option<Vec<PrescriptionDraft>>,
}

/// A custom workout that was written.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CustomWorkoutWritten {
    /// Which one.
    pub workout: CustomWorkoutId,
}

/// Makes a workout.
pub async fn create(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &CreateCustomWorkout,
) -> Result<CustomWorkoutWritten> {
    let write = match Write::begin(env, user, "createCustomWorkout", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let base = match input.based_on {
        None => None,
        Some(None) => return Err(UserError::not_found("basedOnWorkoutId", "workout").into()),
        Some(Some(id)) => {
            let base = trainable::find(&write.tx, &catalogue, user, id).await?;
            Some(base.ok_or_else(|| UserError::not_found("basedOnWorkoutId", "workout"))?)
        }
    };
    let catalogue = catalogue_of(&write, &catalogue, input.exercises.as_deref()).await?;
    let mut errors = Vec::new();
    let name = check_name(&input.name, &mut errors);
    let exercises = match (&input.exercises, &base) {
        (Some(drafts), _) => check_exercises(env, &catalogue, drafts, &[], &mut errors),
        (None, Some(base)) => {
            base.exercises.iter().map(|row| Prescription { id: new_place(env), ..row.clone() }).collect()
        }
        (None, None) => {
            errors.push(UserError::invalid("exercises", "give the exercises, or a workout to start from"));
            Vec::new()
        }
    };
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    let id = CustomWorkoutId(env.system.new_id());
    let based_on = base.and_then(|base| match (base.id, base.origin) {
        (WorkoutId::Program(id), _) => Some(id),
        (WorkoutId::Custom(_), WorkoutOrigin::Custom { based_on, .. }) => based_on,
        (WorkoutId::Custom(_), WorkoutOrigin::Program { .. }) => None,
    });
    let origin = WorkoutOrigin::Custom { based_on, deleted: false };
    let workout = Workout { id: WorkoutId::Custom(id), name, exercises, origin };
    custom_workouts::insert(&write.tx, user, &workout, env.system.now()).await?;
    write.finish(CustomWorkoutWritten { workout: id }).await
}

/// Changes a workout. An exercise that stays keeps its place's identity, so that history still finds what was
/// prescribed.
pub async fn update(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &UpdateCustomWorkout,
) -> Result<CustomWorkoutWritten> {
    let write = match Write::begin(env, user, "updateCustomWorkout", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let (id, workout) = find_live(&write, input.workout).await?;
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let catalogue = catalogue_of(&write, &catalogue, input.exercises.as_deref()).await?;
    let mut errors = Vec::new();
    let name = input.name.as_deref().map(|name| check_name(name, &mut errors));
    let exercises = input
        .exercises
        .as_deref()
        .map(|drafts| check_exercises(env, &catalogue, drafts, &workout.exercises, &mut errors));
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    if let Some(name) = name {
        custom_workouts::rename(&write.tx, id, &name).await?;
    }
    if let Some(exercises) = exercises {
        custom_workouts::save_exercises(&write.tx, id, &exercises).await?;
    }
    write.finish(CustomWorkoutWritten { workout: id }).await
}

/// Deletes a workout: it can no longer be trained, its planned sessions are skipped, and history still shows it.
pub async fn delete(
    env: &Env,
    user: UserId,
    workout: Option<CustomWorkoutId>,
) -> Result<CustomWorkoutWritten> {
    let write = match Write::begin(env, user, "deleteCustomWorkout", None, &workout).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let (id, _) = find_live(&write, workout).await?;
    custom_workouts::set_deleted(&write.tx, id, Some(env.system.now())).await?;
    sessions::skip_planned(&write.tx, user, WorkoutId::Custom(id)).await?;
    write.finish(CustomWorkoutWritten { workout: id }).await
}

async fn find_live(write: &Write, id: Option<CustomWorkoutId>) -> Result<(CustomWorkoutId, Workout)> {
    let found = match id {
        Some(id) => custom_workouts::find(&write.tx, write.user.id, &[id]).await?.pop(),
        None => None,
    };
    let live = found.filter(|workout| !workout.is_deleted());
    let pair = live.and_then(|workout| Some((workout.custom_id()?, workout)));
    pair.ok_or_else(|| UserError::not_found("customWorkoutId", "custom workout").into())
}

/// The catalogue as far as drafts name it, with the user's own exercises.
async fn catalogue_of<'a>(
    write: &Write,
    catalogue: &'a Catalogue,
    drafts: Option<&[PrescriptionDraft]>,
) -> Result<Cow<'a, Catalogue>> {
    let exercises = drafts.unwrap_or_default().iter().filter_map(|draft| draft.exercise);
    Ok(own_exercises::knowing(&write.tx, catalogue, write.user.id, exercises).await?)
}

fn new_place(env: &Env) -> WorkoutExerciseId {
    WorkoutExerciseId::Custom(CustomWorkoutExerciseId(env.system.new_id()))
}

pub(super) fn check_name(name: &str, errors: &mut Vec<UserError>) -> String {
    let name = name.trim();
    if !(1..=80).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        errors.push(UserError::invalid("name", "a name has 1 to 80 characters and no line breaks"));
    }
    name.to_owned()
}

fn check_exercises(
    env: &Env,
    catalogue: &Catalogue,
    drafts: &[PrescriptionDraft],
    old: &[Prescription],
    errors: &mut Vec<UserError>,
) -> Vec<Prescription> {
    if !(1..=MOST).contains(&drafts.len()) {
        errors.push(UserError::invalid("exercises", format!("a workout has 1 to {MOST} exercises")));
    }
    let mut taken = HashSet::new();
    let mut prescriptions = Vec::new();
    for (index, (draft, position)) in drafts.iter().zip(1..).enumerate() {
        let path = |field: &str| format!("exercises.{index}.{field}");
        let mut number = |field: &str, value: i32, least: u16, most: u16| {
            let fits = u16::try_from(value).ok().filter(|value| (least..=most).contains(value));
            if fits.is_none() {
                let message = format!("{field} lies between {least} and {most}, not at {value}");
                errors.push(UserError::invalid(&path(field), message));
            }
            fits.unwrap_or(least)
        };
        let sets = number("sets", draft.sets, 1, 20);
        let min_reps = number("minReps", draft.min_reps, 1, 100);
        let max_reps = number("maxReps", draft.max_reps, min_reps, 100);
        let rest_seconds = number("restSeconds", draft.rest_seconds, 0, 900);
        if draft.target_rir.is_some_and(|rir| !(0.0..=10.0).contains(&rir)) {
            errors.push(UserError::invalid(&path("targetRir"), "targetRir lies between 0 and 10"));
        }
        let Some(exercise) = draft.exercise.filter(|id| catalogue.available(*id).is_some()) else {
            errors.push(UserError::not_found(&path("exerciseId"), "exercise"));
            continue;
        };
        let kept = old.iter().find(|row| row.exercise == exercise && taken.insert(row.id));
        let id = kept.map_or_else(|| new_place(env), |row| row.id);
        let target_rir = draft.target_rir;
        prescriptions.push(Prescription {
            id,
            position,
            exercise,
            sets,
            min_reps,
            max_reps,
            target_rir,
            rest_seconds,
        });
    }
    prescriptions
}
