//! `FitNotes`: one record per set, sessions known by their day alone (but for one of the apps on iOS).

use super::{
    dates,
    fold::{one_line, words},
    measures,
    record::{Columns, End, Fields, Read, Row, Trouble, What},
};
use crate::domain::recovery::SetKind;

/// The generations of the export: Android old and new, iOS.
pub(super) const HEADERS: [&str; 5] = [
    "Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time,Comment",
    "Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time",
    "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment",
    "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind",
    "Name,StartTime,EndTime,BodyWeight,Exercise,Equipment,Reps,Weight,Time,Distance,Status,IsWarmup,RPE,RIR,Categories,Note",
];

pub(super) fn knows(columns: &Columns) -> bool {
    columns.have(&["date", "exercise", "category", "reps"]) || writes_local_numbers(columns)
}

/// Whether it is the generation that writes numbers as the phone does, in quotation marks between commas.
pub(super) fn writes_local_numbers(columns: &Columns) -> bool {
    columns.have(&["name", "starttime", "exercise", "reps"])
}

pub(super) fn row(fields: &Fields<'_>) -> Read {
    if words(fields.text(&["status"])) == "notstarted" {
        return Err(Trouble::Skip("the set was not started".into()));
    }
    let start = dates::required(fields.text(&["date", "starttime"]))?;
    let name = one_line(fields.text(&["exercise"]));
    let equipment = one_line(fields.text(&["equipment"]));
    let exercise =
        if name.is_empty() || equipment.is_empty() { name } else { format!("{name} ({equipment})") };
    let (draft, remarks) = measures::set(fields, kind(fields), &exercise)?;
    Ok(Row {
        start,
        session: one_line(fields.text(&["name"])),
        end: dates::parse(fields.text(&["endtime"])).map(End::At),
        session_notes: String::new(),
        exercise,
        superset: None,
        notes: fields.text(&["comment", "notes", "note"]).to_owned(),
        what: What::Set(draft),
        remarks,
    })
}

fn kind(fields: &Fields<'_>) -> SetKind {
    if matches!(words(fields.text(&["iswarmup"])).as_str(), "true" | "yes" | "1") {
        SetKind::WarmUp
    } else if words(fields.text(&["status"])) == "failed" {
        SetKind::Failure
    } else {
        SetKind::Normal
    }
}
