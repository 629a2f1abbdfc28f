//! Signing up.

use std::net::IpAddr;

use super::{
    Env, Result, UserError, UserErrorCode,
    refresh_tokens::{SignedIn, issue},
    sign_in_limit::{Limited, count},
};
use crate::{
    domain::{
        account::{Email, Password, TimeZone, User, parse_display_name},
        id::{TokenFamilyId, UserId},
        session::WeightUnit,
    },
    store::users,
};

/// What a newcomer tells.
pub struct SignUp {
    /// E-mail address, unique without regard to case.
    pub email: String,
    /// Password, 8 to 128 characters.
    pub password: String,
    /// What to call the user.
    pub display_name: String,
    /// IANA time zone.
    pub time_zone: String,
}

/// Makes an account and signs its user in.
pub async fn sign_up(env: &Env, from: Option<IpAddr>, input: SignUp) -> Result<SignedIn> {
    if let Some(address) = from {
        count(env, &[Limited::SignUpFrom(address)]).await?;
    }
    let mut errors = Vec::new();
    let mut check = |field: &str, message: String| errors.push(UserError::invalid(field, message));
    let email = Email::parse(&input.email).map_err(|message| check("email", message)).ok();
    let password = Password::parse(input.password).map_err(|message| check("password", message)).ok();
    let name = parse_display_name(&input.display_name).map_err(|message| check("displayName", message)).ok();
    let zone = TimeZone::parse(&input.time_zone).map_err(|message| check("timeZone", message)).ok();
    let (Some(email), Some(password), Some(display_name), Some(time_zone)) = (email, password, name, zone)
    else {
        return Err(super::Failure::User(errors));
    };
    let password_hash = env.passwords.hash(&*env.system, password).await?;
    let user = User {
        id: UserId(env.system.new_id()),
        email: email.as_str().to_owned(),
        display_name,
        time_zone,
        equipment: None,
        weight_unit: WeightUnit::Kilogram,
        created_at: env.system.now(),
    };
    let tx = env.db.write().await?;
    if !users::insert(&tx, &user, &email, password_hash).await? {
        let message = "this e-mail address has an account; sign in instead";
        return Err(UserError::new(UserErrorCode::EmailTaken, "email", message).into());
    }
    let signed_in = issue(env, &tx, user, TokenFamilyId(env.system.new_id())).await?;
    tx.commit().await?;
    Ok(signed_in)
}
