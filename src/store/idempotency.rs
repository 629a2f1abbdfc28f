//! The outcomes of writes that may be retried.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};

use super::{Connected, StoreError, WriteTx, entity::idempotency_key};
use crate::domain::id::UserId;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// Digest of the operation and input it was first used with.
    pub request_hash: String,
    /// What came of it, as JSON.
    pub outcome: String,
}

/// Claims a key for this transaction; false where it is taken. A rival that is still undecided is waited for.
pub async fn claim(
    tx: &WriteTx,
    user: UserId,
    key: &str,
    request_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row = idempotency_key::ActiveModel {
        user_id: Set(user.0),
        idempotency_key: Set(key.to_owned()),
        request_hash: Set(request_hash.to_owned()),
        outcome: Set(None),
        created_at: Set(now),
    };
    let inserted = idempotency_key::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([idempotency_key::Column::UserId, idempotency_key::Column::IdempotencyKey])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.raw())
        .await?;
    Ok(inserted == 1)
}

/// What is known of a key that is taken.
pub async fn find(db: &impl Connected, user: UserId, key: &str) -> Result<Option<KnownKey>, StoreError> {
    let row = idempotency_key::Entity::find_by_id((user.0, key.to_owned())).one(db.raw()).await?;
    Ok(row.and_then(|row| Some(KnownKey { request_hash: row.request_hash, outcome: row.outcome? })))
}

/// Keeps what came of a claimed key.
pub async fn settle(tx: &WriteTx, user: UserId, key: &str, outcome: String) -> Result<(), StoreError> {
    idempotency_key::Entity::update_many()
        .col_expr(idempotency_key::Column::Outcome, Expr::value(outcome))
        .filter(idempotency_key::Column::UserId.eq(user.0))
        .filter(idempotency_key::Column::IdempotencyKey.eq(key))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Forgets a user's keys from before an instant.
pub async fn delete_before(tx: &WriteTx, user: UserId, instant: DateTime<Utc>) -> Result<(), StoreError> {
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::UserId.eq(user.0))
        .filter(idempotency_key::Column::CreatedAt.lt(instant))
        .exec(tx.raw())
        .await?;
    Ok(())
}
