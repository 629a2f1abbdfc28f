//! What a user adds and rules out: exercises of their own, exclusions, equipment, unit.

use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, exercise, log, on_each_database};

const EXERCISE: &str = "userErrors { code field message } recovery { score muscleGroup { muscle } }
    exercise { id slug name equipment category isOwn isDeleted movementPattern instructions muscles { role muscleGroup { muscle } } }";
const SESSION: &str = "userErrors { code field } recovery { score muscleGroup { muscle } } session { id logs { id exercise { name slug isOwn isDeleted } } }";
const PROFILE: &str = "userErrors { code field } user { equipment weightUnit excludedExercises { slug } }";

async fn make(app: &TestApp, user: &TestUser, name: &str, primary: &str) -> Value {
    let input = json!({ "name": name, "primaryMuscle": primary, "equipment": "OTHER" });
    let made = app.mutate(user, "createExercise", EXERCISE, input).await;
    assert_eq!(made["userErrors"], json!([]));
    made["exercise"].clone()
}

async fn train(app: &TestApp, user: &TestUser, exercise: &Value) -> Value {
    let logs = json!([{ "exerciseId": exercise["id"], "sets": [{ "reps": 10, "rir": 0 }, { "reps": 10, "rir": 0 }] }]);
    app.mutate(user, "logSession", SESSION, json!({ "logs": logs })).await
}

async fn score(app: &TestApp, user: &TestUser, muscle: &str) -> f64 {
    let data = app.data(user, "{ muscleGroupRecovery { score muscleGroup { muscle } } }", json!({})).await;
    let groups = data["muscleGroupRecovery"].as_array().unwrap();
    groups.iter().find(|one| one["muscleGroup"]["muscle"] == muscle).unwrap()["score"].as_f64().unwrap()
}

async fn alternatives(app: &TestApp, user: &TestUser, arguments: &str) -> Vec<String> {
    let query = format!(
        "{{ exercise(slug: \"barbell-bench-press-medium-grip\") {{ alternatives({arguments}) {{ exercise {{ slug }} }} }} }}"
    );
    let found = app.data(user, &query, json!({})).await;
    let list = found["exercise"]["alternatives"].as_array().unwrap().iter();
    list.map(|one| one["exercise"]["slug"].as_str().unwrap().to_owned()).collect()
}

on_each_database! {
    async fn an_own_exercise_is_trained_like_any_other_and_nobody_else_sees_it(app: TestApp) {
        let [ada, bob] = [app.sign_up("ada").await, app.sign_up("bob").await];
        let input = json!({
            "name": " Yoke Shove ", "primaryMuscle": "QUADRICEPS", "secondaryMuscles": ["GLUTES", "CALVES"],
            "equipment": "OTHER", "category": "STRONGMAN", "movementPattern": "CARRY", "instructions": ["Push."],
        });
        let sled = app.mutate(&ada, "createExercise", EXERCISE, input).await["exercise"].take();
        assert_eq!(sled["name"], "Yoke Shove");
        assert!(sled["slug"].as_str().unwrap().starts_with("yoke-shove-"));
        assert_eq!(sled["isOwn"], true);
        assert_eq!(sled["muscles"][0], json!({ "role": "PRIMARY", "muscleGroup": { "muscle": "QUADRICEPS" } }));
        assert_eq!(sled["muscles"].as_array().unwrap().len(), 3);

        let logged = train(&app, &ada, &sled).await;
        assert_eq!(logged["session"]["logs"][0]["exercise"]["name"], "Yoke Shove");
        let tired = score(&app, &ada, "QUADRICEPS").await;
        assert!(tired < 60.0, "two sets to failure tire: {tired}");
        assert!(score(&app, &ada, "CALVES").await < 80.0);

        let found = "query($slug: String!, $id: ID!) { exercise(slug: $slug) { name } node(id: $id) { id }
            exercises(filter: { search: \"yoke shove\" }) { nodes { name } } }";
        let ids = json!({ "slug": sled["slug"], "id": sled["id"] });
        let of_ada = app.data(&ada, found, ids.clone()).await;
        assert_eq!(of_ada["exercise"]["name"], "Yoke Shove");
        assert_eq!(of_ada["node"]["id"], sled["id"]);
        let names = of_ada["exercises"]["nodes"].to_string();
        assert!(names.contains("\"Yoke Shove\""), "{names}");
        let of_bob = app.data(&bob, found, ids).await;
        assert_eq!(of_bob["exercise"], Value::Null);
        assert_eq!(of_bob["node"], Value::Null);
        assert!(!of_bob["exercises"]["nodes"].to_string().contains("\"Yoke Shove\""));
        assert_eq!(train(&app, &bob, &sled).await["userErrors"][0]["code"], "NOT_FOUND");
        let stolen = json!({ "exerciseId": sled["id"], "name": "Mine" });
        assert_eq!(app.mutate(&bob, "updateExercise", EXERCISE, stolen).await["userErrors"][0]["code"], "NOT_FOUND");
    }

    async fn what_an_own_exercise_trains_counts_as_it_is_now(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let press = make(&app, &ada, "Log Press", "SHOULDERS").await;
        train(&app, &ada, &press).await;
        let before = score(&app, &ada, "SHOULDERS").await;
        assert!(before < 60.0);
        let change = json!({ "exerciseId": press["id"], "primaryMuscle": "TRICEPS" });
        let changed = app.mutate(&ada, "updateExercise", EXERCISE, change).await;
        assert_eq!(changed["userErrors"], json!([]));
        assert_eq!(changed["recovery"].as_array().unwrap().len(), 2);
        assert!((score(&app, &ada, "SHOULDERS").await - 100.0).abs() < 1e-9);
        assert!((score(&app, &ada, "TRICEPS").await - before).abs() < 1e-9);
        let stretch = json!({ "exerciseId": press["id"], "category": "STRETCHING" });
        app.mutate(&ada, "updateExercise", EXERCISE, stretch).await;
        assert!((score(&app, &ada, "TRICEPS").await - 100.0).abs() < 1e-9, "stretching tires nothing");
        let week = "{ weeklyVolume(from: \"2026-11-23\", to: \"2026-11-23\") { sets } }";
        assert_eq!(app.data(&ada, week, json!({})).await["weeklyVolume"].as_array().unwrap().len(), 1);
    }

    async fn what_is_wrong_with_an_exercise_is_told(app: TestApp) {
        let ada = app.sign_up("ada").await;
        make(&app, &ada, "Yoke Shove", "QUADRICEPS").await;
        let cases = [
            (json!({ "name": "yoke shove", "primaryMuscle": "CHEST" }), "name"),
            (json!({ "name": " ", "primaryMuscle": "CHEST" }), "name"),
            (json!({ "name": "a".repeat(81), "primaryMuscle": "CHEST" }), "name"),
            (json!({ "name": "A", "primaryMuscle": "CHEST", "secondaryMuscles": ["CHEST"] }), "secondaryMuscles"),
            (json!({ "name": "A", "primaryMuscle": "CHEST", "instructions": [""] }), "instructions"),
        ];
        for (input, field) in cases {
            let refused = app.mutate(&ada, "createExercise", EXERCISE, input).await;
            assert_eq!(refused["exercise"], Value::Null);
            assert_eq!(refused["userErrors"][0]["code"], "INVALID");
            assert_eq!(refused["userErrors"][0]["field"], json!(["input", field]));
        }
        let input = json!({ "name": "Yoke", "primaryMuscle": "TRAPS", "idempotencyKey": "k" });
        let first = app.mutate(&ada, "createExercise", EXERCISE, input.clone()).await;
        assert_eq!(app.mutate(&ada, "createExercise", EXERCISE, input).await, first, "a retry makes no second one");
    }

    async fn a_deleted_exercise_stays_in_history_and_can_no_longer_be_chosen(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let sled = make(&app, &ada, "Yoke Shove", "QUADRICEPS").await;
        let session = train(&app, &ada, &sled).await["session"].take();
        let tired = score(&app, &ada, "QUADRICEPS").await;
        let workout = json!({ "name": "Yard", "exercises": [{ "exerciseId": sled["id"], "sets": 3, "minReps": 5, "maxReps": 8 }] });
        let workout = app.mutate(&ada, "createCustomWorkout", "customWorkout { id } userErrors { code }", workout).await;
        assert_eq!(workout["userErrors"], json!([]));

        let delete = json!({ "exerciseId": sled["id"] });
        let fields = "deletedId userErrors { code message field }";
        let refused = app.mutate(&ada, "deleteExercise", fields, delete.clone()).await;
        assert_eq!(refused["userErrors"][0]["code"], "CONFLICT");
        assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains("`Yard`"));
        let yard = json!({ "customWorkoutId": workout["customWorkout"]["id"] });
        app.mutate(&ada, "deleteCustomWorkout", "deletedId", yard).await;
        let deleted = app.mutate(&ada, "deleteExercise", fields, delete.clone()).await;
        assert_eq!(deleted["deletedId"], sled["id"]);
        assert_eq!(app.mutate(&ada, "deleteExercise", fields, delete).await["userErrors"][0]["code"], "NOT_FOUND");

        assert_eq!(train(&app, &ada, &sled).await["userErrors"][0]["code"], "NOT_FOUND");
        assert!((score(&app, &ada, "QUADRICEPS").await - tired).abs() < 1e-9);
        let query = "query($id: ID!, $slug: String!) { exercise(slug: $slug) { id } node(id: $id) { ... on WorkoutSession { logs { id exercise { name isDeleted } } } } }";
        let seen = app.data(&ada, query, json!({ "id": session["id"], "slug": sled["slug"] })).await;
        assert_eq!(seen["exercise"], Value::Null);
        assert_eq!(seen["node"]["logs"][0]["exercise"], json!({ "name": "Yoke Shove", "isDeleted": true }));
        let edit = json!({ "sessionId": session["id"], "logs": [{ "exerciseId": sled["id"], "sets": [{ "reps": 8, "rir": 0 }] }] });
        let edited = app.mutate(&ada, "updateSession", SESSION, edit).await;
        assert_eq!(edited["userErrors"], json!([]), "a session keeps what it has");
        assert!(score(&app, &ada, "QUADRICEPS").await > tired);
        make(&app, &ada, "Yoke Shove", "QUADRICEPS").await;
    }

    async fn alternatives_respect_what_the_user_has_and_wants(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let all = alternatives(&app, &ada, "first: 3").await;
        let profile = app.mutate(&ada, "updateProfile", PROFILE, json!({ "equipment": ["DUMBBELL", "BODY_ONLY", "DUMBBELL"] })).await;
        assert_eq!(profile["user"]["equipment"], json!(["DUMBBELL", "BODY_ONLY"]));
        let at_home = alternatives(&app, &ada, "first: 2").await;
        assert_eq!(at_home[0], "dumbbell-bench-press");
        assert_eq!(alternatives(&app, &ada, "first: 1, equipment: [MACHINE]").await, ["machine-bench-press"], "asked for, it wins");

        let exclude = json!({ "exerciseId": exercise("dumbbell-bench-press") });
        let excluded = app.mutate(&ada, "excludeExercise", EXERCISE, exclude.clone()).await;
        assert_eq!(excluded["exercise"]["slug"], "dumbbell-bench-press");
        assert_eq!(app.mutate(&ada, "excludeExercise", EXERCISE, exclude).await["userErrors"], json!([]));
        assert_eq!(alternatives(&app, &ada, "first: 1").await, at_home[1..]);
        let viewer = app.data(&ada, "{ viewer { excludedExercises { slug } } }", json!({})).await;
        assert_eq!(viewer["viewer"]["excludedExercises"], json!([{ "slug": "dumbbell-bench-press" }]));
        let include = json!({ "exerciseId": exercise("dumbbell-bench-press"), "excluded": false });
        app.mutate(&ada, "excludeExercise", EXERCISE, include).await;
        assert_eq!(alternatives(&app, &ada, "first: 2").await, at_home);
        let any = app.mutate(&ada, "updateProfile", PROFILE, json!({ "equipment": null })).await;
        assert_eq!(any["user"]["equipment"], Value::Null);
        assert_eq!(alternatives(&app, &ada, "first: 3").await, all);

        let logged = app.mutate(&ada, "logSession", SESSION, json!({ "logs": [log(&all[0], 5)] })).await;
        let session = format!("first: 3, sessionId: {}", logged["session"]["id"]);
        assert!(!alternatives(&app, &ada, &session).await.contains(&all[0]));
        assert_eq!(alternatives(&app, &ada, "first: 3, recoveredOnly: true").await, [""; 0], "five sets tire the chest");
    }

    async fn recommendations_respect_the_users_equipment(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let query = "query($equipment: [Equipment!]) { smartRecommendations(first: 100, equipment: $equipment) { recommendations { workout { id } } } }";
        let unlimited = app.data(&ada, query, json!({})).await;
        let at_home = app.data(&ada, query, json!({ "equipment": ["DUMBBELL"] })).await;
        assert_ne!(unlimited, at_home);
        app.mutate(&ada, "updateProfile", PROFILE, json!({ "equipment": ["DUMBBELL"] })).await;
        assert_eq!(app.data(&ada, query, json!({})).await, at_home);
    }

    async fn loads_are_suggested_in_steps_of_the_users_unit(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let profile = app.mutate(&ada, "updateProfile", PROFILE, json!({ "weightUnit": "POUND" })).await;
        assert_eq!(profile["user"]["weightUnit"], "POUND");
        let sets = vec![json!({ "reps": 8, "weight": 135, "unit": "POUND" }); 3];
        let logs = json!([{ "exerciseId": exercise("barbell-bench-press-medium-grip"), "sets": sets }]);
        app.mutate(&ada, "logSession", SESSION, json!({ "logs": logs })).await;
        let workout = json!({ "name": "Press", "exercises": [{ "exerciseId": exercise("barbell-bench-press-medium-grip"), "sets": 3, "minReps": 6, "maxReps": 8 }] });
        let fields = "customWorkout { exercises { suggestedLoad { weight(unit: POUND) reps reason } } }";
        let made = app.mutate(&ada, "createCustomWorkout", fields, workout).await;
        let next = json!({ "weight": 140.0, "reps": 6, "reason": "ALL_SETS_AT_THE_TOP" });
        assert_eq!(made["customWorkout"]["exercises"][0]["suggestedLoad"], next);
    }

    async fn an_account_leaves_with_its_exercises(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let sled = make(&app, &ada, "Yoke Shove", "QUADRICEPS").await;
        train(&app, &ada, &sled).await;
        app.mutate(&ada, "excludeExercise", EXERCISE, json!({ "exerciseId": exercise("pushups") })).await;
        let workout = json!({ "name": "Yard", "exercises": [{ "exerciseId": sled["id"], "sets": 3, "minReps": 5, "maxReps": 8 }] });
        app.mutate(&ada, "createCustomWorkout", "userErrors { code }", workout).await;
        let gone = app.mutate(&ada, "deleteAccount", "deletedId userErrors { code }", json!({ "password": crate::harness::PASSWORD })).await;
        assert_eq!(gone["userErrors"], json!([]));
        for left in ["SELECT slug FROM exercises WHERE owner_id IS NOT NULL", "SELECT CAST(created_at AS text) FROM excluded_exercises"] {
            assert_eq!(app.server.env.db.query_text(left).await.unwrap().concat(), [""; 0]);
        }
    }
}
