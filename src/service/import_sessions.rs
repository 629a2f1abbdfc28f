//! Histories from other apps: brought in one transaction, told line by line, and taken back whole.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Env, Failure, Result, UserError, UserErrorCode, own_exercises as own, recovery,
    write::{Begun, Write},
};
use crate::{
    domain::{
        account::TimeZone,
        catalogue::Catalogue,
        exercise::Exercise,
        id::{ExerciseId, ImportId, SessionId, UserId, WorkoutLogId},
        import::{
            Import, ImportedExercise, ImportedSession, LineNote, Match, NameIndex, NameOnReceipt, Options,
            Receipt, Source, read,
        },
        muscle::Muscle,
        session::{Imported, LogSource, Session, SessionStatus, SetLog, WeightUnit, WorkoutLog},
        system::to_micros,
    },
    store::{imports, logs, own_exercises, sessions, sets, users},
};

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
    own_exercises::set_import(&write.tx, id, &plan.exercises).await?;
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

/// Everything that an import will write.
struct Plan {
    receipt: Receipt,
    exercises: Vec<Exercise>,
    sessions: Vec<Session>,
    logs: Vec<WorkoutLog>,
    sets: Vec<(WorkoutLogId, SetLog)>,
}

async fn plan(env: &Env, write: &Write, id: ImportId, import: Import) -> Result<Plan> {
    let keys: Vec<String> = import.sessions.iter().map(ImportedSession::key).collect();
    let known_keys = imports::known_keys(&write.tx, write.user.id, &keys).await?;
    let (known, new): (Vec<_>, Vec<_>) =
        import.sessions.into_iter().zip(keys).partition(|(_, key)| known_keys.contains(key));
    let catalogue = env.catalogue.fresh(&write.tx).await?;
    let catalogue = own_exercises::laid_over(&write.tx, &catalogue, write.user.id).await?;
    let mut plan = Plan {
        receipt: Receipt {
            source: import.source,
            rows: import.rows,
            created: new.iter().map(|(session, _)| session.into()).collect(),
            known: known.iter().map(|(session, _)| session.into()).collect(),
            names: Vec::new(),
            skipped: import.skipped,
            errors: import.errors,
            remarks: import.remarks,
        },
        exercises: Vec::new(),
        sessions: Vec::new(),
        logs: Vec::new(),
        sets: Vec::new(),
    };
    let exercises = plan.name(env, &catalogue, new.iter().map(|(session, _)| session))?;
    for (session, key) in new {
        plan.add(env, write.user.id, id, session, key, &exercises)?;
    }
    Ok(plan)
}

impl Plan {
    /// Finds an exercise for every name, and makes those that nobody has.
    fn name<'a>(
        &mut self,
        env: &Env,
        catalogue: &Catalogue,
        sessions: impl Iterator<Item = &'a ImportedSession>,
    ) -> Result<HashMap<String, ExerciseId>> {
        let mut sets: BTreeMap<&str, usize> = BTreeMap::new();
        for exercise in sessions.flat_map(|session| &session.exercises) {
            *sets.entry(&exercise.name).or_default() += exercise.sets.len();
        }
        let own: HashMap<String, ExerciseId> =
            catalogue.own_exercises().iter().map(|own| (own.name.to_lowercase(), own.id)).collect();
        let index = NameIndex::new(catalogue);
        let mut exercises = HashMap::new();
        let mut made: HashMap<String, ExerciseId> = HashMap::new();
        for (name, sets) in sets {
            let mut candidates = Vec::new();
            let lower = name.to_lowercase();
            let found = match own.get(&lower) {
                Some(id) => Some((*id, 1.0)),
                None => match index.find(name) {
                    Match::Unique { exercise, similarity } => Some((exercise.id, similarity)),
                    Match::Ambiguous(several) => {
                        candidates = several.iter().map(|exercise| exercise.id).collect();
                        None
                    }
                    Match::None => None,
                },
            };
            let exercise =
                found.map(|(id, _)| id).or_else(|| made.get(&lower).copied()).unwrap_or_else(|| {
                    let new = own::fresh(env.system.new_id(), name);
                    let id = new.id;
                    made.insert(lower, id);
                    self.exercises.push(new);
                    id
                });
            exercises.insert(name.to_owned(), exercise);
            let similarity = found.map(|(_, similarity)| similarity);
            self.receipt.names.push(NameOnReceipt {
                name: name.to_owned(),
                sets,
                exercise,
                similarity,
                candidates,
            });
        }
        let many = catalogue.own_exercises().len() + self.exercises.len();
        if many > own::MOST {
            let message = format!(
                "the file names {} exercises that nobody knows; you can have {} of your own",
                self.exercises.len(),
                own::MOST
            );
            return Err(UserError::invalid("csv", message).into());
        }
        Ok(exercises)
    }

    fn add(
        &mut self,
        env: &Env,
        user: UserId,
        import: ImportId,
        session: ImportedSession,
        key: String,
        exercises: &HashMap<String, ExerciseId>,
    ) -> Result<()> {
        let id = SessionId(env.system.new_id());
        let completed_at = to_micros(session.completed_at);
        self.sessions.push(Session {
            status: SessionStatus::Completed,
            started_at: Some(to_micros(session.started_at)),
            completed_at: Some(completed_at),
            notes: session.notes,
            imported: Some(Imported { import, key, title: session.name }),
            ..Session::ad_hoc(id, user, None, completed_at)
        });
        let mut supersets: HashMap<String, u16> = HashMap::new();
        for (exercise, position) in session.exercises.into_iter().zip(1..) {
            let ImportedExercise { name, superset, notes, sets } = exercise;
            let log = WorkoutLogId(env.system.new_id());
            let next = u16::try_from(supersets.len() + 1).unwrap_or(u16::MAX);
            let superset = superset.map(|superset| *supersets.entry(superset).or_insert(next));
            self.logs.push(WorkoutLog {
                id: log,
                session: id,
                position,
                exercise: *exercises
                    .get(&name)
                    .ok_or_else(|| Failure::fault("a name without an exercise"))?,
                source: LogSource::AdHoc,
                swapped_from: None,
                replaced_at: None,
                notes,
                superset,
            });
            for (set, number) in sets.iter().zip(1..) {
                let checked = set.draft.check(number).map_err(|_wrong| Failure::fault("an unchecked set"))?;
                self.sets.push((log, checked));
            }
        }
        Ok(())
    }
}
