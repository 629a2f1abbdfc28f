//! `FitNotes`: one record per set, sessions known by their day alone (but for one of the apps on iOS).

use csv::StringRecord;

use super::{
    dates,
    fold::{one_line, words},
    measures,
    numbers::Numbers,
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

/// Columns that hold a number or nothing.
const NUMBERS: [&str; 7] =
    ["weight", "weight kgs", "weight kg", "weight lbs", "weight lb", "reps", "distance"];

/// Puts the name of an exercise together that the app tore apart: it writes `Press (Seated, Dumbbells)` without
/// quotation marks between commas. The name ends where numbers stand below numbers again.
pub(super) fn mend(record: &StringRecord, columns: &Columns, numbers: Numbers) -> Option<StringRecord> {
    let exercise = columns.place("exercise").filter(|place| columns.place("category") == Some(place + 1))?;
    let places: Vec<_> = NUMBERS.iter().filter_map(|name| columns.place(name)).collect();
    let fits = |surplus: &usize| {
        places
            .iter()
            .filter_map(|place| record.get(place + surplus))
            .map(str::trim)
            .all(|text| text.is_empty() || numbers.decimal(text).is_some())
    };
    let surplus = (0..=record.len().checked_sub(columns.names.len())?).find(fits)?;
    if surplus == 0 || record.get(exercise + surplus + 1)?.trim().is_empty() {
        return None;
    }
    let name = record.iter().skip(exercise).take(surplus + 1).collect::<Vec<_>>().join(",");
    let (before, after) = (record.iter().take(exercise), record.iter().skip(exercise + surplus + 1));
    Some(before.chain([name.as_str()]).chain(after).collect())
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
