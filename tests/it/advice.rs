//! Recovery at any instant, explained; recommendations within limits; the advice to rest.

use chrono::{DateTime, TimeDelta, Utc};
use gravl::{
    catalogue::exercise_id,
    service::log_session::{LogSession, Of, log_session},
};
use serde_json::{Value, json};

use crate::harness::{START, TestApp, TestUser, on_each_database, working_sets};

/// Trains one exercise with sets to failure.
async fn train(app: &TestApp, user: &TestUser, slug: &str, sets: usize, at: DateTime<Utc>) {
    let input = LogSession {
        of: Of::AdHoc,
        completed_at: Some(at),
        started_at: None,
        notes: None,
        logs: vec![working_sets(slug, sets, 10)],
    };
    log_session(&app.server.env, user.id, None, &input).await.unwrap();
}

async fn muscle(app: &TestApp, user: &TestUser, muscle: &str, at: DateTime<Utc>) -> Value {
    let query = "query($at: DateTime) { muscleGroupRecovery(at: $at) { score status estimated lastTrainedAt setsLast7Days
        recoveredAt(score: 30) muscleGroup { muscle }
        contributions { impulse remaining log { exercise { slug } session { completedAt } } } } }";
    let data = app.data(user, query, json!({ "at": at.to_rfc3339() })).await;
    let all = data["muscleGroupRecovery"].as_array().unwrap();
    assert_eq!(all.len(), 17);
    all.iter().find(|one| one["muscleGroup"]["muscle"] == muscle).unwrap().clone()
}

const BENCH: &str = "barbell-bench-press-medium-grip";
/// Tire chest, back and legs at once.
const EVERYTHING: [&str; 5] =
    [BENCH, "bent-over-barbell-row", "barbell-full-squat", "pullups", "dumbbell-shoulder-press"];

on_each_database! {
    async fn the_past_knows_nothing_of_what_came_later(app: TestApp) {
        let ada = app.sign_up("ada").await;
        train(&app, &ada, BENCH, 4, START - TimeDelta::hours(48)).await;
        train(&app, &ada, BENCH, 4, START - TimeDelta::hours(1)).await;
        let before = muscle(&app, &ada, "CHEST", START - TimeDelta::hours(2)).await;
        let expected = 100.0 * (-4.0 * (-46.0_f64 / 36.0).exp() / 3.0).exp();
        assert!((before["score"].as_f64().unwrap() - expected).abs() < 1e-9);
        assert_eq!(before["setsLast7Days"], 4.0);
        assert_eq!(before["lastTrainedAt"], "2026-11-21T12:00:00Z");
        let never = muscle(&app, &ada, "CHEST", START - TimeDelta::hours(49)).await;
        assert_eq!((&never["score"], &never["lastTrainedAt"]), (&json!(100.0), &Value::Null));
        let now = muscle(&app, &ada, "CHEST", START).await;
        assert_eq!(now["setsLast7Days"], 8.0);
        assert!(now["score"].as_f64().unwrap() < 30.0);
        let too_far = app.graphql(Some(&ada), "{ muscleGroupRecovery(at: \"2026-12-23T12:00:01Z\") { score } }", json!({})).await;
        assert_eq!(too_far["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }

    async fn contributions_add_up_to_the_score(app: TestApp) {
        let ada = app.sign_up("ada").await;
        train(&app, &ada, BENCH, 3, START - TimeDelta::hours(50)).await;
        train(&app, &ada, "dips-chest-version", 2, START - TimeDelta::hours(2)).await;
        let chest = muscle(&app, &ada, "CHEST", START).await;
        let list = chest["contributions"].as_array().unwrap();
        let slugs: Vec<&Value> = list.iter().map(|one| &one["log"]["exercise"]["slug"]).collect();
        assert_eq!(slugs, ["dips-chest-version", BENCH]);
        let remaining: f64 = list.iter().map(|one| one["remaining"].as_f64().unwrap()).sum();
        let score = chest["score"].as_f64().unwrap();
        assert!((remaining - 3.0 * (100.0 / score).ln()).abs() < 1e-9);
        assert_eq!(list[1]["impulse"], 3.0);
        assert_eq!(list[1]["log"]["session"]["completedAt"], "2026-11-21T10:00:00Z");
    }

    async fn a_score_without_reserves_is_estimated_and_another_is_not(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let mut unsure = working_sets("barbell-curl", 1, 10);
        unsure.sets[0].rir = None;
        let input = LogSession { of: Of::AdHoc, completed_at: None, started_at: None, notes: None, logs: vec![unsure, working_sets(BENCH, 1, 10)] };
        log_session(&app.server.env, ada.id, None, &input).await.unwrap();
        assert_eq!(muscle(&app, &ada, "BICEPS", START).await["estimated"], true);
        assert_eq!(muscle(&app, &ada, "CHEST", START).await["estimated"], false);
        assert!(gravl::catalogue::built_in().unwrap().exercises.iter().any(|e| e.id == exercise_id("barbell-curl")));
    }

    async fn when_everything_is_tired_the_advice_is_to_rest(app: TestApp) {
        let ada = app.sign_up("ada").await;
        for slug in EVERYTHING {
            train(&app, &ada, slug, 12, START).await;
        }
        let query = "query($at: DateTime, $first: Int) { smartRecommendations(at: $at, first: $first) {
            recommendations { workout { name } } restDay { message opensAt opensFirst { muscleGroup { name } status } }
            excluded { message opensAt blockedBy { score status recoveredAt(score: 30) } } } }";
        let advice = app.data(&ada, query, json!({})).await["smartRecommendations"].take();
        assert_eq!(advice["recommendations"], json!([]));
        let rest = &advice["restDay"];
        let excluded = advice["excluded"].as_array().unwrap();
        assert!(excluded.iter().all(|one| one["blockedBy"]["score"].as_f64().unwrap() <= 30.0));
        assert_eq!(rest["opensAt"], excluded[0]["opensAt"]);
        // What opens then is open then, and not a microsecond earlier.
        let opens: DateTime<Utc> = rest["opensAt"].as_str().unwrap().parse().unwrap();
        let then = app.data(&ada, query, json!({ "at": opens.to_rfc3339(), "first": 1 })).await;
        assert_eq!(then["smartRecommendations"]["recommendations"].as_array().unwrap().len(), 1);
        let earlier = app.data(&ada, query, json!({ "at": (opens - TimeDelta::microseconds(1)).to_rfc3339() })).await;
        assert_eq!(earlier["smartRecommendations"]["recommendations"], json!([]));
    }

    async fn recommendations_keep_to_the_limits(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let query = "query($minutes: Int, $equipment: [Equipment!], $focus: [Muscle!], $avoid: [Muscle!]) {
            smartRecommendations(first: 100, maxMinutes: $minutes, equipment: $equipment, focus: $focus, avoid: $avoid) {
                recommendations { score readiness need variety workout { estimatedMinutes
                    exercises { exercise { equipment } } muscleGroups { role muscleGroup { muscle } } } } } }";
        let ask = async |limits: Value| {
            let data = app.data(&ada, query, limits).await;
            data["smartRecommendations"]["recommendations"].as_array().unwrap().clone()
        };
        let all = ask(json!({})).await;
        assert_eq!(all.len(), 19);
        for one in &all {
            let number = |name: &str| one[name].as_f64().unwrap();
            let score = 0.6 * number("readiness") + 30.0 * number("need") + 10.0 * number("variety");
            assert!((number("score") - score).abs() < 1e-9);
        }
        let quick = ask(json!({ "minutes": 42 })).await;
        assert!(!quick.is_empty() && quick.len() < all.len());
        assert!(quick.iter().all(|one| one["workout"]["estimatedMinutes"].as_i64().unwrap() <= 42));
        let bare = ask(json!({ "equipment": [] })).await;
        let needs = |one: &Value| one["workout"]["exercises"].as_array().unwrap().iter().map(|e| e["exercise"]["equipment"].clone()).collect::<Vec<_>>();
        assert_eq!(bare.len(), 3);
        assert!(bare.iter().flat_map(needs).all(|need| need == "BODY_ONLY" || need == "NONE"));
        let primary = |one: &Value, muscle: &str| one["workout"]["muscleGroups"].as_array().unwrap().iter().any(|m| m["role"] == "PRIMARY" && m["muscleGroup"]["muscle"] == muscle);
        let focused = ask(json!({ "focus": ["CALVES"] })).await;
        assert!(!focused.is_empty() && focused.iter().all(|one| primary(one, "CALVES")));
        let avoided = ask(json!({ "avoid": ["CHEST", "QUADRICEPS"] })).await;
        assert!(!avoided.is_empty() && avoided.iter().all(|one| !primary(one, "CHEST") && !primary(one, "QUADRICEPS")));
        let wrong = app.graphql(Some(&ada), query, json!({ "minutes": 0 })).await;
        assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }

    async fn alternatives_come_with_their_similarity(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let query = "query($slug: String!, $equipment: [Equipment!]) { exercise(slug: $slug) { alternatives(first: 3, equipment: $equipment) {
            similarity exercise { slug muscles { role muscleGroup { name } } } } } }";
        let variables = json!({ "slug": BENCH, "equipment": ["DUMBBELL"] });
        let data = app.data(&ada, query, variables).await;
        let list = data["exercise"]["alternatives"].as_array().unwrap();
        assert_eq!(list[0]["exercise"]["slug"], "dumbbell-bench-press");
        assert_eq!(list[0]["similarity"], 92.5);
        assert_eq!(list[0]["exercise"]["muscles"][0], json!({ "role": "PRIMARY", "muscleGroup": { "name": "Chest" } }));
    }
}
