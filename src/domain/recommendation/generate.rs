//! A workout made for an instant: the best recovered muscle groups that lack sets, with exercises that suit them.
//!
//! Greedy: exercise by exercise, the one whose muscle groups are worth most now, until the time is used up. The same
//! input always gives the same workout.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{MuscleReadiness, Reason, ReasonCode, WEEKLY_SETS, message};
use crate::domain::{
    alternatives::is_at_hand,
    exercise::{Category, Equipment, Exercise, Level, Mechanic},
    id::ExerciseId,
    muscle::{Muscle, MuscleMap, Role},
    recovery::FATIGUED_UP_TO,
    workout::seconds_of,
};

/// The most exercises of a generated workout.
const MOST_EXERCISES: usize = 12;
/// Sets that one workout gives a muscle group at least and at most, as far as it is chosen at all.
const SETS: (f64, f64) = (3.0, 6.0);
/// What a secondary muscle group adds to the worth of an exercise, as a share of the primary one's.
const SECONDARY: f64 = 0.15;

/// What a generated workout shall be like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// How many minutes it may take.
    pub minutes: u32,
    /// The equipment at hand; what needs none is always possible. None: any.
    pub equipment: Option<Vec<Equipment>>,
    /// Only exercises with one of these as the primary muscle group; empty: any.
    pub focus: Vec<Muscle>,
    /// No exercise that loads any of these.
    pub avoid: Vec<Muscle>,
    /// Exercises that are never to be chosen.
    pub excluded: Vec<ExerciseId>,
}

/// An exercise of a generated workout, with what to do of it and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The exercise.
    pub exercise: ExerciseId,
    /// Working sets.
    pub sets: u16,
    /// Fewest repetitions.
    pub min_reps: u16,
    /// Most repetitions.
    pub max_reps: u16,
    /// Repetitions to keep in reserve.
    pub target_rir: f64,
    /// Rest between sets in seconds.
    pub rest_seconds: u16,
    /// Why: recovery first, then weekly sets, then the wish.
    pub reasons: Vec<Reason>,
}

impl Chosen {
    fn seconds(&self) -> u32 {
        seconds_of(self.sets, self.min_reps, self.max_reps, self.rest_seconds)
    }
}

/// Makes a workout of these exercises; empty where none of them fits. `staples` are exercises that are known to be good
/// choices: among equals they win.
#[must_use]
pub fn generate<'a>(
    exercises: impl Iterator<Item = &'a Arc<Exercise>>,
    staples: &BTreeSet<ExerciseId>,
    muscles: &MuscleMap<MuscleReadiness>,
    wish: &Wish,
    at: DateTime<Utc>,
) -> Vec<Chosen> {
    let mut session = Session { muscles, wish, staples, given: MuscleMap::default(), chosen: Vec::new() };
    let mut candidates: Vec<(&Exercise, Muscle)> = exercises
        .filter_map(|exercise| Some((&**exercise, primary(exercise)?)))
        .filter(|(exercise, primary)| session.admits(exercise, *primary))
        .collect();
    candidates.sort_by(|a, b| a.0.slug.cmp(&b.0.slug));
    let mut seconds_left = wish.minutes * 60;
    while session.chosen.len() < MOST_EXERCISES {
        let best = candidates
            .iter()
            .map(|(exercise, primary)| (session.worth(exercise, *primary), *exercise, *primary))
            .filter(|(worth, ..)| *worth > 0.0)
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, exercise, primary)) = best else { break };
        candidates.retain(|(other, _)| other.id != exercise.id);
        if let Some(chosen) = session.prescribe(exercise, primary, seconds_left, at) {
            seconds_left -= chosen.seconds();
            session.take(exercise, primary, chosen);
        }
    }
    session.chosen.into_iter().map(|(_, chosen)| chosen).collect()
}

fn primary(exercise: &Exercise) -> Option<Muscle> {
    let mut primary = exercise.muscles.iter().filter(|(_, role)| *role == Role::Primary);
    primary.next().map(|(muscle, _)| *muscle)
}

/// A workout as far as it is made.
struct Session<'a> {
    muscles: &'a MuscleMap<MuscleReadiness>,
    wish: &'a Wish,
    staples: &'a BTreeSet<ExerciseId>,
    given: MuscleMap<f64>,
    chosen: Vec<(&'a Exercise, Chosen)>,
}

impl<'a> Session<'a> {
    fn admits(&self, exercise: &Exercise, primary: Muscle) -> bool {
        let wish = self.wish;
        exercise.category.is_strength_like()
            && self.muscles.get(primary).score > FATIGUED_UP_TO
            && (wish.focus.is_empty() || wish.focus.contains(&primary))
            && !exercise.muscles.iter().any(|(muscle, _)| wish.avoid.contains(muscle))
            && wish.equipment.as_ref().is_none_or(|at_hand| is_at_hand(exercise.equipment, at_hand))
            && !wish.excluded.contains(&exercise.id)
    }

    /// What an exercise is worth now: what its muscle groups are worth, as far as they still lack sets, times how well
    /// it suits.
    fn worth(&self, exercise: &Exercise, primary: Muscle) -> f64 {
        let secondary: f64 = exercise
            .muscles
            .iter()
            .filter(|(_, role)| *role == Role::Secondary)
            .map(|(muscle, _)| self.shortage(*muscle))
            .sum();
        let worth = self.priority(primary) * self.shortage(primary);
        worth * (1.0 + SECONDARY * secondary.min(2.0)) * self.suitability(exercise)
    }

    /// How much a muscle group is worth training: by the formula that ranks workouts, less for small ones.
    fn priority(&self, muscle: Muscle) -> f64 {
        let readiness = self.muscles.get(muscle);
        let need = ((WEEKLY_SETS - readiness.sets_last_7_days) / WEEKLY_SETS).clamp(0.0, 1.0);
        let size = if self.wish.focus.is_empty() { size(muscle) } else { 1.0 };
        size * (0.6 * readiness.score + 30.0 * need)
    }

    /// The share of its sets of today that a muscle group still lacks, 0..=1.
    fn shortage(&self, muscle: Muscle) -> f64 {
        let target = (WEEKLY_SETS - self.muscles.get(muscle).sets_last_7_days).clamp(SETS.0, SETS.1);
        ((target - self.given.get(muscle)) / target).clamp(0.0, 1.0)
    }

    /// How well an exercise suits, whatever it trains; less where its movement is in the workout already.
    fn suitability(&self, exercise: &Exercise) -> f64 {
        let category = match exercise.category {
            Category::Strength | Category::Powerlifting => 1.0,
            Category::OlympicWeightlifting | Category::Strongman => 0.6,
            _ => 0.5,
        };
        let level = match exercise.level {
            Level::Beginner => 1.0,
            Level::Intermediate => 0.95,
            Level::Expert => 0.7,
        };
        let mechanic = match exercise.mechanic {
            Some(Mechanic::Compound) => 1.0,
            None => 0.9,
            Some(Mechanic::Isolation) => 0.85,
        };
        let same_movement = |(other, _): &&(&Exercise, Chosen)| match (other.pattern, exercise.pattern) {
            (Some(a), Some(b)) => a == b,
            _ => primary(other) == primary(exercise),
        };
        let repeated = self.chosen.iter().filter(same_movement).count();
        let fresh = [1.0, 0.5, 0.25].get(repeated).copied().unwrap_or(0.1);
        let staple = if self.staples.contains(&exercise.id) { 1.5 } else { 1.0 };
        let gear = if exercise.equipment == Equipment::Other { 0.8 } else { 1.0 };
        category * level * mechanic * fresh * staple * gear
    }

    /// Three sets, or two where there is no time for three; none where there is none for two.
    fn prescribe(
        &self,
        exercise: &Exercise,
        primary: Muscle,
        seconds_left: u32,
        at: DateTime<Utc>,
    ) -> Option<Chosen> {
        let compound = exercise.mechanic == Some(Mechanic::Compound);
        let (min_reps, max_reps, rest_seconds) = if compound { (6, 10, 150) } else { (10, 15, 75) };
        let of_sets = |sets: u16| Chosen {
            exercise: exercise.id,
            sets,
            min_reps,
            max_reps,
            target_rir: 2.0,
            rest_seconds,
            reasons: self.reasons(primary, at),
        };
        [3, 2].map(of_sets).into_iter().find(|chosen| chosen.seconds() <= seconds_left)
    }

    fn reasons(&self, primary: Muscle, at: DateTime<Utc>) -> Vec<Reason> {
        let readiness = self.muscles.get(primary);
        let reason = |code, value, message| Reason { code, muscle: Some(primary), value, message };
        let recovered = message::recovered(primary, readiness, at);
        let mut reasons = vec![reason(ReasonCode::MuscleRecovered, readiness.score, recovered)];
        let sets = readiness.sets_last_7_days;
        if sets < WEEKLY_SETS {
            reasons.push(reason(ReasonCode::WeeklySetsShort, sets, message::sets_short(primary, sets)));
        }
        if self.wish.focus.contains(&primary) {
            let focus = message::in_focus(primary);
            reasons.push(reason(ReasonCode::InFocus, readiness.score, focus));
        }
        reasons
    }

    fn take(&mut self, exercise: &'a Exercise, primary: Muscle, chosen: Chosen) {
        for (muscle, role) in &exercise.muscles {
            let role = if *muscle == primary { Role::Primary } else { *role };
            *self.given.get_mut(*muscle) += role.weight() * f64::from(chosen.sets);
        }
        self.chosen.push((exercise, chosen));
    }
}

/// How much of a workout a muscle group deserves where nothing else tells them apart.
const fn size(muscle: Muscle) -> f64 {
    match muscle {
        Muscle::Quadriceps | Muscle::Chest | Muscle::Lats => 1.0,
        Muscle::Hamstrings | Muscle::Shoulders => 0.95,
        Muscle::Glutes | Muscle::MiddleBack => 0.9,
        Muscle::Biceps | Muscle::Triceps | Muscle::Calves | Muscle::Abdominals => 0.7,
        Muscle::LowerBack | Muscle::Traps => 0.6,
        Muscle::Forearms | Muscle::Adductors | Muscle::Abductors | Muscle::Neck => 0.4,
    }
}
