//! Properties on random workouts and states.

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;

fn any_muscle() -> impl Strategy<Value = Muscle> {
    select(Muscle::ALL.to_vec())
}

prop_compose! {
    fn any_candidate()(
        loads in vec((any_muscle(), select(vec![Role::Primary, Role::Secondary]), 1_u8..20), 0..5),
        days_since_done in option::of(0.0..40.0),
    ) -> Candidate {
        let volume: Vec<_> =
            loads.into_iter().map(|(muscle, role, halves)| (muscle, role, f64::from(halves) / 2.0)).collect();
        Candidate { days_since_done, ..candidate(0, &volume) }
    }
}

/// Candidates with identifiers of their own.
fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    vec(any_candidate(), 0..8).prop_map(|mut candidates| {
        for (number, candidate) in (1..).zip(&mut candidates) {
            candidate.workout = workout(number, 3);
        }
        candidates
    })
}

prop_compose! {
    /// States some time before now; half of the muscle groups are near or below the gate.
    fn any_muscles()(
        states in vec((0.0..8.0_f64, 0_i64..60 * 60 * 1_000_000, 0.0..20.0_f64), Muscle::COUNT),
    ) -> MuscleMap<MuscleReadiness> {
        MuscleMap::from_fn(|muscle| {
            let (residual, microseconds, sets_last_7_days) = states[muscle as usize];
            let as_of = now() - TimeDelta::microseconds(microseconds);
            let state = MuscleState { residual, ..MuscleState::fresh(as_of) };
            MuscleReadiness {
                score: state.score_at(muscle, now()), sets_last_7_days, last_trained_at: Some(as_of), state,
            }
        })
    }
}

fn primaries(candidates: &[Candidate], workout: &Workout) -> Vec<Muscle> {
    candidates
        .iter()
        .filter(|candidate| candidate.workout.id == workout.id)
        .flat_map(|candidate| &candidate.volume)
        .filter(|load| load.role == Role::Primary)
        .map(|load| load.muscle)
        .collect()
}

proptest! {
    #[test]
    fn components_are_in_their_ranges_and_ranks_are_sorted(
        candidates in any_candidates(), muscles in any_muscles(), first in 0_usize..9,
    ) {
        let found = recommend(candidates, &muscles, &Limits::default(), now(), first);
        prop_assert!(found.ranked.len() <= first);
        for one in &found.ranked {
            prop_assert!((0.0..=100.0).contains(&one.score), "{}", one.score);
            prop_assert!((0.0..=100.0).contains(&one.readiness), "{}", one.readiness);
            prop_assert!((0.0..=1.0).contains(&one.need), "{}", one.need);
            prop_assert!((0.0..=1.0).contains(&one.variety), "{}", one.variety);
            prop_assert!(one.reasons.len() <= 5);
        }
        prop_assert!(found.ranked.is_sorted_by(|a, b| a.score > b.score
            || (a.score.total_cmp(&b.score).is_eq() && a.workout.id < b.workout.id)));
    }

    #[test]
    fn every_workout_is_either_through_the_gate_or_excluded_by_it(
        candidates in any_candidates(), muscles in any_muscles(),
    ) {
        let found = recommend(candidates.clone(), &muscles, &Limits::default(), now(), usize::MAX);
        prop_assert_eq!(found.ranked.len() + found.excluded.len(), candidates.len());
        for one in &found.ranked {
            prop_assert!(primaries(&candidates, &one.workout).iter().all(|&m| muscles.get(m).score > 30.0));
        }
        for one in &found.excluded {
            prop_assert!(one.score <= 30.0);
            prop_assert!(primaries(&candidates, &one.workout).contains(&one.blocked_by));
        }
        prop_assert_eq!(found.rest_day.is_some(), found.ranked.is_empty() && !found.excluded.is_empty());
    }

    #[test]
    fn an_excluded_workout_opens_when_it_says_and_not_before(
        candidates in any_candidates(), muscles in any_muscles(),
    ) {
        let found = recommend(candidates.clone(), &muscles, &Limits::default(), now(), 3);
        for one in &found.excluded {
            let opens_at = |at| {
                let scores = MuscleMap::from_fn(|muscle| {
                    let readiness = *muscles.get(muscle);
                    MuscleReadiness { score: readiness.state.score_at(muscle, at), ..readiness }
                });
                let again = recommend(candidates.clone(), &scores, &Limits::default(), at, usize::MAX);
                again.ranked.iter().any(|other| other.workout.id == one.workout.id)
            };
            prop_assert!(opens_at(one.opens_at));
            prop_assert!(!opens_at(one.opens_at - TimeDelta::microseconds(2)));
        }
        if let Some(rest) = found.rest_day {
            prop_assert!(found.excluded.iter().all(|one| one.opens_at >= rest.opens_at));
        }
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter(
        (candidates, shuffled) in
            any_candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        muscles in any_muscles(),
    ) {
        let ask = |candidates| recommend(candidates, &muscles, &Limits::default(), now(), 3);
        prop_assert_eq!(ask(candidates), ask(shuffled));
    }
}
