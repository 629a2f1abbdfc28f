//! What the rules need of the world outside: the time, identifiers, randomness. Handed in, never reached for.

use chrono::{DateTime, SubsecRound as _, Utc};
use uuid::Uuid;

/// The world outside, as the one who runs the rules sees it.
pub trait System: Send + Sync {
    /// The current instant, in whole microseconds (what both databases keep).
    fn now(&self) -> DateTime<Utc>;
    /// A fresh, time-ordered identifier.
    fn new_id(&self) -> Uuid;
    /// Fills `bytes` with randomness that nobody can guess.
    fn fill_random(&self, bytes: &mut [u8]);
}

/// Cuts an instant to whole microseconds, the precision of both databases.
#[must_use]
pub fn to_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(6)
}
