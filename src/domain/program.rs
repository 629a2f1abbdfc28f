//! Following a program: which workout falls on which day.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::id::{EnrolmentId, ProgramId, ProgramWorkoutId};

/// A set of days of the week, never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekdays(u16);

impl Weekdays {
    /// The set of these days; none for an empty list.
    #[must_use]
    pub fn new(days: &[Weekday]) -> Option<Self> {
        let bits = days.iter().fold(0, |bits, day| bits | 1 << day.num_days_from_monday());
        (bits != 0).then_some(Self(bits))
    }

    /// The set as kept: bit 0 is Monday.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// The set as it is kept: bit 0 is Monday.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether a day is in the set.
    #[must_use]
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }
}

/// A user following a program for some weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Identifier.
    pub id: EnrolmentId,
    /// The program.
    pub program: ProgramId,
    /// The first day that may be trained on.
    pub starts_on: NaiveDate,
    /// For how many weeks, 1..=52.
    pub weeks: u16,
    /// The days of the week to train on.
    pub weekdays: Weekdays,
}

impl Enrolment {
    /// The day after the last one.
    #[must_use]
    pub fn ends_before(&self) -> NaiveDate {
        self.starts_on.checked_add_days(Days::new(u64::from(self.weeks) * 7)).unwrap_or(NaiveDate::MAX)
    }

    /// Whether two spans of days share one.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_on < other.ends_before() && other.starts_on < self.ends_before()
    }

    /// The calendar: the program's workouts in order on the chosen days, over and over.
    #[must_use]
    pub fn calendar(&self, workouts: &[ProgramWorkoutId]) -> Vec<(NaiveDate, ProgramWorkoutId)> {
        self.starts_on
            .iter_days()
            .take_while(|day| *day < self.ends_before())
            .filter(|day| self.weekdays.contains(day.weekday()))
            .zip(workouts.iter().copied().cycle())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_calendar_puts_the_workouts_in_order_on_the_chosen_days() {
        let enrolment = Enrolment {
            id: EnrolmentId(Uuid::nil()),
            program: ProgramId(Uuid::nil()),
            starts_on: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), // a Tuesday
            weeks: 2,
            weekdays: Weekdays::new(&[Weekday::Mon, Weekday::Thu]).unwrap(),
        };
        let [a, b, c] = [1, 2, 3].map(|number| ProgramWorkoutId(Uuid::from_u128(number)));
        let days: Vec<(u32, ProgramWorkoutId)> =
            enrolment.calendar(&[a, b, c]).into_iter().map(|(day, workout)| (day.day(), workout)).collect();
        assert_eq!(days, [(26, a), (30, b), (3, c), (7, a)]);
        assert_eq!(Weekdays::new(&[]), None);
    }
}
