//! Exercises that workouts prescribe.

use async_graphql::{Context, ID, Object};

use super::{exercise::Exercise, insight::SuggestedLoad};
use crate::{
    domain::{
        id::{CustomWorkoutId, WorkoutExerciseId},
        insight::{by_session, suggest},
        workout::Prescription,
    },
    graphql::{context::ContextExt as _, error::ApiResult, loader::LoadsOf, node::NodeId},
    store::custom_workouts,
};

/// An exercise that a workout prescribes.
#[derive(Clone)]
pub struct WorkoutExercise {
    pub(super) row: Prescription,
    pub(super) exercise: Exercise,
}

impl WorkoutExercise {
    /// The prescribed exercise with this identifier, if the viewer may see it. Whoever knows the custom workout that
    /// holds it saves a statement.
    pub(in crate::graphql) async fn find(
        ctx: &Context<'_>,
        id: WorkoutExerciseId,
        holder: Option<CustomWorkoutId>,
    ) -> ApiResult<Option<Self>> {
        let row = match id {
            WorkoutExerciseId::Program(id) => ctx.catalogue().prescription(id).cloned(),
            WorkoutExerciseId::Custom(exercise) => {
                let holder = match holder {
                    Some(holder) => Some(holder),
                    None => custom_workouts::holder_of(&ctx.request().env.db, exercise).await?,
                };
                let workout = match holder {
                    Some(holder) => ctx.loaders().one(holder).await?,
                    None => None,
                };
                workout.and_then(|workout| workout.exercises.iter().find(|row| row.id == id).cloned())
            }
        };
        let Some(row) = row else { return Ok(None) };
        let exercise = ctx.loaders().exercise(row.exercise).await?;
        Ok(Some(Self { row, exercise: Exercise(exercise) }))
    }
}

/// An exercise that a workout prescribes.
#[Object(serial)]
impl WorkoutExercise {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::WorkoutExercise(self.row.id).encode()
    }

    /// Place in the workout, from 1.
    async fn position(&self) -> i32 {
        i32::from(self.row.position)
    }

    /// What to do.
    async fn exercise(&self) -> &Exercise {
        &self.exercise
    }

    /// How many working sets, 1 to 20.
    async fn sets(&self) -> i32 {
        i32::from(self.row.sets)
    }

    /// Fewest repetitions of a set, 1 to 100.
    async fn min_reps(&self) -> i32 {
        i32::from(self.row.min_reps)
    }

    /// Most repetitions of a set, `minReps` to 100.
    async fn max_reps(&self) -> i32 {
        i32::from(self.row.max_reps)
    }

    /// Repetitions to keep in reserve, 0 to 10; null where nothing is prescribed.
    async fn target_rir(&self) -> Option<f64> {
        self.row.target_rir
    }

    /// Rest between sets in seconds, 0 to 900.
    async fn rest_seconds(&self) -> i32 {
        i32::from(self.row.rest_seconds)
    }

    /// What load to take next time, from the viewer's sets of the exercise in the last 180 days, by double progression in steps of their unit.
    /// Null signed out, and where there is none.
    #[graphql(complexity = "5 + child_complexity")]
    async fn suggested_load(&self, ctx: &Context<'_>) -> Option<ApiResult<SuggestedLoad>> {
        self.next_load(ctx).await.transpose()
    }
}

impl WorkoutExercise {
    async fn next_load(&self, ctx: &Context<'_>) -> ApiResult<Option<SuggestedLoad>> {
        let loaders = ctx.loaders();
        let Some(sets) = loaders.one(LoadsOf(self.row.exercise)).await? else { return Ok(None) };
        let unit = loaders.account().await?.weight_unit;
        let next = suggest(&self.row, self.exercise.0.equipment, unit, &by_session(&sets));
        Ok(next.map(SuggestedLoad))
    }
}
