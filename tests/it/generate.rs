//! Workouts made for now: shown, kept, started.

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, exercise, log, on_each_database};

const GENERATED: &str = "userErrors { code message field } customWorkout { id name exercises { sets exercise { slug } } }
    session { id status workout { id } logs { exercise { slug } } }
    generated { name estimatedMinutes exercises { sets exercise { slug equipment muscles { role muscleGroup { muscle } } }
        reasons { code value message muscleGroup { muscle } } } }";

async fn generate(app: &TestApp, user: &TestUser, input: Value) -> Value {
    app.mutate(user, "generateWorkout", GENERATED, input).await
}

fn slugs(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one["exercise"]["slug"].as_str().unwrap().to_owned()).collect()
}

fn primaries(payload: &Value) -> Vec<Value> {
    let exercises = payload["generated"]["exercises"].as_array().unwrap();
    exercises.iter().map(|one| one["exercise"]["muscles"][0]["muscleGroup"]["muscle"].clone()).collect()
}

async fn rows(app: &TestApp, table: &str) -> String {
    let sql = format!("SELECT CAST(COUNT(*) AS text) AS n FROM {table}");
    app.server.env.db.query_text(&sql).await.unwrap().concat().concat()
}

on_each_database! {
    async fn a_workout_is_shown_kept_and_started(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let shown = generate(&app, &ada, json!({ "minutes": 60 })).await;
        assert_eq!(shown["userErrors"], json!([]));
        assert_eq!([&shown["customWorkout"], &shown["session"]], [&Value::Null, &Value::Null]);
        assert_eq!(rows(&app, "custom_workouts").await, "0");
        let plan = &shown["generated"];
        assert!((40..=60).contains(&plan["estimatedMinutes"].as_i64().unwrap()), "{plan}");
        assert_eq!(slugs(&plan["exercises"])[0], "barbell-bench-press-medium-grip");
        for one in plan["exercises"].as_array().unwrap() {
            assert_eq!(one["reasons"][0]["code"], "MUSCLE_RECOVERED");
            assert_eq!(one["reasons"][0]["muscleGroup"]["muscle"], one["exercise"]["muscles"][0]["muscleGroup"]["muscle"]);
        }
        assert_eq!(generate(&app, &ada, json!({ "minutes": 60 })).await, shown, "the same wish, the same workout");

        let saved = generate(&app, &ada, json!({ "minutes": 60, "action": "SAVE", "name": "Monday" })).await;
        assert_eq!(saved["customWorkout"]["name"], "Monday");
        assert_eq!(slugs(&saved["customWorkout"]["exercises"]), slugs(&plan["exercises"]));
        assert_eq!(rows(&app, "workout_sessions").await, "0");

        let input = json!({ "minutes": 60, "action": "START", "idempotencyKey": "k" });
        let started = generate(&app, &ada, input.clone()).await;
        assert_eq!(started["session"]["status"], "IN_PROGRESS");
        assert_eq!(started["session"]["workout"]["id"], started["customWorkout"]["id"]);
        assert_eq!(slugs(&started["session"]["logs"]), slugs(&plan["exercises"]));
        assert_eq!(generate(&app, &ada, input).await, started, "a retry starts nothing new");
        assert_eq!([rows(&app, "workout_sessions").await, rows(&app, "custom_workouts").await], ["1", "2"]);
    }

    async fn wishes_and_preferences_are_kept(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let focused = generate(&app, &ada, json!({ "minutes": 60, "focus": ["CHEST", "BICEPS"] })).await;
        assert!(primaries(&focused).iter().all(|muscle| muscle == "CHEST" || muscle == "BICEPS"));
        assert_eq!(focused["generated"]["name"], "Chest and biceps");
        let reasons = focused["generated"]["exercises"][0]["reasons"].as_array().unwrap();
        assert_eq!(reasons.last().unwrap()["message"], "Chest is what you asked for");
        let avoiding = generate(&app, &ada, json!({ "minutes": 60, "avoid": ["SHOULDERS"] })).await;
        assert!(!avoiding["generated"]["exercises"].to_string().contains("SHOULDERS"));

        app.mutate(&ada, "updateProfile", "userErrors { code }", json!({ "equipment": ["DUMBBELL"] })).await;
        let at_home = generate(&app, &ada, json!({ "minutes": 60 })).await;
        let gear = |payload: &Value| -> Vec<Value> {
            payload["generated"]["exercises"].as_array().unwrap().iter().map(|one| one["exercise"]["equipment"].clone()).collect()
        };
        assert!(gear(&at_home).iter().all(|one| one == "DUMBBELL" || one == "BODY_ONLY" || one == "NONE"), "{at_home}");
        let asked = generate(&app, &ada, json!({ "minutes": 60, "equipment": ["BARBELL"] })).await;
        assert!(gear(&asked).contains(&json!("BARBELL")));
        let first = &slugs(&at_home["generated"]["exercises"])[0];
        let exclude = json!({ "exerciseId": exercise(first) });
        app.mutate(&ada, "excludeExercise", "userErrors { code }", exclude).await;
        let without = generate(&app, &ada, json!({ "minutes": 60 })).await;
        assert!(!slugs(&without["generated"]["exercises"]).contains(first));
    }

    async fn what_is_tired_is_left_alone(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let logs = json!({ "logs": [log("barbell-bench-press-medium-grip", 8)] });
        app.mutate(&ada, "logSession", "userErrors { code }", logs).await;
        let spared = generate(&app, &ada, json!({ "minutes": 90 })).await;
        assert!(!primaries(&spared).contains(&json!("CHEST")), "{spared}");
        let refused = generate(&app, &ada, json!({ "minutes": 90, "focus": ["CHEST"], "action": "SAVE" })).await;
        assert_eq!(refused["generated"], Value::Null);
        assert_eq!(refused["userErrors"][0]["code"], "INVALID");
        for minutes in [9, 241, -1] {
            let refused = generate(&app, &ada, json!({ "minutes": minutes })).await;
            assert_eq!(refused["userErrors"][0]["field"], json!(["input", "minutes"]));
        }
        assert_eq!(rows(&app, "custom_workouts").await, "0");
    }
}
