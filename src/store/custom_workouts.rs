//! Users' own workouts.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::{
    Connected, StoreError, WriteTx, any_of,
    entity::{custom_workout, custom_workout_exercise},
    natural, small,
};
use crate::domain::{
    id::{
        CustomWorkoutExerciseId, CustomWorkoutId, ExerciseId, ProgramWorkoutId, UserId, WorkoutExerciseId,
        WorkoutId,
    },
    system::System,
    workout::{Prescription, Workout, WorkoutOrigin},
};

/// Every custom workout of a user with its exercises, oldest first; two statements.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<Workout>, StoreError> {
    let workouts = custom_workout::Entity::find()
        .filter(custom_workout::Column::UserId.eq(user.0))
        .order_by_asc(custom_workout::Column::Id)
        .all(db.raw())
        .await?;
    with_exercises(db, workouts).await
}

/// Those of a user's custom workouts that have these identifiers; two statements.
pub async fn find(
    db: &impl Connected,
    user: UserId,
    ids: &[CustomWorkoutId],
) -> Result<Vec<Workout>, StoreError> {
    let workouts = custom_workout::Entity::find()
        .filter(custom_workout::Column::UserId.eq(user.0))
        .filter(any_of(db, custom_workout::Column::Id, ids.iter().map(|id| id.0)))
        .order_by_asc(custom_workout::Column::Id)
        .all(db.raw())
        .await?;
    with_exercises(db, workouts).await
}

/// The custom workout that holds a prescribed exercise, whoever owns it: found through its owner afterwards.
pub async fn holder_of(
    db: &impl Connected,
    exercise: CustomWorkoutExerciseId,
) -> Result<Option<CustomWorkoutId>, StoreError> {
    let row = custom_workout_exercise::Entity::find_by_id(exercise.0).one(db.raw()).await?;
    Ok(row.map(|row| CustomWorkoutId(row.custom_workout_id)))
}

async fn with_exercises(
    db: &impl Connected,
    workouts: Vec<custom_workout::Model>,
) -> Result<Vec<Workout>, StoreError> {
    if workouts.is_empty() {
        return Ok(Vec::new());
    }
    let exercises = custom_workout_exercise::Entity::find()
        .filter(any_of(
            db,
            custom_workout_exercise::Column::CustomWorkoutId,
            workouts.iter().map(|workout| workout.id),
        ))
        .order_by_asc(custom_workout_exercise::Column::Position)
        .all(db.raw())
        .await?;
    let mut by_workout: HashMap<Uuid, Vec<Prescription>> = HashMap::new();
    for row in exercises {
        by_workout.entry(row.custom_workout_id).or_default().push(row.into_domain()?);
    }
    Ok(workouts
        .into_iter()
        .map(|row| Workout {
            id: WorkoutId::Custom(CustomWorkoutId(row.id)),
            name: row.name,
            exercises: by_workout.remove(&row.id).unwrap_or_default(),
            origin: WorkoutOrigin::Custom { based_on: row.based_on_program_workout_id.map(ProgramWorkoutId) },
        })
        .collect())
}

impl custom_workout_exercise::Model {
    fn into_domain(self) -> Result<Prescription, StoreError> {
        Ok(Prescription {
            id: WorkoutExerciseId::Custom(CustomWorkoutExerciseId(self.id)),
            position: natural(self.position, "custom_workout_exercises.position")?,
            exercise: ExerciseId(self.exercise_id),
            sets: natural(self.sets, "custom_workout_exercises.sets")?,
            min_reps: natural(self.min_reps, "custom_workout_exercises.min_reps")?,
            max_reps: natural(self.max_reps, "custom_workout_exercises.max_reps")?,
            target_rir: self.target_rir,
            rest_seconds: natural(self.rest_seconds, "custom_workout_exercises.rest_seconds")?,
        })
    }
}

/// Adds a custom workout with its exercises; their identifiers are made here.
pub async fn insert(
    tx: &WriteTx,
    system: &dyn System,
    user: UserId,
    id: CustomWorkoutId,
    workout: &Workout,
) -> Result<(), StoreError> {
    let based_on = match workout.origin {
        WorkoutOrigin::Custom { based_on } => based_on,
        WorkoutOrigin::Program { .. } => None,
    };
    let row = custom_workout::ActiveModel {
        id: Set(id.0),
        user_id: Set(user.0),
        name: Set(workout.name.clone()),
        based_on_program_workout_id: Set(based_on.map(|id| id.0)),
        created_at: Set(system.now()),
    };
    custom_workout::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    let exercises = workout.exercises.iter().map(|prescription| custom_workout_exercise::ActiveModel {
        id: Set(system.new_id()),
        custom_workout_id: Set(id.0),
        position: Set(small(prescription.position)),
        exercise_id: Set(prescription.exercise.0),
        sets: Set(small(prescription.sets)),
        min_reps: Set(small(prescription.min_reps)),
        max_reps: Set(small(prescription.max_reps)),
        target_rir: Set(prescription.target_rir),
        rest_seconds: Set(small(prescription.rest_seconds)),
    });
    custom_workout_exercise::Entity::insert_many(exercises).exec_without_returning(tx.raw()).await?;
    Ok(())
}
