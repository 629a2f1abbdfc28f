//! Histories brought from other apps.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::Expr,
};

use super::{
    Connected, StoreError, WriteTx, any_of,
    entity::{import, workout_session},
};
use crate::domain::{
    id::{ImportId, UserId},
    import::Receipt,
};

/// A history that a user brought.
#[derive(Clone, Debug)]
pub struct Import {
    /// Identifier.
    pub id: ImportId,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it went again.
    pub undone_at: Option<DateTime<Utc>>,
    /// What became of every line.
    pub receipt: Receipt,
}

impl import::Model {
    fn into_domain(self) -> Result<Import, StoreError> {
        Ok(Import {
            id: ImportId(self.id),
            created_at: self.created_at,
            undone_at: self.undone_at,
            receipt: serde_json::from_str(&self.receipt)
                .map_err(|_malformed| StoreError::Corrupt("imports.receipt"))?,
        })
    }
}

/// Adds an import.
pub async fn insert(tx: &WriteTx, user: UserId, import: &Import) -> Result<(), StoreError> {
    let row = import::ActiveModel {
        id: Set(import.id.0),
        user_id: Set(user.0),
        source: Set(import.receipt.source.as_text().to_owned()),
        receipt: Set(serde_json::json!(import.receipt).to_string()),
        created_at: Set(import.created_at),
        undone_at: Set(import.undone_at),
    };
    import::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    Ok(())
}

/// One import of a user.
pub async fn find(db: &impl Connected, user: UserId, id: ImportId) -> Result<Option<Import>, StoreError> {
    let row =
        import::Entity::find_by_id(id.0).filter(import::Column::UserId.eq(user.0)).one(db.raw()).await?;
    row.map(import::Model::into_domain).transpose()
}

/// Every import of a user, oldest first.
pub async fn all(db: &impl Connected, user: UserId) -> Result<Vec<Import>, StoreError> {
    let rows = import::Entity::find()
        .filter(import::Column::UserId.eq(user.0))
        .order_by_asc(import::Column::CreatedAt)
        .order_by_asc(import::Column::Id)
        .all(db.raw())
        .await?;
    rows.into_iter().map(import::Model::into_domain).collect()
}

/// The newest imports of a user, newest first.
pub async fn newest(db: &impl Connected, user: UserId, limit: usize) -> Result<Vec<Import>, StoreError> {
    let rows = import::Entity::find()
        .filter(import::Column::UserId.eq(user.0))
        .order_by_desc(import::Column::CreatedAt)
        .order_by_desc(import::Column::Id)
        .limit(limit as u64)
        .all(db.raw())
        .await?;
    rows.into_iter().map(import::Model::into_domain).collect()
}

/// Those of these keys that a user's sessions have already; one statement for each thousand.
pub async fn known_keys(
    db: &impl Connected,
    user: UserId,
    keys: &[String],
) -> Result<HashSet<String>, StoreError> {
    let mut known = HashSet::new();
    for chunk in keys.chunks(1000) {
        let rows: Vec<Option<String>> = workout_session::Entity::find()
            .select_only()
            .column(workout_session::Column::ImportKey)
            .filter(workout_session::Column::UserId.eq(user.0))
            .filter(any_of(db, workout_session::Column::ImportKey, chunk.iter().cloned()))
            .into_tuple()
            .all(db.raw())
            .await?;
        known.extend(rows.into_iter().flatten());
    }
    Ok(known)
}

/// Removes the sessions that an import made, with their logs and sets, and remembers when.
pub async fn undo(tx: &WriteTx, user: UserId, id: ImportId, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let removed = workout_session::Entity::delete_many()
        .filter(workout_session::Column::UserId.eq(user.0))
        .filter(workout_session::Column::ImportId.eq(id.0))
        .exec(tx.raw())
        .await?;
    import::Entity::update_many()
        .col_expr(import::Column::UndoneAt, Expr::value(now))
        .filter(import::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(removed.rows_affected)
}
