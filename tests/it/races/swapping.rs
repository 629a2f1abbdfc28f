//! Swaps and their reverts, at once.

use gravl::{
    catalogue::exercise_id,
    domain::{id::WorkoutId, session::SessionStatus},
    service::{Result, UserErrorCode, swap_exercise::Scope, swap_workout::Swapped},
    store::{logs, sessions},
};

use super::{
    ROUNDS, complete, forks, log_three_sets, revert, started, status, swap, swap_log, trail, winners,
};
use crate::{
    concurrency::together,
    harness::{TestServer, on_each_database},
};

/// Exercises that no built-in program has in its first workout.
const OTHERS: [&str; 4] = ["goblet-squat", "plank", "barbell-curl", "calf-press"];

on_each_database! {
    async fn a_session_is_swapped_or_completed_but_never_both(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        let mut swapped_in_all = 0;
        for _ in 0..ROUNDS {
            let (session, _) = started(&server, &ada).await;
            let others = server.workouts().into_iter().skip(1);
            let swaps = servers.clone().into_iter().zip(others).take(2).map(|(env, other)| {
                let ada = ada.clone();
                async move { swap(&env, &ada, session, other, None).await }
            });
            let completions = servers.clone().into_iter().rev().take(2).map(|env| {
                let ada = ada.clone();
                async move { complete(&env, &ada, session).await }
            });
            let (swapped, completed) = tokio::join!(together(swaps), together(completions));
            let swapped = winners(swapped, UserErrorCode::Conflict);
            let completed = winners(completed, UserErrorCode::Conflict);
            let expected = if swapped == 1 { SessionStatus::Replaced } else { SessionStatus::Completed };
            // Completing twice is no mistake, so both complete it or none does.
            assert!([(1, 0), (0, 2)].contains(&(swapped, completed)), "{swapped} swapped, {completed} completed");
            assert_eq!(status(&server, &ada, session).await, expected);
            swapped_in_all += swapped;
            assert_eq!(trail(&server, &ada).await, (swapped_in_all, 0));
            server.check_exact(&ada).await;
        }
    }

    async fn of_several_reverts_of_one_swap_exactly_one_wins(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        for round in 1..=ROUNDS {
            let (session, _) = started(&server, &ada).await;
            let newcomer = swap(&server.env, &ada, session, server.workouts()[1], None).await.unwrap();
            let log = logs::of_sessions(&server.env.db, ada.id, &[newcomer.session]).await.unwrap().remove(0);
            log_three_sets(&server, &ada, &log).await;
            complete(&server.env, &ada, newcomer.session).await.unwrap();
            let reverts = servers.clone().map(|env| {
                let ada = ada.clone();
                async move { revert(&env, &ada, newcomer.swap, None).await }
            });
            assert_eq!(winners(together(reverts).await, UserErrorCode::NotRevertible), 1);
            assert_eq!(status(&server, &ada, session).await, SessionStatus::InProgress);
            assert_eq!(status(&server, &ada, newcomer.session).await, SessionStatus::Replaced);
            assert_eq!(trail(&server, &ada).await, (round, round));
            assert!(server.check_exact(&ada).await.iter().all(|(_, state)| state.residual <= 0.0));
        }
    }

    async fn exercises_swapped_onward_at_once_share_one_fork_and_none_is_lost(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        let others = OTHERS.map(exercise_id);
        for round in 1..=ROUNDS {
            let planned = server.planned(&ada).await;
            let (_, logs) = started(&server, &ada).await;
            assert!(logs.iter().all(|log| !others.contains(&log.exercise)));
            let swaps = servers.clone().into_iter().zip(logs.clone()).zip(others).map(|((env, log), other)| {
                let ada = ada.clone();
                async move { swap_log(&env, &ada, &log, other, Scope::Onward).await }
            });
            let swapped: Vec<_> = together(swaps).await.into_iter().map(Result::unwrap).collect();
            let count = swapped.len();
            assert!(count >= 3, "the workout has {count} exercises");
            let own = forks(&server, &ada).await;
            assert_eq!(own.len(), 1, "{own:?}");
            assert_eq!(own[0].1[..count], others[..count]);
            let row = sessions::find_one(&server.env.db, ada.id, planned).await.unwrap().unwrap();
            assert_eq!(row.workout, Some(WorkoutId::Custom(own[0].0)));

            // And all at once back: nobody needs the fork any more.
            let reverts = servers.clone().into_iter().zip(swapped).map(|(env, swapped)| {
                let ada = ada.clone();
                async move { revert(&env, &ada, swapped.swap, None).await }
            });
            assert_eq!(winners(together(reverts).await, UserErrorCode::Conflict), count);
            assert_eq!(forks(&server, &ada).await, []);
            let row = sessions::find_one(&server.env.db, ada.id, planned).await.unwrap().unwrap();
            assert_eq!(row.workout, Some(server.workouts()[0]));
            assert_eq!(trail(&server, &ada).await, (round * count, round * count));
            server.check_exact(&ada).await;
        }
    }

    async fn of_several_onward_swaps_of_one_log_exactly_one_wins(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let (_, logs) = started(&server, &ada).await;
        let others = OTHERS.map(exercise_id);
        assert!(logs.iter().all(|log| !others.contains(&log.exercise)));
        let swaps = server.four().await.into_iter().zip(others).map(|(env, other)| {
            let (ada, log) = (ada.clone(), logs[0].clone());
            async move { swap_log(&env, &ada, &log, other, Scope::Onward).await }
        });
        assert_eq!(winners(together(swaps).await, UserErrorCode::Conflict), 1);
        assert_eq!(trail(&server, &ada).await, (1, 0));
        let own = forks(&server, &ada).await;
        assert_eq!((own.len(), own[0].1.iter().filter(|exercise| others.contains(exercise)).count()), (1, 1));
    }

    async fn a_key_makes_one_act_of_many_parallel_retries_whatever_it_is(server: TestServer) {
        let ada = server.sign_up("ada").await;
        let servers = server.four().await;
        let (session, _) = started(&server, &ada).await;
        let retries = || servers.clone().into_iter().cycle().take(12);
        let same = |answers: Vec<Result<Swapped>>| {
            let answers: Vec<_> = answers.into_iter().map(|one| one.map(|one| (one.swap, one.session)).unwrap()).collect();
            assert_eq!(answers, vec![answers[0]; 12]);
            answers[0]
        };
        let other = server.workouts()[1];
        let swaps = retries().map(|env| {
            let ada = ada.clone();
            async move { swap(&env, &ada, session, other, Some("swap")).await }
        });
        let (swapped, live) = same(together(swaps).await);
        assert_eq!(trail(&server, &ada).await, (1, 0));
        assert_eq!(status(&server, &ada, live).await, SessionStatus::InProgress);
        let reverts = retries().map(|env| {
            let ada = ada.clone();
            async move { revert(&env, &ada, swapped, Some("revert")).await }
        });
        assert_eq!(same(together(reverts).await), (swapped, session));
        assert_eq!(trail(&server, &ada).await, (1, 1));
    }
}
