//! The 17 muscle groups and the part an exercise gives each of them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// One of the 17 muscle groups of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Muscle {
    /// Rectus abdominis and obliques.
    Abdominals,
    /// Hip abductors.
    Abductors,
    /// Hip adductors.
    Adductors,
    /// Elbow flexors of the upper arm.
    Biceps,
    /// Gastrocnemius and soleus.
    Calves,
    /// Pectorals.
    Chest,
    /// Wrist flexors and extensors, grip.
    Forearms,
    /// Gluteals.
    Glutes,
    /// Hamstrings.
    Hamstrings,
    /// Latissimus dorsi.
    Lats,
    /// Spinal erectors of the lumbar region.
    LowerBack,
    /// Rhomboids and middle trapezius.
    MiddleBack,
    /// Neck flexors and extensors.
    Neck,
    /// Quadriceps.
    Quadriceps,
    /// Deltoids.
    Shoulders,
    /// Upper trapezius.
    Traps,
    /// Elbow extensors of the upper arm.
    Triceps,
}

impl Muscle {
    /// How many muscle groups there are.
    pub const COUNT: usize = 17;

    /// Every muscle group, in alphabetical order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Abdominals,
        Self::Abductors,
        Self::Adductors,
        Self::Biceps,
        Self::Calves,
        Self::Chest,
        Self::Forearms,
        Self::Glutes,
        Self::Hamstrings,
        Self::Lats,
        Self::LowerBack,
        Self::MiddleBack,
        Self::Neck,
        Self::Quadriceps,
        Self::Shoulders,
        Self::Traps,
        Self::Triceps,
    ];

    /// The stable name in tables and files, e.g. `lower_back`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Abdominals => "abdominals",
            Self::Abductors => "abductors",
            Self::Adductors => "adductors",
            Self::Biceps => "biceps",
            Self::Calves => "calves",
            Self::Chest => "chest",
            Self::Forearms => "forearms",
            Self::Glutes => "glutes",
            Self::Hamstrings => "hamstrings",
            Self::Lats => "lats",
            Self::LowerBack => "lower_back",
            Self::MiddleBack => "middle_back",
            Self::Neck => "neck",
            Self::Quadriceps => "quadriceps",
            Self::Shoulders => "shoulders",
            Self::Traps => "traps",
            Self::Triceps => "triceps",
        }
    }

    /// The English name, e.g. `Lower back`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abdominals => "Abdominals",
            Self::Abductors => "Abductors",
            Self::Adductors => "Adductors",
            Self::Biceps => "Biceps",
            Self::Calves => "Calves",
            Self::Chest => "Chest",
            Self::Forearms => "Forearms",
            Self::Glutes => "Glutes",
            Self::Hamstrings => "Hamstrings",
            Self::Lats => "Lats",
            Self::LowerBack => "Lower back",
            Self::MiddleBack => "Middle back",
            Self::Neck => "Neck",
            Self::Quadriceps => "Quadriceps",
            Self::Shoulders => "Shoulders",
            Self::Traps => "Traps",
            Self::Triceps => "Triceps",
        }
    }
}

impl fmt::Display for Muscle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Muscle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|muscle| muscle.slug() == text).ok_or_else(|| {
            format!("`{text}` is no muscle group; the 17 are named like `chest` or `lower_back`")
        })
    }
}

/// How an exercise loads a muscle group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The muscle group that the exercise is for.
    Primary,
    /// A muscle group that helps.
    Secondary,
}

impl Role {
    /// The share of a set that counts for the muscle group: 1 or 0.5 (fractional set counting, Pelland 2024).
    #[must_use]
    pub const fn weight(self) -> f64 {
        match self {
            Self::Primary => 1.0,
            Self::Secondary => 0.5,
        }
    }
}

/// One value for each of the 17 muscle groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MuscleMap<T>([T; Muscle::COUNT]);

impl<T> MuscleMap<T> {
    /// Builds the map by asking for each muscle group's value.
    #[must_use]
    pub fn from_fn(mut value: impl FnMut(Muscle) -> T) -> Self {
        Self(Muscle::ALL.map(&mut value))
    }

    /// The value of one muscle group.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the array has one place for each variant")]
    pub fn get(&self, muscle: Muscle) -> &T {
        &self.0[muscle as usize]
    }

    /// The value of one muscle group, to change it.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the array has one place for each variant")]
    pub fn get_mut(&mut self, muscle: Muscle) -> &mut T {
        &mut self.0[muscle as usize]
    }

    /// Every muscle group with its value, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (Muscle, &T)> {
        Muscle::ALL.into_iter().zip(&self.0)
    }
}
