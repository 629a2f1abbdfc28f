//! Swaps.

use async_graphql::{Context, Enum, ID, Object};

use super::session::{WorkoutLog, WorkoutSession};
use crate::{
    domain::swap,
    graphql::{context::ContextExt as _, error::ApiResult, node::NodeId, scalar::Instant},
};

/// What a swap replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "swap::SwapKind")]
pub enum SwapKind {
    /// A session's workout.
    Workout,
    /// A workout log's exercise.
    Exercise,
}

/// One row of the viewer's audit trail of swaps.
#[derive(Clone)]
pub struct WorkoutSwap(pub(in crate::graphql) swap::Swap);

/// One row of the viewer's audit trail of swaps.
#[Object]
impl WorkoutSwap {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::Swap(self.0.id).encode()
    }

    /// What it replaced.
    async fn kind(&self) -> SwapKind {
        self.0.kind.into()
    }

    /// The session that was replaced; null for a swap of an exercise.
    async fn from_session(&self, ctx: &Context<'_>) -> Option<ApiResult<WorkoutSession>> {
        let session = ctx.loaders().one(self.0.from_session?).await.transpose()?;
        Some(session.map(WorkoutSession))
    }

    /// The session that took its place; null for a swap of an exercise.
    async fn to_session(&self, ctx: &Context<'_>) -> Option<ApiResult<WorkoutSession>> {
        let session = ctx.loaders().one(self.0.to_session?).await.transpose()?;
        Some(session.map(WorkoutSession))
    }

    /// The workout log that was replaced; null for a swap of a workout.
    async fn from_log(&self, ctx: &Context<'_>) -> Option<ApiResult<WorkoutLog>> {
        let log = ctx.loaders().one(self.0.from_log?).await.transpose()?;
        Some(log.map(WorkoutLog))
    }

    /// The workout log that took its place; null for a swap of a workout.
    async fn to_log(&self, ctx: &Context<'_>) -> Option<ApiResult<WorkoutLog>> {
        let log = ctx.loaders().one(self.0.to_log?).await.transpose()?;
        Some(log.map(WorkoutLog))
    }

    /// The viewer's own words.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was swapped.
    async fn swapped_at(&self) -> Instant {
        self.0.swapped_at.into()
    }

    /// When it was taken back; null while it holds.
    async fn reverted_at(&self) -> Option<Instant> {
        self.0.reverted_at.map(Into::into)
    }
}
