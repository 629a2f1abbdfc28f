//! One user, several servers, one moment: whoever wins, nothing is lost, nothing is done twice, and recovery is exact.

mod imports;
mod swapping;
mod training;

use chrono::TimeDelta;
use gravl::{
    domain::{
        id::{CustomWorkoutId, ExerciseId, SessionId, SwapId, WorkoutId},
        page::PageRequest,
        session::{SessionStatus, WorkoutLog},
    },
    service::{
        Env, Result, UserErrorCode,
        complete_session::{CompleteSession, complete_session},
        log_session::{LogSession, Of, log_session},
        log_sets::{LogSets, log_sets},
        plan_session::SessionWritten,
        revert_swap::{RevertSwap, revert_swap},
        start_session::{StartSession, start_session},
        swap_exercise::{Scope, SwapExercise, swap_exercise},
        swap_workout::{SwapWorkout, Swapped, swap_workout},
    },
    store::{custom_workouts, logs, sessions, swaps},
};

use crate::harness::{TestServer, TestUser, codes, working_sets};

/// How often each race is run: who wins is up to the machine.
const ROUNDS: usize = 6;
const BENCH: &str = "barbell-bench-press-medium-grip";
const SQUAT: &str = "barbell-full-squat";

async fn bench(env: &Env, user: &TestUser, hours_ago: i64, key: Option<&str>) -> Result<SessionWritten> {
    let input = LogSession {
        of: Of::AdHoc,
        completed_at: Some(env.system.now() - TimeDelta::hours(hours_ago)),
        started_at: None,
        notes: None,
        logs: vec![working_sets(BENCH, 3, 10)],
    };
    log_session(env, user.id, key, &input).await
}

/// A session of a program's workout, started, with nothing logged yet.
async fn started(server: &TestServer, user: &TestUser) -> (SessionId, Vec<WorkoutLog>) {
    let start = StartSession::Workout(Some(server.workouts()[0]));
    let session = start_session(&server.env, user.id, None, &start).await.unwrap().session;
    (session, logs::of_sessions(&server.env.db, user.id, &[session]).await.unwrap())
}

/// Logs three sets of squats, whatever the exercise.
async fn log_three_sets(server: &TestServer, user: &TestUser, log: &WorkoutLog) {
    let sets = working_sets(SQUAT, 3, 10).sets;
    log_sets(&server.env, user.id, None, &LogSets { log: Some(log.id), sets }).await.unwrap();
}

async fn status(server: &TestServer, user: &TestUser, session: SessionId) -> SessionStatus {
    sessions::find_one(&server.env.db, user.id, session).await.unwrap().unwrap().status
}

async fn complete(env: &Env, user: &TestUser, session: SessionId) -> Result<SessionWritten> {
    let input = CompleteSession { session: Some(session), completed_at: None, notes: None };
    complete_session(env, user.id, None, &input).await
}

async fn swap(
    env: &Env,
    user: &TestUser,
    from: SessionId,
    to: WorkoutId,
    key: Option<&str>,
) -> Result<Swapped> {
    let input = SwapWorkout { session: Some(from), workout: Some(to), reason: None };
    swap_workout(env, user.id, key, &input).await
}

async fn swap_log(
    env: &Env,
    user: &TestUser,
    log: &WorkoutLog,
    to: ExerciseId,
    scope: Scope,
) -> Result<Swapped> {
    let input = SwapExercise {
        log: Some(log.id),
        exercise: Some(to),
        scope,
        reason: None,
        discard_logged_sets: true,
    };
    swap_exercise(env, user.id, None, &input).await
}

async fn revert(env: &Env, user: &TestUser, swap: SwapId, key: Option<&str>) -> Result<Swapped> {
    let input = RevertSwap { swap: Some(swap), discard_logged_sets: true };
    revert_swap(env, user.id, key, &input).await
}

/// The audit trail: how many swaps there are, and how many of them were taken back.
async fn trail(server: &TestServer, user: &TestUser) -> (usize, usize) {
    let all = PageRequest { limit: 1000, backward: false, after: None, before: None };
    let rows = swaps::page(&server.env.db, user.id, &all).await.unwrap().items;
    (rows.len(), rows.iter().filter(|row| row.reverted_at.is_some()).count())
}

async fn forks(server: &TestServer, user: &TestUser) -> Vec<(CustomWorkoutId, Vec<ExerciseId>)> {
    let own = custom_workouts::all(&server.env.db, user.id).await.unwrap();
    let exercises = own.iter().map(|own| own.exercises.iter().map(|row| row.exercise).collect());
    own.iter().map(|own| own.custom_id().unwrap()).zip(exercises).collect()
}

/// How many won; whoever lost was told this.
#[track_caller]
fn winners<T>(outcomes: Vec<Result<T>>, told: UserErrorCode) -> usize {
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    for loser in lost {
        assert_eq!(codes(loser), [told]);
    }
    won.len()
}
