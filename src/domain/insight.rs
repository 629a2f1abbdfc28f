//! What a history shows: volume by week and day, records, trends, neglected muscle groups, the next load.

mod progression;
mod strength;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};

pub use progression::{Progression, ProgressionReason, by_session, suggest};
pub use strength::{PerformedSet, Records, TrendPoint, brzycki, epley, records, trend};

use super::{
    account::TimeZone,
    catalogue::Catalogue,
    id::{ExerciseId, SessionId},
    muscle::{Muscle, MuscleMap},
    recommendation::WEEKLY_SETS,
    recovery::{MuscleState, Status},
};

/// One exercise of one completed session, added up.
#[derive(Clone, Debug, PartialEq)]
pub struct ExerciseTotal {
    /// The session.
    pub session: SessionId,
    /// When it was completed.
    pub completed_at: DateTime<Utc>,
    /// The exercise; none where the session has no logs.
    pub exercise: Option<ExerciseId>,
    /// Performed sets but warm-ups.
    pub sets: u32,
    /// Load times repetitions of those sets in kilograms; sets without a load, or with assistance, add nothing.
    pub tonnage_kg: f64,
}

/// What was trained in a span of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Volume {
    /// Completed sessions.
    pub sessions: u32,
    /// Performed sets but warm-ups.
    pub sets: u32,
    /// Load times repetitions in kilograms.
    pub tonnage_kg: f64,
    /// Sets per muscle group: primary ones count 1, secondary ones 0.5.
    pub fractional_sets: MuscleMap<f64>,
}

impl Volume {
    fn add(&mut self, total: &ExerciseTotal, first_of_session: bool, catalogue: &Catalogue) {
        self.sessions += u32::from(first_of_session);
        self.sets += total.sets;
        self.tonnage_kg += total.tonnage_kg;
        let Some(exercise) = total.exercise else { return };
        for (muscle, role) in &*catalogue.muscles_trained(exercise) {
            *self.fractional_sets.get_mut(*muscle) += role.weight() * f64::from(total.sets);
        }
    }
}

/// The volume of every week from the one with `from` to the one with `to`, also of those without training. Weeks
/// begin on Monday where the user lives.
#[must_use]
pub fn weekly(
    totals: &[ExerciseTotal],
    catalogue: &Catalogue,
    zone: TimeZone,
    from: NaiveDate,
    to: NaiveDate,
) -> Vec<(NaiveDate, Volume)> {
    let mut weeks = BTreeMap::new();
    let mut monday = monday_of(from);
    while monday <= to {
        weeks.insert(monday, Volume::default());
        let Some(next) = monday.checked_add_days(Days::new(7)) else { break };
        monday = next;
    }
    add_up(totals, catalogue, |at| monday_of(zone.day_of(at)), &mut weeks);
    weeks.into_iter().collect()
}

/// The volume of every day with training.
#[must_use]
pub fn daily(totals: &[ExerciseTotal], catalogue: &Catalogue, zone: TimeZone) -> Vec<(NaiveDate, Volume)> {
    let mut days = BTreeMap::new();
    add_up(totals, catalogue, |at| zone.day_of(at), &mut days);
    days.into_iter().collect()
}

fn add_up(
    totals: &[ExerciseTotal],
    catalogue: &Catalogue,
    span: impl Fn(DateTime<Utc>) -> NaiveDate,
    volumes: &mut BTreeMap<NaiveDate, Volume>,
) {
    let mut seen = HashSet::new();
    for total in totals {
        let volume = volumes.entry(span(total.completed_at)).or_default();
        volume.add(total, seen.insert(total.session), catalogue);
    }
}

/// The last day of a day's week.
#[must_use]
pub fn sunday_of(day: NaiveDate) -> NaiveDate {
    monday_of(day).checked_add_days(Days::new(6)).unwrap_or(day)
}

/// The first day of a day's week.
#[must_use]
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

/// A muscle group that could be trained and is not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neglected {
    /// The muscle group.
    pub muscle: Muscle,
    /// Fractional sets of the last 7 times 24 hours.
    pub weekly_sets: f64,
    /// Days since it was last trained; none if never.
    pub days_since_trained: Option<f64>,
}

/// The muscle groups that were last trained `days` ago or longer, are recovered, and are short of their weekly sets;
/// those never trained first, then by how long ago.
#[must_use]
pub fn neglected(
    states: &MuscleMap<MuscleState>,
    weekly_sets: &MuscleMap<f64>,
    days: f64,
    at: DateTime<Utc>,
) -> Vec<Neglected> {
    let mut list: Vec<Neglected> = states
        .iter()
        .filter(|(muscle, state)| Status::of(state.score_at(*muscle, at)) == Status::Recovered)
        .map(|(muscle, state)| Neglected {
            muscle,
            weekly_sets: *weekly_sets.get(muscle),
            days_since_trained: state.last_trained_at.map(|last| (at - last).as_seconds_f64() / 86_400.0),
        })
        .filter(|one| one.weekly_sets < WEEKLY_SETS)
        .filter(|one| one.days_since_trained.is_none_or(|since| since >= days))
        .collect();
    let longest = |one: &Neglected| one.days_since_trained.unwrap_or(f64::INFINITY);
    list.sort_by(|a, b| longest(b).total_cmp(&longest(a)).then_with(|| a.muscle.cmp(&b.muscle)));
    list
}
