//! Sets as clients send them.

use serde::Serialize;

use super::{SetLog, WeightUnit};
use crate::domain::recovery::SetKind;

/// A set as a client sends it, unchecked.
#[derive(Clone, Debug, Serialize)]
pub struct SetDraft {
    /// What kind of set it was.
    pub kind: SetKind,
    /// Repetitions.
    pub reps: Option<i32>,
    /// Load in `unit`.
    pub weight: Option<f64>,
    /// The unit of `weight`.
    pub unit: WeightUnit,
    /// Repetitions in reserve.
    pub rir: Option<f64>,
    /// Rating of perceived exertion, 10 - RIR.
    pub rpe: Option<f64>,
    /// Duration in seconds.
    pub duration_seconds: Option<i32>,
    /// Distance in metres.
    pub distance_meters: Option<f64>,
}

/// What is wrong with one field of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name in the API.
    pub field: &'static str,
    /// What to change.
    pub message: String,
}

impl SetDraft {
    /// Checks every field and numbers the set.
    pub fn check(&self, number: u16) -> Result<SetLog, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let reps = whole("reps", self.reps, 1000, &mut wrong);
        let duration = whole("durationSeconds", self.duration_seconds, 86_400, &mut wrong);
        let weight_kg = self.weight.map(|weight| self.unit.to_kilograms(weight));
        between("weight", weight_kg, -1000.0, 2000.0, "kg (negative for assistance)", &mut wrong);
        between("rir", self.rir, 0.0, 10.0, "repetitions in reserve", &mut wrong);
        between("rpe", self.rpe, 0.0, 10.0, "on the RPE scale", &mut wrong);
        between("distanceMeters", self.distance_meters, 0.0, 1_000_000.0, "m", &mut wrong);
        if let (Some(rir), Some(rpe)) = (self.rir, self.rpe)
            && (rir + rpe - 10.0).abs() > 1e-9
        {
            let message = format!(
                "rpe is 10 - rir: with rir {rir} it is {}, not {rpe}; send one of the two",
                10.0 - rir
            );
            wrong.push(Wrong { field: "rpe", message });
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(SetLog {
            number,
            kind: self.kind,
            reps: reps.and_then(|reps| u16::try_from(reps).ok()),
            weight_kg,
            rir: self.rir.or_else(|| self.rpe.map(|rpe| 10.0 - rpe)),
            duration_seconds: duration,
            distance_meters: self.distance_meters,
        })
    }
}

fn whole(field: &'static str, value: Option<i32>, most: u32, wrong: &mut Vec<Wrong>) -> Option<u32> {
    let value = value?;
    let checked = u32::try_from(value).ok().filter(|value| *value <= most);
    if checked.is_none() {
        wrong.push(Wrong { field, message: format!("{field} lies between 0 and {most}, not at {value}") });
    }
    checked
}

fn between(
    field: &'static str,
    value: Option<f64>,
    least: f64,
    most: f64,
    unit: &str,
    wrong: &mut Vec<Wrong>,
) {
    if let Some(value) = value
        && !(least..=most).contains(&value)
    {
        wrong.push(Wrong {
            field,
            message: format!("{field} lies between {least} and {most} {unit}, not at {value}"),
        });
    }
}
