//! Recovery through the use cases: what is stored is what the model says of everything that still counts.

use std::{collections::BTreeMap, iter, sync::Arc};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use gravl::{
    catalogue::exercise_id,
    domain::{
        id::{ExerciseId, SessionId, SwapId, WorkoutId, WorkoutLogId},
        muscle::{Muscle, MuscleMap, Role},
        recovery::{MuscleState, SetKind, TrainedLog, replay},
        session::{SetDraft, WeightUnit, WorkoutLog},
    },
    service::{
        ExerciseLogDraft, UserErrorCode,
        catalogue::import,
        complete_session::{CompleteSession, complete_session},
        log_session::{LogSession, Of, log_session},
        log_sets::{LogSets, log_sets},
        plan_session::{PlanSession, SessionWritten, plan_session},
        recovery::{history, states_at},
        revert_swap::{RevertSwap, revert_swap},
        start_session::{StartSession, start_session},
        swap_workout::{SwapWorkout, swap_workout},
    },
    store::{self, logs},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::harness::{TestServer, TestUser, codes, on_each_database, working_sets};

const BENCH_PRESS: &str = "barbell-bench-press-medium-grip";
const SQUAT: &str = "barbell-full-squat";

impl TestServer {
    fn now(&self) -> DateTime<Utc> {
        self.env.system.now()
    }

    /// What the server says of a user's recovery at an instant.
    async fn states(&self, user: &TestUser, at: DateTime<Utc>) -> MuscleMap<MuscleState> {
        let catalogue = self.env.catalogue.fresh(&self.env.db).await.unwrap();
        states_at(&self.env.db, &catalogue, user.id, at).await.unwrap()
    }

    /// What the rows say that were written last.
    async fn stored(&self, user: &TestUser) -> Option<MuscleMap<MuscleState>> {
        store::recovery::states(&self.env.db, user.id).await.unwrap()
    }

    /// What the model says of everything in the database, from scratch.
    async fn replayed(&self, user: &TestUser, at: DateTime<Utc>) -> MuscleMap<MuscleState> {
        let catalogue = self.env.catalogue.fresh(&self.env.db).await.unwrap();
        let history = history(&self.env.db, &catalogue, user.id, at).await.unwrap();
        replay(&history.logs, &history.overrides, at)
    }

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

/// Fails unless two views agree on an instant, but for the last digits of sums in different orders.
#[track_caller]
fn assert_same(
    actual: &MuscleMap<MuscleState>,
    expected: &MuscleMap<MuscleState>,
    at: DateTime<Utc>,
    what: &str,
) {
    for muscle in Muscle::ALL {
        let (actual, expected) = (actual.get(muscle), expected.get(muscle));
        let (left, right) = (actual.residual_at(muscle, at), expected.residual_at(muscle, at));
        assert!((left - right).abs() < 1e-6, "{what}: {muscle}: {left} is not {right}");
        if expected.last_trained_at.is_some() {
            assert_eq!(actual.last_trained_at, expected.last_trained_at, "{what}: {muscle}");
        }
        assert_eq!(actual.is_estimated_at(at), expected.is_estimated_at(at), "{what}: {muscle}");
    }
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

// Random sequences.

/// A linear congruential generator: the same sequence in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn sets(&mut self) -> Vec<SetDraft> {
        let rir = [None, Some(0.0), Some(1.5), Some(4.0)];
        let kinds = [SetKind::Normal, SetKind::Normal, SetKind::WarmUp, SetKind::Drop, SetKind::Failure];
        let draft = |dice: &mut Self| SetDraft {
            kind: kinds[dice.roll(5)],
            reps: i32::try_from(dice.roll(15)).ok(),
            weight: None,
            unit: WeightUnit::Pound,
            rir: rir[dice.roll(4)],
            rpe: None,
            duration_seconds: None,
            distance_meters: None,
        };
        (0..self.roll(5)).map(|_| draft(self)).collect()
    }
}

/// A user, what they do, and, beside the database, everything of it that counts.
struct Trainee<'a> {
    server: &'a TestServer,
    user: TestUser,
    dice: Dice,
    counting: Vec<TrainedLog>,
}

impl Trainee<'_> {
    async fn act(&mut self) -> &'static str {
        match self.dice.roll(4) {
            0 => {
                let at =
                    self.server.now() - TimeDelta::minutes(i64::try_from(self.dice.roll(40 * 1440)).unwrap());
                let drafts = iter::repeat_with(|| self.dice.roll(873)).take(3).collect::<Vec<_>>();
                let catalogue = self.server.env.catalogue.current();
                let drafts: Vec<_> = drafts
                    .into_iter()
                    .map(|number| (catalogue.exercises()[number].id, self.dice.sets()))
                    .collect();
                self.count(at, &drafts);
                let drafts = drafts.into_iter().map(|(exercise, sets)| ExerciseLogDraft {
                    exercise: Some(exercise),
                    sets,
                    notes: None,
                });
                self.server.log(&self.user, at, drafts.collect()).await;
                "log a session"
            }
            1 => {
                let workout = self.server.workout(self.dice.roll(100));
                let session = self.server.begin(&self.user, StartSession::Workout(Some(workout))).await;
                self.train(session).await;
                "start, log, complete"
            }
            2 => {
                self.swap(false).await;
                "swap"
            }
            _ => {
                let before = self.counting.clone();
                let swap = self.swap(true).await;
                let input = RevertSwap { swap: Some(swap), discard_logged_sets: true };
                revert_swap(&self.server.env, self.user.id, None, &input).await.unwrap();
                self.counting = before;
                "swap, train, take the swap back"
            }
        }
    }

    /// Swaps a planned session and, perhaps, trains what took its place.
    async fn swap(&mut self, train: bool) -> SwapId {
        let (env, user) = (&self.server.env, self.user.id);
        let number = self.dice.roll(100);
        let planned_for = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let plan = PlanSession { workout: Some(self.server.workout(number)), planned_for };
        let planned = plan_session(env, user, None, &plan).await.unwrap().session;
        let swap = SwapWorkout {
            session: Some(planned),
            workout: Some(self.server.workout(number + 1)),
            reason: Some("the rack is taken".to_owned()),
        };
        let swapped = swap_workout(env, user, None, &swap).await.unwrap();
        if train {
            self.server.begin(&self.user, StartSession::Session(Some(swapped.session))).await;
            self.train(swapped.session).await;
        }
        swapped.swap
    }

    /// Logs sets of every exercise of a session in progress and completes it.
    async fn train(&mut self, session: SessionId) {
        let mut trained = Vec::new();
        for log in self.server.logs_of(&self.user, session).await {
            let sets = self.dice.sets();
            self.server.log_sets(&self.user, log.id, sets.clone()).await;
            trained.push((log.exercise, sets));
        }
        self.server.system.advance(TimeDelta::minutes(45));
        self.count(self.server.now(), &trained);
        complete_session(&self.server.env, self.user.id, None, &completing(session, None)).await.unwrap();
    }

    fn count(&mut self, completed_at: DateTime<Utc>, logs: &[(ExerciseId, Vec<SetDraft>)]) {
        let catalogue = self.server.env.catalogue.current();
        for (exercise, sets) in logs {
            self.counting.push(TrainedLog {
                log: WorkoutLogId(Uuid::from_u128(self.counting.len() as u128)),
                completed_at,
                muscles: Arc::clone(&catalogue.muscles_trained(*exercise)),
                sets: sets.iter().map(|set| set.check(1).unwrap().effort()).collect(),
            });
        }
    }
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

    /// Whatever happened in whatever order: the stored state is the model's of what still counts.
    async fn the_stored_state_equals_a_replay_of_what_still_counts(server: TestServer) {
        for seed in 1..=3 {
            let user = server.sign_up(&format!("trainee-{seed}")).await;
            let mut trainee = Trainee { server: &server, user, dice: Dice(seed), counting: Vec::new() };
            for step in 0..25 {
                let what = trainee.act().await;
                let what = format!("seed {seed}, step {step}: {what}");
                let at = server.now() + TimeDelta::minutes(i64::try_from(trainee.dice.roll(2880)).unwrap());
                let stored = server.states(&trainee.user, at).await;
                assert_same(&stored, &server.replayed(&trainee.user, at).await, at, &what);
                assert_same(&stored, &replay(&trainee.counting, &[], at), at, &what);
                server.system.advance(at - server.now());
            }
            assert!(trainee.counting.len() > 50);
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
        let stored = server.stored(&ada).await.unwrap();
        assert_same(&stored, &server.replayed(&ada, server.now()).await, server.now(), "stored anew");
        assert_eq!(stored.get(Muscle::Chest).last_trained_at, None);
    }
}
