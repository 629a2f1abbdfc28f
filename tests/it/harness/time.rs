//! A world in which nothing happens by itself.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use gravl::domain::system::System;
use uuid::Uuid;

/// Monday, 23 November 2026, 12:00 UTC.
pub(crate) const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).unwrap();

/// A clock that moves when told, identifiers and "randomness" that count: every run of a test sees the same.
#[derive(Debug)]
pub(crate) struct TestSystem {
    now: Mutex<DateTime<Utc>>,
    ids: AtomicU64,
    draws: AtomicU64,
}

impl Default for TestSystem {
    fn default() -> Self {
        Self { now: Mutex::new(START), ids: AtomicU64::new(1), draws: AtomicU64::new(1) }
    }
}

impl TestSystem {
    /// Moves the clock.
    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl System for TestSystem {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Version and variant as of a time-ordered identifier, and in the order in which they were made.
    fn new_id(&self) -> Uuid {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | u128::from(number) << 80)
    }

    /// The number of the call over and over: no two calls agree.
    fn fill_random(&self, bytes: &mut [u8]) {
        let number = self.draws.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        for (byte, counted) in bytes.iter_mut().zip(number.into_iter().cycle()) {
            *byte = counted;
        }
    }
}

#[test]
fn the_clock_stands_still_and_everything_else_counts() {
    let system = TestSystem::default();
    assert_eq!(system.now().to_rfc3339(), "2026-11-23T12:00:00+00:00");
    system.advance(TimeDelta::hours(1));
    assert_eq!(system.now(), START + TimeDelta::hours(1));
    let ids = [system.new_id(), system.new_id()];
    assert!(ids.is_sorted() && ids[0] != ids[1]);
    assert_eq!(ids[0].get_version_num(), 7);
    let draws = [(); 2].map(|()| {
        let mut bytes = [0; 16];
        system.fill_random(&mut bytes);
        bytes
    });
    assert_ne!(draws[0], draws[1]);
}
