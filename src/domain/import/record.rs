//! One record of a file, and what a source makes of it.

use std::{borrow::Cow, collections::HashMap};

use csv::StringRecord;

use super::{Options, Unreadable, dates::When, fold::words, numbers::Numbers};
use crate::domain::session::SetDraft;

/// The columns of a file, by the words of their names: `Weight (kg)` and `weight_kg` are both `weight kg`.
pub(super) struct Columns {
    places: HashMap<String, usize>,
    /// The names, in order.
    pub(super) names: Vec<String>,
}

impl Columns {
    pub(super) fn new(header: &StringRecord) -> Self {
        let mut names: Vec<String> = header.iter().map(words).collect();
        // A delimiter at the end of the line makes no column.
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        Self::of(names)
    }

    fn of(names: Vec<String>) -> Self {
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry(name.clone()).or_insert(place);
        }
        Self { places, names }
    }

    /// The same columns under other names.
    pub(super) fn renamed(&self, rename: impl Fn(&str) -> String) -> Self {
        Self::of(self.names.iter().map(|name| rename(name)).collect())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    pub(super) fn have(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }
}

/// One record with everything that is needed to understand it.
pub(super) struct Fields<'a> {
    pub(super) columns: &'a Columns,
    pub(super) record: &'a StringRecord,
    pub(super) numbers: Numbers,
    pub(super) options: &'a Options,
}

impl<'a> Fields<'a> {
    /// The text in the first of these columns that has any, without the spaces around it; else nothing.
    pub(super) fn text(&self, names: &[&str]) -> &'a str {
        names
            .iter()
            .filter_map(|name| self.columns.place(name).and_then(|place| self.record.get(place)))
            .map(str::trim)
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// The number in the first of these columns that has any text.
    pub(super) fn decimal(&self, names: &[&str], what: &str) -> Result<Option<f64>, Trouble> {
        match self.text(names) {
            "" => Ok(None),
            text => self
                .numbers
                .decimal(text)
                .map(Some)
                .ok_or_else(|| Trouble::no_number(what, text, self.numbers)),
        }
    }
}

/// What a record says.
pub(super) struct Row {
    /// When its session began.
    pub(super) start: When,
    /// What its session is called; may be empty.
    pub(super) session: String,
    /// When its session ended.
    pub(super) end: Option<End>,
    /// Notes on its session; may be empty.
    pub(super) session_notes: String,
    /// What was trained.
    pub(super) exercise: String,
    /// What it was done in turn with.
    pub(super) superset: Option<String>,
    /// Notes on the exercise; may be empty.
    pub(super) notes: String,
    /// The set itself.
    pub(super) what: What,
    /// What of it could not be kept.
    pub(super) remarks: Vec<String>,
}

pub(super) enum What {
    Set(SetDraft),
    /// No set, but its notes count; why it is none.
    Note(&'static str),
}

/// When a session ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// Seconds after its start.
    After(f64),
    At(When),
}

/// Why a record is no set.
pub(super) enum Trouble {
    /// It is none, and that is fine.
    Skip(Cow<'static, str>),
    /// It cannot be read.
    Wrong(String),
    /// It has a weight without a unit, as all of the file have.
    UnitMissing,
}

impl Trouble {
    pub(super) fn no_number(what: &str, text: &str, numbers: Numbers) -> Self {
        let hint = if text.contains(',') && !numbers.decimal_comma {
            " (commas divide the columns of this file, so none can stand in a number)"
        } else {
            ""
        };
        Self::Wrong(format!("the {what} `{}` is no number{hint}", shown(text)))
    }
}

/// A record as far as it goes: fatal problems are the outer error.
pub(super) type Read = Result<Row, Trouble>;

/// Makes a unit that is missing in the whole file fatal.
pub(super) fn fatal(read: Read, line: u64) -> Result<Read, Unreadable> {
    match read {
        Err(Trouble::UnitMissing) => Err(Unreadable::UnitMissing { line }),
        read => Ok(read),
    }
}

/// A text as messages quote it: not longer than a line.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}..", line.split_at(end).0),
        None => line,
    }
}
