//! What an import will write, and what it will say.

use std::collections::{BTreeMap, HashMap};

use super::super::{Env, Failure, Result, UserError, own_exercises as own, write::Write};
use crate::{
    domain::{
        catalogue::Catalogue,
        exercise::Exercise,
        id::{ExerciseId, ImportId, SessionId, UserId, WorkoutLogId},
        import::{Import, ImportedExercise, ImportedSession, Match, NameIndex, NameOnReceipt, Receipt},
        session::{Imported, LogSource, Session, SessionStatus, SetLog, WorkoutLog},
        system::to_micros,
    },
    store::{imports, own_exercises},
};

/// Everything that an import will write.
pub(super) struct Plan {
    pub(super) receipt: Receipt,
    pub(super) exercises: Vec<Exercise>,
    pub(super) sessions: Vec<Session>,
    pub(super) logs: Vec<WorkoutLog>,
    pub(super) sets: Vec<(WorkoutLogId, SetLog)>,
}

/// Tells what is there already from what is new, and gives everything new its names.
pub(super) async fn plan(env: &Env, write: &Write, id: ImportId, import: Import) -> Result<Plan> {
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
