//! The schema: up and down from nothing and with data in it, and what it refuses to hold.

use gravl::{
    service::{
        catalogue::load_built_in,
        demo::{Seeded, seed},
    },
    store::{Db, migrate},
};

use crate::harness::{Backend, EmptyDatabase, TestDatabase, TestServer, on_each_database};

const TABLES: [&str; 22] = [
    "catalogue_state",
    "custom_workout_exercises",
    "custom_workouts",
    "excluded_exercises",
    "exercise_muscles",
    "exercises",
    "idempotency_keys",
    "imports",
    "muscle_group_recovery",
    "muscle_groups",
    "program_enrolments",
    "program_workout_exercises",
    "program_workouts",
    "programs",
    "rate_limits",
    "recovery_overrides",
    "refresh_tokens",
    "set_logs",
    "users",
    "workout_logs",
    "workout_sessions",
    "workout_swaps",
];

/// The tables by name, but for the migrator's own.
async fn tables(database: &TestDatabase, db: &Db) -> Vec<String> {
    let sql = match database.backend {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Backend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let mut tables = db.query_text(sql).await.unwrap().concat();
    tables.retain(|name| name != "schema_migrations" && !name.starts_with("sqlite_"));
    tables.sort_unstable();
    tables
}

async fn applied(db: &Db) -> Vec<bool> {
    migrate::status(db).await.unwrap().iter().map(|migration| migration.applied).collect()
}

/// Takes everything back, one migration at a time.
async fn down_step_by_step(database: &TestDatabase, db: &Db) {
    let count = applied(db).await.len();
    for left in (0..count).rev() {
        migrate::down(&database.url, 1).await.unwrap();
        let expected: Vec<bool> = (0..count).map(|index| index < left).collect();
        assert_eq!(applied(db).await, expected);
    }
    assert_eq!(tables(database, db).await, [""; 0]);
}

on_each_database! {
    async fn an_empty_database_goes_up_down_and_up_again(database: EmptyDatabase) {
        let EmptyDatabase(database) = database;
        let db = database.connect().await;
        assert_eq!(applied(&db).await, [false; 9]);
        migrate::up(&database.url).await.unwrap();
        assert_eq!(applied(&db).await, [true; 9]);
        assert_eq!(tables(&database, &db).await, TABLES);
        migrate::up(&database.url).await.unwrap();
        assert_eq!(tables(&database, &db).await, TABLES);
        down_step_by_step(&database, &db).await;
        migrate::up(&database.url).await.unwrap();
        assert_eq!(tables(&database, &db).await, TABLES);
    }

    async fn a_database_in_use_goes_down_and_up_again(server: TestServer) {
        let db = &server.env.db;
        let made = seed(&server.env).await.unwrap();
        assert_eq!(made, Seeded::New { sessions: 24 });
        down_step_by_step(&server.database, db).await;
        migrate::up(&server.database.url).await.unwrap();
        assert_eq!(tables(&server.database, db).await, TABLES);
        load_built_in(db).await.unwrap();
        assert_eq!(seed(&server.env).await.unwrap(), made);
    }

    async fn a_schema_that_is_behind_is_refused_in_words(database: EmptyDatabase) {
        let EmptyDatabase(database) = database;
        let db = database.connect().await;
        migrate::up(&database.url).await.unwrap();
        assert!(migrate::check(&db).await.unwrap().is_ok());
        migrate::down(&database.url, 2).await.unwrap();
        assert_eq!(
            migrate::check(&db).await.unwrap().unwrap_err().to_string(),
            "the database's schema is behind by 2 migration(s): m20261123_000008_own_exercises, \
             m20261123_000009_imports. Run `gravl migrate up` with the same DATABASE_URL"
        );
    }

    async fn a_schema_that_is_ahead_serves_and_stays_as_it_is(database: EmptyDatabase) {
        let EmptyDatabase(database) = database;
        let db = database.connect().await;
        migrate::up(&database.url).await.unwrap();
        assert_eq!(migrate::newer(&db).await.unwrap(), [""; 0]);
        let newer = "INSERT INTO schema_migrations (version, applied_at) VALUES ('m20991231_000001_next', 0)";
        db.execute_text(newer).await.unwrap();
        assert!(migrate::check(&db).await.unwrap().is_ok());
        assert_eq!(migrate::newer(&db).await.unwrap(), ["m20991231_000001_next"]);
        migrate::up(&database.url).await.unwrap();
        let refusal = migrate::down(&database.url, 1).await.unwrap_err().to_string();
        assert!(refusal.contains("the version that knows m20991231_000001_next"), "{refusal}");
        assert_eq!(applied(&db).await, [true; 9]);
        // Histories that parted cannot be joined.
        db.execute_text("DELETE FROM schema_migrations WHERE version = 'm20261123_000009_imports'").await.unwrap();
        let refusal = migrate::up(&database.url).await.unwrap_err().to_string();
        assert!(refusal.contains("lacks m20261123_000009_imports, but has m20991231_000001_next"), "{refusal}");
    }

    async fn what_contradicts_itself_is_refused(server: TestServer) {
        seed(&server.env).await.unwrap();
        let db = &server.env.db;
        for good in ROWS {
            db.execute_text(good).await.unwrap();
        }
        for (rule, bad) in REFUSED {
            let refusal = match db.execute_text(bad).await {
                Ok(()) => panic!("nothing forbids {bad}"),
                Err(error) => error.to_string().to_lowercase(),
            };
            assert!(refusal.contains(&format!("{rule} constraint")), "{bad}: {refusal}");
        }
    }

    async fn with_a_user_goes_everything_of_theirs(server: TestServer) {
        seed(&server.env).await.unwrap();
        let db = &server.env.db;
        for row in ROWS {
            db.execute_text(row).await.unwrap();
        }
        // A session of an own workout, which itself goes with the user, and a session that took another's place.
        db.execute_text(
            "UPDATE workout_sessions SET source_type = 'custom', program_workout_id = NULL,
             custom_workout_id = user_id, swapped_from_id = (SELECT from_session_id FROM workout_swaps)
             WHERE status = 'planned'",
        )
        .await
        .unwrap();
        db.execute_text("DELETE FROM users").await.unwrap();
        for table in TABLES {
            let sql = format!("SELECT CAST(count(*) AS text) AS rows FROM {table}");
            let left = db.query_text(&sql).await.unwrap();
            let shared = match table {
                "catalogue_state" => "1",
                "muscle_groups" => "17",
                "exercises" => "873",
                _ if table.starts_with("program") && table != "program_enrolments" => continue,
                "exercise_muscles" => continue,
                _ => "0",
            };
            assert_eq!(left, [[shared]], "{table}");
        }
    }
}

/// Rows of the kinds that the demo user has none of, with the identifiers of other rows.
const ROWS: [&str; 4] = [
    "INSERT INTO custom_workouts (id, user_id, name, created_at) SELECT id, id, 'Mine', created_at FROM users",
    "INSERT INTO custom_workout_exercises
     (id, custom_workout_id, position, exercise_id, sets, min_reps, max_reps, rest_seconds)
     SELECT users.id, users.id, 1, exercises.id, 3, 8, 12, 60
     FROM users CROSS JOIN exercises WHERE exercises.slug = 'plank'",
    "INSERT INTO recovery_overrides (id, user_id, muscle, at, score, created_at)
     SELECT id, id, 'chest', created_at, 90, created_at FROM users",
    "INSERT INTO workout_swaps (id, user_id, kind, from_session_id, swapped_at)
     SELECT id, user_id, 'workout', id, created_at FROM workout_sessions
     WHERE status = 'planned' ORDER BY id LIMIT 1",
];

/// What must not be, and the kind of rule that sees to it.
const REFUSED: [(&str, &str); 64] = [
    ("check", "INSERT INTO catalogue_state (id, version, built_in) VALUES (2, 0, '')"),
    // Accounts.
    ("check", "UPDATE users SET weight_unit = 'stone'"),
    (
        "foreign key",
        "INSERT INTO excluded_exercises SELECT (SELECT id FROM programs LIMIT 1), id, '2026-11-23T12:00:00Z' \
                FROM exercises",
    ),
    (
        "unique",
        "INSERT INTO users SELECT (SELECT id FROM programs LIMIT 1), email, email_key, display_name, \
                time_zone, password_hash, created_at, equipment, weight_unit FROM users",
    ),
    (
        "unique",
        "INSERT INTO refresh_tokens SELECT user_id, family_id, user_id, token_hash, created_at, \
                expires_at, NULL, NULL FROM refresh_tokens",
    ),
    // The catalogue.
    ("check", "UPDATE exercise_muscles SET role = 'tertiary'"),
    ("unique", "UPDATE exercise_muscles SET role = 'primary'"),
    ("foreign key", "UPDATE exercise_muscles SET muscle = 'wings' WHERE role = 'primary'"),
    ("unique", "UPDATE exercises SET slug = 'plank'"),
    ("unique", "UPDATE programs SET slug = 'full-body-3'"),
    ("check", "UPDATE program_workouts SET day = 0"),
    ("check", "UPDATE program_workouts SET day = 8"),
    ("unique", "UPDATE program_workouts SET day = 1"),
    ("unique", "UPDATE program_workout_exercises SET position = 1"),
    ("check", "UPDATE program_workout_exercises SET position = 0"),
    ("check", "UPDATE program_workout_exercises SET sets = 0"),
    ("check", "UPDATE program_workout_exercises SET sets = 21"),
    ("check", "UPDATE program_workout_exercises SET min_reps = 0"),
    ("check", "UPDATE program_workout_exercises SET max_reps = min_reps - 1"),
    ("check", "UPDATE program_workout_exercises SET max_reps = 101"),
    ("check", "UPDATE program_workout_exercises SET target_rir = 10.5"),
    ("check", "UPDATE program_workout_exercises SET rest_seconds = 901"),
    // What a user can train.
    ("check", "UPDATE program_enrolments SET weeks = 0"),
    ("check", "UPDATE program_enrolments SET weeks = 53"),
    ("check", "UPDATE program_enrolments SET weekdays = 0"),
    ("check", "UPDATE program_enrolments SET weekdays = 128"),
    ("check", "UPDATE custom_workout_exercises SET position = 0"),
    ("check", "UPDATE custom_workout_exercises SET sets = 0"),
    ("check", "UPDATE custom_workout_exercises SET max_reps = min_reps - 1"),
    ("check", "UPDATE custom_workout_exercises SET target_rir = -1"),
    ("check", "UPDATE custom_workout_exercises SET rest_seconds = -1"),
    // Sessions: one source, and a status that fits the instants.
    ("check", "UPDATE workout_sessions SET source_type = 'other'"),
    ("check", "UPDATE workout_sessions SET source_type = 'custom'"),
    ("check", "UPDATE workout_sessions SET source_type = 'ad_hoc'"),
    ("check", "UPDATE workout_sessions SET program_workout_id = NULL"),
    ("check", "UPDATE workout_sessions SET custom_workout_id = user_id"),
    ("foreign key", "UPDATE workout_sessions SET program_workout_id = user_id"),
    ("check", "UPDATE workout_sessions SET status = 'paused', completed_at = NULL"),
    ("check", "UPDATE workout_sessions SET status = 'completed' WHERE status = 'planned'"),
    ("check", "UPDATE workout_sessions SET status = 'skipped' WHERE status = 'completed'"),
    ("check", "UPDATE workout_sessions SET completed_at = NULL WHERE status = 'completed'"),
    ("check", "UPDATE workout_sessions SET planned_for = NULL WHERE status = 'planned'"),
    ("check", "UPDATE workout_sessions SET status = 'in_progress' WHERE status = 'planned'"),
    // Logs: the same of their source.
    ("check", "UPDATE workout_logs SET source_type = 'other'"),
    ("check", "UPDATE workout_logs SET source_type = 'custom'"),
    ("check", "UPDATE workout_logs SET source_type = 'ad_hoc'"),
    ("check", "UPDATE workout_logs SET program_workout_exercise_id = NULL"),
    ("check", "UPDATE workout_logs SET custom_workout_id = (SELECT id FROM custom_workouts)"),
    ("check", "UPDATE workout_logs SET position = 0"),
    // Sets.
    ("check", "UPDATE set_logs SET number = 0 WHERE number = 1"),
    ("check", "UPDATE set_logs SET kind = 'super'"),
    ("check", "UPDATE set_logs SET reps = -1"),
    ("check", "UPDATE set_logs SET reps = 1001"),
    ("check", "UPDATE set_logs SET weight_kg = -1000.5"),
    ("check", "UPDATE set_logs SET rir = 10.5"),
    ("check", "UPDATE set_logs SET duration_seconds = 86401"),
    ("check", "UPDATE set_logs SET distance_meters = -0.5"),
    // Recovery.
    ("check", "UPDATE muscle_group_recovery SET residual = -0.001"),
    ("foreign key", "UPDATE muscle_group_recovery SET muscle = 'wings' WHERE muscle = 'chest'"),
    ("check", "UPDATE recovery_overrides SET score = 0"),
    ("check", "UPDATE recovery_overrides SET score = 100.5"),
    // Swaps.
    ("check", "UPDATE workout_swaps SET kind = 'other', from_session_id = NULL"),
    ("check", "UPDATE workout_swaps SET kind = 'exercise'"),
    (
        "unique",
        "INSERT INTO workout_swaps (id, user_id, kind, from_session_id, swapped_at) \
                SELECT user_id, user_id, 'workout', from_session_id, swapped_at FROM workout_swaps",
    ),
];
