//! The audit trail of swaps.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, sea_query::Expr,
};

use super::{Connected, StoreError, WriteTx, any_of, entity::workout_swap, keyset};
use crate::domain::{
    id::{
        CustomWorkoutExerciseId, CustomWorkoutId, ProgramWorkoutId, SessionId, SwapId, UserId, WorkoutLogId,
    },
    page::{Page, PageRequest},
    swap::{Onward, Swap, SwapKind},
};

/// The place of a swap in the audit trail.
pub type SwapKey = keyset::Key;

impl workout_swap::Model {
    fn into_domain(self) -> Result<Swap, StoreError> {
        Ok(Swap {
            id: SwapId(self.id),
            kind: SwapKind::from_text(&self.kind).ok_or(StoreError::Corrupt("workout_swaps.kind"))?,
            from_session: self.from_session_id.map(SessionId),
            to_session: self.to_session_id.map(SessionId),
            from_log: self.from_log_id.map(WorkoutLogId),
            to_log: self.to_log_id.map(WorkoutLogId),
            reason: self.reason,
            swapped_at: self.swapped_at,
            reverted_at: self.reverted_at,
            onward: self.custom_workout_id.map(|workout| Onward {
                workout: CustomWorkoutId(workout),
                place: self.custom_workout_exercise_id.map(CustomWorkoutExerciseId),
                forked_from: self.forked_from_id.map(ProgramWorkoutId),
            }),
        })
    }
}

/// Every swap of a user, oldest first.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<Swap>, StoreError> {
    let rows = workout_swap::Entity::find()
        .filter(workout_swap::Column::UserId.eq(user.0))
        .order_by_asc(workout_swap::Column::SwappedAt)
        .order_by_asc(workout_swap::Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_swap::Model::into_domain).collect()
}

/// Those of a user's swaps that have these identifiers.
pub async fn find(db: &impl Connected, user: UserId, ids: &[SwapId]) -> Result<Vec<Swap>, StoreError> {
    let rows = workout_swap::Entity::find()
        .filter(workout_swap::Column::UserId.eq(user.0))
        .filter(any_of(db, workout_swap::Column::Id, ids.iter().map(|id| id.0)))
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_swap::Model::into_domain).collect()
}

/// The swaps that changed a custom workout from now on, oldest first.
pub async fn of_custom_workout(
    db: &impl Connected,
    user: UserId,
    workout: CustomWorkoutId,
) -> Result<Vec<Swap>, StoreError> {
    let rows = workout_swap::Entity::find()
        .filter(workout_swap::Column::UserId.eq(user.0))
        .filter(workout_swap::Column::CustomWorkoutId.eq(workout.0))
        .order_by_asc(workout_swap::Column::SwappedAt)
        .all(db.raw())
        .await?;
    rows.into_iter().map(workout_swap::Model::into_domain).collect()
}

/// The custom workouts that swaps forked from a workout of a program, oldest first.
pub async fn forks_of(
    db: &impl Connected,
    user: UserId,
    workout: ProgramWorkoutId,
) -> Result<Vec<CustomWorkoutId>, StoreError> {
    let rows = workout_swap::Entity::find()
        .filter(workout_swap::Column::UserId.eq(user.0))
        .filter(workout_swap::Column::ForkedFromId.eq(workout.0))
        .order_by_asc(workout_swap::Column::SwappedAt)
        .all(db.raw())
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.custom_workout_id.map(CustomWorkoutId)).collect())
}

/// A page of a user's audit trail, newest first; one statement.
pub async fn page(
    db: &impl Connected,
    user: UserId,
    request: &PageRequest<SwapKey>,
) -> Result<Page<Swap>, StoreError> {
    use workout_swap::Column;
    let list = workout_swap::Entity::find().filter(Column::UserId.eq(user.0));
    let rows = keyset::rows(db, list, Column::SwappedAt, Column::Id, request).await?;
    let swaps = rows.into_iter().map(workout_swap::Model::into_domain).collect::<Result<_, _>>()?;
    Ok(request.page(swaps))
}

/// Appends to the audit trail.
pub async fn insert(tx: &WriteTx, user: UserId, swap: &Swap) -> Result<(), StoreError> {
    let row = workout_swap::ActiveModel {
        id: Set(swap.id.0),
        user_id: Set(user.0),
        kind: Set(swap.kind.as_text().to_owned()),
        from_session_id: Set(swap.from_session.map(|id| id.0)),
        to_session_id: Set(swap.to_session.map(|id| id.0)),
        from_log_id: Set(swap.from_log.map(|id| id.0)),
        to_log_id: Set(swap.to_log.map(|id| id.0)),
        reason: Set(swap.reason.clone()),
        swapped_at: Set(swap.swapped_at),
        reverted_at: Set(swap.reverted_at),
        custom_workout_id: Set(swap.onward.map(|onward| onward.workout.0)),
        custom_workout_exercise_id: Set(swap.onward.and_then(|onward| Some(onward.place?.0))),
        forked_from_id: Set(swap.onward.and_then(|onward| Some(onward.forked_from?.0))),
    };
    workout_swap::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    Ok(())
}

/// Notes when a swap was taken back.
pub async fn mark_reverted(tx: &WriteTx, id: SwapId, now: DateTime<Utc>) -> Result<(), StoreError> {
    workout_swap::Entity::update_many()
        .col_expr(workout_swap::Column::RevertedAt, Expr::value(now))
        .filter(workout_swap::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}
