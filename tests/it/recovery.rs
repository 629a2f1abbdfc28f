//! Recovery through the use cases: the worked cases of the model, and what must not make a difference.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use gravl::{
    catalogue::exercise_id,
    domain::{
        id::{ExerciseId, SessionId, WorkoutId, WorkoutLogId},
        muscle::{Muscle, Role},
        recovery::{MuscleState, SetKind},
        session::{SetDraft, WeightUnit, WorkoutLog},
    },
    service::{
        ExerciseLogDraft, UserErrorCode,
        catalogue::import,
        complete_session::{CompleteSession, complete_session},
        log_session::{LogSession, Of, log_session},
        log_sets::{LogSets, log_sets},
        plan_session::SessionWritten,
        start_session::{StartSession, start_session},
    },
    store::logs,
};
use serde::Deserialize;

use crate::harness::{TestServer, TestUser, codes, on_each_database, working_sets};

const BENCH_PRESS: &str = "barbell-bench-press-medium-grip";
const SQUAT: &str = "barbell-full-squat";

impl TestServer {
    async fn log(&self, user: &TestUser, at: DateTime<Utc>, logs: Vec<ExerciseLogDraft>) -> SessionWritten {
        let input = LogSession { of: Of::AdHoc, completed_at: Some(at), started_at: None, notes: None, logs };
        log_session(&self.env, user.id, None, &input).await.unwrap()
    }

    async fn logs_of(&self, user: &TestUser, session: SessionId) -> Vec<WorkoutLog> {
        logs::of_sessions(&self.env.db, user.id, &[session]).await.unwrap()
    }

    async fn log_sets(&self, user: &TestUser, log: WorkoutLogId, sets: Vec<SetDraft>) {
        log_sets(&self.env, user.id, None, &LogSets { log: Some(log), sets }).await.unwrap();
    }

    async fn begin(&self, user: &TestUser, what: StartSession) -> SessionId {
        start_session(&self.env, user.id, None, &what).await.unwrap().session
    }

    fn workout(&self, number: usize) -> WorkoutId {
        let catalogue = self.env.catalogue.current();
        let programs = catalogue.programs().iter();
        let workouts: Vec<_> = programs.flat_map(|program| catalogue.workouts_of(program)).collect();
        workouts[number % workouts.len()].id
    }
}

fn completing(session: SessionId, completed_at: Option<DateTime<Utc>>) -> CompleteSession {
    CompleteSession { session: Some(session), completed_at, notes: None }
}

// The worked cases.

#[derive(Deserialize)]
struct Vectors {
    tolerance: BTreeMap<String, f64>,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    muscle: Muscle,
    sets: Vec<VectorSets>,
    scores: BTreeMap<String, f64>,
    hours_to_from_last: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct VectorSets {
    #[serde(default)]
    h: f64,
    n: usize,
    reps: Option<i32>,
    seconds: Option<i32>,
    rir: Option<f64>,
    kind: Option<String>,
    role: Option<Role>,
}

impl VectorSets {
    fn draft(&self, exercise: ExerciseId) -> ExerciseLogDraft {
        let kind = if self.kind.is_some() { SetKind::WarmUp } else { SetKind::Normal };
        let set = SetDraft {
            kind,
            reps: self.reps,
            weight: Some(60.0),
            unit: WeightUnit::Kilogram,
            rir: self.rir,
            rpe: None,
            duration_seconds: self.seconds,
            distance_meters: None,
        };
        ExerciseLogDraft { exercise: Some(exercise), sets: vec![set; self.n], notes: None }
    }
}

impl Vector {
    /// Logs the sets in the order of the file; those that lie before the clock are back-dated.
    async fn train(&self, server: &TestServer, user: &TestUser, zero: DateTime<Utc>) {
        let catalogue = server.env.catalogue.current();
        for sets in &self.sets {
            let loads = (self.muscle, sets.role.unwrap_or(Role::Primary));
            let mut exercises = catalogue.exercises().iter();
            let exercise = exercises.find(|e| catalogue.muscles_trained(e.id).contains(&loads)).unwrap();
            let at = zero + hours(sets.h);
            if at > server.now() {
                server.system.advance(at - server.now());
            }
            server.log(user, at, vec![sets.draft(exercise.id)]).await;
        }
    }

    async fn check(
        &self,
        server: &TestServer,
        user: &TestUser,
        zero: DateTime<Utc>,
        tolerance: &BTreeMap<String, f64>,
    ) {
        let Self { id, muscle, .. } = self;
        for (hour, expected) in &self.scores {
            let at = zero + hours(hour.parse().unwrap());
            let score = server.states(user, at).await.get(*muscle).score_at(*muscle, at);
            assert!(
                (score - expected).abs() <= tolerance["score"],
                "{id} at {hour} h: {score}, not {expected}"
            );
        }
        let last = zero + self.sets.iter().map(|sets| hours(sets.h)).max().unwrap();
        let state = *server.states(user, last).await.get(*muscle);
        for (score, expected) in &self.hours_to_from_last {
            let reached = state.reaches(*muscle, score.parse().unwrap(), last).unwrap();
            let hours = (reached - last).as_seconds_f64() / 3600.0;
            assert!(
                (hours - expected).abs() <= tolerance["hours"],
                "{id} to {score}: {hours} h, not {expected}"
            );
        }
    }
}

fn hours(hours: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "whole hours of a few days")]
    TimeDelta::hours(hours as i64)
}

on_each_database! {
    async fn the_worked_cases_hold_for_back_dated_and_for_live_sessions(server: TestServer) {
        let text = include_str!("../data/recovery-vectors.json");
        let Vectors { tolerance, vectors } = serde_json::from_str(text).unwrap();
        assert_eq!(vectors.len(), 14);
        for vector in vectors {
            let past = server.sign_up(&format!("{}-past", vector.id)).await;
            let zero = server.now() - TimeDelta::hours(200);
            vector.train(&server, &past, zero).await;
            vector.check(&server, &past, zero, &tolerance).await;

            let live = server.sign_up(&format!("{}-live", vector.id)).await;
            let zero = server.now();
            vector.train(&server, &live, zero).await;
            vector.check(&server, &live, zero, &tolerance).await;
        }
    }

    async fn completing_twice_counts_once(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let session = server.begin(&ada, StartSession::Workout(Some(server.workout(0)))).await;
        let log = server.logs_of(&ada, session).await.remove(0);
        server.log_sets(&ada, log.id, working_sets(SQUAT, 3, 10).sets).await;
        server.system.advance(TimeDelta::hours(1));
        let complete = completing(session, None);
        let first = complete_session(&server.env, ada.id, None, &complete).await.unwrap();
        let (muscle, _) = server.env.catalogue.current().muscles_trained(log.exercise)[0];
        assert!(first.changed.contains(&muscle));
        let states = server.stored(&ada).await.unwrap();
        assert!((states.get(muscle).residual - 3.0).abs() < 1e-12);
        assert_eq!(states.get(muscle).last_trained_at, Some(server.now()));

        let completed_at = server.now();
        server.system.advance(TimeDelta::hours(1));
        for again in [completing(session, None), completing(session, Some(completed_at))] {
            let retried = complete_session(&server.env, ada.id, None, &again).await.unwrap();
            assert_eq!(retried.changed, []);
        }
        assert_eq!(server.stored(&ada).await, Some(states));
        let other = completing(session, Some(server.now()));
        let refused = complete_session(&server.env, ada.id, None, &other).await;
        assert_eq!(codes(refused), [UserErrorCode::Conflict]);
    }

    async fn the_order_in_which_sessions_are_logged_does_not_matter(server: TestServer) {
        let [ada, bob] = [server.sign_up("ada").await, server.sign_up("bob").await];
        let now = server.now();
        let yesterday = now - TimeDelta::hours(24);
        let long_ago = now - TimeDelta::days(45);
        for (user, order) in [(&ada, [long_ago, yesterday, now]), (&bob, [now, long_ago, yesterday])] {
            for at in order {
                server.log(user, at, vec![working_sets(BENCH_PRESS, 3, 10)]).await;
            }
        }
        let states = server.stored(&ada).await.unwrap();
        assert_eq!(server.stored(&bob).await.unwrap(), states);
        let expected = 3.0 + 3.0 * (-24.0_f64 / 36.0).exp();
        assert!((states.get(Muscle::Chest).residual - expected).abs() < 1e-9);
        assert_eq!(states.get(Muscle::Chest).last_trained_at, Some(now));
    }

    async fn an_instant_of_the_past_knows_nothing_of_later_sessions(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let now = server.now();
        let earlier = now - TimeDelta::days(40);
        server.log(&ada, earlier, vec![working_sets(SQUAT, 3, 10)]).await;
        server.log(&ada, now, vec![working_sets(BENCH_PRESS, 3, 10)]).await;
        let before = server.states(&ada, now - TimeDelta::microseconds(1)).await;
        assert_eq!(*before.get(Muscle::Chest), MuscleState::fresh(now - TimeDelta::microseconds(1)));
        assert_eq!(before.get(Muscle::Quadriceps).last_trained_at, Some(earlier));
        let after = server.states(&ada, now).await;
        assert!((after.get(Muscle::Chest).residual - 3.0).abs() < 1e-12);
        assert_eq!(after.get(Muscle::Quadriceps).last_trained_at, Some(earlier), "older than the window");
    }

    async fn what_others_log_has_no_effect(server: TestServer) {
        let [ada, bob] = [server.sign_up("ada").await, server.sign_up("bob").await];
        server.log(&ada, server.now(), vec![working_sets(SQUAT, 3, 10)]).await;
        let before = server.stored(&ada).await.unwrap();
        server.log(&bob, server.now(), vec![working_sets(SQUAT, 9, 10), working_sets(BENCH_PRESS, 9, 10)]).await;
        assert_eq!(server.stored(&ada).await.unwrap(), before);
        let session = server.begin(&bob, StartSession::Workout(Some(server.workout(0)))).await;
        let log = server.logs_of(&bob, session).await.remove(0);
        assert_eq!(server.logs_of(&ada, session).await, []);
        let stolen = LogSets { log: Some(log.id), sets: working_sets(SQUAT, 1, 10).sets };
        assert_eq!(codes(log_sets(&server.env, ada.id, None, &stolen).await), [UserErrorCode::NotFound]);
        let complete = complete_session(&server.env, ada.id, None, &completing(session, None)).await;
        assert_eq!(codes(complete), [UserErrorCode::NotFound]);
    }

    async fn an_import_that_changes_what_an_exercise_loads_changes_the_past(server: TestServer) {
        let ada = server.sign_up("ada").await;
        server.log(&ada, server.now(), vec![working_sets(BENCH_PRESS, 3, 10)]).await;
        let catalogue = server.env.catalogue.current();
        let mut exercise = catalogue.exercise(exercise_id(BENCH_PRESS)).unwrap().as_ref().clone();

        exercise.instructions = vec!["Press.".to_owned()];
        import(&server.env.db, vec![exercise.clone()], |_| ()).await.unwrap();
        assert!(server.stored(&ada).await.is_some(), "instructions tire nobody");

        exercise.muscles = vec![(Muscle::Biceps, Role::Primary)];
        import(&server.env.db, vec![exercise], |_| ()).await.unwrap();
        assert_eq!(server.stored(&ada).await, None);
        let states = server.states(&ada, server.now()).await;
        assert_eq!(*states.get(Muscle::Chest), MuscleState::fresh(server.now()));
        assert!((states.get(Muscle::Biceps).residual - 3.0).abs() < 1e-12);

        server.log(&ada, server.now(), vec![working_sets(SQUAT, 1, 10)]).await;
        assert!(server.stored(&ada).await.is_some(), "stored anew");
        let stored = server.check_exact(&ada).await;
        assert_eq!(stored.get(Muscle::Chest).last_trained_at, None);
    }
}
