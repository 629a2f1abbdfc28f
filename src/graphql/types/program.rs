//! Programs.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::workout::ProgramWorkout;
use crate::{
    domain::workout,
    graphql::{context::ContextExt as _, node::NodeId},
};

/// A week of workouts that repeats.
#[derive(Clone)]
pub struct Program(pub(in crate::graphql) Arc<workout::Program>);

/// A week of workouts that repeats.
#[Object]
impl Program {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Program(self.0.id).encode()
    }

    /// Stable name for links, e.g. `full-body-3`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// English name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for, for whom, and how to progress.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Training days in a week, 1 to 7.
    async fn days_per_week(&self) -> i32 {
        i32::try_from(self.0.workouts.len()).unwrap_or(i32::MAX)
    }

    /// The workouts, one a training day, in order.
    #[graphql(complexity = "1 + 6 * child_complexity")]
    async fn workouts(&self, ctx: &Context<'_>) -> Vec<ProgramWorkout> {
        ctx.catalogue().workouts_of(&self.0).map(|workout| ProgramWorkout(Arc::clone(workout))).collect()
    }
}
