//! Identifiers: one type a noun, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A user.
    UserId;
    /// An exercise of the catalogue.
    ExerciseId;
    /// A program.
    ProgramId;
    /// A workout of a program.
    ProgramWorkoutId;
    /// A user's own workout.
    CustomWorkoutId;
    /// An exercise prescribed by a workout of a program.
    ProgramWorkoutExerciseId;
    /// An exercise prescribed by a custom workout.
    CustomWorkoutExerciseId;
    /// A training session.
    SessionId;
    /// One exercise as trained in a session.
    WorkoutLogId;
    /// A recorded swap.
    SwapId;
    /// What a user said their recovery was.
    OverrideId;
    /// A history brought from another app.
    ImportId;
    /// A user following a program.
    EnrolmentId;
    /// All refresh tokens that descend from one sign-in.
    TokenFamilyId;
}

/// A workout that a user can train: of a program, or their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum WorkoutId {
    /// A workout of a program.
    Program(ProgramWorkoutId),
    /// A user's own workout.
    Custom(CustomWorkoutId),
}

/// An exercise that a workout prescribes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum WorkoutExerciseId {
    /// Prescribed by a workout of a program.
    Program(ProgramWorkoutExerciseId),
    /// Prescribed by a custom workout.
    Custom(CustomWorkoutExerciseId),
}
