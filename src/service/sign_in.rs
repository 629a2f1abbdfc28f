//! Signing in.

use std::net::IpAddr;

use super::{
    Env, Failure, Result, UserError, UserErrorCode,
    refresh_tokens::{SignedIn, issue},
    sign_in_limit::{Limited, count, forget},
};
use crate::{
    domain::{account::Email, id::TokenFamilyId},
    store::{refresh_tokens, users},
};

/// Checks a password and begins a family of refresh tokens.
pub async fn sign_in(env: &Env, from: Option<IpAddr>, email: &str, password: String) -> Result<SignedIn> {
    let outcome = attempt(env, from, email, password).await;
    env.counts.sign_in(match &outcome {
        Ok(_) => "ok",
        Err(Failure::User(_) | Failure::Unauthenticated) => "wrong_credentials",
        Err(Failure::RateLimited { .. }) => "rate_limited",
        Err(Failure::Fault(_)) => "fault",
    });
    outcome
}

async fn attempt(env: &Env, from: Option<IpAddr>, email: &str, password: String) -> Result<SignedIn> {
    let Ok(email) = Email::parse(email) else { return Err(wrong_credentials().into()) };
    let mut limited = vec![Limited::Account(&email)];
    limited.extend(from.map(Limited::SignInFrom));
    count(env, &limited).await?;
    let (user, hash) = users::find_by_email(&env.db, &email).await?.unzip();
    let fits = env.passwords.verify(password, hash).await?;
    let Some(user) = user.filter(|_| fits) else { return Err(wrong_credentials().into()) };
    let tx = env.db.write().await?;
    forget(&tx, Limited::Account(&email)).await?;
    refresh_tokens::delete_expired(&tx, user.id, env.system.now()).await?;
    let signed_in = issue(env, &tx, user, TokenFamilyId(env.system.new_id())).await?;
    tx.commit().await?;
    Ok(signed_in)
}

fn wrong_credentials() -> UserError {
    UserError::new(UserErrorCode::WrongCredentials, "", "the e-mail address or the password is wrong")
}
