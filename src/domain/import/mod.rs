//! Training histories that other apps export: the text of a file in, sessions out. No clock, no catalogue, no store.
//!
//! Every record of the file ends in exactly one place: as a set of a session, among `skipped` (it is no set, or nothing
//! was done in it) or among `errors` (it cannot be read). What was read but not kept whole is among `remarks` as well.
//! The file is read as a stream: what stays in memory is what was found in it.
//!
//! | file | holds |
//! |---|---|
//! | `text.rs` | bytes to text: UTF-8, UTF-16, line ends, the size limit |
//! | `table.rs` | text to records: the delimiter, the columns, line numbers |
//! | `strong.rs`, `hevy.rs`, `fitnotes.rs` | what one record says, by source |
//! | `measures.rs`, `numbers.rs`, `units.rs` | what was lifted, how often, how far, how long |
//! | `dates.rs`, `months.rs` | when it was |
//! | `gather.rs` | records to sessions |
//! | `names.rs`, `bag.rs`, `aliases.rs` | names of exercises to exercises of the catalogue |
//! | `receipt.rs` | what became of it all |

use std::{borrow::Cow, io::Read};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use self::{gather::Gatherer, table::Table};
use super::{
    account::TimeZone,
    session::{SetDraft, WeightUnit},
    text::text_enum,
};

mod aliases;
mod bag;
mod dates;
mod error;
mod fitnotes;
mod fold;
mod gather;
mod hevy;
mod measures;
mod months;
mod names;
mod numbers;
mod receipt;
mod record;
mod strong;
mod table;
mod text;
mod units;

#[cfg(test)]
mod tests;

pub use error::Unreadable;
pub use names::{Match, NameIndex, SIMILAR_ENOUGH, match_name};
pub use receipt::{NameOnReceipt, Receipt, SessionOnReceipt};
pub use units::DistanceUnit;

/// Most bytes of a file, unless the caller says otherwise.
pub const MAX_BYTES: u64 = 5 * 1024 * 1024;
/// Most records of a file, unless the caller says otherwise.
pub const MAX_ROWS: u64 = 50_000;
/// Most characters of an exercise's name and of a session's name.
pub const NAME_MAX: usize = 200;
/// Most characters of the notes on a session or an exercise; what is longer is cut.
pub const NOTES_MAX: usize = 2000;
/// A session that is longer than this was never ended in the app: a clock that was left running, not a duration.
pub const LONGEST_SESSION_HOURS: i64 = 24;

/// The app that wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Strong (iOS, Android), 2017 and later.
    Strong,
    /// Hevy.
    Hevy,
    /// `FitNotes` (Android, iOS).
    FitNotes,
}

text_enum!(Source { Strong = "strong", Hevy = "hevy", FitNotes = "fitnotes" });

impl ImportedSession {
    /// What tells the session from every other one of its user's: source, start and name.
    #[must_use]
    pub fn key(&self) -> String {
        let start = self.started_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("{}|{start}|{}", self.source.as_text(), self.name)
    }
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Strong, Self::Hevy, Self::FitNotes];

    /// The header lines that are known, the oldest first. Others with the same columns are read as well: columns are
    /// found by name, in any order.
    #[must_use]
    pub const fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Strong => &strong::HEADERS,
            Self::Hevy => &hevy::HEADERS,
            Self::FitNotes => &fitnotes::HEADERS,
        }
    }
}

/// What the caller knows of a file.
#[derive(Clone, Debug)]
pub struct Options {
    /// The app that wrote it; none: the header tells.
    pub source: Option<Source>,
    /// Where the times in it were read off a clock.
    pub time_zone: TimeZone,
    /// The unit of weights that the file itself names no unit for.
    pub unit: Option<WeightUnit>,
    /// The unit of distances that the file itself names no unit for.
    pub distance_unit: Option<DistanceUnit>,
    /// Most bytes.
    pub max_bytes: u64,
    /// Most records, the header aside.
    pub max_rows: u64,
}

impl Options {
    /// Nothing known but the time zone, with the usual limits.
    #[must_use]
    pub const fn new(time_zone: TimeZone) -> Self {
        Self {
            source: None,
            time_zone,
            unit: None,
            distance_unit: None,
            max_bytes: MAX_BYTES,
            max_rows: MAX_ROWS,
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Import {
    /// The app that wrote it.
    pub source: Source,
    /// Records, the header aside: the sets of all sessions, `skipped` and `errors` together.
    pub rows: u64,
    /// The sessions, by start. Each has at least one exercise, and each exercise at least one set.
    pub sessions: Vec<ImportedSession>,
    /// Records that are no set, by line.
    pub skipped: Vec<LineNote>,
    /// Records that could not be read, by line.
    pub errors: Vec<LineNote>,
    /// What was left out of records that did become sets, by line.
    pub remarks: Vec<LineNote>,
}

/// One session as an app recorded it. Source, start and name together tell it from every other one.
#[derive(Clone, Debug)]
pub struct ImportedSession {
    /// The app that recorded it.
    pub source: Source,
    /// When it began; noon where the user lives if the file knows the day alone.
    pub started_at: DateTime<Utc>,
    /// When it ended; the start if the file does not know.
    pub completed_at: DateTime<Utc>,
    /// What the app calls it; `Workout` if it has no name. 1 to 200 characters.
    pub name: String,
    /// The user's own words, at most 2000 characters.
    pub notes: Option<String>,
    /// What was trained, in order of first appearance. Sets of one exercise that others stand between are together.
    pub exercises: Vec<ImportedExercise>,
}

/// One exercise of a session.
#[derive(Clone, Debug)]
pub struct ImportedExercise {
    /// The app's name for it, 1 to 200 characters, e.g. `Bench Press (Barbell)`.
    pub name: String,
    /// What exercises of this session that were done in turn have in common; means nothing in another session.
    pub superset: Option<String>,
    /// The user's own words, at most 2000 characters.
    pub notes: Option<String>,
    /// The sets, in the order of the file.
    pub sets: Vec<ImportedSet>,
}

/// One set.
#[derive(Clone, Debug)]
pub struct ImportedSet {
    /// The line of the file that it begins in, from 1.
    pub line: u64,
    /// What was done; [`SetDraft::check`] accepts it.
    pub draft: SetDraft,
}

/// Something to say about a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineNote {
    /// The line of the file that the record begins in, from 1.
    pub line: u64,
    /// What there is to say, in English, without a full stop.
    pub reason: Cow<'static, str>,
}

/// Reads a file.
pub fn read(input: impl Read, options: &Options) -> Result<Import, Unreadable> {
    let mut table = Table::open(input, options)?;
    let mut gatherer = Gatherer::new(table.source(), options.time_zone);
    while let Some(line) = table.advance()? {
        if table.rows() > options.max_rows {
            return Err(Unreadable::TooManyRows { most: options.max_rows });
        }
        gatherer.add(line, table.row(line, options)?);
    }
    Ok(gatherer.finish(table.rows()))
}
