//! Taking a swap back.

use serde::Serialize;

use super::{
    Env, Failure, Result, UserError, UserErrorCode, recovery,
    swap_workout::{Swapped, has_sets},
    write::{Begun, Write},
};
use crate::{
    domain::{
        id::{SessionId, SwapId, UserId},
        session::{Session, SessionStatus},
        swap::{Swap, status_before},
    },
    store::{sessions, swaps},
};

/// Which swap, and whether its logged sets may go.
#[derive(Debug, Serialize)]
pub struct RevertSwap {
    /// The swap.
    pub swap: Option<SwapId>,
    /// Whether sets that were logged since may stop counting; they stay in the audit trail.
    pub discard_logged_sets: bool,
}

/// Restores exactly what the swap replaced. The newest swap of a chain goes first.
pub async fn revert_swap(env: &Env, user: UserId, key: Option<&str>, input: &RevertSwap) -> Result<Swapped> {
    let write = match Write::begin(env, user, "revertSwap", key, input).await? {
        Begun::Known(outcome) => return Ok(outcome),
        Begun::New(write) => write,
    };
    let swap = match input.swap {
        Some(id) => swaps::find(&write.tx, user, &[id]).await?.pop(),
        None => None,
    };
    let Some(swap) = swap else { return Err(UserError::not_found("swapId", "swap").into()) };
    if swap.reverted_at.is_some() {
        return Err(not_revertible("the swap was taken back already").into());
    }
    let (from, to) = sessions_of(&write, user, &swap).await?;
    if to.status == SessionStatus::Replaced {
        return Err(
            not_revertible("the session was swapped again since; revert the newest swap first").into()
        );
    }
    let was_completed = to.status == SessionStatus::Completed;
    if (was_completed || has_sets(&write.tx, user, to.id).await?) && !input.discard_logged_sets {
        let message = "the session that took its place was completed or has logged sets; set discardLoggedSets if they may \
                       stop counting";
        return Err(UserError::new(UserErrorCode::HasLoggedSets, "discardLoggedSets", message).into());
    }
    let replaced = Session { status: SessionStatus::Replaced, completed_at: None, ..to };
    sessions::update(&write.tx, &replaced).await?;
    let restored = Session { status: status_before(&from), ..from };
    sessions::update(&write.tx, &restored).await?;
    swaps::mark_reverted(&write.tx, swap.id, env.system.now()).await?;
    let changed = if was_completed { recovery::rebuild(env, &write.tx, user).await? } else { Vec::new() };
    write.finish(Swapped { swap: swap.id, session: restored.id, changed }).await
}

async fn sessions_of(write: &Write, user: UserId, swap: &Swap) -> Result<(Session, Session)> {
    let (Some(from), Some(to)) = (swap.from_session, swap.to_session) else {
        return Err(not_revertible("a session of this swap was deleted").into());
    };
    Ok((session(write, user, from).await?, session(write, user, to).await?))
}

async fn session(write: &Write, user: UserId, id: SessionId) -> Result<Session> {
    let session = sessions::find_one(&write.tx, user, id).await?;
    session.ok_or_else(|| Failure::fault("a swap without its session"))
}

fn not_revertible(message: &str) -> UserError {
    UserError::new(UserErrorCode::NotRevertible, "swapId", message)
}
