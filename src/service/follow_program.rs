//! Following a program: its workouts go on the calendar, and leave it again.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{
    Env, Result, UserError, UserErrorCode,
    write::{Begun, Write},
};
use crate::{
    domain::{
        account::User,
        id::{EnrolmentId, ProgramId, SessionId, UserId, WorkoutId},
        program::{Enrolment, Weekdays},
        session::Session,
        workout::Program,
    },
    store::{enrolments, sessions},
};

/// Which program, and when.
#[derive(Debug, Serialize)]
pub struct FollowProgram {
    /// The program.
    pub program: Option<ProgramId>,
    /// The first day that may be trained on.
    pub starts_on: NaiveDate,
    /// The days of the week to train on.
    pub weekdays: Vec<Weekday>,
    /// For how many weeks, 1..=52.
    pub weeks: i32,
}

/// The sessions that were planned or skipped, in the order of the calendar.
#[derive(Debug, Serialize, Deserialize)]
pub struct Followed {
    /// Their identifiers.
    pub sessions: Vec<SessionId>,
}

/// Plans a session on each chosen weekday, the program's workouts in order, over and over.
pub async fn follow_program(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &FollowProgram,
) -> Result<Followed> {
    let write = match Write::begin(env, user, "followProgram", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let program = input.program.and_then(|id| catalogue.program(id));
    let Some(program) = program else { return Err(UserError::not_found("programId", "program").into()) };
    let enrolment = check(env, program, input)?;
    for other in enrolments::all(&write.tx, write.user.id).await? {
        if other.program == program.id && other.overlaps(&enrolment) {
            let message = format!(
                "you follow this program from {} until {} already; start on {} or later",
                other.starts_on,
                other.ends_before().pred_opt().unwrap_or(other.starts_on),
                other.ends_before()
            );
            return Err(UserError::new(UserErrorCode::Conflict, "startsOn", message).into());
        }
    }
    let planned = plan(env, &write.user, program, &enrolment);
    let now = env.system.now();
    enrolments::insert(&write.tx, write.user.id, &enrolment, now).await?;
    sessions::insert(&write.tx, &planned, now).await?;
    write.finish(Followed { sessions: planned.iter().map(|session| session.id).collect() }).await
}

/// Stops following a program: what it planned and was not started is skipped, what was trained stays.
pub async fn unfollow_program(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    program: Option<ProgramId>,
) -> Result<Followed> {
    let write = match Write::begin(env, user, "unfollowProgram", key, &program).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let all = enrolments::all(&write.tx, user).await?;
    let followed = all.iter().filter(|enrolment| Some(enrolment.program) == program);
    let followed: Vec<EnrolmentId> = followed.map(|enrolment| enrolment.id).collect();
    if followed.is_empty() {
        return Err(UserError::not_found("programId", "program that you follow").into());
    }
    let sessions = sessions::skip_enrolled(&write.tx, user, &followed).await?;
    enrolments::delete(&write.tx, user, &followed).await?;
    write.finish(Followed { sessions }).await
}

fn check(env: &Env, program: &Program, input: &FollowProgram) -> Result<Enrolment> {
    let mut errors = Vec::new();
    let weeks = u16::try_from(input.weeks).ok().filter(|weeks| (1..=52).contains(weeks));
    if weeks.is_none() {
        errors.push(UserError::invalid(
            "weeks",
            format!("weeks lies between 1 and 52, not at {}", input.weeks),
        ));
    }
    let weekdays = Weekdays::new(&input.weekdays);
    if weekdays.is_none() {
        errors.push(UserError::invalid("weekdays", "name at least one day of the week"));
    }
    if let Err(message) = super::plan_session::check_day(env, input.starts_on) {
        errors.push(UserError::invalid("startsOn", message));
    }
    match (weeks, weekdays) {
        (Some(weeks), Some(weekdays)) if errors.is_empty() => Ok(Enrolment {
            id: EnrolmentId(env.system.new_id()),
            program: program.id,
            starts_on: input.starts_on,
            weeks,
            weekdays,
        }),
        _ => Err(super::Failure::User(errors)),
    }
}

fn plan(env: &Env, user: &User, program: &Program, enrolment: &Enrolment) -> Vec<Session> {
    let days = enrolment.calendar(&program.workouts).into_iter();
    days.map(|(day, workout)| Session {
        enrolment: Some(enrolment.id),
        ..Session::planned(SessionId(env.system.new_id()), user, WorkoutId::Program(workout), day)
    })
    .collect()
}
