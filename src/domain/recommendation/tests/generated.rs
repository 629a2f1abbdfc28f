//! Generated workouts: what always holds, and what is preferred.

use std::collections::{BTreeSet, HashSet};

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;
use crate::domain::exercise::{Category, Exercise, ExerciseOrigin, Force, Level, Mechanic, MovementPattern};

fn exercise(number: u128, muscles: Vec<(Muscle, Role)>) -> Exercise {
    Exercise {
        id: ExerciseId(Uuid::from_u128(number)),
        slug: format!("exercise-{number:03}"),
        name: format!("Exercise {number}"),
        category: Category::Strength,
        force: Some(Force::Push),
        mechanic: Some(Mechanic::Compound),
        level: Level::Beginner,
        equipment: Equipment::Barbell,
        pattern: None,
        muscles,
        instructions: Vec::new(),
        origin: ExerciseOrigin::Catalogue,
    }
}

fn readiness_of(score: f64, sets: f64) -> MuscleReadiness {
    let state = MuscleState { residual: residual_for(score), ..MuscleState::fresh(now()) };
    MuscleReadiness { score, sets_last_7_days: sets, last_trained_at: None, state }
}

fn made(exercises: &[Exercise], muscles: &MuscleMap<MuscleReadiness>, wish: &Wish) -> Vec<Chosen> {
    let exercises: Vec<Arc<Exercise>> = exercises.iter().cloned().map(Arc::new).collect();
    generate(exercises.iter(), &BTreeSet::new(), muscles, wish, now())
}

fn some_muscles(most: usize) -> impl Strategy<Value = Vec<Muscle>> {
    vec(select(Muscle::ALL.to_vec()), 0..=most)
}

prop_compose! {
    fn exercises()(facts in vec((
        some_muscles(3),
        select(vec![Category::Strength, Category::Cardio, Category::Plyometrics]),
        select(vec![Equipment::Barbell, Equipment::BodyOnly, Equipment::Other]),
        option::of(select(vec![Mechanic::Compound, Mechanic::Isolation])),
        option::of(select(vec![MovementPattern::Squat, MovementPattern::Hinge])),
    ), 0..40)) -> Vec<Exercise> {
        let exercise = |(number, (mut muscles, category, equipment, mechanic, pattern)): (usize, (Vec<Muscle>, _, _, _, _))| {
            muscles.sort_unstable();
            muscles.dedup();
            let roles = [Role::Primary].into_iter().chain(std::iter::repeat(Role::Secondary));
            let muscles = muscles.into_iter().zip(roles).collect();
            Exercise { category, mechanic, equipment, pattern, ..exercise(number as u128, muscles) }
        };
        facts.into_iter().enumerate().map(exercise).collect()
    }
}

prop_compose! {
    fn wishes()(
        minutes in 1_u32..120,
        equipment in option::of(vec(select(vec![Equipment::Barbell, Equipment::Other]), 0..2)),
        focus in some_muscles(3),
        avoid in some_muscles(3),
        excluded in vec(0_u128..40, 0..5),
    ) -> Wish {
        let excluded = excluded.into_iter().map(|number| ExerciseId(Uuid::from_u128(number))).collect();
        Wish { minutes, equipment, focus, avoid, excluded }
    }
}

proptest! {
    #[test]
    fn a_generated_workout_keeps_every_limit(
        exercises in exercises(),
        wish in wishes(),
        states in vec((0.1_f64..=100.0, 0.0_f64..20.0), Muscle::COUNT),
    ) {
        let mut states = states.into_iter();
        let muscles = MuscleMap::from_fn(|_| {
            let (score, sets) = states.next().unwrap();
            readiness_of(score, sets)
        });
        let chosen = made(&exercises, &muscles, &wish);
        let mut seconds = 0;
        let mut seen = HashSet::new();
        for one in &chosen {
            let exercise = exercises.iter().find(|exercise| exercise.id == one.exercise).unwrap();
            let (primary, role) = exercise.muscles[0];
            prop_assert_eq!(role, Role::Primary);
            prop_assert!(muscles.get(primary).score > 30.0);
            prop_assert!(exercise.category != Category::Cardio);
            prop_assert!(wish.focus.is_empty() || wish.focus.contains(&primary));
            prop_assert!(!exercise.muscles.iter().any(|(muscle, _)| wish.avoid.contains(muscle)));
            prop_assert!(!wish.excluded.contains(&exercise.id));
            if let Some(at_hand) = &wish.equipment {
                prop_assert!(exercise.equipment == Equipment::BodyOnly || at_hand.contains(&exercise.equipment));
            }
            prop_assert!(seen.insert(one.exercise), "none twice");
            prop_assert_eq!(one.reasons[0].muscle, Some(primary));
            let reps = u32::from(one.min_reps + one.max_reps).div_ceil(2);
            seconds += 60 + u32::from(one.sets) * reps * 4 + u32::from(one.sets - 1) * u32::from(one.rest_seconds);
        }
        prop_assert!(seconds <= wish.minutes * 60);
        let backwards: Vec<Exercise> = exercises.iter().rev().cloned().collect();
        prop_assert_eq!(made(&backwards, &muscles, &wish), chosen, "the order of the catalogue does not matter");
    }
}

#[test]
fn what_is_recovered_and_lacks_sets_comes_first() {
    let chest = || exercise(1, vec![(Muscle::Chest, Role::Primary)]);
    let lats = || exercise(2, vec![(Muscle::Lats, Role::Primary)]);
    let wish = Wish { minutes: 60, ..Wish::default() };
    let order = |chest_is: MuscleReadiness, lats_is: MuscleReadiness| {
        let muscles = MuscleMap::from_fn(|muscle| if muscle == Muscle::Chest { chest_is } else { lats_is });
        let chosen = made(&[chest(), lats()], &muscles, &wish);
        chosen.into_iter().map(|one| one.exercise).collect::<Vec<_>>()
    };
    let [c, l] = [chest().id, lats().id];
    assert_eq!(order(readiness_of(90.0, 0.0), readiness_of(80.0, 0.0)), [c, l]);
    assert_eq!(order(readiness_of(80.0, 0.0), readiness_of(90.0, 0.0)), [l, c]);
    assert_eq!(order(readiness_of(90.0, 9.0), readiness_of(90.0, 0.0)), [l, c]);
    assert_eq!(order(readiness_of(30.0, 0.0), readiness_of(90.0, 0.0)), [l]);
    assert_eq!(order(readiness_of(30.0, 0.0), readiness_of(20.0, 0.0)), []);
}

#[test]
fn a_staple_wins_among_equals_and_little_time_means_two_sets() {
    let alike: Vec<Arc<Exercise>> =
        (1..=3).map(|number| Arc::new(exercise(number, vec![(Muscle::Chest, Role::Primary)]))).collect();
    let fresh = MuscleMap::from_fn(|_| readiness_of(100.0, 0.0));
    let first = |staples: BTreeSet<ExerciseId>, minutes| {
        let chosen = generate(alike.iter(), &staples, &fresh, &Wish { minutes, ..Wish::default() }, now());
        chosen.first().map(|one| (one.exercise, one.sets))
    };
    assert_eq!(first(BTreeSet::new(), 60), Some((alike[0].id, 3)));
    assert_eq!(first(BTreeSet::from([alike[2].id]), 60), Some((alike[2].id, 3)));
    assert_eq!(first(BTreeSet::new(), 7), Some((alike[0].id, 2)));
    assert_eq!(first(BTreeSet::new(), 3), None);
}
