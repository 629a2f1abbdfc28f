//! What became of a file.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ImportedSession, LineNote, Source};
use crate::domain::id::ExerciseId;

/// What became of a file: every line that is a record is a set of a session that was created or was there already, or
/// stands among `skipped` or `errors`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The app that wrote the file.
    pub source: Source,
    /// Records, the header aside.
    pub rows: u64,
    /// The sessions that were created, by start.
    pub created: Vec<SessionOnReceipt>,
    /// The sessions that were there from an import before, by start.
    pub known: Vec<SessionOnReceipt>,
    /// What each name of an exercise was taken for, by name.
    pub names: Vec<NameOnReceipt>,
    /// Records that are no set, by line.
    pub skipped: Vec<LineNote>,
    /// Records that could not be read, by line.
    pub errors: Vec<LineNote>,
    /// What was left out of records that did become sets, by line.
    pub remarks: Vec<LineNote>,
}

/// A session of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOnReceipt {
    /// What the app calls it.
    pub name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How many sets it has.
    pub sets: usize,
}

impl From<&ImportedSession> for SessionOnReceipt {
    fn from(session: &ImportedSession) -> Self {
        let sets = session.exercises.iter().map(|exercise| exercise.sets.len()).sum();
        Self { name: session.name.clone(), started_at: session.started_at, sets }
    }
}

/// What a name of an exercise was taken for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameOnReceipt {
    /// The name in the file.
    pub name: String,
    /// How many sets of the created sessions have it.
    pub sets: usize,
    /// The exercise.
    pub exercise: ExerciseId,
    /// How similar the names are, 0.75..=1; none where the exercise is new.
    pub similarity: Option<f64>,
    /// Exercises that were equally similar: too many to choose one.
    pub candidates: Vec<ExerciseId>,
}

impl Receipt {
    /// How many sets were created.
    #[must_use]
    pub fn sets(&self) -> usize {
        self.created.iter().map(|session| session.sets).sum()
    }
}
