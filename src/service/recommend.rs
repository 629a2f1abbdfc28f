//! What to train at an instant.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::trainable::Trainable;
use crate::{
    domain::{
        catalogue::Catalogue,
        id::{ExerciseId, UserId, WorkoutId},
        muscle::MuscleMap,
        recommendation::{Candidate, Limits, MuscleReadiness, Recommendations, readiness, recommend},
        recovery::MuscleState,
        workout::Workout,
    },
    store::{Connected, StoreError, sessions, training::Training},
};

/// The span before an instant that recommendations analyse: 7 times 24 hours.
pub const ANALYSIS: TimeDelta = TimeDelta::days(7);

/// What an instant's recommendations are made from.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The states of the muscle groups, good for that instant.
    pub states: Arc<MuscleMap<MuscleState>>,
    /// What was trained in the 7 days before.
    pub week: Arc<Training>,
    /// What the user can train, and with what.
    pub trainable: Arc<Trainable>,
}

impl Situation {
    /// What the user can train.
    pub fn workouts(&self) -> impl Iterator<Item = &Arc<Workout>> {
        self.trainable.workouts.iter()
    }

    /// What these workouts prescribe.
    #[must_use]
    pub fn prescribed(&self) -> Vec<ExerciseId> {
        self.workouts().flat_map(|workout| workout.prescribed()).collect()
    }

    /// Fractional sets of the 7 days before.
    #[must_use]
    pub fn weekly_sets(&self) -> MuscleMap<f64> {
        self.week.fractional_sets(self.at)
    }

    /// Ranks the workouts; one statement, for when each was last done.
    pub async fn recommend(
        &self,
        db: &impl Connected,
        catalogue: &Catalogue,
        user: UserId,
        limits: &Limits,
        first: usize,
    ) -> Result<Recommendations, StoreError> {
        let done: HashMap<WorkoutId, DateTime<Utc>> =
            sessions::last_done(db, user, self.at).await?.into_iter().collect();
        let muscles = muscle_readiness(&self.states, &self.week, self.at);
        let candidates =
            self.workouts().map(|workout| candidate(catalogue, workout, &done, self.at)).collect();
        Ok(recommend(candidates, &muscles, limits, self.at, first))
    }

    /// The workouts with their readiness, best first, ties by identifier.
    #[must_use]
    pub fn by_readiness(&self, catalogue: &Catalogue) -> Vec<(Arc<Workout>, f64)> {
        let mut rated: Vec<(Arc<Workout>, f64)> = self
            .workouts()
            .map(|workout| {
                (Arc::clone(workout), workout_readiness(catalogue, workout, &self.states, self.at))
            })
            .collect();
        rated.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
        rated
    }
}

/// How ready each muscle group is at an instant, and how much it needs training.
#[must_use]
pub fn muscle_readiness(
    states: &MuscleMap<MuscleState>,
    week: &Training,
    at: DateTime<Utc>,
) -> MuscleMap<MuscleReadiness> {
    let weekly_sets = week.fractional_sets(at);
    MuscleMap::from_fn(|muscle| {
        let state = *states.get(muscle);
        MuscleReadiness {
            score: state.score_at(muscle, at),
            sets_last_7_days: *weekly_sets.get(muscle),
            last_trained_at: state.last_trained_at,
            state,
        }
    })
}

/// How ready the muscle groups of a workout are at an instant, 0..=100.
#[must_use]
pub fn workout_readiness(
    catalogue: &Catalogue,
    workout: &Workout,
    states: &MuscleMap<MuscleState>,
    at: DateTime<Utc>,
) -> f64 {
    let volume = workout.volume(|id| catalogue.exercise(id).map(|exercise| &**exercise));
    readiness(&volume, |muscle| states.get(muscle).score_at(muscle, at))
}

fn candidate(
    catalogue: &Catalogue,
    workout: &Arc<Workout>,
    done: &HashMap<WorkoutId, DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Candidate {
    let exercise = |id| catalogue.exercise(id).map(|exercise| &**exercise);
    let mut equipment: Vec<_> = workout
        .exercises
        .iter()
        .filter_map(|p| exercise(p.exercise))
        .map(|exercise| exercise.equipment)
        .collect();
    equipment.sort_unstable();
    equipment.dedup();
    let days = done.get(&workout.id).map(|last| (at - *last).as_seconds_f64() / 86_400.0);
    Candidate {
        volume: workout.volume(exercise),
        workout: Arc::clone(workout),
        days_since_done: days,
        equipment,
    }
}
