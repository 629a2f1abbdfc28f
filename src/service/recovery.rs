//! The recovery of every muscle group: rebuilt whenever completed training changes, read for any instant.

use std::{collections::HashMap, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tracing::Instrument as _;

use super::{Env, Result};
use crate::{
    domain::{
        catalogue::Catalogue,
        id::UserId,
        muscle::{Muscle, MuscleMap},
        recovery::{MuscleState, Override, TrainedLog, WINDOW_DAYS, replay},
    },
    store::{Connected, StoreError, WriteTx, overrides, own_exercises, recovery, training},
};

/// What a state is a function of: the window's logs and overrides.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Completed logs with sets.
    pub logs: Vec<TrainedLog>,
    /// What the user said.
    pub overrides: Vec<Override>,
}

/// The window's history before an instant; two statements.
pub async fn history(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
    at: DateTime<Utc>,
) -> std::result::Result<History, StoreError> {
    let from = at - TimeDelta::days(WINDOW_DAYS);
    Ok(History {
        logs: training::between(db, catalogue, user, from, at).await?.logs,
        overrides: overrides::between(db, user, from, at).await?,
    })
}

/// The states of all muscle groups at an instant.
///
/// The stored states answer for every instant from their own on (one statement); earlier instants are replayed as of
/// then, so that later logs do not count.
pub async fn states_at(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
    at: DateTime<Utc>,
) -> std::result::Result<MuscleMap<MuscleState>, StoreError> {
    match recovery::states(db, user).await? {
        Some(states) if states.iter().all(|(_, state)| state.as_of <= at) => Ok(states),
        _ => replayed(db, catalogue, user, at).await,
    }
}

async fn replayed(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
    at: DateTime<Utc>,
) -> std::result::Result<MuscleMap<MuscleState>, StoreError> {
    let History { logs, overrides } = history(db, catalogue, user, at).await?;
    let mut states = replay(&logs, &overrides, at);
    if states.iter().any(|(_, state)| state.last_trained_at.is_none()) {
        // The window does not tell when a muscle group was trained before it.
        let before = at - TimeDelta::days(WINDOW_DAYS);
        let mut last: HashMap<Muscle, DateTime<Utc>> = HashMap::new();
        let trained = training::last_trained(db, user, before).await?;
        let exercises = trained.iter().map(|(exercise, _)| *exercise);
        let catalogue = own_exercises::knowing(db, catalogue, user, exercises).await?;
        for (exercise, completed_at) in trained {
            for (muscle, _) in &*catalogue.muscles_trained(exercise) {
                let known = last.entry(*muscle).or_insert(completed_at);
                *known = completed_at.max(*known);
            }
        }
        for (muscle, completed_at) in last {
            states.get_mut(muscle).last_trained_at.get_or_insert(completed_at);
        }
    }
    Ok(states)
}

/// Rebuilds the stored states inside the transaction that changed completed training; answers which muscle groups
/// changed.
pub(super) async fn rebuild(env: &Env, tx: &WriteTx, user: UserId) -> Result<Vec<Muscle>> {
    let span = tracing::info_span!(target: "gravl::traces", "rebuild recovery");
    rebuilt(env, tx, user).instrument(span).await
}

async fn rebuilt(env: &Env, tx: &WriteTx, user: UserId) -> Result<Vec<Muscle>> {
    let begun = Instant::now();
    let now = env.system.now();
    let catalogue = env.catalogue.fresh(tx).await?;
    let before = recovery::states(tx, user).await?;
    let after = replayed(tx, &catalogue, user, now).await?;
    recovery::save(tx, user, &after).await?;
    env.counts.rebuild(begun.elapsed());
    let changed = after.iter().filter(|(muscle, state)| {
        before.as_ref().is_none_or(|before| {
            let old = before.get(*muscle);
            let moved = (old.residual_at(*muscle, now) - state.residual).abs() > 1e-9;
            moved || old.last_trained_at != state.last_trained_at
        })
    });
    Ok(changed.map(|(muscle, _)| muscle).collect())
}
