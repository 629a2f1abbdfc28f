//! Histories from other apps: brought in one transaction, told line by line, and taken back whole.

mod plan;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Env, Failure, Result, UserError, UserErrorCode, recovery,
    write::{Begun, Write},
};
use crate::{
    domain::{
        account::TimeZone,
        id::{ExerciseId, ImportId, UserId},
        import::{Import, LineNote, Options, Receipt, Source, read},
        muscle::Muscle,
        session::WeightUnit,
    },
    store::{imports, logs, own_exercises, sessions, sets, users},
};

use plan::plan;

/// What to bring.
#[derive(Clone, Debug)]
pub struct ImportSessions {
    /// The app that wrote the file; none: its header tells.
    pub source: Option<Source>,
    /// The file.
    pub content: Arc<[u8]>,
    /// Where the times in it were read off a clock; none: where the user lives.
    pub time_zone: Option<String>,
    /// The unit of weights that the file itself names no unit for.
    pub unit: Option<WeightUnit>,
    /// Whether only to tell what would happen.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The import; none where nothing was written.
    pub import: Option<ImportId>,
    /// What became of every line.
    pub receipt: Receipt,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

/// What is kept for a retry.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    import: ImportId,
    changed: Vec<Muscle>,
}

/// An import that was taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportUndone {
    /// Which one.
    pub import: ImportId,
    /// How many of its sessions were still there.
    pub sessions: u64,
    /// How many of the exercises that it made were removed.
    pub exercises: u64,
    /// How many of them stay because something else uses them.
    pub kept: u64,
    /// The muscle groups whose recovery changed.
    pub changed: Vec<Muscle>,
}

/// Brings the sessions of a file that are not there yet, all or none, or only tells what would come.
pub async fn import_sessions(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &ImportSessions,
) -> Result<Brought> {
    let import = parse(env, user, input).await?;
    let digest = hex::encode(Sha256::digest(&input.content));
    let request = (&digest, input.source, &input.time_zone, input.unit, input.dry_run);
    let write = match Write::begin(env, user, "importSessions", key, &request).await? {
        Begun::Known(Written { import, changed }) => {
            let known = imports::find(&env.db, user, import).await?;
            let known = known.ok_or_else(|| Failure::fault("a lost import"))?;
            return Ok(Brought { import: Some(import), receipt: known.receipt, changed });
        }
        Begun::New(write) => write,
    };
    let id = ImportId(env.system.new_id());
    let plan = plan(env, &write, id, import).await?;
    if input.dry_run {
        // Dropped without a commit, nothing of it remains, nor is the key kept.
        return Ok(Brought { import: None, receipt: plan.receipt, changed: Vec::new() });
    }
    let now = env.system.now();
    let import = imports::Import { id, created_at: now, undone_at: None, receipt: plan.receipt };
    imports::insert(&write.tx, user, &import).await?;
    own_exercises::insert(&write.tx, user, &plan.exercises).await?;
    let made: Vec<ExerciseId> = plan.exercises.iter().map(|exercise| exercise.id).collect();
    own_exercises::set_import(&write.tx, user, id, &made).await?;
    sessions::insert(&write.tx, &plan.sessions, now).await?;
    logs::insert(&write.tx, &plan.logs).await?;
    sets::insert(&write.tx, &plan.sets).await?;
    let changed = recovery::rebuild(env, &write.tx, user).await?;
    write.finish(Written { import: id, changed: changed.clone() }).await?;
    env.counts.sessions_logged.inc_by(plan.sessions.len() as u64);
    Ok(Brought { import: Some(id), receipt: import.receipt, changed })
}

/// Takes an import back: its sessions go, as they are now, and the exercises that it made, unless something else uses
/// them.
pub async fn undo_import(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    id: Option<ImportId>,
) -> Result<ImportUndone> {
    let write = match Write::begin(env, user, "undoImport", key, &id).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let found = match id {
        Some(id) => imports::find(&write.tx, user, id).await?,
        None => None,
    };
    let found = found.ok_or_else(|| UserError::not_found("importId", "import"))?;
    if found.undone_at.is_some() {
        let message = "this import was undone already";
        return Err(UserError::new(UserErrorCode::Conflict, "importId", message).into());
    }
    let sessions = imports::undo(&write.tx, user, found.id, env.system.now()).await?;
    let (exercises, kept) = own_exercises::remove_unused(&write.tx, found.id).await?;
    let changed = recovery::rebuild(env, &write.tx, user).await?;
    write.finish(ImportUndone { import: found.id, sessions, exercises, kept, changed }).await
}

/// Reads the file, away from the threads that serve.
async fn parse(env: &Env, user: UserId, input: &ImportSessions) -> Result<Import> {
    let zone = match &input.time_zone {
        Some(zone) => TimeZone::parse(zone).map_err(|message| UserError::invalid("timeZone", message))?,
        None => users::find(&env.db, user).await?.ok_or(Failure::Unauthenticated)?.time_zone,
    };
    let options = Options { source: input.source, unit: input.unit, ..Options::new(zone) };
    let content = Arc::clone(&input.content);
    let parsed =
        tokio::task::spawn_blocking(move || read(&*content, &options)).await.map_err(Failure::fault)?;
    let mut import = parsed.map_err(|problem| UserError::invalid("csv", problem.to_string()))?;
    refuse_the_future(env, &mut import);
    Ok(import)
}

/// Nobody has trained tomorrow: sets of such sessions are errors of their lines.
fn refuse_the_future(env: &Env, import: &mut Import) {
    let now = env.system.now();
    let (past, future): (Vec<_>, Vec<_>) =
        std::mem::take(&mut import.sessions).into_iter().partition(|session| session.completed_at <= now);
    import.sessions = past;
    let sets = future.iter().flat_map(|session| &session.exercises).flat_map(|exercise| &exercise.sets);
    let reason = "the session lies in the future; is the time zone right?";
    import.errors.extend(sets.map(|set| LineNote { line: set.line, reason: reason.into() }));
    import.errors.sort_by_key(|error| error.line);
}
