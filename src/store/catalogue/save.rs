//! Writing the catalogue.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait as _, QueryFilter as _,
    sea_query::OnConflict,
};

use crate::{
    domain::{
        exercise::Exercise,
        id::{UserId, WorkoutExerciseId, WorkoutId},
        muscle::{Muscle, Role},
        workout::{Prescription, Program, Workout, WorkoutOrigin},
    },
    store::{
        Connected as _, StoreError, WriteTx, any_of,
        entity::{
            exercise, exercise_muscle, muscle_group, program, program_workout, program_workout_exercise,
        },
        small,
    },
};

/// Writes the 17 muscle groups.
pub async fn save_muscle_groups(tx: &WriteTx) -> Result<(), StoreError> {
    let rows = Muscle::ALL.map(|muscle| muscle_group::ActiveModel {
        slug: Set(muscle.slug().to_owned()),
        name: Set(muscle.name().to_owned()),
    });
    muscle_group::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(muscle_group::Column::Slug)
                .update_column(muscle_group::Column::Name)
                .to_owned(),
        )
        .exec_without_returning(tx.raw())
        .await?;
    Ok(())
}

/// Adds exercises or overwrites those with the same identifier, with their muscle groups; three statements.
pub async fn save_exercises(tx: &WriteTx, exercises: &[Exercise]) -> Result<(), StoreError> {
    use exercise::Column;
    if exercises.is_empty() {
        return Ok(());
    }
    exercise::Entity::insert_many(exercises.iter().map(|exercise| exercise_row(exercise, None)))
        .on_conflict(
            OnConflict::column(Column::Id)
                .update_columns([
                    Column::Name,
                    Column::Category,
                    Column::Force,
                    Column::Mechanic,
                    Column::Level,
                    Column::Equipment,
                    Column::Pattern,
                    Column::Instructions,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.raw())
        .await?;
    save_muscles(tx, exercises).await
}

/// Writes the muscle groups of exercises in place of those that they had; two statements.
pub(in crate::store) async fn save_muscles(tx: &WriteTx, exercises: &[Exercise]) -> Result<(), StoreError> {
    exercise_muscle::Entity::delete_many()
        .filter(any_of(
            tx,
            exercise_muscle::Column::ExerciseId,
            exercises.iter().map(|exercise| exercise.id.0),
        ))
        .exec(tx.raw())
        .await?;
    let muscles = exercises.iter().flat_map(|exercise| {
        exercise.muscles.iter().zip(1..).map(|((muscle, role), position)| exercise_muscle::ActiveModel {
            exercise_id: Set(exercise.id.0),
            muscle: Set(muscle.slug().to_owned()),
            role: Set(match role {
                Role::Primary => "primary".to_owned(),
                Role::Secondary => "secondary".to_owned(),
            }),
            position: Set(position),
        })
    });
    exercise_muscle::Entity::insert_many(muscles).exec_without_returning(tx.raw()).await?;
    Ok(())
}

/// The row of an exercise: everybody's, or a user's own.
pub(in crate::store) fn exercise_row(exercise: &Exercise, owner: Option<UserId>) -> exercise::ActiveModel {
    exercise::ActiveModel {
        id: Set(exercise.id.0),
        slug: Set(exercise.slug.clone()),
        name: Set(exercise.name.clone()),
        category: Set(exercise.category.as_text().to_owned()),
        force: Set(exercise.force.map(|force| force.as_text().to_owned())),
        mechanic: Set(exercise.mechanic.map(|mechanic| mechanic.as_text().to_owned())),
        level: Set(exercise.level.as_text().to_owned()),
        equipment: Set(exercise.equipment.as_text().to_owned()),
        pattern: Set(exercise.pattern.map(|pattern| pattern.as_text().to_owned())),
        instructions: Set(serde_json::json!(exercise.instructions).to_string()),
        owner_id: Set(owner.map(|user| user.0)),
        deleted_at: Set(None),
        import_id: NotSet,
    }
}

/// Adds programs with their workouts or overwrites those with the same identifiers.
///
/// What a newer version no longer prescribes stays: sessions of the past may point at it.
pub async fn save_programs(
    tx: &WriteTx,
    programs: &[Program],
    workouts: &[Workout],
) -> Result<(), StoreError> {
    let rows = programs.iter().map(|row| program::ActiveModel {
        id: Set(row.id.0),
        slug: Set(row.slug.clone()),
        name: Set(row.name.clone()),
        description: Set(row.description.clone()),
    });
    program::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(program::Column::Id)
                .update_columns([program::Column::Name, program::Column::Description])
                .to_owned(),
        )
        .exec_without_returning(tx.raw())
        .await?;
    program_workout::Entity::insert_many(workouts.iter().filter_map(workout_row))
        .on_conflict(
            OnConflict::column(program_workout::Column::Id)
                .update_columns([program_workout::Column::Name, program_workout::Column::Day])
                .to_owned(),
        )
        .exec_without_returning(tx.raw())
        .await?;
    save_prescriptions(tx, workouts).await
}

fn workout_row(workout: &Workout) -> Option<program_workout::ActiveModel> {
    let (WorkoutId::Program(id), WorkoutOrigin::Program { program, day }) = (workout.id, workout.origin)
    else {
        return None;
    };
    Some(program_workout::ActiveModel {
        id: Set(id.0),
        program_id: Set(program.0),
        day: Set(small(day)),
        name: Set(workout.name.clone()),
    })
}

async fn save_prescriptions(tx: &WriteTx, workouts: &[Workout]) -> Result<(), StoreError> {
    use program_workout_exercise::Column;
    let rows = workouts.iter().flat_map(|workout| {
        workout.exercises.iter().filter_map(|prescription| prescription_row(workout, prescription))
    });
    program_workout_exercise::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(Column::Id)
                .update_columns([
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

fn prescription_row(
    workout: &Workout,
    prescription: &Prescription,
) -> Option<program_workout_exercise::ActiveModel> {
    let (WorkoutId::Program(workout), WorkoutExerciseId::Program(id)) = (workout.id, prescription.id) else {
        return None;
    };
    Some(program_workout_exercise::ActiveModel {
        id: Set(id.0),
        program_workout_id: Set(workout.0),
        position: Set(small(prescription.position)),
        exercise_id: Set(prescription.exercise.0),
        sets: Set(small(prescription.sets)),
        min_reps: Set(small(prescription.min_reps)),
        max_reps: Set(small(prescription.max_reps)),
        target_rir: Set(prescription.target_rir),
        rest_seconds: Set(small(prescription.rest_seconds)),
    })
}
