//! What a history shows, on a history whose sums are known.

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, on_each_database};

const BENCH: &str = "barbell-bench-press-medium-grip";

fn exercise(slug: &str) -> Value {
    json!(format!("exe_{}", gravl::catalogue::exercise_id(slug).0.simple()))
}

async fn train(app: &TestApp, user: &TestUser, at: &str, slug: &str, sets: Value) {
    let input = json!({ "completedAt": at, "logs": [{ "exerciseId": exercise(slug), "sets": sets }] });
    let query = "mutation($input: LogSessionInput!) { logSession(input: $input) { userErrors { message } } }";
    let data = app.data(user, query, json!({ "input": input })).await;
    assert_eq!(data["logSession"]["userErrors"], json!([]));
}

fn sets(weight: f64, reps: &[i32]) -> Value {
    reps.iter().map(|reps| json!({ "weight": weight, "reps": reps, "rir": 1 })).collect()
}

on_each_database! {
    async fn weeks_and_days_add_up_where_the_user_lives(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let zone = "mutation { updateProfile(input: { timeZone: \"Pacific/Auckland\" }) { userErrors { field } } }";
        app.data(&ada, zone, json!({})).await;
        // Sunday evening in UTC, Monday the 9th in Auckland.
        train(&app, &ada, "2026-11-08T18:00:00Z", BENCH, json!([
            { "kind": "WARM_UP", "weight": 20, "reps": 10 }, { "weight": 60, "reps": 10 }, { "weight": 60, "reps": 8 },
            { "weight": -10, "reps": 5 }, { "reps": 12 }, { "weight": 80, "reps": 0 },
        ])).await;
        train(&app, &ada, "2026-11-20T06:00:00Z", "plank", json!([{ "durationSeconds": 60 }])).await;
        train(&app, &ada, "2026-11-20T09:00:00Z", BENCH, sets(50.0, &[10])).await;
        let query = "query($from: Date!, $to: Date!) { weeklyVolume(from: $from, to: $to) { week sessions sets tonnage
            pounds: tonnage(unit: POUND) muscleGroups { fractionalSets muscleGroup { muscle } } }
            trainingDays(from: $from, to: $to) { day sessions sets } }";
        let data = app.data(&ada, query, json!({ "from": "2026-11-11", "to": "2026-11-22" })).await;
        let weeks = data["weeklyVolume"].as_array().unwrap();
        let summary: Vec<Value> = weeks.iter().map(|w| json!([w["week"], w["sessions"], w["sets"], w["tonnage"]])).collect();
        assert_eq!(summary, [json!(["2026-11-09", 1, 4, 1080.0]), json!(["2026-11-16", 2, 2, 500.0])]);
        assert_eq!(weeks[0]["pounds"], 2_380.992_432);
        let of = |week: &Value, muscle: &str| week["muscleGroups"].as_array().unwrap().iter().find(|m| m["muscleGroup"]["muscle"] == muscle).unwrap()["fractionalSets"].clone();
        assert_eq!((of(&weeks[0], "CHEST"), of(&weeks[0], "TRICEPS"), of(&weeks[1], "ABDOMINALS")), (json!(4.0), json!(2.0), json!(1.0)));
        assert_eq!(data["trainingDays"], json!([{ "day": "2026-11-20", "sessions": 2, "sets": 2 }]));
        let wrong = app.graphql(Some(&ada), query, json!({ "from": "2026-11-22", "to": "2026-11-11" })).await;
        assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }

    async fn records_name_the_set_that_set_them(app: TestApp) {
        let ada = app.sign_up("ada").await;
        train(&app, &ada, "2026-10-01T10:00:00Z", BENCH, sets(60.0, &[12, 5])).await;
        train(&app, &ada, "2026-10-08T10:00:00Z", BENCH, sets(100.0, &[1])).await;
        train(&app, &ada, "2026-10-15T10:00:00Z", BENCH, sets(90.0, &[6, 6])).await;
        let query = "query($id: ID!) { exerciseRecords(exerciseId: $id) { exercise { slug } heaviest { weight reps completedAt }
            mostReps { weight reps } strongest { weight reps oneRepMax brzycki: oneRepMax(formula: BRZYCKI) session { status } }
            trend { completedAt oneRepMax tonnage } } }";
        let data = app.data(&ada, query, json!({ "id": exercise(BENCH) })).await;
        let records = &data["exerciseRecords"];
        assert_eq!(records["heaviest"], json!({ "weight": 100.0, "reps": 1, "completedAt": "2026-10-08T10:00:00Z" }));
        assert_eq!(records["mostReps"], json!({ "weight": 60.0, "reps": 12 }));
        assert_eq!(records["strongest"], json!({ "weight": 90.0, "reps": 6, "oneRepMax": 108.0, "brzycki": 104.516_129, "session": { "status": "COMPLETED" } }));
        let trend: Vec<(&Value, &Value)> = records["trend"].as_array().unwrap().iter().map(|p| (&p["oneRepMax"], &p["tonnage"])).collect();
        assert_eq!(trend, [(&json!(84.0), &json!(1020.0)), (&json!(100.0), &json!(100.0)), (&json!(108.0), &json!(1080.0))]);
        let none = app.data(&ada, query, json!({ "id": exercise("pullups") })).await;
        assert_eq!(none["exerciseRecords"], Value::Null);
    }

    async fn what_is_fresh_and_forgotten_is_neglected(app: TestApp) {
        let ada = app.sign_up("ada").await;
        train(&app, &ada, "2026-11-10T12:00:00Z", "barbell-curl", sets(30.0, &[10, 10])).await;
        train(&app, &ada, "2026-11-22T12:00:00Z", BENCH, sets(60.0, &[10])).await;
        let query = "query($days: Int) { neglectedMuscleGroups(days: $days) { weeklySets daysSinceTrained recovery { status muscleGroup { muscle } } } }";
        let data = app.data(&ada, query, json!({ "days": 10 })).await;
        let list = data["neglectedMuscleGroups"].as_array().unwrap();
        let muscles: Vec<&Value> = list.iter().map(|one| &one["recovery"]["muscleGroup"]["muscle"]).collect();
        assert!(!muscles.contains(&&json!("CHEST")) && muscles.contains(&&json!("QUADRICEPS")));
        let biceps = list.iter().find(|one| one["recovery"]["muscleGroup"]["muscle"] == "BICEPS").unwrap();
        assert_eq!((&biceps["weeklySets"], &biceps["daysSinceTrained"]), (&json!(0.0), &json!(13.0)));
        let data = app.data(&ada, query, json!({ "days": 14 })).await;
        assert!(data["neglectedMuscleGroups"].as_array().unwrap().iter().all(|one| one["recovery"]["muscleGroup"]["muscle"] != "BICEPS"));
    }

    async fn the_next_load_follows_from_the_last_sessions(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let make = "mutation($input: CreateCustomWorkoutInput!) { createCustomWorkout(input: $input) { customWorkout { id } } }";
        let row = |slug: &str| json!({ "exerciseId": exercise(slug), "sets": 2, "minReps": 5, "maxReps": 8 });
        let input = json!({ "name": "Bench", "exercises": [row(BENCH), row("pullups"), row("barbell-curl")] });
        app.data(&ada, make, json!({ "input": input })).await;
        let query = "{ workouts { nodes { exercises { exercise { slug } suggestedLoad { weight reps reason } } } } }";
        let load = async || {
            let before = app.server.env.db.statements().count();
            let data = app.data(&ada, query, json!({})).await;
            assert_eq!(app.server.env.db.statements().count() - before, 4);
            data["workouts"]["nodes"][0]["exercises"].as_array().unwrap().iter().map(|e| e["suggestedLoad"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(load().await, [Value::Null, Value::Null, Value::Null]);
        train(&app, &ada, "2026-11-01T10:00:00Z", BENCH, sets(60.0, &[8, 7])).await;
        assert_eq!(load().await[0], json!({ "weight": 60.0, "reps": 8, "reason": "MORE_REPETITIONS" }));
        train(&app, &ada, "2026-11-04T10:00:00Z", BENCH, sets(60.0, &[8, 8])).await;
        assert_eq!(load().await[0], json!({ "weight": 62.5, "reps": 5, "reason": "ALL_SETS_AT_THE_TOP" }));
    }
}
