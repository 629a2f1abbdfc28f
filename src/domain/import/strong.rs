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
pub(super) const HEADERS: [&str; 9] = [
    "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE",
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE",
    "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes;Workout Duration",
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;Notes;Workout Notes",
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (lbs);Reps;RPE;Distance (miles);Seconds;Notes;Workout Notes",
    "Date,Workout Name,Exercise Name,Set Order,kg,Reps,km,Seconds,Notes",
    "Datum,Workout-Name,Dauer,Name der Übung,Reihenfolge festlegen,Gewicht,Wiederh.,Entfernung,Sekunden,Notizen,Workout-Notizen,RPE",
    "Date,Nom de l'entraînement,Durée,Nom de l'exercice,Ordre de la série,Poids,Réps,Distance,Secondes,Notes,Notes d'entraînement,RPE",
    "Data,Nome do treino,Duração,Nome do exercício,Ordem da série,Peso,Reps,Distância,Segundos,Notas,Notas do treino,RPE",
];

/// The words of the columns' names in English, and where the app speaks German, French or Portuguese.
const ENGLISH: Words = [
    "date",
    "workout name",
    "duration",
    "exercise name",
    "set order",
    "weight",
    "reps",
    "distance",
    "seconds",
    "notes",
    "workout notes",
];
const TRANSLATIONS: [Words; 3] = [
    [
        "datum",
        "workout name",
        "dauer",
        "name der ubung",
        "reihenfolge festlegen",
        "gewicht",
        "wiederh",
        "entfernung",
        "sekunden",
        "notizen",
        "workout notizen",
    ],
    [
        "date",
        "nom de l entrainement",
        "duree",
        "nom de l exercice",
        "ordre de la serie",
        "poids",
        "reps",
        "distance",
        "secondes",
        "notes",
        "notes d entrainement",
    ],
    [
        "data",
        "nome do treino",
        "duracao",
        "nome do exercicio",
        "ordem da serie",
        "peso",
        "reps",
        "distancia",
        "segundos",
        "notas",
        "notas do treino",
    ],
];

type Words = [&'static str; 11];

const REST: &str = "a rest timer is no set";
const NOTE: &str = "a note is no set; it is kept with the exercise";

/// The columns that hold how long a workout took; which one depends on the generation.
const DURATIONS: [&str; 3] = ["duration", "workout duration", "duration sec"];

pub(super) fn knows(columns: &Columns) -> bool {
    columns.have(&["date", "workout name", "exercise name"])
}

/// The columns under their English names, whatever language the app speaks.
pub(super) fn in_english(columns: Columns) -> Columns {
    let of_these = |words: &&Words| columns.have(&[words[0], words[1], words[3]]);
    let Some(words) = TRANSLATIONS.iter().find(of_these) else { return columns };
    columns.renamed(|name| {
        let known = words.iter().zip(ENGLISH).find(|(theirs, _)| **theirs == name);
        known.map_or(name, |(_, english)| english).to_owned()
    })
}

pub(super) fn row(fields: &Fields<'_>) -> Read {
    let order = fold(fields.text(&["set order"]));
    let exercise = one_line(fields.text(&["exercise name"]));
    let other = other_row(&order, fields);
    if order == "rest timer" || exercise.eq_ignore_ascii_case("rest timer") || other == Some(Other::Rest) {
        return Err(Trouble::Skip(REST.into()));
    }
    let start = dates::required(fields.text(&["date"]))?;
    let mut remarks = Vec::new();
    let what = if order == "note" || other == Some(Other::Note) {
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

#[derive(PartialEq)]
enum Other {
    Rest,
    Note,
}

/// What a word in another language stands for where sets are counted: nothing was lifted, and it took time or has notes.
fn other_row(order: &str, fields: &Fields<'_>) -> Option<Other> {
    let is_word =
        order.chars().count() > 1 && order.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
    let is_zero = |name: &str| {
        let text = fields.text(&[name]);
        text.is_empty() || fields.numbers.decimal(text) == Some(0.0)
    };
    if !is_word || !is_zero("weight") || !is_zero("reps") || !is_zero("distance") {
        return None;
    }
    let is_note = is_zero("seconds") && !fields.text(&["notes"]).is_empty();
    Some(if is_note { Other::Note } else { Other::Rest })
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
