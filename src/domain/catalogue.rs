//! The catalogue as one immutable snapshot: exercises and built-in programs, looked up in memory.

use std::{collections::HashMap, sync::Arc};

use super::{
    exercise::{Equipment, Exercise},
    id::{ExerciseId, ProgramId, ProgramWorkoutExerciseId, ProgramWorkoutId, WorkoutExerciseId, WorkoutId},
    muscle::{Muscle, MuscleMap, Role},
    workout::{Prescription, Program, Workout},
};

/// Everything that all users share, at one version.
#[derive(Debug, Default)]
pub struct Catalogue {
    version: i64,
    muscle_names: MuscleMap<String>,
    exercises: Vec<Arc<Exercise>>,
    exercise_by_id: HashMap<ExerciseId, Arc<Exercise>>,
    exercise_by_slug: HashMap<String, Arc<Exercise>>,
    muscles_trained: HashMap<ExerciseId, Arc<[(Muscle, Role)]>>,
    programs: Vec<Arc<Program>>,
    workouts: HashMap<ProgramWorkoutId, Arc<Workout>>,
    prescriptions: HashMap<ProgramWorkoutExerciseId, (ProgramWorkoutId, usize)>,
}

/// What to look for among the exercises; every condition that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct ExerciseFilter {
    /// Words that the name must contain, without regard to case.
    pub search: Option<String>,
    /// A muscle group that the exercise must load.
    pub muscle: Option<Muscle>,
    /// The role that `muscle` (or, without it, any muscle group) must have.
    pub role: Option<Role>,
    /// The equipment that the exercise may need.
    pub equipment: Option<Vec<Equipment>>,
}

impl Catalogue {
    /// Indexes what was read.
    #[must_use]
    pub fn new(
        version: i64,
        muscle_names: MuscleMap<String>,
        exercises: Vec<Exercise>,
        programs: Vec<Program>,
        workouts: Vec<Workout>,
    ) -> Self {
        let mut exercises: Vec<Arc<Exercise>> = exercises.into_iter().map(Arc::new).collect();
        exercises.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.slug.cmp(&b.slug)));
        let workouts: HashMap<_, _> = workouts
            .into_iter()
            .filter_map(|workout| match workout.id {
                WorkoutId::Program(id) => Some((id, Arc::new(workout))),
                WorkoutId::Custom(_) => None,
            })
            .collect();
        let prescriptions = workouts
            .iter()
            .flat_map(|(id, workout)| {
                workout.exercises.iter().enumerate().filter_map(|(index, prescription)| {
                    match prescription.id {
                        WorkoutExerciseId::Program(exercise) => Some((exercise, (*id, index))),
                        WorkoutExerciseId::Custom(_) => None,
                    }
                })
            })
            .collect();
        Self {
            version,
            muscle_names,
            exercise_by_id: exercises.iter().map(|exercise| (exercise.id, Arc::clone(exercise))).collect(),
            exercise_by_slug: exercises.iter().map(|e| (e.slug.clone(), Arc::clone(e))).collect(),
            muscles_trained: exercises
                .iter()
                .map(|exercise| (exercise.id, trained_muscles(exercise)))
                .collect(),
            exercises,
            programs: programs.into_iter().map(Arc::new).collect(),
            workouts,
            prescriptions,
        }
    }

    /// The version in the database that this snapshot shows.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// What people call a muscle group.
    #[must_use]
    pub fn muscle_name(&self, muscle: Muscle) -> &str {
        self.muscle_names.get(muscle)
    }

    /// All exercises, by name.
    #[must_use]
    pub fn exercises(&self) -> &[Arc<Exercise>] {
        &self.exercises
    }

    /// One exercise.
    #[must_use]
    pub fn exercise(&self, id: ExerciseId) -> Option<&Arc<Exercise>> {
        self.exercise_by_id.get(&id)
    }

    /// One exercise, by its slug.
    #[must_use]
    pub fn exercise_by_slug(&self, slug: &str) -> Option<&Arc<Exercise>> {
        self.exercise_by_slug.get(slug)
    }

    /// The muscle groups that sets of an exercise tire: none for cardio and stretching.
    #[must_use]
    pub fn muscles_trained(&self, id: ExerciseId) -> Arc<[(Muscle, Role)]> {
        self.muscles_trained.get(&id).map_or_else(|| Arc::from([]), Arc::clone)
    }

    /// The exercises that a filter lets through, by name.
    pub fn search<'a>(&'a self, filter: &'a ExerciseFilter) -> impl Iterator<Item = &'a Arc<Exercise>> {
        let words: Vec<String> =
            filter.search.iter().flat_map(|text| text.split_whitespace()).map(str::to_lowercase).collect();
        self.exercises.iter().filter(move |exercise| {
            let name = exercise.name.to_lowercase();
            words.iter().all(|word| name.contains(word)) && filter.admits(exercise)
        })
    }

    /// All programs, in the order of the catalogue.
    #[must_use]
    pub fn programs(&self) -> &[Arc<Program>] {
        &self.programs
    }

    /// One program.
    #[must_use]
    pub fn program(&self, id: ProgramId) -> Option<&Arc<Program>> {
        self.programs.iter().find(|program| program.id == id)
    }

    /// One workout of a program.
    #[must_use]
    pub fn workout(&self, id: ProgramWorkoutId) -> Option<&Arc<Workout>> {
        self.workouts.get(&id)
    }

    /// The workouts of a program, by day.
    pub fn workouts_of<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = &'a Arc<Workout>> {
        program.workouts.iter().filter_map(|id| self.workouts.get(id))
    }

    /// The workout of a program that holds a prescription.
    #[must_use]
    pub fn holder(&self, id: ProgramWorkoutExerciseId) -> Option<&Workout> {
        let (workout, _) = self.prescriptions.get(&id)?;
        self.workouts.get(workout).map(|workout| &**workout)
    }

    /// One exercise that a program's workout prescribes.
    #[must_use]
    pub fn prescription(&self, id: ProgramWorkoutExerciseId) -> Option<&Prescription> {
        let (workout, index) = self.prescriptions.get(&id)?;
        self.workouts.get(workout)?.exercises.get(*index)
    }
}

impl ExerciseFilter {
    fn admits(&self, exercise: &Exercise) -> bool {
        let role_fits = |role: Role| self.role.is_none_or(|wanted| wanted == role);
        let muscle_fits = |muscle: Muscle| self.muscle.is_none_or(|wanted| wanted == muscle);
        exercise.muscles.iter().any(|(muscle, role)| muscle_fits(*muscle) && role_fits(*role))
            && self.equipment.as_ref().is_none_or(|equipment| equipment.contains(&exercise.equipment))
    }
}

fn trained_muscles(exercise: &Exercise) -> Arc<[(Muscle, Role)]> {
    if exercise.category.is_strength_like() { Arc::from(exercise.muscles.as_slice()) } else { Arc::from([]) }
}
