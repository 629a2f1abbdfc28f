use std::io::{self, Read};

use super::*;

const TEXT: &str = "Date;Workout Name;Exercise Name;Set Order;Weight (kg);Reps\n\
                    2024-03-01 10:00:00;\"A, B; C\";Übung;1;62,5;5\n";

/// Hands out one byte at a time.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
        into[0] = *first;
        self.0 = rest;
        Ok(1)
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

#[test]
fn byte_order_marks_line_ends_and_small_reads_make_no_difference() {
    let expected = outline(&import(TEXT));
    assert_eq!(expected, ["A, B; C 2024-03-01 09:00:00Z +0min: Übung 5 x 62.5 kg"]);
    let variants = [
        format!("\u{feff}{TEXT}").into_bytes(),
        TEXT.replace('\n', "\r\n").into_bytes(),
        TEXT.replace('\n', "\r").into_bytes(),
        TEXT.trim_end().as_bytes().to_vec(),
        format!("\n\n{TEXT}\n\n").into_bytes(),
        format!("sep=;\r\n{TEXT}").into_bytes(),
        utf16(TEXT, u16::to_le_bytes),
        utf16(TEXT, u16::to_be_bytes),
    ];
    for bytes in variants {
        assert_eq!(outline(&read(bytes.as_slice(), &options()).unwrap()), expected);
        assert_eq!(outline(&read(Dripping(&bytes), &options()).unwrap()), expected);
    }
}

#[test]
fn lines_are_those_that_an_editor_shows() {
    let text = "sep=,\r\n\r\nDate,Workout Name,Exercise Name,Set Order,Weight (kg),Reps,Notes\r\n\r\n\r\n\
                2024-03-01 10:00:00,A,Row,1,x,5,\"two\r\nlines\"\r\n\
                2024-03-01 10:00:00,A,Row,1,y,5,\r\n\r\n\
                2024-03-01 10:00:00,A,Row,1,z,5,";
    for text in [text.to_owned(), text.replace("\r\n", "\n")] {
        let lines: Vec<u64> = import(&text).errors.iter().map(|note| note.line).collect();
        assert_eq!(lines, [6, 8, 10]);
    }
}

#[test]
fn commas_in_numbers_are_read_only_where_they_do_not_divide_columns() {
    let commas =
        "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps\n2024-03-01,A,Row,1,\"62,5\",5\n";
    assert_eq!(
        lines(&import(commas).errors),
        [
            "2: the weight `62,5` is no number (commas divide the columns of this file, so none can stand in a number)"
        ]
    );
}

#[test]
fn rows_of_the_wrong_shape_are_told() {
    let text = "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps\n\
                2024-03-01,A,Row,1,60,5,,\n\
                2024-03-01,A,Row,1,60,5,,7\n\
                ,,,,,\n\
                Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps\n\
                2024-03-01,A\n\
                2024-03-01,A,,1,60,5\n\
                2024-03-01,\"A,Row,1,60,5\n\
                2024-03-01,A,Row,1,60,5\n";
    let import = import(text);
    assert_eq!(outline(&import), ["A 2024-03-01 11:00:00Z +0min: Row 5 x 60 kg"]);
    assert_eq!(
        lines(&import.skipped),
        [
            "4: an empty row",
            "5: the header again",
            "6: nothing was done: no repetitions, no time, no distance"
        ]
    );
    assert_eq!(
        lines(&import.errors),
        [
            "3: 8 fields, but the header has 6",
            "7: no exercise",
            "8: a quotation mark is opened and never closed, so lines 8 to 9 cannot be told apart",
        ]
    );
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn notes_are_kept_once_and_cut_where_they_are_endless() {
    let long = "x".repeat(3000);
    let text = format!(
        "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps,Notes\n\
         2024-03-01,A,Row,1,60,5,slow\n2024-03-01,A,Row,2,60,5,slow\n2024-03-01,A,Row,3,60,5,{long}\n"
    );
    let import = import(&text);
    let notes = import.sessions[0].exercises[0].notes.as_deref().unwrap();
    assert_eq!(notes.chars().count(), NOTES_MAX);
    assert!(notes.starts_with("slow\nxxx"));
    assert_eq!(lines(&import.remarks), ["2: notes are cut after 2000 characters"]);
}
