//! What a load test stands on: as many users and sets as told, who can do what users do.

use gravl::service::{
    recovery::states_at,
    seed_load::{Amount, PASSWORD, email, seed},
    sign_in::sign_in,
};
use serde_json::json;

use crate::harness::{TestApp, TestUser, assert_same, on_each_database};

async fn user(app: &TestApp, number: u32) -> TestUser {
    let env = &app.server.env;
    let signed_in = sign_in(env, None, &email(number), PASSWORD.to_owned()).await.unwrap();
    TestUser { id: signed_in.user.id, token: signed_in.access.token }
}

on_each_database! {
    async fn everybody_has_their_share_and_an_exact_recovery(app: TestApp) {
        let server = &app.server;
        assert!(seed(&server.env, Amount { users: 103, sets: 2000 }, |_done| ()).await.unwrap());
        assert_eq!(server.count("users").await, "103");
        assert_eq!(server.count("set_logs").await, "2000");
        assert!(!seed(&server.env, Amount { users: 1, sets: 1 }, |_done| ()).await.unwrap());
        for number in [1, 50, 103] {
            let user = user(&app, number).await;
            let catalogue = server.env.catalogue.current();
            let now = server.now();
            let stored = states_at(&server.env.db, &catalogue, user.id, now).await.unwrap();
            assert_same(&stored, &server.replayed(&user, now).await, now, "seeded");
            let home = "{ smartRecommendations(first: 1) { recommendations { rank } restDay { message } }
                sessions(first: 9, filter: { status: [PLANNED] }) { nodes { id } } workouts(first: 2) { nodes { id } } }";
            let answer = app.data(&user, home, json!({})).await;
            assert_eq!(answer["sessions"]["nodes"].as_array().unwrap().len(), 3);
            assert_eq!(answer["workouts"]["nodes"].as_array().unwrap().len(), 2);
        }
    }
}
