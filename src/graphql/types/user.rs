//! Users.

use async_graphql::{Context, ID, Object};

use super::{
    exercise::{Equipment, Exercise},
    session::WeightUnit,
};

use crate::{
    domain::account,
    graphql::{context::ContextExt as _, error::ApiResult, node::NodeId, scalar::Instant},
};

/// A user. Everybody sees only themselves.
#[derive(Clone)]
pub struct User(pub(in crate::graphql) account::User);

/// A user. Everybody sees only themselves.
#[Object]
impl User {
    /// Globally unique, opaque and stable identifier.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeId::User(self.0.id).encode()
    }

    /// E-mail address as it was typed at sign-up.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// What to call the user.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// IANA time zone: where the user's days begin and end.
    async fn time_zone(&self) -> &str {
        self.0.time_zone.name()
    }

    /// The equipment that the user has: the default of `equipment` wherever it can be asked for. Null: any.
    async fn equipment(&self) -> Option<Vec<Equipment>> {
        self.0.equipment.as_ref().map(|list| list.iter().map(|one| (*one).into()).collect())
    }

    /// The unit in which the user thinks of loads: suggested loads come in steps of it.
    async fn weight_unit(&self) -> WeightUnit {
        self.0.weight_unit.into()
    }

    /// Exercises that are never offered to the user, the oldest exclusion first.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn excluded_exercises(&self, ctx: &Context<'_>) -> ApiResult<Vec<Exercise>> {
        let loaders = ctx.loaders();
        let excluded = loaders.exclusions().await?;
        let exercises = loaders.exercises(excluded.iter().copied()).await?;
        Ok(exercises.into_iter().filter(|exercise| exercise.is_available()).map(Exercise).collect())
    }

    /// When the user signed up.
    async fn created_at(&self) -> Instant {
        self.0.created_at.into()
    }
}
