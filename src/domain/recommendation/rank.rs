//! Limits, the gate, and the order of what passes.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    Candidate, Excluded, Limits, MuscleReadiness, Reason, ReasonCode, Recommendation, Recommendations,
    RestDay, WEEKLY_SETS, message,
};
use crate::domain::{
    alternatives::is_at_hand,
    muscle::{Muscle, MuscleMap, Role},
    recovery::FATIGUED_UP_TO,
    workout::MuscleVolume,
};

/// Days after which not having done a workout counts in full.
const VARIETY_DAYS: f64 = 7.0;
/// Days from which not having done a workout is worth a word.
const REMARKABLE_DAYS: f64 = 2.0;
/// Reasons of one kind that are given at most.
const REASONS_PER_KIND: usize = 2;

/// How recovered the muscle groups are that a workout loads, each weighted by its share of the sets, 0..=100, given
/// each muscle group's score. A workout that loads nothing is always ready: 100.
pub fn readiness(volume: &[MuscleVolume], score: impl Fn(Muscle) -> f64) -> f64 {
    let (sets, weighted) = volume.iter().fold((0.0, 0.0), |(sets, weighted), load| {
        (sets + load.fractional_sets, weighted + load.fractional_sets * score(load.muscle))
    });
    if sets > 0.0 { (weighted / sets).clamp(0.0, 100.0) } else { 100.0 }
}

/// Ranks the workouts within the user's limits whose primary muscle groups all score above 30 at `at`, and gives the
/// best `first`. The order of the candidates does not matter; ties are in the order of the workouts' identifiers.
#[must_use]
pub fn recommend(
    candidates: Vec<Candidate>,
    muscles: &MuscleMap<MuscleReadiness>,
    limits: &Limits,
    at: DateTime<Utc>,
    first: usize,
) -> Recommendations {
    let mut ranked = Vec::new();
    let mut excluded = Vec::new();
    for candidate in candidates.into_iter().filter(|candidate| limits.allow(candidate)) {
        match candidate.exclusion(muscles, at) {
            Some(exclusion) => excluded.push(exclusion),
            None => ranked.push(candidate.recommendation(muscles, at)),
        }
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.workout.id.cmp(&b.workout.id)));
    excluded.sort_by_key(|exclusion| (exclusion.opens_at, exclusion.workout.id));
    let rest_day = excluded.first().filter(|_| ranked.is_empty()).map(|opens_first| opens_first.rest_day(at));
    ranked.truncate(first);
    Recommendations { ranked, excluded, rest_day }
}

impl Limits {
    fn allow(&self, candidate: &Candidate) -> bool {
        let in_time = self.max_minutes.is_none_or(|most| candidate.workout.estimated_minutes() <= most);
        let equipped = self
            .equipment
            .as_ref()
            .is_none_or(|at_hand| candidate.equipment.iter().all(|&needed| is_at_hand(needed, at_hand)));
        let focused =
            self.focus.is_empty() || candidate.primaries().any(|muscle| self.focus.contains(&muscle));
        let avoids = candidate.primaries().all(|muscle| !self.avoid.contains(&muscle));
        in_time && equipped && focused && avoids
    }
}

impl Candidate {
    /// The primary muscle groups, those with the largest share of the sets first.
    fn primaries(&self) -> impl Iterator<Item = Muscle> {
        self.volume.iter().filter(|load| load.role == Role::Primary).map(|load| load.muscle)
    }

    /// Why the workout does not pass the gate, if it does not.
    fn exclusion(&self, muscles: &MuscleMap<MuscleReadiness>, at: DateTime<Utc>) -> Option<Excluded> {
        let (opens_at, blocked_by) = self
            .primaries()
            .filter(|&muscle| !passes(muscles.get(muscle).score))
            .map(|muscle| (opening(muscle, muscles.get(muscle), at), muscle))
            .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)))?;
        let score = muscles.get(blocked_by).score;
        Some(Excluded {
            workout: Arc::clone(&self.workout),
            blocked_by,
            score,
            opens_at,
            message: message::blocked(blocked_by, score, opens_at - at),
        })
    }

    fn recommendation(self, muscles: &MuscleMap<MuscleReadiness>, at: DateTime<Utc>) -> Recommendation {
        let readiness = readiness(&self.volume, |muscle| muscles.get(muscle).score);
        let need = self.need(muscles);
        let variety = self.days_since_done.map_or(1.0, |days| days.clamp(0.0, VARIETY_DAYS) / VARIETY_DAYS);
        Recommendation {
            score: (0.6 * readiness + 30.0 * need + 10.0 * variety).clamp(0.0, 100.0),
            readiness,
            need,
            variety,
            reasons: self.reasons(muscles, at),
            workout: self.workout,
        }
    }

    /// The mean over the primary muscle groups of what each lacks of its weekly sets, 0..=1; 0 without any.
    fn need(&self, muscles: &MuscleMap<MuscleReadiness>) -> f64 {
        let (lacking, primaries) = self.primaries().fold((0.0, 0.0), |(lacking, primaries), muscle| {
            let lack = (WEEKLY_SETS - muscles.get(muscle).sets_last_7_days) / WEEKLY_SETS;
            (lacking + lack.clamp(0.0, 1.0), primaries + 1.0)
        });
        if primaries > 0.0 { lacking / primaries } else { 0.0 }
    }

    /// The primary muscle groups with the largest shares speak for the others.
    fn reasons(&self, muscles: &MuscleMap<MuscleReadiness>, at: DateTime<Utc>) -> Vec<Reason> {
        let recovered = self.primaries().map(|muscle| {
            let readiness = muscles.get(muscle);
            Reason {
                code: ReasonCode::MuscleRecovered,
                muscle: Some(muscle),
                value: readiness.score,
                message: message::recovered(muscle, readiness, at),
            }
        });
        let short = self
            .primaries()
            .map(|muscle| (muscle, muscles.get(muscle).sets_last_7_days))
            .filter(|&(_, sets)| sets < WEEKLY_SETS)
            .map(|(muscle, sets)| Reason {
                code: ReasonCode::WeeklySetsShort,
                muscle: Some(muscle),
                value: sets,
                message: message::sets_short(muscle, sets),
            });
        recovered
            .take(REASONS_PER_KIND)
            .chain(short.take(REASONS_PER_KIND))
            .chain(self.variety_reason())
            .collect()
    }

    fn variety_reason(&self) -> Option<Reason> {
        let (code, value, message) = match self.days_since_done {
            None => (ReasonCode::NeverDone, 0.0, "Never done before".to_owned()),
            Some(days) if days >= REMARKABLE_DAYS => {
                (ReasonCode::NotDoneRecently, days, message::not_done_for(days))
            }
            Some(_) => return None,
        };
        Some(Reason { code, muscle: None, value, message })
    }
}

impl Excluded {
    fn rest_day(&self, at: DateTime<Utc>) -> RestDay {
        RestDay {
            message: message::rest_day(&self.workout.name, self.blocked_by, self.score, self.opens_at - at),
            opens_first: self.blocked_by,
            opens_at: self.opens_at,
        }
    }
}

/// The gate is strict: exactly 30 is out.
fn passes(score: f64) -> bool {
    score > FATIGUED_UP_TO
}

/// When a muscle group passes the gate; never only if its fatigue is beyond what a calendar can hold.
fn opening(muscle: Muscle, readiness: &MuscleReadiness, at: DateTime<Utc>) -> DateTime<Utc> {
    readiness.state.exceeds(muscle, FATIGUED_UP_TO, at).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
