//! Editing history: sessions changed, skipped and deleted; exercises swapped; workouts of one's own.

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, exercise, log, on_each_database};

const SESSION: &str = "userErrors { code field } recovery { score muscleGroup { muscle } } session { id status completedAt notes
    workout { id name } logs { id position swappedFrom { id } exercise { slug } prescription { sets exercise { slug } } sets { reps } } }";
const SWAP: &str = "userErrors { code field } swap { id kind fromLog { sets { reps } } } recovery { score muscleGroup { muscle } }
    session { id status workout { id } logs { id position swappedFrom { id } exercise { slug } prescription { sets exercise { slug } } sets { reps } } }";
const WORKOUT: &str = "userErrors { code field } customWorkout { id name deleted basedOn { id }
    exercises { id position sets minReps maxReps restSeconds exercise { slug } } }";

async fn train(app: &TestApp, user: &TestUser, at: &str, logs: Value) -> Value {
    let payload = app.mutate(user, "logSession", SESSION, json!({ "completedAt": at, "logs": logs })).await;
    assert_eq!(payload["userErrors"], json!([]));
    payload["session"].clone()
}

fn code(payload: &Value) -> &Value {
    &payload["userErrors"][0]["code"]
}

async fn follow(app: &TestApp, user: &TestUser) -> Vec<Value> {
    let programs = app.data(user, "{ programs { nodes { id slug } } }", json!({})).await;
    let nodes = programs["programs"]["nodes"].as_array().unwrap();
    let program = nodes.iter().find(|program| program["slug"] == "full-body-3").unwrap()["id"].clone();
    let input = json!({ "programId": program, "startsOn": "2026-11-23", "weekdays": ["MONDAY", "WEDNESDAY", "FRIDAY"] });
    let fields = "userErrors { code } sessions { id workout { id name } }";
    let followed = app.mutate(user, "followProgram", fields, input).await;
    followed["sessions"].as_array().unwrap().clone()
}

const BENCH: &str = "barbell-bench-press-medium-grip";

on_each_database! {
    async fn who_stops_following_keeps_what_was_trained(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let planned = follow(&app, &ada).await;
        let start = json!({ "sessionId": planned[0]["id"] });
        app.mutate(&ada, "startSession", SESSION, start).await;
        let programs = app.data(&ada, "{ programs { nodes { id slug } } workouts { nodes { id } } }", json!({})).await;
        let nodes = programs["programs"]["nodes"].as_array().unwrap();
        let program = nodes.iter().find(|program| program["slug"] == "full-body-3").unwrap()["id"].clone();
        let stop = json!({ "programId": program, "idempotencyKey": "k" });
        let fields = "userErrors { code } sessions { id status }";
        let stopped = app.mutate(&ada, "unfollowProgram", fields, stop.clone()).await;
        let skipped = stopped["sessions"].as_array().unwrap();
        assert_eq!(skipped.len(), planned.len() - 1);
        assert!(skipped.iter().all(|session| session["status"] == "SKIPPED" && session["id"] != planned[0]["id"]));
        assert_eq!(app.mutate(&ada, "unfollowProgram", fields, stop).await, stopped);
        let again = app.mutate(&ada, "unfollowProgram", fields, json!({ "programId": program })).await;
        assert_eq!(again["userErrors"][0]["code"], "NOT_FOUND");
        let started = app.data(&ada, "query($id: ID!) { node(id: $id) { ... on WorkoutSession { status } } workouts { nodes { id } } }", json!({ "id": planned[0]["id"] })).await;
        assert_eq!(started["node"]["status"], "IN_PROGRESS");
        let workouts = |data: &Value| data["workouts"]["nodes"].as_array().unwrap().len();
        assert!(workouts(&started) > workouts(&programs), "who follows nothing can train every built-in program");
        follow(&app, &ada).await;
    }

    async fn an_edited_session_counts_as_if_it_had_always_been_so(app: TestApp) {
        let ada = app.sign_up("ada").await;
        train(&app, &ada, "2026-11-22T12:00:00Z", json!([log("barbell-curl", 2)])).await;
        let session = train(&app, &ada, "2026-11-23T11:00:00Z", json!([log(BENCH, 8), log("pullups", 3)])).await;
        let kept = &session["logs"][1]["id"];
        let input = json!({ "sessionId": session["id"], "notes": "shorter", "completedAt": "2026-11-23T10:00:00Z",
            "logs": [log("pullups", 1), log("barbell-curl", 1)] });
        let edited = app.mutate(&ada, "updateSession", SESSION, input).await;
        assert_eq!(edited["userErrors"], json!([]));
        assert_eq!((&edited["session"]["notes"], &edited["session"]["completedAt"]), (&json!("shorter"), &json!("2026-11-23T10:00:00Z")));
        assert_eq!(edited["session"]["logs"][0]["id"], *kept);
        assert_eq!(edited["session"]["logs"].as_array().unwrap().len(), 2);
        let changed: Vec<&Value> = edited["recovery"].as_array().unwrap().iter().map(|one| &one["muscleGroup"]["muscle"]).collect();
        assert!(changed.contains(&&json!("CHEST")) && !changed.contains(&&json!("QUADRICEPS")));
        let states = app.server.check_exact(&ada).await;
        assert!(states.iter().filter(|(_, state)| state.residual > 0.0).count() >= 3);
        let chest = app.data(&ada, "{ node(id: \"mus_chest\") { ... on MuscleGroup { recovery { score lastTrainedAt } } } }", json!({})).await;
        assert_eq!(chest["node"]["recovery"], json!({ "score": 100.0, "lastTrainedAt": null }));
    }

    async fn only_what_may_change_changes(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let planned = follow(&app, &ada).await[0]["id"].clone();
        let edit = async |input: Value| app.mutate(&ada, "updateSession", SESSION, input).await;
        let outcome = edit(json!({ "sessionId": planned, "completedAt": "2026-11-23T10:00:00Z" })).await;
        assert_eq!(outcome["userErrors"], json!([{ "code": "CONFLICT", "field": ["input", "completedAt"] }]));
        let outcome = edit(json!({ "sessionId": planned, "logs": [] })).await;
        assert_eq!(outcome["userErrors"], json!([{ "code": "CONFLICT", "field": ["input", "logs"] }]));
        assert_eq!(edit(json!({ "sessionId": planned, "notes": "bring belt" })).await["session"]["notes"], "bring belt");
        assert_eq!(edit(json!({ "sessionId": planned, "notes": "" })).await["session"]["notes"], Value::Null);
        let done = train(&app, &ada, "2026-11-23T10:00:00Z", json!([log(BENCH, 1)])).await;
        let outcome = edit(json!({ "sessionId": done["id"], "completedAt": "2026-11-23T12:00:01Z" })).await;
        assert_eq!(code(&outcome), "IN_THE_FUTURE");
    }

    async fn a_skipped_session_stays_out_and_a_logged_one_cannot_be_skipped(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let planned = follow(&app, &ada).await;
        let skip = async |id: &Value| app.mutate(&ada, "skipSession", SESSION, json!({ "sessionId": id })).await;
        assert_eq!(skip(&planned[0]["id"]).await["session"]["status"], "SKIPPED");
        assert_eq!(skip(&planned[0]["id"]).await["session"]["status"], "SKIPPED");
        let started = app.mutate(&ada, "startSession", SESSION, json!({ "sessionId": planned[1]["id"] })).await;
        let sets = json!({ "workoutLogId": started["session"]["logs"][0]["id"], "sets": [{ "reps": 5 }] });
        app.mutate(&ada, "logSets", SESSION, sets).await;
        assert_eq!(code(&skip(&planned[1]["id"]).await), "HAS_LOGGED_SETS");
        app.mutate(&ada, "completeSession", SESSION, json!({ "sessionId": planned[1]["id"] })).await;
        assert_eq!(code(&skip(&planned[1]["id"]).await), "CONFLICT");
    }

    async fn a_deleted_session_leaves_nothing_but_the_audit_trail(app: TestApp) {
        let ada = app.sign_up("ada").await;
        train(&app, &ada, "2026-11-22T12:00:00Z", json!([log(BENCH, 2)])).await;
        let before = app.server.check_exact(&ada).await;
        let planned = follow(&app, &ada).await;
        let swapped = app.mutate(&ada, "swapWorkout", SWAP, json!({ "sessionId": planned[0]["id"], "workoutId": planned[1]["workout"]["id"] })).await;
        let live = &swapped["session"]["id"];
        app.mutate(&ada, "logSession", SESSION, json!({ "sessionId": live, "logs": [log(BENCH, 5)] })).await;
        let fields = "deletedId recovery { muscleGroup { muscle } } userErrors { code }";
        let replaced = app.mutate(&ada, "deleteSession", fields, json!({ "sessionId": planned[0]["id"] })).await;
        assert_eq!(code(&replaced), "CONFLICT");
        let deleted = app.mutate(&ada, "deleteSession", fields, json!({ "sessionId": live })).await;
        assert_eq!(deleted["deletedId"], *live);
        assert!(deleted["recovery"].as_array().unwrap().contains(&json!({ "muscleGroup": { "muscle": "CHEST" } })));
        let after = app.server.check_exact(&ada).await;
        for ((_, before), (_, after)) in before.iter().zip(after.iter()) {
            assert!((before.residual - after.residual).abs() < 1e-9);
        }
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } workoutSwaps { nodes { id fromSession { id } toSession { id } } } }";
        let left = app.data(&ada, query, json!({ "ids": [live, planned[0]["id"]] })).await;
        assert_eq!(left["nodes"], json!([null, null]));
        assert_eq!(left["workoutSwaps"]["nodes"], json!([{ "id": swapped["swap"]["id"], "fromSession": null, "toSession": null }]));
        assert_eq!(code(&app.mutate(&ada, "deleteSession", fields, json!({ "sessionId": live })).await), "NOT_FOUND");
        let revert = app.mutate(&ada, "revertSwap", SWAP, json!({ "swapId": swapped["swap"]["id"] })).await;
        assert_eq!(code(&revert), "NOT_REVERTIBLE");
    }

    async fn a_swapped_exercise_keeps_its_place_and_comes_back_with_its_sets(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let planned = follow(&app, &ada).await;
        let started = app.mutate(&ada, "startSession", SESSION, json!({ "sessionId": planned[0]["id"] })).await;
        let original = &started["session"]["logs"][0];
        let swap = async |log: &Value, slug: &str, discard: bool| {
            let input = json!({ "workoutLogId": log, "exerciseId": exercise(slug), "discardLoggedSets": discard });
            app.mutate(&ada, "swapExercise", SWAP, input).await
        };
        assert_eq!(code(&swap(&original["id"], original["exercise"]["slug"].as_str().unwrap(), false).await), "INVALID");
        app.mutate(&ada, "logSets", SESSION, json!({ "workoutLogId": original["id"], "sets": [{ "reps": 7 }] })).await;
        assert_eq!(code(&swap(&original["id"], "goblet-squat", false).await), "HAS_LOGGED_SETS");
        let first = swap(&original["id"], "goblet-squat", true).await;
        assert_eq!(first["userErrors"], json!([]));
        let log = &first["session"]["logs"][0];
        assert_eq!((&log["exercise"]["slug"], &log["sets"]), (&json!("goblet-squat"), &json!([])));
        assert_eq!((&log["position"], &log["prescription"]), (&original["position"], &original["prescription"]));
        assert_eq!(log["swappedFrom"]["id"], original["id"]);
        assert_eq!(first["swap"]["fromLog"]["sets"], json!([{ "reps": 7 }]));
        assert_eq!(first["session"]["logs"].as_array().unwrap().len(), started["session"]["logs"].as_array().unwrap().len());
        assert_eq!(code(&swap(&original["id"], "leg-press", true).await), "CONFLICT");
        let second = swap(&log["id"], "leg-press", false).await;
        let revert = async |id: &Value, discard: bool| app.mutate(&ada, "revertSwap", SWAP, json!({ "swapId": id, "discardLoggedSets": discard })).await;
        assert_eq!(code(&revert(&first["swap"]["id"], false).await), "NOT_REVERTIBLE");
        revert(&second["swap"]["id"], false).await;
        let back = revert(&first["swap"]["id"], false).await;
        assert_eq!(back["session"]["logs"][0]["id"], original["id"]);
        assert_eq!(back["session"]["logs"][0]["sets"], json!([{ "reps": 7 }]));
    }

    async fn swapping_an_exercise_of_the_past_rebuilds_recovery(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let session = train(&app, &ada, "2026-11-23T11:00:00Z", json!([log(BENCH, 6), log("pullups", 2)])).await;
        let input = json!({ "workoutLogId": session["logs"][0]["id"], "exerciseId": exercise("barbell-full-squat"), "discardLoggedSets": true });
        let swapped = app.mutate(&ada, "swapExercise", SWAP, input).await;
        assert!(swapped["recovery"].as_array().unwrap().contains(&json!({ "score": 100.0, "muscleGroup": { "muscle": "CHEST" } })));
        app.server.check_exact(&ada).await;
        let back = app.mutate(&ada, "revertSwap", SWAP, json!({ "swapId": swapped["swap"]["id"] })).await;
        let chest = back["recovery"].as_array().unwrap().iter().find(|one| one["muscleGroup"]["muscle"] == "CHEST").unwrap();
        assert!(chest["score"].as_f64().unwrap() < 20.0);
        app.server.check_exact(&ada).await;
    }

    async fn from_now_on_means_every_later_session_and_the_way_back_too(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let planned = follow(&app, &ada).await;
        let workout = &planned[0]["workout"]["id"];
        let started = app.mutate(&ada, "startSession", SESSION, json!({ "sessionId": planned[0]["id"] })).await;
        let swap = async |log: &Value, slug: &str| {
            let input = json!({ "workoutLogId": log, "exerciseId": exercise(slug), "scope": "ONWARD" });
            app.mutate(&ada, "swapExercise", SWAP, input).await
        };
        let first = swap(&started["session"]["logs"][0]["id"], "goblet-squat").await;
        assert_eq!(first["userErrors"], json!([]));
        let second = swap(&started["session"]["logs"][1]["id"], "dumbbell-bench-press").await;
        let upcoming = "{ sessions(filter: { status: [PLANNED] }, first: 100) { nodes { plannedFor workout { __typename id name
            ... on CustomWorkout { basedOn { id } } exercises { exercise { slug } } } } } workouts { nodes { __typename } } }";
        let later = app.data(&ada, upcoming, json!({})).await;
        let custom = |data: &Value| data["sessions"]["nodes"].as_array().unwrap().iter().filter(|one| one["workout"]["__typename"] == "CustomWorkout").cloned().collect::<Vec<_>>();
        let forks = custom(&later);
        assert_eq!(forks.len(), 3);
        assert!(forks.iter().all(|one| one["workout"]["id"] == forks[0]["workout"]["id"] && one["workout"]["basedOn"]["id"] == *workout));
        let slugs = |one: &Value| one["workout"]["exercises"].as_array().unwrap().iter().map(|e| e["exercise"]["slug"].clone()).collect::<Vec<_>>();
        assert_eq!(slugs(&forks[0])[..2], [json!("goblet-squat"), json!("dumbbell-bench-press")]);

        let revert = async |id: &Value| app.mutate(&ada, "revertSwap", SWAP, json!({ "swapId": id })).await;
        // The fork lives as long as one of the two swaps needs it, whichever goes first.
        assert_eq!(revert(&first["swap"]["id"]).await["userErrors"], json!([]));
        let later = app.data(&ada, upcoming, json!({})).await;
        let original = started["session"]["logs"][0]["exercise"]["slug"].clone();
        assert_eq!(slugs(&custom(&later)[0])[..2], [original, json!("dumbbell-bench-press")]);
        assert_eq!(revert(&second["swap"]["id"]).await["userErrors"], json!([]));
        let later = app.data(&ada, upcoming, json!({})).await;
        assert_eq!(custom(&later), Vec::<Value>::new());
        assert!(later["workouts"]["nodes"].as_array().unwrap().iter().all(|one| one["__typename"] == "ProgramWorkout"));
        let ad_hoc = train(&app, &ada, "2026-11-23T10:00:00Z", json!([log(BENCH, 1)])).await;
        let input = json!({ "workoutLogId": ad_hoc["logs"][0]["id"], "exerciseId": exercise("pullups"), "scope": "ONWARD", "discardLoggedSets": true });
        assert_eq!(app.mutate(&ada, "swapExercise", SWAP, input).await["userErrors"], json!([{ "code": "INVALID", "field": ["input", "scope"] }]));
    }

    async fn a_workout_of_ones_own_is_made_changed_and_deleted(app: TestApp) {
        let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
        let row = |slug: &str, sets: i32| json!({ "exerciseId": exercise(slug), "sets": sets, "minReps": 5, "maxReps": 8 });
        let input = json!({ "name": " Quick ", "exercises": [row(BENCH, 3), row("pullups", 4)] });
        let made = app.mutate(&ada, "createCustomWorkout", WORKOUT, input).await["customWorkout"].clone();
        assert_eq!((&made["name"], &made["basedOn"], &made["exercises"][1]["restSeconds"]), (&json!("Quick"), &Value::Null, &json!(120)));
        let node = app.data(&ada, "query($id: ID!) { node(id: $id) { ... on WorkoutExercise { sets } } }", json!({ "id": made["exercises"][1]["id"] })).await;
        assert_eq!(node["node"]["sets"], 4);
        let change = json!({ "customWorkoutId": made["id"], "exercises": [row("pullups", 5), row("barbell-curl", 2)] });
        assert_eq!(code(&app.mutate(&bob, "updateCustomWorkout", WORKOUT, change.clone()).await), "NOT_FOUND");
        let changed = app.mutate(&ada, "updateCustomWorkout", WORKOUT, change).await["customWorkout"].clone();
        assert_eq!((&changed["name"], &changed["exercises"][0]["sets"]), (&json!("Quick"), &json!(5)));
        assert_eq!(changed["exercises"][0]["id"], made["exercises"][1]["id"]);

        let fork = app.mutate(&ada, "createCustomWorkout", WORKOUT, json!({ "name": "Copy", "basedOnWorkoutId": made["id"] })).await;
        assert_eq!(fork["customWorkout"]["exercises"][0]["exercise"]["slug"], "pullups");
        app.mutate(&ada, "planSession", SESSION, json!({ "workoutId": made["id"], "plannedFor": "2026-11-30" })).await;
        let done = app.mutate(&ada, "logSession", SESSION, json!({ "workoutId": made["id"], "logs": [log("pullups", 2)] })).await;
        assert_eq!(done["session"]["logs"][0]["prescription"]["sets"], 5);
        let fields = "deletedId userErrors { code }";
        let deleted = app.mutate(&ada, "deleteCustomWorkout", fields, json!({ "customWorkoutId": made["id"] })).await;
        assert_eq!(deleted["deletedId"], made["id"]);
        assert_eq!(code(&app.mutate(&ada, "deleteCustomWorkout", fields, json!({ "customWorkoutId": made["id"] })).await), "NOT_FOUND");
        let data = app.data(&ada, "{ sessions { nodes { status workout { name ... on CustomWorkout { deleted } } } } workouts { nodes { name } } }", json!({})).await;
        let sessions: Vec<(&Value, &Value)> = data["sessions"]["nodes"].as_array().unwrap().iter().map(|one| (&one["status"], &one["workout"]["deleted"])).collect();
        assert_eq!(sessions, [(&json!("SKIPPED"), &json!(true)), (&json!("COMPLETED"), &json!(true))]);
        assert_eq!(data["workouts"]["nodes"], json!([{ "name": "Copy" }]));
        let plan = app.mutate(&ada, "planSession", SESSION, json!({ "workoutId": made["id"], "plannedFor": "2026-12-01" })).await;
        assert_eq!(code(&plan), "NOT_FOUND");
    }

    async fn a_workout_with_mistakes_names_each_of_them(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let bad = json!({ "exerciseId": "nonsense", "sets": 0, "minReps": 9, "maxReps": 8, "restSeconds": 901, "targetRir": 11 });
        let outcome = app.mutate(&ada, "createCustomWorkout", WORKOUT, json!({ "name": "", "exercises": [bad] })).await;
        let fields: Vec<&Value> = outcome["userErrors"].as_array().unwrap().iter().map(|e| e["field"].as_array().unwrap().last().unwrap()).collect();
        assert_eq!(fields, ["name", "sets", "maxReps", "restSeconds", "targetRir", "exerciseId"]);
        let outcome = app.mutate(&ada, "createCustomWorkout", WORKOUT, json!({ "name": "Empty" })).await;
        assert_eq!(outcome["userErrors"], json!([{ "code": "INVALID", "field": ["input", "exercises"] }]));
    }

    async fn a_log_that_another_was_swapped_from_can_still_be_edited_away(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let session = train(&app, &ada, "2026-11-23T11:00:00Z", json!([log(BENCH, 2), log("pullups", 2)])).await;
        let input = json!({ "workoutLogId": session["logs"][0]["id"], "exerciseId": exercise("barbell-curl"), "discardLoggedSets": true });
        let swapped = app.mutate(&ada, "swapExercise", SWAP, input).await;
        app.mutate(&ada, "revertSwap", SWAP, json!({ "swapId": swapped["swap"]["id"] })).await;
        let input = json!({ "sessionId": session["id"], "logs": [log("pullups", 1)] });
        let edited = app.mutate(&ada, "updateSession", SESSION, input).await;
        assert_eq!(edited["session"]["logs"].as_array().unwrap().len(), 1);
        app.server.check_exact(&ada).await;
    }

    async fn a_fork_of_ones_own_is_left_alone_by_swaps(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let planned = follow(&app, &ada).await;
        let own = json!({ "name": "Mine", "basedOnWorkoutId": planned[0]["workout"]["id"] });
        let own = app.mutate(&ada, "createCustomWorkout", WORKOUT, own).await["customWorkout"].clone();
        let started = app.mutate(&ada, "startSession", SESSION, json!({ "sessionId": planned[0]["id"] })).await;
        let input = json!({ "workoutLogId": started["session"]["logs"][0]["id"], "exerciseId": exercise("goblet-squat"), "scope": "ONWARD" });
        assert_eq!(app.mutate(&ada, "swapExercise", SWAP, input).await["userErrors"], json!([]));
        let query = "query($id: ID!) { node(id: $id) { ... on CustomWorkout { exercises { id exercise { slug } } } } }";
        let now = app.data(&ada, query, json!({ "id": own["id"] })).await;
        assert_eq!(now["node"]["exercises"][0]["exercise"], own["exercises"][0]["exercise"]);
    }
}
