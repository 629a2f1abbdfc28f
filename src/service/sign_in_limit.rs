//! Slowing down those who guess: attempts are counted for each address, each account and each user that is asked for
//! their password once more, in the database, so that all servers count together.

use std::net::IpAddr;

use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};

use super::{Env, Failure, Result};
use crate::{
    domain::{account::Email, id::UserId},
    store::{WriteTx, rate_limits},
};

/// The window of all limits.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// What is limited, with the most attempts of it in 15 minutes.
#[derive(Clone, Copy, Debug)]
pub enum Limited<'a> {
    /// Failed sign-ins of one account: 10.
    Account(&'a Email),
    /// Wrong passwords of a user who is signed in: 10. Apart from sign-ins, so that nobody who is not can lock the user
    /// out of changing the password.
    PasswordOf(UserId),
    /// Sign-ins from one address: 100, for there are families and offices.
    SignInFrom(IpAddr),
    /// Sign-ups from one address: 100.
    SignUpFrom(IpAddr),
}

impl Limited<'_> {
    const fn most(&self) -> i32 {
        match self {
            Self::Account(_) | Self::PasswordOf(_) => 10,
            Self::SignInFrom(_) | Self::SignUpFrom(_) => 100,
        }
    }

    /// A digest, so that no address of a person is kept.
    fn subject(&self) -> String {
        let text = match self {
            Self::Account(email) => format!("account {}", email.key()),
            Self::PasswordOf(user) => format!("password {}", user.0),
            Self::SignInFrom(address) => format!("sign-in {}", network(*address)),
            Self::SignUpFrom(address) => format!("sign-up {}", network(*address)),
        };
        hex::encode(Sha256::digest(text))
    }
}

/// An IPv6 customer has a whole /64 network to send from.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => v6
            .to_ipv4_mapped()
            .map_or_else(|| IpAddr::from((u128::from(v6) & !u128::from(u64::MAX)).to_be_bytes()), IpAddr::V4),
    }
}

/// Starts a count anew, in the transaction of a success.
pub(super) async fn forget(tx: &WriteTx, limited: Limited<'_>) -> Result<()> {
    Ok(rate_limits::forget(tx, &limited.subject()).await?)
}

/// Counts an attempt, also a failing one; refuses it when there were too many.
pub async fn count(env: &Env, limited: &[Limited<'_>]) -> Result<()> {
    if !env.limit_sign_ins {
        return Ok(());
    }
    let now = env.system.now();
    let tx = env.db.write().await?;
    // Day-old counters say nothing any more.
    rate_limits::delete_before(&tx, now - TimeDelta::days(1)).await?;
    let mut refused = None;
    for subject in limited {
        let counter = rate_limits::hit(&tx, &subject.subject(), now, now - WINDOW).await?;
        if counter.hits > subject.most() {
            let wait = (counter.window_started_at + WINDOW - now).num_seconds().max(1);
            refused = refused.max(Some(wait));
        }
    }
    tx.commit().await?;
    refused.map_or(Ok(()), |retry_after_seconds| Err(Failure::RateLimited { retry_after_seconds }))
}
