//! The loaders of a user's own rows: every key is looked up through its owner.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::dataloader::Loader;

use super::LoadError;
use crate::{
    domain::{
        id::{CustomWorkoutId, SessionId, SwapId, UserId, WorkoutId, WorkoutLogId},
        session::{Session, SetLog, WorkoutLog},
        swap::Swap,
        workout::Workout,
    },
    store::{Db, custom_workouts, logs, sessions, sets, swaps},
};

/// Reads the rows of one user.
pub(in crate::graphql) struct UserReader {
    db: Db,
    user: Option<UserId>,
}

impl UserReader {
    pub(super) fn new(db: Db, user: Option<UserId>) -> Self {
        Self { db, user }
    }
}

/// The logs of a session, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct LogsOf(pub(in crate::graphql) SessionId);

/// The sets of a workout log, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct SetsOf(pub(in crate::graphql) WorkoutLogId);

/// A level of rows by the key of their parent; a parent without rows has an empty list.
pub(super) fn by_parent<K: Eq + Hash + Copy, V>(
    parents: &[K],
    rows: impl IntoIterator<Item = (K, V)>,
) -> HashMap<K, Arc<Vec<V>>> {
    let mut lists: HashMap<K, Vec<V>> = parents.iter().map(|parent| (*parent, Vec::new())).collect();
    for (parent, row) in rows {
        lists.entry(parent).or_default().push(row);
    }
    lists.into_iter().map(|(parent, rows)| (parent, Arc::new(rows))).collect()
}

type Loaded<K, V> = Result<HashMap<K, V>, LoadError>;

impl Loader<SessionId> for UserReader {
    type Value = Arc<Session>;
    type Error = LoadError;

    async fn load(&self, ids: &[SessionId]) -> Loaded<SessionId, Arc<Session>> {
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = sessions::find(&self.db, user, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<WorkoutLogId> for UserReader {
    type Value = Arc<WorkoutLog>;
    type Error = LoadError;

    async fn load(&self, ids: &[WorkoutLogId]) -> Loaded<WorkoutLogId, Arc<WorkoutLog>> {
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = logs::find(&self.db, user, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<SwapId> for UserReader {
    type Value = Arc<Swap>;
    type Error = LoadError;

    async fn load(&self, ids: &[SwapId]) -> Loaded<SwapId, Arc<Swap>> {
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = swaps::find(&self.db, user, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<CustomWorkoutId> for UserReader {
    type Value = Arc<Workout>;
    type Error = LoadError;

    async fn load(&self, ids: &[CustomWorkoutId]) -> Loaded<CustomWorkoutId, Arc<Workout>> {
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = custom_workouts::find(&self.db, user, ids).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match row.id {
                WorkoutId::Custom(id) => Some((id, Arc::new(row))),
                WorkoutId::Program(_) => None,
            })
            .collect())
    }
}

impl Loader<LogsOf> for UserReader {
    type Value = Arc<Vec<Arc<WorkoutLog>>>;
    type Error = LoadError;

    async fn load(&self, keys: &[LogsOf]) -> Loaded<LogsOf, Self::Value> {
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let sessions: Vec<SessionId> = keys.iter().map(|LogsOf(id)| *id).collect();
        let rows = logs::of_sessions(&self.db, user, &sessions).await?;
        Ok(by_parent(keys, rows.into_iter().map(|row| (LogsOf(row.session), Arc::new(row)))))
    }
}

impl Loader<SetsOf> for UserReader {
    type Value = Arc<Vec<SetLog>>;
    type Error = LoadError;

    async fn load(&self, keys: &[SetsOf]) -> Loaded<SetsOf, Self::Value> {
        let logs: Vec<WorkoutLogId> = keys.iter().map(|SetsOf(id)| *id).collect();
        let rows = sets::of_logs(&self.db, &logs).await?;
        Ok(by_parent(keys, rows.into_iter().map(|(log, set)| (SetsOf(log), set))))
    }
}
