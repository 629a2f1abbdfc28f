//! Dates and times as exports write them, and the instants that they stand for.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};

use super::{
    fold::fold,
    months::month,
    record::{Trouble, shown},
};
use crate::domain::account::TimeZone;

/// Whether 3/4 is in April or in March.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Day {
    Known(NaiveDate),
    /// `28/03/2024` or `03/28/2024`.
    Slashed {
        first: u32,
        second: u32,
        year: i32,
    },
}

/// A point in time as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum When {
    /// With its offset from UTC.
    Instant(DateTime<Utc>),
    /// Where the user lives; perhaps the day alone.
    Local(Day, Option<NaiveTime>),
}

impl When {
    /// What this date, taken by itself, says about the order of the file's dates.
    pub(super) const fn order(self) -> Option<Order> {
        match self {
            Self::Local(Day::Slashed { first: 13.., .. }, _) => Some(Order::DayFirst),
            Self::Local(Day::Slashed { second: 13.., .. }, _) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// The instant; none if it depends on an order that is not known.
    pub(super) fn instant(self, order: Option<Order>, zone: TimeZone) -> Option<DateTime<Utc>> {
        let (day, time) = match self {
            Self::Instant(instant) => return Some(instant),
            Self::Local(day, time) => (day, time),
        };
        let day = match day {
            Day::Known(day) => day,
            Day::Slashed { first, second, year } => match self.order().or(order) {
                Some(Order::DayFirst) => NaiveDate::from_ymd_opt(year, second, first)?,
                Some(Order::MonthFirst) => NaiveDate::from_ymd_opt(year, first, second)?,
                None if first == second => NaiveDate::from_ymd_opt(year, first, second)?,
                None => return None,
            },
        };
        Some(time.map_or_else(|| zone.noon_of(day), |time| local(day.and_time(time), zone)))
    }
}

/// A local time as an instant: the earlier one of two, and one hour later where the clocks skip it.
fn local(mut time: NaiveDateTime, zone: TimeZone) -> DateTime<Utc> {
    let zone = zone.tz();
    // No zone on earth ever skipped more than a day.
    for _ in 0..=24 {
        match zone.from_local_datetime(&time) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => {
                return instant.with_timezone(&Utc);
            }
            LocalResult::None => time += TimeDelta::hours(1),
        }
    }
    time.and_utc()
}

/// Reads a date that must be there.
pub(super) fn required(text: &str) -> Result<When, Trouble> {
    if text.is_empty() {
        return Err(Trouble::Wrong("no date".to_owned()));
    }
    parse(text).ok_or_else(|| {
        Trouble::Wrong(format!(
            "the date `{}` is not understood; write it like 2024-03-28 17:29:00",
            shown(text)
        ))
    })
}

/// Reads `2024-03-28 17:29:00`, `2024-03-28T17:29:00Z`, `28 Mar 2024, 17:29`, `Mar 28, 2024 5:29 PM`,
/// `21. Mär 2025, 20:44`, `28.03.2024`, `3/28/2024`, `2024年3月28日`.
pub(super) fn parse(text: &str) -> Option<When> {
    let text = text.trim();
    let instant = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z"));
    if let Ok(instant) = instant {
        return usual(instant.date_naive()).then(|| When::Instant(instant.with_timezone(&Utc)));
    }
    let mut parts = Parts::of(&fold(text))?;
    let time = parts.time()?;
    let day = parts.day()?;
    Some(When::Local(day, time))
}

fn usual(day: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(1970, 1, 1) <= Some(day) && Some(day) < NaiveDate::from_ymd_opt(2200, 1, 1)
}

/// A run of digits and what stands before it.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
    before: char,
}

/// A text taken apart.
#[derive(Default)]
struct Parts {
    numbers: Vec<Number>,
    month: Option<u32>,
    /// Whether it said so: afternoon.
    afternoon: Option<bool>,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let text =
            text.replace("a. m.", "am").replace("p. m.", "pm").replace("a.m.", "am").replace("p.m.", "pm");
        let mut parts = Self::default();
        let mut rest = text.as_str();
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            let inside = |letter: char| match first {
                '0'..='9' => letter.is_ascii_digit(),
                _ => first.is_alphabetic() && letter.is_alphabetic(),
            };
            let end = rest.find(|letter| !inside(letter)).unwrap_or(rest.len()).max(first.len_utf8());
            let (token, behind) = rest.split_at(end);
            if first.is_ascii_digit() {
                parts.numbers.push(Number { value: token.parse().ok()?, digits: token.len(), before });
                before = ' ';
            } else if first.is_alphabetic() {
                parts.word(token)?;
                before = ' ';
            } else if matches!(first, ':' | '/' | '-' | '.') {
                before = first;
            } else if !matches!(first, ' ' | ',') {
                return None;
            }
            rest = behind;
        }
        Some(parts)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        match word {
            "am" | "오전" | "上午" | "午前" => self.afternoon = Some(false),
            "pm" | "오후" | "下午" | "午後" => self.afternoon = Some(true),
            // What languages put between the parts of a date.
            "t" | "de" | "del" | "om" | "at" | "um" | "kl" | "г" | "р" | "в" | "a" | "la" | "las" | "年"
            | "月" | "日" | "년" | "월" | "일" | "klo" => {}
            other if self.month.is_none() => self.month = Some(month(other)?),
            _ => return None,
        }
        Some(())
    }

    /// Takes the time out: the numbers around a colon; behind a named month also those around a full stop. The outer
    /// none says that it is wrong.
    #[expect(clippy::option_option, reason = "no time is not a wrong time")]
    fn time(&mut self) -> Option<Option<NaiveTime>> {
        let colon =
            self.numbers.iter().position(|number| number.before == ':').and_then(|at| at.checked_sub(1));
        let dotted = || (self.month.is_some() && self.numbers.len() >= 4).then_some(2);
        let Some(start) = colon.or_else(dotted) else {
            return self.afternoon.is_none().then_some(None);
        };
        let count = if self.numbers.get(start + 2).is_some_and(|number| matches!(number.before, ':' | '.')) {
            // Fractions of a second say nothing here.
            let fraction = self.numbers.get(start + 3).is_some_and(|number| number.before == '.');
            3 + usize::from(fraction)
        } else {
            2
        };
        let end = (start + count).min(self.numbers.len());
        let taken: Vec<u32> = self.numbers.drain(start..end).map(|number| number.value).collect();
        let (mut hour, minute) = (*taken.first()?, *taken.get(1)?);
        if let Some(afternoon) = self.afternoon {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
        }
        NaiveTime::from_hms_opt(hour, minute, taken.get(2).copied().unwrap_or(0)).map(Some)
    }

    fn day(&self) -> Option<Day> {
        let known = |year: Number, month, day: Number| {
            let day = NaiveDate::from_ymd_opt(i32::try_from(year.value).ok()?, month, day.value)?;
            usual(day).then_some(Day::Known(day))
        };
        match (self.month, self.numbers.as_slice()) {
            (Some(month), [day, year]) if year.digits == 4 => known(*year, month, *day),
            (Some(month), [year, day]) if year.digits == 4 => known(*year, month, *day),
            (None, [year, month, day]) if year.digits == 4 => known(*year, month.value, *day),
            // Nobody writes the month first with full stops.
            (None, [day, month, year]) if year.digits == 4 && year.before == '.' => {
                known(*year, month.value, *day)
            }
            (None, [first, second, year]) if year.digits == 4 => slashed(*first, *second, *year),
            _ => None,
        }
    }
}

fn slashed(first: Number, second: Number, year: Number) -> Option<Day> {
    let (first, second, year) = (first.value, second.value, i32::try_from(year.value).ok()?);
    let exists = |month, day| NaiveDate::from_ymd_opt(year, month, day).is_some_and(usual);
    (exists(second, first) || exists(first, second)).then_some(Day::Slashed { first, second, year })
}
