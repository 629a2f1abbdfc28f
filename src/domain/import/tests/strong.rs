use super::{super::strong::HEADERS, *};

#[test]
fn the_oldest_header_with_quoted_newlines_and_two_workouts_on_one_day() {
    let import = read(fixture!("strong-2017.csv").as_bytes(), &in_unit(WeightUnit::Pound)).unwrap();
    assert_eq!(import.source, Source::Strong);
    assert_eq!(
        outline(&import),
        [
            "Strong 5x5 - Workout A 2017-09-04 15:12:45Z +0min: \
             Squat (Barbell) 5 x 135 lb, 5 x 135 lb, 4 x 135 lb @9.5; Bench Press (Barbell) 5 x 95 lb; Plank 60 s",
            "Evening Run 2017-09-04 18:30:00Z +0min: Running 1800 s",
            "Strong 5x5 - Workout B 2017-09-06 15:01:10Z +0min: Pull Up 8",
        ]
    );
    assert_eq!(import.sessions[0].notes.as_deref(), Some("first day back\nafter the summer"));
    assert_eq!(import.sessions[0].exercises[1].notes.as_deref(), Some("pause, then \"drive\""));
    assert_eq!(lines(&import.skipped), ["9: nothing was done: no repetitions, no time, no distance"]);
    assert_eq!(lines(&import.errors), ["10: the weight `one plate` is no number"]);
    assert_eq!(lines(&import.remarks), ["8: the distance 5.2 is left out: the file does not say its unit"]);
    assert_eq!(import.sessions[0].exercises[0].sets[2].line, 6);
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn the_caller_may_know_the_unit_of_distances() {
    let known = Options { distance_unit: Some(DistanceUnit::Kilometre), ..in_unit(WeightUnit::Pound) };
    let import = read(fixture!("strong-2017.csv").as_bytes(), &known).unwrap();
    assert_eq!(outline(&import)[1], "Evening Run 2017-09-04 18:30:00Z +0min: Running 1800 s 5200 m");
    assert!(import.remarks.is_empty());
}

#[test]
fn durations_rest_timers_kinds_of_sets_and_a_torn_duration() {
    let import = read(fixture!("strong-2020.csv").as_bytes(), &in_unit(WeightUnit::Kilogram)).unwrap();
    assert_eq!(
        outline(&import),
        [
            "Evening Workout 2020-12-30 17:51:52Z +158min: \
             Snatch (Barbell) warm_up 3 x 20 kg, 3 x 40 kg @8, failure 1 x 42.5 kg @10",
            "Legs 2021-05-13 10:00:00Z +0min: Leg Press (Machine) 12 x 180 kg, drop 10 x 120 kg",
            "Push 2022-07-22 15:45:06Z +0min: Chest Dip (Assisted) 12 x -25 kg",
        ]
    );
    assert_eq!(lines(&import.skipped), ["4: a rest timer is no set"]);
    assert_eq!(
        lines(&import.remarks),
        [
            "6: the workout was left running for 264 hours; its end is taken to be unknown",
            "8: the workout was left running for 3527 hours; its end is taken to be unknown",
        ]
    );
    assert!(import.errors.is_empty());
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn units_in_columns_go_before_the_callers_and_semicolons_allow_decimal_commas() {
    for options in [options(), in_unit(WeightUnit::Pound)] {
        let import = read(fixture!("strong-2022.csv").as_bytes(), &options).unwrap();
        assert_eq!(
            outline(&import),
            [
                "Arms; and abs 2023-07-30 14:49:28Z +44min: Bicep Curl (Dumbbell) 8 x 14 kg, 8 x 12.5 kg @8.5; \
                 Bench Press (Dumbbell) 10 x 35 lb",
                "Morning Ride 2023-08-02 05:10:00Z +35min: Cycling 1800 s 16093 m",
            ]
        );
        assert_eq!(lines(&import.errors), ["6: `stone` is no known unit of weight"]);
        assert_eq!(counted(&import), import.rows);
    }
}

#[test]
fn the_newest_header_with_notes_as_rows() {
    let import = read(fixture!("strong-2025.csv").as_bytes(), &in_unit(WeightUnit::Pound)).unwrap();
    assert_eq!(
        outline(&import),
        [
            "Push focus 2025-02-04 19:23:01Z +75min: \
             Bench Press (Dumbbell) warm_up 10 x 16 kg, 7 x 28 kg; Pull Up 9",
            "Mittags-Workout 2025-02-08 12:48:22Z +25min: Running (Treadmill) 1500 s 5200 m",
        ]
    );
    assert_eq!(import.sessions[0].exercises[1].notes.as_deref(), Some("Explosive"));
    assert_eq!(import.sessions[0].notes.as_deref(), Some("good day"));
    assert_eq!(
        lines(&import.skipped),
        ["3: a rest timer is no set", "5: a note is no set; it is kept with the exercise"]
    );
    assert_eq!(lines(&import.errors), ["8: the set order `q` is not known"]);
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn a_unit_is_missed_only_where_there_is_a_weight() {
    let header = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps\n";
    let import = import(&format!("{header}2024-01-01 10:00:00,A,Push Up,1,0,20\n"));
    assert_eq!(outline(&import), ["A 2024-01-01 09:00:00Z +0min: Push Up 20"]);
    let refused = read(format!("{header}2024-01-01 10:00:00,A,Row,1,60,20\n").as_bytes(), &options());
    assert!(matches!(refused, Err(Unreadable::UnitMissing { line: 2 })));
}

#[test]
fn the_very_first_header_names_columns_by_their_units() {
    let header = "Date,Workout Name,Exercise Name,Set Order,kg,Reps,km,Seconds,Notes";
    let rows = "2015-03-13 20:15:08,\"GVT\",\"Incline Bench Press\",0,25.0,10,0.0,0,\"\"\n\
                2015-03-13 20:15:08,\"GVT\",\"Running\",0,0.0,0,2.5,900,\"\"\n";
    let kilograms = import(&format!("{header}\n{rows}"));
    assert_eq!(
        outline(&kilograms),
        ["GVT 2015-03-13 19:15:08Z +0min: Incline Bench Press 10 x 25 kg; Running 900 s 2500 m"]
    );
    let pounds = import(&format!("{}\n{rows}", header.replace("kg", "lb").replace("km", "mi")));
    assert_eq!(
        outline(&pounds),
        ["GVT 2015-03-13 19:15:08Z +0min: Incline Bench Press 10 x 25 lb; Running 900 s 4023 m"]
    );
}

#[test]
fn an_app_in_another_language_translates_the_header_and_what_is_no_set() {
    let headers = HEADERS.iter().filter(|header| !header.contains("Workout Name")).collect::<Vec<_>>();
    assert_eq!(headers.len(), 3);
    for (header, rest) in headers.into_iter().zip(["Ruhezeit", "Minuteur de repos", "Temporizador"]) {
        let rows = format!(
            "2025-08-01 09:46:59,\"Pull\",1h 1min,\"Pull Up\",1,0,3.0,0,0.0,\"wide\",\"good\",9\n\
             2025-08-01 09:46:59,\"Pull\",1h 1min,\"Pull Up\",{rest},0,0.0,0,45.0,,,\n\
             2025-08-01 09:46:59,\"Pull\",1h 1min,\"Pull Up\",Notiz,,,,,\"then rows\",,\n\
             2025-08-01 09:46:59,\"Pull\",1h 1min,\"Row\",W,20.5,8,0,0,,,\n\
             2025-08-01 09:46:59,\"Pull\",1h 1min,\"Row\",Satz,20.5,8,0,0,,,\n"
        );
        let read = read(format!("{header}\n{rows}").as_bytes(), &in_unit(WeightUnit::Kilogram)).unwrap();
        assert_eq!(
            outline(&read),
            ["Pull 2025-08-01 07:46:59Z +61min: Pull Up 3 @9; Row warm_up 8 x 20.5 kg"],
            "{header}"
        );
        assert_eq!(read.sessions[0].notes.as_deref(), Some("good"));
        assert_eq!(read.sessions[0].exercises[0].notes.as_deref(), Some("wide\nthen rows"));
        assert_eq!(
            lines(&read.skipped),
            ["3: a rest timer is no set", "4: a note is no set; it is kept with the exercise"]
        );
        assert_eq!(lines(&read.errors), ["6: the set order `satz` is not known"]);
        assert_eq!(counted(&read), read.rows);
    }
}
