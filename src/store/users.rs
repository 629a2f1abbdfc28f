//! Users.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, LockType, OnConflict},
};

use super::{
    Connected, StoreError, WriteTx,
    entity::{custom_workout, exercise, user, workout_session, workout_swap},
};
use crate::domain::{
    account::{Email, TimeZone, User},
    exercise::Equipment,
    id::UserId,
    session::WeightUnit,
};

impl user::Model {
    fn into_domain(self) -> Result<User, StoreError> {
        Ok(User {
            id: UserId(self.id),
            email: self.email,
            display_name: self.display_name,
            time_zone: TimeZone::parse(&self.time_zone)
                .map_err(|_unknown| StoreError::Corrupt("users.time_zone"))?,
            equipment: read_equipment(self.equipment)?,
            weight_unit: WeightUnit::from_text(&self.weight_unit)
                .ok_or(StoreError::Corrupt("users.weight_unit"))?,
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
        equipment: Set(equipment(user)),
        weight_unit: Set(user.weight_unit.as_text().to_owned()),
    };
    let inserted = user::Entity::insert(row)
        .on_conflict(OnConflict::column(user::Column::EmailKey).do_nothing().to_owned())
        .exec_without_returning(tx.raw())
        .await?;
    Ok(inserted == 1)
}

/// Writes what a user may change of their profile.
pub async fn update_profile(tx: &WriteTx, user: &User) -> Result<(), StoreError> {
    user::Entity::update_many()
        .col_expr(user::Column::DisplayName, Expr::value(user.display_name.clone()))
        .col_expr(user::Column::TimeZone, Expr::value(user.time_zone.name()))
        .col_expr(user::Column::Equipment, Expr::value(equipment(user)))
        .col_expr(user::Column::WeightUnit, Expr::value(user.weight_unit.as_text()))
        .filter(user::Column::Id.eq(user.id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Reads `users.equipment`.
pub(super) fn read_equipment(text: Option<String>) -> Result<Option<Vec<Equipment>>, StoreError> {
    let read = text.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|_malformed| StoreError::Corrupt("users.equipment"))
}

fn equipment(user: &User) -> Option<String> {
    user.equipment.as_ref().map(|list| serde_json::json!(list).to_string())
}

/// The hash of a user's password.
pub async fn password_hash(db: &impl Connected, id: UserId) -> Result<Option<String>, StoreError> {
    Ok(user::Entity::find_by_id(id.0).one(db.raw()).await?.map(|row| row.password_hash))
}

/// Writes the hash of a user's password.
pub async fn set_password(tx: &WriteTx, id: UserId, hash: String) -> Result<(), StoreError> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(id.0))
        .exec(tx.raw())
        .await?;
    Ok(())
}

/// Removes a user with everything that is theirs. What points at other things of theirs goes first; the rest follows
/// the user by its foreign keys.
pub async fn delete(tx: &WriteTx, id: UserId) -> Result<(), StoreError> {
    workout_swap::Entity::delete_many().filter(workout_swap::Column::UserId.eq(id.0)).exec(tx.raw()).await?;
    workout_session::Entity::delete_many()
        .filter(workout_session::Column::UserId.eq(id.0))
        .exec(tx.raw())
        .await?;
    custom_workout::Entity::delete_many()
        .filter(custom_workout::Column::UserId.eq(id.0))
        .exec(tx.raw())
        .await?;
    exercise::Entity::delete_many().filter(exercise::Column::OwnerId.eq(id.0)).exec(tx.raw()).await?;
    user::Entity::delete_by_id(id.0).exec(tx.raw()).await?;
    Ok(())
}

/// The user, locked until the transaction ends: everything that changes one user's training waits in one line,
/// so that recovery is rebuilt from what is really there and no two writers block each other crosswise.
pub async fn lock(tx: &WriteTx, id: UserId) -> Result<Option<User>, StoreError> {
    let query = user::Entity::find_by_id(id.0).lock(LockType::Update);
    query.one(tx.raw()).await?.map(user::Model::into_domain).transpose()
}
