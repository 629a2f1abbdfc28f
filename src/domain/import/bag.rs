//! The words of an exercise's name, ready to be compared.

use std::collections::BTreeSet;

use super::fold::{fold, words};

/// Words that make another exercise of one: names that differ in such a word are never similar.
const DECISIVE: [&str; 36] = [
    "alternating",
    "assisted",
    "behind",
    "bent",
    "box",
    "close",
    "cross",
    "decline",
    "deficit",
    "floor",
    "front",
    "half",
    "hanging",
    "high",
    "incline",
    "jump",
    "kneeling",
    "lateral",
    "low",
    "lying",
    "narrow",
    "neck",
    "neutral",
    "one",
    "overhead",
    "pause",
    "preacher",
    "rear",
    "reverse",
    "seated",
    "side",
    "standing",
    "straight",
    "sumo",
    "weighted",
    "wide",
];

/// Words that say nothing about the movement.
const FILLING: [&str; 12] =
    ["a", "and", "for", "from", "in", "of", "on", "the", "to", "using", "version", "with"];

/// Two words that are written as one, too.
const JOINED: [(&str, &str); 13] = [
    ("pull down", "pulldown"),
    ("push down", "pushdown"),
    ("press down", "pushdown"),
    ("pull over", "pullover"),
    ("pull up", "pullup"),
    ("push up", "pushup"),
    ("chin up", "chinup"),
    ("sit up", "situp"),
    ("step up", "stepup"),
    ("cross over", "crossover"),
    ("skull crusher", "skullcrusher"),
    ("kick back", "kickback"),
    ("e z", "ez"),
];

/// The words of a name, sorted, without number and spelling variants.
#[derive(Debug)]
pub(super) struct Bag {
    /// What is done.
    pub(super) movement: BTreeSet<String>,
    /// What it is done with.
    pub(super) gear: BTreeSet<&'static str>,
}

impl Bag {
    pub(super) fn of(name: &str) -> Self {
        let name = fold(name);
        // Hevy in Turkish: the exercise is in English, its equipment is not.
        let name = name.strip_suffix("(bar)").map_or(name.clone(), |movement| format!("{movement}barbell"));
        let singular: Vec<String> = words(&name).split(' ').flat_map(spelled).collect();
        let mut text = singular.join(" ");
        for (apart, joined) in JOINED {
            text = text.replace(apart, joined);
        }
        let mut bag = Self { movement: BTreeSet::new(), gear: BTreeSet::new() };
        for word in text.split(' ').filter(|word| !word.is_empty() && !FILLING.contains(word)) {
            match gear(word) {
                Some(gear) => bag.gear.insert(gear),
                None => bag.movement.insert(word.to_owned()),
            };
        }
        // "Smith machine" is no machine, an EZ bar no bar.
        if bag.gear.contains("smith") {
            bag.gear.remove("machine");
        }
        bag
    }

    pub(super) fn key(&self) -> String {
        let words: Vec<&str> =
            self.movement.iter().map(String::as_str).chain(self.gear.iter().copied()).collect();
        words.join(" ")
    }

    /// The share of words that both have; 0 if they differ in one that decides.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let mut differing = self.movement.symmetric_difference(&other.movement);
        if differing.any(|word| DECISIVE.contains(&word.as_str())) {
            return 0.0;
        }
        let count = |words: usize| u32::try_from(words).map_or(f64::MAX, f64::from);
        let all = self.movement.union(&other.movement).count();
        if all == 0 { 0.0 } else { count(self.movement.intersection(&other.movement).count()) / count(all) }
    }
}

/// A word in the singular and in one spelling; shorthand spelled out.
fn spelled(word: &str) -> Vec<String> {
    let words: &[&str] = match word {
        // Equipment also as German, Turkish, Italian and Spanish phones name it behind an exercise.
        "bb" | "langhantel" | "bilanciere" | "barra" => &["barbell"],
        "db" | "kurzhantel" | "dambil" | "manubrio" | "manubri" | "mancuerna" | "mancuernas" => &["dumbbell"],
        "maschine" | "makine" | "macchina" | "maquina" => &["machine"],
        "kabelzug" | "kablo" => &["cable"],
        "kb" => &["kettlebell"],
        "bw" => &["bodyweight"],
        "ohp" => &["overhead", "press"],
        "rdl" => &["romanian", "deadlift"],
        "ghr" => &["glute", "ham", "raise"],
        "single" => &["one"],
        "legged" => &["leg"],
        "alternate" => &["alternating"],
        "flye" | "flyes" | "flies" | "flys" => &["fly"],
        "presses" => &["press"],
        "crunches" => &["crunch"],
        "calves" => &["calf"],
        "abs" => &["ab"],
        "underhand" => &["reverse", "grip"],
        _ => {
            let plural = word.len() > 2 && !word.ends_with("ss");
            return vec![word.strip_suffix('s').filter(|_| plural).unwrap_or(word).to_owned()];
        }
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn gear(word: &str) -> Option<&'static str> {
    const GEAR: [&str; 11] = [
        "barbell",
        "dumbbell",
        "cable",
        "machine",
        "smith",
        "kettlebell",
        "band",
        "bodyweight",
        "ball",
        "ez",
        "plate",
    ];
    GEAR.iter().find(|gear| **gear == word).copied()
}
