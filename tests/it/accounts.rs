//! Signing up, in and out; tokens and their ends.

use chrono::TimeDelta;
use gravl::service::{demo, sign_in::sign_in};
use serde_json::{Value, json};

use crate::harness::{TestApp, TestUser, on_each_database};

const SIGN_UP: &str = "mutation($input: SignUpInput!) { signUp(input: $input) {
    user { email displayName timeZone } accessToken refreshToken accessTokenExpiresAt userErrors { code field } } }";
const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    user { email } accessToken refreshToken userErrors { code field } } }";
const REFRESH: &str = "mutation($token: String!) { refreshTokens(input: { refreshToken: $token }) {
    user { email } accessToken refreshToken userErrors { code field } } }";

fn newcomer(email: &str) -> Value {
    json!({ "input": { "email": email, "password": "correct horse battery", "displayName": "Ada" } })
}

async fn call(app: &TestApp, query: &str, variables: Value, field: &str) -> Value {
    let mut answer = app.graphql(None, query, variables).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][field].take()
}

async fn refresh(app: &TestApp, token: &Value) -> Value {
    call(app, REFRESH, json!({ "token": token }), "refreshTokens").await
}

on_each_database! {
    async fn an_address_has_one_account_whatever_its_case(app: TestApp) {
        let first = call(&app, SIGN_UP, newcomer("Ada@Example.org"), "signUp").await;
        assert_eq!(first["user"], json!({ "email": "Ada@Example.org", "displayName": "Ada", "timeZone": "UTC" }));
        assert_eq!(first["accessTokenExpiresAt"], "2026-11-23T12:15:00Z");
        let second = call(&app, SIGN_UP, newcomer("ada@example.ORG"), "signUp").await;
        assert_eq!(second["userErrors"], json!([{ "code": "EMAIL_TAKEN", "field": ["input", "email"] }]));
        assert_eq!((&second["user"], &second["accessToken"]), (&Value::Null, &Value::Null));
        let input = json!({ "input": { "email": "ADA@example.org", "password": "correct horse battery" } });
        let signed_in = call(&app, SIGN_IN, input, "signIn").await;
        assert_eq!(signed_in["user"]["email"], "Ada@Example.org");
    }

    async fn every_bad_field_of_a_newcomer_is_named(app: TestApp) {
        let input = json!({ "input": { "email": "ada", "password": "short", "displayName": " ", "timeZone": "Mars" } });
        let payload = call(&app, SIGN_UP, input, "signUp").await;
        let fields: Vec<&Value> = payload["userErrors"].as_array().unwrap().iter().map(|e| &e["field"][1]).collect();
        assert_eq!(fields, ["email", "password", "displayName", "timeZone"]);
    }

    async fn wrong_passwords_and_unknown_addresses_look_alike(app: TestApp) {
        app.sign_up("ada").await;
        for (email, password) in [("ada@example.org", "wrong"), ("bob@example.org", "wrong"), ("nonsense", "wrong")] {
            let input = json!({ "input": { "email": email, "password": password } });
            let payload = call(&app, SIGN_IN, input, "signIn").await;
            assert_eq!(payload["userErrors"], json!([{ "code": "WRONG_CREDENTIALS", "field": ["input"] }]), "{email}");
            assert_eq!(payload["accessToken"], Value::Null);
        }
    }

    async fn a_replayed_refresh_token_ends_its_family_and_no_other(app: TestApp) {
        let first = call(&app, SIGN_UP, newcomer("ada@example.org"), "signUp").await["refreshToken"].clone();
        let input = json!({ "input": { "email": "ada@example.org", "password": "correct horse battery" } });
        let other = call(&app, SIGN_IN, input, "signIn").await["refreshToken"].clone();
        let second = refresh(&app, &first).await["refreshToken"].clone();
        assert_ne!(second, first);
        let invalid = json!([{ "code": "TOKEN_INVALID", "field": ["input", "refreshToken"] }]);
        assert_eq!(refresh(&app, &first).await["userErrors"], invalid);
        assert_eq!(refresh(&app, &second).await["userErrors"], invalid);
        assert_eq!(refresh(&app, &other).await["userErrors"], json!([]));
        assert_eq!(refresh(&app, &json!("made up")).await["userErrors"], invalid);
    }

    async fn a_refresh_token_ends_after_thirty_days_and_at_signing_out(app: TestApp) {
        let token = call(&app, SIGN_UP, newcomer("ada@example.org"), "signUp").await["refreshToken"].clone();
        app.server.system.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
        let token = refresh(&app, &token).await["refreshToken"].clone();
        app.server.system.advance(TimeDelta::days(30));
        assert_eq!(refresh(&app, &token).await["userErrors"][0]["code"], "TOKEN_INVALID");
        let input = json!({ "input": { "email": "ada@example.org", "password": "correct horse battery" } });
        let token = call(&app, SIGN_IN, input, "signIn").await["refreshToken"].clone();
        let sign_out = "mutation($token: String!) { signOut(input: { refreshToken: $token }) { signedOut userErrors { code } } }";
        let out = call(&app, sign_out, json!({ "token": token }), "signOut").await;
        assert_eq!(out, json!({ "signedOut": true, "userErrors": [] }));
        assert_eq!(refresh(&app, &token).await["userErrors"][0]["code"], "TOKEN_INVALID");
    }

    async fn an_expired_access_token_is_told_and_hinders_no_signing_in(app: TestApp) {
        let ada = app.sign_up("ada").await;
        app.server.system.advance(TimeDelta::minutes(15));
        let answer = app.graphql(Some(&ada), "{ viewer { email } muscleGroups { muscle recovery { score } } }", json!({})).await;
        assert_eq!(answer["data"]["viewer"], Value::Null);
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(answer["data"]["muscleGroups"][0], json!({ "muscle": "ABDOMINALS", "recovery": null }));
        let input = json!({ "input": { "email": "ada@example.org", "password": "correct horse battery" } });
        let answer = app.graphql(Some(&ada), SIGN_IN, input).await;
        assert_eq!(answer["data"]["signIn"]["userErrors"], json!([]));
    }

    async fn signed_out_the_catalogue_is_open_and_the_rest_is_not(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let answer = app.graphql(None, "{ viewer { id } programs(first: 1) { nodes { workouts { readiness } } } }", json!({})).await;
        assert_eq!(answer.get("errors"), None);
        assert_eq!(answer["data"]["viewer"], Value::Null);
        assert_eq!(answer["data"]["programs"]["nodes"][0]["workouts"][0]["readiness"], Value::Null);
        for query in ["{ workouts { nodes { id } } }", "{ muscleGroupRecovery { score } }", "{ sessions { nodes { id } } }"] {
            let forged = TestUser { token: "e30.e30.AAAA".to_owned(), ..ada.clone() };
            for nobody in [None, Some(&forged)] {
                let answer = app.graphql(nobody, query, json!({})).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
                assert_eq!(answer["data"], Value::Null);
            }
        }
    }

    async fn guessing_a_password_is_slowed_down_for_the_account_alone(app: TestApp) {
        let app = app.limiting_sign_ins().await;
        app.sign_up("ada").await;
        app.sign_up("bob").await;
        let attempt = |email: &str, password: &str| json!({ "input": { "email": email, "password": password } });
        for _ in 0..10 {
            let payload = call(&app, SIGN_IN, attempt("ada@example.org", "guess"), "signIn").await;
            assert_eq!(payload["userErrors"][0]["code"], "WRONG_CREDENTIALS");
        }
        let right = "correct horse battery";
        app.server.system.advance(TimeDelta::minutes(5));
        let answer = app.graphql(None, SIGN_IN, attempt("ADA@example.org", right)).await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions, &json!({ "code": "RATE_LIMITED", "retryAfterSeconds": 600 }));
        let payload = call(&app, SIGN_IN, attempt("bob@example.org", right), "signIn").await;
        assert_eq!(payload["userErrors"], json!([]));
        app.server.system.advance(TimeDelta::minutes(11));
        let payload = call(&app, SIGN_IN, attempt("ada@example.org", right), "signIn").await;
        assert_eq!(payload["userErrors"], json!([]));
    }

    async fn guessing_the_password_with_a_found_token_is_slowed_down_too(app: TestApp) {
        let app = app.limiting_sign_ins().await;
        let (ada, bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
        let change = "mutation($old: String!, $new: String!) { changePassword(input: { currentPassword: $old, newPassword: $new }) {
            userErrors { code } } }";
        let delete = "mutation($old: String!) { deleteAccount(input: { password: $old }) { deletedId userErrors { code } } }";
        let right = "correct horse battery";
        let attempt = |old: &str, new: &str| json!({ "old": old, "new": new });
        let code = |payload: &Value| payload["userErrors"][0]["code"].clone();
        // A right password sets the count back, also where the new one is refused.
        for old in ["guess", "guess", right].into_iter().chain(["guess"; 9]) {
            let data = app.data(&ada, change, attempt(old, "short")).await;
            assert_eq!(code(&data["changePassword"]), if old == right { "INVALID" } else { "WRONG_CREDENTIALS" });
        }
        let data = app.data(&ada, delete, json!({ "old": "guess" })).await;
        assert_eq!(code(&data["deleteAccount"]), "WRONG_CREDENTIALS");
        app.server.system.advance(TimeDelta::minutes(5));
        for (query, old) in [(change, right), (delete, "guess")] {
            let answer = app.graphql(Some(&ada), query, if query == change { attempt(old, right) } else { json!({ "old": old }) }).await;
            let limited = json!({ "code": "RATE_LIMITED", "retryAfterSeconds": 600 });
            assert_eq!(answer["errors"][0]["extensions"], limited, "{answer}");
        }
        let data = app.data(&bob, change, attempt(right, right)).await;
        assert_eq!(data["changePassword"]["userErrors"], json!([]), "another user");
        let input = json!({ "input": { "email": "ada@example.org", "password": right } });
        assert_eq!(call(&app, SIGN_IN, input, "signIn").await["userErrors"], json!([]), "signing in is counted apart");
        app.server.system.advance(TimeDelta::minutes(11));
        let data = app.data(&ada, delete, json!({ "old": right })).await;
        assert!(data["deleteAccount"]["deletedId"].is_string());
    }

    async fn a_profile_and_a_password_change(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let update = "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { user { displayName timeZone } userErrors { field } } }";
        let data = app.data(&ada, update, json!({ "input": { "displayName": "Ada L.", "timeZone": "Europe/London" } })).await;
        assert_eq!(data["updateProfile"]["user"], json!({ "displayName": "Ada L.", "timeZone": "Europe/London" }));
        let data = app.data(&ada, update, json!({ "input": { "displayName": "", "timeZone": "Mars" } })).await;
        assert_eq!(data["updateProfile"]["userErrors"], json!([{ "field": ["input", "displayName"] }, { "field": ["input", "timeZone"] }]));

        let input = json!({ "input": { "email": "ada@example.org", "password": "correct horse battery" } });
        let elsewhere = call(&app, SIGN_IN, input.clone(), "signIn").await["refreshToken"].clone();
        let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { refreshToken userErrors { code field } } }";
        let wrong = json!({ "input": { "currentPassword": "wrong", "newPassword": "another horse battery" } });
        let data = app.data(&ada, change, wrong).await;
        assert_eq!(data["changePassword"]["userErrors"], json!([{ "code": "WRONG_CREDENTIALS", "field": ["input", "currentPassword"] }]));
        let right = json!({ "input": { "currentPassword": "correct horse battery", "newPassword": "another horse battery" } });
        let here = app.data(&ada, change, right).await["changePassword"]["refreshToken"].clone();
        assert_eq!(refresh(&app, &elsewhere).await["userErrors"][0]["code"], "TOKEN_INVALID");
        let here = refresh(&app, &here).await["refreshToken"].clone();
        assert_eq!(call(&app, SIGN_IN, input, "signIn").await["userErrors"][0]["code"], "WRONG_CREDENTIALS");
        let out = app.data(&ada, "mutation { signOutEverywhere { signedOut } }", json!({})).await;
        assert_eq!(out["signOutEverywhere"]["signedOut"], true);
        assert_eq!(refresh(&app, &here).await["userErrors"][0]["code"], "TOKEN_INVALID");
    }

    async fn a_deleted_account_leaves_nothing(app: TestApp) {
        let env = &app.server.env;
        demo::seed(env).await.unwrap();
        let signed_in = sign_in(env, None, demo::EMAIL, demo::PASSWORD.to_owned()).await.unwrap();
        let user = TestUser { id: signed_in.user.id, token: signed_in.access.token };
        let planned = app.data(&user, "{ sessions(filter: { status: [PLANNED] }) { nodes { id } } workouts { nodes { id } } }", json!({})).await;
        let (session, workout) = (&planned["sessions"]["nodes"][0]["id"], &planned["workouts"]["nodes"][0]["id"]);
        let everything = "mutation($session: ID!, $workout: ID!) {
            start: startSession(input: { sessionId: $session }) { session { logs { id } } }
            override: overrideRecovery(input: { muscle: CHEST, score: 90, idempotencyKey: \"k\" }) { userErrors { code } }
            fork: createCustomWorkout(input: { name: \"Mine\", basedOnWorkoutId: $workout }) { customWorkout { id } } }";
        let made = app.data(&user, everything, json!({ "session": session, "workout": workout })).await;
        let more = "mutation($session: ID!, $fork: ID!, $log: ID!, $exercise: ID!) {
            swapExercise(input: { workoutLogId: $log, exerciseId: $exercise, scope: ONWARD }) { userErrors { code } }
            swapWorkout(input: { sessionId: $session, workoutId: $fork }) { userErrors { code } } }";
        let exercise = json!(format!("exe_{}", gravl::catalogue::exercise_id("barbell-curl").0.simple()));
        let log = &made["start"]["session"]["logs"][0]["id"];
        let fork = &made["fork"]["customWorkout"]["id"];
        let data = app.data(&user, more, json!({ "session": session, "fork": fork, "log": log, "exercise": exercise })).await;
        assert_eq!(data, json!({ "swapExercise": { "userErrors": [] }, "swapWorkout": { "userErrors": [] } }));

        let delete = "mutation($password: String!) { deleteAccount(input: { password: $password }) { deletedId userErrors { code } } }";
        let refused = app.data(&user, delete, json!({ "password": "guess" })).await;
        assert_eq!(refused["deleteAccount"]["userErrors"][0]["code"], "WRONG_CREDENTIALS");
        let gone = app.data(&user, delete, json!({ "password": demo::PASSWORD })).await;
        assert!(gone["deleteAccount"]["deletedId"].is_string());
        for table in ["users", "refresh_tokens", "idempotency_keys", "program_enrolments", "custom_workouts",
            "custom_workout_exercises", "workout_sessions", "workout_logs", "set_logs", "muscle_group_recovery",
            "recovery_overrides", "workout_swaps"] {
            let rows = env.db.query_text(&format!("SELECT CAST(COUNT(*) AS text) AS n FROM {table}")).await.unwrap();
            assert_eq!(rows, [["0"]], "{table}");
        }
        let viewer = app.data(&user, "{ viewer { id } }", json!({})).await;
        assert_eq!(viewer["viewer"], Value::Null);
        let answer = app.graphql(Some(&user), "mutation { signOutEverywhere { signedOut } overrideRecovery(input: { muscle: CHEST, score: 1 }) { userErrors { code } } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}
