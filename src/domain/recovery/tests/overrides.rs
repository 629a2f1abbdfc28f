//! The user's own word.

use super::*;

fn over(at: f64, score: f64) -> Override {
    Override { muscle: Muscle::Chest, at: hour(at), score }
}

fn state(logs: &[TrainedLog], overrides: &[Override], at: f64) -> MuscleState {
    *replay(logs, overrides, hour(at)).get(Muscle::Chest)
}

#[test]
fn fatigue_restarts_from_the_override() {
    let logs = chest(&[0.0, 10.0]);
    assert_close(
        state(&logs, &[over(10.0, 90.0)], 10.0).score_at(Muscle::Chest, hour(10.0)),
        90.0,
        1e-12,
        "the log at its instant stops counting",
    );
    let before = state(&logs, &[over(9.0, 100.0)], 12.0);
    assert_eq!(before.residual.to_bits(), state(&logs[1..], &[], 12.0).residual.to_bits());
    assert_eq!(state(&logs, &[over(13.0, 50.0)], 12.0), state(&logs, &[], 12.0), "the future has no effect");
}

#[test]
fn the_latest_override_holds_and_of_two_at_once_the_lower() {
    let overrides = [over(3.0, 50.0), over(5.0, 80.0), over(5.0, 70.0), over(1.0, 20.0)];
    let score = state(&[], &overrides, 5.0).score_at(Muscle::Chest, hour(5.0));
    assert_close(score, 70.0, 1e-12, "score");
}

#[test]
fn an_override_speaks_for_its_own_muscle_group() {
    let logs = chest(&[0.0]);
    let other = Override { muscle: Muscle::Triceps, ..over(1.0, 10.0) };
    let replayed = replay(&logs, &[other], hour(2.0));
    assert_eq!(replayed.get(Muscle::Chest), replay(&logs, &[], hour(2.0)).get(Muscle::Chest));
    assert!(replayed.get(Muscle::Triceps).residual > 6.0);
}

#[test]
fn an_override_ends_estimates_but_not_the_memory_of_training() {
    let logs = [log(1, hour(0.0), &[(Muscle::Chest, Role::Primary)], &[working_set(5, None)])];
    let after = state(&logs, &[over(0.0, 100.0)], 1.0);
    assert_eq!((after.last_estimated_at, after.last_trained_at), (None, Some(hour(0.0))));
    assert_eq!(contributions(&logs, &[over(0.0, 100.0)], Muscle::Chest, hour(1.0)), []);
    let earlier = state(&logs, &[over(-1.0, 100.0)], 1.0);
    assert_eq!(earlier.last_estimated_at, Some(hour(0.0)));
}

#[test]
fn an_override_leaves_with_the_window() {
    let overrides = [over(0.0, 1.0)];
    assert!(state(&[], &overrides, 719.0).residual > 0.0);
    assert_eq!(state(&[], &overrides, 720.0), MuscleState::fresh(hour(720.0)));
}

#[test]
fn an_override_of_100_is_as_fresh_as_never_trained() {
    let chest = state(&[], &[over(0.0, 100.0)], 1.0);
    assert_eq!(chest.residual.to_bits(), 0.0_f64.to_bits(), "a plain zero");
    assert_eq!(chest, MuscleState::fresh(hour(1.0)));
}
