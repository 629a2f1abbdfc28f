//! Generated workouts.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::{
    exercise::Exercise, payload::UserError, recommendation::RecommendationReason, session::WorkoutSession,
    workout::CustomWorkout,
};
use crate::{
    domain::recommendation::Chosen,
    graphql::{context::ContextExt as _, error::ApiResult},
    service::generate_workout,
};

/// What to do with a generated workout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "generate_workout::Then")]
pub enum GenerateWorkoutAction {
    /// Only show it; nothing is written.
    Show,
    /// Keep it as a custom workout.
    Save,
    /// Keep it as a custom workout, and start a session of it.
    Start,
}

/// A workout made of the muscle groups that are recovered and lack sets.
pub struct GeneratedWorkout(pub(in crate::graphql) generate_workout::Generated);

/// A workout made of the muscle groups that are recovered and lack sets.
#[Object]
impl GeneratedWorkout {
    /// What it is called: the name that was asked for, else what it trains.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How many minutes it takes, estimated.
    async fn estimated_minutes(&self) -> i32 {
        i32::try_from(self.0.minutes).unwrap_or(i32::MAX)
    }

    /// What it is of, in order; at most 12.
    #[graphql(complexity = "12 * child_complexity")]
    async fn exercises(&self, ctx: &Context<'_>) -> ApiResult<Vec<GeneratedExercise>> {
        let ids = self.0.exercises.iter().map(|chosen| chosen.exercise);
        let exercises = ctx.loaders().exercises(ids).await?;
        let pairs = exercises.into_iter().zip(&self.0.exercises);
        Ok(pairs
            .map(|(exercise, chosen)| GeneratedExercise {
                exercise: Exercise(Arc::clone(&exercise)),
                chosen: chosen.clone(),
            })
            .collect())
    }
}

/// An exercise of a generated workout.
pub struct GeneratedExercise {
    exercise: Exercise,
    chosen: Chosen,
}

/// An exercise of a generated workout.
#[Object]
impl GeneratedExercise {
    /// What to do.
    async fn exercise(&self) -> &Exercise {
        &self.exercise
    }

    /// How many working sets.
    async fn sets(&self) -> i32 {
        i32::from(self.chosen.sets)
    }

    /// Fewest repetitions of a set.
    async fn min_reps(&self) -> i32 {
        i32::from(self.chosen.min_reps)
    }

    /// Most repetitions of a set.
    async fn max_reps(&self) -> i32 {
        i32::from(self.chosen.max_reps)
    }

    /// Repetitions to keep in reserve.
    async fn target_rir(&self) -> f64 {
        self.chosen.target_rir
    }

    /// Rest between sets in seconds.
    async fn rest_seconds(&self) -> i32 {
        i32::from(self.chosen.rest_seconds)
    }

    /// Why it was chosen.
    async fn reasons(&self, ctx: &Context<'_>) -> ApiResult<Vec<RecommendationReason>> {
        RecommendationReason::load(ctx, self.chosen.reasons.clone()).await
    }
}

/// A generated workout, or why there is none.
#[derive(Default, SimpleObject)]
pub struct GenerateWorkoutPayload {
    /// The workout with its reasons.
    pub generated: Option<GeneratedWorkout>,
    /// Where it is kept; null if it was only to be shown.
    pub custom_workout: Option<CustomWorkout>,
    /// The session that was started; null if none was to be.
    pub session: Option<WorkoutSession>,
    /// What the caller can mend.
    pub user_errors: Vec<UserError>,
}
