//! Numbers and durations as exports write them.

use super::fold::fold;

/// How a file writes numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// Whether `62,5` is a number. Where commas divide the columns a comma inside a number is as likely one between
    /// thousands, and nobody can tell.
    pub(super) decimal_comma: bool,
}

impl Numbers {
    /// Reads a decimal number: no exponent, no infinity.
    pub(super) fn decimal(self, text: &str) -> Option<f64> {
        let mut plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        if self.decimal_comma && plain.contains(',') {
            match (plain.rfind(','), plain.rfind('.')) {
                // 1.250,5
                (Some(comma), Some(point)) if comma > point => {
                    plain = plain.replace('.', "").replace(',', ".");
                }
                // 1,250.5
                (_, Some(_)) => plain = plain.replace(',', ""),
                _ => plain = plain.replace(',', "."),
            }
        }
        let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
        let is_number = digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
            && digits.contains(|letter: char| letter.is_ascii_digit());
        if is_number { plain.parse().ok().filter(|value: &f64| value.is_finite()) } else { None }
    }

    /// Reads a whole number, also one that is written `8.0`.
    pub(super) fn whole(self, text: &str) -> Option<i32> {
        let value = self.decimal(text)?;
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        (value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX)).then_some(value as i32)
    }

    /// Reads a duration in seconds: `90`, `1:30`, `0:01:30`, `1h 22min`, `264h 1m`, `3,527h 3min`.
    pub(super) fn seconds(self, text: &str) -> Option<f64> {
        let folded = fold(text);
        if folded.contains(':') {
            return clock(&folded);
        }
        self.decimal(&folded).or_else(|| spelled(&folded)).filter(|seconds| *seconds >= 0.0)
    }
}

fn clock(text: &str) -> Option<f64> {
    let parts: Vec<f64> = text
        .split(':')
        .map(|part| Numbers { decimal_comma: true }.decimal(part).filter(|value| *value >= 0.0))
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [minutes, seconds] => Some(minutes * 60.0 + seconds),
        [hours, minutes, seconds] => Some(hours * 3600.0 + minutes * 60.0 + seconds),
        _ => None,
    }
}

/// Numbers, each with a unit behind it.
fn spelled(text: &str) -> Option<f64> {
    let mut rest = text.trim_start();
    let mut total = 0.0;
    while !rest.is_empty() {
        let (number, behind) =
            split(rest, |letter| letter.is_ascii_digit() || matches!(letter, ',' | '.' | '\''));
        let (unit, behind) = split(behind.trim_start(), |letter| letter.is_alphabetic() || letter == '.');
        let number: f64 = number.replace([',', '\''], "").parse().ok()?;
        total += number * unit_seconds(unit.trim_matches('.'))?;
        rest = behind.trim_start_matches([' ', ',']);
    }
    (total.is_finite() && !text.is_empty()).then_some(total)
}

fn split(text: &str, inside: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|letter| !inside(letter)).unwrap_or(text.len()))
}

fn unit_seconds(unit: &str) -> Option<f64> {
    match unit {
        "d" | "day" | "days" => Some(86_400.0),
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "u" | "t" | "ч" | "год" | "sa" => Some(3600.0),
        "m" | "min" | "mins" | "minute" | "minutes" | "dk" | "мин" | "м" | "хв" => Some(60.0),
        "s" | "sec" | "secs" | "second" | "seconds" | "sek" | "sn" | "с" | "сек" => Some(1.0),
        _ => None,
    }
}
