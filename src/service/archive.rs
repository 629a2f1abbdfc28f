//! Everything that a user owns: out as one JSON text, and in again.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    Env, Failure, Result, UserError, own_exercises as own, recovery,
    write::{Begun, Write},
};
use crate::{
    domain::{
        account::{TimeZone, User, parse_display_name},
        archive::{
            Archive, ArchivedImport, ArchivedLog, ArchivedOverride, ArchivedSession, FORMAT, Profile, VERSION,
        },
        catalogue::Catalogue,
        exercise::Exercise,
        id::{ExerciseId, ProgramId, ProgramWorkoutExerciseId, ProgramWorkoutId, UserId},
        muscle::Muscle,
    },
    store::{
        self, StoreError, custom_workouts, enrolments, exclusions, imports, logs, overrides, own_exercises,
        sessions, sets, swaps, users,
    },
};

/// What came in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Restored {
    /// Sessions that were added.
    pub sessions: usize,
    /// Sessions that were there already.
    pub known: usize,
    /// Sets that were added.
    pub sets: usize,
    /// Exercises of the user's own that were added.
    pub exercises: usize,
    /// Workouts of the user's own that were added.
    pub workouts: usize,
    /// Swaps that were added.
    pub swaps: usize,
    /// Overrides that were added.
    pub overrides: usize,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

/// Everything that a user owns, in one transaction: as of one instant.
pub async fn export(env: &Env, user: UserId) -> Result<String> {
    let tx = env.db.write().await?;
    let account = users::lock(&tx, user).await?.ok_or(Failure::Unauthenticated)?;
    let mut sets: HashMap<_, Vec<_>> = HashMap::new();
    for (log, set) in sets::all(&tx, user).await? {
        sets.entry(log).or_default().push(set);
    }
    let mut logs: HashMap<_, Vec<_>> = HashMap::new();
    for log in logs::all(&tx, user).await? {
        let sets = sets.remove(&log.id).unwrap_or_default();
        logs.entry(log.session).or_default().push(ArchivedLog { log, sets });
    }
    let sessions = sessions::all(&tx, user)
        .await?
        .into_iter()
        .map(|session| ArchivedSession { logs: logs.remove(&session.id).unwrap_or_default(), session });
    let made = own_exercises::made_by_imports(&tx, user).await?;
    let archive = Archive {
        format: FORMAT.to_owned(),
        version: VERSION,
        exported_at: env.system.now(),
        profile: Profile {
            email: account.email,
            display_name: account.display_name,
            time_zone: account.time_zone.name().to_owned(),
            equipment: account.equipment,
            weight_unit: account.weight_unit,
        },
        sessions: sessions.collect(),
        exercises: own_exercises::ever(&tx, user).await?,
        excluded_exercises: exclusions::all(&tx, user).await?,
        workouts: custom_workouts::ever(&tx, user).await?,
        enrolments: enrolments::all(&tx, user).await?,
        imports: (imports::all(&tx, user).await?.into_iter())
            .map(|import| ArchivedImport {
                exercises: made.iter().filter(|(_, by)| *by == import.id).map(|(id, _)| *id).collect(),
                id: import.id,
                created_at: import.created_at,
                undone_at: import.undone_at,
                receipt: import.receipt,
            })
            .collect(),
        swaps: swaps::all(&tx, user).await?,
        overrides: (overrides::all(&tx, user).await?.into_iter())
            .map(|(id, said)| ArchivedOverride { id, said })
            .collect(),
    };
    tx.commit().await?;
    serde_json::to_string(&archive).map_err(Failure::fault)
}

/// Brings what an export holds and the user does not have yet, all or nothing. What they have already stays as it is,
/// their profile too unless it is to be taken over.
pub async fn import(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    json: &str,
    take_profile: bool,
) -> Result<Restored> {
    let request = (hex::encode(Sha256::digest(json)), take_profile);
    let write = match Write::begin(env, user, "importMyData", key, &request).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    if json.contains("\\u0000") {
        return Err(UserError::invalid(
            "json",
            "the export holds a character (U+0000) that no text may have",
        )
        .into());
    }
    let owned = store::archive::identifiers(&write.tx, user).await?;
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let archive = Archive::read(json, user, &owned, |id| is_everybodys(&catalogue, id))
        .map_err(|message| UserError::invalid("json", message))?;
    if let Some(session) = lies_ahead(&archive, env.system.now()) {
        return Err(UserError::invalid("json", format!("the session {session} lies in the future")).into());
    }
    if take_profile {
        take_over(&write, &archive.profile).await?;
    }
    let mut restored =
        bring(env, &write, archive, &owned).await.map_err(|problem| match problem.broken_rule() {
            Some(rule) => UserError::invalid("json", format!("the export contradicts itself: {rule}")).into(),
            None => Failure::from(problem),
        })?;
    restored.changed = recovery::rebuild(env, &write.tx, user).await?;
    write.finish(restored).await
}

fn is_everybodys(catalogue: &Catalogue, id: Uuid) -> bool {
    catalogue.exercise(ExerciseId(id)).is_some()
        || catalogue.program(ProgramId(id)).is_some()
        || catalogue.workout(ProgramWorkoutId(id)).is_some()
        || catalogue.prescription(ProgramWorkoutExerciseId(id)).is_some()
}

fn lies_ahead(archive: &Archive, now: DateTime<Utc>) -> Option<Uuid> {
    let mut sessions = archive.sessions.iter().map(|session| &session.session);
    sessions.find(|session| session.completed_at.is_some_and(|at| at > now)).map(|session| session.id.0)
}

async fn take_over(write: &Write, profile: &Profile) -> Result<()> {
    let wrong = |message: String| UserError::invalid("json", message);
    let user = User {
        display_name: parse_display_name(&profile.display_name).map_err(wrong)?,
        time_zone: TimeZone::parse(&profile.time_zone).map_err(wrong)?,
        equipment: profile.equipment.clone(),
        weight_unit: profile.weight_unit,
        ..write.user.clone()
    };
    Ok(users::update_profile(&write.tx, &user).await?)
}

/// Adds what the user does not have yet, each kind after those that it points at.
async fn bring(
    env: &Env,
    write: &Write,
    archive: Archive,
    owned: &HashSet<Uuid>,
) -> std::result::Result<Restored, StoreError> {
    let (tx, user, now) = (&write.tx, write.user.id, env.system.now());
    let new = |id: Uuid| !owned.contains(&id);
    let mut restored = Restored::default();
    for import in archive.imports.iter().filter(|import| new(import.id.0)) {
        let ArchivedImport { id, created_at, undone_at, receipt, .. } = import.clone();
        imports::insert(tx, user, &imports::Import { id, created_at, undone_at, receipt }).await?;
    }
    let mut exercises: Vec<Exercise> = archive.exercises.into_iter().filter(|one| new(one.id.0)).collect();
    for exercise in &mut exercises {
        exercise.slug = own::slug(&exercise.name, exercise.id.0);
    }
    restored.exercises = exercises.len();
    own_exercises::insert(tx, user, &exercises).await?;
    for exercise in exercises.iter().filter(|exercise| !exercise.is_available()) {
        own_exercises::set_deleted(tx, exercise.id, now).await?;
    }
    for import in archive.imports.iter().filter(|import| new(import.id.0)) {
        own_exercises::set_import(tx, user, import.id, &import.exercises).await?;
    }
    for exercise in archive.excluded_exercises {
        exclusions::insert(tx, user, exercise, now).await?;
    }
    for workout in archive.workouts {
        let Some(id) = workout.custom_id().filter(|id| new(id.0)) else { continue };
        custom_workouts::insert(tx, user, &workout, now).await?;
        if workout.is_deleted() {
            custom_workouts::set_deleted(tx, id, Some(now)).await?;
        }
        restored.workouts += 1;
    }
    for enrolment in archive.enrolments.iter().filter(|enrolment| new(enrolment.id.0)) {
        enrolments::insert(tx, user, enrolment, now).await?;
    }
    bring_sessions(write, archive.sessions, owned, now, &mut restored).await?;
    for swap in archive.swaps.iter().filter(|swap| new(swap.id.0)) {
        swaps::insert(tx, user, swap).await?;
        restored.swaps += 1;
    }
    for ArchivedOverride { id, said } in archive.overrides.iter().filter(|said| new(said.id.0)) {
        overrides::insert(tx, user, *id, said, now).await?;
        restored.overrides += 1;
    }
    Ok(restored)
}

async fn bring_sessions(
    write: &Write,
    archived: Vec<ArchivedSession>,
    owned: &HashSet<Uuid>,
    now: DateTime<Utc>,
    restored: &mut Restored,
) -> std::result::Result<(), StoreError> {
    let mut rows = Vec::new();
    let mut all_logs = Vec::new();
    let mut all_sets = Vec::new();
    for ArchivedSession { session, logs } in archived {
        if owned.contains(&session.id.0) {
            restored.known += 1;
            continue;
        }
        rows.push(session);
        for ArchivedLog { log, sets } in logs {
            all_sets.extend(sets.into_iter().map(|set| (log.id, set)));
            all_logs.push(log);
        }
    }
    (restored.sessions, restored.sets) = (rows.len(), all_sets.len());
    // What took another's place is younger than it, and identifiers begin with the time.
    rows.sort_by_key(|session| session.id);
    all_logs.sort_by_key(|log| log.id);
    sessions::insert(&write.tx, &rows, now).await?;
    logs::insert(&write.tx, &all_logs).await?;
    sets::insert(&write.tx, &all_sets).await
}
