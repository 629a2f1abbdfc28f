//! Edges of the model, and the helpers of its other tests.

mod impulses;
mod overrides;
mod properties;
mod vectors;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::domain::{
    id::WorkoutLogId,
    muscle::{MuscleMap, Role},
};

/// An hour mark on a common time line, to the microsecond.
fn hour(hours: f64) -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "hours of a test history are small")]
    let microseconds = (hours * 3.6e9).round() as i64;
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::microseconds(microseconds)
}

fn working_set(reps: u16, rir: Option<f64>) -> SetEffort {
    SetEffort { kind: SetKind::Normal, reps: Some(reps), duration_seconds: None, rir }
}

fn log(
    number: u128,
    completed_at: DateTime<Utc>,
    muscles: &[(Muscle, Role)],
    sets: &[SetEffort],
) -> TrainedLog {
    TrainedLog {
        log: WorkoutLogId(Uuid::from_u128(number)),
        completed_at,
        muscles: Arc::from(muscles),
        sets: sets.to_vec(),
    }
}

/// Sets to failure for the chest, one log an hour mark.
fn chest(hours: &[f64]) -> Vec<TrainedLog> {
    (1..)
        .zip(hours)
        .map(|(number, &h)| {
            log(number, hour(h), &[(Muscle::Chest, Role::Primary)], &[working_set(10, Some(0.0))])
        })
        .collect()
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((actual - expected).abs() <= tolerance, "{what}: {actual} is not {expected}");
}

#[test]
fn statuses_meet_at_30_60_and_80() {
    for (score, status) in [
        (0.0, Status::Fatigued),
        (30.0, Status::Fatigued),
        (30.0_f64.next_up(), Status::Recovering),
        (60.0, Status::Recovering),
        (60.0_f64.next_up(), Status::NearlyRecovered),
        (80.0_f64.next_down(), Status::NearlyRecovered),
        (80.0, Status::Recovered),
        (100.0, Status::Recovered),
    ] {
        assert_eq!(Status::of(score), status, "{score}");
    }
}

#[test]
fn the_window_is_open_at_its_start_and_closed_at_its_end() {
    let start = hour(0.0);
    let logs = chest(&[0.0]);
    let microsecond = TimeDelta::microseconds(1);
    let counts =
        |as_of: DateTime<Utc>| replay(&logs, &[], as_of).get(Muscle::Chest).last_trained_at.is_some();
    let edge = start + TimeDelta::days(WINDOW_DAYS);
    assert!(!counts(start - microsecond));
    assert!(counts(start));
    assert!(counts(edge - microsecond));
    assert!(!counts(edge));
    let sets = |from, to| *fractional_sets(&logs, from, to).get(Muscle::Chest);
    assert_close(sets(start - microsecond, start), 1.0, 0.0, "completed at the end");
    assert_close(sets(start, edge), 0.0, 0.0, "completed at the start");
}

#[test]
fn a_muscle_group_listed_in_both_roles_counts_as_primary() {
    let sets = [working_set(8, None); 3];
    let both = [(Muscle::Lats, Role::Secondary), (Muscle::Lats, Role::Primary)];
    let listed = |muscles: &[_]| {
        let logs = [log(1, hour(0.0), muscles, &sets)];
        (replay(&logs, &[], hour(1.0)), fractional_sets(&logs, hour(-1.0), hour(0.0)))
    };
    assert_eq!(listed(&both), listed(&both[1..]));
}

#[test]
fn contributions_are_ordered_by_what_is_left() {
    let logs = chest(&[-100.0, 0.0, -40.0, 0.0, 12.0]);
    let parts = contributions(&logs, &[], Muscle::Chest, hour(10.0));
    let order: Vec<_> = parts.iter().map(|part| part.log.0.as_u128()).collect();
    assert_eq!(order, [2, 4, 3, 1], "the future one is missing, the tie is in the order of the identifiers");
    let remaining = parts.iter().fold(0.0, |sum, part| sum + part.remaining);
    assert_close(remaining, replay(&logs, &[], hour(10.0)).get(Muscle::Chest).residual, 1e-12, "sum");
    assert_eq!(contributions(&logs, &[], Muscle::Calves, hour(10.0)), []);
}

#[test]
fn an_estimate_is_forgotten_with_its_log() {
    let logs = [log(1, hour(0.0), &[(Muscle::Chest, Role::Primary)], &[working_set(5, None)])];
    let state = *replay(&logs, &[], hour(1.0)).get(Muscle::Chest);
    assert!(state.is_estimated_at(hour(1.0)));
    assert!(state.is_estimated_at(hour(-5.0)), "an instant before the state is no exception");
    assert!(state.is_estimated_at(hour(720.0) - TimeDelta::microseconds(1)));
    assert!(!state.is_estimated_at(hour(720.0)));
    assert!(!replay(&chest(&[0.0]), &[], hour(1.0)).get(Muscle::Chest).is_estimated_at(hour(1.0)));
}

#[test]
fn forecasts_at_the_ends_of_the_scale() {
    let now = hour(0.0);
    let fresh = MuscleState::fresh(now);
    let tired = MuscleState { residual: 1e300, ..fresh };
    for out in [0.0, -1.0, 100.1, f64::NAN, f64::INFINITY] {
        assert_eq!(fresh.reaches(Muscle::Neck, out, now), None, "{out}");
        assert_eq!(tired.exceeds(Muscle::Neck, out, now), None, "{out}");
    }
    assert_eq!(fresh.reaches(Muscle::Neck, 100.0, now), Some(now));
    assert_eq!(fresh.exceeds(Muscle::Neck, 100.0, now), None);
    assert_eq!(tired.reaches(Muscle::Neck, 100.0, now), None);
    for target in [f64::MIN_POSITIVE, 1e-300, 30.0, 99.999_999, 100.0_f64.next_down()] {
        let reached = tired.reaches(Muscle::Neck, target, now).unwrap();
        assert!(tired.score_at(Muscle::Neck, reached) >= target, "{target}");
    }
    let endless = MuscleState { residual: f64::INFINITY, ..fresh };
    assert_eq!(endless.reaches(Muscle::Neck, 30.0, now), None);
}
