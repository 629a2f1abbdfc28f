//! Sets as trained. Whoever asks has found the logs through their owner.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{ExprTrait as _, Query},
};

use super::{
    Connected, StoreError, WriteTx, any_of,
    entity::{set_log, workout_log, workout_session},
    natural, small,
};
use crate::domain::{
    id::{UserId, WorkoutLogId},
    recovery::SetKind,
    session::SetLog,
};

impl set_log::Model {
    fn into_domain(self) -> Result<(WorkoutLogId, SetLog), StoreError> {
        let set = SetLog {
            number: natural(self.number, "set_logs.number")?,
            kind: SetKind::from_text(&self.kind).ok_or(StoreError::Corrupt("set_logs.kind"))?,
            reps: self.reps.map(|reps| natural(reps, "set_logs.reps")).transpose()?,
            weight_kg: self.weight_kg,
            rir: self.rir,
            duration_seconds: self.duration_seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            distance_meters: self.distance_meters,
        };
        Ok((WorkoutLogId(self.workout_log_id), set))
    }
}

/// The sets of logs, log by log, in order.
pub async fn of_logs(
    db: &impl Connected,
    logs: &[WorkoutLogId],
) -> Result<Vec<(WorkoutLogId, SetLog)>, StoreError> {
    let rows = set_log::Entity::find()
        .filter(any_of(db, set_log::Column::WorkoutLogId, logs.iter().map(|id| id.0)))
        .order_by_asc(set_log::Column::WorkoutLogId)
        .order_by_asc(set_log::Column::Number)
        .all(db.raw())
        .await?;
    rows.into_iter().map(set_log::Model::into_domain).collect()
}

/// Every set of a user, log by log, in order.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<(WorkoutLogId, SetLog)>, StoreError> {
    let sessions = Query::select()
        .column(workout_session::Column::Id)
        .from(workout_session::Entity)
        .and_where(workout_session::Column::UserId.eq(user.0))
        .to_owned();
    let logs = Query::select()
        .column(workout_log::Column::Id)
        .from(workout_log::Entity)
        .and_where(workout_log::Column::SessionId.into_expr().in_subquery(sessions))
        .to_owned();
    let rows = set_log::Entity::find()
        .filter(set_log::Column::WorkoutLogId.into_expr().in_subquery(logs))
        .order_by_asc(set_log::Column::WorkoutLogId)
        .order_by_asc(set_log::Column::Number)
        .all(db.raw())
        .await?;
    rows.into_iter().map(set_log::Model::into_domain).collect()
}

/// Whether any of these logs has a set.
pub async fn any(db: &impl Connected, logs: &[WorkoutLogId]) -> Result<bool, StoreError> {
    let row = set_log::Entity::find()
        .filter(any_of(db, set_log::Column::WorkoutLogId, logs.iter().map(|id| id.0)))
        .limit(1)
        .one(db.raw())
        .await?;
    Ok(row.is_some())
}

/// Adds sets; one statement for each thousand.
pub async fn insert(tx: &WriteTx, sets: &[(WorkoutLogId, SetLog)]) -> Result<(), StoreError> {
    for chunk in sets.chunks(1000) {
        let rows = chunk.iter().map(|(log, set)| set_log::ActiveModel {
            workout_log_id: Set(log.0),
            number: Set(small(set.number)),
            kind: Set(set.kind.as_text().to_owned()),
            reps: Set(set.reps.map(small)),
            weight_kg: Set(set.weight_kg),
            rir: Set(set.rir),
            duration_seconds: Set(set.duration_seconds.and_then(|seconds| i32::try_from(seconds).ok())),
            distance_meters: Set(set.distance_meters),
        });
        set_log::Entity::insert_many(rows).exec_without_returning(tx.raw()).await?;
    }
    Ok(())
}

/// Removes every set of a log.
pub async fn delete_of_log(tx: &WriteTx, log: WorkoutLogId) -> Result<(), StoreError> {
    set_log::Entity::delete_many().filter(set_log::Column::WorkoutLogId.eq(log.0)).exec(tx.raw()).await?;
    Ok(())
}
