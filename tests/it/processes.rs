//! Two processes of the built command on one database, as behind a load balancer.

use std::thread;

use serde_json::{Value, json};

use crate::{
    binary::{Running, SECRET, ask, gravl},
    concurrency::together,
    harness::{EmptyDatabase, on_each_database},
};

/// The data of all answers; they must be one and the same.
async fn retried(servers: &[Running; 2], token: &str, query: &'static str, input: Value) -> Value {
    let urls = servers.iter().map(|server| server.graphql.clone()).cycle().take(12);
    let answers = together(urls.map(|url| {
        let (token, variables) = (token.to_owned(), json!({ "input": input }));
        async move { ask(&url, Some(&token), query, variables).await }
    }))
    .await;
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    assert_eq!(answers[0].get("errors"), None, "{}", answers[0]);
    answers[0]["data"].clone()
}

on_each_database! {
    async fn two_processes_that_get_the_same_retries_at_once_do_it_once(database: EmptyDatabase) {
        let folder = tempfile::tempdir().unwrap();
        // Started together, too: one migrates, the other waits for it.
        let servers = thread::scope(|scope| {
            let start = || {
                let mut command = gravl(&database.0.url, &[]);
                command.current_dir(folder.path()).env("JWT_SECRET", SECRET);
                Running::start(&mut command)
            };
            [scope.spawn(start), scope.spawn(start)].map(|starting| starting.join().unwrap())
        });
        let sign_up = "mutation { signUp(input: { email: \"ada@example.org\", password: \"correct horse battery\",
            displayName: \"Ada\" }) { accessToken } }";
        let answer = ask(&servers[0].graphql, None, sign_up, json!({})).await;
        let token = answer["data"]["signUp"]["accessToken"].as_str().unwrap();
        let catalogue = "{ exercise(slug: \"barbell-full-squat\") { id } workouts(first: 2) { nodes { id } } }";
        let answer = ask(&servers[1].graphql, Some(token), catalogue, json!({})).await;
        let (squat, workouts) = (&answer["data"]["exercise"]["id"], &answer["data"]["workouts"]["nodes"]);

        let log = "mutation($input: LogSessionInput!) { logSession(input: $input) { userErrors { code }
            session { id completedAt logs { id sets { reps } } } recovery { muscleGroup { muscle } } } }";
        let input = json!({ "idempotencyKey": "log", "logs": [{ "exerciseId": squat, "sets": [{ "reps": 8, "rir": 1 }] }] });
        let logged = retried(&servers, token, log, input).await;
        assert!(logged["logSession"]["recovery"].as_array().unwrap().contains(&json!({ "muscleGroup": { "muscle": "QUADRICEPS" } })));

        let start = "mutation($input: StartSessionInput!) { startSession(input: $input) { session { id logs { id } } } }";
        let input = json!({ "idempotencyKey": "start", "workoutId": workouts[0]["id"] });
        let started = retried(&servers, token, start, input).await;
        let swap = "mutation($input: SwapWorkoutInput!) { swapWorkout(input: $input) { userErrors { code } swap { id } session { id } } }";
        let session = &started["startSession"]["session"]["id"];
        let input = json!({ "idempotencyKey": "swap", "sessionId": session, "workoutId": workouts[1]["id"] });
        let swapped = retried(&servers, token, swap, input).await;

        let history = "{ sessions { nodes { id logs { sets { reps } } } } workoutSwaps { nodes { id } } }";
        for server in &servers {
            let answer = ask(&server.graphql, Some(token), history, json!({})).await;
            let sessions = answer["data"]["sessions"]["nodes"].as_array().unwrap();
            let mut ids: Vec<&Value> = sessions.iter().map(|session| &session["id"]).collect();
            ids.sort_by_key(ToString::to_string);
            // What was replaced is listed too.
            let live = [&logged["logSession"], &started["startSession"], &swapped["swapWorkout"]];
            let mut expected = live.map(|payload| &payload["session"]["id"]);
            expected.sort_by_key(ToString::to_string);
            assert_eq!(ids, expected);
            assert_eq!(answer["data"]["workoutSwaps"]["nodes"], json!([swapped["swapWorkout"]["swap"]]));
        }
        for server in servers {
            server.stop();
        }
    }
}
