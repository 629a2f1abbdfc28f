//! Exercises of one's own, histories from other apps, workouts made for now, and everything out and in again.

use std::{collections::BTreeSet, fmt::Write as _};

use chrono::{DateTime, TimeDelta, Utc};
use gravl::{
    domain::{
        exercise::{Category, Exercise},
        id::{ImportId, SessionId, WorkoutId},
        muscle::Role,
        recovery::SetKind,
        session::{SessionStatus, SetDraft, WeightUnit},
    },
    service::{
        ExerciseLogDraft, archive,
        generate_workout::{GenerateWorkout, Generated, Then},
        import_sessions::{ImportSessions, import_sessions, undo_import},
        log_session::{LogSession, Of},
        own_exercises::{ExerciseDraft, ExerciseWritten, UpdateExercise},
        plan_session::SessionWritten,
    },
    store::{own_exercises, sessions},
};

use super::{
    Walker,
    model::{Log, Session},
    requests::Request,
};

/// A file that was brought, and the sessions that came of it.
pub(super) struct Brought {
    import: ImportId,
    csv: String,
    starts: Vec<DateTime<Utc>>,
    sessions: Vec<SessionId>,
}

impl Walker<'_> {
    pub(super) async fn create_an_exercise(&mut self) -> Option<()> {
        let primary = self.dice.muscle();
        let secondary = Some(self.dice.muscle()).filter(|muscle| *muscle != primary);
        let draft = ExerciseDraft {
            name: Some(format!("Own {}", self.keys)),
            primary: Some(primary),
            secondary: Some(secondary.into_iter().collect()),
            ..ExerciseDraft::default()
        };
        let written: ExerciseWritten = self.send(Request::CreateExercise(draft)).await.unwrap();
        assert_eq!(written.changed, [], "nobody has trained it yet");
        let roles = [(primary, Role::Primary)].into_iter();
        let muscles = roles.chain(secondary.map(|muscle| (muscle, Role::Secondary))).collect();
        let kept = self.own_exercise(written).await;
        self.model.own.push(Exercise { muscles, category: Category::Strength, ..kept });
        Some(())
    }

    /// What has nothing to do with recovery is taken from the server.
    async fn own_exercise(&self, written: ExerciseWritten) -> Exercise {
        let all = own_exercises::ever(&self.server.env.db, self.user.id).await.unwrap();
        all.into_iter().find(|exercise| exercise.id == written.exercise).unwrap()
    }

    /// Also those that imports made: they train nothing until somebody says what.
    pub(super) async fn change_an_exercise(&mut self) -> Option<()> {
        let exercise = self.dice.pick(self.model.own.iter().map(|own| own.id))?;
        let primary = self.dice.muscle();
        let category = if self.dice.once_in(4) { Category::Stretching } else { Category::Strength };
        let change = ExerciseDraft {
            primary: Some(primary),
            secondary: Some(Vec::new()),
            category: Some(category),
            ..ExerciseDraft::default()
        };
        let input = UpdateExercise { exercise: Some(exercise), change };
        let _: ExerciseWritten = self.send(Request::UpdateExercise(input)).await.unwrap();
        let own = self.model.own.iter_mut().find(|own| own.id == exercise).unwrap();
        (own.muscles, own.category) = (vec![(primary, Role::Primary)], category);
        Some(())
    }

    pub(super) async fn train_an_own_exercise(&mut self) -> Option<()> {
        let exercise = self.dice.pick(self.model.own.iter().map(|own| own.id))?;
        let logs = vec![ExerciseLogDraft { exercise: Some(exercise), sets: self.dice.sets(), notes: None }];
        let input = LogSession {
            of: Of::AdHoc,
            completed_at: None,
            started_at: None,
            notes: None,
            logs: logs.clone(),
        };
        let now = self.server.now();
        let written: SessionWritten = self.send(Request::Log(input)).await.unwrap();
        self.completed(written.session, None, now);
        self.now_has(written.session, &logs).await;
        Some(())
    }

    fn completed(&mut self, id: SessionId, started_at: Option<DateTime<Utc>>, at: DateTime<Utc>) {
        self.model.sessions.push(Session {
            id,
            workout: None,
            status: SessionStatus::Completed,
            started_at,
            completed_at: Some(at),
            swapped_from: None,
            logs: Vec::new(),
        });
    }

    pub(super) async fn import_a_file(&mut self) -> Option<()> {
        let mut csv = "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,Distance Unit,Seconds,Notes,Workout Notes".to_owned();
        let mut starts = BTreeSet::new();
        for number in 0..=self.dice.roll(2) {
            let start = self.server.now()
                - self.dice.minutes(20 * 1440)
                - TimeDelta::seconds(i64::try_from(number).unwrap());
            let start = DateTime::from_timestamp(start.timestamp(), 0).unwrap();
            starts.insert(start);
            let time = start.format("%Y-%m-%d %H:%M:%S");
            for name in ["\"Bench Press (Barbell)\"", "Wobble Cart Drag"] {
                let reps = 3 + self.dice.roll(10);
                write!(csv, "\n{time},Brought,{name},1,50,kg,{reps},10,0,m,0,,").unwrap();
            }
        }
        self.bring(csv, starts.into_iter().collect()).await
    }

    pub(super) async fn import_again(&mut self) -> Option<()> {
        let (csv, starts) = {
            let brought = self.dice.pick(self.brought.iter())?;
            (brought.csv.clone(), brought.starts.clone())
        };
        self.bring(csv, starts).await
    }

    /// What is still there is known; the rest is added.
    async fn bring(&mut self, csv: String, starts: Vec<DateTime<Utc>>) -> Option<()> {
        let input = ImportSessions {
            source: None,
            content: csv.as_bytes().into(),
            time_zone: None,
            unit: None,
            dry_run: false,
        };
        let of_imports: Vec<SessionId> =
            self.brought.iter().flat_map(|brought| brought.sessions.clone()).collect();
        let known: BTreeSet<_> = self
            .model
            .sessions
            .iter()
            .filter(|session| of_imports.contains(&session.id))
            .filter_map(|session| session.started_at)
            .collect();
        let key = format!("import {}", self.keys);
        self.keys += 1;
        let brought = import_sessions(&self.server.env, self.user.id, Some(&key), &input).await.unwrap();
        let again = import_sessions(&self.server.env, self.user.id, Some(&key), &input).await.unwrap();
        assert_eq!((again.import, &again.receipt), (brought.import, &brought.receipt));
        let new: Vec<_> = starts.iter().copied().filter(|start| !known.contains(start)).collect();
        assert_eq!(brought.receipt.created.iter().map(|one| one.started_at).collect::<Vec<_>>(), new);
        let all = sessions::all(&self.server.env.db, self.user.id).await.unwrap();
        let import = brought.import.unwrap();
        let came: Vec<_> = all
            .into_iter()
            .filter(|one| one.imported.as_ref().is_some_and(|from| from.import == import))
            .collect();
        for own in own_exercises::ever(&self.server.env.db, self.user.id).await.unwrap() {
            if self.model.own.iter().all(|known| known.id != own.id) {
                assert_eq!(own.muscles, [], "nobody said what it trains");
                self.model.own.push(own);
            }
        }
        for session in &came {
            self.completed(session.id, session.started_at, session.started_at.unwrap());
            let logs = self.logs_of(session.id).await;
            let logs = logs.iter().zip(sets_in(&csv, session.started_at.unwrap()));
            self.model.session(session.id).logs =
                logs.map(|(log, set)| Log::new(log.id, log.exercise, &[set])).collect();
        }
        let sessions = came.iter().map(|session| session.id).collect();
        self.brought.push(Brought { import, csv, starts, sessions });
        Some(())
    }

    pub(super) async fn undo_an_import(&mut self) -> Option<()> {
        let index = self.dice.roll(self.brought.len().max(1));
        if index >= self.brought.len() {
            return None;
        }
        let brought = self.brought.remove(index);
        let here = brought.sessions.iter().filter(|id| self.model.find(**id).is_some()).count();
        let undone = undo_import(&self.server.env, self.user.id, None, Some(brought.import)).await.unwrap();
        assert_eq!(undone.sessions, here as u64);
        self.model.sessions.retain(|session| !brought.sessions.contains(&session.id));
        let left = own_exercises::ever(&self.server.env.db, self.user.id).await.unwrap();
        self.model.own.retain(|own| left.iter().any(|left| left.id == own.id));
        Some(())
    }

    pub(super) async fn start_a_generated_workout(&mut self) -> Option<()> {
        let focus = vec![self.dice.muscle(), self.dice.muscle()];
        let input = GenerateWorkout {
            minutes: 30,
            equipment: None,
            focus,
            avoid: Vec::new(),
            name: None,
            then: Then::Start,
        };
        // Where both are tired, nothing fits.
        let generated: Generated = self.send(Request::Generate(input)).await.ok()?;
        let session = generated.session.unwrap();
        self.planned(session, WorkoutId::Custom(generated.workout.unwrap()));
        self.is_started(session).await;
        Some(())
    }

    /// Out and in again: nothing is new, nothing is lost.
    pub(super) async fn export_and_import(&mut self) -> Option<()> {
        let (env, user) = (&self.server.env, self.user.id);
        let text = archive::export(env, user).await.unwrap();
        let restored = archive::import(env, user, None, &text, true).await.unwrap();
        assert_eq!((restored.sessions, restored.sets, restored.swaps, restored.overrides), (0, 0, 0, 0));
        assert_eq!(
            (restored.exercises, restored.workouts, restored.known),
            (0, 0, self.model.sessions.len())
        );
        Some(())
    }
}

/// The sets of a session in a file, one for each exercise.
fn sets_in(csv: &str, start: DateTime<Utc>) -> Vec<SetDraft> {
    let time = start.format("%Y-%m-%d %H:%M:%S").to_string();
    let lines = csv.lines().filter(|line| line.starts_with(&time));
    let reps = |line: &str| line.split(",kg,").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    let set = |line| SetDraft {
        kind: SetKind::Normal,
        reps: Some(reps(line)),
        weight: None,
        unit: WeightUnit::Kilogram,
        rir: Some(0.0),
        rpe: None,
        duration_seconds: None,
        distance_meters: None,
    };
    lines.map(set).collect()
}
