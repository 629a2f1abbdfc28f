//! Swapping workouts and taking swaps back.

use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult, mendable},
        node::{exercise_id, session_id, swap_id, workout_id, workout_log_id},
        types::{
            payload::{SwapPayload, UserError},
            recovery::MuscleGroupRecovery,
            session::WorkoutSession,
            swap::WorkoutSwap,
        },
    },
    service::{
        self,
        revert_swap::{RevertSwap, revert_swap},
        swap_exercise::{Scope, SwapExercise, swap_exercise},
        swap_workout::{SwapWorkout, Swapped, swap_workout},
    },
};

/// Which session, and what takes its workout's place.
#[derive(InputObject)]
pub struct SwapWorkoutInput {
    /// A planned session, or a started one with nothing logged yet.
    session_id: ID,
    /// One of `availableWorkouts`.
    workout_id: ID,
    /// The viewer's own words, at most 2000 characters.
    reason: Option<String>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// How far a swap of an exercise reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Scope")]
pub enum SwapScope {
    /// This session only.
    Session,
    /// This session and all planned ones: the workout that prescribes the exercise is changed. One of a program is
    /// forked first, once, and the viewer's planned sessions of it become sessions of the fork.
    Onward,
}

/// Which log, and what takes its exercise's place.
#[derive(InputObject)]
pub struct SwapExerciseInput {
    /// A workout log of a session in progress or completed.
    workout_log_id: ID,
    /// The other exercise; `Exercise.alternatives` suggests some.
    exercise_id: ID,
    /// How far it reaches.
    #[graphql(default_with = "SwapScope::Session")]
    scope: SwapScope,
    /// The viewer's own words, at most 2000 characters.
    reason: Option<String>,
    /// Whether sets that are logged for the exercise may stop counting. They stay in the audit trail; loads never
    /// carry over.
    #[graphql(default)]
    discard_logged_sets: bool,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which swap to take back.
#[derive(InputObject)]
pub struct RevertSwapInput {
    /// The newest swap of its chain.
    swap_id: ID,
    /// Whether sets that were logged since the swap may stop counting. They stay in the audit trail.
    #[graphql(default)]
    discard_logged_sets: bool,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

#[derive(Default)]
pub(super) struct SwapMutation;

#[Object]
impl SwapMutation {
    /// Replaces a session's workout by another: the session becomes `REPLACED` and a new one takes its place. Of two
    /// swaps at once one wins. Errors: `INVALID`, `NOT_FOUND`, `CONFLICT`, `HAS_LOGGED_SETS`.
    async fn swap_workout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session, and what takes its workout's place.")] input: SwapWorkoutInput,
    ) -> ApiResult<SwapPayload> {
        let swap = SwapWorkout {
            session: session_id(&input.session_id),
            workout: workout_id(&input.workout_id),
            reason: input.reason,
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, swap_workout(&ctx.request().env, ctx.user()?, key, &swap).await).await
    }

    /// Replaces the exercise of a workout log: place and prescription stay, sets do not carry over. Errors: `INVALID`,
    /// `NOT_FOUND`, `CONFLICT`, `HAS_LOGGED_SETS`.
    async fn swap_exercise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which log, and what takes its exercise's place.")] input: SwapExerciseInput,
    ) -> ApiResult<SwapPayload> {
        let swap = SwapExercise {
            log: workout_log_id(&input.workout_log_id),
            exercise: exercise_id(&input.exercise_id),
            scope: input.scope.into(),
            reason: input.reason,
            discard_logged_sets: input.discard_logged_sets,
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, swap_exercise(&ctx.request().env, ctx.user()?, key, &swap).await).await
    }

    /// Takes a swap back: exactly what was there before is live again. Errors: `NOT_FOUND`, `NOT_REVERTIBLE` (taken back
    /// already, or swapped again since), `HAS_LOGGED_SETS`.
    async fn revert_swap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which swap to take back.")] input: RevertSwapInput,
    ) -> ApiResult<SwapPayload> {
        let revert =
            RevertSwap { swap: swap_id(&input.swap_id), discard_logged_sets: input.discard_logged_sets };
        let key = input.idempotency_key.as_deref();
        payload(ctx, revert_swap(&ctx.request().env, ctx.user()?, key, &revert).await).await
    }
}

async fn payload(ctx: &Context<'_>, outcome: service::Result<Swapped>) -> ApiResult<SwapPayload> {
    let swapped = match mendable(outcome)? {
        Ok(swapped) => swapped,
        Err(errors) => {
            return Ok(SwapPayload { user_errors: UserError::list(errors), ..SwapPayload::default() });
        }
    };
    ctx.request().forget();
    let loaders = ctx.loaders();
    let swap = loaders.one(swapped.swap).await?.ok_or_else(|| ApiError::missing("workout_swaps"))?;
    let session = loaders.one(swapped.session).await?.ok_or_else(|| ApiError::missing("workout_sessions"))?;
    Ok(SwapPayload {
        swap: Some(WorkoutSwap((*swap).clone())),
        session: Some(WorkoutSession(session)),
        recovery: MuscleGroupRecovery::load_many(ctx, swapped.changed, None).await?,
        user_errors: Vec::new(),
    })
}
