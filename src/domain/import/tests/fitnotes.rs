use super::*;

#[test]
fn the_old_android_header_names_the_unit() {
    let import = import(fixture!("fitnotes-android-2018.csv"));
    assert_eq!(import.source, Source::FitNotes);
    assert_eq!(
        outline(&import),
        [
            "Workout 2018-01-14 11:00:00Z +0min: Flat Barbell Bench Press 5 x 100 kg, 4 x 100 kg; Plank 90 s; \
             Rowing Machine 48 s 200 m",
            "Workout 2018-01-15 11:00:00Z +0min: Pull Up 10",
        ]
    );
    assert_eq!(import.sessions[0].exercises[0].notes.as_deref(), Some("good, solid"));
    assert_eq!(
        lines(&import.errors),
        ["7: the date `2018-02-30` is not understood; write it like 2024-03-28 17:29:00"]
    );
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn the_new_android_header_has_a_unit_for_each_row_and_dates_as_the_phone_writes_them() {
    let import = import(fixture!("fitnotes-android-2025.csv"));
    assert_eq!(
        outline(&import),
        [
            "Workout 2025-12-23 11:00:00Z +0min: Barbell Glute Bridge 4 x 80 kg",
            "Workout 2026-01-05 11:00:00Z +0min: Barbell Squat 3 x 100 kg; Dumbbell Curl 10 x 30 lb",
        ]
    );
    assert_eq!(lines(&import.errors), ["5: the weight 14 has no unit; pass the unit"]);
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn a_date_that_could_be_two_days_is_no_date() {
    let header = "Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time";
    let rows = "05/01/2026,Row,Back,100,3,,,\n04/04/2026,Row,Back,100,3,,,\n";
    let open = import(&format!("{header}\n{rows}"));
    assert_eq!(outline(&open), ["Workout 2026-04-04 10:00:00Z +0min: Row 3 x 100 lb"]);
    assert_eq!(
        lines(&open.errors),
        ["2: the day and the month of the date cannot be told apart; write it like 2024-03-28"]
    );
    let told = import(&format!("{header}\n{rows}12/31/2025,Row,Back,100,3,,,\n"));
    assert_eq!(told.sessions[2].started_at.to_rfc3339(), "2026-05-01T10:00:00+00:00");
    let contradicted =
        import(&format!("{header}\n{rows}12/31/2025,Row,Back,1,3,,,\n31/12/2025,Row,Back,1,3,,,\n"));
    assert_eq!(contradicted.errors.len(), 1);
    assert_eq!(counted(&contradicted), 4);
}

#[test]
fn a_name_with_commas_that_the_app_did_not_quote_is_one_name() {
    let header = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time";
    let rows = "2025-04-29,Press (Each Side, Dumbbells),Shoulders,8.0,kgs,5,,,\n\
                2025-04-29,Pull (Rear, Cable, Low),Shoulders,1.25,kgs,12,,,\n\
                2025-04-29,Plank, Side,Abs,,,,,,0:01:30\n\
                2025-04-29,Row,Back,20,kgs,12,,,,,\n\
                2025-04-29,Row,Back,20,kgs,12,,,,surplus\n\
                2025-04-29,Press (Each Side, Dumbbells),Shoulders,heavy,kgs,5,,,\n";
    let import = import(&format!("{header}\n{rows}"));
    assert_eq!(
        outline(&import),
        ["Workout 2025-04-29 10:00:00Z +0min: Press (Each Side, Dumbbells) 5 x 8 kg; \
          Pull (Rear, Cable, Low) 12 x 1.25 kg; Plank, Side 90 s; Row 12 x 20 kg"]
    );
    assert_eq!(
        lines(&import.errors),
        ["6: 10 fields, but the header has 9", "7: `kgs` is no whole number of repetitions"]
    );
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn two_weights_on_ios_must_agree() {
    let import = import(fixture!("fitnotes-ios.csv"));
    assert_eq!(
        outline(&import),
        [
            "Workout 2024-11-02 11:00:00Z +0min: Bench Press 10 x 135 lb, 8 x 61.23 kg; Plank 90 s",
            "Workout 2024-11-03 11:00:00Z +0min: Treadmill 1200 s 3200 m",
        ]
    );
    assert_eq!(lines(&import.errors), ["4: two weights that are not the same: 61.23 kg and 100 lb"]);
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn the_header_with_times_writes_numbers_as_the_phone_does() {
    let import = read(fixture!("fitnotes-ios-2023.csv").as_bytes(), &in_unit(WeightUnit::Kilogram)).unwrap();
    assert_eq!(
        outline(&import),
        ["Push 2025-02-23 10:13:53Z +54min: \
          Bench Press (Barbell) warm_up 10 x 20 kg, 8 x 62.5 kg rir 2, failure 3 x 90 kg"]
    );
    assert_eq!(lines(&import.skipped), ["5: the set was not started"]);
    assert_eq!(counted(&import), import.rows);
}
