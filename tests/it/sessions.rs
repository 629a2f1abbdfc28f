//! Planning, starting, logging and completing sessions, with every mistake that a client can make.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, on_each_database};

const PAYLOAD: &str = "userErrors { code field message } recovery { muscleGroup { muscle } score }
    session { id status sourceType startedAt completedAt notes workout { name }
        logs { id position exercise { slug } prescription { sets } sets { number kind reps weight rir durationSeconds } } }";

/// Calls a mutation of sessions.
async fn mutate(app: &TestApp, user: &TestUser, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {PAYLOAD} }} }}");
    app.data(user, &query, json!({ "input": input })).await[mutation].take()
}

async fn workout(app: &TestApp, user: &TestUser) -> Value {
    let data = app
        .data(user, "{ workouts(first: 1) { nodes { id exercises { exercise { slug } } } } }", json!({}))
        .await;
    data["workouts"]["nodes"][0].clone()
}

async fn exercise(app: &TestApp, user: &TestUser, slug: &str) -> Value {
    let query = "query($slug: String!) { exercise(slug: $slug) { id } }";
    app.data(user, query, json!({ "slug": slug })).await["exercise"]["id"].take()
}

fn errors(payload: &Value) -> Vec<(String, String)> {
    let list = payload["userErrors"].as_array().unwrap();
    let field = |error: &Value| {
        error["field"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step.as_str().unwrap())
            .collect::<Vec<_>>()
            .join(".")
    };
    list.iter().map(|error| (error["code"].as_str().unwrap().to_owned(), field(error))).collect()
}

fn error(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

on_each_database! {
    async fn a_session_is_planned_started_logged_and_completed(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let workout = workout(&app, &ada).await;
        let planned = mutate(&app, &ada, "planSession", json!({ "workoutId": workout["id"], "plannedFor": "2026-11-23" })).await;
        let id = &planned["session"]["id"];
        assert_eq!((&planned["session"]["status"], &planned["session"]["logs"]), (&json!("PLANNED"), &json!([])));

        let started = mutate(&app, &ada, "startSession", json!({ "sessionId": id })).await;
        assert_eq!(started["session"]["status"], "IN_PROGRESS");
        assert_eq!(started["session"]["startedAt"], "2026-11-23T12:00:00Z");
        let logs = started["session"]["logs"].as_array().unwrap();
        let slugs: Vec<&Value> = logs.iter().map(|log| &log["exercise"]).collect();
        let prescribed: Vec<&Value> =
            workout["exercises"].as_array().unwrap().iter().map(|exercise| &exercise["exercise"]).collect();
        assert_eq!(slugs, prescribed);
        let again = mutate(&app, &ada, "startSession", json!({ "sessionId": id })).await;
        assert_eq!(again["session"]["logs"], started["session"]["logs"]);

        let sets = json!([{ "kind": "WARM_UP", "reps": 10 }, { "reps": 5, "weight": 225, "unit": "POUND", "rpe": 8.5 }]);
        let logged = mutate(&app, &ada, "logSets", json!({ "workoutLogId": logs[0]["id"], "sets": sets })).await;
        let set = &logged["session"]["logs"][0]["sets"][1];
        assert_eq!((&set["number"], &set["rir"], &set["weight"]), (&json!(2), &json!(1.5), &json!(102.058_283)));
        assert_eq!(logged["recovery"], json!([]));
        let logged = mutate(&app, &ada, "logSets", json!({ "workoutLogId": logs[0]["id"], "sets": [{ "reps": 8 }] })).await;
        assert_eq!(logged["session"]["logs"][0]["sets"].as_array().unwrap().len(), 1);

        app.server.system.advance(TimeDelta::minutes(50));
        let done = mutate(&app, &ada, "completeSession", json!({ "sessionId": id, "notes": " good " })).await;
        assert_eq!((&done["session"]["status"], &done["session"]["notes"]), (&json!("COMPLETED"), &json!("good")));
        assert_eq!(done["session"]["completedAt"], "2026-11-23T12:50:00Z");
        assert!(!done["recovery"].as_array().unwrap().is_empty());
        app.server.system.advance(TimeDelta::minutes(1));
        let retried = mutate(&app, &ada, "completeSession", json!({ "sessionId": id })).await;
        assert_eq!((&retried["session"], &retried["recovery"]), (&done["session"], &json!([])));
        let moved = json!({ "sessionId": id, "completedAt": "2026-11-23T12:40:00Z" });
        assert_eq!(errors(&mutate(&app, &ada, "completeSession", moved).await), error("CONFLICT", "input.sessionId"));
    }

    async fn a_weight_in_pounds_comes_back_as_it_was(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let bench = exercise(&app, &ada, "barbell-bench-press-medium-grip").await;
        let sets: Vec<Value> = [2.5, 45.0, 132.5, 225.0, 317.25].iter().map(|w| json!({ "reps": 1, "weight": w, "unit": "POUND" })).collect();
        mutate(&app, &ada, "logSession", json!({ "logs": [{ "exerciseId": bench, "sets": sets }] })).await;
        let data = app.data(&ada, "{ sessions { nodes { logs { sets { weight(unit: POUND) } } } } }", json!({})).await;
        let weights = &data["sessions"]["nodes"][0]["logs"][0]["sets"];
        assert_eq!(*weights, json!([{ "weight": 2.5 }, { "weight": 45.0 }, { "weight": 132.5 }, { "weight": 225.0 }, { "weight": 317.25 }]));
    }

    async fn mistakes_are_named_with_their_paths_and_nothing_is_written(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let bench = exercise(&app, &ada, "barbell-bench-press-medium-grip").await;
        let logs = json!([
            { "exerciseId": bench, "sets": [{ "reps": 10 }, { "reps": -1, "rir": 11 }] },
            { "exerciseId": "nonsense", "sets": [{ "reps": 5, "rir": 2, "rpe": 9 }] },
        ]);
        let payload = mutate(&app, &ada, "logSession", json!({ "completedAt": "2026-11-23T12:00:01Z", "logs": logs })).await;
        let mut expected = error("IN_THE_FUTURE", "input.completedAt");
        expected.extend(error("INVALID", "input.logs.0.sets.1.reps"));
        expected.extend(error("INVALID", "input.logs.0.sets.1.rir"));
        expected.extend(error("NOT_FOUND", "input.logs.1.exerciseId"));
        expected.extend(error("INVALID", "input.logs.1.sets.0.rpe"));
        assert_eq!(errors(&payload), expected);
        assert_eq!(payload["session"], Value::Null);
        let early = json!({ "startedAt": "2026-11-23T11:00:00Z", "completedAt": "2026-11-23T10:00:00Z", "logs": [] });
        assert_eq!(errors(&mutate(&app, &ada, "logSession", early).await), error("INVALID", "input.completedAt"));
        let data = app.data(&ada, "{ sessions { nodes { id } } }", json!({})).await;
        assert_eq!(data["sessions"]["nodes"], json!([]));
    }

    async fn what_belongs_to_others_is_not_found(app: TestApp) {
        let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
        let workout = workout(&app, &ada).await;
        let started = mutate(&app, &ada, "startSession", json!({ "workoutId": workout["id"] })).await;
        let (session, log) = (&started["session"]["id"], &started["session"]["logs"][0]["id"]);
        let not_found = |field: &str| error("NOT_FOUND", field);
        let outcome = mutate(&app, &bob, "completeSession", json!({ "sessionId": session })).await;
        assert_eq!(errors(&outcome), not_found("input.sessionId"));
        let outcome = mutate(&app, &bob, "logSets", json!({ "workoutLogId": log, "sets": [] })).await;
        assert_eq!(errors(&outcome), not_found("input.workoutLogId"));
        let outcome = mutate(&app, &bob, "logSession", json!({ "sessionId": session, "logs": [] })).await;
        assert_eq!(errors(&outcome), not_found("input.sessionId"));
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let ids = json!({ "ids": [session, log, workout["id"], "mus_chest", "nonsense"] });
        let seen = app.data(&ada, query, ids.clone()).await;
        let kinds: Vec<&Value> = seen["nodes"].as_array().unwrap().iter().map(|node| &node["__typename"]).collect();
        assert_eq!(kinds, [&json!("WorkoutSession"), &json!("WorkoutLog"), &json!("ProgramWorkout"), &json!("MuscleGroup"), &Value::Null]);
        let seen = app.data(&bob, query, ids).await;
        assert_eq!((&seen["nodes"][0], &seen["nodes"][1]), (&Value::Null, &Value::Null));
        assert_eq!(seen["nodes"][2]["id"], workout["id"]);
    }

    async fn a_retry_with_the_same_key_gets_the_first_answer(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let bench = exercise(&app, &ada, "barbell-bench-press-medium-grip").await;
        let input = |reps: i32, key: &str| json!({ "idempotencyKey": key, "logs": [{ "exerciseId": bench, "sets": [{ "reps": reps }] }] });
        let first = mutate(&app, &ada, "logSession", input(10, "k1")).await;
        app.server.system.advance(TimeDelta::minutes(5));
        let retry = mutate(&app, &ada, "logSession", input(10, "k1")).await;
        assert_eq!(retry["session"], first["session"]);
        let muscles = |payload: &Value| payload["recovery"].as_array().unwrap().iter().map(|one| one["muscleGroup"]["muscle"].clone()).collect::<Vec<_>>();
        assert_eq!(muscles(&retry), muscles(&first));
        assert_eq!(errors(&mutate(&app, &ada, "logSession", input(11, "k1")).await), error("IDEMPOTENCY_KEY_REUSED", "input.idempotencyKey"));
        assert_eq!(errors(&mutate(&app, &ada, "logSession", input(11, &"k".repeat(129))).await), error("INVALID", "input.idempotencyKey"));
        let bob = app.sign_up("bob").await;
        assert_eq!(errors(&mutate(&app, &bob, "logSession", input(11, "k1")).await), []);
        app.server.system.advance(TimeDelta::hours(24));
        assert_eq!(errors(&mutate(&app, &ada, "logSession", input(11, "k1")).await), []);
        let data = app.data(&ada, "{ sessions { nodes { id } } }", json!({})).await;
        assert_eq!(data["sessions"]["nodes"].as_array().unwrap().len(), 2);
    }

    async fn following_a_program_twice_in_the_same_weeks_is_a_conflict(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let programs = app.data(&ada, "{ programs { nodes { id workouts { name } } } }", json!({})).await;
        let program = &programs["programs"]["nodes"][0];
        let follow = async |starts_on: &str, weekdays: Value, weeks: i32| {
            let query = "mutation($input: FollowProgramInput!) { followProgram(input: $input) {
                userErrors { code field message } sessions { plannedFor status workout { name } } } }";
            let input = json!({ "programId": program["id"], "startsOn": starts_on, "weekdays": weekdays, "weeks": weeks });
            app.data(&ada, query, json!({ "input": input })).await["followProgram"].take()
        };
        let first = follow("2026-11-25", json!(["WEDNESDAY", "SATURDAY"]), 2).await;
        let days: Vec<&Value> = first["sessions"].as_array().unwrap().iter().map(|one| &one["plannedFor"]).collect();
        assert_eq!(days, ["2026-11-25", "2026-11-28", "2026-12-02", "2026-12-05"]);
        assert_eq!(errors(&follow("2026-12-08", json!(["MONDAY"]), 1).await), error("CONFLICT", "input.startsOn"));
        assert_eq!(errors(&follow("2026-12-09", json!(["WEDNESDAY"]), 1).await), []);
        let mut expected = error("INVALID", "input.weeks");
        expected.extend(error("INVALID", "input.weekdays"));
        assert_eq!(errors(&follow("2027-01-01", json!([]), 53).await), expected);
    }
}
