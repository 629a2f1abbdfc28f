//! What use cases count: of everything that was committed since the start of this process.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
};

/// Bounds of rebuilding recovery, in seconds.
const REBUILD_BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0];
/// Bounds of the number of keys in one load.
const BATCH_BOUNDS: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];

/// The kind of a swap.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SwapLabel {
    kind: &'static str,
}

/// How a sign-in went.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SignInLabel {
    outcome: &'static str,
}

/// A use case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ReplayLabel {
    operation: &'static str,
}

/// What a loader loads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LoaderLabel {
    loader: &'static str,
}

/// The counters; clones count together.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Sessions that were completed, imported ones among them.
    pub sessions_logged: Counter,
    /// Swaps, and swaps taken back.
    pub swaps: Family<SwapLabel, Counter>,
    /// Attempts to sign in.
    pub sign_ins: Family<SignInLabel, Counter>,
    /// Retries that were answered from what came of the first attempt.
    pub replays: Family<ReplayLabel, Counter>,
    /// How long rebuilding the recovery of a user took, in seconds.
    pub rebuilds: Histogram,
    /// How many keys one load of a dataloader had.
    pub batches: Family<LoaderLabel, Histogram, fn() -> Histogram>,
}

impl Default for Counts {
    fn default() -> Self {
        let batches: fn() -> Histogram = || Histogram::new(BATCH_BOUNDS);
        Self {
            sessions_logged: Counter::default(),
            swaps: Family::default(),
            sign_ins: Family::default(),
            replays: Family::default(),
            rebuilds: Histogram::new(REBUILD_BOUNDS),
            batches: Family::new_with_constructor(batches),
        }
    }
}

impl Counts {
    /// A swap of a `workout` or an `exercise`, or a `revert`.
    pub(super) fn swap(&self, kind: &'static str) {
        self.swaps.get_or_create(&SwapLabel { kind }).inc();
    }

    /// An attempt to sign in.
    pub(super) fn sign_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&SignInLabel { outcome }).inc();
    }

    /// A retry of a use case.
    pub(super) fn replay(&self, operation: &'static str) {
        self.replays.get_or_create(&ReplayLabel { operation }).inc();
    }

    /// A rebuilding of recovery.
    pub(super) fn rebuild(&self, elapsed: Duration) {
        self.rebuilds.observe(elapsed.as_secs_f64());
    }

    /// A load of so many keys.
    pub fn batch(&self, loader: &'static str, keys: usize) {
        let keys = u32::try_from(keys).unwrap_or(u32::MAX);
        self.batches.get_or_create(&LoaderLabel { loader }).observe(f64::from(keys));
    }
}
