//! Relay connections: every page of every list, forwards and backwards.

use chrono::TimeDelta;
use gravl::service::log_session::{LogSession, Of, log_session};
use serde_json::{Value, json};

use crate::harness::{START, TestApp, TestUser, on_each_database, working_sets};

/// Walks a connection page by page and gives the nodes' identifiers as they came.
async fn walk(app: &TestApp, user: &TestUser, field: &str, size: usize, backward: bool) -> Vec<Value> {
    let arguments = if backward { "last: $size, before: $cursor" } else { "first: $size, after: $cursor" };
    let query = format!(
        "query($size: Int, $cursor: String) {{ {field}({arguments}) {{ edges {{ cursor node {{ id }} }} nodes {{ id }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = app.data(user, &query, json!({ "size": size, "cursor": cursor })).await[field].take();
        let edges = page["edges"].as_array().unwrap();
        assert!(edges.len() <= size);
        let ids: Vec<Value> = edges.iter().map(|edge| edge["node"]["id"].clone()).collect();
        assert_eq!(
            page["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect::<Vec<_>>(),
            ids
        );
        let info = &page["pageInfo"];
        assert_eq!(info["startCursor"], edges.first().map_or(Value::Null, |edge| edge["cursor"].clone()));
        assert_eq!(info["endCursor"], edges.last().map_or(Value::Null, |edge| edge["cursor"].clone()));
        let more = if backward {
            seen.splice(0..0, ids);
            (&info["hasPreviousPage"], &info["startCursor"])
        } else {
            seen.extend(ids);
            (&info["hasNextPage"], &info["endCursor"])
        };
        if more.0 == false {
            return seen;
        }
        cursor = more.1.clone();
    }
}

async fn log(app: &TestApp, user: &TestUser, hours_ago: i64) {
    let input = LogSession {
        of: Of::AdHoc,
        completed_at: Some(START - TimeDelta::hours(hours_ago)),
        started_at: None,
        notes: None,
        logs: vec![working_sets("pullups", 1, 5)],
    };
    log_session(&app.server.env, user.id, None, &input).await.unwrap();
}

on_each_database! {
    async fn every_list_is_the_same_in_any_page_size_and_direction(app: TestApp) {
        let ada = app.sign_up("ada").await;
        for hours_ago in [5, 1, 3, 3, 9, 3, 700] {
            log(&app, &ada, hours_ago).await;
        }
        for (field, length) in [("sessions", 7), ("programs", 5), ("workouts", 19), ("workoutSwaps", 0)] {
            let whole = walk(&app, &ada, field, 100, false).await;
            assert_eq!(whole.len(), length, "{field}");
            for size in [1, 2, 3, 7] {
                assert_eq!(walk(&app, &ada, field, size, false).await, whole, "{field} by {size}");
                assert_eq!(walk(&app, &ada, field, size, true).await, whole, "{field} backwards by {size}");
            }
        }
        assert_eq!(walk(&app, &ada, "exercises", 100, false).await.len(), 873);
        let newest = app.data(&ada, "{ sessions { nodes { completedAt } } }", json!({})).await;
        let times: Vec<&str> = newest["sessions"]["nodes"].as_array().unwrap().iter().map(|one| one["completedAt"].as_str().unwrap()).collect();
        assert!(times.is_sorted_by(|a, b| a >= b));
    }

    async fn sessions_are_filtered_by_status_day_and_exercise(app: TestApp) {
        let ada = app.sign_up("ada").await;
        for hours_ago in [1, 13, 37] {
            log(&app, &ada, hours_ago).await;
        }
        let workout = app.data(&ada, "{ workouts(first: 1) { nodes { id } } }", json!({})).await["workouts"]["nodes"][0]["id"].take();
        let plan = "mutation($id: ID!) { planSession(input: { workoutId: $id, plannedFor: \"2026-11-24\" }) { userErrors { code } } }";
        app.data(&ada, plan, json!({ "id": workout })).await;
        let count = async |filter: Value| {
            let query = "query($filter: SessionFilter) { sessions(filter: $filter) { nodes { id } } }";
            app.data(&ada, query, json!({ "filter": filter })).await["sessions"]["nodes"].as_array().unwrap().len()
        };
        assert_eq!(count(json!({})).await, 4);
        assert_eq!(count(json!({ "status": ["PLANNED"] })).await, 1);
        assert_eq!(count(json!({ "status": [] })).await, 0);
        assert_eq!(count(json!({ "from": "2026-11-22", "to": "2026-11-22" })).await, 1);
        assert_eq!(count(json!({ "from": "2026-11-23" })).await, 2);
        assert_eq!(count(json!({ "from": "2026-11-24", "to": "2026-11-24" })).await, 1);
        let id = |slug: &str| json!(format!("exe_{}", gravl::catalogue::exercise_id(slug).0.simple()));
        assert_eq!(count(json!({ "exerciseId": id("pullups") })).await, 3);
        assert_eq!(count(json!({ "exerciseId": id("barbell-curl") })).await, 0);
    }

    async fn bad_page_arguments_say_what_to_change(app: TestApp) {
        let ada = app.sign_up("ada").await;
        for arguments in ["first: 101", "first: -1", "last: 101", "first: 1, last: 1", "after: \"nonsense\"", "before: \"%%\""] {
            let query = format!("{{ sessions({arguments}) {{ nodes {{ id }} }} }}");
            let answer = app.graphql(Some(&ada), &query, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{arguments}");
        }
    }
}
