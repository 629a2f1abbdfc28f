//! What a set measures: load, repetitions, effort, time, distance. The columns are the same in every source.

use super::{
    record::{Columns, Fields, Trouble, shown},
    units::{DistanceUnit, weight_unit},
};
use crate::domain::{
    recovery::SetKind,
    session::{SetDraft, WeightUnit},
};

/// How far two columns that give one weight in two units may lie apart, in kilograms and as a share: both are rounded.
const ROUNDED_KG: f64 = 0.51;
const ROUNDED_SHARE: f64 = 0.005;

/// Reads the set, checked, and says what of it could not be kept.
pub(super) fn set(
    fields: &Fields<'_>,
    kind: SetKind,
    exercise: &str,
) -> Result<(SetDraft, Vec<String>), Trouble> {
    let mut remarks = Vec::new();
    let reps = reps(fields)?;
    let duration_seconds = seconds(fields)?;
    let distance = distance(fields)?;
    if reps.is_none() && duration_seconds.is_none() && matches!(distance, Distance::None) {
        return Err(Trouble::Skip("nothing was done: no repetitions, no time, no distance".into()));
    }
    let distance_meters = match distance {
        Distance::None => None,
        Distance::Meters(meters) => Some(meters),
        Distance::Unknown(value) if reps.is_none() && duration_seconds.is_none() => {
            return Err(Trouble::Wrong(format!("nothing but a distance of {value} without a unit")));
        }
        Distance::Unknown(value) => {
            remarks.push(format!("the distance {value} is left out: the file does not say its unit"));
            None
        }
    };
    let (weight, unit) = weight(fields, exercise)?;
    let (rpe, rir) = effort(fields)?;
    let draft = SetDraft { kind, reps, weight, unit, rir, rpe, duration_seconds, distance_meters };
    match draft.check(1) {
        Ok(_) => Ok((draft, remarks)),
        Err(wrong) => {
            let messages: Vec<String> = wrong.into_iter().map(|wrong| wrong.message).collect();
            Err(Trouble::Wrong(messages.join("; ")))
        }
    }
}

/// Repetitions; none for the zero that stands beside a time or a distance.
fn reps(fields: &Fields<'_>) -> Result<Option<i32>, Trouble> {
    match fields.text(&["reps"]) {
        "" => Ok(None),
        text => match fields.numbers.whole(text) {
            Some(reps) => Ok(Some(reps).filter(|reps| *reps != 0)),
            None => Err(Trouble::Wrong(format!("`{}` is no whole number of repetitions", shown(text)))),
        },
    }
}

fn seconds(fields: &Fields<'_>) -> Result<Option<i32>, Trouble> {
    match fields.text(&["seconds", "duration seconds", "time"]) {
        "" => Ok(None),
        text => match fields.numbers.seconds(text) {
            Some(seconds) if seconds < f64::from(i32::MAX) => {
                #[expect(clippy::cast_possible_truncation, reason = "checked to be in range")]
                let seconds = seconds.round() as i32;
                Ok(Some(seconds).filter(|seconds| *seconds != 0))
            }
            _ => Err(Trouble::Wrong(format!("`{}` is no duration", shown(text)))),
        },
    }
}

/// RPE and repetitions in reserve, of which a set keeps one. RPE 0 is how apps write that nobody said.
fn effort(fields: &Fields<'_>) -> Result<(Option<f64>, Option<f64>), Trouble> {
    let rir = fields.decimal(&["rir"], "RIR")?;
    let rpe = fields.decimal(&["rpe"], "RPE")?.filter(|rpe| *rpe != 0.0);
    Ok(if rir.is_some() { (None, rir) } else { (rpe, None) })
}

/// The columns of a measure, each with the unit that its name tells: `weight` none, `weight kg` and, in the oldest
/// exports, `kg` alone.
fn columns_of<'c, U>(
    columns: &'c Columns,
    what: &'c str,
    spelled: impl Fn(&str) -> Option<U> + 'c,
) -> impl Iterator<Item = (&'c str, Option<U>)> {
    columns.names.iter().filter_map(move |name| {
        let unit = spelled(name.strip_prefix(what).unwrap_or(name));
        (unit.is_some() || name == what).then_some((name.as_str(), unit))
    })
}

enum Distance {
    None,
    Meters(f64),
    Unknown(f64),
}

fn distance(fields: &Fields<'_>) -> Result<Distance, Trouble> {
    for (name, in_header) in columns_of(fields.columns, "distance", DistanceUnit::spelled) {
        let Some(value) = fields.decimal(&[name], "distance")?.filter(|value| *value != 0.0) else {
            continue;
        };
        let in_row = DistanceUnit::spelled(fields.text(&["distance unit"]));
        let unit = in_header.or(in_row).or(fields.options.distance_unit);
        return Ok(unit.map_or(Distance::Unknown(value), |unit| Distance::Meters(unit.to_meters(value))));
    }
    Ok(Distance::None)
}

/// The load and its unit: the header's, else the row's, else the caller's. Zero is the body alone; what the app calls
/// assisted takes weight off it.
fn weight(fields: &Fields<'_>, exercise: &str) -> Result<(Option<f64>, WeightUnit), Trouble> {
    let mut found: Option<(f64, WeightUnit)> = None;
    for (name, in_header) in columns_of(fields.columns, "weight", weight_unit) {
        let Some(value) = fields.decimal(&[name], "weight")?.filter(|value| *value != 0.0) else {
            continue;
        };
        let unit = match in_header {
            Some(unit) => unit,
            None => unit_of_row(fields, value)?,
        };
        match found {
            None => found = Some((value, unit)),
            Some(first) => agree(first, (value, unit))?,
        }
    }
    let Some((value, unit)) = found else { return Ok((None, WeightUnit::Kilogram)) };
    let is_assisted = exercise.to_lowercase().contains("(assisted");
    Ok((Some(if is_assisted { -value.abs() } else { value }), unit))
}

fn unit_of_row(fields: &Fields<'_>, value: f64) -> Result<WeightUnit, Trouble> {
    match fields.text(&["weight unit"]) {
        "" => match fields.options.unit {
            Some(unit) => Ok(unit),
            None if fields.columns.has("weight unit") => {
                Err(Trouble::Wrong(format!("the weight {value} has no unit; pass the unit")))
            }
            None => Err(Trouble::UnitMissing),
        },
        text => weight_unit(text)
            .ok_or_else(|| Trouble::Wrong(format!("`{}` is no known unit of weight", shown(text)))),
    }
}

fn agree(a: (f64, WeightUnit), b: (f64, WeightUnit)) -> Result<(), Trouble> {
    let (first, second) = (a.1.to_kilograms(a.0), b.1.to_kilograms(b.0));
    if (first - second).abs() <= ROUNDED_KG + first.abs() * ROUNDED_SHARE {
        return Ok(());
    }
    let name = |unit| match unit {
        WeightUnit::Kilogram => "kg",
        WeightUnit::Pound => "lb",
    };
    Err(Trouble::Wrong(format!(
        "two weights that are not the same: {} {} and {} {}",
        a.0,
        name(a.1),
        b.0,
        name(b.1)
    )))
}
