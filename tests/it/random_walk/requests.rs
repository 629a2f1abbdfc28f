//! What can be sent under an idempotency key, and so sent again.

use gravl::{
    domain::id::{ProgramId, SessionId, UserId},
    service::{
        Env, Result,
        complete_session::{CompleteSession, complete_session},
        custom_workouts::{self, CreateCustomWorkout, UpdateCustomWorkout},
        edit_session::{self, UpdateSession},
        follow_program::{FollowProgram, follow_program, unfollow_program},
        generate_workout::{GenerateWorkout, generate_workout},
        log_session::{LogSession, log_session},
        log_sets::{LogSets, log_sets},
        override_recovery::{OverrideRecovery, override_recovery},
        own_exercises::{self, ExerciseDraft, UpdateExercise},
        plan_session::{PlanSession, plan_session},
        revert_swap::{RevertSwap, revert_swap},
        start_session::{StartSession, start_session},
        swap_exercise::{SwapExercise, swap_exercise},
        swap_workout::{SwapWorkout, swap_workout},
    },
};
use serde::Serialize;
use serde_json::Value;

/// A use case with its input.
pub(super) enum Request {
    Log(LogSession),
    Start(StartSession),
    LogSets(LogSets),
    Complete(CompleteSession),
    Plan(PlanSession),
    Follow(FollowProgram),
    Unfollow(ProgramId),
    Update(UpdateSession),
    Skip(SessionId),
    SwapWorkout(SwapWorkout),
    SwapExercise(SwapExercise),
    Revert(RevertSwap),
    Override(OverrideRecovery),
    CreateWorkout(CreateCustomWorkout),
    UpdateWorkout(UpdateCustomWorkout),
    Generate(GenerateWorkout),
    CreateExercise(ExerciseDraft),
    UpdateExercise(UpdateExercise),
}

impl Request {
    /// Sends it; the answer is the use case's outcome.
    pub(super) async fn send(&self, env: &Env, user: UserId, key: Option<&str>) -> Result<Value> {
        match self {
            Self::Log(input) => answer(log_session(env, user, key, input).await),
            Self::Start(input) => answer(start_session(env, user, key, input).await),
            Self::LogSets(input) => answer(log_sets(env, user, key, input).await),
            Self::Complete(input) => answer(complete_session(env, user, key, input).await),
            Self::Plan(input) => answer(plan_session(env, user, key, input).await),
            Self::Follow(input) => answer(follow_program(env, user, key, input).await),
            Self::Unfollow(program) => answer(unfollow_program(env, user, key, Some(*program)).await),
            Self::Update(input) => answer(edit_session::update(env, user, key, input).await),
            Self::Skip(session) => answer(edit_session::skip(env, user, key, Some(*session)).await),
            Self::SwapWorkout(input) => answer(swap_workout(env, user, key, input).await),
            Self::SwapExercise(input) => answer(swap_exercise(env, user, key, input).await),
            Self::Revert(input) => answer(revert_swap(env, user, key, input).await),
            Self::Override(input) => answer(override_recovery(env, user, key, input).await),
            Self::CreateWorkout(input) => answer(custom_workouts::create(env, user, key, input).await),
            Self::UpdateWorkout(input) => answer(custom_workouts::update(env, user, key, input).await),
            Self::Generate(input) => answer(generate_workout(env, user, key, input).await),
            Self::CreateExercise(input) => answer(own_exercises::create(env, user, key, input).await),
            Self::UpdateExercise(input) => answer(own_exercises::update(env, user, key, input).await),
        }
    }
}

fn answer(outcome: Result<impl Serialize>) -> Result<Value> {
    Ok(serde_json::to_value(outcome?).unwrap())
}
