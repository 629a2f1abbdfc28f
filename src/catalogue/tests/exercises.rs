use std::collections::{BTreeSet, HashSet};

use super::everything;
use crate::{
    catalogue::{
        built_in::patterns, built_in_version, exercise_id, program_id, program_workout_exercise_id,
        program_workout_id, slug,
    },
    domain::{
        exercise::MovementPattern,
        muscle::{Muscle, Role},
    },
};

#[test]
fn there_are_873_exercises_in_the_order_of_their_slugs() {
    let exercises = everything().exercises;
    assert_eq!(exercises.len(), 873);
    assert!(exercises.is_sorted_by(|a, b| a.slug < b.slug), "sorted, and no slug twice");
    assert_eq!(exercises.iter().map(|e| e.id).collect::<HashSet<_>>().len(), 873);
}

#[test]
fn slugs_and_identifiers_follow_from_names() {
    for exercise in everything().exercises {
        assert_eq!(slug(&exercise.name).as_ref(), Some(&exercise.slug));
        assert_eq!(exercise.id, exercise_id(&exercise.slug));
    }
}

#[test]
fn slugs_hold_letters_and_digits_with_single_dashes() {
    assert_eq!(slug("3/4 Sit-Up").unwrap(), "3-4-sit-up");
    assert_eq!(slug("Barbell Bench Press - Medium Grip").unwrap(), "barbell-bench-press-medium-grip");
    assert_eq!(slug("  (Übung) 90/90 ").unwrap(), "bung-90-90");
    assert_eq!(slug("体操"), None);
    assert_eq!(slug(""), None);
}

#[test]
fn identifiers_never_change() {
    // Rows of every installation refer to these: it fails when the namespace or a name is touched.
    let bench_press = exercise_id("barbell-bench-press-medium-grip").0;
    assert_eq!(bench_press.to_string(), "bdcf34f8-6a1a-536b-bb23-8437c881e169");
    assert_eq!(program_id("full-body-3").0.to_string(), "8c153c26-6252-56a3-9a12-2fb0e9ca39a3");
    assert_eq!(
        program_workout_id("full-body-3", "full-body-a").0.to_string(),
        "f1330622-95a2-52df-993f-74f8e66cfa3b"
    );
    let first = program_workout_exercise_id("full-body-3", "full-body-a", 1).0;
    assert_eq!(first.to_string(), "b14c75dd-cc90-5647-b095-6200677f7e1f");
}

#[test]
fn strength_like_exercises_alone_have_a_movement_pattern() {
    let exercises = everything().exercises;
    let strength_like: BTreeSet<_> =
        exercises.iter().filter(|e| e.category.is_strength_like()).map(|e| e.slug.clone()).collect();
    assert_eq!(patterns().unwrap().into_keys().collect::<BTreeSet<_>>(), strength_like);
    for exercise in exercises {
        assert_eq!(exercise.pattern.is_some(), exercise.category.is_strength_like(), "{}", exercise.slug);
    }
}

#[test]
fn patterns_tell_apart_what_cannot_stand_in_for_each_other() {
    let patterns = patterns().unwrap();
    let cases = [
        ("leg-extensions", MovementPattern::KneeExtension),
        ("lying-leg-curls", MovementPattern::KneeFlexion),
        ("romanian-deadlift", MovementPattern::Hinge),
        ("barbell-hip-thrust", MovementPattern::Hinge),
        ("thigh-abductor", MovementPattern::HipAbduction),
        ("cable-hip-adduction", MovementPattern::HipAdduction),
        ("kettlebell-pistol-squat", MovementPattern::Lunge),
        ("dips-chest-version", MovementPattern::HorizontalPush),
        ("dips-triceps-version", MovementPattern::VerticalPush),
        ("face-pull", MovementPattern::HorizontalPull),
        ("reverse-flyes", MovementPattern::HorizontalPull),
        ("side-lateral-raise", MovementPattern::ShoulderRaise),
        ("straight-arm-pulldown", MovementPattern::VerticalPull),
        ("plank", MovementPattern::AntiExtension),
        ("dumbbell-side-bend", MovementPattern::TrunkRotation),
        ("farmer-s-walk", MovementPattern::Carry),
    ];
    for (slug, pattern) in cases {
        assert_eq!(patterns.get(slug), Some(&pattern), "{slug}");
    }
}

#[test]
fn the_primary_muscle_comes_first_and_none_twice() {
    for exercise in everything().exercises {
        let (first, others) = exercise.muscles.split_first().unwrap();
        assert_eq!(first.1, Role::Primary, "{}", exercise.slug);
        assert!(others.iter().all(|(_, role)| *role == Role::Secondary), "{}", exercise.slug);
        let distinct: HashSet<_> = exercise.muscles.iter().map(|(muscle, _)| muscle).collect();
        assert_eq!(distinct.len(), exercise.muscles.len(), "{}", exercise.slug);
    }
}

#[test]
fn every_muscle_group_is_primary_in_a_strength_like_exercise() {
    let exercises = everything().exercises;
    for muscle in Muscle::ALL {
        let trains = |(m, role): &(Muscle, Role)| *m == muscle && *role == Role::Primary;
        assert!(exercises.iter().any(|e| e.pattern.is_some() && e.muscles.iter().any(trains)), "{muscle}");
    }
}

#[test]
fn the_version_is_short_and_always_the_same() {
    let version = built_in_version();
    assert_eq!(version.len(), 16);
    assert!(version.chars().all(|c| c.is_ascii_hexdigit()));
    assert_eq!(version, built_in_version());
}
