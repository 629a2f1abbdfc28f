//! The viewer's recovery, and what to train.

use async_graphql::{Context, Object};

use super::training::situation;
use crate::{
    domain::{muscle, recommendation::Limits, recovery},
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult},
        page,
        scalar::Instant,
        types::{
            exercise::Equipment,
            muscle::Muscle,
            recommendation::SmartRecommendations,
            recovery::{MuscleGroupRecovery, RecoveryOverride},
        },
    },
    store::overrides,
};

#[derive(Default)]
pub(super) struct RecoveryQuery;

#[Object]
impl RecoveryQuery {
    /// The recovery of all 17 muscle groups, in alphabetical order.
    #[graphql(complexity = "17 * child_complexity")]
    async fn muscle_group_recovery(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At which instant: any in the past (later sessions do not count), or up to 30 days ahead \
                          (if nothing more is trained). Default: now."
        )]
        at: Option<Instant>,
    ) -> ApiResult<Vec<MuscleGroupRecovery>> {
        MuscleGroupRecovery::load_many(ctx, muscle::Muscle::ALL, at).await
    }

    /// The most recovered muscle groups, best first; ties in alphabetical order.
    #[graphql(complexity = "page::list_complexity(first, 5, child_complexity)")]
    async fn most_recovered_muscle_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 5, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
        #[graphql(desc = "At which instant, as for muscleGroupRecovery. Default: now.")] at: Option<Instant>,
    ) -> ApiResult<Vec<MuscleGroupRecovery>> {
        let first = page::count(first, 5)?;
        let mut all = MuscleGroupRecovery::load_many(ctx, muscle::Muscle::ALL, at).await?;
        all.sort_by(|a, b| b.value().total_cmp(&a.value()));
        all.truncate(first);
        Ok(all)
    }

    /// The overall recovery: the mean score of the 17 muscle groups, above 0 and at most 100.
    async fn overall_recovery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At which instant, as for muscleGroupRecovery. Default: now.")] at: Option<Instant>,
    ) -> ApiResult<f64> {
        let all = MuscleGroupRecovery::load_many(ctx, muscle::Muscle::ALL, at).await?;
        Ok(recovery::overall(all.iter().map(MuscleGroupRecovery::value)))
    }

    /// What the viewer said of their recovery, newest first.
    #[graphql(complexity = "page::list_complexity(first, 20, child_complexity)")]
    async fn recovery_overrides(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
    ) -> ApiResult<Vec<RecoveryOverride>> {
        let user = ctx.user()?;
        let said = overrides::newest(&ctx.request().env.db, user, page::count(first, 20)?).await?;
        Ok(said.into_iter().map(|(id, said)| RecoveryOverride::new(id, said)).collect())
    }

    /// What to train at an instant, with reasons; what is too tired and until when; or the advice to rest.
    ///
    /// Candidates are the workouts of `workouts`. A workout is ranked by 0.6 * readiness + 30 * need + 10 * variety.
    #[graphql(complexity = "page::list_complexity(first, 3, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field, fixed by the contract")]
    async fn smart_recommendations(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 3, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
        #[graphql(desc = "At which instant, as for muscleGroupRecovery. Default: now.")] at: Option<Instant>,
        #[graphql(desc = "Only workouts of at most so many estimated minutes, 1 to 1440.")]
        max_minutes: Option<i32>,
        #[graphql(
            desc = "Only workouts that do with this equipment; what needs none is always possible. Default: the viewer's own, where they named it."
        )]
        equipment: Option<Vec<Equipment>>,
        #[graphql(desc = "Only workouts with one of these as a primary muscle group.")] focus: Option<
            Vec<Muscle>,
        >,
        #[graphql(desc = "No workout with one of these as a primary muscle group.")] avoid: Option<
            Vec<Muscle>,
        >,
    ) -> ApiResult<SmartRecommendations> {
        let user = ctx.user()?;
        let first = page::count(first, 3)?;
        let muscles =
            |list: Option<Vec<Muscle>>| list.unwrap_or_default().into_iter().map(Into::into).collect();
        let max_minutes = max_minutes.map(minutes).transpose()?;
        let situation = situation(ctx, at).await?;
        let asked = equipment.map(|list| list.into_iter().map(Into::into).collect());
        let limits = Limits {
            max_minutes,
            equipment: asked.or_else(|| situation.trainable.equipment.clone()),
            focus: muscles(focus),
            avoid: muscles(avoid),
        };
        let catalogue = ctx.loaders().catalogue_knowing(situation.prescribed()).await?;
        let found = situation.recommend(&ctx.request().env.db, &catalogue, user, &limits, first).await?;
        SmartRecommendations::new(ctx, &situation, found).await
    }
}

fn minutes(value: i32) -> ApiResult<u32> {
    u32::try_from(value)
        .ok()
        .filter(|minutes| (1..=1440).contains(minutes))
        .ok_or_else(|| ApiError::bad_input(format!("maxMinutes lies between 1 and 1440, not at {value}")))
}
