//! Exchanging a refresh token for the next one.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};

use super::{Env, Result, UserError, UserErrorCode, access_token::AccessToken};
use crate::{
    domain::{account::User, id::TokenFamilyId},
    store::{
        WriteTx,
        refresh_tokens::{self, RefreshToken},
        users,
    },
};

/// How long a refresh token can be exchanged.
const DAYS: i64 = 30;

/// A user with the tokens that prove it.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// Sent with every request.
    pub access: AccessToken,
    /// Exchanged for the next pair, once.
    pub refresh_token: String,
}

/// Exchanges a refresh token. One that was exchanged before has been stolen, from its owner or by its owner: its
/// whole family is revoked.
pub async fn refresh(env: &Env, refresh_token: &str) -> Result<SignedIn> {
    let now = env.system.now();
    let tx = env.db.write().await?;
    let Some(token) = refresh_tokens::find(&tx, &digest(refresh_token)).await? else {
        return Err(invalid().into());
    };
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Err(invalid().into());
    }
    let user = users::find(&tx, token.user).await?;
    let Some(user) = user else { return Err(invalid().into()) };
    if token.used_at.is_some() || !refresh_tokens::mark_used(&tx, token.id, now).await? {
        refresh_tokens::revoke_family(&tx, token.family, now).await?;
        tx.commit().await?;
        tracing::warn!(family = %token.family.0, "a refresh token was replayed; its family is revoked");
        return Err(invalid().into());
    }
    let signed_in = issue(env, &tx, user, token.family).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Makes a pair of tokens of a family.
pub(super) async fn issue(env: &Env, tx: &WriteTx, user: User, family: TokenFamilyId) -> Result<SignedIn> {
    let now = env.system.now();
    let mut secret = [0; 32];
    env.system.fill_random(&mut secret);
    let refresh_token = URL_SAFE_NO_PAD.encode(secret);
    let row = RefreshToken {
        id: env.system.new_id(),
        family,
        user: user.id,
        hash: digest(&refresh_token),
        created_at: now,
        expires_at: now + TimeDelta::days(DAYS),
        used_at: None,
        revoked_at: None,
    };
    refresh_tokens::insert(tx, &row).await?;
    let access = env.tokens.issue(user.id, now)?;
    Ok(SignedIn { user, access, refresh_token })
}

/// What is kept of a token: it has 256 random bits, so a plain digest is enough.
pub(super) fn digest(refresh_token: &str) -> String {
    hex::encode(Sha256::digest(refresh_token))
}

fn invalid() -> UserError {
    let message = "the refresh token is unknown, used, revoked or expired; sign in again";
    UserError::new(UserErrorCode::TokenInvalid, "refreshToken", message)
}
