//! The viewer's workouts, sessions and swaps.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    domain::session,
    graphql::{
        context::ContextExt as _,
        error::{ApiError, ApiResult},
        loader::Levels,
        node::{NodeId, exercise_id, session_id},
        page::{
            self, PageArgs, WorkoutConnection, WorkoutSessionConnection, WorkoutSwapConnection, connection,
        },
        scalar::Instant,
        types::{
            import::SessionImport,
            session::{SessionFilter, WorkoutSession},
            swap::WorkoutSwap,
            workout::{AvailableWorkout, Workout},
        },
    },
    service::recommend::Situation,
    store::{
        imports,
        sessions::{self, SessionKey},
        swaps::{self, SwapKey},
        users,
    },
};

#[derive(Default)]
pub(super) struct TrainingQuery;

#[Object]
impl TrainingQuery {
    /// What the viewer can train: the workouts of the programs they follow, then their own. With neither, all built-in
    /// workouts.
    #[graphql(complexity = "super::page_complexity(first, last, child_complexity)")]
    async fn workouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 0 to 100. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Only workouts behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only workouts before this cursor.")] before: Option<String>,
    ) -> ApiResult<WorkoutConnection> {
        ctx.user()?;
        let request = PageArgs { first, after, last, before }.check::<String>()?;
        let trainable = ctx.loaders().trainable().await?;
        let page =
            request.cut(&trainable.workouts, |workout, id| NodeId::Workout(workout.id).encode().0 == *id);
        Ok(connection(page, |workout| NodeId::Workout(workout.id).encode().0, Workout::new))
    }

    /// The viewer's sessions of every status, newest first: by completion, else start, else planned day.
    #[graphql(complexity = "super::page_complexity(first, last, child_complexity)")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions; default: all.")] filter: Option<SessionFilter>,
        #[graphql(desc = "How many from the start, 0 to 100. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Only sessions behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only sessions before this cursor.")] before: Option<String>,
    ) -> ApiResult<WorkoutSessionConnection> {
        let user = ctx.user()?;
        let env = &ctx.request().env;
        let request = PageArgs { first, after, last, before }.check::<SessionKey>()?;
        let page = sessions::page(&env.db, user, &resolve(ctx, filter).await?, &request).await?;
        let page = page.map(Arc::new);
        let levels = Levels::of_connection(&ctx.look_ahead());
        ctx.loaders().prefetch_sessions(env, user, &page.items, &levels).await?;
        Ok(connection(page, |session| (session.happens_at, session.id.0), WorkoutSession))
    }

    /// The workouts that could take the place of a session's, best first: all that the viewer can train but its own,
    /// each with its readiness now. Empty where the viewer has no such session.
    #[graphql(complexity = "page::list_complexity(first, 10, child_complexity)")]
    async fn available_workouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session.")] session_id: ID,
        #[graphql(default = 10, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
    ) -> ApiResult<Vec<AvailableWorkout>> {
        ctx.user()?;
        let first = page::count(first, 10)?;
        let Some(id) = self::session_id(&session_id) else { return Ok(Vec::new()) };
        let Some(session) = ctx.loaders().one(id).await? else { return Ok(Vec::new()) };
        let situation = situation(ctx, None).await?;
        let catalogue = ctx.loaders().catalogue_knowing(situation.prescribed()).await?;
        Ok(situation
            .by_readiness(&catalogue)
            .into_iter()
            .filter(|(workout, _)| Some(workout.id) != session.workout)
            .take(first)
            .map(|(workout, readiness)| AvailableWorkout { workout: Workout::new(workout), readiness })
            .collect())
    }

    /// The histories that the viewer brought from other apps, the newest first.
    #[graphql(complexity = "page::list_complexity(first, 10, 10 + child_complexity)")]
    async fn session_imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 10, desc = "How many at the most, 0 to 100.")] first: Option<i32>,
    ) -> ApiResult<Vec<SessionImport>> {
        let user = ctx.user()?;
        let newest = imports::newest(&ctx.request().env.db, user, page::count(first, 10)?).await?;
        Ok(newest.into_iter().map(SessionImport).collect())
    }

    /// The audit trail of the viewer's swaps, newest first.
    #[graphql(complexity = "super::page_complexity(first, last, child_complexity)")]
    async fn workout_swaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 0 to 100. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Only swaps behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only swaps before this cursor.")] before: Option<String>,
    ) -> ApiResult<WorkoutSwapConnection> {
        let user = ctx.user()?;
        let env = &ctx.request().env;
        let request = PageArgs { first, after, last, before }.check::<SwapKey>()?;
        let page = swaps::page(&env.db, user, &request).await?;
        let levels = Levels::of_connection(&ctx.look_ahead());
        ctx.loaders().prefetch_swaps(env, user, &page.items, &levels).await?;
        Ok(connection(page, |swap| (swap.swapped_at, swap.id.0), WorkoutSwap))
    }
}

/// The filter with days as instants, where the viewer lives.
async fn resolve(ctx: &Context<'_>, filter: Option<SessionFilter>) -> ApiResult<sessions::SessionFilter> {
    let Some(filter) = filter else { return Ok(sessions::SessionFilter::default()) };
    let exercise = match &filter.exercise_id {
        Some(id) => Some(
            exercise_id(id).ok_or_else(|| ApiError::bad_input("filter.exerciseId is no exercise's id"))?,
        ),
        None => None,
    };
    let (mut from, mut until) = (None, None);
    if filter.from.is_some() || filter.to.is_some() {
        let user = users::find(&ctx.request().env.db, ctx.user()?).await?;
        let zone =
            user.ok_or_else(|| ApiError::unauthenticated("this account is gone; sign up again"))?.time_zone;
        from = filter.from.map(|day| zone.start_of(day.0));
        until = filter.to.and_then(|day| day.0.succ_opt()).map(|day| zone.start_of(day));
    }
    let status =
        filter.status.map(|list| list.into_iter().map(session::SessionStatus::from).collect::<Vec<_>>());
    Ok(sessions::SessionFilter { status, from, until, exercise })
}

/// What recommendations and swap targets at an instant are made from.
pub(super) async fn situation(ctx: &Context<'_>, at: Option<Instant>) -> ApiResult<Situation> {
    let at = ctx.at(at)?;
    let loaders = ctx.loaders();
    Ok(Situation {
        at,
        states: loaders.states(at).await?,
        week: loaders.week(at).await?,
        trainable: loaders.trainable().await?,
    })
}
