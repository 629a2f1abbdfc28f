//! Histories from other apps: brought once, told line by line, and taken back whole.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, assert_same, on_each_database};

const RECEIPT: &str = "receipt { source rows setsCreated sessionsCreated sessionsKnown created { name startedAt sets }
    known { name sets } exercises { name sets similarity isNew exercise { slug name isOwn } candidates { slug } }
    skipped { line reason } errors { line reason } remarks { line reason } }";
const SESSIONS: &str = "{ sessions(first: 10) { nodes { id title startedAt completedAt notes status workout { name }
    logs { superset notes exercise { name isOwn } sets { number kind reps weight rir durationSeconds distanceMeters } } } } }";

const STRONG: &str = include_str!("../data/import/strong-2020.csv");
const HEVY: &str = include_str!("../data/import/hevy-kg.csv");

/// Two sessions of the last days: one exercise that everybody knows, one that nobody does.
const OWN: &str = "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,Distance Unit,Seconds,Notes,Workout Notes
2026-11-21 18:00:00,Push,\"Bench Press (Barbell)\",1,100,kg,10,10,0,m,0,,
2026-11-21 18:00:00,Push,\"Bench Press (Barbell)\",2,100,kg,10,10,0,m,0,,
2026-11-21 18:00:00,Push,\"Bench Press (Barbell)\",Rest Timer,0,kg,0,,0,m,90,,
2026-11-22 18:00:00,Odd,Wobble Cart Drag,1,60,kg,8,9,0,m,0,,
2026-11-22 18:00:00,Odd,Wobble Cart Drag,x1,60,kg,many,9,0,m,0,,
2026-12-22 18:00:00,Later,Wobble Cart Drag,1,60,kg,8,9,0,m,0,,
";

async fn bring(app: &TestApp, user: &TestUser, input: Value) -> Value {
    let fields = format!(
        "userErrors {{ code message field }} sessionImport {{ id undoneAt }} recovery {{ score muscleGroup {{ muscle }} }} {RECEIPT}"
    );
    app.mutate(user, "importSessions", &fields, input).await
}

async fn sessions(app: &TestApp, user: &TestUser) -> Vec<Value> {
    app.data(user, SESSIONS, json!({})).await["sessions"]["nodes"].as_array().unwrap().clone()
}

async fn undo(app: &TestApp, user: &TestUser, import: &Value) -> Value {
    let fields = "userErrors { code } sessionsRemoved exercisesRemoved exercisesKept sessionImport { undoneAt } recovery { score }";
    app.mutate(user, "undoImport", fields, json!({ "importId": import })).await
}

async fn rows(app: &TestApp, table: &str) -> String {
    let sql = format!("SELECT CAST(COUNT(*) AS text) AS n FROM {table}");
    app.server.env.db.query_text(&sql).await.unwrap().concat().concat()
}

on_each_database! {
    async fn a_file_is_brought_and_every_line_is_accounted_for(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let brought = bring(&app, &ada, json!({ "csv": OWN, "timeZone": "Europe/Berlin" })).await;
        assert_eq!(brought["userErrors"], json!([]));
        let receipt = &brought["receipt"];
        assert_eq!(receipt["source"], "STRONG");
        assert_eq!([&receipt["rows"], &receipt["setsCreated"], &receipt["sessionsCreated"]], [6, 3, 2]);
        assert_eq!(receipt["skipped"].as_array().unwrap().len(), 1);
        assert_eq!(receipt["skipped"][0]["line"], 4);
        let errors = receipt["errors"].as_array().unwrap();
        assert_eq!(errors.iter().map(|error| &error["line"]).collect::<Vec<_>>(), [6, 7]);
        assert!(errors[1]["reason"].as_str().unwrap().contains("future"), "{errors:?}");
        let names = receipt["exercises"].as_array().unwrap();
        assert_eq!(names[0]["exercise"]["slug"], "barbell-bench-press-medium-grip");
        assert_eq!(names[0]["isNew"], false);
        assert_eq!(names[1]["name"], "Wobble Cart Drag");
        assert_eq!(names[1]["exercise"]["isOwn"], true);
        assert_eq!(names[1]["similarity"], Value::Null);

        let kept = sessions(&app, &ada).await;
        assert_eq!(kept.iter().map(|session| &session["title"]).collect::<Vec<_>>(), ["Odd", "Push"]);
        assert_eq!(kept[1]["startedAt"], "2026-11-21T17:00:00Z");
        assert_eq!(kept[1]["workout"], Value::Null);
        assert_eq!(kept[1]["logs"][0]["sets"], json!([
            { "number": 1, "kind": "NORMAL", "reps": 10, "weight": 100.0, "rir": 0.0, "durationSeconds": null, "distanceMeters": null },
            { "number": 2, "kind": "NORMAL", "reps": 10, "weight": 100.0, "rir": 0.0, "durationSeconds": null, "distanceMeters": null },
        ]));
        let changed = brought["recovery"].as_array().unwrap();
        assert!(changed.iter().any(|one| one["muscleGroup"]["muscle"] == "CHEST" && one["score"].as_f64().unwrap() < 90.0));
        app.server.check_exact(&ada).await;
    }

    async fn what_was_imported_before_is_not_imported_again(app: TestApp) {
        let [ada, bob] = [app.sign_up("ada").await, app.sign_up("bob").await];
        let csv = json!({ "csv": STRONG, "unit": "KILOGRAM" });
        let first = bring(&app, &ada, csv.clone()).await;
        assert_eq!(first["userErrors"], json!([]));
        let kept = sessions(&app, &ada).await;
        let again = bring(&app, &ada, csv.clone()).await;
        assert_eq!(again["receipt"]["sessionsCreated"], 0);
        assert_eq!(again["receipt"]["sessionsKnown"], first["receipt"]["sessionsCreated"]);
        assert_eq!(sessions(&app, &ada).await, kept);
        let edit = json!({ "sessionId": kept[0]["id"], "logs": [] , "notes": "mine" });
        app.mutate(&ada, "updateSession", "userErrors { code }", edit).await;
        bring(&app, &ada, csv.clone()).await;
        assert_eq!(sessions(&app, &ada).await[0]["notes"], "mine", "what was changed since stays changed");
        let of_bob = bring(&app, &bob, csv).await;
        assert_eq!(of_bob["receipt"]["sessionsCreated"], first["receipt"]["sessionsCreated"], "everybody has their own");
    }

    async fn a_dry_run_tells_the_same_and_writes_nothing(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let tables = ["workout_sessions", "workout_logs", "set_logs", "imports", "exercises", "idempotency_keys"];
        let mut before = Vec::new();
        for table in tables {
            before.push(rows(&app, table).await);
        }
        let dry = bring(&app, &ada, json!({ "csv": OWN, "dryRun": true, "idempotencyKey": "k" })).await;
        assert_eq!(dry["sessionImport"], Value::Null);
        for (table, before) in tables.iter().zip(before) {
            assert_eq!(rows(&app, table).await, before, "{table}");
        }
        let real = bring(&app, &ada, json!({ "csv": OWN, "dryRun": false, "idempotencyKey": "l" })).await;
        let mut told = dry["receipt"].clone();
        assert_eq!(told["exercises"][1]["exercise"], Value::Null);
        told["exercises"][1]["exercise"] = real["receipt"]["exercises"][1]["exercise"].clone();
        assert_eq!(told, real["receipt"]);
    }

    async fn a_retry_brings_nothing_twice_and_answers_the_same(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let input = json!({ "csv": OWN, "idempotencyKey": "k" });
        let first = bring(&app, &ada, input.clone()).await;
        assert_eq!(bring(&app, &ada, input).await, first);
        let other = bring(&app, &ada, json!({ "csv": HEVY, "idempotencyKey": "k" })).await;
        assert_eq!(other["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(sessions(&app, &ada).await.len(), 2);
    }

    async fn an_undone_import_leaves_what_was_there_before(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let log = json!({ "logs": [{ "exerciseId": crate::harness::exercise("pushups"), "sets": [{ "reps": 10 }] }] });
        app.mutate(&ada, "logSession", "userErrors { code }", log).await;
        let before = (sessions(&app, &ada).await, app.server.states(&ada, app.server.now()).await);

        let import = bring(&app, &ada, json!({ "csv": OWN })).await;
        let id = &import["sessionImport"]["id"];
        let drag = &import["receipt"]["exercises"][1]["exercise"]["slug"];
        let undone = undo(&app, &ada, id).await;
        assert_eq!([&undone["sessionsRemoved"], &undone["exercisesRemoved"], &undone["exercisesKept"]], [2, 1, 0]);
        assert!(undone["sessionImport"]["undoneAt"].is_string());
        assert_eq!(sessions(&app, &ada).await, before.0);
        assert_same(&app.server.states(&ada, app.server.now()).await, &before.1, app.server.now(), "undone");
        app.server.check_exact(&ada).await;
        let gone = app.data(&ada, "query($slug: String!) { exercise(slug: $slug) { id } }", json!({ "slug": drag })).await;
        assert_eq!(gone["exercise"], Value::Null);
        assert_eq!(undo(&app, &ada, id).await["userErrors"][0]["code"], "CONFLICT");
        let bob = app.sign_up("bob").await;
        assert_eq!(undo(&app, &bob, id).await["userErrors"][0]["code"], "NOT_FOUND");
        let again = bring(&app, &ada, json!({ "csv": OWN })).await;
        assert_eq!(again["receipt"]["sessionsCreated"], 2, "what was undone can come again");
        let imports = app.data(&ada, "{ sessionImports { id undoneAt receipt { rows } } }", json!({})).await;
        assert_eq!(imports["sessionImports"].as_array().unwrap().len(), 2);
        assert_eq!(imports["sessionImports"][1]["id"], *id);
    }

    async fn an_exercise_that_something_else_uses_survives_the_undoing(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let import = bring(&app, &ada, json!({ "csv": OWN })).await;
        let found = app.data(&ada, "{ exercises(filter: { search: \"wobble\" }) { nodes { id } } }", json!({})).await;
        let drag = &found["exercises"]["nodes"][0]["id"];
        let change = json!({ "exerciseId": drag, "primaryMuscle": "QUADRICEPS" });
        let changed = app.mutate(&ada, "updateExercise", "userErrors { code } recovery { muscleGroup { muscle } }", change).await;
        assert_eq!(changed["recovery"][0]["muscleGroup"]["muscle"], "QUADRICEPS", "what was imported tires from now on");
        app.server.check_exact(&ada).await;
        let log = json!({ "logs": [{ "exerciseId": drag, "sets": [{ "reps": 10 }] }] });
        app.mutate(&ada, "logSession", "userErrors { code }", log).await;
        let undone = undo(&app, &ada, &import["sessionImport"]["id"]).await;
        assert_eq!([&undone["sessionsRemoved"], &undone["exercisesRemoved"], &undone["exercisesKept"]], [2, 0, 1]);
        assert_eq!(sessions(&app, &ada).await[0]["logs"][0]["exercise"]["name"], "Wobble Cart Drag");
        app.server.check_exact(&ada).await;
        let again = bring(&app, &ada, json!({ "csv": OWN })).await;
        assert_eq!(again["receipt"]["exercises"][1]["similarity"], 1.0, "the name is known now");
    }

    async fn supersets_titles_and_notes_come_along(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let brought = bring(&app, &ada, json!({ "csv": HEVY, "source": "HEVY" })).await;
        assert_eq!(brought["userErrors"], json!([]));
        let all = sessions(&app, &ada).await;
        let upper = all.iter().find(|session| session["title"] == "Upper, heavy").unwrap();
        assert_eq!(upper["logs"][0]["notes"], "elbows in");
        assert_eq!([&upper["logs"][0]["superset"], &upper["logs"][1]["superset"]], [1, 1]);
        assert_eq!(upper["logs"][0]["sets"][0]["kind"], "WARM_UP");
        let sets: usize = all.iter().flat_map(|session| session["logs"].as_array().unwrap()).map(|log| log["sets"].as_array().unwrap().len()).sum();
        assert_eq!(brought["receipt"]["setsCreated"], sets);
    }

    async fn what_cannot_be_read_is_refused_whole(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let too_many = format!("{}{}", OWN.lines().next().unwrap(), "\n2026-11-21 18:00:00,P,Squat,1,1,kg,1,,0,m,0,,".repeat(50_001));
        for (input, words) in [
            (json!({ "csv": "" }), "empty"),
            (json!({ "csv": "a,b,c\n1,2,3\n" }), "header"),
            (json!({ "csv": OWN, "source": "HEVY" }), "header"),
            (json!({ "csv": OWN, "timeZone": "Mars/Olympus" }), "IANA"),
            (json!({ "csv": STRONG }), "unit"),
            (json!({ "csv": too_many }), "50000 rows"),
        ] {
            let refused = bring(&app, &ada, input).await;
            assert_eq!(refused["receipt"], Value::Null);
            assert_eq!(refused["userErrors"][0]["code"], "INVALID");
            let message = refused["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.to_lowercase().contains(&words.to_lowercase()), "{message}");
        }
        assert_eq!(rows(&app, "workout_sessions").await, "0");
    }

    async fn the_largest_file_is_brought(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let mut csv = OWN.lines().next().unwrap().to_owned();
        for session in 0..1000 {
            for set in 0..50 {
                let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(session);
                write!(csv, "\n{day} 18:00:00,Long,\"Exercise {}\",{},60,kg,8,,0,m,0,,", set / 10, set % 10 + 1).unwrap();
            }
        }
        let brought = bring(&app, &ada, json!({ "csv": csv })).await;
        assert_eq!(brought["userErrors"], json!([]));
        assert_eq!([&brought["receipt"]["setsCreated"], &brought["receipt"]["sessionsCreated"]], [50_000, 1000]);
        assert_eq!(rows(&app, "set_logs").await, "50000");
    }
}
