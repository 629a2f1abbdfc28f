//! Refresh tokens: only their digests are kept.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use uuid::Uuid;

use super::{Connected, StoreError, WriteTx, entity::refresh_token};
use crate::domain::id::{TokenFamilyId, UserId};

/// A refresh token as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Identifier.
    pub id: Uuid,
    /// All tokens that descend from the same sign-in.
    pub family: TokenFamilyId,
    /// Whose it is.
    pub user: UserId,
    /// SHA-256 of the token, hexadecimal.
    pub hash: String,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was exchanged for the next one.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Adds a token.
pub async fn insert(tx: &WriteTx, token: &RefreshToken) -> Result<(), StoreError> {
    let row = refresh_token::ActiveModel {
        id: Set(token.id),
        family_id: Set(token.family.0),
        user_id: Set(token.user.0),
        token_hash: Set(token.hash.clone()),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        used_at: Set(token.used_at),
        revoked_at: Set(token.revoked_at),
    };
    refresh_token::Entity::insert(row).exec_without_returning(tx.raw()).await?;
    Ok(())
}

/// The token with this digest.
pub async fn find(db: &impl Connected, hash: &str) -> Result<Option<RefreshToken>, StoreError> {
    let row =
        refresh_token::Entity::find().filter(refresh_token::Column::TokenHash.eq(hash)).one(db.raw()).await?;
    Ok(row.map(|row| RefreshToken {
        id: row.id,
        family: TokenFamilyId(row.family_id),
        user: UserId(row.user_id),
        hash: row.token_hash,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
        revoked_at: row.revoked_at,
    }))
}

/// Marks a token as exchanged; false where somebody was faster.
pub async fn mark_used(tx: &WriteTx, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::Id.eq(id))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(tx.raw())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Revokes every token of a family that is not revoked yet.
pub async fn revoke_family(
    tx: &WriteTx,
    family: TokenFamilyId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RevokedAt, Expr::value(now))
        .filter(refresh_token::Column::FamilyId.eq(family.0))
        .filter(refresh_token::Column::RevokedAt.is_null())
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Revokes every token of a user that is not revoked yet.
pub async fn revoke_all(tx: &WriteTx, user: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RevokedAt, Expr::value(now))
        .filter(refresh_token::Column::UserId.eq(user.0))
        .filter(refresh_token::Column::RevokedAt.is_null())
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Forgets tokens of a user that ended before an instant.
pub async fn delete_expired(tx: &WriteTx, user: UserId, before: DateTime<Utc>) -> Result<(), StoreError> {
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::UserId.eq(user.0))
        .filter(refresh_token::Column::ExpiresAt.lt(before))
        .exec(tx.raw())
        .await?;
    Ok(())
}
