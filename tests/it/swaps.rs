//! Swapping workouts: chains, reverts, logged sets, and the audit trail.

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, on_each_database};

const SWAP: &str = "mutation($input: SwapWorkoutInput!) { swapWorkout(input: $input) {
    userErrors { code field } swap { id } session { id status startedAt workout { id } logs { id } swappedFrom { id } } } }";
const REVERT: &str = "mutation($input: RevertSwapInput!) { revertSwap(input: $input) {
    userErrors { code field } swap { id } session { id status startedAt workout { id } logs { id } swappedFrom { id } } } }";

async fn swap(app: &TestApp, user: &TestUser, session: &Value, workout: &Value) -> Value {
    let input = json!({ "input": { "sessionId": session, "workoutId": workout } });
    app.data(user, SWAP, input).await["swapWorkout"].take()
}

async fn revert(app: &TestApp, user: &TestUser, swap: &Value, discard: bool) -> Value {
    let input = json!({ "input": { "swapId": swap, "discardLoggedSets": discard } });
    app.data(user, REVERT, input).await["revertSwap"].take()
}

async fn workouts(app: &TestApp, user: &TestUser) -> Vec<Value> {
    let data = app.data(user, "{ workouts { nodes { id } } }", json!({})).await;
    data["workouts"]["nodes"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
}

async fn start(app: &TestApp, user: &TestUser, workout: &Value) -> Value {
    let query = "mutation($id: ID!) { startSession(input: { workoutId: $id }) { session {
        id status startedAt workout { id } logs { id } swappedFrom { id } } } }";
    app.data(user, query, json!({ "id": workout })).await["startSession"]["session"].take()
}

async fn log_sets(app: &TestApp, user: &TestUser, log: &Value) {
    let query = "mutation($id: ID!) { logSets(input: { workoutLogId: $id, sets: [{ reps: 10, rir: 0 }, { reps: 10, rir: 0 }] }) {
        userErrors { code } } }";
    let data = app.data(user, query, json!({ "id": log })).await;
    assert_eq!(data["logSets"]["userErrors"], json!([]));
}

fn code(payload: &Value) -> &Value {
    &payload["userErrors"][0]["code"]
}

on_each_database! {
    async fn a_chain_of_swaps_is_taken_back_newest_first(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let all = workouts(&app, &ada).await;
        let original = start(&app, &ada, &all[0]).await;
        let first = swap(&app, &ada, &original["id"], &all[1]).await;
        assert_eq!(first["session"]["status"], "IN_PROGRESS");
        assert_eq!(first["session"]["startedAt"], original["startedAt"]);
        assert_ne!(first["session"]["logs"], original["logs"]);
        let second = swap(&app, &ada, &first["session"]["id"], &all[2]).await;
        assert_eq!(second["session"]["swappedFrom"]["id"], first["session"]["id"]);

        assert_eq!(code(&swap(&app, &ada, &original["id"], &all[3]).await), "CONFLICT");
        assert_eq!(code(&revert(&app, &ada, &first["swap"]["id"], false).await), "NOT_REVERTIBLE");
        let back = revert(&app, &ada, &second["swap"]["id"], false).await;
        assert_eq!(back["session"], first["session"]);
        assert_eq!(code(&revert(&app, &ada, &second["swap"]["id"], false).await), "NOT_REVERTIBLE");
        let back = revert(&app, &ada, &first["swap"]["id"], false).await;
        assert_eq!(back["session"], original);

        // The way is free again, and the audit trail shows it all.
        let third = swap(&app, &ada, &original["id"], &all[1]).await;
        assert_eq!(third["userErrors"], json!([]));
        let trail = app.data(&ada, "{ workoutSwaps { nodes { id kind revertedAt fromSession { id } toSession { id workout { id } logs { id } } } } }", json!({})).await;
        let trail = trail["workoutSwaps"]["nodes"].as_array().unwrap();
        let seen: Vec<(&Value, bool)> = trail.iter().map(|row| (&row["id"], row["revertedAt"].is_null())).collect();
        assert_eq!(seen, [(&third["swap"]["id"], true), (&second["swap"]["id"], false), (&first["swap"]["id"], false)]);
        assert_eq!(trail[0]["toSession"]["workout"]["id"], all[1]);
    }

    async fn logged_sets_are_never_lost_by_accident(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let all = workouts(&app, &ada).await;
        let original = start(&app, &ada, &all[0]).await;
        let swapped = swap(&app, &ada, &original["id"], &all[1]).await;
        log_sets(&app, &ada, &swapped["session"]["logs"][0]["id"]).await;
        assert_eq!(code(&swap(&app, &ada, &swapped["session"]["id"], &all[2]).await), "HAS_LOGGED_SETS");
        assert_eq!(code(&revert(&app, &ada, &swapped["swap"]["id"], false).await), "HAS_LOGGED_SETS");
        let complete = "mutation($id: ID!) { completeSession(input: { sessionId: $id }) { recovery { score } } }";
        let done = app.data(&ada, complete, json!({ "id": swapped["session"]["id"] })).await;
        assert!(done["completeSession"]["recovery"][0]["score"].as_f64().unwrap() < 100.0);
        assert_eq!(code(&swap(&app, &ada, &swapped["session"]["id"], &all[2]).await), "CONFLICT");
        assert_eq!(code(&revert(&app, &ada, &swapped["swap"]["id"], false).await), "HAS_LOGGED_SETS");

        let back = revert(&app, &ada, &swapped["swap"]["id"], true).await;
        assert_eq!(back["session"], original);
        let after = app.data(&ada, "{ overallRecovery muscleGroupRecovery { score lastTrainedAt } workoutSwaps { nodes { toSession { status logs { sets { reps } } } } } }", json!({})).await;
        assert_eq!(after["overallRecovery"], 100.0);
        assert!(after["muscleGroupRecovery"].as_array().unwrap().iter().all(|one| one["lastTrainedAt"].is_null()));
        let kept = &after["workoutSwaps"]["nodes"][0]["toSession"];
        assert_eq!((&kept["status"], &kept["logs"][0]["sets"]), (&json!("REPLACED"), &json!([{ "reps": 10 }, { "reps": 10 }])));
    }

    async fn only_another_workout_of_ones_own_takes_the_place(app: TestApp) {
        let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
        let all = workouts(&app, &ada).await;
        let session = start(&app, &ada, &all[0]).await;
        assert_eq!(code(&swap(&app, &ada, &session["id"], &all[0]).await), "INVALID");
        assert_eq!(code(&swap(&app, &ada, &session["id"], &json!("nonsense")).await), "NOT_FOUND");
        assert_eq!(code(&swap(&app, &bob, &session["id"], &all[1]).await), "NOT_FOUND");
        let swapped = swap(&app, &ada, &session["id"], &all[1]).await;
        assert_eq!(code(&revert(&app, &bob, &swapped["swap"]["id"], true).await), "NOT_FOUND");
        let available = "query($id: ID!) { availableWorkouts(sessionId: $id, first: 100) { workout { id } } }";
        let mine = app.data(&ada, available, json!({ "id": session["id"] })).await;
        assert_eq!(mine["availableWorkouts"].as_array().unwrap().len(), all.len() - 1);
        let theirs = app.data(&bob, available, json!({ "id": session["id"] })).await;
        assert_eq!(theirs["availableWorkouts"], json!([]));
    }
}
