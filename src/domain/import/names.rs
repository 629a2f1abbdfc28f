//! Names of exercises in other apps to exercises of the catalogue: only where there is one best answer. A wrong answer
//! files years of training under the wrong exercise; no answer leaves them with one of the user's own.

use std::{collections::HashMap, sync::Arc};

use super::{aliases::ALIASES, bag::Bag};
use crate::domain::{
    catalogue::Catalogue,
    exercise::{Equipment, Exercise},
};

/// How similar the best exercise must be, 0..=1: the share of words that two names have in common, equipment and filling
/// words aside. With 0.75 one of four words may be missing.
pub const SIMILAR_ENOUGH: f64 = 0.75;

/// How much an answer is worth that adds equipment which the name does not state.
const GUESSED_EQUIPMENT: f64 = 0.95;

/// What the catalogue says to a name.
#[derive(Clone, Debug)]
pub enum Match {
    /// One exercise is best.
    Unique {
        /// That exercise.
        exercise: Arc<Exercise>,
        /// How similar the names are, 0.75..=1. 1: the same words, or known to be the same exercise.
        similarity: f64,
    },
    /// Several are equally good, and nobody can tell which is meant. By name.
    Ambiguous(Vec<Arc<Exercise>>),
    /// None is good enough.
    None,
}

/// Matches one name. For many names make a [`NameIndex`] once.
#[must_use]
pub fn match_name(name: &str, catalogue: &Catalogue) -> Match {
    NameIndex::new(catalogue).find(name)
}

/// The names of a catalogue, ready to be compared with.
#[derive(Debug)]
pub struct NameIndex {
    entries: Vec<Entry>,
    by_words: HashMap<String, Vec<usize>>,
    by_slug: HashMap<String, usize>,
    aliases: HashMap<String, &'static str>,
}

#[derive(Debug)]
struct Entry {
    exercise: Arc<Exercise>,
    bag: Bag,
}

impl NameIndex {
    /// Takes the names of a catalogue apart.
    #[must_use]
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut entries = Vec::new();
        let mut by_words: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_slug = HashMap::new();
        for exercise in catalogue.choices() {
            let bag = Bag::of(&exercise.name);
            by_words.entry(bag.key()).or_default().push(entries.len());
            by_slug.insert(exercise.slug.clone(), entries.len());
            entries.push(Entry { exercise: Arc::clone(exercise), bag });
        }
        let aliases = ALIASES.iter().map(|(name, slug)| (Bag::of(name).key(), *slug)).collect();
        Self { entries, by_words, by_slug, aliases }
    }

    /// What the catalogue says to a name: the exercise that it is known to mean; else the one with the same words, in any
    /// order and with the equipment in parentheses or not; else the most similar one with the same equipment.
    #[must_use]
    pub fn find(&self, name: &str) -> Match {
        let bag = Bag::of(name);
        if bag.movement.is_empty() && bag.gear.is_empty() {
            return Match::None;
        }
        let key = bag.key();
        let known = self.aliases.get(&key).and_then(|slug| self.by_slug.get(*slug));
        if let Some(place) = known {
            return self.best(&[*place], 1.0);
        }
        if let Some(places) = self.by_words.get(&key) {
            return self.best(places, 1.0);
        }
        let mut similarity = 0.0;
        let mut places = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            if !entry.could_be(&bag) {
                continue;
            }
            let guessed = bag.gear.is_empty() && !entry.bag.gear.is_empty();
            let of_entry = bag.similarity(&entry.bag) * if guessed { GUESSED_EQUIPMENT } else { 1.0 };
            if of_entry > similarity {
                similarity = of_entry;
                places.clear();
            }
            if of_entry >= similarity {
                places.push(place);
            }
        }
        if similarity < SIMILAR_ENOUGH { Match::None } else { self.best(&places, similarity) }
    }

    fn best(&self, places: &[usize], similarity: f64) -> Match {
        let mut found: Vec<Arc<Exercise>> = places
            .iter()
            .filter_map(|place| self.entries.get(*place))
            .map(|entry| Arc::clone(&entry.exercise))
            .collect();
        match (found.pop(), found.is_empty()) {
            (None, _) => Match::None,
            (Some(exercise), true) => Match::Unique { exercise, similarity },
            (Some(last), false) => {
                found.push(last);
                Match::Ambiguous(found)
            }
        }
    }
}

impl Entry {
    /// Whether the equipment that the name states is that of an exercise. A name that states none leaves it open, but
    /// for a Smith machine: nobody leaves that out.
    fn could_be(&self, bag: &Bag) -> bool {
        let states = |gear| bag.gear.contains(gear);
        let smith = self.bag.gear.contains("smith");
        if bag.gear.is_empty() || smith || states("smith") {
            return smith == states("smith");
        }
        // A barbell squat is no barbell squat with bands.
        if !self.bag.gear.is_subset(&bag.gear) {
            return false;
        }
        match self.exercise.equipment {
            Equipment::Barbell => states("barbell"),
            Equipment::Dumbbell => states("dumbbell"),
            Equipment::Cable => states("cable"),
            Equipment::Machine => states("machine"),
            Equipment::Kettlebells => states("kettlebell"),
            Equipment::Bands => states("band"),
            Equipment::BodyOnly | Equipment::None => states("bodyweight"),
            Equipment::MedicineBall | Equipment::ExerciseBall => states("ball"),
            Equipment::EzCurlBar => states("ez"),
            Equipment::FoamRoll | Equipment::Other => bag.gear == self.bag.gear,
        }
    }
}
