//! The catalogue's loader: stands on one snapshot, and is shared by all requests of the process.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, PoisonError, RwLock},
};

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};

use super::{ApiError, ApiResult, LoadError};
use crate::{
    domain::{
        catalogue::Catalogue,
        exercise::Exercise,
        id::ExerciseId,
        muscle::{Muscle, MuscleMap},
    },
    service::catalogue::CatalogueCache,
    store::Db,
};

/// A muscle group as it is kept.
#[derive(Debug)]
pub struct MuscleGroupRow {
    /// Which one.
    pub muscle: Muscle,
    /// What people call it.
    pub name: String,
}

/// Reads what the snapshot does not have: rows that another server added since.
pub(super) struct CatalogueReader {
    db: Db,
    cache: Arc<CatalogueCache>,
}

impl Loader<ExerciseId> for CatalogueReader {
    type Value = Arc<Exercise>;
    type Error = LoadError;

    async fn load(&self, ids: &[ExerciseId]) -> Result<HashMap<ExerciseId, Arc<Exercise>>, LoadError> {
        let catalogue = self.cache.fresh(&self.db).await?;
        Ok(ids.iter().filter_map(|id| Some((*id, Arc::clone(catalogue.exercise(*id)?)))).collect())
    }
}

impl Loader<Muscle> for CatalogueReader {
    type Value = Arc<MuscleGroupRow>;
    type Error = LoadError;

    async fn load(&self, muscles: &[Muscle]) -> Result<HashMap<Muscle, Arc<MuscleGroupRow>>, LoadError> {
        let catalogue = self.cache.fresh(&self.db).await?;
        Ok(muscles.iter().map(|muscle| (*muscle, row(&catalogue, *muscle))).collect())
    }
}

fn row(catalogue: &Catalogue, muscle: Muscle) -> Arc<MuscleGroupRow> {
    Arc::new(MuscleGroupRow { muscle, name: catalogue.muscle_name(muscle).to_owned() })
}

/// The loader of one snapshot.
pub struct CatalogueLoader {
    snapshot: Arc<Catalogue>,
    muscle_groups: MuscleMap<Arc<MuscleGroupRow>>,
    loader: DataLoader<CatalogueReader, HashMapCache>,
}

/// What the snapshot has for a key. The dataloader stands behind it for what the snapshot does not have: asked for
/// every exercise of every request, it would lock, hash and allocate to find the same.
pub(super) trait Snapshot<K, V> {
    fn find(&self, key: K) -> Option<V>;
}

impl Snapshot<ExerciseId, Arc<Exercise>> for CatalogueLoader {
    fn find(&self, id: ExerciseId) -> Option<Arc<Exercise>> {
        self.snapshot.exercise(id).map(Arc::clone)
    }
}

impl Snapshot<Muscle, Arc<MuscleGroupRow>> for CatalogueLoader {
    fn find(&self, muscle: Muscle) -> Option<Arc<MuscleGroupRow>> {
        Some(Arc::clone(self.muscle_groups.get(muscle)))
    }
}

impl CatalogueLoader {
    fn new(db: Db, cache: Arc<CatalogueCache>, snapshot: Arc<Catalogue>) -> Self {
        let reader = CatalogueReader { db, cache };
        let loader = DataLoader::with_cache(reader, tokio::spawn, HashMapCache::default());
        Self { muscle_groups: MuscleMap::from_fn(|muscle| row(&snapshot, muscle)), snapshot, loader }
    }

    /// The snapshot that the loader answers from.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Catalogue> {
        Arc::clone(&self.snapshot)
    }

    pub(super) async fn exercise(&self, id: ExerciseId) -> ApiResult<Option<Arc<Exercise>>> {
        match self.find(id) {
            Some(exercise) => Ok(Some(exercise)),
            None => Ok(self.loader.load_one(id).await?),
        }
    }

    /// One value for each key, in order; one call for a whole list.
    pub(super) async fn in_order<K, V>(
        &self,
        keys: impl IntoIterator<Item = K>,
        noun: &'static str,
    ) -> ApiResult<Vec<V>>
    where
        K: Send + Sync + Hash + Eq + Copy + 'static,
        V: Clone,
        CatalogueReader: Loader<K, Value = V, Error = LoadError>,
        Self: Snapshot<K, V>,
    {
        let keys: Vec<K> = keys.into_iter().collect();
        let found: Option<Vec<V>> = keys.iter().map(|key| self.find(*key)).collect();
        if let Some(found) = found {
            return Ok(found);
        }
        let rows = Box::pin(self.loader.load_many(keys.iter().copied())).await?;
        keys.iter().map(|key| rows.get(key).cloned().ok_or_else(|| ApiError::missing(noun))).collect()
    }
}

/// The loader of the newest snapshot.
pub struct CatalogueLoaders {
    db: Db,
    cache: Arc<CatalogueCache>,
    current: RwLock<Arc<CatalogueLoader>>,
}

impl CatalogueLoaders {
    /// Makes the first loader.
    pub fn new(db: Db, cache: Arc<CatalogueCache>) -> Self {
        let loader = CatalogueLoader::new(db.clone(), Arc::clone(&cache), cache.current());
        Self { db, cache, current: RwLock::new(Arc::new(loader)) }
    }

    /// The loader of the newest snapshot, made anew when the snapshot has moved.
    pub fn current(&self) -> Arc<CatalogueLoader> {
        let loader = Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner));
        let snapshot = self.cache.current();
        if Arc::ptr_eq(&loader.snapshot, &snapshot) {
            return loader;
        }
        let loader = Arc::new(CatalogueLoader::new(self.db.clone(), Arc::clone(&self.cache), snapshot));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&loader);
        loader
    }
}
