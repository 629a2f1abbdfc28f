use proptest::prelude::*;

use super::*;

/// A cell: what apps write, and what breaks things.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "0", "60", "8", "62.5", "62,5", "-20", "1e9", "NaN", "kg", "lbs", "stone", "km", "W", "D", "F", "1",
            "Rest Timer", "Note", "warmup", "2024-03-28 17:29:00", "28 Mar 2024, 17:29", "03/04/2024", "31/12/2024",
            "2024-03-31 02:30:00", "264h 1m", "1:30", "\"", "\"a\nb\"", "A", "Row", "Bench Press (Barbell)", "é",
        ]).prop_map(str::to_owned),
        1 => "[^\\r\\n]{0,12}",
    ]
}

fn file() -> impl Strategy<Value = String> {
    let headers: Vec<&'static str> =
        Source::ALL.iter().flat_map(|source| source.headers()).copied().collect();
    let rows = prop::collection::vec(prop::collection::vec(cell(), 0..16), 0..12);
    (prop::sample::select(headers), rows, prop::sample::select(vec!["\n", "\r\n", "\n\n"])).prop_map(
        |(header, rows, end)| {
            let delimiter = if header.contains(';') { ";" } else { "," };
            let rows = rows.iter().map(|cells| cells.join(delimiter));
            std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join(end)
        },
    )
}

/// Rows without anything that spans lines, so that every line is one row.
fn plain_file() -> impl Strategy<Value = (String, usize)> {
    file().prop_map(|text| {
        let plain = text.replace(['"', '\0'], "").replace("a\nb", "ab");
        let rows = plain.lines().skip(1).filter(|line| !line.is_empty()).count();
        (plain, rows)
    })
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,300}") {
        let _ = read(text.as_bytes(), &options());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), header in any::<bool>()) {
        let mut file = if header { Source::Hevy.headers()[0].as_bytes().to_vec() } else { Vec::new() };
        file.extend(bytes);
        let _ = read(file.as_slice(), &in_unit(WeightUnit::Pound));
    }

    #[test]
    fn every_row_is_counted_once_and_every_set_is_valid(text in file()) {
        let import = read(text.as_bytes(), &in_unit(WeightUnit::Kilogram)).unwrap();
        prop_assert_eq!(counted(&import), import.rows);
        let lines = text.replace("\r\n", "\n").replace('\r', "\n").split('\n').count() as u64;
        let mut seen = std::collections::BTreeSet::new();
        for session in &import.sessions {
            prop_assert!(session.completed_at >= session.started_at);
            prop_assert!(!session.name.is_empty() && !session.exercises.is_empty());
            for exercise in &session.exercises {
                prop_assert!(!exercise.name.is_empty() && !exercise.sets.is_empty());
                for set in &exercise.sets {
                    prop_assert!(set.draft.check(1).is_ok());
                    prop_assert!(seen.insert(set.line) && (2..=lines).contains(&set.line));
                }
            }
        }
        for note in import.skipped.iter().chain(&import.errors) {
            prop_assert!(seen.insert(note.line) && (2..=lines).contains(&note.line));
        }
    }

    #[test]
    fn every_line_is_a_row((text, rows) in plain_file()) {
        let import = read(text.as_bytes(), &in_unit(WeightUnit::Kilogram)).unwrap();
        prop_assert_eq!(import.rows, rows as u64);
        prop_assert_eq!(counted(&import), rows as u64);
    }

    #[test]
    fn sessions_do_not_depend_on_the_order_of_their_rows(seed in prop::collection::vec(0..4_u8, 1..30)) {
        let row = |(index, day): (usize, &u8)| format!("2024-03-0{} 10:00,S{day},Row,1,{},5", day + 1, index + 1);
        let rows: Vec<String> = seed.iter().enumerate().map(row).collect();
        let mut sorted = rows.clone();
        sorted.sort_by_key(|row| row.split(' ').next().map(str::to_owned));
        let header = "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps";
        let text = |rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
        prop_assert_eq!(outline(&import(&text(&rows))), outline(&import(&text(&sorted))));
    }
}
