//! A workout made for now, kept or started in one step.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Env, Failure, Result, UserError,
    custom_workouts::check_name,
    recommend::{ANALYSIS, muscle_readiness},
    recovery::states_at,
    start_session::start_workout,
    write::{Begun, Write},
};
use crate::{
    domain::{
        exercise::Equipment,
        id::{
            CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, SessionId, UserId, WorkoutExerciseId,
            WorkoutId,
        },
        muscle::Muscle,
        recommendation::{Chosen, Wish, generate},
        workout::{Prescription, Workout, WorkoutOrigin},
    },
    store::{custom_workouts, exclusions, own_exercises, training},
};

/// What to do with the workout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Then {
    /// Only show it.
    Show,
    /// Keep it as a custom workout.
    Save,
    /// Keep it and start a session of it.
    Start,
}

/// What the workout shall be like, and what to do with it.
#[derive(Debug, Serialize)]
pub struct GenerateWorkout {
    /// How many minutes it may take.
    pub minutes: i32,
    /// The equipment at hand; none: what the user has.
    pub equipment: Option<Vec<Equipment>>,
    /// Only exercises for these; empty: any.
    pub focus: Vec<Muscle>,
    /// No exercise that loads any of these.
    pub avoid: Vec<Muscle>,
    /// What to call it; none: after what it trains.
    pub name: Option<String>,
    /// What to do with it.
    pub then: Then,
}

/// A workout that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Generated {
    /// What it is called.
    pub name: String,
    /// How many minutes it takes.
    pub minutes: u32,
    /// What it is of.
    pub exercises: Vec<Chosen>,
    /// Where it is kept.
    pub workout: Option<CustomWorkoutId>,
    /// The session that was started.
    pub session: Option<SessionId>,
}

/// Makes a workout of the muscle groups that are recovered and lack sets.
pub async fn generate_workout(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &GenerateWorkout,
) -> Result<Generated> {
    let write = match Write::begin(env, user, "generateWorkout", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let chosen = choose(env, &write, input).await?;
    let mut errors = Vec::new();
    let name = match &input.name {
        Some(name) => check_name(name, &mut errors),
        None => name_of(&chosen),
    };
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    let id = CustomWorkoutId(env.system.new_id());
    let workout = Workout {
        id: WorkoutId::Custom(id),
        name,
        exercises: chosen
            .iter()
            .zip(1..)
            .map(|(chosen, position)| prescription(env, chosen, position))
            .collect(),
        origin: WorkoutOrigin::Custom { based_on: None, deleted: false },
    };
    let mut generated = Generated {
        name: workout.name.clone(),
        minutes: workout.estimated_minutes(),
        exercises: chosen,
        workout: None,
        session: None,
    };
    if input.then != Then::Show {
        custom_workouts::insert(&write.tx, user, &workout, env.system.now()).await?;
        generated.workout = Some(id);
    }
    if input.then == Then::Start {
        generated.session = Some(start_workout(env, &write, Some(workout.id)).await?);
    }
    write.finish(generated).await
}

async fn choose(env: &Env, write: &Write, input: &GenerateWorkout) -> Result<Vec<Chosen>> {
    let minutes = u32::try_from(input.minutes).ok().filter(|minutes| (10..=240).contains(minutes));
    let Some(minutes) = minutes else {
        let message = format!("minutes lies between 10 and 240, not at {}", input.minutes);
        return Err(UserError::invalid("minutes", message).into());
    };
    let (tx, user, now) = (&write.tx, write.user.id, env.system.now());
    let wish = Wish {
        minutes,
        equipment: input.equipment.clone().or_else(|| write.user.equipment.clone()),
        focus: input.focus.clone(),
        avoid: input.avoid.clone(),
        excluded: exclusions::all(tx, user).await?,
    };
    let catalogue = env.catalogue.fresh(tx).await?;
    let catalogue = own_exercises::laid_over(tx, &catalogue, user).await?;
    let states = states_at(tx, &catalogue, user, now).await?;
    let week = training::between(tx, &catalogue, user, now - ANALYSIS, now).await?;
    let programs = catalogue.programs().iter().flat_map(|program| catalogue.workouts_of(program));
    let staples: BTreeSet<ExerciseId> = programs.flat_map(|workout| workout.prescribed()).collect();
    let muscles = muscle_readiness(&states, &week, now);
    let chosen = generate(catalogue.choices(), &staples, &muscles, &wish, now);
    if chosen.is_empty() {
        let message = "no exercise fits: allow more muscle groups, more equipment or more minutes, or wait until more has recovered (mostRecovered tells when)";
        return Err(UserError::invalid("focus", message).into());
    }
    Ok(chosen)
}

fn prescription(env: &Env, chosen: &Chosen, position: u16) -> Prescription {
    Prescription {
        id: WorkoutExerciseId::Custom(CustomWorkoutExerciseId(env.system.new_id())),
        position,
        exercise: chosen.exercise,
        sets: chosen.sets,
        min_reps: chosen.min_reps,
        max_reps: chosen.max_reps,
        target_rir: Some(chosen.target_rir),
        rest_seconds: chosen.rest_seconds,
    }
}

/// E.g. `Chest, lats and quadriceps`: the first three muscle groups that it trains.
fn name_of(chosen: &[Chosen]) -> String {
    let mut names: Vec<String> = Vec::new();
    for muscle in chosen.iter().filter_map(|chosen| chosen.reasons.first()?.muscle) {
        let name = muscle.name().to_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(3);
    let last = names.pop().unwrap_or_default();
    let mut name = if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) };
    if let Some(first) = name.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    name
}
