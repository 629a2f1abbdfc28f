use std::collections::{HashMap, HashSet};

use super::everything;
use crate::{
    catalogue::{BuiltIn, program_workout_id},
    domain::{
        exercise::{Equipment, Exercise},
        id::{ExerciseId, WorkoutId},
        muscle::{Muscle, MuscleMap},
        workout::{Program, Workout, WorkoutOrigin},
    },
};

struct Programs {
    built_in: BuiltIn,
    exercises: HashMap<ExerciseId, Exercise>,
}

impl Programs {
    fn new() -> Self {
        let built_in = everything();
        let exercises = built_in.exercises.iter().map(|exercise| (exercise.id, exercise.clone())).collect();
        Self { built_in, exercises }
    }

    fn workouts<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = &'a Workout> {
        program.workouts.iter().map(|id| {
            self.built_in.workouts.iter().find(|workout| workout.id == WorkoutId::Program(*id)).unwrap()
        })
    }

    fn exercises<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = &'a Exercise> {
        self.workouts(program).flat_map(|workout| &workout.exercises).map(|p| &self.exercises[&p.exercise])
    }

    fn weekly_sets(&self, program: &Program) -> MuscleMap<f64> {
        let mut sets = MuscleMap::from_fn(|_| 0.0);
        for workout in self.workouts(program) {
            for volume in workout.volume(|id| self.exercises.get(&id)) {
                *sets.get_mut(volume.muscle) += volume.fractional_sets;
            }
        }
        sets
    }
}

#[test]
fn there_are_five_programs_with_a_workout_for_each_day() {
    let built_in = everything();
    let days: Vec<_> = built_in.programs.iter().map(|p| (p.slug.as_str(), p.workouts.len())).collect();
    let expected = [
        ("full-body-3", 3),
        ("upper-lower-4", 4),
        ("push-pull-legs-6", 6),
        ("dumbbell-3", 3),
        ("bodyweight-3", 3),
    ];
    assert_eq!(days, expected);
    assert_eq!(built_in.workouts.len(), 19);
    assert_eq!(built_in.workouts.iter().map(|w| w.id).collect::<HashSet<_>>().len(), 19);
}

#[test]
fn workouts_know_their_program_and_day() {
    let programs = Programs::new();
    for program in &programs.built_in.programs {
        for (day, workout) in (1..).zip(programs.workouts(program)) {
            assert_eq!(workout.origin, WorkoutOrigin::Program { program: program.id, day });
        }
    }
    let first = programs.built_in.programs[0].workouts[0];
    assert_eq!(first, program_workout_id("full-body-3", "full-body-a"));
}

#[test]
fn workouts_prescribe_strength_like_exercises_of_the_catalogue_and_none_twice() {
    let programs = Programs::new();
    for workout in &programs.built_in.workouts {
        let mut seen = HashSet::new();
        for (position, prescription) in (1..).zip(&workout.exercises) {
            assert_eq!(prescription.position, position);
            let exercise = programs.exercises.get(&prescription.exercise).expect(&workout.name);
            assert!(exercise.category.is_strength_like(), "{}", exercise.slug);
            assert!(seen.insert(exercise.id), "{} twice in {}", exercise.slug, workout.name);
        }
    }
}

#[test]
fn prescriptions_keep_to_their_ranges() {
    for prescription in everything().workouts.iter().flat_map(|workout| &workout.exercises) {
        assert!((1..=20).contains(&prescription.sets));
        assert!((1..=100).contains(&prescription.min_reps));
        assert!((prescription.min_reps..=100).contains(&prescription.max_reps));
        assert!(prescription.target_rir.is_some_and(|rir| (0.0..=10.0).contains(&rir)));
        assert!((30..=300).contains(&prescription.rest_seconds));
    }
}

#[test]
fn a_workout_takes_forty_to_seventy_five_minutes() {
    for workout in everything().workouts {
        let minutes = workout.estimated_minutes();
        assert!((40..=75).contains(&minutes), "{}: {minutes} minutes", workout.name);
    }
}

#[test]
fn the_big_muscle_groups_get_six_to_eighteen_sets_a_week() {
    let big = [
        Muscle::Chest,
        Muscle::Lats,
        Muscle::MiddleBack,
        Muscle::Shoulders,
        Muscle::Quadriceps,
        Muscle::Hamstrings,
        Muscle::Glutes,
        Muscle::Triceps,
        Muscle::Biceps,
    ];
    let programs = Programs::new();
    for program in &programs.built_in.programs {
        let sets = programs.weekly_sets(program);
        for muscle in big {
            // The upper end is above the 16 of a single muscle: shoulders are three, and every press and most
            // rows count half a set for them.
            assert!(
                (6.0..=18.0).contains(sets.get(muscle)),
                "{}: {muscle} {}",
                program.slug,
                sets.get(muscle)
            );
        }
        assert!(*sets.get(Muscle::Abdominals) >= 4.0, "{}", program.slug);
    }
}

#[test]
fn programs_need_no_more_than_they_say() {
    let programs = Programs::new();
    let needs = |slug: &str, allowed: &[Equipment]| {
        let program = programs.built_in.programs.iter().find(|program| program.slug == slug).unwrap();
        for exercise in programs.exercises(program) {
            assert!(allowed.contains(&exercise.equipment), "{slug} has {}", exercise.slug);
        }
    };
    needs("dumbbell-3", &[Equipment::Dumbbell, Equipment::BodyOnly, Equipment::None]);
    needs("bodyweight-3", &[Equipment::BodyOnly, Equipment::None]);
}
