use super::*;

const EMPTY: &str = r#"{"format":"gravl","version":1,"exported_at":"2026-11-23T12:00:00Z",
    "profile":{"email":"a@b.org","display_name":"A","time_zone":"UTC","equipment":null,"weight_unit":"kilogram"},
    "exercises":[],"excluded_exercises":[],"workouts":[],"enrolments":[],"imports":[],"sessions":[],"swaps":[],
    "overrides":[{"id":"01a20940-0847-77f2-b287-73eb131b7174","muscle":"chest","at":"2026-11-22T12:00:00Z","score":90.1}]}"#;

fn user() -> UserId {
    UserId(Uuid::from_u128(7))
}

#[test]
fn what_is_owned_keeps_its_identifier_and_the_rest_gets_the_same_new_one() {
    let old = Uuid::parse_str("01a20940-0847-77f2-b287-73eb131b7174").unwrap();
    let owned = Archive::read(EMPTY, user(), &HashSet::from([old]), |_| false).unwrap();
    assert_eq!(owned.overrides[0].id.0, old);
    let other = Archive::read(EMPTY, user(), &HashSet::new(), |_| false).unwrap();
    let new = other.overrides[0].id.0;
    assert_ne!(new, old);
    assert_eq!(new.as_u64_pair().0, old.as_u64_pair().0, "the time stays");
    assert_eq!(new.get_variant(), uuid::Variant::RFC4122);
    assert_eq!(Archive::read(EMPTY, user(), &HashSet::new(), |_| false).unwrap(), other);
    let of_another = Archive::read(EMPTY, UserId(Uuid::from_u128(8)), &HashSet::new(), |_| false).unwrap();
    assert_ne!(of_another.overrides[0].id.0, new);
    assert_eq!(serde_json::to_string(&owned.overrides[0].said.score).unwrap(), "90.1");
}

#[test]
fn what_is_no_export_is_refused_in_words() {
    for (text, words) in [
        ("{", "no JSON"),
        ("{}", "no export of gravl"),
        (&EMPTY.replace("\"version\":1", "\"version\":2"), "version 1"),
        (&EMPTY.replace("\"swaps\":[],", ""), "missing field `swaps`"),
        (&EMPTY.replace("chest", "wings"), "unknown variant `wings`"),
        (&EMPTY.replace("\"swaps\"", "\"shoes\":1,\"swaps\""), "unknown field `shoes`"),
    ] {
        let refusal = Archive::read(text, user(), &HashSet::new(), |_| false).unwrap_err();
        assert!(refusal.contains(words), "{refusal}");
    }
    let (_, said) = EMPTY.split_once("\"overrides\":[").unwrap();
    let said = said.strip_suffix("]}").unwrap();
    let twice = EMPTY.replace(said, &format!("{said},{said}"));
    assert!(Archive::read(&twice, user(), &HashSet::new(), |_| false).unwrap_err().contains("twice"));
}

#[test]
fn what_nobody_knows_is_refused_and_words_are_left_alone() {
    let stranger = "01a20940-0847-77f2-b287-73eb131b7175";
    let excluded =
        EMPTY.replace("\"excluded_exercises\":[]", &format!("\"excluded_exercises\":[\"{stranger}\"]"));
    let refusal = Archive::read(&excluded, user(), &HashSet::new(), |_| false).unwrap_err();
    assert!(refusal.contains(stranger), "{refusal}");
    let known = Uuid::parse_str(stranger).unwrap();
    let read = Archive::read(&excluded, user(), &HashSet::new(), |id| id == known).unwrap();
    assert_eq!(read.excluded_exercises, [ExerciseId(known)]);
    let named = EMPTY.replace("\"display_name\":\"A\"", &format!("\"display_name\":\"{stranger}\""));
    let read = Archive::read(&named, user(), &HashSet::new(), |_| false).unwrap();
    assert_eq!(read.profile.display_name, stranger);
}
