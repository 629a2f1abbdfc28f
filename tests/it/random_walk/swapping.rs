//! Swapping workouts and exercises, and taking it back.

use gravl::{
    domain::{
        id::{SessionId, SwapId, WorkoutLogId},
        session::SessionStatus,
    },
    service::{
        UserErrorCode,
        revert_swap::RevertSwap,
        swap_exercise::{Scope, SwapExercise},
        swap_workout::{SwapWorkout, Swapped},
        trainable::trainable,
    },
};

use super::{
    Walker,
    model::{Log, Model, Session, Swap, What},
    requests::Request,
};
use crate::harness::codes;

impl Walker<'_> {
    pub(super) async fn swap_a_workout(&mut self) -> Option<()> {
        self.swap().await.map(|_| ())
    }

    /// What took the place is trained at once, so that there is something to lose by taking the swap back.
    pub(super) async fn swap_and_train_it(&mut self) -> Option<()> {
        let session = self.swap().await?;
        if self.model.session(session).status == SessionStatus::InProgress {
            self.log_sets_of(session).await;
            self.complete_at(session, None).await;
        }
        Some(())
    }

    async fn swap(&mut self) -> Option<SessionId> {
        let free = self.model.sessions.iter().filter(|session| session.is_open() && !session.has_sets());
        let from = self.dice.pick(free)?;
        let (from, old, status, started_at) = (from.id, from.workout, from.status, from.started_at);
        let (env, catalogue) = (&self.server.env, self.server.env.catalogue.current());
        let available = trainable(&env.db, &catalogue, self.user.id).await.unwrap();
        let others =
            available.workouts.iter().map(|workout| workout.id).filter(|workout| Some(*workout) != old);
        let workout = self.dice.pick(others)?;
        let reason = Some("the rack is taken".to_owned());
        let input = SwapWorkout { session: Some(from), workout: Some(workout), reason };
        let swapped: Swapped = self.send(Request::SwapWorkout(input)).await.unwrap();
        self.model.session(from).status = SessionStatus::Replaced;
        let logs = self.ready(swapped.session).await;
        self.model.sessions.push(Session {
            id: swapped.session,
            workout: Some(workout),
            status,
            started_at,
            completed_at: None,
            swapped_from: Some(from),
            logs,
        });
        let what = What::Workout { from, to: swapped.session };
        self.model.swaps.push(Swap { id: swapped.swap, what, reverted: false });
        Some(swapped.session)
    }

    pub(super) async fn swap_an_exercise(&mut self) -> Option<()> {
        let log = self.one_log(|session, _| session.status == SessionStatus::InProgress)?;
        self.swap_log(log, Scope::Session).await
    }

    /// Of a completed session, and perhaps with the newcomer's sets at once.
    pub(super) async fn swap_a_trained_exercise(&mut self) -> Option<()> {
        let trained =
            |session: &Session, log: &Log| session.status == SessionStatus::Completed && !log.sets.is_empty();
        let log = self.one_log(trained)?;
        let session = self.model.log(log)?.0.id;
        self.swap_log(log, Scope::Session).await?;
        if self.dice.once_in(2) { self.edit_sets_of(session).await } else { Some(()) }
    }

    /// Into a fork of the program's workout, or into the user's own.
    pub(super) async fn swap_an_exercise_onward(&mut self) -> Option<()> {
        let log = self.one_log(|session, _| session.is_logged() && session.workout.is_some())?;
        self.swap_log(log, Scope::Onward).await
    }

    fn one_log(&mut self, fits: impl Fn(&Session, &Log) -> bool) -> Option<WorkoutLogId> {
        let logs =
            self.model.sessions.iter().flat_map(|session| session.live().map(move |log| (session, log)));
        Some(self.dice.pick(logs.filter(|(session, log)| fits(session, log)))?.1.id)
    }

    async fn swap_log(&mut self, from: WorkoutLogId, scope: Scope) -> Option<()> {
        let exercise = self.dice.exercise(self.server);
        let (session, log) = self.model.log(from).unwrap();
        let (session, old, has_sets) = (session.id, log.exercise, !log.sets.is_empty());
        let discard = !self.dice.once_in(5);
        let input = SwapExercise {
            log: Some(from),
            exercise: Some(exercise),
            scope,
            reason: None,
            discard_logged_sets: discard,
        };
        let outcome = self.send::<Swapped>(Request::SwapExercise(input)).await;
        if old == exercise || (has_sets && !discard) {
            let code = if old == exercise { UserErrorCode::Invalid } else { UserErrorCode::HasLoggedSets };
            assert_eq!(codes(outcome), [code]);
            return None;
        }
        let swapped = match outcome {
            // A log that nothing prescribes reaches no further than its session; nor where the place is gone.
            Err(refused) if scope == Scope::Onward => {
                let code = codes::<()>(Err(refused));
                assert!([[UserErrorCode::Invalid], [UserErrorCode::Conflict]].iter().any(|one| code == one));
                return None;
            }
            outcome => outcome.unwrap(),
        };
        assert_eq!(swapped.session, session);
        self.model.log_mut(from).live = false;
        let known: Vec<_> = self.model.session(session).logs.iter().map(|log| log.id).collect();
        let logs = self.ready(session).await;
        let new = logs.into_iter().find(|log| !known.contains(&log.id)).unwrap();
        assert_eq!(new.exercise, exercise);
        let what = What::Exercise { from, to: new.id, onward: scope == Scope::Onward };
        self.model.session(session).logs.push(new);
        self.model.swaps.push(Swap { id: swapped.swap, what, reverted: false });
        self.look_at_the_plans().await;
        Some(())
    }

    pub(super) async fn revert_a_workout(&mut self) -> Option<()> {
        let swap = self.one_swap(|model, what| match what {
            What::Workout { to, .. } => model.find(to).is_some_and(Session::is_open),
            What::Exercise { .. } => false,
        })?;
        self.revert(swap).await
    }

    pub(super) async fn revert_a_trained_workout(&mut self) -> Option<()> {
        let swap = self.one_swap(|model, what| match what {
            What::Workout { to, .. } => {
                model.find(to).is_some_and(|to| to.status == SessionStatus::Completed)
            }
            What::Exercise { .. } => false,
        })?;
        self.revert(swap).await
    }

    pub(super) async fn revert_an_exercise(&mut self) -> Option<()> {
        let swap = self.one_swap(|model, what| match what {
            What::Exercise { to, onward: false, .. } => {
                model.log(to).is_some_and(|(_, log)| log.sets.is_empty())
            }
            _ => false,
        })?;
        self.revert(swap).await
    }

    pub(super) async fn revert_a_trained_exercise(&mut self) -> Option<()> {
        let swap = self.one_swap(|model, what| match what {
            What::Exercise { to, onward: false, .. } => {
                let trained = |(session, log): (&Session, &Log)| {
                    session.status == SessionStatus::Completed && log.live && !log.sets.is_empty()
                };
                model.log(to).is_some_and(trained)
            }
            _ => false,
        })?;
        self.revert(swap).await
    }

    pub(super) async fn revert_an_exercise_onward(&mut self) -> Option<()> {
        let swap = self.one_swap(|_, what| matches!(what, What::Exercise { onward: true, .. }))?;
        self.revert(swap).await
    }

    /// A swap that was taken back already, or whose ends are gone or were swapped again.
    pub(super) async fn revert_what_cannot_be(&mut self) -> Option<()> {
        let swap = self.dice.pick(self.model.swaps.iter().filter(|swap| swap.reverted))?.id;
        assert!(self.revert(swap).await.is_none());
        Some(())
    }

    fn one_swap(&mut self, fits: impl Fn(&Model, What) -> bool) -> Option<SwapId> {
        let swaps = self.model.swaps.iter().filter(|swap| !swap.reverted && fits(&self.model, swap.what));
        Some(self.dice.pick(swaps)?.id)
    }

    /// Takes a swap back and is refused where the model's rules refuse it.
    async fn revert(&mut self, swap: SwapId) -> Option<()> {
        let discard = !self.dice.once_in(5);
        let input = RevertSwap { swap: Some(swap), discard_logged_sets: discard };
        let outcome = self.send::<Swapped>(Request::Revert(input)).await;
        if let Err(code) = self.model.revert(swap, discard) {
            assert_eq!(codes(outcome), [code]);
            return None;
        }
        assert_eq!(outcome.unwrap().swap, swap);
        self.look_at_the_plans().await;
        Some(())
    }
}
