//! What the viewer's history shows.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{
        account::TimeZone,
        insight::{self, ExerciseTotal},
    },
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult},
        node::exercise_id,
        scalar::{Date, Instant},
        types::{
            insight::{ExerciseRecords, NeglectedMuscleGroup, TrainingDay, WeeklyVolume},
            recovery::MuscleGroupRecovery,
        },
    },
    store::insight as store,
};

/// The longest span in days: twenty years.
const MOST_DAYS: i64 = 7305;

#[derive(Default)]
pub(super) struct InsightQuery;

#[Object]
impl InsightQuery {
    /// What was trained in each week of a span of days, also in those without training; oldest first.
    #[graphql(complexity = "50 + 20 * child_complexity")]
    async fn weekly_volume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A day of the first week.")] from: Date,
        #[graphql(desc = "A day of the last week, at most twenty years later.")] to: Date,
    ) -> ApiResult<Vec<WeeklyVolume>> {
        let span = Span::new(ctx, from, to).await?;
        let totals = span.totals(ctx, true).await?;
        let catalogue =
            ctx.loaders().catalogue_knowing(totals.iter().filter_map(|total| total.exercise)).await?;
        let weeks = insight::weekly(&totals, &catalogue, span.zone, span.from, span.to);
        Ok(weeks.into_iter().map(|(monday, volume)| WeeklyVolume { monday, volume }).collect())
    }

    /// The days of a span on which was trained; oldest first.
    #[graphql(complexity = "50 + 100 * child_complexity")]
    async fn training_days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day, at most twenty years later.")] to: Date,
    ) -> ApiResult<Vec<TrainingDay>> {
        let span = Span::new(ctx, from, to).await?;
        let totals = span.totals(ctx, false).await?;
        let catalogue =
            ctx.loaders().catalogue_knowing(totals.iter().filter_map(|total| total.exercise)).await?;
        let days = insight::daily(&totals, &catalogue, span.zone);
        let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        Ok(days
            .into_iter()
            .map(|(day, volume)| TrainingDay {
                day: Date(day),
                sessions: number(volume.sessions),
                sets: number(volume.sets),
            })
            .collect())
    }

    /// The viewer's best of an exercise, and how it came about; null where they have no set of it with a load.
    #[graphql(complexity = "50 + 20 * child_complexity")]
    async fn exercise_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The exercise.")] exercise_id: ID,
    ) -> Option<ApiResult<ExerciseRecords>> {
        records(ctx, &exercise_id).await.transpose()
    }

    /// The muscle groups that are recovered, short of their twelve weekly sets, and were not trained for some days;
    /// those never trained first, then by how long ago.
    #[graphql(complexity = "17 * child_complexity")]
    async fn neglected_muscle_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 7, desc = "For how many days, 1 to 365.")] days: Option<i32>,
    ) -> ApiResult<Vec<NeglectedMuscleGroup>> {
        ctx.user()?;
        let days = days.unwrap_or(7);
        if !(1..=365).contains(&days) {
            return Err(ApiError::bad_input(format!("days lies between 1 and 365, not at {days}")));
        }
        let loaders = ctx.loaders();
        let at = loaders.now();
        let weekly_sets = loaders.week(at).await?.fractional_sets(at);
        let list = insight::neglected(&*loaders.states(at).await?, &weekly_sets, f64::from(days), at);
        let muscles = list.iter().map(|one| one.muscle);
        let recovery = MuscleGroupRecovery::load_many(ctx, muscles, Some(Instant(at))).await?;
        Ok(list
            .into_iter()
            .zip(recovery)
            .map(|(one, recovery)| NeglectedMuscleGroup {
                recovery,
                weekly_sets: one.weekly_sets,
                days_since_trained: one.days_since_trained,
            })
            .collect())
    }
}

async fn records(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<ExerciseRecords>> {
    let user = ctx.user()?;
    let Some(id) = exercise_id(id) else { return Ok(None) };
    let catalogue = ctx.loaders().catalogue_knowing([id]).await?;
    let Some(exercise) = catalogue.exercise(id) else { return Ok(None) };
    let sets = store::performed_sets(&ctx.request().env.db, user, &[id], DateTime::UNIX_EPOCH).await?;
    let sets: Vec<_> = sets.into_iter().map(|(_, set)| set).collect();
    Ok(ExerciseRecords::new(Arc::clone(exercise), &sets))
}

/// A span of calendar days where the viewer lives.
struct Span {
    zone: TimeZone,
    from: NaiveDate,
    to: NaiveDate,
}

impl Span {
    async fn new(ctx: &Context<'_>, from: Date, to: Date) -> ApiResult<Self> {
        ctx.user()?;
        if !(0..=MOST_DAYS).contains(&(to.0 - from.0).num_days()) {
            return Err(ApiError::bad_input("to lies on from or after it, at most twenty years"));
        }
        Ok(Self { zone: ctx.loaders().account().await?.time_zone, from: from.0, to: to.0 })
    }

    /// What was trained in the span, or in the whole weeks around it.
    async fn totals(&self, ctx: &Context<'_>, whole_weeks: bool) -> ApiResult<Vec<ExerciseTotal>> {
        let (from, to) = if whole_weeks {
            (insight::monday_of(self.from), insight::sunday_of(self.to))
        } else {
            (self.from, self.to)
        };
        let until: DateTime<Utc> = self.zone.start_of(to.succ_opt().unwrap_or(to));
        let db = &ctx.request().env.db;
        Ok(store::totals(db, ctx.user()?, self.zone.start_of(from), until).await?)
    }
}
