//! Workouts made for now.

use async_graphql::{Context, InputObject, Object};

use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiResult, mendable},
        types::{
            exercise::Equipment,
            generated::{GenerateWorkoutAction, GenerateWorkoutPayload, GeneratedWorkout},
            muscle::Muscle,
            payload::UserError,
            session::WorkoutSession,
            workout::CustomWorkout,
        },
    },
    service::generate_workout::{GenerateWorkout, generate_workout},
};

/// What a workout shall be like, and what to do with it.
#[derive(InputObject)]
pub struct GenerateWorkoutInput {
    /// How many minutes it may take, 10 to 240.
    minutes: i32,
    /// The equipment at hand; what needs none is always possible. Default: the viewer's own where they named it, else any.
    equipment: Option<Vec<Equipment>>,
    /// Only exercises with one of these as the primary muscle group. Default: any.
    #[graphql(default)]
    focus: Vec<Muscle>,
    /// No exercise that loads any of these, first or too.
    #[graphql(default)]
    avoid: Vec<Muscle>,
    /// What to call it, 1 to 80 characters. Default: after what it trains.
    name: Option<String>,
    /// What to do with it.
    #[graphql(default_with = "GenerateWorkoutAction::Show")]
    action: GenerateWorkoutAction,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

#[derive(Default)]
pub(super) struct GenerateMutation;

#[Object]
impl GenerateMutation {
    /// Makes a workout of the muscle groups that are recovered and lack sets, with a reason for every exercise; shows it,
    /// keeps it, or starts it at once. The same wish at the same state gives the same workout. Errors: `INVALID`, also
    /// where nothing fits.
    async fn generate_workout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it shall be like.")] input: GenerateWorkoutInput,
    ) -> ApiResult<GenerateWorkoutPayload> {
        let wish = GenerateWorkout {
            minutes: input.minutes,
            equipment: input.equipment.map(|list| list.into_iter().map(Into::into).collect()),
            focus: input.focus.into_iter().map(Into::into).collect(),
            avoid: input.avoid.into_iter().map(Into::into).collect(),
            name: input.name,
            then: input.action.into(),
        };
        let key = input.idempotency_key.as_deref();
        let outcome = generate_workout(&ctx.request().env, ctx.user()?, key, &wish).await;
        let generated = match mendable(outcome)? {
            Ok(generated) => generated,
            Err(errors) => {
                let user_errors = UserError::list(errors);
                return Ok(GenerateWorkoutPayload { user_errors, ..GenerateWorkoutPayload::default() });
            }
        };
        ctx.request().forget();
        let loaders = ctx.loaders();
        let workout = match generated.workout {
            Some(id) => loaders.one(id).await?,
            None => None,
        };
        let session = match generated.session {
            Some(id) => loaders.one(id).await?,
            None => None,
        };
        Ok(GenerateWorkoutPayload {
            generated: Some(GeneratedWorkout(generated)),
            custom_workout: workout.map(CustomWorkout),
            session: session.map(WorkoutSession),
            user_errors: Vec::new(),
        })
    }
}
