//! The newcomer's story: sign up, follow a program, train, tire, be advised, swap and take the swap back.

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, on_each_database};

/// Somebody who signed up and can ask.
pub(crate) trait Newcomer {
    /// The data of an answer; errors fail the test.
    async fn ask(&self, query: &str, variables: Value) -> Value;
}

struct InProcess<'a>(&'a TestApp, TestUser);

impl Newcomer for InProcess<'_> {
    async fn ask(&self, query: &str, variables: Value) -> Value {
        self.0.data(&self.1, query, variables).await
    }
}

on_each_database! {
    async fn a_newcomer_trains_is_advised_swaps_and_takes_it_back(app: TestApp) {
        let ada = InProcess(&app, app.sign_up("ada").await);
        walk_the_story(&ada, "2026-11-23").await;
    }
}

/// The story, from following a program to taking a swap back.
pub(crate) async fn walk_the_story(newcomer: &impl Newcomer, today: &str) {
    let planned = follow_push_pull_legs(newcomer, today).await;
    assert_eq!(planned.len(), 14);
    assert_eq!(planned[0]["plannedFor"], today);
    assert_eq!(planned[0]["workout"]["name"], planned[6]["workout"]["name"]);

    train_chest(newcomer, &planned[0]["id"]).await;
    let advice = recommendations(newcomer).await;
    let ranked = advice["recommendations"].as_array().unwrap();
    assert_eq!(ranked.len(), 3);
    assert!(ranked.iter().all(|one| !one["reasons"].as_array().unwrap().is_empty()));
    assert!(ranked.is_sorted_by(|a, b| a["score"].as_f64() >= b["score"].as_f64()));
    let excluded = advice["excluded"].as_array().unwrap();
    let blocked = excluded.iter().find(|one| one["blockedBy"]["muscleGroup"]["muscle"] == "CHEST").unwrap();
    assert_eq!(blocked["blockedBy"]["status"], "FATIGUED");
    assert_eq!(advice["restDay"], Value::Null);

    swap_and_take_back(newcomer, &planned[1]).await;
}

async fn follow_push_pull_legs(newcomer: &impl Newcomer, today: &str) -> Vec<Value> {
    let programs = newcomer.ask("{ programs { nodes { id slug daysPerWeek } } }", json!({})).await;
    let nodes = programs["programs"]["nodes"].as_array().unwrap();
    let program = nodes.iter().find(|program| program["slug"] == "push-pull-legs-6").unwrap();
    assert_eq!(program["daysPerWeek"], 6);
    let data = newcomer.ask("mutation($program: ID!, $today: Date!) { followProgram(input: { programId: $program, startsOn: $today, weeks: 2,
                weekdays: [MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY] })
                { userErrors { code } sessions { id status plannedFor workout { id name } } } }",
            json!({ "program": program["id"], "today": today }),
        )
        .await;
    assert_eq!(data["followProgram"]["userErrors"], json!([]));
    data["followProgram"]["sessions"].as_array().unwrap().clone()
}

async fn train_chest(newcomer: &impl Newcomer, session: &Value) {
    let exercise =
        newcomer.ask("{ exercise(slug: \"barbell-bench-press-medium-grip\") { id } }", json!({})).await;
    let set = json!({ "reps": 10, "weight": 60, "rir": 0 });
    let data = newcomer.ask("mutation($input: LogSessionInput!) { logSession(input: $input) {
                userErrors { code message field }
                session { status completedAt logs { exercise { name } prescription { sets } sets { number reps rpe } } }
                recovery { muscleGroup { name } score status } } }",
            json!({ "input": { "sessionId": session, "logs": [
                { "exerciseId": exercise["exercise"]["id"], "sets": vec![set; 8] }
            ] } }),
        )
        .await;
    let payload = &data["logSession"];
    assert_eq!(payload["userErrors"], json!([]));
    assert_eq!(payload["session"]["status"], "COMPLETED");
    assert_eq!(payload["session"]["logs"][0]["sets"][7], json!({ "number": 8, "reps": 10, "rpe": 10.0 }));
    let chest =
        payload["recovery"].as_array().unwrap().iter().find(|one| one["muscleGroup"]["name"] == "Chest");
    let score = chest.unwrap()["score"].as_f64().unwrap();
    assert!((score - 6.9483).abs() < 0.01, "{score}");
}

async fn recommendations(newcomer: &impl Newcomer) -> Value {
    let data = newcomer.ask("{ smartRecommendations { analysis { sessions } restDay { message }
                recommendations { rank score readiness need variety workout { name } reasons { code message } }
                excluded { workout { name } opensAt blockedBy { status muscleGroup { muscle } } } } }",
            json!({}),
        )
        .await;
    assert_eq!(data["smartRecommendations"]["analysis"]["sessions"], 1);
    data["smartRecommendations"].clone()
}

async fn swap_and_take_back(newcomer: &impl Newcomer, session: &Value) {
    let available = newcomer
        .ask(
            "query($id: ID!) { availableWorkouts(sessionId: $id) { readiness workout { id name } } }",
            json!({ "id": session["id"] }),
        )
        .await;
    let available = available["availableWorkouts"].as_array().unwrap();
    assert_eq!(available.len(), 5);
    assert!(available.is_sorted_by(|a, b| a["readiness"].as_f64() >= b["readiness"].as_f64()));
    let best = &available[0]["workout"];
    assert_ne!(best["id"], session["workout"]["id"]);
    let swapped = newcomer
        .ask(
            "mutation($session: ID!, $workout: ID!) {
                swapWorkout(input: { sessionId: $session, workoutId: $workout, reason: \"no rack today\" }) {
                    userErrors { code } swap { id kind reason fromSession { status } }
                    session { id status plannedFor workout { id } swappedFrom { id } } } }",
            json!({ "session": session["id"], "workout": best["id"] }),
        )
        .await["swapWorkout"]
        .clone();
    assert_eq!(swapped["session"]["workout"]["id"], best["id"]);
    assert_eq!(swapped["session"]["swappedFrom"]["id"], session["id"]);
    assert_eq!(swapped["session"]["plannedFor"], session["plannedFor"]);
    assert_eq!(swapped["swap"]["fromSession"]["status"], "REPLACED");
    let reverted = newcomer
        .ask(
            "mutation($swap: ID!) { revertSwap(input: { swapId: $swap }) { userErrors { code }
                swap { revertedAt } session { id status plannedFor workout { id name } } } }",
            json!({ "swap": swapped["swap"]["id"] }),
        )
        .await["revertSwap"]
        .clone();
    assert_eq!(reverted["session"], *session);
    assert!(reverted["swap"]["revertedAt"].is_string());
}
