//! What can stand in for an exercise, the most similar first.

use std::collections::BTreeSet;

use super::{
    exercise::{Equipment, Exercise},
    id::ExerciseId,
    muscle::{Muscle, Role},
    recovery::FATIGUED_UP_TO,
};

#[cfg(test)]
mod tests;

/// Words of names that only say what the exercise is done with: they tell nothing about the movement.
const EQUIPMENT_WORDS: [&str; 21] = [
    "ball",
    "band",
    "bands",
    "bar",
    "barbell",
    "barbells",
    "body",
    "bodyweight",
    "cable",
    "cables",
    "dumbbell",
    "dumbbells",
    "ez",
    "kettlebell",
    "kettlebells",
    "machine",
    "medicine",
    "only",
    "smith",
    "swiss",
    "weighted",
];

/// What an attribute adds that one of the exercises lacks, as a share of its weight.
const UNKNOWN: f64 = 0.5;

/// An exercise that can stand in for another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// How similar it is, 0..=100.
    pub similarity: f64,
}

/// What an alternative must pass beside training the same primary muscle group, being strength-like, and following the
/// same movement pattern where both have one.
#[derive(Clone, Copy, Default)]
pub struct Gates<'a> {
    /// The equipment at hand; what needs none is always possible. None: any.
    pub equipment: Option<&'a [Equipment]>,
    /// Exercises not to offer: in the session already, or excluded by the user.
    pub not_these: &'a [ExerciseId],
    /// The score of a muscle group, 0..=100, if only those whose primary muscle group scores above 30 are wanted.
    pub score: Option<&'a dyn Fn(Muscle) -> f64>,
}

/// The exercises of the catalogue that can stand in for `of`, the most similar first, ties by slug; at most `first`.
///
/// Never `of` itself, and nothing for an exercise without a primary muscle group.
pub fn alternatives<'a>(
    of: &Exercise,
    catalogue: impl Iterator<Item = &'a Exercise>,
    gates: &Gates<'_>,
    first: usize,
) -> Vec<Alternative<'a>> {
    let mut found: Vec<_> = catalogue
        .filter(|candidate| can_replace(of, candidate) && gates.let_through(candidate))
        .map(|exercise| Alternative { exercise, similarity: similarity(of, exercise) })
        .collect();
    found.sort_by(|a, b| {
        b.similarity.total_cmp(&a.similarity).then_with(|| a.exercise.slug.cmp(&b.exercise.slug))
    });
    found.truncate(first);
    found
}

/// How similar two exercises are, 0..=100, the same both ways: by the muscle groups (50), the mechanic (15), the words
/// of the names less those for equipment (15), the force (10), the category (5) and the level (5). An attribute that
/// either of them lacks counts half, so that an exercise with gaps is not fully similar even to itself.
#[must_use]
pub fn similarity(a: &Exercise, b: &Exercise) -> f64 {
    let similar = 50.0 * muscle_cosine(a, b)
        + 15.0 * same_if_known(a.mechanic, b.mechanic)
        + 10.0 * same_if_known(a.force, b.force)
        + 15.0 * name_overlap(&a.name, &b.name)
        + 5.0 * share(a.category == b.category)
        + 5.0 * (1.0 - f64::from((a.level as u8).abs_diff(b.level as u8)) / 2.0);
    similar.clamp(0.0, 100.0)
}

/// Whether equipment is at hand; the body alone, and nothing, always are.
pub(super) fn is_at_hand(needed: Equipment, at_hand: &[Equipment]) -> bool {
    matches!(needed, Equipment::BodyOnly | Equipment::None) || at_hand.contains(&needed)
}

impl Gates<'_> {
    fn let_through(&self, candidate: &Exercise) -> bool {
        let equipped = self.equipment.is_none_or(|at_hand| is_at_hand(candidate.equipment, at_hand));
        let recovered = self
            .score
            .is_none_or(|score| primary(candidate).is_some_and(|muscle| score(muscle) > FATIGUED_UP_TO));
        equipped && recovered && !self.not_these.contains(&candidate.id)
    }
}

/// Whether the movement itself can stand in for the other, whatever the user has or wants.
fn can_replace(of: &Exercise, candidate: &Exercise) -> bool {
    let same_pattern = match (of.pattern, candidate.pattern) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    same_pattern
        && candidate.id != of.id
        && candidate.category.is_strength_like()
        && primary(of).is_some()
        && primary(candidate) == primary(of)
}

fn primary(exercise: &Exercise) -> Option<Muscle> {
    exercise.muscles.iter().find(|(_, role)| *role == Role::Primary).map(|&(muscle, _)| muscle)
}

/// The cosine of the angle between the muscle vectors (primary 1, secondary 0.5), 0..=1.
fn muscle_cosine(a: &Exercise, b: &Exercise) -> f64 {
    let weight = |exercise: &Exercise, muscle| {
        let role =
            exercise.muscles.iter().filter(|(loaded, _)| *loaded == muscle).map(|&(_, role)| role).min();
        role.map_or(0.0, Role::weight)
    };
    let (mut product, mut norm_a, mut norm_b) = (0.0, 0.0, 0.0);
    for muscle in Muscle::ALL {
        let (in_a, in_b) = (weight(a, muscle), weight(b, muscle));
        product += in_a * in_b;
        norm_a += in_a * in_a;
        norm_b += in_b * in_b;
    }
    let norms = norm_a * norm_b;
    if norms > 0.0 { product / f64::sqrt(norms) } else { UNKNOWN }
}

/// The share of the words that two names have in common (Jaccard), 0..=1, less the words for equipment.
fn name_overlap(a: &str, b: &str) -> f64 {
    let (a, b) = (name_words(a), name_words(b));
    let all = a.union(&b).count();
    if all == 0 { UNKNOWN } else { small(a.intersection(&b).count()) / small(all) }
}

fn name_words(name: &str) -> BTreeSet<String> {
    // "E-Z" is one word of equipment, not two letters.
    let name = name.to_lowercase().replace("e-z", "ez");
    name.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EQUIPMENT_WORDS.contains(word))
        .map(ToOwned::to_owned)
        .collect()
}

fn same_if_known<T: PartialEq>(a: Option<T>, b: Option<T>) -> f64 {
    match (a, b) {
        (Some(a), Some(b)) => share(a == b),
        _ => UNKNOWN,
    }
}

fn share(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// A number of words as a number to divide; names have few.
fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
