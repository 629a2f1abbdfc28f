use super::*;

#[test]
fn kilograms_supersets_and_exercises_that_take_turns() {
    let import = import(fixture!("hevy-kg.csv"));
    assert_eq!(import.source, Source::Hevy);
    assert_eq!(
        outline(&import),
        [
            "Upper, heavy 2024-03-28 16:29:00Z +83min: \
             Bench Press (Barbell) [0] warm_up 10 x 40 kg, 6 x 80 kg @9, failure 5 x 80 kg @10; \
             Bent Over Row (Barbell) [0] 8 x 60 kg @8.5, drop 12 x 40 kg",
            "Run 2024-03-30 06:05:00Z +35min: Running 2100 s 5500 m",
            "Legs 2024-04-02 16:00:00Z +70min: Hip Adduction (Machine) [0] 12 x 55 kg",
        ]
    );
    assert_eq!(import.sessions[0].exercises[0].notes.as_deref(), Some("elbows in"));
    assert_eq!(import.sessions[1].notes.as_deref(), Some("easy"));
    assert_eq!(lines(&import.skipped), ["9: nothing was done: no repetitions, no time, no distance"]);
    assert!(import.errors.is_empty() && import.remarks.is_empty());
    assert_eq!(counted(&import), import.rows);
}

#[test]
fn pounds_tabs_and_months_in_other_languages() {
    let import = import(fixture!("hevy-lbs.tsv"));
    assert_eq!(
        outline(&import),
        [
            "Jambes 2025-02-03 06:30:00Z +45min: Course 1500 s 4989 m",
            "Beine 2025-03-21 19:44:00Z +79min: Kniebeuge (Langhantel) warm_up 5 x 135 lb, 5 x 225 lb",
        ]
    );
    assert_eq!(counted(&import), import.rows);
    assert!(import.errors.is_empty() && import.remarks.is_empty());
}

#[test]
fn what_is_not_understood_of_a_set_is_remarked_upon() {
    let header = "title,start_time,end_time,exercise_title,set_type,weight_kg,reps";
    let import = import(&format!(
        "{header}\nA,2024-01-01 10:00,soon,Row,myo,60,8\nB,2024-01-02 10:00,2024-01-02 09:00,Row,,60,8\n"
    ));
    assert_eq!(
        lines(&import.remarks),
        [
            "2: the set type `myo` is not known; read as a normal set",
            "2: the end `soon` is no date that is understood",
            "3: the workout ends before it starts; its end is taken to be unknown",
        ]
    );
    assert_eq!(import.sessions.len(), 2);
}
