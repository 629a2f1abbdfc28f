//! The user's own limits.

use super::*;

/// What is ranked of a chest workout (1), a leg workout (2) and a long one for both (3).
fn within(limits: &Limits) -> Vec<u128> {
    let candidates = vec![
        Candidate {
            equipment: vec![Equipment::BodyOnly, Equipment::Dumbbell],
            ..candidate(1, &[CHEST, TRICEPS])
        },
        candidate(2, &[QUADRICEPS]),
        Candidate {
            workout: workout(3, 30),
            equipment: vec![Equipment::None],
            ..candidate(3, &[CHEST, QUADRICEPS])
        },
    ];
    let found = recommend(candidates, &muscles(&[]), limits, now(), 9);
    assert_eq!(
        (found.excluded, found.rest_day),
        (Vec::new(), None),
        "nothing is said of what the user ruled out"
    );
    numbers(&found.ranked)
}

#[test]
fn no_limits() {
    assert_eq!(within(&Limits::default()), [1, 2, 3]);
}

#[test]
fn minutes() {
    let minutes = workout(1, 3).estimated_minutes();
    assert_eq!(within(&Limits { max_minutes: Some(minutes), ..Limits::default() }), [1, 2]);
    assert_eq!(within(&Limits { max_minutes: Some(minutes - 1), ..Limits::default() }), []);
}

#[test]
fn equipment() {
    let with = |equipment: &[_]| within(&Limits { equipment: Some(equipment.to_vec()), ..Limits::default() });
    assert_eq!(with(&[]), [3], "what needs nothing is always possible");
    assert_eq!(with(&[Equipment::Dumbbell]), [1, 3]);
    assert_eq!(with(&[Equipment::Barbell, Equipment::Cable]), [2, 3]);
}

#[test]
fn focus_and_avoid_look_at_primary_muscle_groups() {
    let focus = |muscle| within(&Limits { focus: vec![muscle], ..Limits::default() });
    assert_eq!(focus(Muscle::Chest), [1, 3]);
    assert_eq!(focus(Muscle::Triceps), []);
    let avoid = |muscle| within(&Limits { avoid: vec![muscle], ..Limits::default() });
    assert_eq!(avoid(Muscle::Chest), [2]);
    assert_eq!(avoid(Muscle::Triceps), [1, 2, 3]);
}

#[test]
fn a_rest_day_is_advised_only_for_tiredness() {
    let tired = muscles(&[(Muscle::Quadriceps, at_score(10.0))]);
    let ask = |limits: &Limits, first| {
        recommend(vec![candidate(1, &[CHEST]), candidate(2, &[QUADRICEPS])], &tired, limits, now(), first)
    };
    let legs = Limits { focus: vec![Muscle::Quadriceps], ..Limits::default() };
    assert!(ask(&legs, 3).rest_day.is_some());
    let neck = Limits { focus: vec![Muscle::Neck], ..Limits::default() };
    assert_eq!(ask(&neck, 3).rest_day, None, "nothing was tired");
    let none = ask(&Limits::default(), 0);
    assert_eq!(
        (none.ranked.len(), none.rest_day),
        (0, None),
        "a workout passes, though it was not asked for"
    );
    assert_eq!(none.excluded.len(), 1);
}
