//! Global identifiers: opaque to clients, a noun's prefix and a UUID to us (or a muscle group's slug).

use async_graphql::ID;
use uuid::Uuid;

use crate::domain::{
    id::{
        CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, ImportId, OverrideId, ProgramId,
        ProgramWorkoutExerciseId, ProgramWorkoutId, SessionId, SwapId, UserId, WorkoutExerciseId, WorkoutId,
        WorkoutLogId,
    },
    muscle::Muscle,
};

/// What an identifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeId {
    /// A user.
    User(UserId),
    /// A muscle group.
    MuscleGroup(Muscle),
    /// An exercise.
    Exercise(ExerciseId),
    /// A program.
    Program(ProgramId),
    /// A workout.
    Workout(WorkoutId),
    /// A prescribed exercise.
    WorkoutExercise(WorkoutExerciseId),
    /// A session.
    Session(SessionId),
    /// A workout log.
    WorkoutLog(WorkoutLogId),
    /// A swap.
    Swap(SwapId),
    /// What a user said of their recovery.
    RecoveryOverride(OverrideId),
    /// A history brought from another app.
    Import(ImportId),
}

impl NodeId {
    /// The identifier as clients see it.
    #[must_use]
    pub fn encode(self) -> ID {
        let (prefix, id) = match self {
            Self::MuscleGroup(muscle) => return ID(format!("mus_{}", muscle.slug())),
            Self::User(UserId(id)) => ("usr", id),
            Self::Exercise(ExerciseId(id)) => ("exe", id),
            Self::Program(ProgramId(id)) => ("prg", id),
            Self::Workout(WorkoutId::Program(ProgramWorkoutId(id))) => ("pwo", id),
            Self::Workout(WorkoutId::Custom(CustomWorkoutId(id))) => ("cwo", id),
            Self::WorkoutExercise(WorkoutExerciseId::Program(ProgramWorkoutExerciseId(id))) => ("pwe", id),
            Self::WorkoutExercise(WorkoutExerciseId::Custom(CustomWorkoutExerciseId(id))) => ("cwe", id),
            Self::Session(SessionId(id)) => ("ses", id),
            Self::WorkoutLog(WorkoutLogId(id)) => ("log", id),
            Self::Swap(SwapId(id)) => ("swp", id),
            Self::RecoveryOverride(OverrideId(id)) => ("ovr", id),
            Self::Import(ImportId(id)) => ("imp", id),
        };
        ID(format!("{prefix}_{}", id.simple()))
    }

    /// Reads an identifier; none where it is none of ours.
    #[must_use]
    pub fn decode(id: &ID) -> Option<Self> {
        let (prefix, rest) = id.0.split_once('_')?;
        if prefix == "mus" {
            return rest.parse().ok().map(Self::MuscleGroup);
        }
        // One spelling only: an identifier is a key in clients' caches.
        let id = Uuid::try_parse(rest).ok().filter(|id| id.simple().to_string() == rest)?;
        Some(match prefix {
            "usr" => Self::User(UserId(id)),
            "exe" => Self::Exercise(ExerciseId(id)),
            "prg" => Self::Program(ProgramId(id)),
            "pwo" => Self::Workout(WorkoutId::Program(ProgramWorkoutId(id))),
            "cwo" => Self::Workout(WorkoutId::Custom(CustomWorkoutId(id))),
            "pwe" => Self::WorkoutExercise(WorkoutExerciseId::Program(ProgramWorkoutExerciseId(id))),
            "cwe" => Self::WorkoutExercise(WorkoutExerciseId::Custom(CustomWorkoutExerciseId(id))),
            "ses" => Self::Session(SessionId(id)),
            "log" => Self::WorkoutLog(WorkoutLogId(id)),
            "swp" => Self::Swap(SwapId(id)),
            "ovr" => Self::RecoveryOverride(OverrideId(id)),
            "imp" => Self::Import(ImportId(id)),
            _ => return None,
        })
    }
}

macro_rules! decoders {
    ($($(#[$doc:meta])+ $name:ident: $variant:ident -> $id:ty;)+) => {$(
        $(#[$doc])+
        #[must_use]
        pub fn $name(id: &ID) -> Option<$id> {
            match NodeId::decode(id)? {
                NodeId::$variant(id) => Some(id),
                _ => None,
            }
        }
    )+};
}

decoders! {
    /// An exercise's identifier.
    exercise_id: Exercise -> ExerciseId;
    /// A program's identifier.
    program_id: Program -> ProgramId;
    /// A workout's identifier.
    workout_id: Workout -> WorkoutId;
    /// A session's identifier.
    session_id: Session -> SessionId;
    /// A workout log's identifier.
    workout_log_id: WorkoutLog -> WorkoutLogId;
    /// A swap's identifier.
    swap_id: Swap -> SwapId;
    /// An override's identifier.
    override_id: RecoveryOverride -> OverrideId;
    /// An import's identifier.
    import_id: Import -> ImportId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read_back_and_nothing_else_is() {
        let id = Uuid::from_u128(0x0192_f3a5_0000_7000_8000_0000_0000_0001);
        for node in [
            NodeId::User(UserId(id)),
            NodeId::MuscleGroup(Muscle::LowerBack),
            NodeId::Workout(WorkoutId::Custom(CustomWorkoutId(id))),
            NodeId::WorkoutExercise(WorkoutExerciseId::Program(ProgramWorkoutExerciseId(id))),
            NodeId::Swap(SwapId(id)),
        ] {
            assert_eq!(NodeId::decode(&node.encode()), Some(node));
        }
        let hyphenated = format!("ses_{}", id.hyphenated());
        for bad in ["", "ses", "ses_1", "xyz_0192f3a5000070008000000000000001", "mus_wings", &hyphenated] {
            assert_eq!(NodeId::decode(&ID(bad.to_owned())), None, "{bad}");
        }
        assert_eq!(session_id(&NodeId::User(UserId(id)).encode()), None);
    }
}
