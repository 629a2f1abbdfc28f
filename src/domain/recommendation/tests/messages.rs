//! The words around the numbers.

use super::*;

/// The messages of the only candidate's reasons.
fn messages(candidate: Candidate, muscles: &MuscleMap<MuscleReadiness>) -> Vec<String> {
    let found = recommend(vec![candidate], muscles, &Limits::default(), now(), 1);
    found.ranked[0].reasons.iter().map(|reason| reason.message.clone()).collect()
}

#[test]
fn reasons_name_the_largest_primary_muscle_groups() {
    let volume =
        [CHEST, LATS, (Muscle::Biceps, Role::Secondary, 4.5), (Muscle::LowerBack, Role::Primary, 4.0)];
    let map = muscles(&[
        (Muscle::Chest, MuscleReadiness { last_trained_at: Some(days_ago(4)), ..at_score(83.4) }),
        (Muscle::Lats, MuscleReadiness { sets_last_7_days: 4.5, ..at_score(70.0) }),
        (Muscle::LowerBack, MuscleReadiness { sets_last_7_days: 1.0, ..at_score(90.0) }),
    ]);
    let candidate = Candidate { days_since_done: Some(9.7), ..candidate(1, &volume) };
    assert_eq!(
        messages(candidate.clone(), &map),
        [
            "Chest is 83 % recovered (last trained 4 days ago)",
            "Lats are 70 % recovered (last trained 4 days ago)",
            "4.5 of 12 weekly sets for lats",
            "1 of 12 weekly sets for lower back",
            "Not done for 9 days",
        ]
    );
    let found = recommend(vec![candidate], &map, &Limits::default(), now(), 1);
    let short = &found.ranked[0].reasons[2];
    assert_eq!((short.code, short.muscle), (ReasonCode::WeeklySetsShort, Some(Muscle::Lats)));
    assert_close(short.value, 4.5);
    assert_close(found.ranked[0].reasons[4].value, 9.7);
}

#[test]
fn how_long_ago_a_muscle_group_was_trained() {
    let told = |last_trained_at| {
        let map = muscles(&[(Muscle::Chest, MuscleReadiness { last_trained_at, ..at_score(99.6) })]);
        messages(candidate(1, &[CHEST]), &map).remove(0)
    };
    let ago = |minutes| told(Some(now() - TimeDelta::minutes(minutes)));
    assert_eq!(told(None), "Chest is 100 % recovered (never trained)");
    for (minutes, words) in [
        (-5, "less than an hour"),
        (59, "less than an hour"),
        (60, "1 hour"),
        (47 * 60 + 59, "47 hours"),
        (48 * 60, "2 days"),
        (10 * 24 * 60 - 1, "9 days"),
    ] {
        assert_eq!(ago(minutes), format!("Chest is 100 % recovered (last trained {words} ago)"));
    }
}

#[test]
fn variety_is_told_from_two_days_on() {
    let last = |days_since_done| {
        messages(Candidate { days_since_done, ..candidate(1, &[CHEST]) }, &muscles(&[])).pop().unwrap()
    };
    assert_eq!(last(None), "Never done before");
    assert_eq!(last(Some(2.0)), "Not done for 2 days");
    assert!(last(Some(1.99)).starts_with("Chest"), "and without it only recovery is left here");
}

#[test]
fn long_waits_are_told_in_days() {
    let wait = |residual| {
        let state = MuscleState { residual, ..MuscleState::fresh(now()) };
        let tired = MuscleReadiness { state, ..at_score(1e-3) };
        let map = muscles(&[(Muscle::Quadriceps, tired)]);
        let found = recommend(vec![candidate(1, &[QUADRICEPS])], &map, &Limits::default(), now(), 3);
        found.excluded[0].message.clone()
    };
    let after = |hours: f64| residual_for(30.0) * (hours / 40.0).exp();
    assert_eq!(wait(after(47.9)), "Quadriceps 0 %, ready in 47.9 h");
    assert_eq!(wait(after(47.96)), "Quadriceps 0 %, ready in 2 days");
    assert_eq!(wait(after(60.0)), "Quadriceps 0 %, ready in 2.5 days");
}
