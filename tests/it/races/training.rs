//! Sessions logged, changed, completed and deleted at once.

use chrono::TimeDelta;
use gravl::{
    catalogue::exercise_id,
    domain::muscle::Muscle,
    service::{
        UserErrorCode,
        edit_session::{self, UpdateSession},
        override_recovery::{OverrideRecovery, override_recovery},
        swap_exercise::Scope,
    },
};

use super::{ROUNDS, SQUAT, bench, complete, log_three_sets, started, swap_log, trail, winners};
use crate::{
    concurrency::together,
    harness::{TestServer, on_each_database, working_sets},
};

on_each_database! {
    async fn an_edit_and_a_deletion_of_one_session_leave_nothing_of_it(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        for _ in 0..ROUNDS {
            let session = bench(&server.env, &ada, 1, None).await.unwrap().session;
            let edits = servers.clone().into_iter().zip([1, 2, 3, 4]).map(|(env, sets)| {
                let user = ada.id;
                async move {
                    let input = UpdateSession {
                        session: Some(session),
                        completed_at: None,
                        notes: None,
                        logs: Some(vec![working_sets(SQUAT, sets, 10)]),
                    };
                    edit_session::update(&env, user, None, &input).await.map(|written| written.session)
                }
            });
            let deletions = servers.clone().into_iter().take(2).map(|env| {
                let user = ada.id;
                async move { edit_session::delete(&env, user, Some(session)).await.map(|gone| gone.session) }
            });
            let (edited, deleted) = tokio::join!(together(edits), together(deletions));
            assert_eq!(winners(deleted, UserErrorCode::NotFound), 1);
            assert!(winners(edited, UserErrorCode::NotFound) <= 4);
            let states = server.check_exact(&ada).await;
            assert!(states.iter().all(|(_, state)| state.residual <= 0.0 && state.last_trained_at.is_none()));
            server.system.advance(TimeDelta::minutes(1));
        }
        for table in ["workout_sessions", "workout_logs", "set_logs"] {
            assert_eq!(server.count(table).await, "0", "{table}");
        }
    }

    /// Each rebuild reads everything: one that did not see its neighbour would write its neighbour away.
    async fn no_rebuild_of_recovery_overlooks_another(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        let mut expected = 0.0;
        for round in 0..u32::try_from(ROUNDS).unwrap() {
            let hours = i64::from(round);
            let moved = bench(&server.env, &ada, 90, None).await.unwrap().session;
            let gone = bench(&server.env, &ada, 1, None).await.unwrap().session;
            let [first, second, third, fourth] = servers.clone();
            let (logged, edited, deleted, said) = tokio::join!(
                tokio::spawn({
                    let ada = ada.clone();
                    async move { bench(&first, &ada, hours, None).await.unwrap().changed }
                }),
                tokio::spawn({
                    let (user, at) = (ada.id, Some(server.now() - TimeDelta::hours(2)));
                    let input = UpdateSession { session: Some(moved), completed_at: at, notes: None, logs: None };
                    async move { edit_session::update(&second, user, None, &input).await.unwrap().changed }
                }),
                tokio::spawn({
                    let user = ada.id;
                    async move { edit_session::delete(&third, user, Some(gone)).await.unwrap().changed }
                }),
                tokio::spawn({
                    let user = ada.id;
                    let at = Some(server.now() - TimeDelta::hours(30));
                    let input = OverrideRecovery { muscle: Muscle::Lats, score: 40.0, at };
                    async move { override_recovery(&fourth, user, None, &input).await.unwrap().changed }
                }),
            );
            for changed in [logged.unwrap(), edited.unwrap(), deleted.unwrap()] {
                assert!(changed.contains(&Muscle::Chest), "{changed:?}");
            }
            assert_eq!(said.unwrap(), if round == 0 { vec![Muscle::Lats] } else { Vec::new() });
            let states = server.check_exact(&ada).await;
            // What was logged in this round and before it, and as many sessions that moved to two hours ago.
            let decay = |hours: f64| 3.0 * (-hours / 36.0_f64).exp();
            expected += decay(f64::from(round)) + decay(2.0);
            let residual = states.get(Muscle::Chest).residual;
            assert!((residual - expected).abs() < 1e-6, "round {round}: {residual} is not {expected}");
        }
    }

    async fn sets_that_a_swap_discards_do_not_count_whenever_the_session_is_completed(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        for round in 1..=ROUNDS {
            let (session, logs) = started(&server, &ada).await;
            let log = logs[0].clone();
            log_three_sets(&server, &ada, &log).await;
            let completions = servers.clone().into_iter().take(2).map(|env| {
                let ada = ada.clone();
                async move { complete(&env, &ada, session).await }
            });
            let swaps = servers.clone().into_iter().rev().take(2).map(|env| {
                let (ada, log) = (ada.clone(), log.clone());
                async move { swap_log(&env, &ada, &log, exercise_id("barbell-curl"), Scope::Session).await }
            });
            let (completed, swapped) = tokio::join!(together(completions), together(swaps));
            assert_eq!(winners(completed, UserErrorCode::Conflict), 2);
            assert_eq!(winners(swapped, UserErrorCode::Conflict), 1);
            assert_eq!(trail(&server, &ada).await, (round, 0));
            assert!(server.check_exact(&ada).await.iter().all(|(_, state)| state.residual <= 0.0));
        }
    }

    async fn of_different_requests_under_one_key_at_once_the_first_is_done(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let requests = server.four().await.into_iter().zip(1..).map(|(env, hours)| {
            let ada = ada.clone();
            async move { bench(&env, &ada, hours, Some("the same key")).await }
        });
        assert_eq!(winners(together(requests).await, UserErrorCode::IdempotencyKeyReused), 1);
        assert_eq!(server.count("workout_sessions").await, "1");
        server.check_exact(&ada).await;
    }
}
