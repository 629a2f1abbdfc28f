//! Swapping the exercise of one log for another, in this session or from now on.

use serde::Serialize;

use super::{
    Env, Failure, Result, UserError, UserErrorCode,
    log_drafts::check_notes,
    recovery,
    swap_workout::Swapped,
    write::{Begun, Write},
};
use crate::{
    domain::{
        catalogue::Catalogue,
        id::{
            CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, ProgramWorkoutId, SwapId, UserId,
            WorkoutExerciseId, WorkoutId, WorkoutLogId,
        },
        session::{LogSource, Session, SessionStatus, WorkoutLog},
        swap::{Onward, Swap, SwapKind},
        workout::{Prescription, Workout, WorkoutOrigin},
    },
    store::{custom_workouts, logs, own_exercises, sessions, sets, swaps},
};

/// How far a swap of an exercise reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Scope {
    /// This session only.
    Session,
    /// This session and all later ones of the same workout.
    Onward,
}

/// Which log, and what takes its exercise's place.
#[derive(Debug, Serialize)]
pub struct SwapExercise {
    /// The workout log.
    pub log: Option<WorkoutLogId>,
    /// The other exercise.
    pub exercise: Option<ExerciseId>,
    /// How far it reaches.
    pub scope: Scope,
    /// The user's own words.
    pub reason: Option<String>,
    /// Whether the log's sets may stop counting; they stay in the audit trail.
    pub discard_logged_sets: bool,
}

/// Replaces a log by one of another exercise: place and prescription stay, sets do not carry over. From now on: the
/// workout is changed too, forked first if it is one of a program.
pub async fn swap_exercise(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &SwapExercise,
) -> Result<Swapped> {
    let write = match Write::begin(env, user, "swapExercise", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let (from, session) = find_log(&write, input.log).await?;
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let known = own_exercises::knowing(&write.tx, &catalogue, user, input.exercise).await?;
    let exercise = input.exercise.filter(|id| known.available(*id).is_some());
    let exercise = exercise.ok_or_else(|| UserError::not_found("exerciseId", "exercise"))?;
    if from.exercise == exercise {
        return Err(UserError::invalid("exerciseId", "the log is of this exercise already").into());
    }
    let had_sets = sets::any(&write.tx, &[from.id]).await?;
    if had_sets && !input.discard_logged_sets {
        let message = "sets are logged for this exercise; set discardLoggedSets if they may stop counting";
        return Err(UserError::new(UserErrorCode::HasLoggedSets, "discardLoggedSets", message).into());
    }
    let mut errors = Vec::new();
    let reason = check_notes("reason", input.reason.as_deref(), &mut errors);
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    let onward = match input.scope {
        Scope::Session => None,
        Scope::Onward => Some(change_workout(env, &write, &catalogue, &from, exercise).await?),
    };
    let now = env.system.now();
    let to = WorkoutLog {
        id: WorkoutLogId(env.system.new_id()),
        exercise,
        swapped_from: Some(from.id),
        notes: None,
        ..from.clone()
    };
    logs::set_replaced(&write.tx, from.id, Some(now)).await?;
    logs::insert(&write.tx, std::slice::from_ref(&to)).await?;
    let swap = Swap {
        id: SwapId(env.system.new_id()),
        kind: SwapKind::Exercise,
        from_session: None,
        to_session: None,
        from_log: Some(from.id),
        to_log: Some(to.id),
        reason,
        swapped_at: now,
        reverted_at: None,
        onward,
    };
    swaps::insert(&write.tx, user, &swap).await?;
    let counted = had_sets && session.status == SessionStatus::Completed;
    let changed = if counted { recovery::rebuild(env, &write.tx, user).await? } else { Vec::new() };
    let swapped = write.finish(Swapped { swap: swap.id, session: session.id, changed }).await?;
    env.counts.swap("exercise");
    Ok(swapped)
}

async fn find_log(write: &Write, id: Option<WorkoutLogId>) -> Result<(WorkoutLog, Session)> {
    let log = match id {
        Some(id) => logs::find(&write.tx, write.user.id, &[id]).await?.pop(),
        None => None,
    };
    let log = log.ok_or_else(|| UserError::not_found("workoutLogId", "workout log"))?;
    let session = sessions::find_one(&write.tx, write.user.id, log.session).await?;
    let session = session.ok_or_else(|| Failure::fault("a workout log without its session"))?;
    let conflict = |message: &str| UserError::new(UserErrorCode::Conflict, "workoutLogId", message);
    if log.replaced_at.is_some() {
        return Err(conflict("the log was replaced already; swap the one that took its place").into());
    }
    match session.status {
        SessionStatus::InProgress | SessionStatus::Completed => Ok((log, session)),
        _ => Err(conflict("the session was replaced; swap in the one that took its place").into()),
    }
}

/// Puts the exercise into the workout that prescribed the log: into a fork of it, if it is one of a program.
async fn change_workout(
    env: &Env,
    write: &Write,
    catalogue: &Catalogue,
    log: &WorkoutLog,
    exercise: ExerciseId,
) -> Result<Onward> {
    match log.source {
        LogSource::AdHoc | LogSource::Custom(_, None) => {
            let message = "no workout prescribes this log; the scope can only be SESSION";
            Err(UserError::invalid("scope", message).into())
        }
        LogSource::Custom(workout, Some(place)) => {
            set_exercise(write, workout, place, exercise).await?;
            Ok(Onward { workout, place: Some(place), forked_from: None })
        }
        LogSource::Program(prescription) => {
            let program_workout =
                catalogue.holder(prescription).ok_or_else(|| Failure::fault("a lost prescription"))?;
            let place_index = program_workout
                .exercises
                .iter()
                .position(|row| row.id == WorkoutExerciseId::Program(prescription));
            let (fork, forked_from) = if let Some(fork) = find_fork(write, program_workout).await? {
                (fork, None)
            } else {
                let (fork, id) = make_fork(env, write, program_workout).await?;
                (fork, Some(id))
            };
            let place = place_index.and_then(|index| fork.exercises.get(index)).map(|row| row.id);
            let (Some(workout), Some(WorkoutExerciseId::Custom(place))) = (fork.custom_id(), place) else {
                let message = "your fork of this workout no longer has a place for this exercise; change it with updateCustomWorkout";
                return Err(UserError::new(UserErrorCode::Conflict, "scope", message).into());
            };
            set_exercise(write, workout, place, exercise).await?;
            sessions::replan(&write.tx, write.user.id, program_workout.id, fork.id).await?;
            Ok(Onward { workout, place: Some(place), forked_from })
        }
    }
}

/// The fork that an earlier swap made of a program's workout, unless it has lost places or is deleted. A fork that the
/// user made is theirs to change.
async fn find_fork(write: &Write, of: &Workout) -> Result<Option<Workout>> {
    let WorkoutId::Program(program_workout) = of.id else { return Ok(None) };
    let forks = swaps::forks_of(&write.tx, write.user.id, program_workout).await?;
    let found = custom_workouts::find(&write.tx, write.user.id, &forks).await?;
    Ok(found.into_iter().find(|fork| !fork.is_deleted() && fork.exercises.len() == of.exercises.len()))
}

async fn make_fork(env: &Env, write: &Write, of: &Workout) -> Result<(Workout, ProgramWorkoutId)> {
    let WorkoutId::Program(based_on) = of.id else {
        return Err(Failure::fault("a fork of what is no workout of a program"));
    };
    let copy = |row: &Prescription| Prescription {
        id: WorkoutExerciseId::Custom(CustomWorkoutExerciseId(env.system.new_id())),
        ..row.clone()
    };
    let fork = Workout {
        id: WorkoutId::Custom(CustomWorkoutId(env.system.new_id())),
        name: format!("{} (own)", of.name),
        exercises: of.exercises.iter().map(copy).collect(),
        origin: WorkoutOrigin::Custom { based_on: Some(based_on), deleted: false },
    };
    custom_workouts::insert(&write.tx, write.user.id, &fork, env.system.now()).await?;
    Ok((fork, based_on))
}

/// Puts an exercise into a place of a custom workout.
pub(super) async fn set_exercise(
    write: &Write,
    workout: CustomWorkoutId,
    place: CustomWorkoutExerciseId,
    exercise: ExerciseId,
) -> Result<()> {
    let found = custom_workouts::find(&write.tx, write.user.id, &[workout]).await?.pop();
    let mut found = found.ok_or_else(|| Failure::fault("a lost custom workout"))?;
    for row in &mut found.exercises {
        if row.id == WorkoutExerciseId::Custom(place) {
            row.exercise = exercise;
        }
    }
    Ok(custom_workouts::save_exercises(&write.tx, workout, &found.exercises).await?)
}
