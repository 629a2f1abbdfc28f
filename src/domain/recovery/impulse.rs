//! What one set does to one muscle group.

use serde::{Deserialize, Serialize};

use crate::domain::{muscle::Role, text::text_enum};

/// Repetitions in reserve that are assumed where they are missing.
const ASSUMED_RIR: f64 = 2.0;
/// More repetitions in reserve than this make no further difference.
const MAX_RIR: f64 = 5.0;
/// Seconds of a timed set that count as one repetition.
const SECONDS_PER_REP: f64 = 4.0;
/// The most repetitions that a timed set can count as.
const MAX_TIMED_REPS: f64 = 20.0;

/// What a set was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetKind {
    /// A working set.
    Normal,
    /// Preparation: puts no fatigue on anything and counts towards no volume.
    WarmUp,
    /// A working set that goes on with less weight and no rest.
    Drop,
    /// A working set to failure: no repetition in reserve, whatever was recorded.
    Failure,
}

text_enum!(SetKind { Normal = "normal", WarmUp = "warm_up", Drop = "drop", Failure = "failure" });

/// What recovery needs to know of a set. Kilograms are not part of it: bodyweight sets count like any other.
///
/// A set without repetitions and without seconds (none, or zero) was not performed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetEffort {
    /// What the set was for.
    pub kind: SetKind,
    /// Repetitions; they take precedence over the duration.
    pub reps: Option<u16>,
    /// Duration in seconds, for timed sets.
    pub duration_seconds: Option<u32>,
    /// Repetitions in reserve, 0 or more; more than 5 count as 5.
    pub rir: Option<f64>,
}

/// The fatigue that a set puts on a muscle group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impulse {
    /// In units of one 10-rep set to failure, 0..=1.15.
    pub value: f64,
    /// Whether the repetitions in reserve were missing, so that 2 were assumed. Never so for a set without effect.
    pub estimated: bool,
}

impl SetEffort {
    /// The fatigue that the set puts on a muscle group that its exercise loads in this role.
    #[must_use]
    pub fn impulse(&self, role: Role) -> Impulse {
        let Some(reps) = self.working_reps() else {
            return Impulse { value: 0.0, estimated: false };
        };
        let rir = self.known_rir();
        Impulse {
            value: role.weight() * effort(rir.unwrap_or(ASSUMED_RIR)) * reps_factor(reps),
            estimated: rir.is_none(),
        }
    }

    /// Whether it is a working set that was performed: the sets that give an impulse and count as volume.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.working_reps().is_some()
    }

    /// Repetitions, or what the duration counts as; none for a warm-up and for a set that was not performed.
    fn working_reps(&self) -> Option<f64> {
        if self.kind == SetKind::WarmUp {
            return None;
        }
        let reps = self.reps.filter(|&reps| reps > 0).map(f64::from);
        let seconds = self.duration_seconds.filter(|&seconds| seconds > 0).map(f64::from);
        reps.or_else(|| seconds.map(|seconds| (seconds / SECONDS_PER_REP).clamp(1.0, MAX_TIMED_REPS)))
    }

    /// Repetitions in reserve as far as they are known. A value that is not a number would spoil every later sum.
    fn known_rir(&self) -> Option<f64> {
        match self.kind {
            SetKind::Failure => Some(0.0),
            SetKind::Normal | SetKind::WarmUp | SetKind::Drop => self.rir.filter(|rir| !rir.is_nan()),
        }
    }
}

/// How hard a set is that ends this many repetitions before failure: 1 at failure, 0.27 at five or more.
fn effort(rir: f64) -> f64 {
    0.2 + 0.8 * (-rir.clamp(0.0, MAX_RIR) / 2.0).exp()
}

/// How much the length of a set matters: 1 for ten repetitions, 0.75..=1.15.
fn reps_factor(reps: f64) -> f64 {
    (0.7 + 0.03 * reps).clamp(0.75, 1.15)
}
