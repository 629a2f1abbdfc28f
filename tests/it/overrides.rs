//! What users say of their recovery, and taking it back.

use chrono::TimeDelta;
use gravl::service::log_session::{LogSession, Of, log_session};
use serde_json::{Value, json};

use crate::harness::{START, TestApp, TestUser, on_each_database, working_sets};

const FIELDS: &str = "userErrors { code field } recovery { score muscleGroup { muscle } }";

async fn say(app: &TestApp, user: &TestUser, input: Value) -> Value {
    let query = format!(
        "mutation($input: OverrideRecoveryInput!) {{ overrideRecovery(input: $input) {{
        recoveryOverride {{ id score at muscleGroup {{ muscle }} }} {FIELDS} }} }}"
    );
    app.data(user, &query, json!({ "input": input })).await["overrideRecovery"].take()
}

async fn take_back(app: &TestApp, user: &TestUser, id: &Value) -> Value {
    let query = format!(
        "mutation($id: ID!) {{ removeRecoveryOverride(input: {{ overrideId: $id }}) {{ deletedId {FIELDS} }} }}"
    );
    app.data(user, &query, json!({ "id": id })).await["removeRecoveryOverride"].take()
}

async fn chest(app: &TestApp, user: &TestUser) -> Value {
    let query = "{ node(id: \"mus_chest\") { ... on MuscleGroup { recovery { score estimated lastTrainedAt contributions { impulse } } } } }";
    app.data(user, query, json!({})).await["node"]["recovery"].take()
}

async fn bench(app: &TestApp, user: &TestUser, hours_ago: i64) {
    let input = LogSession {
        of: Of::AdHoc,
        completed_at: Some(START - TimeDelta::hours(hours_ago)),
        started_at: None,
        notes: None,
        logs: vec![working_sets("barbell-bench-press-medium-grip", 6, 10)],
    };
    log_session(&app.server.env, user.id, None, &input).await.unwrap();
}

on_each_database! {
    async fn fatigue_restarts_from_what_was_said_until_it_is_taken_back(app: TestApp) {
        let ada = app.sign_up("ada").await;
        bench(&app, &ada, 20).await;
        let tired = chest(&app, &ada).await;
        let said = say(&app, &ada, json!({ "muscle": "CHEST", "score": 90 })).await;
        assert_eq!(said["recovery"], json!([{ "score": 90.0, "muscleGroup": { "muscle": "CHEST" } }]));
        assert_eq!(said["recoveryOverride"]["at"], "2026-11-23T12:00:00Z");
        let fresh = chest(&app, &ada).await;
        assert_eq!((&fresh["contributions"], &fresh["lastTrainedAt"]), (&json!([]), &tired["lastTrainedAt"]));
        // What was trained after it counts; what comes in late for the time before does not.
        let earlier = say(&app, &ada, json!({ "muscle": "CHEST", "score": 50, "at": "2026-11-23T02:00:00Z" })).await;
        assert_eq!(earlier["recovery"], json!([]));
        bench(&app, &ada, 5).await;
        assert!((chest(&app, &ada).await["score"].as_f64().unwrap() - 90.0).abs() < 1e-9);
        let listed = app.data(&ada, "{ recoveryOverrides { id score } }", json!({})).await;
        assert_eq!(listed["recoveryOverrides"].as_array().unwrap().len(), 2);
        let id = &said["recoveryOverride"]["id"];
        assert_eq!(take_back(&app, &ada, id).await["deletedId"], *id);
        let expected = 100.0 * (-(2.0_f64.ln() * 3.0 * (-10.0_f64 / 36.0).exp() + 6.0 * (-5.0_f64 / 36.0).exp()) / 3.0).exp();
        let score = chest(&app, &ada).await["score"].as_f64().unwrap();
        assert!((score - expected).abs() < 1e-9, "{score} {expected}");
        assert_eq!(take_back(&app, &ada, id).await["userErrors"][0]["code"], "NOT_FOUND");
    }

    async fn nobody_says_what_cannot_be(app: TestApp) {
        let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
        for score in [0.0, -1.0, 100.1] {
            let said = say(&app, &ada, json!({ "muscle": "NECK", "score": score })).await;
            assert_eq!(said["userErrors"], json!([{ "code": "INVALID", "field": ["input", "score"] }]), "{score}");
        }
        let said = say(&app, &ada, json!({ "muscle": "NECK", "score": 1, "at": "2026-11-23T12:00:01Z" })).await;
        assert_eq!(said["userErrors"][0]["code"], "IN_THE_FUTURE");
        let said = say(&app, &ada, json!({ "muscle": "NECK", "score": 1 })).await;
        let id = &said["recoveryOverride"]["id"];
        assert_eq!(take_back(&app, &bob, id).await["userErrors"][0]["code"], "NOT_FOUND");
        let seen = app.data(&ada, "query($id: ID!) { node(id: $id) { __typename id } }", json!({ "id": id })).await;
        assert_eq!(seen["node"], json!({ "__typename": "RecoveryOverride", "id": id }));
        let seen = app.data(&bob, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(seen["node"], Value::Null);
    }
}
