//! The worked cases of the recovery model, through the public API.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::harness::{START, TestApp, TestUser, on_each_database};

#[derive(Deserialize)]
struct Cases {
    tolerance: Tolerance,
    vectors: Vec<Case>,
}

#[derive(Deserialize)]
struct Tolerance {
    score: f64,
    hours: f64,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    muscle: String,
    sets: Vec<Sets>,
    scores: BTreeMap<String, f64>,
    hours_to_from_last: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Sets {
    #[serde(default)]
    h: i64,
    n: usize,
    reps: Option<u16>,
    seconds: Option<u32>,
    rir: Option<f64>,
    role: Option<String>,
    kind: Option<String>,
}

on_each_database! {
    async fn every_worked_case_holds_through_the_api(app: TestApp) {
        let cases: Cases = serde_json::from_str(include_str!("../data/recovery-vectors.json")).unwrap();
        assert_eq!(cases.vectors.len(), 14);
        for case in &cases.vectors {
            let user = app.sign_up(&case.id.to_lowercase()).await;
            check(&app, &user, case, &cases.tolerance).await;
        }
    }
}

async fn check(app: &TestApp, user: &TestUser, case: &Case, tolerance: &Tolerance) {
    let last = case.sets.iter().map(|sets| sets.h).max().unwrap();
    // The last session was just completed; what comes later is a forecast.
    let origin = START - TimeDelta::hours(last);
    for sets in &case.sets {
        log(app, user, case, sets, origin + TimeDelta::hours(sets.h)).await;
    }
    for (hour, expected) in &case.scores {
        let at = origin + TimeDelta::hours(hour.parse().unwrap());
        let score = muscle_at(app, user, case, at, 80.0).await["score"].as_f64().unwrap();
        assert!(
            (score - expected).abs() <= tolerance.score,
            "{} at {hour} h: {score}, not {expected}",
            case.id
        );
    }
    for (threshold, expected) in &case.hours_to_from_last {
        let now = muscle_at(app, user, case, START, threshold.parse().unwrap()).await;
        let reached: DateTime<Utc> = now["recoveredAt"].as_str().unwrap().parse().unwrap();
        let hours = (reached - START).as_seconds_f64() / 3600.0;
        assert!(
            (hours - expected).abs() <= tolerance.hours,
            "{} to {threshold}: {hours} h, not {expected}",
            case.id
        );
    }
}

async fn log(app: &TestApp, user: &TestUser, case: &Case, sets: &Sets, at: DateTime<Utc>) {
    let muscle = case.muscle.to_uppercase();
    let role = if sets.role.as_deref() == Some("secondary") { "SECONDARY" } else { "PRIMARY" };
    let found = app
        .data(
            user,
            "query($filter: ExerciseFilter!) { exercises(filter: $filter, first: 100) { nodes { id category } } }",
            json!({ "filter": { "muscle": muscle, "role": role } }),
        )
        .await;
    let exercises = found["exercises"]["nodes"].as_array().unwrap();
    let exercise = exercises.iter().find(|exercise| exercise["category"] == "STRENGTH").unwrap();
    let kind = if sets.kind.as_deref() == Some("warmup") { "WARM_UP" } else { "NORMAL" };
    let set = json!({ "kind": kind, "reps": sets.reps, "durationSeconds": sets.seconds, "rir": sets.rir });
    let data = app
        .data(
            user,
            "mutation($input: LogSessionInput!) { logSession(input: $input) { userErrors { message } } }",
            json!({ "input": {
                "completedAt": at.to_rfc3339(),
                "logs": [{ "exerciseId": exercise["id"], "sets": vec![set; sets.n] }],
            } }),
        )
        .await;
    assert_eq!(data["logSession"]["userErrors"], json!([]));
}

async fn muscle_at(app: &TestApp, user: &TestUser, case: &Case, at: DateTime<Utc>, threshold: f64) -> Value {
    let data = app
        .data(
            user,
            "query($at: DateTime!, $to: Float!) { muscleGroupRecovery(at: $at) {
                score recoveredAt(score: $to) muscleGroup { muscle } } }",
            json!({ "at": at.to_rfc3339(), "to": threshold }),
        )
        .await;
    let all = data["muscleGroupRecovery"].as_array().unwrap();
    all.iter().find(|one| one["muscleGroup"]["muscle"] == case.muscle.to_uppercase()).unwrap().clone()
}
