//! Accounts: what a user may be called and how they sign in.

use std::fmt;

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{exercise::Equipment, id::UserId, session::WeightUnit};

/// A user, as they may see themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// As it was typed at sign-up.
    pub email: String,
    /// What to call the user.
    pub display_name: String,
    /// Where the user's days begin and end.
    pub time_zone: TimeZone,
    /// The equipment they have; none: any.
    pub equipment: Option<Vec<Equipment>>,
    /// The unit they think of loads in.
    pub weight_unit: WeightUnit,
    /// When they signed up.
    pub created_at: DateTime<Utc>,
}

/// An e-mail address: one `@`, something on both sides, no spaces, at most 254 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address, without regard to spaces around it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let well_formed = text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && !host.contains('@')
                && host.split('.').all(|label| !label.is_empty())
                && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        });
        if well_formed && text.chars().count() <= 254 {
            Ok(Self(text.to_owned()))
        } else {
            Err("an e-mail address looks like name@example.org and has at most 254 characters".to_owned())
        }
    }

    /// As it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unique: the address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// A password of 8 to 128 characters.
pub struct Password(String);

impl Password {
    /// Reads a password; what it holds is never shown again.
    pub fn parse(text: String) -> Result<Self, String> {
        match text.chars().count() {
            8..=128 => Ok(Self(text)),
            length => Err(format!("a password has 8 to 128 characters, this one has {length}")),
        }
    }

    /// The bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// An IANA time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// Reads a zone's IANA name.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_unknown| {
            format!("`{text}` is no IANA time zone; write one like `Europe/Berlin` or `UTC`")
        })
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The zone itself.
    pub(super) const fn tz(self) -> Tz {
        self.0
    }

    /// The calendar day that an instant falls on.
    #[must_use]
    pub fn day_of(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.0).date_naive()
    }

    /// The instant at which a calendar day begins; where the clocks skip midnight, the first instant after it.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.at_hour(day, 0)
    }

    /// Noon of a calendar day.
    #[must_use]
    pub fn noon_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.at_hour(day, 12)
    }

    fn at_hour(self, day: NaiveDate, hour: u32) -> DateTime<Utc> {
        // Clocks jump by three hours at most; beyond that the day has no such hour in any zone on earth.
        (hour..hour + 4)
            .filter_map(|hour| day.and_hms_opt(hour, 0, 0))
            .find_map(|local| self.0.from_local_datetime(&local).earliest())
            .map_or_else(
                || day.and_time(chrono::NaiveTime::MIN).and_utc(),
                |instant| instant.with_timezone(&Utc),
            )
    }
}

/// Reads a display name: 1 to 80 characters after trimming.
pub fn parse_display_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        1..=80 if !name.chars().any(char::is_control) => Ok(name.to_owned()),
        _ => Err("a display name has 1 to 80 characters and no line breaks".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_compared_without_case() {
        assert_eq!(
            Email::parse(" Ada@Example.org ").map(|email| email.key()),
            Ok("ada@example.org".to_owned())
        );
        for bad in ["", "ada", "@x.org", "ada@", "a b@x.org", "a@b@c", "a@x..org"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_starts_where_the_user_lives_even_when_midnight_is_skipped() {
        let berlin = TimeZone::parse("Europe/Berlin").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        assert_eq!(berlin.start_of(day).to_rfc3339(), "2026-06-30T22:00:00+00:00");
        // Chile's clocks jump from 24:00 to 1:00 on this day.
        let santiago = TimeZone::parse("America/Santiago").unwrap();
        let day = NaiveDate::from_ymd_opt(2024, 9, 8).unwrap();
        assert_eq!(santiago.start_of(day).to_rfc3339(), "2024-09-08T04:00:00+00:00");
        assert!(TimeZone::parse("Mars/Olympus").is_err());
    }
}
