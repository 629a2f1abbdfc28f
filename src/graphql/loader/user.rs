//! The loaders of a user's own rows: every key is looked up through its owner.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::dataloader::Loader;
use chrono::{DateTime, TimeDelta, Utc};

use super::LoadError;
use crate::{
    domain::{
        id::{CustomWorkoutId, ExerciseId, SessionId, SwapId, UserId, WorkoutId, WorkoutLogId},
        insight::PerformedSet,
        session::{Session, SetLog, WorkoutLog},
        swap::Swap,
        workout::Workout,
    },
    service::counts::Counts,
    store::{Db, custom_workouts, insight, logs, sessions, sets, swaps},
};

/// Reads the rows of one user.
pub(in crate::graphql) struct UserReader {
    db: Db,
    user: Option<UserId>,
    now: DateTime<Utc>,
    counts: Counts,
}

impl UserReader {
    pub(super) const fn new(db: Db, user: Option<UserId>, now: DateTime<Utc>, counts: Counts) -> Self {
        Self { db, user, now, counts }
    }
}

/// The logs of a session, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct LogsOf(pub(in crate::graphql) SessionId);

/// The sets of a workout log, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct SetsOf(pub(in crate::graphql) WorkoutLogId);

/// The sets of an exercise in the last months, oldest first: what the next load follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct LoadsOf(pub(in crate::graphql) ExerciseId);

/// How far back a load says something of the next one.
const LOADS: TimeDelta = TimeDelta::days(180);

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
        self.counts.batch("sessions", ids.len());
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = sessions::find(&self.db, user, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<WorkoutLogId> for UserReader {
    type Value = Arc<WorkoutLog>;
    type Error = LoadError;

    async fn load(&self, ids: &[WorkoutLogId]) -> Loaded<WorkoutLogId, Arc<WorkoutLog>> {
        self.counts.batch("logs", ids.len());
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = logs::find(&self.db, user, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<SwapId> for UserReader {
    type Value = Arc<Swap>;
    type Error = LoadError;

    async fn load(&self, ids: &[SwapId]) -> Loaded<SwapId, Arc<Swap>> {
        self.counts.batch("swaps", ids.len());
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let rows = swaps::find(&self.db, user, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<CustomWorkoutId> for UserReader {
    type Value = Arc<Workout>;
    type Error = LoadError;

    async fn load(&self, ids: &[CustomWorkoutId]) -> Loaded<CustomWorkoutId, Arc<Workout>> {
        self.counts.batch("custom_workouts", ids.len());
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
        self.counts.batch("logs_of_sessions", keys.len());
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
        self.counts.batch("sets_of_logs", keys.len());
        let logs: Vec<WorkoutLogId> = keys.iter().map(|SetsOf(id)| *id).collect();
        let rows = sets::of_logs(&self.db, &logs).await?;
        Ok(by_parent(keys, rows.into_iter().map(|(log, set)| (SetsOf(log), set))))
    }
}

impl Loader<LoadsOf> for UserReader {
    type Value = Arc<Vec<PerformedSet>>;
    type Error = LoadError;

    async fn load(&self, keys: &[LoadsOf]) -> Loaded<LoadsOf, Self::Value> {
        self.counts.batch("loads_of_exercises", keys.len());
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let exercises: Vec<ExerciseId> = keys.iter().map(|LoadsOf(id)| *id).collect();
        let rows = insight::performed_sets(&self.db, user, &exercises, self.now - LOADS).await?;
        Ok(by_parent(keys, rows.into_iter().map(|(exercise, set)| (LoadsOf(exercise), set))))
    }
}
