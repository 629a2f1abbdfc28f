//! Dataloaders: the only room that names the library's. Those of the catalogue live as long as its snapshot and
//! answer from memory; those of a user's rows live for one request.
//!
//! A list resolver looks ahead and feeds whole levels into the cache (`prefetch_sessions` and its like), so
//! that its children find their rows there. What no list resolver foresaw is batched by the loader itself.

mod catalogue;
mod memo;
mod prefetch;
mod user;
mod whole;

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use tracing::Instrument as _;

pub use catalogue::{CatalogueLoader, CatalogueLoaders, MuscleGroupRow};
pub(super) use prefetch::Levels;
pub(super) use user::{LoadsOf, LogsOf, SetsOf, UserReader};
use whole::Explanation;

use memo::Memo;

use super::{
    context::{MOST_INSTANTS, Viewer},
    error::{ApiError, ApiResult},
};
use crate::{
    domain::{
        account::User,
        catalogue::Catalogue,
        exercise::Exercise,
        id::ExerciseId,
        muscle::{Muscle, MuscleMap},
        recovery::MuscleState,
    },
    service::{Env, trainable::Trainable},
    store::{Db, StoreError, training::Training},
};

/// A fault as every waiting resolver gets it.
#[derive(Clone, Debug)]
pub struct LoadError(Arc<StoreError>);

impl From<StoreError> for LoadError {
    fn from(error: StoreError) -> Self {
        Self(Arc::new(error))
    }
}

impl From<LoadError> for ApiError {
    fn from(error: LoadError) -> Self {
        Self::internal(&*error.0)
    }
}

/// The loaders of one request.
pub struct Loaders {
    catalogue: Arc<CatalogueLoader>,
    user: DataLoader<UserReader, HashMapCache>,
    db: Db,
    viewer: Viewer,
    now: DateTime<Utc>,
    instants: Mutex<HashSet<DateTime<Utc>>>,
    states: Memo<DateTime<Utc>, Arc<MuscleMap<MuscleState>>>,
    weeks: Memo<DateTime<Utc>, Arc<Training>>,
    explanations: Memo<DateTime<Utc>, Arc<Explanation>>,
    trainable: Memo<(), Arc<Trainable>>,
    own: Memo<(), Arc<Catalogue>>,
    account: Memo<(), Arc<User>>,
    exclusions: Memo<(), Arc<Vec<ExerciseId>>>,
}

impl Loaders {
    /// Empty caches, over the catalogue's full one.
    #[must_use]
    pub fn new(env: &Env, catalogue: Arc<CatalogueLoader>, viewer: Viewer) -> Self {
        let user = match viewer {
            Viewer::SignedIn(user) => Some(user),
            Viewer::SignedOut | Viewer::Refused(_) => None,
        };
        let now = env.system.now();
        let spawn = |task: BoxFuture<'static, ()>| tokio::spawn(task.in_current_span());
        Self {
            catalogue,
            user: DataLoader::with_cache(
                UserReader::new(env.db.clone(), user, now, env.counts.clone()),
                spawn,
                HashMapCache::default(),
            ),
            db: env.db.clone(),
            viewer,
            now,
            instants: Mutex::default(),
            states: Memo::default(),
            weeks: Memo::default(),
            explanations: Memo::default(),
            trainable: Memo::default(),
            own: Memo::default(),
            account: Memo::default(),
            exclusions: Memo::default(),
        }
    }

    /// The instant of the request.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Whether the request may ask about an instant: one of its first ones.
    #[must_use]
    pub fn admits(&self, at: DateTime<Utc>) -> bool {
        let mut instants = self.instants.lock().unwrap_or_else(PoisonError::into_inner);
        instants.contains(&at) || (instants.len() < MOST_INSTANTS && instants.insert(at))
    }

    /// The catalogue's snapshot.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.snapshot()
    }

    /// The catalogue's loader.
    #[must_use]
    pub fn catalogue_loader(&self) -> Arc<CatalogueLoader> {
        Arc::clone(&self.catalogue)
    }

    /// Exercises, in the order asked for.
    pub async fn exercises(
        &self,
        ids: impl IntoIterator<Item = ExerciseId>,
    ) -> ApiResult<Vec<Arc<Exercise>>> {
        let ids: Vec<ExerciseId> = ids.into_iter().collect();
        let catalogue = self.catalogue_knowing(ids.iter().copied()).await?;
        let known = ids.iter().map(|id| catalogue.exercise(*id).map(Arc::clone)).collect();
        match known {
            Some(exercises) => Ok(exercises),
            // Another server has added one since.
            None => self.catalogue.in_order(ids, "exercise").await,
        }
    }

    /// One exercise.
    pub async fn exercise(&self, id: ExerciseId) -> ApiResult<Arc<Exercise>> {
        if let Some(exercise) = self.catalogue_knowing([id]).await?.exercise(id) {
            return Ok(Arc::clone(exercise));
        }
        self.catalogue.exercise(id).await?.ok_or_else(|| ApiError::missing("exercise"))
    }

    /// Muscle groups, in the order asked for.
    pub async fn muscle_groups(
        &self,
        muscles: impl IntoIterator<Item = Muscle>,
    ) -> ApiResult<Vec<Arc<MuscleGroupRow>>> {
        self.catalogue.in_order(muscles, "muscle_groups").await
    }

    /// One row, or one level, of the user's; none where there is none of theirs.
    pub(super) async fn one<K>(&self, key: K) -> ApiResult<Option<<UserReader as Loader<K>>::Value>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        UserReader: Loader<K, Error = LoadError>,
    {
        Ok(self.user.load_one(key).await?)
    }

    /// Several at once.
    pub(super) async fn many<K>(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> ApiResult<HashMap<K, <UserReader as Loader<K>>::Value>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        UserReader: Loader<K, Error = LoadError>,
    {
        Ok(self.user.load_many(keys).await?)
    }
}
