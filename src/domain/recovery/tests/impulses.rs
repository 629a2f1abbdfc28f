//! What single sets give.

use super::*;

#[test]
fn sets_that_give_nothing() {
    let set = |kind, reps, duration_seconds| SetEffort { kind, reps, duration_seconds, rir: None };
    let nothing = [
        set(SetKind::WarmUp, Some(10), None),
        set(SetKind::Normal, None, None),
        set(SetKind::Failure, Some(0), None),
        set(SetKind::Drop, None, Some(0)),
    ];
    for set in nothing {
        assert_eq!(set.impulse(Role::Primary), Impulse { value: 0.0, estimated: false }, "{set:?}");
        assert!(!set.counts(), "{set:?}");
    }
    let logs = [log(1, hour(0.0), &[(Muscle::Chest, Role::Primary)], &nothing)];
    assert_eq!(*replay(&logs, &[], hour(1.0)).get(Muscle::Chest), MuscleState::fresh(hour(1.0)));
    assert_eq!(fractional_sets(&logs, hour(-1.0), hour(1.0)), MuscleMap::default());
}

#[test]
fn kinds_of_sets() {
    let impulse =
        |kind, rir| SetEffort { kind, reps: Some(10), duration_seconds: None, rir }.impulse(Role::Primary);
    let to_failure = Impulse { value: 1.0, estimated: false };
    assert_eq!(impulse(SetKind::Failure, Some(3.0)), to_failure, "failure is RIR 0 whatever was recorded");
    assert_eq!(impulse(SetKind::Failure, None), to_failure, "and nothing is assumed");
    assert_eq!(impulse(SetKind::Drop, Some(1.0)), impulse(SetKind::Normal, Some(1.0)));
    assert_eq!(impulse(SetKind::Normal, Some(9.0)), impulse(SetKind::Normal, Some(5.0)));
    let assumed = impulse(SetKind::Normal, None);
    assert!(assumed.estimated);
    assert_eq!(assumed.value.to_bits(), impulse(SetKind::Normal, Some(2.0)).value.to_bits());
    assert_eq!(impulse(SetKind::Normal, Some(f64::NAN)), assumed);
}

#[test]
fn a_timed_set_counts_four_seconds_a_repetition_and_repetitions_go_first() {
    let timed = |reps, seconds| {
        SetEffort { kind: SetKind::Normal, reps, duration_seconds: Some(seconds), rir: Some(2.0) }
            .impulse(Role::Primary)
    };
    assert_eq!(timed(None, 40), working_set(10, Some(2.0)).impulse(Role::Primary));
    assert_eq!(timed(None, 1), working_set(1, Some(2.0)).impulse(Role::Primary));
    assert_eq!(timed(None, u32::MAX), working_set(20, Some(2.0)).impulse(Role::Primary));
    assert_eq!(timed(Some(5), 40), working_set(5, Some(2.0)).impulse(Role::Primary));
    assert_eq!(timed(Some(0), 40), timed(None, 40));
}

#[test]
fn kinds_have_stable_names() {
    for (kind, text) in [
        (SetKind::Normal, "normal"),
        (SetKind::WarmUp, "warm_up"),
        (SetKind::Drop, "drop"),
        (SetKind::Failure, "failure"),
    ] {
        assert_eq!(kind.as_text(), text);
        assert_eq!(SetKind::from_text(text), Some(kind));
    }
    assert_eq!(SetKind::from_text("WARM_UP"), None);
}
