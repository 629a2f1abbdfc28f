//! The catalogue: its snapshot in this process, and the ways to change it.

use std::{
    collections::HashSet,
    result,
    sync::{Arc, PoisonError, RwLock},
};

use super::Result;
use crate::{
    catalogue,
    domain::{catalogue::Catalogue, exercise::Exercise, id::ExerciseId},
    service::Failure,
    store::{self, Connected, Db, StoreError, WriteTx, recovery},
};

/// How many exercises are written at once.
const BATCH: usize = 100;

/// The process's snapshot of the catalogue.
#[derive(Debug, Default)]
pub struct CatalogueCache(RwLock<Arc<Catalogue>>);

impl CatalogueCache {
    /// Reads the catalogue of a database.
    pub async fn load(db: &Db) -> result::Result<Self, StoreError> {
        Ok(Self(RwLock::new(Arc::new(store::catalogue::read(db).await?))))
    }

    /// The snapshot, at most a few seconds old.
    #[must_use]
    pub fn current(&self) -> Arc<Catalogue> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The snapshot, brought up to date: one statement, more if the catalogue has changed.
    pub async fn fresh(&self, db: &impl Connected) -> result::Result<Arc<Catalogue>, StoreError> {
        let current = self.current();
        if store::catalogue::state(db).await?.version == current.version() {
            return Ok(current);
        }
        let read = Arc::new(store::catalogue::read(db).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Exercises that were new.
    pub added: usize,
    /// Exercises that were there with other facts.
    pub updated: usize,
    /// Exercises that were there just so.
    pub unchanged: usize,
}

/// Brings the built-in catalogue into the database, unless this version of it is there already.
pub async fn load_built_in(db: &Db) -> Result<()> {
    let version = catalogue::built_in_version();
    if store::catalogue::state(db).await?.built_in == version {
        return Ok(());
    }
    let built_in = catalogue::built_in().map_err(Failure::fault)?;
    let tx = db.write().await?;
    store::catalogue::save_muscle_groups(&tx).await?;
    let imported = save(&tx, built_in.exercises, |_| ()).await?;
    store::catalogue::save_programs(&tx, &built_in.programs, &built_in.workouts).await?;
    store::catalogue::bump(&tx, Some(&version)).await?;
    tx.commit().await?;
    tracing::info!(added = imported.added, updated = imported.updated, "built-in catalogue loaded");
    Ok(())
}

/// Adds or updates exercises, all or none of them; tells after each batch how many are done.
pub async fn import(db: &Db, exercises: Vec<Exercise>, progress: impl Fn(usize) + Sync) -> Result<Imported> {
    let tx = db.write().await?;
    let imported = save(&tx, exercises, progress).await?;
    if imported.added + imported.updated > 0 {
        store::catalogue::bump(&tx, None).await?;
    }
    tx.commit().await?;
    Ok(imported)
}

async fn save(tx: &WriteTx, exercises: Vec<Exercise>, progress: impl Fn(usize) + Sync) -> Result<Imported> {
    let present = store::catalogue::read(tx).await?;
    let mut imported = Imported::default();
    let mut changed = Vec::new();
    let mut retrained: HashSet<ExerciseId> = HashSet::new();
    let mut done = 0;
    for mut exercise in exercises {
        match present.exercise(exercise.id) {
            None => imported.added += 1,
            Some(old) => {
                // The built-in facts come without instructions and must not erase imported ones.
                if exercise.instructions.is_empty() {
                    exercise.instructions.clone_from(&old.instructions);
                }
                if **old == exercise {
                    imported.unchanged += 1;
                    done += 1;
                    continue;
                }
                imported.updated += 1;
                if old.muscles != exercise.muscles || old.category != exercise.category {
                    retrained.insert(exercise.id);
                }
            }
        }
        changed.push(exercise);
    }
    progress(done);
    for batch in changed.chunks(BATCH) {
        store::catalogue::save_exercises(tx, batch).await?;
        done += batch.len();
        progress(done);
    }
    if !retrained.is_empty() {
        // Past sets now load other muscle groups: every state is replayed at its next use.
        recovery::outdate_all(tx).await?;
    }
    Ok(imported)
}
