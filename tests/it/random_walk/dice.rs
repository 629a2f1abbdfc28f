//! Chance that repeats itself.

use chrono::TimeDelta;
use gravl::{
    domain::{
        id::ExerciseId,
        muscle::Muscle,
        recovery::SetKind,
        session::{SetDraft, WeightUnit},
    },
    service::ExerciseLogDraft,
};

use crate::harness::TestServer;

/// A linear congruential generator: the same sequence in every run and on every database.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    pub(super) fn minutes(&mut self, most: usize) -> TimeDelta {
        TimeDelta::minutes(i64::try_from(self.roll(most)).unwrap())
    }

    /// Any of these; none where there is none.
    pub(super) fn pick<T>(&mut self, from: impl IntoIterator<Item = T>) -> Option<T> {
        let mut from: Vec<T> = from.into_iter().collect();
        if from.is_empty() {
            return None;
        }
        let chosen = self.roll(from.len());
        Some(from.swap_remove(chosen))
    }

    pub(super) fn muscle(&mut self) -> Muscle {
        Muscle::ALL[self.roll(Muscle::COUNT)]
    }

    pub(super) fn exercise(&mut self, server: &TestServer) -> ExerciseId {
        let catalogue = server.env.catalogue.current();
        catalogue.exercises()[self.roll(catalogue.exercises().len())].id
    }

    /// Up to four sets of every kind, with and without what the model would like to know.
    pub(super) fn sets(&mut self) -> Vec<SetDraft> {
        let rir = [None, Some(0.0), Some(1.5), Some(4.0)];
        let kinds = [SetKind::Normal, SetKind::Normal, SetKind::WarmUp, SetKind::Drop, SetKind::Failure];
        let draft = |dice: &mut Self| {
            let (reps, seconds) = (i32::try_from(dice.roll(15)).ok(), i32::try_from(dice.roll(90)).ok());
            let timed = dice.once_in(8);
            SetDraft {
                kind: kinds[dice.roll(5)],
                reps: reps.filter(|_| !timed),
                weight: None,
                unit: WeightUnit::Pound,
                rir: rir[dice.roll(4)],
                rpe: None,
                duration_seconds: seconds.filter(|_| timed),
                distance_meters: None,
            }
        };
        (0..self.roll(5)).map(|_| draft(self)).collect()
    }

    /// One to three exercises with sets.
    pub(super) fn drafts(&mut self, server: &TestServer) -> Vec<ExerciseLogDraft> {
        let draft = |dice: &mut Self| ExerciseLogDraft {
            exercise: Some(dice.exercise(server)),
            sets: dice.sets(),
            notes: None,
        };
        (0..=self.roll(3)).map(|_| draft(self)).collect()
    }
}
