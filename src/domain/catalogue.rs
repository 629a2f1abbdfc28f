//! The catalogue as one immutable snapshot: exercises and built-in programs, looked up in memory. What a user has of
//! their own is laid over it.

use std::{collections::HashMap, sync::Arc};

use super::{
    exercise::{Equipment, Exercise},
    id::{ExerciseId, ProgramId, ProgramWorkoutExerciseId, ProgramWorkoutId, WorkoutExerciseId, WorkoutId},
    muscle::{Muscle, MuscleMap, Role},
    workout::{Prescription, Program, Workout},
};

/// Everything that all users share, at one version, and the exercises of at most one user; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    shared: Arc<Shared>,
    own: Arc<Exercises>,
}

#[derive(Debug, Default)]
struct Shared {
    version: i64,
    muscle_names: MuscleMap<String>,
    exercises: Exercises,
    programs: Vec<Arc<Program>>,
    workouts: HashMap<ProgramWorkoutId, Arc<Workout>>,
    prescriptions: HashMap<ProgramWorkoutExerciseId, (ProgramWorkoutId, usize)>,
}

/// Exercises by everything that they are looked up by.
#[derive(Debug, Default)]
struct Exercises {
    /// Those that can be chosen, by name.
    available: Vec<Arc<Exercise>>,
    by_slug: HashMap<String, Arc<Exercise>>,
    /// All of them, also those that only history shows.
    by_id: HashMap<ExerciseId, Arc<Exercise>>,
    muscles_trained: HashMap<ExerciseId, Arc<[(Muscle, Role)]>>,
}

impl Exercises {
    fn new(exercises: Vec<Exercise>) -> Self {
        let all: Vec<Arc<Exercise>> = exercises.into_iter().map(Arc::new).collect();
        let mut available: Vec<_> =
            all.iter().filter(|exercise| exercise.is_available()).map(Arc::clone).collect();
        available.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.slug.cmp(&b.slug)));
        Self {
            by_slug: available.iter().map(|e| (e.slug.clone(), Arc::clone(e))).collect(),
            by_id: all.iter().map(|exercise| (exercise.id, Arc::clone(exercise))).collect(),
            muscles_trained: all.iter().map(|exercise| (exercise.id, trained_muscles(exercise))).collect(),
            available,
        }
    }
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
        let shared = Shared {
            version,
            muscle_names,
            exercises: Exercises::new(exercises),
            programs: programs.into_iter().map(Arc::new).collect(),
            workouts,
            prescriptions,
        };
        Self { shared: Arc::new(shared), own: Arc::default() }
    }

    /// The same catalogue with a user's own exercises, in place of those that it had.
    #[must_use]
    pub fn with_own(&self, exercises: Vec<Exercise>) -> Self {
        Self { shared: Arc::clone(&self.shared), own: Arc::new(Exercises::new(exercises)) }
    }

    /// The version in the database that this snapshot shows.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.shared.version
    }

    /// What people call a muscle group.
    #[must_use]
    pub fn muscle_name(&self, muscle: Muscle) -> &str {
        self.shared.muscle_names.get(muscle)
    }

    /// The exercises that all users share, by name.
    #[must_use]
    pub fn exercises(&self) -> &[Arc<Exercise>] {
        &self.shared.exercises.available
    }

    /// The user's own exercises that can be chosen, by name.
    #[must_use]
    pub fn own_exercises(&self) -> &[Arc<Exercise>] {
        &self.own.available
    }

    /// All exercises that can be chosen: the shared ones by name, then the user's own by name.
    pub fn choices(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.exercises().iter().chain(self.own_exercises())
    }

    /// One exercise, also one that its owner deleted.
    #[must_use]
    pub fn exercise(&self, id: ExerciseId) -> Option<&Arc<Exercise>> {
        self.shared.exercises.by_id.get(&id).or_else(|| self.own.by_id.get(&id))
    }

    /// One exercise that can be chosen.
    #[must_use]
    pub fn available(&self, id: ExerciseId) -> Option<&Arc<Exercise>> {
        self.exercise(id).filter(|exercise| exercise.is_available())
    }

    /// One exercise that can be chosen, by its slug.
    #[must_use]
    pub fn exercise_by_slug(&self, slug: &str) -> Option<&Arc<Exercise>> {
        self.shared.exercises.by_slug.get(slug).or_else(|| self.own.by_slug.get(slug))
    }

    /// The muscle groups that sets of an exercise tire: none for cardio and stretching.
    #[must_use]
    pub fn muscles_trained(&self, id: ExerciseId) -> Arc<[(Muscle, Role)]> {
        let muscles = self.shared.exercises.muscles_trained.get(&id);
        muscles.or_else(|| self.own.muscles_trained.get(&id)).map_or_else(|| Arc::from([]), Arc::clone)
    }

    /// The exercises that can be chosen and that a filter lets through, by name.
    #[must_use]
    pub fn search(&self, filter: &ExerciseFilter) -> Vec<Arc<Exercise>> {
        let words: Vec<String> =
            filter.search.iter().flat_map(|text| text.split_whitespace()).map(str::to_lowercase).collect();
        let found = self.choices().filter(|exercise| {
            let name = exercise.name.to_lowercase();
            words.iter().all(|word| name.contains(word)) && filter.admits(exercise)
        });
        let mut found: Vec<Arc<Exercise>> = found.map(Arc::clone).collect();
        if !self.own.available.is_empty() {
            found.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.slug.cmp(&b.slug)));
        }
        found
    }

    /// All programs, in the order of the catalogue.
    #[must_use]
    pub fn programs(&self) -> &[Arc<Program>] {
        &self.shared.programs
    }

    /// One program.
    #[must_use]
    pub fn program(&self, id: ProgramId) -> Option<&Arc<Program>> {
        self.shared.programs.iter().find(|program| program.id == id)
    }

    /// One workout of a program.
    #[must_use]
    pub fn workout(&self, id: ProgramWorkoutId) -> Option<&Arc<Workout>> {
        self.shared.workouts.get(&id)
    }

    /// The workouts of a program, by day.
    pub fn workouts_of<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = &'a Arc<Workout>> {
        program.workouts.iter().filter_map(|id| self.shared.workouts.get(id))
    }

    /// The workout of a program that holds a prescription.
    #[must_use]
    pub fn holder(&self, id: ProgramWorkoutExerciseId) -> Option<&Workout> {
        let (workout, _) = self.shared.prescriptions.get(&id)?;
        self.shared.workouts.get(workout).map(|workout| &**workout)
    }

    /// One exercise that a program's workout prescribes.
    #[must_use]
    pub fn prescription(&self, id: ProgramWorkoutExerciseId) -> Option<&Prescription> {
        let (workout, index) = self.shared.prescriptions.get(&id)?;
        self.shared.workouts.get(workout)?.exercises.get(*index)
    }
}

impl ExerciseFilter {
    fn admits(&self, exercise: &Exercise) -> bool {
        let role_fits = |role: Role| self.role.is_none_or(|wanted| wanted == role);
        let muscle_fits = |muscle: Muscle| self.muscle.is_none_or(|wanted| wanted == muscle);
        let loads = self.muscle.is_none() && self.role.is_none()
            || exercise.muscles.iter().any(|(muscle, role)| muscle_fits(*muscle) && role_fits(*role));
        loads && self.equipment.as_ref().is_none_or(|equipment| equipment.contains(&exercise.equipment))
    }
}

fn trained_muscles(exercise: &Exercise) -> Arc<[(Muscle, Role)]> {
    if exercise.category.is_strength_like() { Arc::from(exercise.muscles.as_slice()) } else { Arc::from([]) }
}
