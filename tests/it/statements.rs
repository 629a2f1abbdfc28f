//! How many SQL statements a query costs does not depend on how long its lists are.

use chrono::TimeDelta;
use gravl::service::{
    demo,
    log_session::{LogSession, Of, log_session},
    sign_in::sign_in,
};
use serde_json::json;

use crate::harness::{START, TestApp, TestUser, on_each_database, working_sets};

/// What an app shows first: who, how recovered, what to train, what is planned.
const HOME_SCREEN: &str = "{
    viewer { displayName }
    muscleGroupRecovery { score status estimated lastTrainedAt setsLast7Days recoveredAt muscleGroup { name } }
    smartRecommendations { analysis { sessions muscleGroups { fractionalSets muscleGroup { name } } }
        recommendations { rank score reasons { message muscleGroup { name } } workout { id name estimatedMinutes readiness
            exercises { sets minReps exercise { name muscles { role muscleGroup { name } } } } } }
        excluded { workout { name } blockedBy { score muscleGroup { name } } } restDay { message } }
    sessions(first: 3, filter: { status: [PLANNED] }) { nodes { id plannedFor workout { name exercises { exercise { name } } } } }
}";

/// Everything of a history at once.
const HISTORY: &str = "query($first: Int) {
    sessions(first: $first, filter: { status: [COMPLETED] }) { nodes { id status workout { name } swappedFrom { id }
        logs { exercise { name } prescription { sets } session { id } sets { reps weight rir } } } }
    muscleGroups { name recovery { score contributions(first: 10) { remaining log { id exercise { name } } } } }
}";

async fn count(app: &TestApp, user: &TestUser, query: &str, first: usize) -> u64 {
    let before = app.server.env.db.statements().count();
    app.data(user, query, json!({ "first": first })).await;
    app.server.env.db.statements().count() - before
}

/// The demo user, who follows a program and has six weeks of training.
async fn demo_user(app: &TestApp) -> TestUser {
    demo::seed(&app.server.env).await.unwrap();
    let signed_in = sign_in(&app.server.env, None, demo::EMAIL, demo::PASSWORD.to_owned()).await.unwrap();
    TestUser { id: signed_in.user.id, token: signed_in.access.token }
}

async fn train_a_lot(app: &TestApp, user: &TestUser) {
    for hours_ago in 1..60 {
        let input = LogSession {
            of: Of::AdHoc,
            completed_at: Some(START - TimeDelta::hours(hours_ago)),
            started_at: None,
            notes: None,
            logs: ["pullups", "barbell-full-squat", "barbell-curl"]
                .map(|slug| working_sets(slug, 3, 8))
                .to_vec(),
        };
        log_session(&app.server.env, user.id, None, &input).await.unwrap();
    }
}

on_each_database! {
    async fn the_home_screen_costs_seven_statements_whatever_was_trained(app: TestApp) {
        let user = demo_user(&app).await;
        // The viewer, the states, the week, the enrolments, the custom workouts, when each was last done, the sessions.
        let light = count(&app, &user, HOME_SCREEN, 0).await;
        train_a_lot(&app, &user).await;
        let heavy = count(&app, &user, HOME_SCREEN, 0).await;
        assert_eq!((light, heavy), (7, 7));
    }

    async fn a_page_of_history_costs_the_same_whatever_its_length(app: TestApp) {
        let user = demo_user(&app).await;
        train_a_lot(&app, &user).await;
        // Sessions, logs, sets; then states, history (two) and the contributing logs.
        let costs = [count(&app, &user, HISTORY, 1).await, count(&app, &user, HISTORY, 10).await, count(&app, &user, HISTORY, 80).await];
        assert_eq!(costs, [7, 7, 7]);
    }

    async fn the_catalogue_costs_nothing_but_the_viewers_own_exercises(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let query = "query($first: Int) { exercises(first: $first) { nodes { name muscles { muscleGroup { name } } } }
            programs { nodes { workouts { exercises { exercise { name } } muscleGroups { muscleGroup { name } } } } } }";
        assert_eq!([count(&app, &ada, query, 1).await, count(&app, &ada, query, 100).await], [1, 1]);
    }

    async fn the_workouts_of_a_user_cost_two_statements(app: TestApp) {
        let user = demo_user(&app).await;
        let query = "query($first: Int) { workouts(first: $first) { nodes { id name
            exercises { sets exercise { name muscles { role muscleGroup { name } } } } } } }";
        assert_eq!([count(&app, &user, query, 1).await, count(&app, &user, query, 20).await], [2, 2]);
    }
}
