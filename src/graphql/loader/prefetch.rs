//! Feeding whole levels into the caches before their fields ask for them.

use std::sync::Arc;

use async_graphql::Lookahead;

use super::{
    Loaders, LogsOf, SetsOf,
    user::{UserReader, by_parent},
};
use crate::{
    domain::{
        id::{CustomWorkoutId, SessionId, UserId, WorkoutId, WorkoutLogId},
        session::{LogSource, Session, WorkoutLog},
        swap::Swap,
    },
    graphql::error::ApiResult,
    service::Env,
    store::{custom_workouts, logs, sessions, sets},
};

/// The places in a query at which the items of a list stand.
pub(in crate::graphql) struct Levels<'a>(Vec<Lookahead<'a>>);

impl<'a> Levels<'a> {
    /// The items of a plain list, or a single one.
    pub(in crate::graphql) fn of_list(list: Lookahead<'a>) -> Self {
        Self(vec![list])
    }

    /// The nodes of a connection.
    pub(in crate::graphql) fn of_connection(connection: &Lookahead<'a>) -> Self {
        Self(vec![connection.field("nodes"), connection.field("edges").field("node")])
    }

    /// The places of a field of the items.
    pub(in crate::graphql) fn field(&self, name: &str) -> Self {
        Self(self.0.iter().map(|place| place.field(name)).collect())
    }

    /// Whether anybody asks for them.
    pub(in crate::graphql) fn wanted(&self) -> bool {
        self.0.iter().any(Lookahead::exists)
    }
}

impl Loaders {
    /// Feeds what the sessions' fields will ask for: one statement for each kind of row, whatever their number.
    pub(in crate::graphql) async fn prefetch_sessions(
        &self,
        env: &Env,
        user: UserId,
        of: &[Arc<Session>],
        levels: &Levels<'_>,
    ) -> ApiResult<()> {
        let mut custom: Vec<CustomWorkoutId> = Vec::new();
        if levels.field("workout").wanted() {
            custom.extend(of.iter().filter_map(|session| match session.workout {
                Some(WorkoutId::Custom(id)) => Some(id),
                _ => None,
            }));
        }
        let replaced: Vec<SessionId> = of.iter().filter_map(|session| session.swapped_from).collect();
        if levels.field("swappedFrom").wanted() && !replaced.is_empty() {
            let rows = sessions::find(&env.db, user, &replaced).await?;
            self.user.feed_many(rows.into_iter().map(|row| (row.id, Arc::new(row)))).await;
        }
        let log_levels = levels.field("logs");
        if log_levels.wanted() && !of.is_empty() {
            let ids: Vec<SessionId> = of.iter().map(|session| session.id).collect();
            let rows = logs::of_sessions(&env.db, user, &ids).await?;
            let rows: Vec<Arc<WorkoutLog>> = rows.into_iter().map(Arc::new).collect();
            let keys: Vec<LogsOf> = ids.into_iter().map(LogsOf).collect();
            self.feed(by_parent(&keys, rows.iter().map(|row| (LogsOf(row.session), Arc::clone(row))))).await;
            self.user.feed_many(of.iter().map(|session| (session.id, Arc::clone(session)))).await;
            if log_levels.field("prescription").wanted() {
                custom.extend(rows.iter().filter_map(|row| match row.source {
                    LogSource::Custom(workout, _) => Some(workout),
                    LogSource::AdHoc | LogSource::Program(_) => None,
                }));
            }
            self.prefetch_sets(env, &rows, &log_levels).await?;
        }
        self.prefetch_custom_workouts(env, user, custom).await
    }

    async fn prefetch_sets(&self, env: &Env, of: &[Arc<WorkoutLog>], levels: &Levels<'_>) -> ApiResult<()> {
        if levels.field("sets").wanted() && !of.is_empty() {
            let ids: Vec<WorkoutLogId> = of.iter().map(|log| log.id).collect();
            let rows = sets::of_logs(&env.db, &ids).await?;
            let keys: Vec<SetsOf> = ids.into_iter().map(SetsOf).collect();
            self.feed(by_parent(&keys, rows.into_iter().map(|(log, set)| (SetsOf(log), set)))).await;
        }
        Ok(())
    }

    async fn prefetch_custom_workouts(
        &self,
        env: &Env,
        user: UserId,
        mut ids: Vec<CustomWorkoutId>,
    ) -> ApiResult<()> {
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let rows = custom_workouts::find(&env.db, user, &ids).await?;
        let rows = rows.into_iter().filter_map(|row| Some((row.custom_id()?, Arc::new(row))));
        self.user.feed_many(rows).await;
        Ok(())
    }

    /// Feeds the sessions that swaps point at, with what their fields will ask for.
    pub(in crate::graphql) async fn prefetch_swaps(
        &self,
        env: &Env,
        user: UserId,
        of: &[Swap],
        levels: &Levels<'_>,
    ) -> ApiResult<()> {
        let (from, to) = (levels.field("fromSession"), levels.field("toSession"));
        let mut ids: Vec<SessionId> = Vec::new();
        if from.wanted() {
            ids.extend(of.iter().filter_map(|swap| swap.from_session));
        }
        if to.wanted() {
            ids.extend(of.iter().filter_map(|swap| swap.to_session));
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let rows: Vec<Arc<Session>> =
            sessions::find(&env.db, user, &ids).await?.into_iter().map(Arc::new).collect();
        self.user.feed_many(rows.iter().map(|row| (row.id, Arc::clone(row)))).await;
        let both = Levels(from.0.into_iter().chain(to.0).collect());
        self.prefetch_sessions(env, user, &rows, &both).await
    }

    async fn feed<K, V>(&self, rows: impl IntoIterator<Item = (K, V)>)
    where
        K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
        UserReader: async_graphql::dataloader::Loader<K, Value = V>,
    {
        self.user.feed_many(rows).await;
    }
}
