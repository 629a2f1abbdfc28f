//! What users said their recovery was.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{Connected, StoreError, WriteTx, entity::recovery_override};
use crate::domain::{
    id::{OverrideId, UserId},
    recovery::Override,
};

impl recovery_override::Model {
    fn into_domain(self) -> Result<(OverrideId, Override), StoreError> {
        let muscle =
            self.muscle.parse().map_err(|_unknown| StoreError::Corrupt("recovery_overrides.muscle"))?;
        Ok((OverrideId(self.id), Override { muscle, at: self.at, score: self.score }))
    }
}

/// What a user said with `from` < instant <= `to`; one statement.
pub async fn between(
    db: &impl Connected,
    user: UserId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Override>, StoreError> {
    use recovery_override::Column;
    let rows = recovery_override::Entity::find()
        .filter(Column::UserId.eq(user.0))
        .filter(Column::At.gt(from))
        .filter(Column::At.lte(to))
        .all(db.raw())
        .await?;
    rows.into_iter().map(|row| Ok(row.into_domain()?.1)).collect()
}

/// Every override of a user, oldest first.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<(OverrideId, Override)>, StoreError> {
    use recovery_override::Column;
    let rows = recovery_override::Entity::find()
        .filter(Column::UserId.eq(user.0))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter().map(recovery_override::Model::into_domain).collect()
}

/// The newest overrides of a user, newest first.
pub async fn newest(
    db: &impl Connected,
    user: UserId,
    limit: usize,
) -> Result<Vec<(OverrideId, Override)>, StoreError> {
    use recovery_override::Column;
    let rows = recovery_override::Entity::find()
        .filter(Column::UserId.eq(user.0))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit as u64)
        .all(db.raw())
        .await?;
    rows.into_iter().map(recovery_override::Model::into_domain).collect()
}

/// One override of a user.
pub async fn find(
    db: &impl Connected,
    user: UserId,
    id: OverrideId,
) -> Result<Option<(OverrideId, Override)>, StoreError> {
    let row = recovery_override::Entity::find_by_id(id.0)
        .filter(recovery_override::Column::UserId.eq(user.0))
        .one(db.raw())
        .await?;
    row.map(recovery_override::Model::into_domain).transpose()
}

/// Adds an override.
pub async fn insert(
    tx: &WriteTx,
    user: UserId,
    id: OverrideId,
    said: &Override,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = recovery_override::ActiveModel {
        id: Set(id.0),
        user_id: Set(user.0),
        muscle: Set(said.muscle.slug().to_owned()),
        at: Set(said.at),
        score: Set(said.score),
        created_at: Set(now),
    };
    recovery_override::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    Ok(())
}

/// Removes an override; false where the user has none with this identifier.
pub async fn delete(tx: &WriteTx, user: UserId, id: OverrideId) -> Result<bool, StoreError> {
    let done = recovery_override::Entity::delete_many()
        .filter(recovery_override::Column::Id.eq(id.0))
        .filter(recovery_override::Column::UserId.eq(user.0))
        .exec(tx.raw())
        .await?;
    Ok(done.rows_affected == 1)
}
