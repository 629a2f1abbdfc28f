//! Signing out.

use super::{Env, Result, refresh_tokens::digest};
use crate::store::refresh_tokens;

/// Revokes the family of a refresh token. An unknown token is signed out already.
pub async fn sign_out(env: &Env, refresh_token: &str) -> Result<()> {
    let tx = env.db.write().await?;
    if let Some(token) = refresh_tokens::find(&tx, &digest(refresh_token)).await? {
        refresh_tokens::revoke_family(&tx, token.family, env.system.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}
