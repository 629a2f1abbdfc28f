//! Worked cases; the properties are in `properties`.

mod generated;
mod limits;
mod messages;
mod properties;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::domain::{
    id::{CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, WorkoutExerciseId, WorkoutId},
    muscle::{MuscleMap, Role},
    recovery::{residual_for, score},
    workout::{Prescription, WorkoutOrigin},
};

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn days_ago(days: i64) -> DateTime<Utc> {
    now() - TimeDelta::days(days)
}

/// A workout of one exercise with so many sets of ten, 4 s a repetition and 80 s of rest: two minutes a set.
fn workout(number: u128, sets: u16) -> Arc<Workout> {
    Arc::new(Workout {
        id: WorkoutId::Custom(CustomWorkoutId(Uuid::from_u128(number))),
        name: format!("Day {number}"),
        exercises: vec![Prescription {
            id: WorkoutExerciseId::Custom(CustomWorkoutExerciseId(Uuid::from_u128(number))),
            position: 1,
            exercise: ExerciseId(Uuid::from_u128(number)),
            sets,
            min_reps: 10,
            max_reps: 10,
            target_rir: None,
            rest_seconds: 80,
        }],
        origin: WorkoutOrigin::Custom { based_on: None, deleted: false },
    })
}

fn candidate(number: u128, volume: &[(Muscle, Role, f64)]) -> Candidate {
    let load = |&(muscle, role, fractional_sets)| MuscleVolume { muscle, role, fractional_sets };
    Candidate {
        workout: workout(number, 3),
        volume: volume.iter().map(load).collect(),
        days_since_done: Some(1.0),
        equipment: vec![Equipment::Barbell],
    }
}

fn at_score(score: f64) -> MuscleReadiness {
    let state = MuscleState { residual: residual_for(score), ..MuscleState::fresh(now()) };
    MuscleReadiness { score, sets_last_7_days: 12.0, last_trained_at: Some(days_ago(4)), state }
}

/// All fresh with their weekly sets done, but for these.
fn muscles(others: &[(Muscle, MuscleReadiness)]) -> MuscleMap<MuscleReadiness> {
    let mut map = MuscleMap::from_fn(|_| at_score(100.0));
    for &(muscle, readiness) in others {
        *map.get_mut(muscle) = readiness;
    }
    map
}

fn numbers(ranked: &[Recommendation]) -> Vec<u128> {
    ranked
        .iter()
        .map(|one| match one.workout.id {
            WorkoutId::Custom(id) => id.0.as_u128(),
            WorkoutId::Program(id) => id.0.as_u128(),
        })
        .collect()
}

#[track_caller]
fn assert_close(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 1e-9, "{actual} is not {expected}");
}

const CHEST: (Muscle, Role, f64) = (Muscle::Chest, Role::Primary, 6.0);
const TRICEPS: (Muscle, Role, f64) = (Muscle::Triceps, Role::Secondary, 2.0);
const LATS: (Muscle, Role, f64) = (Muscle::Lats, Role::Primary, 5.0);
const QUADRICEPS: (Muscle, Role, f64) = (Muscle::Quadriceps, Role::Primary, 9.0);

#[test]
fn a_score_is_made_of_readiness_need_and_variety() {
    let volume = [CHEST, (Muscle::Shoulders, Role::Primary, 4.0), TRICEPS];
    let chest = MuscleReadiness { sets_last_7_days: 3.0, ..at_score(80.0) };
    let shoulders = MuscleReadiness { sets_last_7_days: 20.0, ..at_score(50.0) };
    let triceps = MuscleReadiness { sets_last_7_days: 0.0, ..at_score(20.0) };
    let map = muscles(&[(Muscle::Chest, chest), (Muscle::Shoulders, shoulders), (Muscle::Triceps, triceps)]);
    let found = recommend(
        vec![Candidate { days_since_done: Some(3.5), ..candidate(1, &volume) }],
        &map,
        &Limits::default(),
        now(),
        3,
    );
    let best = &found.ranked[0];
    assert_close(best.readiness, (6.0 * 80.0 + 4.0 * 50.0 + 2.0 * 20.0) / 12.0);
    assert_close(best.need, f64::midpoint(9.0 / 12.0, 0.0));
    assert_close(best.variety, 0.5);
    assert_close(best.score, 0.6 * 60.0 + 30.0 * 0.375 + 10.0 * 0.5);
    assert_eq!((found.excluded, found.rest_day), (Vec::new(), None), "a tired secondary excludes nothing");
}

#[test]
fn a_workout_that_loads_nothing_is_ready_and_needed_by_nothing() {
    assert_close(readiness(&[], |_| 1.0), 100.0);
    let run = Candidate { days_since_done: None, ..candidate(1, &[]) };
    let found = recommend(vec![run], &muscles(&[]), &Limits::default(), now(), 3);
    assert_close(found.ranked[0].score, 70.0);
}

#[test]
fn ties_are_in_the_order_of_the_identifiers_and_only_the_best_are_given() {
    let candidates = [4, 2, 3, 1].map(|number| candidate(number, &[CHEST]));
    let best = Candidate { days_since_done: None, ..candidate(9, &[CHEST]) };
    let all = [&candidates[..], &[best]].concat();
    let found = recommend(all, &muscles(&[]), &Limits::default(), now(), 3);
    assert_eq!(numbers(&found.ranked), [9, 1, 2]);
}

#[test]
fn a_tired_workout_is_excluded_until_its_last_muscle_group_opens() {
    // Eight sets to failure a day ago: the worked case T01 of the recovery model.
    let state = MuscleState { residual: 8.0, ..MuscleState::fresh(now() - TimeDelta::hours(24)) };
    let score = state.score_at(Muscle::Quadriceps, now());
    let map = muscles(&[
        (Muscle::Quadriceps, MuscleReadiness { score, state, ..at_score(100.0) }),
        (Muscle::Calves, at_score(29.0)),
    ]);
    let volume = [(Muscle::Calves, Role::Primary, 9.0), QUADRICEPS];
    let candidates = vec![candidate(1, &volume), candidate(2, &[(Muscle::Calves, Role::Primary, 1.0)])];
    let found = recommend(candidates, &map, &Limits::default(), now(), 3);
    assert_eq!(numbers(&found.ranked), []);
    let messages: Vec<_> = found.excluded.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["Calves 29 %, ready in 0.8 h", "Quadriceps 23 %, ready in 7.8 h"]);
    let last = &found.excluded[1];
    assert_eq!(last.blocked_by, Muscle::Quadriceps);
    assert!(state.score_at(Muscle::Quadriceps, last.opens_at) > 30.0);
    assert!(state.score_at(Muscle::Quadriceps, last.opens_at - TimeDelta::microseconds(1)) <= 30.0);
    let rest = found.rest_day.unwrap();
    assert_eq!(rest.message, "Nothing is ready: Day 2 opens first, in 0.8 h (calves 29 %)");
    assert_eq!((rest.opens_first, rest.opens_at), (Muscle::Calves, found.excluded[0].opens_at));
}

#[test]
fn the_gate_is_strict() {
    // Beside the formula's residual for 30 there is one that reads as 30 to the last bit.
    let near = std::iter::successors(Some(residual_for(30.0) - 1e-14), |residual| Some(residual.next_up()));
    let exactly = near.take(100).find(|&residual| score(residual).total_cmp(&30.0).is_eq()).unwrap();
    let tired = |residual| {
        let state = MuscleState { residual, ..MuscleState::fresh(now()) };
        let readiness = MuscleReadiness { state, ..at_score(score(residual)) };
        let map = muscles(&[(Muscle::Quadriceps, readiness)]);
        recommend(vec![candidate(1, &[QUADRICEPS])], &map, &Limits::default(), now(), 3)
    };
    assert_eq!(numbers(&tired(exactly - 1e-14).ranked), [1]);
    let shut = tired(exactly);
    assert_eq!(numbers(&shut.ranked), []);
    assert_eq!(shut.excluded[0].opens_at, now() + TimeDelta::microseconds(1));
    assert_eq!(shut.excluded[0].message, "Quadriceps 30 %, ready in 0.1 h");
}

#[test]
fn of_muscle_groups_that_open_together_the_first_in_alphabetical_order_blocks() {
    let map = muscles(&[(Muscle::Chest, at_score(20.0)), (Muscle::Lats, at_score(20.0))]);
    for volume in [[CHEST, LATS], [LATS, CHEST]] {
        let found = recommend(vec![candidate(1, &volume)], &map, &Limits::default(), now(), 3);
        assert_eq!(found.excluded[0].blocked_by, Muscle::Chest);
    }
}
