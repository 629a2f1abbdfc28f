//! How both databases answer the queries that are asked most: on enough rows for the planner to mean it, none of the
//! tables that grow with every workout may be read from end to end.

use chrono::TimeDelta;
use gravl::{
    catalogue::exercise_id,
    domain::{
        id::{CustomWorkoutId, SessionId, SwapId, UserId, WorkoutLogId},
        page::PageRequest,
        session::SessionStatus,
    },
    service::{Env, recovery::states_at, refresh_tokens::refresh},
    store::{
        self, Db, custom_workouts, enrolments, logs, recovery,
        sessions::{self, SessionFilter},
        sets, swaps, training,
    },
};
use uuid::Uuid;

use crate::harness::{Backend, START, TestServer, codes, on_each_database};

/// The tables that grow with every workout, and with every user's sign-in.
const LARGE: [&str; 6] = [
    "workout_sessions",
    "workout_logs",
    "set_logs",
    "workout_swaps",
    "muscle_group_recovery",
    "refresh_tokens",
];

/// The first of 200 users.
const USER: UserId = UserId(Uuid::from_u128(1));

/// 200 users with 100 sessions of 3 exercises of 3 sets each, and all that goes with them. `{id:x}` is the identifier
/// with the number x, `{ago:x}` the instant x minutes ago.
const ROWS: [&str; 10] = [
    "INSERT INTO users SELECT {id:i}, 'u' || i, 'u' || i, 'User', 'UTC', '', {ago:0}, NULL, 'kilogram' FROM numbers WHERE i <= 200",
    "INSERT INTO refresh_tokens SELECT {id:i}, {id:i}, {id:i % 200 + 1}, 'hash ' || i, {ago:i}, {ago:0}, NULL, NULL
     FROM numbers WHERE i <= 4000",
    "INSERT INTO program_enrolments
     SELECT {id:i}, {id:i}, (SELECT id FROM programs ORDER BY slug LIMIT 1), '2026-11-01', 8, 1, {ago:0}
     FROM numbers WHERE i <= 200",
    "INSERT INTO custom_workouts (id, user_id, name, based_on_program_workout_id, created_at)
        SELECT {id:i}, {id:i % 200 + 1}, 'Mine', NULL, {ago:i} FROM numbers WHERE i <= 4000",
    "INSERT INTO custom_workout_exercises
     SELECT {id:i}, {id:i % 4000 + 1}, 1 + i / 4000, (SELECT id FROM exercises WHERE slug = 'plank'), 3, 8, 12, 2, 60
     FROM numbers WHERE i < 16000",
    "INSERT INTO workout_sessions (id, user_id, source_type, custom_workout_id, status, planned_for, completed_at,
     happens_at, created_at)
     SELECT {id:i}, {id:i % 200 + 1}, 'custom', {id:i % 4000 + 1},
     CASE WHEN i / 200 % 10 = 0 THEN 'planned' ELSE 'completed' END, '2026-11-23',
     CASE WHEN i / 200 % 10 = 0 THEN NULL ELSE {ago:i * 15} END, {ago:i * 15}, {ago:i * 15}
     FROM numbers WHERE i <= 20000",
    "INSERT INTO workout_logs (id, session_id, position, exercise_id, source_type)
     SELECT {id:i}, {id:i % 20000 + 1}, 1 + i / 20000, picked.id, 'ad_hoc'
     FROM numbers JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM exercises) AS picked
     ON picked.number = (i + i / 200) % 40 + 1
     WHERE i < 60000",
    "INSERT INTO set_logs (workout_log_id, number, kind, reps, rir)
     SELECT {id:i % 60000}, 1 + i / 60000, 'normal', 8, 2 FROM numbers WHERE i < 180000",
    "INSERT INTO workout_swaps (id, user_id, kind, from_session_id, swapped_at)
     SELECT {id:i}, {id:i % 200 + 1}, 'workout', {id:i}, {ago:i * 15} FROM numbers WHERE i <= 8000",
    "INSERT INTO muscle_group_recovery (user_id, muscle, residual, as_of, model_version)
     SELECT users.id, muscle_groups.slug, 1, {ago:0}, 1 FROM users CROSS JOIN muscle_groups",
];

/// A statement of `ROWS` in the words of a database.
fn spell(backend: Backend, rows: &str) -> String {
    let numbers =
        "WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < 180000) ";
    let parts = rows.split(['{', '}']).enumerate().map(|(index, part)| {
        let Some((kind, number)) = part.split_once(':').filter(|_| index % 2 == 1) else { return part.to_owned() };
        match (kind, backend) {
            ("id", Backend::Postgres) => format!("lpad(to_hex({number}), 32, '0')::uuid"),
            ("id", Backend::Sqlite) => format!("unhex(printf('%032x', {number}))"),
            (_, Backend::Postgres) => format!("timestamptz '2026-11-23T12:00:00Z' - ({number}) * interval '1 minute'"),
            (_, Backend::Sqlite) => {
                format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-11-23T12:00:00', '-' || ({number}) || ' minutes')")
            }
        }
    });
    parts.fold(numbers.to_owned(), |sql, part| sql + &part)
}

/// How the database would answer a statement, step by step.
async fn plan(backend: Backend, db: &Db, statement: &str) -> Vec<String> {
    let sql = match backend {
        Backend::Sqlite => format!("EXPLAIN QUERY PLAN {statement}"),
        // Written out, an array of identifiers looks like one of texts.
        Backend::Postgres => {
            let statement =
                statement.replace("ANY(ARRAY [", "ANY(CAST(ARRAY [").replace("])", "] AS uuid[]))");
            format!("EXPLAIN {statement}")
        }
    };
    db.query_text(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).concat()
}

/// Whether a step of a plan reads one of the large tables from end to end.
fn is_full_scan(step: &str) -> bool {
    LARGE.iter().any(|table| {
        step.contains(&format!("Seq Scan on {table}")) || step.starts_with(&format!("SCAN {table}"))
    })
}

/// What is asked of the store, and what it is asked for.
struct Questions<'a> {
    backend: Backend,
    env: &'a Env,
    asked: usize,
}

impl Questions<'_> {
    /// Fails if a statement since the last check reads a large table from end to end.
    async fn check(&mut self, what: &str) {
        let db = &self.env.db;
        let mut statements = db.statements().take_texts();
        statements.retain(|sql| ["SELECT", "UPDATE", "DELETE"].iter().any(|verb| sql.starts_with(verb)));
        assert!(!statements.is_empty(), "{what}: nothing was asked");
        for statement in statements {
            let plan = plan(self.backend, db, &statement).await;
            assert!(!plan.iter().any(|step| is_full_scan(step)), "{what}: {statement}\n{}", plan.join("\n"));
            self.asked += 1;
        }
        db.statements().take_texts();
    }
}

fn ids<T>(numbers: std::ops::Range<u128>, id: impl Fn(Uuid) -> T) -> Vec<T> {
    numbers.map(|number| id(Uuid::from_u128(number))).collect()
}

on_each_database! {
    async fn no_large_table_is_read_from_end_to_end(server: TestServer) {
        let (db, backend) = (&server.env.db, server.database.backend);
        for rows in ROWS {
            db.execute_text(&spell(backend, rows)).await.unwrap();
        }
        db.execute_text("ANALYZE").await.unwrap();
        let catalogue = server.env.catalogue.current();
        let mut questions = Questions { backend, env: &server.env, asked: 0 };
        db.statements().take_texts();

        let first = PageRequest { limit: 20, backward: false, after: None, before: None };
        let key = (START - TimeDelta::days(100), Uuid::from_u128(9601));
        let after = PageRequest { after: Some(key), ..first.clone() };
        let before = PageRequest { backward: true, before: Some(key), ..first.clone() };
        let any = SessionFilter::default();
        let status = SessionFilter { status: Some(vec![SessionStatus::Completed]), ..any.clone() };
        let rare = SessionFilter { status: Some(vec![SessionStatus::Planned, SessionStatus::InProgress]), ..any.clone() };
        let range = SessionFilter { from: Some(START - TimeDelta::days(115)), until: Some(START - TimeDelta::days(85)), ..any.clone() };
        let exercise = SessionFilter { exercise: catalogue.exercises().iter().map(|exercise| exercise.id).min(), ..any.clone() };
        let unknown = SessionFilter { exercise: Some(exercise_id("no such exercise")), ..any.clone() };
        for (filter, what) in [
            (&any, "sessions"),
            (&status, "completed sessions"),
            (&rare, "sessions to come"),
            (&range, "the sessions of a month"),
            (&exercise, "the sessions with an exercise"),
            (&unknown, "the sessions with an exercise that nobody trains"),
        ] {
            for (request, place) in [(&first, "first"), (&after, "next"), (&before, "last")] {
                let page = sessions::page(db, USER, filter, request).await.unwrap();
                assert_eq!(page.items.is_empty(), what.contains("nobody") , "{what}");
                questions.check(&format!("{what}, {place} page")).await;
            }
        }

        let found = sessions::find(db, USER, &ids(200..260, SessionId)).await.unwrap();
        assert_eq!(found.len(), 1);
        questions.check("sessions by identifier").await;
        sessions::last_done(db, USER, START).await.unwrap();
        questions.check("when each workout was last done").await;
        training::between(db, &catalogue, USER, START - TimeDelta::days(30), START).await.unwrap();
        questions.check("the recovery window").await;
        training::last_trained(db, USER, START).await.unwrap();
        questions.check("when each exercise was last trained").await;
        states_at(db, &catalogue, USER, START - TimeDelta::days(50)).await.unwrap();
        questions.check("recovery in the past").await;
        recovery::states(db, USER).await.unwrap();
        questions.check("recovery").await;
        logs::of_sessions(db, USER, &ids(0..200, |id| SessionId(Uuid::from_u128(id.as_u128() * 200)))).await.unwrap();
        questions.check("the logs of a page of sessions").await;
        logs::find(db, USER, &ids(1..20, WorkoutLogId)).await.unwrap();
        questions.check("logs by identifier").await;
        sets::of_logs(db, &ids(1..60, WorkoutLogId)).await.unwrap();
        questions.check("the sets of a page of logs").await;
        for (request, place) in [(&first, "first"), (&after, "next"), (&before, "last")] {
            swaps::page(db, USER, request).await.unwrap();
            questions.check(&format!("swaps, {place} page")).await;
        }
        swaps::find(db, USER, &ids(1..20, SwapId)).await.unwrap();
        questions.check("swaps by identifier").await;
        enrolments::all(db, USER).await.unwrap();
        questions.check("enrolments").await;
        custom_workouts::all(db, USER).await.unwrap();
        questions.check("custom workouts").await;
        custom_workouts::find(db, USER, &ids(1..20, CustomWorkoutId)).await.unwrap();
        questions.check("custom workouts by identifier").await;
        store::refresh_tokens::find(db, "hash 77").await.unwrap();
        questions.check("a refresh token").await;
        codes(refresh(&server.env, "unknown").await);
        questions.check("an unknown refresh token").await;
        assert_eq!(questions.asked, 39);

        // A question without the index that answers it: the planner has nothing better than a scan.
        db.execute_text("DROP INDEX workout_swaps_user_swapped").await.unwrap();
        swaps::page(db, USER, &PageRequest { limit: 10, ..first }).await.unwrap();
        let statement = db.statements().take_texts().pop().unwrap();
        // A connection that was open keeps planning with what it knew.
        let plan = plan(backend, &server.database.connect().await, &statement).await;
        assert!(plan.iter().any(|step| is_full_scan(step)), "{statement}\n{}", plan.join("\n"));
    }
}

#[test]
fn a_full_scan_is_told_from_the_use_of_an_index() {
    for (step, expected) in [
        ("  ->  Seq Scan on workout_logs  (cost=0.00..1.00 rows=1 width=1)", true),
        ("  ->  Parallel Seq Scan on set_logs", true),
        ("SCAN workout_sessions", true),
        ("SCAN workout_sessions USING COVERING INDEX workout_sessions_user_happens", true),
        ("SEARCH workout_logs USING INDEX workout_logs_session (session_id=?)", false),
        ("  ->  Index Scan using workout_logs_session on workout_logs", false),
        ("Seq Scan on program_enrolments", false),
    ] {
        assert_eq!(is_full_scan(step), expected, "{step}");
    }
}
