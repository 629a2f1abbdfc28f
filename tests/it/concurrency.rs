//! Writers that meet: on one pool, and as servers of their own on one database.

use std::future::Future;

use chrono::{NaiveDate, TimeDelta};
use gravl::{
    domain::id::{SessionId, WorkoutId},
    service::{
        Env, UserErrorCode,
        catalogue::load_built_in,
        complete_session::{CompleteSession, complete_session},
        demo::{Seeded, seed},
        log_session::{LogSession, Of, log_session},
        log_sets::{LogSets, log_sets},
        plan_session::{PlanSession, plan_session},
        recovery::states_at,
        sign_up::{SignUp, sign_up},
        start_session::{StartSession, start_session},
        swap_workout::{SwapWorkout, swap_workout},
    },
    store::{self, logs, migrate},
};

use crate::harness::{EmptyDatabase, TestServer, TestUser, codes, on_each_database, working_sets};

/// Starts all at once, each on a thread if there are enough, and waits for them.
pub(crate) fn together<W>(tasks: impl IntoIterator<Item = W>) -> impl Future<Output = Vec<W::Output>>
where
    W: Future<Output: Send + 'static> + Send + 'static,
{
    let tasks: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    async {
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    }
}

impl TestServer {
    /// The environments of four servers: this one and three more on the same database.
    pub(crate) async fn four(&self) -> [Env; 4] {
        [self.env.clone(), self.second_env().await, self.second_env().await, self.second_env().await]
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &str) -> String {
        let sql = format!("SELECT CAST(count(*) AS text) AS rows FROM {table}");
        self.env.db.query_text(&sql).await.unwrap().concat().concat()
    }

    /// The workouts of the built-in programs.
    pub(crate) fn workouts(&self) -> Vec<WorkoutId> {
        let catalogue = self.env.catalogue.current();
        let programs = catalogue.programs().iter();
        programs.flat_map(|program| catalogue.workouts_of(program)).map(|workout| workout.id).collect()
    }

    /// A planned session of the first of them.
    pub(crate) async fn planned(&self, user: &TestUser) -> SessionId {
        let input = PlanSession {
            workout: Some(self.workouts()[0]),
            planned_for: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        };
        plan_session(&self.env, user.id, None, &input).await.unwrap().session
    }
}

fn bench_press() -> LogSession {
    let logs = vec![working_sets("barbell-bench-press-medium-grip", 3, 10)];
    LogSession { of: Of::AdHoc, completed_at: None, started_at: None, notes: None, logs }
}

on_each_database! {
    async fn of_several_swaps_of_one_session_exactly_one_wins(server: TestServer) {
        let user = server.sign_up("ada").await;
        let session = server.planned(&user).await;
        let others = server.workouts().into_iter().skip(1);
        let swaps = server.four().await.into_iter().zip(others).map(|(env, workout)| async move {
            let input = SwapWorkout { session: Some(session), workout: Some(workout), reason: None };
            swap_workout(&env, user.id, None, &input).await
        });
        let (won, lost): (Vec<_>, Vec<_>) = together(swaps).await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        for loser in lost {
            assert_eq!(codes(loser), [UserErrorCode::Conflict]);
        }
        assert_eq!(server.count("workout_swaps").await, "1");
        assert_eq!(server.count("workout_sessions").await, "2");
    }

    async fn completing_a_session_four_times_at_once_counts_once(server: TestServer) {
        let user = server.sign_up("ada").await;
        let start = StartSession::Workout(Some(server.workouts()[0]));
        let session = start_session(&server.env, user.id, None, &start).await.unwrap().session;
        let log = logs::of_sessions(&server.env.db, user.id, &[session]).await.unwrap().remove(0);
        let sets = working_sets("plank", 4, 10).sets;
        log_sets(&server.env, user.id, None, &LogSets { log: Some(log.id), sets }).await.unwrap();
        server.system.advance(TimeDelta::hours(1));
        let completions = server.four().await.map(|env| async move {
            let input = CompleteSession { session: Some(session), completed_at: None, notes: None };
            complete_session(&env, user.id, None, &input).await.unwrap()
        });
        let mut changed: Vec<_> = together(completions).await.into_iter().map(|done| done.changed).collect();
        changed.sort_by_key(Vec::len);
        assert_eq!(changed[..3], [const { Vec::new() }; 3]);

        let db = &server.env.db;
        let catalogue = server.env.catalogue.current();
        let now = server.env.system.now();
        let states = states_at(db, &catalogue, user.id, now).await.unwrap();
        let (muscle, _) = catalogue.muscles_trained(log.exercise)[0];
        assert!((states.get(muscle).residual - 4.0).abs() < 1e-12, "four sets to failure, counted once");
        let tired: Vec<_> = states.iter().filter(|(_, state)| state.residual > 0.0).map(|(muscle, _)| muscle).collect();
        assert_eq!(changed[3], tired);
    }

    async fn one_key_used_four_times_at_once_makes_one_session_and_one_answer(server: TestServer) {
        let user = server.sign_up("ada").await;
        let writes = server.four().await.map(|env| async move {
            let written = log_session(&env, user.id, Some("the same key"), &bench_press()).await.unwrap();
            (written.session, written.changed)
        });
        let answers = together(writes).await;
        assert_eq!(answers, vec![answers[0].clone(); 4]);
        assert_eq!(answers[0].1.len(), 3);
        assert_eq!(server.count("workout_sessions").await, "1");
        assert_eq!(server.count("set_logs").await, "3");
    }

    async fn one_address_signed_up_four_times_at_once_makes_one_account(server: TestServer) {
        let emails = ["Ada@example.org", "ada@example.org", "ADA@EXAMPLE.ORG", "ada@Example.org"];
        let sign_ups = server.four().await.into_iter().zip(emails).map(|(env, email)| async move {
            let newcomer = SignUp {
                email: email.to_owned(),
                password: "correct horse battery".to_owned(),
                display_name: "Ada".to_owned(),
                time_zone: "UTC".to_owned(),
            };
            sign_up(&env, None, newcomer).await
        });
        let (won, lost): (Vec<_>, Vec<_>) = together(sign_ups).await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        for loser in lost {
            assert_eq!(codes(loser), [UserErrorCode::EmailTaken]);
        }
        assert_eq!(server.count("users").await, "1");
        assert_eq!(server.count("refresh_tokens").await, "1");
    }

    async fn users_do_not_wait_for_each_other_for_ever(server: TestServer) {
        let users = [server.sign_up("ada").await, server.sign_up("bob").await];
        let writes = server.four().await.into_iter().cycle().zip(users.into_iter().cycle()).take(16);
        let writes = writes.map(|(env, user)| async move {
            log_session(&env, user.id, None, &bench_press()).await.unwrap().session
        });
        let mut sessions = together(writes).await;
        sessions.sort_unstable();
        sessions.dedup();
        assert_eq!(sessions.len(), 16);
    }

    async fn servers_that_start_together_make_one_demo_user(server: TestServer) {
        let seeded = together(server.four().await.map(|env| async move { seed(&env).await.unwrap() })).await;
        let made: Vec<_> = seeded.into_iter().filter(|seeded| *seeded != Seeded::Present).collect();
        assert_eq!(made, [Seeded::New { sessions: 24 }]);
        assert_eq!(server.count("users").await, "1");
        assert_eq!(server.count("workout_sessions").await, "32");
    }

    async fn servers_that_start_together_bring_the_schema_up_and_the_catalogue_in(database: EmptyDatabase) {
        let EmptyDatabase(database) = database;
        let urls = vec![database.url.clone(); 4];
        together(urls.into_iter().map(|url| async move {
            migrate::up(&url).await.unwrap();
            let db = store::Db::connect(&url).await.unwrap();
            load_built_in(&db).await.unwrap();
        }))
        .await;
        let db = database.connect().await;
        assert!(migrate::check(&db).await.unwrap().is_ok());
        assert_eq!(store::catalogue::read(&db).await.unwrap().exercises().len(), 873);
    }
}
