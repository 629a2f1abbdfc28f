//! What a user says of their recovery, workouts of their own, and what nobody may do.

use chrono::{DateTime, TimeDelta, Utc};
use gravl::{
    domain::{
        id::{CustomWorkoutId, WorkoutId},
        recovery::Override,
        session::SessionStatus,
        workout::Workout,
    },
    service::{
        UserErrorCode,
        custom_workouts::{
            self, CreateCustomWorkout, CustomWorkoutWritten, PrescriptionDraft, UpdateCustomWorkout,
        },
        edit_session,
        log_sets::LogSets,
        override_recovery::{OverrideRecovery, OverrideWritten, remove_override},
        swap_workout::SwapWorkout,
    },
    store,
};
use serde_json::Value;

use super::{Walker, model::Session, requests::Request};
use crate::harness::codes;

impl Walker<'_> {
    pub(super) async fn override_now(&mut self) -> Option<()> {
        self.say(None).await
    }

    pub(super) async fn override_the_past(&mut self) -> Option<()> {
        let at = self.server.now() - self.dice.minutes(35 * 1440);
        self.say(Some(at)).await
    }

    async fn say(&mut self, at: Option<DateTime<Utc>>) -> Option<()> {
        let score = [100.0, 90.0, 61.5, 30.0, 2.0][self.dice.roll(5)];
        let said =
            Override { muscle: self.dice.muscle(), at: at.unwrap_or_else(|| self.server.now()), score };
        let input = OverrideRecovery { muscle: said.muscle, score, at };
        let written: OverrideWritten = self.send(Request::Override(input)).await.unwrap();
        self.model.overrides.push((written.id, said));
        Some(())
    }

    pub(super) async fn remove_an_override(&mut self) -> Option<()> {
        let id = self.dice.pick(self.model.overrides.iter().map(|(id, _)| *id))?;
        remove_override(&self.server.env, self.user.id, Some(id)).await.unwrap();
        self.model.overrides.retain(|(known, _)| *known != id);
        Some(())
    }

    pub(super) async fn create_a_workout(&mut self) -> Option<()> {
        let based_on = self.workout().await;
        let exercises = self.dice.once_in(2).then(|| self.prescriptions());
        let input =
            CreateCustomWorkout { name: "Mine".to_owned(), based_on: Some(Some(based_on)), exercises };
        let _written: CustomWorkoutWritten = self.send(Request::CreateWorkout(input)).await.unwrap();
        Some(())
    }

    /// Places go, and with them what logs and swaps point at; what was trained stays.
    pub(super) async fn change_a_workout(&mut self) -> Option<()> {
        let workout = self.own_workout().await?;
        let exercises = Some(self.prescriptions());
        let input =
            UpdateCustomWorkout { workout: Some(workout), name: Some("Changed".to_owned()), exercises };
        let written: CustomWorkoutWritten = self.send(Request::UpdateWorkout(input)).await.unwrap();
        assert_eq!(written.workout, workout);
        Some(())
    }

    /// Its plans are skipped; what was trained stays.
    pub(super) async fn delete_a_workout(&mut self) -> Option<()> {
        let workout = self.own_workout().await?;
        custom_workouts::delete(&self.server.env, self.user.id, Some(workout)).await.unwrap();
        let of_it = Some(WorkoutId::Custom(workout));
        let planned = |session: &&mut Session| session.status == SessionStatus::Planned;
        for session in
            self.model.sessions.iter_mut().filter(planned).filter(|session| session.workout == of_it)
        {
            session.status = SessionStatus::Skipped;
        }
        Some(())
    }

    /// One that the user made, or that a swap did.
    async fn own_workout(&mut self) -> Option<CustomWorkoutId> {
        let own = store::custom_workouts::all(&self.server.env.db, self.user.id).await.unwrap();
        self.dice.pick(own.iter().filter_map(Workout::custom_id))
    }

    fn prescriptions(&mut self) -> Vec<PrescriptionDraft> {
        let draft = |walker: &mut Self| PrescriptionDraft {
            exercise: Some(walker.dice.exercise(walker.server)),
            sets: 3,
            min_reps: 5,
            max_reps: 8,
            target_rir: Some(2.0),
            rest_seconds: 90,
        };
        (0..=self.dice.roll(3)).map(|_| draft(self)).collect()
    }

    /// What the rules forbid is refused, and nothing happens.
    pub(super) async fn be_refused(&mut self) -> Option<()> {
        let completed = self.one_with(SessionStatus::Completed)?;
        let (env, user) = (&self.server.env, self.user.id);
        let request = match self.dice.roll(5) {
            0 => Request::Skip(completed),
            1 => {
                let log = self.model.session(completed).live().next()?.id;
                Request::LogSets(LogSets { log: Some(log), sets: self.dice.sets() })
            }
            2 => {
                let workout = Some(self.workout().await);
                Request::SwapWorkout(SwapWorkout { session: Some(completed), workout, reason: None })
            }
            3 => {
                let replaced = self.one_with(SessionStatus::Replaced)?;
                let outcome = edit_session::delete(env, user, Some(replaced)).await;
                assert_eq!(codes(outcome), [UserErrorCode::Conflict]);
                return Some(());
            }
            _ => {
                let at = Some(self.server.now() + TimeDelta::minutes(1));
                let input = OverrideRecovery { muscle: self.dice.muscle(), score: 50.0, at };
                let outcome = self.send::<Value>(Request::Override(input)).await;
                assert_eq!(codes(outcome), [UserErrorCode::InTheFuture]);
                return Some(());
            }
        };
        assert_eq!(codes(self.send::<Value>(request).await), [UserErrorCode::Conflict]);
        Some(())
    }
}
