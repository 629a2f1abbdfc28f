//! Everything that a user owns: out as one JSON text, and in again without loss.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, assert_same, exercise, log, on_each_database};

const CSV: &str = include_str!("../data/import/hevy-lbs.tsv");

async fn export(app: &TestApp, user: &TestUser) -> Value {
    let text = app.data(user, "{ exportMyData }", json!({})).await["exportMyData"].take();
    serde_json::from_str(text.as_str().unwrap()).unwrap()
}

async fn import(app: &TestApp, user: &TestUser, input: Value) -> Value {
    let fields = "sessionsAdded sessionsKnown setsAdded exercisesAdded customWorkoutsAdded swapsAdded overridesAdded userErrors { code message }";
    app.mutate(user, "importMyData", fields, input).await
}

/// An export with its identifiers in place of the order in which they appear, and without what only one user has.
fn anonymous(mut archive: Value) -> String {
    archive["profile"] = Value::Null;
    for import in archive["imports"].as_array_mut().unwrap() {
        import["receipt"] = Value::Null;
    }
    for exercise in archive["exercises"].as_array_mut().unwrap() {
        exercise["slug"] = Value::Null;
    }
    for session in archive["sessions"].as_array_mut().unwrap() {
        session["user"] = Value::Null;
    }
    let mut names: HashMap<String, String> = HashMap::new();
    let text = archive.to_string();
    let mut result = text.clone();
    for word in text.split('"').filter(|word| uuid::Uuid::try_parse(word).is_ok()) {
        let next = names.len();
        let name = names.entry(word.to_owned()).or_insert_with(|| format!("id {next}"));
        result = result.replace(word, name);
    }
    result
}

/// Something of everything that a user can own.
async fn fill(app: &TestApp, user: &TestUser) {
    let user_errors = "userErrors { code message }";
    let own = json!({ "name": "Yoke Shove", "primaryMuscle": "QUADRICEPS" });
    let made = app.mutate(user, "createExercise", "exercise { id }", own).await;
    let gone = json!({ "name": "Gone", "primaryMuscle": "CHEST" });
    let gone = app.mutate(user, "createExercise", "exercise { id }", gone).await;
    let sets = json!([{ "reps": 5, "weight": 135.5, "unit": "POUND", "rpe": 8.5 }, { "durationSeconds": 40, "kind": "DROP" }]);
    let logs = json!([{ "exerciseId": gone["exercise"]["id"], "sets": sets, "notes": "a \"note\"\n" }, log("pushups", 3)]);
    let old = json!({ "completedAt": "2026-11-20T10:00:00Z", "logs": logs, "notes": "old" });
    app.mutate(user, "logSession", user_errors, old).await;
    app.mutate(user, "deleteExercise", user_errors, json!({ "exerciseId": gone["exercise"]["id"] })).await;
    app.mutate(user, "excludeExercise", user_errors, json!({ "exerciseId": exercise("barbell-curl") })).await;
    let row =
        |id: &Value| json!({ "exerciseId": id, "sets": 3, "minReps": 5, "maxReps": 8, "targetRir": 1.5 });
    let workout =
        json!({ "name": "Yard", "exercises": [row(&made["exercise"]["id"]), row(&exercise("pushups"))] });
    let yard = app.mutate(user, "createCustomWorkout", "customWorkout { id }", workout.clone()).await;
    let other = app.mutate(user, "createCustomWorkout", "customWorkout { id }", workout).await;
    let plan = json!({ "workoutId": yard["customWorkout"]["id"], "plannedFor": "2026-11-24" });
    let planned = app.mutate(user, "planSession", "session { id }", plan).await;
    let swap = json!({ "sessionId": planned["session"]["id"], "workoutId": other["customWorkout"]["id"], "reason": "why not" });
    app.mutate(user, "swapWorkout", user_errors, swap).await;
    app.mutate(
        user,
        "deleteCustomWorkout",
        user_errors,
        json!({ "customWorkoutId": other["customWorkout"]["id"] }),
    )
    .await;
    let start = json!({ "workoutId": yard["customWorkout"]["id"] });
    let started = app.mutate(user, "startSession", "session { id logs { id } }", start).await;
    let exchange = json!({ "workoutLogId": started["session"]["logs"][1]["id"], "exerciseId": exercise("dips-chest-version"), "scope": "ONWARD" });
    app.mutate(user, "swapExercise", user_errors, exchange).await;
    app.mutate(user, "overrideRecovery", user_errors, json!({ "muscle": "CHEST", "score": 90.1 })).await;
    let programs = app.data(user, "{ programs(first: 1) { nodes { id } } }", json!({})).await;
    let follow = json!({ "programId": programs["programs"]["nodes"][0]["id"], "startsOn": "2026-11-23", "weekdays": ["MONDAY"], "weeks": 2 });
    app.mutate(user, "followProgram", user_errors, follow).await;
    app.mutate(user, "importSessions", user_errors, json!({ "csv": CSV })).await;
}

on_each_database! {
    async fn what_goes_out_comes_in_again_without_loss(app: TestApp) {
        let [ada, bob] = [app.sign_up("ada").await, app.sign_up("bob").await];
        fill(&app, &ada).await;
        let of_ada = export(&app, &ada).await;
        for kind in ["exercises", "excluded_exercises", "workouts", "enrolments", "imports", "sessions", "swaps", "overrides"] {
            assert!(!of_ada[kind].as_array().unwrap().is_empty(), "{kind}");
        }
        let came = import(&app, &bob, json!({ "json": of_ada.to_string() })).await;
        assert_eq!(came["userErrors"], json!([]));
        assert_eq!(came["sessionsAdded"], of_ada["sessions"].as_array().unwrap().len());
        assert_eq!(came["swapsAdded"], 2);
        assert_eq!(anonymous(export(&app, &bob).await), anonymous(of_ada.clone()));
        let now = app.server.now();
        assert_same(&app.server.states(&bob, now).await, &app.server.states(&ada, now).await, now, "bob and ada");
        assert_same(&app.server.states(&bob, now).await, &app.server.replayed(&bob, now).await, now, "bob");

        let before = export(&app, &bob).await["sessions"].clone();
        for user in [&bob, &ada] {
            let again = import(&app, user, json!({ "json": of_ada.to_string() })).await;
            assert_eq!([&again["sessionsAdded"], &again["setsAdded"], &again["swapsAdded"], &again["exercisesAdded"]], [0, 0, 0, 0]);
        }
        assert_eq!(export(&app, &bob).await["sessions"], before);
        assert_eq!(export(&app, &ada).await["sessions"], of_ada["sessions"]);
    }

    async fn what_was_lost_is_brought_back_and_the_rest_left_alone(app: TestApp) {
        let ada = app.sign_up("ada").await;
        fill(&app, &ada).await;
        let saved = export(&app, &ada).await;
        let list = "{ sessions(first: 50) { nodes { id status notes } } }";
        let sessions = app.data(&ada, list, json!({})).await["sessions"]["nodes"].take();
        let find = |notes: &str| sessions.as_array().unwrap().iter().find(|one| one["notes"] == notes).unwrap()["id"].clone();
        app.mutate(&ada, "deleteSession", "deletedId", json!({ "sessionId": find("old") })).await;
        let now = app.server.now();
        let without = app.server.states(&ada, now).await;
        let came = import(&app, &ada, json!({ "json": saved.to_string(), "idempotencyKey": "k" })).await;
        assert_eq!([&came["sessionsAdded"], &came["setsAdded"]], [1, 5]);
        assert_eq!(import(&app, &ada, json!({ "json": saved.to_string(), "idempotencyKey": "k" })).await, came);
        assert_eq!(anonymous(export(&app, &ada).await), anonymous(saved));
        assert!(app.server.states(&ada, now).await != without);
    }

    async fn what_is_not_ones_own_cannot_be_pointed_at(app: TestApp) {
        let [ada, bob] = [app.sign_up("ada").await, app.sign_up("bob").await];
        fill(&app, &ada).await;
        let of_ada = export(&app, &ada).await;
        let of_bob = export(&app, &bob).await;
        let refused = async |change: &dyn Fn(&mut Value), words: &str| {
            let mut export = of_bob.clone();
            change(&mut export);
            let answer = import(&app, &bob, json!({ "json": export.to_string() })).await;
            assert_eq!(answer["userErrors"][0]["code"], "INVALID", "{words}: {answer}");
            let message = answer["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.contains(words), "{message}");
        };
        let trained = of_ada["sessions"].as_array().unwrap().iter().find(|one| one["notes"] == "old").unwrap();
        refused(&|export| export["sessions"] = json!([trained]), "neither in it nor known here").await;
        let session = |change: &dyn Fn(&mut Value)| {
            let mut session = trained.clone();
            session["logs"].as_array_mut().unwrap().remove(0);
            change(&mut session);
            json!([session])
        };
        refused(&|export| export["sessions"] = session(&|one| one["completed_at"] = json!("2027-11-20T10:00:00Z")), "future").await;
        refused(&|export| export["sessions"] = session(&|one| one["status"] = json!("planned")), "contradicts itself").await;
        refused(&|export| export["sessions"] = session(&|one| one["logs"][0]["sets"][0]["reps"] = json!(5000)), "contradicts itself").await;
        refused(&|export| export["sessions"] = session(&|one| one["logs"][0]["sets"][0]["reps"] = json!("many")), "damaged").await;
        refused(&|export| export["sessions"] = session(&|one| one["notes"] = json!("a\0b")), "U+0000").await;
        let fine = { let mut export = of_bob.clone(); export["sessions"] = session(&|_| ()); export };
        assert_eq!(import(&app, &bob, json!({ "json": fine.to_string() })).await["sessionsAdded"], 1);
    }

    async fn a_profile_is_taken_over_only_where_it_is_wanted(app: TestApp) {
        let [ada, bob] = [app.sign_up("ada").await, app.sign_up("bob").await];
        app.mutate(&ada, "updateProfile", "userErrors { code }", json!({ "weightUnit": "POUND", "equipment": ["BANDS"], "timeZone": "Asia/Tokyo" })).await;
        let text = export(&app, &ada).await.to_string();
        let viewer = "{ viewer { displayName email timeZone weightUnit equipment } }";
        let before = app.data(&bob, viewer, json!({})).await;
        import(&app, &bob, json!({ "json": text })).await;
        assert_eq!(app.data(&bob, viewer, json!({})).await, before);
        import(&app, &bob, json!({ "json": text, "profile": true })).await;
        let mut expected = app.data(&ada, viewer, json!({})).await;
        expected["viewer"]["email"] = before["viewer"]["email"].clone();
        assert_eq!(app.data(&bob, viewer, json!({})).await, expected);
    }
}
