//! The loaders of a user's own rows: every key is looked up through its owner.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};

use super::LoadError;
use crate::{
    domain::{
        catalogue::Catalogue,
        id::{CustomWorkoutId, SessionId, SwapId, UserId, WorkoutId, WorkoutLogId},
        muscle::MuscleMap,
        recovery::MuscleState,
        session::{Session, SetLog, WorkoutLog},
        swap::Swap,
        workout::Workout,
    },
    graphql::context::Viewer,
    service::{
        Env,
        recommend::ANALYSIS,
        recovery::{History, history, states_at},
        trainable::trainable,
    },
    store::{
        Db, custom_workouts, logs, sessions, sets, swaps,
        training::{self, Training},
    },
};

/// Reads the rows of one user.
pub(in crate::graphql) struct UserReader {
    db: Db,
    catalogue: Arc<Catalogue>,
    user: Option<UserId>,
}

impl UserReader {
    pub(super) fn new(env: &Env, catalogue: Arc<Catalogue>, viewer: Viewer) -> Self {
        let user = match viewer {
            Viewer::SignedIn(user) => Some(user),
            Viewer::SignedOut | Viewer::Refused(_) => None,
        };
        Self { db: env.db.clone(), catalogue, user }
    }
}

/// The logs of a session, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct LogsOf(pub(in crate::graphql) SessionId);

/// The sets of a workout log, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct SetsOf(pub(in crate::graphql) WorkoutLogId);

/// The states of all muscle groups, good for an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct StatesAt(pub(in crate::graphql) DateTime<Utc>);

/// What was trained in the 7 days before an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct WeekBefore(pub(in crate::graphql) DateTime<Utc>);

/// What the recovery at an instant is a function of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct HistoryAt(pub(in crate::graphql) DateTime<Utc>);

/// What the user can train.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::graphql) struct Trainable;

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

impl Loader<StatesAt> for UserReader {
    type Value = Arc<MuscleMap<MuscleState>>;
    type Error = LoadError;

    async fn load(&self, keys: &[StatesAt]) -> Loaded<StatesAt, Self::Value> {
        let mut loaded = HashMap::new();
        if let Some(user) = self.user {
            for key in keys {
                let states = states_at(&self.db, &self.catalogue, user, key.0).await?;
                loaded.insert(*key, Arc::new(states));
            }
        }
        Ok(loaded)
    }
}

impl Loader<WeekBefore> for UserReader {
    type Value = Arc<Training>;
    type Error = LoadError;

    async fn load(&self, keys: &[WeekBefore]) -> Loaded<WeekBefore, Self::Value> {
        let mut loaded = HashMap::new();
        if let Some(user) = self.user {
            for key in keys {
                let week =
                    training::between(&self.db, &self.catalogue, user, key.0 - ANALYSIS, key.0).await?;
                loaded.insert(*key, Arc::new(week));
            }
        }
        Ok(loaded)
    }
}

impl Loader<HistoryAt> for UserReader {
    type Value = Arc<History>;
    type Error = LoadError;

    async fn load(&self, keys: &[HistoryAt]) -> Loaded<HistoryAt, Self::Value> {
        let mut loaded = HashMap::new();
        if let Some(user) = self.user {
            for key in keys {
                let history = history(&self.db, &self.catalogue, user, key.0).await?;
                loaded.insert(*key, Arc::new(history));
            }
        }
        Ok(loaded)
    }
}

impl Loader<Trainable> for UserReader {
    type Value = Arc<Vec<Arc<Workout>>>;
    type Error = LoadError;

    async fn load(&self, keys: &[Trainable]) -> Loaded<Trainable, Self::Value> {
        let Some(user) = self.user else { return Ok(HashMap::new()) };
        let workouts = Arc::new(trainable(&self.db, &self.catalogue, user).await?);
        Ok(keys.iter().map(|key| (*key, Arc::clone(&workouts))).collect())
    }
}
