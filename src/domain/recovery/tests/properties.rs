//! The properties of the model on random histories. Instants are UTC, so a change of the clocks is no event at all.

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;

/// The end of every random history, in hours; logs lie up to 40 days before it.
const END: f64 = 0.0;
const EPSILON: f64 = 1e-9;

fn kinds() -> impl Strategy<Value = SetKind> {
    select(vec![SetKind::Normal, SetKind::WarmUp, SetKind::Drop, SetKind::Failure])
}

prop_compose! {
    fn any_set()(
        kind in kinds(),
        reps in option::of(0_u16..=200),
        duration_seconds in option::of(0_u32..=4000),
        rir in option::of(0.0..=10.0),
    ) -> SetEffort {
        SetEffort { kind, reps, duration_seconds, rir }
    }
}

fn any_muscles() -> impl Strategy<Value = Vec<(Muscle, Role)>> {
    vec((select(Muscle::ALL.to_vec()), select(vec![Role::Primary, Role::Secondary])), 0..5)
}

prop_compose! {
    /// A log without its key.
    fn any_log()(
        minutes in 0_i32..40 * 24 * 60,
        muscles in any_muscles(),
        sets in vec(any_set(), 0..6),
    ) -> TrainedLog {
        log(0, hour(END - f64::from(minutes) / 60.0), &muscles, &sets)
    }
}

fn any_history() -> impl Strategy<Value = Vec<TrainedLog>> {
    vec(any_log(), 0..12).prop_map(|mut logs| {
        for (number, log) in (1..).zip(&mut logs) {
            log.log = WorkoutLogId(Uuid::from_u128(number));
        }
        logs
    })
}

prop_compose! {
    fn any_override()(
        minutes in 0_i32..40 * 24 * 60,
        muscle in select(Muscle::ALL.to_vec()),
        score in 0.001..=100.0,
    ) -> Override {
        Override { muscle, at: hour(END - f64::from(minutes) / 60.0), score }
    }
}

fn any_overrides() -> impl Strategy<Value = Vec<Override>> {
    vec(any_override(), 0..6)
}

fn scores(logs: &[TrainedLog], overrides: &[Override], at: DateTime<Utc>) -> MuscleMap<f64> {
    let states = replay(logs, overrides, at);
    MuscleMap::from_fn(|muscle| states.get(muscle).score_at(muscle, at))
}

/// The score of a fresh muscle group right after one set.
fn after(set: SetEffort, role: Role) -> f64 {
    score(set.impulse(role).value)
}

/// An edit of the history.
#[derive(Clone, Debug)]
enum Edit {
    Insert(TrainedLog),
    Replace(usize, TrainedLog),
    Delete(usize),
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any_log().prop_map(Edit::Insert),
        (any::<usize>(), any_log()).prop_map(|(index, log)| Edit::Replace(index, log)),
        any::<usize>().prop_map(Edit::Delete),
    ]
}

proptest! {
    #[test]
    fn property_1_a_score_is_above_0_up_to_100_whatever_the_volume(
        mut logs in any_history(), times in 1_usize..5_000, residual in 0.0..f64::MAX,
    ) {
        for log in logs.iter_mut().take(2) {
            log.sets = log.sets.repeat(times);
        }
        for (muscle, &score) in scores(&logs, &[], hour(END)).iter() {
            prop_assert!(score > 0.0 && score <= 100.0, "{muscle}: {score}");
        }
        prop_assert!(score(residual) > 0.0 && score(residual) <= 100.0);
    }

    #[test]
    fn property_2_without_logs_the_score_is_100(h in -1e5..1e5) {
        for (muscle, state) in replay(&[], &[], hour(h)).iter() {
            prop_assert_eq!(state.residual.to_bits(), 0.0_f64.to_bits(), "{}: plain zero", muscle);
            prop_assert_eq!(state.score_at(muscle, hour(h)).to_bits(), 100.0_f64.to_bits());
        }
    }

    #[test]
    fn property_3_a_score_never_falls_while_nothing_is_logged(
        logs in any_history(), overrides in any_overrides(), hours in 0.0..1_000.0, more in 0.0..1_000.0,
    ) {
        let (earlier, later) = (hour(END + hours), hour(END + hours + more));
        let states = replay(&logs, &overrides, earlier);
        let replayed = scores(&logs, &overrides, later);
        for (muscle, state) in states.iter() {
            let then = state.score_at(muscle, earlier);
            prop_assert!(state.score_at(muscle, later) >= then - EPSILON, "{muscle}, read later");
            prop_assert!(*replayed.get(muscle) >= then - EPSILON, "{muscle}, replayed later");
        }
    }

    #[test]
    fn property_4_adding_a_set_never_raises_a_score(
        logs in any_history(), overrides in any_overrides(), index in any::<usize>(), set in any_set(),
    ) {
        let mut more = logs.clone();
        if let Some(at) = index.checked_rem(more.len()) {
            more[at].sets.push(set);
        }
        let before = scores(&logs, &overrides, hour(END));
        for (muscle, &score) in scores(&more, &overrides, hour(END)).iter() {
            prop_assert!(score <= before.get(muscle) + EPSILON, "{muscle}");
        }
    }

    #[test]
    fn property_5_lower_rir_and_more_reps_never_raise_a_score(
        set in any_set(), rir in (0.0..=10.0_f64, 0.0..=10.0_f64), reps in (1_u16..=200, 1_u16..=200),
    ) {
        let with_rir = |rir: f64| after(SetEffort { rir: Some(rir), ..set }, Role::Primary);
        prop_assert!(with_rir(rir.0.min(rir.1)) <= with_rir(rir.0.max(rir.1)) + EPSILON);
        let with_reps = |reps: u16| after(SetEffort { reps: Some(reps), ..set }, Role::Primary);
        prop_assert!(with_reps(reps.0.max(reps.1)) <= with_reps(reps.0.min(reps.1)) + EPSILON);
    }

    #[test]
    fn property_6_a_secondary_role_never_scores_below_a_primary_one(log in any_log()) {
        let with = |role| {
            let muscles = log.muscles.iter().map(|&(muscle, _)| (muscle, role)).collect();
            scores(&[TrainedLog { muscles, ..log.clone() }], &[], hour(END))
        };
        let primary = with(Role::Primary);
        for (muscle, score) in with(Role::Secondary).iter() {
            prop_assert!(score >= primary.get(muscle), "{muscle}");
        }
    }

    #[test]
    fn property_7_the_order_of_insertion_does_not_matter(
        (logs, shuffled) in any_history().prop_flat_map(|logs| (Just(logs.clone()), Just(logs).prop_shuffle())),
        (overrides, mixed) in any_overrides().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let at = hour(END);
        prop_assert_eq!(replay(&logs, &overrides, at), replay(&shuffled, &mixed, at), "bit for bit");
        prop_assert_eq!(fractional_sets(&logs, hour(-200.0), at), fractional_sets(&shuffled, hour(-200.0), at));
        for muscle in Muscle::ALL {
            prop_assert_eq!(
                contributions(&logs, &overrides, muscle, at),
                contributions(&shuffled, &mixed, muscle, at)
            );
        }
    }

    /// The remaining events alone decide. The other way to get there: fatigue is linear, so each edit can be made on
    /// the residual itself.
    #[test]
    fn property_8_after_any_mix_of_edits_the_state_is_a_replay_of_what_remains(
        initial in any_history(), edits in vec(any_edit(), 0..20),
    ) {
        let at = hour(END);
        let mut kept = initial;
        let mut residuals = replay(&kept, &[], at);
        let mut apply = |log: &TrainedLog, sign: f64| {
            for (muscle, state) in replay(std::slice::from_ref(log), &[], at).iter() {
                residuals.get_mut(muscle).residual += sign * state.residual;
            }
        };
        for (number, edit) in (1_000..).zip(edits) {
            match edit {
                Edit::Insert(log) => {
                    apply(&log, 1.0);
                    kept.insert(0, TrainedLog { log: WorkoutLogId(Uuid::from_u128(number)), ..log });
                }
                Edit::Replace(index, log) => {
                    let Some(index) = index.checked_rem(kept.len()) else { continue };
                    apply(&kept[index], -1.0);
                    apply(&log, 1.0);
                    kept[index] = TrainedLog { log: kept[index].log, ..log };
                }
                Edit::Delete(index) => {
                    let Some(index) = index.checked_rem(kept.len()) else { continue };
                    apply(&kept.swap_remove(index), -1.0);
                }
            }
        }
        let replayed = replay(&kept, &[], at);
        kept.sort_by_key(|log| log.log);
        prop_assert_eq!(&replay(&kept, &[], at), &replayed, "how the events came about leaves no trace");
        for (muscle, state) in replayed.iter() {
            prop_assert!((state.residual - residuals.get(muscle).residual).abs() < EPSILON, "{muscle}");
        }
    }

    // Property 9, that completing twice counts once, is the store's: a log's identifier is its key, so a history
    // cannot hold it twice.

    #[test]
    fn property_10_a_session_in_the_future_has_no_effect_before_its_time(
        logs in any_history(), overrides in any_overrides(), minutes in 1_i32..40 * 24 * 60,
    ) {
        let at = hour(END - f64::from(minutes) / 60.0);
        let past: Vec<_> = logs.iter().filter(|log| log.completed_at <= at).cloned().collect();
        let said: Vec<_> = overrides.iter().filter(|over| over.at <= at).copied().collect();
        prop_assert_eq!(replay(&logs, &overrides, at), replay(&past, &said, at));
    }

    #[test]
    fn property_11_one_set_never_takes_a_fresh_muscle_group_below_68(set in any_set(), reps in any::<u16>()) {
        prop_assert!(after(set, Role::Primary) >= 68.0);
        let longer = SetEffort { reps: Some(reps), ..set };
        prop_assert!(after(longer, Role::Primary) >= 68.0);
    }

    #[test]
    fn property_12_the_score_at_the_forecast_instant_is_the_target(
        logs in any_history(), target in 0.1..99.9, asked in -10.0..300.0,
    ) {
        for (muscle, state) in replay(&logs, &[], hour(END)).iter() {
            let from = hour(END + asked);
            let reached = state.reaches(muscle, target, from).unwrap();
            let score = state.score_at(muscle, reached);
            prop_assert!(score >= target, "{muscle}: {score}");
            if reached > from {
                prop_assert!(score - target < 1e-6, "{muscle}: {score}");
                let before = state.score_at(muscle, reached - TimeDelta::microseconds(2));
                prop_assert!(before < target, "{muscle}: not a moment too late");
            }
            let above = state.exceeds(muscle, target, from).unwrap();
            prop_assert!(state.score_at(muscle, above) > target, "{muscle}");
            prop_assert!(above >= reached);
        }
    }

    /// Whose logs they are is the caller's to know; here, what does not load a muscle group leaves no trace on it.
    #[test]
    fn property_13_nothing_else_has_any_effect(
        logs in any_history(), overrides in any_overrides(), muscle in select(Muscle::ALL.to_vec()),
    ) {
        let own: Vec<_> =
            logs.iter().filter(|log| log.muscles.iter().any(|&(loaded, _)| loaded == muscle)).cloned().collect();
        let said: Vec<_> = overrides.iter().filter(|over| over.muscle == muscle).copied().collect();
        let (all, alone) = (replay(&logs, &overrides, hour(END)), replay(&own, &said, hour(END)));
        prop_assert_eq!(all.get(muscle), alone.get(muscle));
    }

    #[test]
    fn contributions_and_the_override_explain_the_whole_residual(
        logs in any_history(), overrides in any_overrides(),
    ) {
        let at = hour(END);
        let (all, said) = (replay(&logs, &overrides, at), replay(&[], &overrides, at));
        for (muscle, state) in all.iter() {
            let parts = contributions(&logs, &overrides, muscle, at);
            prop_assert!(parts.iter().all(|part| part.remaining > 0.0 && part.remaining <= part.impulse));
            let sum = parts.iter().fold(said.get(muscle).residual, |sum, part| sum + part.remaining);
            prop_assert!((sum - state.residual).abs() < EPSILON, "{muscle}");
        }
    }

    #[test]
    fn a_score_and_its_residual_are_inverse(target in 1e-6..=100.0) {
        prop_assert!((score(residual_for(target)) - target).abs() < EPSILON);
    }
}
