//! Exercises that a user is never offered.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::OnConflict,
};

use super::{Connected, StoreError, WriteTx, entity::excluded_exercise};
use crate::domain::id::{ExerciseId, UserId};

/// What a user excluded, the oldest first; one statement.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<ExerciseId>, StoreError> {
    use excluded_exercise::Column;
    let rows = excluded_exercise::Entity::find()
        .filter(Column::UserId.eq(user.0))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::ExerciseId)
        .all(db.raw())
        .await?;
    Ok(rows.into_iter().map(|row| ExerciseId(row.exercise_id)).collect())
}

/// Excludes an exercise, unless it is already.
pub async fn insert(
    tx: &WriteTx,
    user: UserId,
    exercise: ExerciseId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use excluded_exercise::Column;
    let row = excluded_exercise::ActiveModel {
        user_id: Set(user.0),
        exercise_id: Set(exercise.0),
        created_at: Set(now),
    };
    excluded_exercise::Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::UserId, Column::ExerciseId]).do_nothing().to_owned())
        .exec_without_returning(tx.raw())
        .await?;
    Ok(())
}

/// Takes an exclusion back, if there is one.
pub async fn delete(tx: &WriteTx, user: UserId, exercise: ExerciseId) -> Result<(), StoreError> {
    use excluded_exercise::Column;
    excluded_exercise::Entity::delete_many()
        .filter(Column::UserId.eq(user.0))
        .filter(Column::ExerciseId.eq(exercise.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}
