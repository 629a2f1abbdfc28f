//! Strong: one record per set, rest timer and note.

use csv::StringRecord;

use super::{
    dates,
    fold::{fold, one_line},
    measures,
    record::{Columns, End, Fields, Read, Row, Trouble, What, shown},
};
use crate::domain::recovery::SetKind;

/// The generations of the export. Comma or semicolon, with or without quotation marks.
pub(super) const HEADERS: [&str; 5] = [
    "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE",
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE",
    "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes;Workout Duration",
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;Notes;Workout Notes",
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (lbs);Reps;RPE;Distance (miles);Seconds;Notes;Workout Notes",
];

const REST: &str = "a rest timer is no set";
const NOTE: &str = "a note is no set; it is kept with the exercise";

/// The columns that hold how long a workout took; which one depends on the generation.
const DURATIONS: [&str; 3] = ["duration", "workout duration", "duration sec"];

pub(super) fn knows(columns: &Columns) -> bool {
    columns.have(&["date", "workout name", "exercise name"])
}

pub(super) fn row(fields: &Fields<'_>) -> Read {
    let order = fold(fields.text(&["set order"]));
    let exercise = one_line(fields.text(&["exercise name"]));
    if order == "rest timer" || exercise.eq_ignore_ascii_case("rest timer") {
        return Err(Trouble::Skip(REST.into()));
    }
    let start = dates::required(fields.text(&["date"]))?;
    let mut remarks = Vec::new();
    let what = if order == "note" {
        What::Note(NOTE)
    } else {
        let (draft, left_out) = measures::set(fields, kind(&order, fields)?, &exercise)?;
        remarks.extend(left_out);
        What::Set(draft)
    };
    let duration = fields.text(&DURATIONS);
    let end = fields.numbers.seconds(duration).filter(|seconds| *seconds > 0.0).map(End::After);
    if end.is_none() && !duration.is_empty() && fields.numbers.seconds(duration).is_none() {
        remarks.push(format!("the workout's duration `{}` is not understood", shown(duration)));
    }
    Ok(Row {
        start,
        session: one_line(fields.text(&["workout name"])),
        end,
        session_notes: fields.text(&["workout notes"]).to_owned(),
        exercise,
        superset: None,
        notes: fields.text(&["notes"]).to_owned(),
        what,
        remarks,
    })
}

/// The place of a set among the others, or a letter for what kind it is.
fn kind(order: &str, fields: &Fields<'_>) -> Result<SetKind, Trouble> {
    match order {
        "" => Ok(SetKind::Normal),
        "w" => Ok(SetKind::WarmUp),
        "d" => Ok(SetKind::Drop),
        "f" => Ok(SetKind::Failure),
        number if fields.numbers.whole(number).is_some() => Ok(SetKind::Normal),
        other => Err(Trouble::Wrong(format!("the set order `{}` is not known", shown(other)))),
    }
}

/// Puts a duration together that the app tore apart: it writes `3,527h 3min` without quotation marks between commas.
pub(super) fn mend(record: &StringRecord, columns: &Columns) -> Option<StringRecord> {
    let place = DURATIONS.iter().find_map(|name| columns.place(name))?;
    if record.len() != columns.names.len() + 1 {
        return None;
    }
    let (thousands, rest) = (record.get(place)?.trim(), record.get(place + 1)?.trim());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let torn = digits(thousands)
        && thousands.len() <= 3
        && rest.split_once('h').is_some_and(|(hours, _)| hours.len() == 3 && digits(hours));
    torn.then(|| {
        let joined = format!("{thousands}{rest}");
        let fields = record.iter().enumerate().filter(|(at, _)| *at != place + 1);
        fields.map(|(at, text)| if at == place { joined.as_str() } else { text }).collect()
    })
}
