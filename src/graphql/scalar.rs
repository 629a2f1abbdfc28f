//! Instants and calendar days.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use crate::domain::system::to_micros;

/// An instant in UTC as RFC 3339 text, to the microsecond: `2026-11-23T18:30:00Z`. Any offset is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant(pub DateTime<Utc>);

impl Instant {
    /// RFC 3339 text.
    #[must_use]
    pub fn text(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// An instant in UTC as RFC 3339 text, to the microsecond: `2026-11-23T18:30:00Z`. Any offset is accepted.
#[Scalar(name = "DateTime", specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for Instant {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        DateTime::parse_from_rfc3339(text)
            .map(|instant| Self(to_micros(instant.with_timezone(&Utc))))
            .map_err(|_why| {
                InputValueError::custom(format!("`{text}` is no instant like 2026-11-23T18:30:00Z"))
            })
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }
}

/// A calendar day as ISO 8601 text: `2026-11-23`. The day where the user lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A calendar day as ISO 8601 text: `2026-11-23`. The day where the user lives.
#[Scalar(specified_by_url = "https://www.iso.org/iso-8601-date-and-time-format.html")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .map_err(|_why| InputValueError::custom(format!("`{text}` is no calendar day like 2026-11-23")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}
