//! A demo user with six weeks of plausible training, made through the same use cases as everybody's.

use chrono::{DateTime, Days, TimeDelta, Utc, Weekday};

use super::{
    Env, ExerciseLogDraft, Failure, Result, UserErrorCode,
    follow_program::{FollowProgram, follow_program},
    log_session::{LogSession, Of, log_session},
    sign_up::{SignUp, sign_up},
};
use crate::{
    domain::{
        account::Email,
        exercise::{Category, Equipment, Exercise},
        id::{SessionId, UserId, WorkoutId},
        recovery::SetKind,
        session::{SetDraft, WeightUnit},
        workout::{Prescription, Workout},
    },
    store::{sessions, users},
};

/// The demo user's address.
pub const EMAIL: &str = "demo@gravl.example";
/// The demo user's password.
pub const PASSWORD: &str = "train-recover-repeat";
/// The program that the demo user follows.
const PROGRAM: &str = "upper-lower-4";
/// Weeks that lie behind, of eight in all.
const WEEKS_DONE: u64 = 6;

/// What the seeding did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeded {
    /// The demo user was there already and was left alone.
    Present,
    /// The demo user was made.
    New {
        /// How many sessions were logged.
        sessions: usize,
    },
}

/// Makes the demo user, unless there is one.
pub async fn seed(env: &Env) -> Result<Seeded> {
    let email = Email::parse(EMAIL).map_err(Failure::fault)?;
    if users::find_by_email(&env.db, &email).await?.is_some() {
        return Ok(Seeded::Present);
    }
    let newcomer = SignUp {
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        display_name: "Demo".to_owned(),
        time_zone: "UTC".to_owned(),
    };
    let user = match sign_up(env, None, newcomer).await {
        Ok(signed_in) => signed_in.user.id,
        // Two servers seeding at once: the other one was faster.
        Err(Failure::User(errors)) if errors.iter().any(|error| error.code == UserErrorCode::EmailTaken) => {
            return Ok(Seeded::Present);
        }
        Err(failure) => return Err(failure),
    };
    let planned = follow(env, user).await?;
    let mut done = 0;
    for (index, id) in planned.into_iter().enumerate() {
        done += usize::from(train(env, user, id, index).await?);
    }
    Ok(Seeded::New { sessions: done })
}

async fn follow(env: &Env, user: UserId) -> Result<Vec<SessionId>> {
    let today = env.system.now().date_naive();
    let catalogue = env.catalogue.fresh(&env.db).await?;
    let program =
        catalogue.programs().iter().find(|program| program.slug == PROGRAM).map(|program| program.id);
    let input = FollowProgram {
        program,
        starts_on: today.checked_sub_days(Days::new(WEEKS_DONE * 7)).unwrap_or(today),
        weekdays: vec![Weekday::Mon, Weekday::Tue, Weekday::Thu, Weekday::Fri],
        weeks: 8,
    };
    Ok(follow_program(env, user, None, &input).await?.sessions)
}

/// Logs a planned session if its time is over; false if it is still to come.
async fn train(env: &Env, user: UserId, id: SessionId, index: usize) -> Result<bool> {
    let catalogue = env.catalogue.fresh(&env.db).await?;
    let session = sessions::find_one(&env.db, user, id).await?;
    let session = session.ok_or_else(|| Failure::fault("a planned session is gone"))?;
    let completed_at = session.happens_at + TimeDelta::hours(6);
    let workout = match session.workout {
        Some(WorkoutId::Program(id)) => catalogue.workout(id),
        _ => None,
    };
    let Some(workout) = workout.filter(|_| completed_at <= env.system.now()) else { return Ok(false) };
    let input = LogSession {
        of: Of::Session(Some(id)),
        completed_at: Some(completed_at),
        started_at: Some(started_at(workout, completed_at)),
        notes: None,
        logs: workout
            .exercises
            .iter()
            .filter_map(|prescription| {
                Some(log(prescription, catalogue.exercise(prescription.exercise)?, index))
            })
            .collect(),
    };
    log_session(env, user, None, &input).await?;
    Ok(true)
}

fn started_at(workout: &Workout, completed_at: DateTime<Utc>) -> DateTime<Utc> {
    completed_at - TimeDelta::minutes(i64::from(workout.estimated_minutes()))
}

/// Sets as a careful beginner does them: a little more load each week, fewer repetitions in reserve set by set.
fn log(prescription: &Prescription, exercise: &Exercise, index: usize) -> ExerciseLogDraft {
    let week = u16::try_from(index / 4).unwrap_or(0);
    let load = starting_load(exercise).map(|start| start + 1.25 * f64::from(week));
    let spread = prescription.max_reps - prescription.min_reps + 1;
    let sets = (0..prescription.sets).map(|set| SetDraft {
        kind: SetKind::Normal,
        reps: Some(i32::from(prescription.max_reps - (set + week) % spread)),
        weight: load,
        unit: WeightUnit::Kilogram,
        rir: Some(f64::from(3 - set.min(2))),
        rpe: None,
        duration_seconds: None,
        distance_meters: None,
    });
    ExerciseLogDraft { exercise: Some(exercise.id), sets: sets.collect(), notes: None }
}

/// A plausible first load in kilograms; none for the body alone.
const fn starting_load(exercise: &Exercise) -> Option<f64> {
    match (exercise.equipment, exercise.category) {
        (Equipment::Barbell, Category::Powerlifting) => Some(60.0),
        (Equipment::Barbell, _) => Some(40.0),
        (Equipment::Machine, _) => Some(35.0),
        (Equipment::Cable | Equipment::EzCurlBar, _) => Some(25.0),
        (Equipment::Dumbbell | Equipment::Kettlebells, _) => Some(12.5),
        _ => None,
    }
}
