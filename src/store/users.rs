//! Users.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::{LockType, OnConflict},
};

use super::{Connected, StoreError, WriteTx, entity::user};
use crate::domain::{
    account::{Email, TimeZone, User},
    id::UserId,
};

impl user::Model {
    fn into_domain(self) -> Result<User, StoreError> {
        Ok(User {
            id: UserId(self.id),
            email: self.email,
            display_name: self.display_name,
            time_zone: TimeZone::parse(&self.time_zone)
                .map_err(|_unknown| StoreError::Corrupt("users.time_zone"))?,
            created_at: self.created_at,
        })
    }
}

/// The user with this identifier.
pub async fn find(db: &impl Connected, id: UserId) -> Result<Option<User>, StoreError> {
    user::Entity::find_by_id(id.0).one(db.raw()).await?.map(user::Model::into_domain).transpose()
}

/// The user with this address and their password hash.
pub async fn find_by_email(db: &impl Connected, email: &Email) -> Result<Option<(User, String)>, StoreError> {
    let row = user::Entity::find().filter(user::Column::EmailKey.eq(email.key())).one(db.raw()).await?;
    row.map(|row| {
        let hash = row.password_hash.clone();
        Ok((row.into_domain()?, hash))
    })
    .transpose()
}

/// Adds a user; false where the address is taken.
pub async fn insert(
    tx: &WriteTx,
    user: &User,
    email: &Email,
    password_hash: String,
) -> Result<bool, StoreError> {
    let row = user::ActiveModel {
        id: Set(user.id.0),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        display_name: Set(user.display_name.clone()),
        time_zone: Set(user.time_zone.name().to_owned()),
        password_hash: Set(password_hash),
        created_at: Set(user.created_at),
    };
    let inserted = user::Entity::insert(row)
        .on_conflict(OnConflict::column(user::Column::EmailKey).do_nothing().to_owned())
        .exec_without_returning(tx.raw())
        .await?;
    Ok(inserted == 1)
}

/// The user, locked until the transaction ends: everything that changes one user's training waits in one line,
/// so that recovery is rebuilt from what is really there and no two writers block each other crosswise.
pub async fn lock(tx: &WriteTx, id: UserId) -> Result<Option<User>, StoreError> {
    let query = user::Entity::find_by_id(id.0).lock(LockType::Update);
    query.one(tx.raw()).await?.map(user::Model::into_domain).transpose()
}

/// When the newest user signed up; tells a fresh database from one in use.
pub async fn newest(db: &impl Connected) -> Result<Option<DateTime<Utc>>, StoreError> {
    use sea_orm::QueryOrder as _;
    let row = user::Entity::find().order_by_desc(user::Column::CreatedAt).one(db.raw()).await?;
    Ok(row.map(|row| row.created_at))
}
