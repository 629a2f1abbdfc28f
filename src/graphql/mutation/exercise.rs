//! Exercises of the viewer's own, and exclusions.

use async_graphql::{Context, ID, InputObject, Object};

use crate::{
    domain::muscle,
    graphql::{
        context::ContextExt as _,
        error::{ApiResult, mendable},
        node::{NodeId, exercise_id},
        types::{
            exercise::{
                Equipment, Exercise, ExerciseCategory, ExerciseForce, ExerciseLevel, ExerciseMechanic,
                MovementPattern,
            },
            muscle::Muscle,
            payload::{DeletePayload, ExercisePayload, UserError},
            recovery::MuscleGroupRecovery,
        },
    },
    service::{
        self,
        own_exercises::{
            ExcludeExercise, ExerciseDraft, ExerciseWritten, UpdateExercise, create, delete, exclude, update,
        },
    },
};

/// An exercise of the viewer's own.
#[derive(InputObject)]
pub struct CreateExerciseInput {
    /// What to call it, 1 to 80 characters, unlike the viewer's other exercises without regard to case.
    name: String,
    /// The muscle group that it trains first.
    primary_muscle: Muscle,
    /// Those that it trains too.
    #[graphql(default)]
    secondary_muscles: Vec<Muscle>,
    /// What it needs.
    #[graphql(default_with = "Equipment::None")]
    equipment: Equipment,
    /// What it trains for.
    #[graphql(default_with = "ExerciseCategory::Strength")]
    category: ExerciseCategory,
    /// The experience that it asks for.
    #[graphql(default_with = "ExerciseLevel::Beginner")]
    level: ExerciseLevel,
    /// The direction of the effort.
    force: Option<ExerciseForce>,
    /// One joint or several.
    mechanic: Option<ExerciseMechanic>,
    /// What it can stand in for.
    movement_pattern: Option<MovementPattern>,
    /// How it is done, step by step: at most 50 steps of 1 to 1000 characters.
    #[graphql(default)]
    instructions: Vec<String>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// What to change of an exercise of the viewer's own; what is left out stays as it was.
#[derive(InputObject)]
pub struct UpdateExerciseInput {
    /// The exercise.
    exercise_id: ID,
    /// What to call it, as in `CreateExerciseInput`.
    name: Option<String>,
    /// The muscle group that it trains first.
    primary_muscle: Option<Muscle>,
    /// All those that it trains too.
    secondary_muscles: Option<Vec<Muscle>>,
    /// What it needs.
    equipment: Option<Equipment>,
    /// What it trains for.
    category: Option<ExerciseCategory>,
    /// The experience that it asks for.
    level: Option<ExerciseLevel>,
    /// The direction of the effort.
    force: Option<ExerciseForce>,
    /// One joint or several.
    mechanic: Option<ExerciseMechanic>,
    /// What it can stand in for.
    movement_pattern: Option<MovementPattern>,
    /// How it is done, step by step.
    instructions: Option<Vec<String>>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// Which exercise of the viewer's own to delete.
#[derive(InputObject)]
pub struct DeleteExerciseInput {
    /// The exercise.
    exercise_id: ID,
}

/// What shall hold for an exercise.
#[derive(InputObject)]
pub struct ExcludeExerciseInput {
    /// The exercise: any of the catalogue, or one of the viewer's own.
    exercise_id: ID,
    /// False takes the exclusion back.
    #[graphql(default = true)]
    excluded: bool,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

impl CreateExerciseInput {
    fn draft(self) -> ExerciseDraft {
        ExerciseDraft {
            name: Some(self.name),
            category: Some(self.category.into()),
            equipment: Some(self.equipment.into()),
            level: Some(self.level.into()),
            force: self.force.map(Into::into),
            mechanic: self.mechanic.map(Into::into),
            pattern: self.movement_pattern.map(Into::into),
            primary: Some(self.primary_muscle.into()),
            secondary: Some(muscles(self.secondary_muscles)),
            instructions: Some(self.instructions),
        }
    }
}

impl UpdateExerciseInput {
    fn change(self) -> UpdateExercise {
        let change = ExerciseDraft {
            name: self.name,
            category: self.category.map(Into::into),
            equipment: self.equipment.map(Into::into),
            level: self.level.map(Into::into),
            force: self.force.map(Into::into),
            mechanic: self.mechanic.map(Into::into),
            pattern: self.movement_pattern.map(Into::into),
            primary: self.primary_muscle.map(Into::into),
            secondary: self.secondary_muscles.map(muscles),
            instructions: self.instructions,
        };
        UpdateExercise { exercise: exercise_id(&self.exercise_id), change }
    }
}

fn muscles(list: Vec<Muscle>) -> Vec<muscle::Muscle> {
    list.into_iter().map(Into::into).collect()
}

#[derive(Default)]
pub(super) struct ExerciseMutation;

#[Object]
impl ExerciseMutation {
    /// Makes an exercise of the viewer's own, private to them; at most 1000. Errors: `INVALID`.
    async fn create_exercise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The exercise.")] input: CreateExerciseInput,
    ) -> ApiResult<ExercisePayload> {
        let key = input.idempotency_key.clone();
        let outcome = create(&ctx.request().env, ctx.user()?, key.as_deref(), &input.draft()).await;
        payload(ctx, outcome).await
    }

    /// Changes an exercise of the viewer's own. What was trained of it counts as it is from then on: where its muscle
    /// groups change, recovery is rebuilt. Errors: `INVALID`, `NOT_FOUND`.
    async fn update_exercise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateExerciseInput,
    ) -> ApiResult<ExercisePayload> {
        let key = input.idempotency_key.clone();
        let outcome = update(&ctx.request().env, ctx.user()?, key.as_deref(), &input.change()).await;
        payload(ctx, outcome).await
    }

    /// Deletes an exercise of the viewer's own: it can no longer be chosen, and history still shows it. Errors:
    /// `NOT_FOUND`; `CONFLICT` while a workout of the viewer's own prescribes it.
    async fn delete_exercise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one to delete.")] input: DeleteExerciseInput,
    ) -> ApiResult<DeletePayload> {
        let outcome = delete(&ctx.request().env, ctx.user()?, exercise_id(&input.exercise_id)).await;
        Ok(match mendable(outcome)? {
            Ok(written) => {
                ctx.request().forget();
                let id = NodeId::Exercise(written.exercise).encode();
                DeletePayload { deleted_id: Some(id), ..DeletePayload::default() }
            }
            Err(errors) => DeletePayload { user_errors: UserError::list(errors), ..DeletePayload::default() },
        })
    }

    /// Says that an exercise is never to be offered to the viewer, as an alternative or in a generated workout. What
    /// workouts prescribe stays. Errors: `NOT_FOUND`.
    async fn exclude_exercise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ExcludeExerciseInput,
    ) -> ApiResult<ExercisePayload> {
        let wish = ExcludeExercise { exercise: exercise_id(&input.exercise_id), excluded: input.excluded };
        let key = input.idempotency_key.as_deref();
        payload(ctx, exclude(&ctx.request().env, ctx.user()?, key, &wish).await).await
    }
}

/// The exercise that was written, read anew.
async fn payload(ctx: &Context<'_>, outcome: service::Result<ExerciseWritten>) -> ApiResult<ExercisePayload> {
    let written = match mendable(outcome)? {
        Ok(written) => written,
        Err(errors) => {
            return Ok(ExercisePayload {
                user_errors: UserError::list(errors),
                ..ExercisePayload::default()
            });
        }
    };
    ctx.request().forget();
    let exercise = ctx.loaders().exercise(written.exercise).await?;
    Ok(ExercisePayload {
        exercise: Some(Exercise(exercise)),
        recovery: MuscleGroupRecovery::load_many(ctx, written.changed, None).await?,
        user_errors: Vec::new(),
    })
}
