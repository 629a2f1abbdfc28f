//! Workouts (what to train) and the programs they belong to.

use serde::{Deserialize, Serialize};

use super::{
    exercise::Exercise,
    id::{CustomWorkoutId, ExerciseId, ProgramId, ProgramWorkoutId, WorkoutExerciseId, WorkoutId},
    muscle::{Muscle, Role},
};

/// Seconds that one repetition takes, as in the timed-set rule of the recovery model.
const SECONDS_PER_REP: u32 = 4;
/// Seconds to change from one exercise to the next and to warm up for it.
const SECONDS_PER_CHANGE: u32 = 60;

/// An exercise that a workout prescribes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prescription {
    /// Identifier.
    pub id: WorkoutExerciseId,
    /// Place in the workout, from 1.
    pub position: u16,
    /// What to do.
    pub exercise: ExerciseId,
    /// How many working sets, 1..=20.
    pub sets: u16,
    /// Fewest repetitions of a set, 1..=100.
    pub min_reps: u16,
    /// Most repetitions of a set, `min_reps`..=100.
    pub max_reps: u16,
    /// Repetitions to keep in reserve, 0..=10.
    pub target_rir: Option<f64>,
    /// Rest between sets in seconds, 0..=900.
    pub rest_seconds: u16,
}

/// An ordered list of prescribed exercises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workout {
    /// Identifier; its kind says whose it is.
    pub id: WorkoutId,
    /// What people call it.
    pub name: String,
    /// The exercises in order.
    pub exercises: Vec<Prescription>,
    /// Where it comes from.
    pub origin: WorkoutOrigin,
}

/// Where a workout comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkoutOrigin {
    /// A program prescribes it.
    Program {
        /// The program.
        program: ProgramId,
        /// Its day in the program's week, from 1.
        day: u16,
    },
    /// A user's own.
    Custom {
        /// The program workout that it was forked from.
        based_on: Option<ProgramWorkoutId>,
        /// Whether its owner deleted it: history still shows it, but it can no longer be trained.
        deleted: bool,
    },
}

/// A week of workouts that repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Identifier.
    pub id: ProgramId,
    /// Stable name in files, e.g. `full-body-3`.
    pub slug: String,
    /// English name.
    pub name: String,
    /// What it is for and for whom.
    pub description: String,
    /// The workouts, one a training day, in order.
    pub workouts: Vec<ProgramWorkoutId>,
}

/// Sets per muscle group, with the strongest role that any exercise gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MuscleVolume {
    /// The muscle group.
    pub muscle: Muscle,
    /// Primary if at least one exercise has it as primary.
    pub role: Role,
    /// Primary sets count 1, secondary sets 0.5.
    pub fractional_sets: f64,
}

impl Workout {
    /// The exercises it prescribes, in order.
    pub fn prescribed(&self) -> impl Iterator<Item = ExerciseId> {
        self.exercises.iter().map(|prescription| prescription.exercise)
    }

    /// Minutes that the workout takes: four seconds a repetition, the rests between sets, a minute's change between exercises. Rounded up.
    #[must_use]
    pub fn estimated_minutes(&self) -> u32 {
        let seconds: u32 = self.exercises.iter().map(Prescription::seconds).sum();
        seconds.div_ceil(60)
    }

    /// Fractional sets per muscle group, most first, ties in alphabetical order. Cardio and stretching do not count.
    pub fn volume<'a>(&self, exercise: impl Fn(ExerciseId) -> Option<&'a Exercise>) -> Vec<MuscleVolume> {
        let mut volumes: Vec<MuscleVolume> = Vec::new();
        for prescription in &self.exercises {
            let Some(movement) = exercise(prescription.exercise) else { continue };
            if !movement.category.is_strength_like() {
                continue;
            }
            for &(muscle, role) in &movement.muscles {
                let sets = role.weight() * f64::from(prescription.sets);
                match volumes.iter_mut().find(|volume| volume.muscle == muscle) {
                    Some(volume) => {
                        volume.fractional_sets += sets;
                        volume.role = volume.role.min(role);
                    }
                    None => volumes.push(MuscleVolume { muscle, role, fractional_sets: sets }),
                }
            }
        }
        volumes.sort_by(|a, b| {
            b.fractional_sets.total_cmp(&a.fractional_sets).then_with(|| a.muscle.cmp(&b.muscle))
        });
        volumes
    }

    /// Whether its owner deleted it.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        matches!(self.origin, WorkoutOrigin::Custom { deleted: true, .. })
    }

    /// The custom workout's identifier, if it is one.
    #[must_use]
    pub const fn custom_id(&self) -> Option<CustomWorkoutId> {
        match self.id {
            WorkoutId::Custom(id) => Some(id),
            WorkoutId::Program(_) => None,
        }
    }
}

impl Prescription {
    fn seconds(&self) -> u32 {
        seconds_of(self.sets, self.min_reps, self.max_reps, self.rest_seconds)
    }
}

/// Seconds that the sets of one exercise take, with the rests between them and the change to it.
pub(super) fn seconds_of(sets: u16, min_reps: u16, max_reps: u16, rest_seconds: u16) -> u32 {
    let reps = u32::from(min_reps + max_reps).div_ceil(2);
    let sets = u32::from(sets);
    SECONDS_PER_CHANGE + sets * reps * SECONDS_PER_REP + (sets.max(1) - 1) * u32::from(rest_seconds)
}
