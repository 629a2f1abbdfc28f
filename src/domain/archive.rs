//! Everything that a user owns, as one JSON text: gravl's own format, without loss.
//!
//! `version` grows when a reader of the version before would misread what is written.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    exercise::{Equipment, Exercise},
    id::{ExerciseId, ImportId, OverrideId, UserId, WorkoutExerciseId},
    import::Receipt,
    program::Enrolment,
    recovery::Override,
    session::{Session, SetLog, WeightUnit, WorkoutLog},
    swap::Swap,
    workout::Workout,
};

#[cfg(test)]
mod tests;

/// What the first field of every archive says.
pub const FORMAT: &str = "gravl";
/// The version that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// Everything that a user owns, but for what signs them in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// When it was written.
    pub exported_at: DateTime<Utc>,
    /// Who they are.
    pub profile: Profile,
    /// Exercises of their own, also deleted ones.
    pub exercises: Vec<Exercise>,
    /// Exercises that they never want to be offered, the oldest exclusion first.
    pub excluded_exercises: Vec<ExerciseId>,
    /// Workouts of their own, also deleted ones.
    pub workouts: Vec<Workout>,
    /// Programs that they follow.
    pub enrolments: Vec<Enrolment>,
    /// Histories that they brought from other apps.
    pub imports: Vec<ArchivedImport>,
    /// Sessions of every status, with everything in them.
    pub sessions: Vec<ArchivedSession>,
    /// The audit trail.
    pub swaps: Vec<Swap>,
    /// What they said of their recovery.
    pub overrides: Vec<ArchivedOverride>,
}

/// Who a user is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// E-mail address: told, never taken over.
    pub email: String,
    /// What to call them.
    pub display_name: String,
    /// IANA time zone.
    pub time_zone: String,
    /// The equipment they have; none: any.
    pub equipment: Option<Vec<Equipment>>,
    /// The unit they think of loads in.
    pub weight_unit: WeightUnit,
}

/// A history from another app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedImport {
    /// Identifier.
    pub id: ImportId,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it went again.
    pub undone_at: Option<DateTime<Utc>>,
    /// What became of every line, under the identifiers of then.
    pub receipt: Receipt,
    /// The exercises that it made and that are still there.
    pub exercises: Vec<ExerciseId>,
}

/// A session with everything in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArchivedSession {
    /// The session.
    #[serde(flatten)]
    pub session: Session,
    /// Its logs, also those that were swapped for others.
    pub logs: Vec<ArchivedLog>,
}

/// A log with its sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArchivedLog {
    /// The log.
    #[serde(flatten)]
    pub log: WorkoutLog,
    /// Its sets, in order.
    pub sets: Vec<SetLog>,
}

/// What a user said of their recovery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArchivedOverride {
    /// Identifier.
    pub id: OverrideId,
    /// What they said.
    #[serde(flatten)]
    pub said: Override,
}

impl Archive {
    /// Reads an archive for a user. What they own already keeps its identifier; everything else gets one that is theirs
    /// alone and the same at every reading, so that reading twice adds nothing. Whatever the archive points at must be
    /// in it, be theirs, or be everybody's.
    pub fn read(
        text: &str,
        user: UserId,
        owned: &HashSet<Uuid>,
        everybodys: impl Fn(Uuid) -> bool,
    ) -> Result<Self, String> {
        let mut value: Value =
            serde_json::from_str(text).map_err(|error| format!("this is no JSON text: {error}"))?;
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err("this is no export of gravl: its `format` is not `gravl`".to_owned());
        }
        let version = value.get("version").and_then(Value::as_u64);
        if version != Some(u64::from(VERSION)) {
            return Err(format!("this version of gravl reads exports of version {VERSION} only"));
        }
        let damaged = |error: serde_json::Error| format!("the export is damaged: {error}");
        let archive = Self::deserialize(&value).map_err(damaged)?;
        let new_names = archive.identifiers()?.into_iter().map(|old| {
            let new = if owned.contains(&old) { old } else { identifier_for(user, old) };
            (old, new)
        });
        let new_names: HashMap<Uuid, Uuid> = new_names.collect();
        rename(&mut value, &|id| {
            let known = owned.contains(&id) || everybodys(id);
            new_names.get(&id).copied().or_else(|| known.then_some(id))
        })?;
        let mut archive = Self::deserialize(value).map_err(damaged)?;
        for ArchivedSession { session, .. } in &mut archive.sessions {
            session.user = user;
            session.happens_at = session.completed_at.unwrap_or(session.happens_at);
        }
        Ok(archive)
    }

    /// The identifiers that the archive itself gives out, none twice.
    fn identifiers(&self) -> Result<HashSet<Uuid>, String> {
        let places = self.workouts.iter().flat_map(|workout| &workout.exercises);
        let logs = self.sessions.iter().flat_map(|session| &session.logs);
        let all = (self.exercises.iter().map(|exercise| exercise.id.0))
            .chain(self.workouts.iter().filter_map(|workout| workout.custom_id().map(|id| id.0)))
            .chain(places.filter_map(|place| match place.id {
                WorkoutExerciseId::Custom(id) => Some(id.0),
                WorkoutExerciseId::Program(_) => None,
            }))
            .chain(self.enrolments.iter().map(|enrolment| enrolment.id.0))
            .chain(self.imports.iter().map(|import| import.id.0))
            .chain(self.sessions.iter().map(|session| session.session.id.0))
            .chain(logs.map(|log| log.log.id.0))
            .chain(self.swaps.iter().map(|swap| swap.id.0))
            .chain(self.overrides.iter().map(|said| said.id.0));
        let mut identifiers = HashSet::new();
        for id in all {
            if !identifiers.insert(id) {
                return Err(format!("the export is damaged: {id} stands in it twice"));
            }
        }
        Ok(identifiers)
    }
}

/// Fields that hold words, or point at what need not be there any more.
const WORDS: [&str; 10] =
    ["name", "slug", "title", "key", "notes", "reason", "instructions", "profile", "receipt", "user"];

/// Puts new identifiers in the place of old ones, wherever they stand; none for one that nobody knows.
fn rename(value: &mut Value, new_name: &dyn Fn(Uuid) -> Option<Uuid>) -> Result<(), String> {
    match value {
        Value::String(text) => {
            if let Ok(id) = Uuid::try_parse(text) {
                let new = new_name(id).ok_or_else(|| {
                    format!("the export points at {id}, which is neither in it nor known here")
                })?;
                *text = new.to_string();
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| rename(item, new_name)),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(field, _)| !WORDS.contains(&field.as_str()))
            .try_for_each(|(_, value)| rename(value, new_name)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// The same time, another random part: identifiers order what was made at the same instant.
fn identifier_for(user: UserId, old: Uuid) -> Uuid {
    const VARIANT: u64 = 0b11 << 62;
    let digest = Sha256::new().chain_update(user.0).chain_update(old).finalize();
    let random = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let (time, rest) = old.as_u64_pair();
    Uuid::from_u64_pair(time, rest & VARIANT | random & !VARIANT)
}
