//! Users' own workouts.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
    sea_query::{Expr, OnConflict},
};

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
    workout::{Prescription, Workout, WorkoutOrigin},
};

/// Every custom workout of a user that is not deleted, with its exercises, oldest first; one statement.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<Workout>, StoreError> {
    with_exercises(db, of(user).filter(custom_workout::Column::DeletedAt.is_null())).await
}

/// Every custom workout that a user ever had, with its exercises, oldest first; one statement.
pub async fn ever(db: &impl Connected, user: UserId) -> Result<Vec<Workout>, StoreError> {
    with_exercises(db, of(user)).await
}

/// Those of a user's custom workouts that have these identifiers, deleted or not; one statement.
pub async fn find(
    db: &impl Connected,
    user: UserId,
    ids: &[CustomWorkoutId],
) -> Result<Vec<Workout>, StoreError> {
    let ids = any_of(db, custom_workout::Column::Id, ids.iter().map(|id| id.0));
    with_exercises(db, of(user).filter(ids)).await
}

fn of(user: UserId) -> Select<custom_workout::Entity> {
    custom_workout::Entity::find().filter(custom_workout::Column::UserId.eq(user.0))
}

/// The custom workout that holds a prescribed exercise, whoever owns it: found through its owner afterwards.
pub async fn holder_of(
    db: &impl Connected,
    exercise: CustomWorkoutExerciseId,
) -> Result<Option<CustomWorkoutId>, StoreError> {
    let row = custom_workout_exercise::Entity::find_by_id(exercise.0).one(db.raw()).await?;
    Ok(row.map(|row| CustomWorkoutId(row.custom_workout_id)))
}

/// Joined: a workout comes once for each of its exercises.
async fn with_exercises(
    db: &impl Connected,
    workouts: Select<custom_workout::Entity>,
) -> Result<Vec<Workout>, StoreError> {
    let rows = workouts
        .find_also_related(custom_workout_exercise::Entity)
        .order_by_asc(custom_workout::Column::Id)
        .order_by_asc(custom_workout_exercise::Column::Position)
        .all(db.raw())
        .await?;
    let mut workouts: Vec<Workout> = Vec::new();
    for (row, exercise) in rows {
        let exercise = exercise.map(custom_workout_exercise::Model::into_domain).transpose()?;
        match workouts.last_mut().filter(|workout| workout.id == WorkoutId::Custom(CustomWorkoutId(row.id))) {
            Some(workout) => workout.exercises.extend(exercise),
            None => workouts.push(row.into_domain(exercise)),
        }
    }
    Ok(workouts)
}

impl custom_workout::Model {
    fn into_domain(self, first: Option<Prescription>) -> Workout {
        Workout {
            id: WorkoutId::Custom(CustomWorkoutId(self.id)),
            name: self.name,
            exercises: first.into_iter().collect(),
            origin: WorkoutOrigin::Custom {
                based_on: self.based_on_program_workout_id.map(ProgramWorkoutId),
                deleted: self.deleted_at.is_some(),
            },
        }
    }
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

/// Adds a custom workout with its exercises.
pub async fn insert(
    tx: &WriteTx,
    user: UserId,
    workout: &Workout,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (WorkoutId::Custom(id), WorkoutOrigin::Custom { based_on, .. }) = (workout.id, workout.origin) else {
        return Err(StoreError::Corrupt("custom_workouts.id"));
    };
    let row = custom_workout::ActiveModel {
        id: Set(id.0),
        user_id: Set(user.0),
        name: Set(workout.name.clone()),
        based_on_program_workout_id: Set(based_on.map(|id| id.0)),
        created_at: Set(now),
        deleted_at: Set(None),
    };
    custom_workout::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    save_exercises(tx, id, &workout.exercises).await
}

/// Writes the name of a custom workout.
pub async fn rename(tx: &WriteTx, id: CustomWorkoutId, name: &str) -> Result<(), StoreError> {
    custom_workout::Entity::update_many()
        .col_expr(custom_workout::Column::Name, Expr::value(name))
        .filter(custom_workout::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Notes when a custom workout was deleted, or that it is not.
pub async fn set_deleted(
    tx: &WriteTx,
    id: CustomWorkoutId,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    custom_workout::Entity::update_many()
        .col_expr(custom_workout::Column::DeletedAt, Expr::value(at))
        .filter(custom_workout::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Makes these the exercises of a custom workout: those that it has already are overwritten, others go.
pub async fn save_exercises(
    tx: &WriteTx,
    workout: CustomWorkoutId,
    exercises: &[Prescription],
) -> Result<(), StoreError> {
    use custom_workout_exercise::Column;
    let kept = exercises.iter().filter_map(|prescription| match prescription.id {
        WorkoutExerciseId::Custom(id) => Some(id.0),
        WorkoutExerciseId::Program(_) => None,
    });
    custom_workout_exercise::Entity::delete_many()
        .filter(Column::CustomWorkoutId.eq(workout.0))
        .filter(Column::Id.is_not_in(kept))
        .exec(tx.raw())
        .await?;
    custom_workout_exercise::Entity::insert_many(
        exercises.iter().filter_map(|row| exercise_row(workout, row)),
    )
    .on_conflict(
        OnConflict::column(Column::Id)
            .update_columns([
                Column::Position,
                Column::ExerciseId,
                Column::Sets,
                Column::MinReps,
                Column::MaxReps,
                Column::TargetRir,
                Column::RestSeconds,
            ])
            .to_owned(),
    )
    .exec_without_returning(tx.raw())
    .await?;
    Ok(())
}

fn exercise_row(
    workout: CustomWorkoutId,
    prescription: &Prescription,
) -> Option<custom_workout_exercise::ActiveModel> {
    let WorkoutExerciseId::Custom(id) = prescription.id else { return None };
    Some(custom_workout_exercise::ActiveModel {
        id: Set(id.0),
        custom_workout_id: Set(workout.0),
        position: Set(small(prescription.position)),
        exercise_id: Set(prescription.exercise.0),
        sets: Set(small(prescription.sets)),
        min_reps: Set(small(prescription.min_reps)),
        max_reps: Set(small(prescription.max_reps)),
        target_rir: Set(prescription.target_rir),
        rest_seconds: Set(small(prescription.rest_seconds)),
    })
}
