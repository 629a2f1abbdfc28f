//! Changing and leaving one's account.

use serde::{Deserialize, Serialize};

use super::{
    Env, Failure, Result, UserError, UserErrorCode,
    refresh_tokens::{SignedIn, issue},
    sign_in_limit::{Limited, count, forget},
    write::{Begun, Write},
};
use crate::{
    domain::{
        account::{Password, TimeZone, parse_display_name},
        exercise::Equipment,
        id::{TokenFamilyId, UserId},
        session::WeightUnit,
    },
    store::{refresh_tokens, users},
};

/// What to change of a profile.
#[derive(Debug, Serialize)]
pub struct UpdateProfile {
    /// What to call the user; none: as it was.
    pub display_name: Option<String>,
    /// IANA time zone; none: as it was.
    pub time_zone: Option<String>,
    /// The equipment they have; none: as it was, `Some(None)`: any.
    pub equipment: Option<Option<Vec<Equipment>>>,
    /// The unit they think of loads in; none: as it was.
    pub weight_unit: Option<WeightUnit>,
}

/// The user whose account changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct AccountWritten {
    /// Who.
    pub user: UserId,
}

/// Changes what a user is called, where their days begin, what they train with, and in which unit they think.
pub async fn update_profile(
    env: &Env,
    user: UserId,
    key: Option<&str>,
    input: &UpdateProfile,
) -> Result<AccountWritten> {
    let write = match Write::begin(env, user, "updateProfile", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let mut user = write.user.clone();
    let mut errors = Vec::new();
    let mut check = |field: &str, message: String| errors.push(UserError::invalid(field, message));
    if let Some(name) = &input.display_name {
        match parse_display_name(name) {
            Ok(name) => user.display_name = name,
            Err(message) => check("displayName", message),
        }
    }
    if let Some(zone) = &input.time_zone {
        match TimeZone::parse(zone) {
            Ok(zone) => user.time_zone = zone,
            Err(message) => check("timeZone", message),
        }
    }
    if let Some(equipment) = &input.equipment {
        user.equipment = equipment.clone().map(|mut list| {
            list.sort_unstable();
            list.dedup();
            list
        });
    }
    user.weight_unit = input.weight_unit.unwrap_or(user.weight_unit);
    if !errors.is_empty() {
        return Err(Failure::User(errors));
    }
    users::update_profile(&write.tx, &user).await?;
    write.finish(AccountWritten { user: user.id }).await
}

/// Changes the password, signs the user out everywhere, and in again here.
pub async fn change_password(env: &Env, user: UserId, current: String, new: String) -> Result<SignedIn> {
    check_password(env, user, current, "currentPassword").await?;
    let new = Password::parse(new).map_err(|message| UserError::invalid("newPassword", message))?;
    let hash = env.passwords.hash(&*env.system, new).await?;
    let tx = env.db.write().await?;
    let user = users::lock(&tx, user).await?.ok_or(Failure::Unauthenticated)?;
    users::set_password(&tx, user.id, hash).await?;
    refresh_tokens::revoke_all(&tx, user.id, env.system.now()).await?;
    let signed_in = issue(env, &tx, user, TokenFamilyId(env.system.new_id())).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Revokes every refresh token of a user.
pub async fn sign_out_everywhere(env: &Env, user: UserId) -> Result<()> {
    let tx = env.db.write().await?;
    refresh_tokens::revoke_all(&tx, user, env.system.now()).await?;
    Ok(tx.commit().await?)
}

/// Deletes a user with everything that is theirs.
pub async fn delete_account(env: &Env, user: UserId, password: String) -> Result<AccountWritten> {
    check_password(env, user, password, "password").await?;
    let tx = env.db.write().await?;
    users::delete(&tx, user).await?;
    tx.commit().await?;
    Ok(AccountWritten { user })
}

/// Asks a signed-in user for the password once more. Whoever found an access token could guess on where signing in is
/// limited, so wrong answers are counted here too.
async fn check_password(env: &Env, user: UserId, password: String, field: &str) -> Result<()> {
    count(env, &[Limited::PasswordOf(user)]).await?;
    let hash = users::password_hash(&env.db, user).await?.ok_or(Failure::Unauthenticated)?;
    if !env.passwords.verify(password, Some(hash)).await? {
        return Err(UserError::new(UserErrorCode::WrongCredentials, field, "the password is wrong").into());
    }
    let tx = env.db.write().await?;
    forget(&tx, Limited::PasswordOf(user)).await?;
    Ok(tx.commit().await?)
}
