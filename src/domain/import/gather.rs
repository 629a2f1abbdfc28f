//! Records to sessions: those of one session need not follow one another, nor those of one exercise.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Import, ImportedExercise, ImportedSession, ImportedSet, LONGEST_SESSION_HOURS, LineNote, NAME_MAX,
    NOTES_MAX, Source,
    dates::{Order, When},
    record::{End, Read, Row, Trouble, What},
};
use crate::domain::account::TimeZone;

const UNNAMED: &str = "Workout";

/// A file's sessions as far as it is read.
pub(super) struct Gatherer {
    source: Source,
    zone: TimeZone,
    sessions: Vec<Gathered>,
    places: HashMap<(When, String), usize>,
    day_first: bool,
    month_first: bool,
    skipped: Vec<LineNote>,
    errors: Vec<LineNote>,
    remarks: Vec<LineNote>,
}

/// One session as far as the file is read.
struct Gathered {
    line: u64,
    start: When,
    name: String,
    end: Option<End>,
    notes: Notes,
    exercises: Vec<(ImportedExercise, Notes)>,
    places: HashMap<(String, Option<String>), usize>,
}

impl Gatherer {
    pub(super) fn new(source: Source, zone: TimeZone) -> Self {
        Self {
            source,
            zone,
            sessions: Vec::new(),
            places: HashMap::new(),
            day_first: false,
            month_first: false,
            skipped: Vec::new(),
            errors: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Puts one record where it belongs.
    pub(super) fn add(&mut self, line: u64, read: Read) {
        match read.and_then(named) {
            Ok(row) => self.add_row(line, row),
            Err(Trouble::Skip(reason)) => self.skipped.push(LineNote { line, reason }),
            Err(Trouble::Wrong(reason)) => self.errors.push(LineNote { line, reason: reason.into() }),
            Err(Trouble::UnitMissing) => {
                self.errors.push(LineNote { line, reason: "a weight without a unit".into() });
            }
        }
    }

    fn add_row(&mut self, line: u64, row: Row) {
        match row.start.order() {
            Some(Order::DayFirst) => self.day_first = true,
            Some(Order::MonthFirst) => self.month_first = true,
            None => {}
        }
        let reasons = row.remarks.into_iter().map(|reason| LineNote { line, reason: reason.into() });
        self.remarks.extend(reasons);
        let place = match self.places.entry((row.start, row.session)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.sessions.push(Gathered {
                    line,
                    start: row.start,
                    name: new.key().1.clone(),
                    end: None,
                    notes: Notes::default(),
                    exercises: Vec::new(),
                    places: HashMap::new(),
                });
                *new.insert(self.sessions.len() - 1)
            }
        };
        let Some(session) = self.sessions.get_mut(place) else { return };
        session.end = session.end.or(row.end);
        session.notes.add(&row.session_notes);
        let (exercise, notes) = session.exercise(row.exercise, row.superset);
        notes.add(&row.notes);
        match row.what {
            What::Set(draft) => exercise.sets.push(ImportedSet { line, draft }),
            What::Note(reason) => self.skipped.push(LineNote { line, reason: reason.into() }),
        }
    }

    /// Everything that was found.
    pub(super) fn finish(mut self, rows: u64) -> Import {
        let order = match (self.day_first, self.month_first) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        };
        let gathered = std::mem::take(&mut self.sessions);
        let mut sessions: Vec<ImportedSession> =
            gathered.into_iter().filter_map(|session| self.finish_session(session, order)).collect();
        sessions.sort_by(|a, b| (a.started_at, &a.name).cmp(&(b.started_at, &b.name)));
        let Self { source, mut skipped, mut errors, mut remarks, .. } = self;
        for notes in [&mut skipped, &mut errors, &mut remarks] {
            notes.sort_by_key(|note| note.line);
        }
        Import { source, rows, sessions, skipped, errors, remarks }
    }

    fn finish_session(&mut self, session: Gathered, order: Option<Order>) -> Option<ImportedSession> {
        let Some(started_at) = session.start.instant(order, self.zone) else {
            let reason = "the day and the month of the date cannot be told apart; write it like 2024-03-28";
            let sets = session.exercises.iter().flat_map(|(exercise, _)| &exercise.sets);
            self.errors.extend(sets.map(|set| LineNote { line: set.line, reason: reason.into() }));
            return None;
        };
        let line = session.line;
        let completed_at = self.completion(started_at, session.end, order, line);
        let notes = self.finish_notes(&session.notes, line);
        let mut exercises = session.exercises;
        // Notes alone make no exercise.
        exercises.retain(|(exercise, _)| !exercise.sets.is_empty());
        let exercises: Vec<ImportedExercise> = exercises
            .into_iter()
            .map(|(mut exercise, notes)| {
                exercise.notes =
                    self.finish_notes(&notes, exercise.sets.first().map_or(line, |set| set.line));
                exercise
            })
            .collect();
        let name = if session.name.is_empty() { UNNAMED.to_owned() } else { session.name };
        let session =
            ImportedSession { source: self.source, started_at, completed_at, name, notes, exercises };
        (!session.exercises.is_empty()).then_some(session)
    }

    fn completion(
        &mut self,
        start: DateTime<Utc>,
        end: Option<End>,
        order: Option<Order>,
        line: u64,
    ) -> DateTime<Utc> {
        let longest = TimeDelta::hours(LONGEST_SESSION_HOURS);
        let length = match end {
            None => return start,
            #[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
            Some(End::After(seconds)) => TimeDelta::try_seconds(seconds as i64).unwrap_or(TimeDelta::MAX),
            Some(End::At(end)) => match end.instant(order, self.zone) {
                Some(end) => end - start,
                None => return start,
            },
        };
        let reason: Cow<'static, str> = if length < TimeDelta::zero() {
            "the workout ends before it starts; its end is taken to be unknown".into()
        } else if length > longest {
            let hours = length.num_hours();
            format!("the workout was left running for {hours} hours; its end is taken to be unknown").into()
        } else {
            return start.checked_add_signed(length).unwrap_or(start);
        };
        self.remarks.push(LineNote { line, reason });
        start
    }

    fn finish_notes(&mut self, notes: &Notes, line: u64) -> Option<String> {
        if notes.cut {
            let reason = format!("notes are cut after {NOTES_MAX} characters").into();
            self.remarks.push(LineNote { line, reason });
        }
        (!notes.parts.is_empty()).then(|| notes.parts.join("\n"))
    }
}

impl Gathered {
    fn exercise(&mut self, name: String, superset: Option<String>) -> &mut (ImportedExercise, Notes) {
        let next = self.exercises.len();
        let place = *self.places.entry((name.clone(), superset.clone())).or_insert(next);
        if place == next {
            let exercise = ImportedExercise { name, superset, notes: None, sets: Vec::new() };
            self.exercises.push((exercise, Notes::default()));
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "places point into the exercises, and one was pushed above"
        )]
        &mut self.exercises[place]
    }
}

/// Checks the names, which every source has.
fn named(row: Row) -> Read {
    if row.exercise.is_empty() {
        return Err(Trouble::Wrong("no exercise".to_owned()));
    }
    for (what, name) in [("exercise", &row.exercise), ("session", &row.session)] {
        if name.chars().count() > NAME_MAX {
            return Err(Trouble::Wrong(format!(
                "the name of the {what} has more than {NAME_MAX} characters"
            )));
        }
    }
    Ok(row)
}

/// Notes that rows repeat or add to, each once and together no longer than can be kept.
#[derive(Default)]
struct Notes {
    parts: Vec<String>,
    length: usize,
    cut: bool,
}

impl Notes {
    fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.cut || self.parts.iter().any(|part| part == text) {
            return;
        }
        let left = NOTES_MAX.saturating_sub(self.length + usize::from(!self.parts.is_empty()));
        let part: String = text.chars().take(left).collect();
        self.cut = part.len() < text.len();
        self.length = NOTES_MAX - left + part.chars().count();
        if !part.is_empty() {
            self.parts.push(part);
        }
    }
}
