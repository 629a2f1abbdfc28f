//! The real world: the only file that reads the clock and draws identifiers and randomness.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::system::{System, to_micros};

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealSystem;

impl System for RealSystem {
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    fn now(&self) -> DateTime<Utc> {
        to_micros(Utc::now())
    }

    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "without randomness nothing is safe to do"
    )]
    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}
