//! Hevy: one record per set, everything else repeated on it.

use super::{
    dates,
    fold::{one_line, words},
    measures,
    record::{Columns, End, Fields, Read, Row, What, shown},
};
use crate::domain::recovery::SetKind;

/// The export, by the account's units. Comma or tab.
pub(super) const HEADERS: [&str; 3] = [
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,reps,distance_km,duration_seconds,rpe",
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_lbs,reps,distance_miles,duration_seconds,rpe",
    "title,start_time,end_time,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_lbs,reps,distance_miles,duration_seconds,rpe",
];

pub(super) fn knows(columns: &Columns) -> bool {
    columns.have(&["title", "start time", "exercise title", "reps"])
}

pub(super) fn row(fields: &Fields<'_>) -> Read {
    let exercise = one_line(fields.text(&["exercise title"]));
    let start = dates::required(fields.text(&["start time"]))?;
    let named = fields.text(&["set type"]);
    let kind = kind(named);
    let (draft, mut remarks) = measures::set(fields, kind.unwrap_or(SetKind::Normal), &exercise)?;
    if kind.is_none() {
        remarks.push(format!("the set type `{}` is not known; read as a normal set", shown(named)));
    }
    let end = fields.text(&["end time"]);
    let known_end = dates::parse(end);
    if known_end.is_none() && !end.is_empty() {
        remarks.push(format!("the end `{}` is no date that is understood", shown(end)));
    }
    Ok(Row {
        start,
        session: one_line(fields.text(&["title"])),
        end: known_end.map(End::At),
        session_notes: fields.text(&["description"]).to_owned(),
        exercise,
        superset: Some(fields.text(&["superset id"]).to_owned()).filter(|id| !id.is_empty()),
        notes: fields.text(&["exercise notes"]).to_owned(),
        what: What::Set(draft),
        remarks,
    })
}

/// The kind of a set. Not every version of the app writes it in English.
fn kind(text: &str) -> Option<SetKind> {
    let words = words(text);
    let one_of = |stems: &[&str]| stems.iter().any(|stem| words.contains(stem));
    match words.as_str() {
        "" | "normal" | "working" | "arbeitssatz" | "normaler satz" => Some(SetKind::Normal),
        _ if one_of(&["warm", "echauff", "calent", "aquec", "riscald", "разм", "isinma"]) => {
            Some(SetKind::WarmUp)
        }
        _ if one_of(&["drop", "degress"]) => Some(SetKind::Drop),
        _ if one_of(&["fail", "versagen", "echec", "fallo", "falha", "cediment", "отказ"]) => {
            Some(SetKind::Failure)
        }
        _ => None,
    }
}
