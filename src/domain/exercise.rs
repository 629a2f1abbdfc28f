//! Exercises, of the catalogue and of users' own.

use serde::{Deserialize, Serialize};

use super::{
    id::ExerciseId,
    muscle::{Muscle, Role},
    text::text_enum,
};

/// A movement, of the catalogue or a user's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// Identifier; derived from the slug for the built-in catalogue, so that it is the same everywhere.
    pub id: ExerciseId,
    /// Stable name in URLs and files, e.g. `barbell-full-squat`.
    pub slug: String,
    /// English name.
    pub name: String,
    /// What the exercise trains for.
    pub category: Category,
    /// The direction of the effort, where the source knows it.
    pub force: Option<Force>,
    /// One joint or several, where the source knows it.
    pub mechanic: Option<Mechanic>,
    /// The experience that it asks for.
    pub level: Level,
    /// What it needs.
    pub equipment: Equipment,
    /// The movement pattern; none for stretching and cardio.
    pub pattern: Option<MovementPattern>,
    /// The muscle groups it loads, the primary one first, none twice; a user's own may have none yet.
    pub muscles: Vec<(Muscle, Role)>,
    /// How it is done, step by step; empty in the built-in catalogue.
    pub instructions: Vec<String>,
    /// Whose it is.
    pub origin: ExerciseOrigin,
}

/// Whose an exercise is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExerciseOrigin {
    /// Everybody's.
    #[default]
    Catalogue,
    /// One user's; nobody else sees it.
    Own {
        /// Whether its owner deleted it: history still shows it, and it can no longer be chosen.
        deleted: bool,
    },
}

impl Exercise {
    /// Whether it can be chosen for something new.
    #[must_use]
    pub const fn is_available(&self) -> bool {
        !matches!(self.origin, ExerciseOrigin::Own { deleted: true })
    }
}

/// What an exercise trains for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Resistance training.
    Strength,
    /// The competition lifts and their variations.
    Powerlifting,
    /// Snatch, clean and jerk, and their variations.
    #[serde(alias = "olympic weightlifting")]
    OlympicWeightlifting,
    /// Odd objects and carries.
    Strongman,
    /// Jumps and throws.
    Plyometrics,
    /// Endurance on machines or foot.
    Cardio,
    /// Flexibility and self-massage.
    Stretching,
}

impl Category {
    /// Whether sets of it tire a muscle group (everything but cardio and stretching).
    #[must_use]
    pub const fn is_strength_like(self) -> bool {
        !matches!(self, Self::Cardio | Self::Stretching)
    }
}

/// The direction of the effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Away from the body.
    Push,
    /// Towards the body.
    Pull,
    /// Without movement.
    Static,
}

/// One joint or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanic {
    /// Several joints.
    Compound,
    /// One joint.
    Isolation,
}

/// The experience that an exercise asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Anybody after an introduction.
    Beginner,
    /// Months of training.
    Intermediate,
    /// Years of training.
    Expert,
}

/// What an exercise needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Equipment {
    /// A barbell with plates.
    Barbell,
    /// One or two dumbbells.
    Dumbbell,
    /// A cable station.
    Cable,
    /// A machine.
    Machine,
    /// One or two kettlebells.
    Kettlebells,
    /// Elastic bands.
    Bands,
    /// The body alone, perhaps with a bar or a bench.
    #[serde(alias = "body only")]
    BodyOnly,
    /// A medicine ball.
    #[serde(alias = "medicine ball")]
    MedicineBall,
    /// A Swiss ball.
    #[serde(alias = "exercise ball")]
    ExerciseBall,
    /// A cambered curl bar.
    #[serde(alias = "e-z curl bar")]
    EzCurlBar,
    /// A foam roller.
    #[serde(alias = "foam roll")]
    FoamRoll,
    /// Anything else.
    Other,
    /// Nothing, or nothing named by the source.
    None,
}

/// The movement pattern of a strength-like exercise: what can stand in for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementPattern {
    /// Knees and hips bend together under a load.
    Squat,
    /// The hips bend, the knees hardly.
    Hinge,
    /// A squat on one leg or in a split stance.
    Lunge,
    /// Away from the chest.
    HorizontalPush,
    /// Overhead, or down from the shoulders.
    VerticalPush,
    /// Towards the chest.
    HorizontalPull,
    /// Down from overhead.
    VerticalPull,
    /// The knee straightens alone.
    KneeExtension,
    /// The knee bends alone.
    KneeFlexion,
    /// The leg moves outwards.
    HipAbduction,
    /// The leg moves inwards.
    HipAdduction,
    /// The elbow bends alone.
    ElbowFlexion,
    /// The elbow straightens alone.
    ElbowExtension,
    /// The arm is raised or swept at the shoulder.
    ShoulderRaise,
    /// The shoulders are lifted.
    Shrug,
    /// The heel is lifted.
    CalfRaise,
    /// The trunk bends forwards.
    TrunkFlexion,
    /// The trunk turns or bends sideways.
    TrunkRotation,
    /// The trunk resists bending or turning.
    AntiExtension,
    /// A load is carried, dragged or pushed over a distance.
    Carry,
    /// The hand or the wrist works alone.
    Grip,
    /// The neck works alone.
    Neck,
    /// None of the others.
    Other,
}

text_enum!(Category {
    Strength = "strength",
    Powerlifting = "powerlifting",
    OlympicWeightlifting = "olympic_weightlifting",
    Strongman = "strongman",
    Plyometrics = "plyometrics",
    Cardio = "cardio",
    Stretching = "stretching",
});

text_enum!(Force {
    Push = "push",
    Pull = "pull",
    Static = "static",
});

text_enum!(Mechanic {
    Compound = "compound",
    Isolation = "isolation",
});

text_enum!(Level {
    Beginner = "beginner",
    Intermediate = "intermediate",
    Expert = "expert",
});

text_enum!(Equipment {
    Barbell = "barbell",
    Dumbbell = "dumbbell",
    Cable = "cable",
    Machine = "machine",
    Kettlebells = "kettlebells",
    Bands = "bands",
    BodyOnly = "body_only",
    MedicineBall = "medicine_ball",
    ExerciseBall = "exercise_ball",
    EzCurlBar = "ez_curl_bar",
    FoamRoll = "foam_roll",
    Other = "other",
    None = "none",
});

text_enum!(MovementPattern {
    Squat = "squat",
    Hinge = "hinge",
    Lunge = "lunge",
    HorizontalPush = "horizontal_push",
    VerticalPush = "vertical_push",
    HorizontalPull = "horizontal_pull",
    VerticalPull = "vertical_pull",
    KneeExtension = "knee_extension",
    KneeFlexion = "knee_flexion",
    HipAbduction = "hip_abduction",
    HipAdduction = "hip_adduction",
    ElbowFlexion = "elbow_flexion",
    ElbowExtension = "elbow_extension",
    ShoulderRaise = "shoulder_raise",
    Shrug = "shrug",
    CalfRaise = "calf_raise",
    TrunkFlexion = "trunk_flexion",
    TrunkRotation = "trunk_rotation",
    AntiExtension = "anti_extension",
    Carry = "carry",
    Grip = "grip",
    Neck = "neck",
    Other = "other",
});
