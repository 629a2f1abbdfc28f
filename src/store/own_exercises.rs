//! Exercises of a user's own, laid over the catalogue.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{DynIden, Expr, ExprTrait as _, IntoIden as _, Query},
};
use uuid::Uuid;

use super::{
    Connected, StoreError, WriteTx, any_of,
    catalogue::{exercise_row, joined, save_muscles},
    entity::{custom_workout_exercise, exercise, workout_log},
};
use crate::domain::{
    catalogue::Catalogue,
    exercise::Exercise,
    id::{ExerciseId, ImportId, UserId},
};

/// The catalogue with a user's own exercises, also the deleted ones; one statement.
pub async fn laid_over(
    db: &impl Connected,
    catalogue: &Catalogue,
    user: UserId,
) -> Result<Catalogue, StoreError> {
    Ok(catalogue.with_own(ever(db, user).await?))
}

/// Every exercise that a user ever made, also the deleted ones; one statement.
pub async fn ever(db: &impl Connected, user: UserId) -> Result<Vec<Exercise>, StoreError> {
    joined(db, exercise::Entity::find().filter(exercise::Column::OwnerId.eq(user.0))).await
}

/// The catalogue, with the user's own exercises if one of these is none that it knows: no statement for those who train
/// what everybody trains.
pub async fn knowing<'a>(
    db: &impl Connected,
    catalogue: &'a Catalogue,
    user: UserId,
    exercises: impl IntoIterator<Item = ExerciseId>,
) -> Result<Cow<'a, Catalogue>, StoreError> {
    if exercises.into_iter().all(|id| catalogue.exercise(id).is_some()) {
        return Ok(Cow::Borrowed(catalogue));
    }
    Ok(Cow::Owned(laid_over(db, catalogue, user).await?))
}

/// Adds exercises of a user's own; three statements.
pub async fn insert(tx: &WriteTx, user: UserId, exercises: &[Exercise]) -> Result<(), StoreError> {
    if exercises.is_empty() {
        return Ok(());
    }
    exercise::Entity::insert_many(exercises.iter().map(|exercise| exercise_row(exercise, Some(user))))
        .exec_without_returning(tx.raw())
        .await?;
    save_muscles(tx, exercises).await
}

/// Which exercises of a user imports made, and which import.
pub async fn made_by_imports(
    db: &impl Connected,
    user: UserId,
) -> Result<Vec<(ExerciseId, ImportId)>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = exercise::Entity::find()
        .select_only()
        .columns([exercise::Column::Id, exercise::Column::ImportId])
        .filter(exercise::Column::OwnerId.eq(user.0))
        .filter(exercise::Column::ImportId.is_not_null())
        .order_by_asc(exercise::Column::Id)
        .into_tuple()
        .all(db.raw())
        .await?;
    Ok(rows.into_iter().map(|(exercise, import)| (ExerciseId(exercise), ImportId(import))).collect())
}

/// Says that an import made exercises of a user's own.
pub async fn set_import(
    tx: &WriteTx,
    user: UserId,
    import: ImportId,
    exercises: &[ExerciseId],
) -> Result<(), StoreError> {
    exercise::Entity::update_many()
        .col_expr(exercise::Column::ImportId, Expr::value(import.0))
        .filter(exercise::Column::OwnerId.eq(user.0))
        .filter(any_of(tx, exercise::Column::Id, exercises.iter().map(|id| id.0)))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Removes the exercises that an import made and that nothing uses; answers how many there were, and how many are left.
pub async fn remove_unused(tx: &WriteTx, import: ImportId) -> Result<(u64, u64), StoreError> {
    let used_by = |from: DynIden, column: DynIden| Query::select().column(column).from(from).to_owned();
    let removed = exercise::Entity::delete_many()
        .filter(exercise::Column::ImportId.eq(import.0))
        .filter(exercise::Column::Id.into_expr().not_in_subquery(used_by(
            workout_log::Entity.into_iden(),
            workout_log::Column::ExerciseId.into_iden(),
        )))
        .filter(exercise::Column::Id.into_expr().not_in_subquery(used_by(
            custom_workout_exercise::Entity.into_iden(),
            custom_workout_exercise::Column::ExerciseId.into_iden(),
        )))
        .exec(tx.raw())
        .await?
        .rows_affected;
    let left =
        exercise::Entity::find().filter(exercise::Column::ImportId.eq(import.0)).count(tx.raw()).await?;
    Ok((removed, left))
}

/// Overwrites an exercise of a user's own.
pub async fn update(tx: &WriteTx, user: UserId, exercise: &Exercise) -> Result<(), StoreError> {
    let row = exercise_row(exercise, Some(user)).into_active_model().reset_all();
    row.update(tx.raw()).await?;
    save_muscles(tx, std::slice::from_ref(exercise)).await
}

/// Marks an exercise of a user's own as deleted.
pub async fn set_deleted(tx: &WriteTx, id: ExerciseId, at: DateTime<Utc>) -> Result<(), StoreError> {
    exercise::Entity::update_many()
        .col_expr(exercise::Column::DeletedAt, Expr::value(Some(at)))
        .filter(exercise::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}
