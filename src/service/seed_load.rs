//! Many users with many sets, for load tests: written in bulk, the same each time but for the day on which it ends.

use chrono::{DateTime, Days, TimeDelta, Utc};
use uuid::Uuid;

use super::{Env, Failure, Result, recovery};
use crate::{
    domain::{
        account::{Email, Password, TimeZone, User},
        catalogue::Catalogue,
        id::{EnrolmentId, SessionId, UserId, WorkoutLogId},
        program::{Enrolment, Weekdays},
        recovery::SetKind,
        session::{LogSource, Session, SessionStatus, SetLog, WeightUnit, WorkoutLog},
        workout::{Program, Workout},
    },
    store::{WriteTx, enrolments, logs, sessions, sets, users},
};

/// Everybody's password.
pub const PASSWORD: &str = "load-test-load-test";
/// Users in one transaction.
const BATCH: u32 = 100;
/// Hours between two sessions of a user.
const PACE_HOURS: i64 = 46;
/// Sessions on the calendar of each user.
const PLANNED: u64 = 3;

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// Users.
    pub users: u32,
    /// Sets of all users together.
    pub sets: u32,
}

/// The address of a user, counted from 1.
#[must_use]
pub fn email(number: u32) -> String {
    format!("load-{number:06}@gravl.example")
}

/// The rows of some users.
#[derive(Default)]
struct Rows {
    sessions: Vec<Session>,
    logs: Vec<WorkoutLog>,
    sets: Vec<(WorkoutLogId, SetLog)>,
}

struct Seeder<'a> {
    catalogue: &'a Catalogue,
    now: DateTime<Utc>,
    hash: String,
    ids: u64,
}

/// Makes the users with their training; false where the first of them is there already. Tells after each batch how many
/// users there are.
pub async fn seed(env: &Env, amount: Amount, progress: impl Fn(u32)) -> Result<bool> {
    let first = Email::parse(&email(1)).map_err(Failure::fault)?;
    if users::find_by_email(&env.db, &first).await?.is_some() {
        return Ok(false);
    }
    let password = Password::parse(PASSWORD.to_owned()).map_err(Failure::fault)?;
    let hash = env.passwords.hash(&*env.system, password).await?;
    let catalogue = env.catalogue.fresh(&env.db).await?;
    let mut seeder = Seeder { catalogue: &catalogue, now: env.system.now(), hash, ids: 0 };
    let mut sets_left = amount.sets;
    for begin in (0..amount.users).step_by(BATCH as usize) {
        let end = amount.users.min(begin + BATCH);
        let tx = env.db.write().await?;
        let (mut rows, mut made) = (Rows::default(), Vec::new());
        for number in begin..end {
            let share = sets_left / (amount.users - number);
            sets_left -= share;
            made.push(seeder.user(&tx, number + 1, share, &mut rows).await?);
        }
        sessions::insert(&tx, &rows.sessions, seeder.now).await?;
        logs::insert(&tx, &rows.logs).await?;
        sets::insert(&tx, &rows.sets).await?;
        for user in made {
            recovery::rebuild(env, &tx, user).await?;
        }
        tx.commit().await?;
        progress(end);
    }
    // A million new rows without statistics are read by plans for an empty database.
    env.db.analyze().await?;
    Ok(true)
}

impl Seeder<'_> {
    /// Time-ordered, and the same each time.
    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0000 | u128::from(self.ids))
    }

    async fn user(&mut self, tx: &WriteTx, number: u32, sets: u32, rows: &mut Rows) -> Result<UserId> {
        let address = Email::parse(&email(number)).map_err(Failure::fault)?;
        let user = User {
            id: UserId(self.id()),
            email: address.as_str().to_owned(),
            display_name: format!("Load {number}"),
            time_zone: TimeZone::parse("UTC").map_err(Failure::fault)?,
            equipment: None,
            weight_unit: WeightUnit::Kilogram,
            created_at: self.now,
        };
        if !users::insert(tx, &user, &address, self.hash.clone()).await? {
            return Err(Failure::fault(format!("{} is there already", user.email)));
        }
        let programs = self.catalogue.programs();
        let Some(program) = programs.get(number as usize % programs.len().max(1)) else {
            return Err(Failure::fault("the catalogue has no program"));
        };
        self.follow(tx, &user, program).await?;
        let workouts: Vec<&Workout> = self.catalogue.workouts_of(program).map(AsRef::as_ref).collect();
        let newest = self.now - TimeDelta::hours(3 + i64::from(number % 40));
        self.train(&user, newest, &workouts, sets, rows);
        Ok(user.id)
    }

    async fn follow(&mut self, tx: &WriteTx, user: &User, program: &Program) -> Result<()> {
        let enrolment = Enrolment {
            id: EnrolmentId(self.id()),
            program: program.id,
            starts_on: self.now.date_naive(),
            weeks: 8,
            weekdays: Weekdays::from_bits(0b001_0101),
        };
        Ok(enrolments::insert(tx, user.id, &enrolment, self.now).await?)
    }

    /// Sessions of the program's workouts in turn, the newest first, and some that are planned.
    fn train(
        &mut self,
        user: &User,
        newest: DateTime<Utc>,
        workouts: &[&Workout],
        mut sets: u32,
        rows: &mut Rows,
    ) {
        let turns = workouts.iter().cycle();
        for (turn, workout) in (0..i64::from(sets)).zip(turns.clone()) {
            if sets == 0 {
                break;
            }
            let at = newest - TimeDelta::hours(PACE_HOURS * turn);
            let id = SessionId(self.id());
            let session = Session::ad_hoc(id, user.id, Some(workout.id), at);
            let status = SessionStatus::Completed;
            rows.sessions.push(Session { status, completed_at: Some(at), ..session });
            sets = self.log(id, workout, sets, rows);
        }
        let today = self.now.date_naive();
        for (day, workout) in (1..=PLANNED).zip(turns) {
            let day = today.checked_add_days(Days::new(day)).unwrap_or(today);
            rows.sessions.push(Session::planned(SessionId(self.id()), user, workout.id, day));
        }
    }

    /// Logs a workout as prescribed, as far as the sets go; answers how many are left.
    fn log(&mut self, session: SessionId, workout: &Workout, mut sets: u32, rows: &mut Rows) -> u32 {
        for (position, prescription) in (1_u16..).zip(&workout.exercises) {
            if sets == 0 {
                break;
            }
            let id = WorkoutLogId(self.id());
            rows.logs.push(WorkoutLog {
                id,
                session,
                position,
                exercise: prescription.exercise,
                source: LogSource::of(workout.id, prescription.id),
                swapped_from: None,
                replaced_at: None,
                notes: None,
                superset: None,
            });
            for number in 1..=prescription.sets {
                if sets == 0 {
                    break;
                }
                sets -= 1;
                rows.sets.push((id, set(number, prescription.min_reps)));
            }
        }
        sets
    }
}

fn set(number: u16, reps: u16) -> SetLog {
    SetLog {
        number,
        kind: SetKind::Normal,
        reps: Some(reps),
        weight_kg: Some(40.0 + f64::from(number)),
        rir: Some(2.0),
        duration_seconds: None,
        distance_meters: None,
    }
}
