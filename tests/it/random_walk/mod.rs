//! Random sequences of everything that a user can do. After every step, what is stored is what two others say: a replay
//! of the rows that are left, and a model in memory that never saw the database.
//!
//! A new action is a method that does it to the server and to the model, and its name in the table. It answers none if
//! there was nothing to do it to. What takes an idempotency key goes through [`Walker::send`], so that it is retried.

mod bringing;
mod dice;
mod editing;
mod model;
mod requests;
mod swapping;
mod training;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use gravl::{
    domain::{
        id::{SessionId, WorkoutLogId},
        page::PageRequest,
        recovery::{SetEffort, replay},
        session::{SetDraft, WorkoutLog},
    },
    service::{ExerciseLogDraft, Result},
    store::{logs, overrides, sessions, sets, swaps},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::{
    bringing::Brought,
    dice::Dice,
    model::{Log, Model},
    requests::Request,
};
use crate::harness::{TestServer, TestUser, assert_same, on_each_database};

/// How many users there are, one after the other, and how much each of them does.
const USERS: u64 = 8;
const STEPS: usize = 150;

macro_rules! actions {
    ($($action:ident)+) => {
        const ACTIONS: &[&str] = &[$(stringify!($action)),+];

        impl Walker<'_> {
            /// Does one thing; none if there is nothing to do it to.
            async fn act(&mut self, action: usize) -> Option<()> {
                let actions = ACTIONS[action];
                $(if actions == stringify!($action) {
                    return self.$action().await;
                })+
                panic!("no such action: {actions}")
            }
        }
    };
}

actions! {
    log_now log_back_dated log_a_planned_session log_a_started_session
    plan follow_a_program unfollow_a_program start_a_workout start_a_planned_session log_sets complete complete_in_the_past
    edit_sets edit_notes move_a_completion skip delete delete_a_chain
    swap_a_workout swap_and_train_it revert_a_workout revert_a_trained_workout
    swap_an_exercise swap_a_trained_exercise swap_an_exercise_onward
    revert_an_exercise revert_a_trained_exercise revert_an_exercise_onward revert_what_cannot_be
    override_now override_the_past remove_an_override
    create_a_workout change_a_workout delete_a_workout start_a_generated_workout
    create_an_exercise change_an_exercise train_an_own_exercise
    import_a_file import_again undo_an_import export_and_import
    send_again be_refused
}

/// A user, and what they should have.
struct Walker<'a> {
    server: &'a TestServer,
    user: TestUser,
    dice: Dice,
    model: Model,
    sent: Vec<Sent>,
    brought: Vec<Brought>,
    keys: usize,
}

/// What was sent, when, under which key, and what was answered.
struct Sent {
    at: DateTime<Utc>,
    key: String,
    request: Request,
    answer: Value,
}

impl Walker<'_> {
    /// Sends a request, mostly under a key, and keeps it.
    async fn send<T: DeserializeOwned>(&mut self, request: Request) -> Result<T> {
        self.keys += 1;
        let key = (!self.dice.once_in(4)).then(|| format!("key {}", self.keys));
        let answer = request.send(&self.server.env, self.user.id, key.as_deref()).await?;
        if let Some(key) = key {
            self.sent.push(Sent { at: self.server.now(), key, request, answer: answer.clone() });
        }
        Ok(serde_json::from_value(answer).unwrap())
    }

    /// A retry, at once or hours later, of anything: the same answer, and nothing happens.
    async fn send_again(&mut self) -> Option<()> {
        let since = self.server.now() - TimeDelta::hours(24);
        let sent = self.dice.pick(self.sent.iter().filter(|sent| sent.at > since))?;
        let again = sent.request.send(&self.server.env, self.user.id, Some(&sent.key)).await.unwrap();
        assert_eq!(again, sent.answer);
        Some(())
    }

    async fn logs_of(&self, session: SessionId) -> Vec<WorkoutLog> {
        logs::of_sessions(&self.server.env.db, self.user.id, &[session]).await.unwrap()
    }

    /// The logs that a session has now: what was sent, under the identifiers that the server gave.
    async fn as_sent(&self, session: SessionId, sent: &[ExerciseLogDraft]) -> Vec<Log> {
        let logs = self.logs_of(session).await;
        assert_eq!(logs.len(), sent.len());
        let named = logs.iter().zip(sent);
        named.map(|(log, draft)| Log::new(log.id, draft.exercise.unwrap(), &draft.sets)).collect()
    }

    /// The logs that stand ready in a session that was started.
    async fn ready(&self, session: SessionId) -> Vec<Log> {
        let logs = self.logs_of(session).await;
        logs.iter().map(|log| Log::new(log.id, log.exercise, &[] as &[SetDraft])).collect()
    }

    /// What is stored, what is read of the past, and the rows themselves.
    async fn check(&mut self, what: &str) {
        let now = self.server.now();
        let catalogue = self.server.env.catalogue.current().with_own(self.model.own.clone());
        let (trained, said) = (self.model.counting(&catalogue), self.model.said());
        let (later, earlier) = (now + self.dice.minutes(2880), now - self.dice.minutes(20 * 1440));
        for at in [now, later, earlier] {
            let what = format!("{what}, seen at {at}");
            let states = self.server.states(&self.user, at).await;
            assert_same(
                &states,
                &self.server.replayed(&self.user, at).await,
                at,
                &format!("{what}, replayed"),
            );
            assert_same(&states, &replay(&trained, &said, at), at, &format!("{what}, in the model"));
        }
        self.check_sessions(what).await;
        self.check_logs(what).await;
        self.check_trail(what).await;
    }

    async fn check_sessions(&self, what: &str) {
        let (db, user) = (&self.server.env.db, self.user.id);
        let all = PageRequest { limit: 10_000, backward: false, after: None, before: None };
        let listed = sessions::page(db, user, &sessions::SessionFilter::default(), &all).await.unwrap().items;
        let mut listed: Vec<_> = listed
            .iter()
            .map(|row| (row.id, row.status, row.workout, row.started_at, row.completed_at, row.swapped_from))
            .collect();
        listed.sort_by_key(|row| row.0);
        let mut expected: Vec<_> = self
            .model
            .sessions
            .iter()
            .map(|row| (row.id, row.status, row.workout, row.started_at, row.completed_at, row.swapped_from))
            .collect();
        expected.sort_by_key(|row| row.0);
        assert_eq!(listed, expected, "{what}");
    }

    async fn check_logs(&self, what: &str) {
        let (db, user) = (&self.server.env.db, self.user.id);
        let ids: Vec<SessionId> = self.model.sessions.iter().map(|session| session.id).collect();
        let rows = logs::of_sessions(db, user, &ids).await.unwrap();
        let ids: Vec<WorkoutLogId> = rows.iter().map(|log| log.id).collect();
        let mut listed: BTreeMap<_, _> =
            rows.iter().map(|log| (log.id, (log.session, log.exercise, Vec::<SetEffort>::new()))).collect();
        for (log, set) in sets::of_logs(db, &ids).await.unwrap() {
            listed.get_mut(&log).unwrap().2.push(set.effort());
        }
        let live =
            self.model.sessions.iter().flat_map(|session| session.live().map(move |log| (session.id, log)));
        let expected: BTreeMap<_, _> =
            live.map(|(session, log)| (log.id, (session, log.exercise, log.sets.clone()))).collect();
        assert_eq!(listed, expected, "{what}");
    }

    /// One row for each swap and each override, and no swap is taken back but those that were.
    async fn check_trail(&self, what: &str) {
        let (db, user) = (&self.server.env.db, self.user.id);
        let all = PageRequest { limit: 10_000, backward: false, after: None, before: None };
        let rows = swaps::page(db, user, &all).await.unwrap().items;
        let mut listed: Vec<_> = rows.iter().map(|row| (row.id, row.reverted_at.is_some())).collect();
        listed.sort_unstable();
        let mut expected: Vec<_> = self.model.swaps.iter().map(|swap| (swap.id, swap.reverted)).collect();
        expected.sort_unstable();
        assert_eq!(listed, expected, "{what}");
        let mut listed = overrides::newest(db, user, 10_000).await.unwrap();
        listed.sort_by_key(|(id, _)| *id);
        let mut expected = self.model.overrides.clone();
        expected.sort_by_key(|(id, _)| *id);
        assert_eq!(listed, expected, "{what}");
    }
}

on_each_database! {
    /// Whatever happened in whatever order: the stored state is the model's of what still counts.
    async fn the_stored_state_equals_a_replay_of_what_still_counts(server: TestServer) {
        let mut done = vec![0; ACTIONS.len()];
        for seed in 1..=USERS {
            let user = server.sign_up(&format!("walker-{seed}")).await;
            let mut walker =
                Walker { server: &server, user, dice: Dice(seed), model: Model::default(), sent: Vec::new(), brought: Vec::new(), keys: 0 };
            for step in 0..STEPS {
                let action = walker.dice.roll(ACTIONS.len());
                let what = format!("seed {seed}, step {step}: {}", ACTIONS[action]);
                if walker.act(action).await.is_some() {
                    done[action] += 1;
                    walker.check(&what).await;
                }
                let leap = if walker.dice.once_in(40) { TimeDelta::days(9) } else { TimeDelta::zero() };
                let pause = walker.dice.minutes(480);
                server.system.advance(leap + pause);
            }
            let catalogue = server.env.catalogue.current();
            assert!(walker.model.counting(&catalogue).len() > 10, "seed {seed} trained little");
        }
        let never: Vec<_> = ACTIONS.iter().zip(&done).filter(|(_, times)| **times == 0).collect();
        assert!(never.is_empty(), "never done: {never:?}, of {done:?}");
    }
}
