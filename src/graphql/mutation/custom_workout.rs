//! Making, changing and deleting workouts of one's own.

use async_graphql::{Context, ID, InputObject, Object};

use crate::{
    domain::id::{CustomWorkoutId, WorkoutId},
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult, mendable},
        node::{NodeId, exercise_id, workout_id},
        types::{
            payload::{CustomWorkoutPayload, DeletePayload, UserError},
            workout::CustomWorkout,
        },
    },
    service::{
        self,
        custom_workouts::{
            CreateCustomWorkout, CustomWorkoutWritten, PrescriptionDraft, UpdateCustomWorkout, create,
            delete, update,
        },
    },
};

/// An exercise to prescribe.
#[derive(InputObject)]
pub struct WorkoutExerciseInput {
    /// The exercise.
    exercise_id: ID,
    /// How many working sets, 1 to 20.
    sets: i32,
    /// Fewest repetitions of a set, 1 to 100.
    min_reps: i32,
    /// Most repetitions of a set, `minReps` to 100.
    max_reps: i32,
    /// Repetitions to keep in reserve, 0 to 10. Default: nothing is prescribed.
    target_rir: Option<f64>,
    /// Rest between sets in seconds, 0 to 900.
    #[graphql(default = 120)]
    rest_seconds: i32,
}

/// What to make: from scratch (`exercises`), or a fork (`basedOnWorkoutId`, with its exercises or with others).
#[derive(InputObject)]
pub struct CreateCustomWorkoutInput {
    /// What to call it, 1 to 80 characters.
    name: String,
    /// The workout to start from: any of a program, or one of the viewer's own.
    based_on_workout_id: Option<ID>,
    /// The exercises in order, 1 to 50. Default: those of the workout to start from.
    exercises: Option<Vec<WorkoutExerciseInput>>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// What to change.
#[derive(InputObject)]
pub struct UpdateCustomWorkoutInput {
    /// The viewer's own workout.
    custom_workout_id: ID,
    /// What to call it, 1 to 80 characters. Default: as it was.
    name: Option<String>,
    /// All exercises in order, 1 to 50. Default: as they were.
    exercises: Option<Vec<WorkoutExerciseInput>>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// What to delete.
#[derive(InputObject)]
pub struct DeleteCustomWorkoutInput {
    /// The viewer's own workout.
    custom_workout_id: ID,
}

impl From<WorkoutExerciseInput> for PrescriptionDraft {
    fn from(input: WorkoutExerciseInput) -> Self {
        Self {
            exercise: exercise_id(&input.exercise_id),
            sets: input.sets,
            min_reps: input.min_reps,
            max_reps: input.max_reps,
            target_rir: input.target_rir,
            rest_seconds: input.rest_seconds,
        }
    }
}

fn drafts(list: Option<Vec<WorkoutExerciseInput>>) -> Option<Vec<PrescriptionDraft>> {
    list.map(|list| list.into_iter().map(Into::into).collect())
}

fn custom_id(id: &ID) -> Option<CustomWorkoutId> {
    match workout_id(id)? {
        WorkoutId::Custom(id) => Some(id),
        WorkoutId::Program(_) => None,
    }
}

#[derive(Default)]
pub(super) struct CustomWorkoutMutation;

#[Object]
impl CustomWorkoutMutation {
    /// Makes a workout of the viewer's own, from scratch or as a fork. Errors: `INVALID`, `NOT_FOUND`.
    async fn create_custom_workout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to make.")] input: CreateCustomWorkoutInput,
    ) -> ApiResult<CustomWorkoutPayload> {
        let make = CreateCustomWorkout {
            name: input.name,
            based_on: input.based_on_workout_id.map(|id| workout_id(&id)),
            exercises: drafts(input.exercises),
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, create(&ctx.request().env, ctx.user()?, key, &make).await).await
    }

    /// Changes a workout of the viewer's own. Planned sessions follow it; what is started or done stays as it is.
    /// Errors: `INVALID`, `NOT_FOUND`.
    async fn update_custom_workout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateCustomWorkoutInput,
    ) -> ApiResult<CustomWorkoutPayload> {
        let change = UpdateCustomWorkout {
            workout: custom_id(&input.custom_workout_id),
            name: input.name,
            exercises: drafts(input.exercises),
        };
        let key = input.idempotency_key.as_deref();
        payload(ctx, update(&ctx.request().env, ctx.user()?, key, &change).await).await
    }

    /// Deletes a workout of the viewer's own: it can no longer be trained, its planned sessions are skipped, and
    /// history still shows it. Errors: `NOT_FOUND`.
    async fn delete_custom_workout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to delete.")] input: DeleteCustomWorkoutInput,
    ) -> ApiResult<DeletePayload> {
        let outcome = delete(&ctx.request().env, ctx.user()?, custom_id(&input.custom_workout_id)).await;
        Ok(match mendable(outcome)? {
            Ok(written) => {
                ctx.request().forget();
                let id = NodeId::Workout(WorkoutId::Custom(written.workout)).encode();
                DeletePayload { deleted_id: Some(id), ..DeletePayload::default() }
            }
            Err(errors) => DeletePayload { user_errors: UserError::list(errors), ..DeletePayload::default() },
        })
    }
}

/// The workout that was written, read anew.
async fn payload(
    ctx: &Context<'_>,
    outcome: service::Result<CustomWorkoutWritten>,
) -> ApiResult<CustomWorkoutPayload> {
    let written = match mendable(outcome)? {
        Ok(written) => written,
        Err(errors) => {
            return Ok(CustomWorkoutPayload { custom_workout: None, user_errors: UserError::list(errors) });
        }
    };
    ctx.request().forget();
    let workout =
        ctx.loaders().one(written.workout).await?.ok_or_else(|| ApiError::missing("custom_workouts"))?;
    Ok(CustomWorkoutPayload { custom_workout: Some(CustomWorkout(workout)), user_errors: Vec::new() })
}
