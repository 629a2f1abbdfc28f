//! The recovery state of every muscle group of a user, as kept.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};

use super::{Connected, StoreError, WriteTx, entity::muscle_group_recovery};
use crate::domain::{
    id::UserId,
    muscle::{Muscle, MuscleMap},
    recovery::{MODEL_VERSION, MuscleState},
};

/// The 17 states of a user. None where the rows were written by another version of the model, so that the caller
/// replays the history instead; a muscle group without a row is fresh.
pub async fn states(db: &impl Connected, user: UserId) -> Result<Option<MuscleMap<MuscleState>>, StoreError> {
    let rows = muscle_group_recovery::Entity::find()
        .filter(muscle_group_recovery::Column::UserId.eq(user.0))
        .all(db.raw())
        .await?;
    if rows.iter().any(|row| row.model_version != MODEL_VERSION) {
        return Ok(None);
    }
    let mut states = MuscleMap::from_fn(|_| MuscleState::fresh(DateTime::<Utc>::UNIX_EPOCH));
    for row in rows {
        let muscle: Muscle =
            row.muscle.parse().map_err(|_unknown| StoreError::Corrupt("muscle_group_recovery.muscle"))?;
        *states.get_mut(muscle) = MuscleState {
            residual: row.residual,
            as_of: row.as_of,
            last_trained_at: row.last_trained_at,
            last_estimated_at: row.last_estimated_at,
        };
    }
    Ok(Some(states))
}

/// Writes the 17 states of a user; one statement.
pub async fn save(tx: &WriteTx, user: UserId, states: &MuscleMap<MuscleState>) -> Result<(), StoreError> {
    use muscle_group_recovery::Column;
    let rows = states.iter().map(|(muscle, state)| muscle_group_recovery::ActiveModel {
        user_id: Set(user.0),
        muscle: Set(muscle.slug().to_owned()),
        residual: Set(state.residual),
        as_of: Set(state.as_of),
        model_version: Set(MODEL_VERSION),
        last_trained_at: Set(state.last_trained_at),
        last_estimated_at: Set(state.last_estimated_at),
    });
    muscle_group_recovery::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::Muscle])
                .update_columns([
                    Column::Residual,
                    Column::AsOf,
                    Column::ModelVersion,
                    Column::LastTrainedAt,
                    Column::LastEstimatedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.raw())
        .await?;
    Ok(())
}

/// Marks every state as written by no version of the model, so that it is replayed at its next use.
pub async fn outdate_all(tx: &WriteTx) -> Result<(), StoreError> {
    muscle_group_recovery::Entity::update_many()
        .col_expr(muscle_group_recovery::Column::ModelVersion, Expr::value(0_i16))
        .exec(tx.raw())
        .await?;
    Ok(())
}
