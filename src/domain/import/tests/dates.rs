use chrono::{NaiveDate, NaiveTime};

use super::{
    super::{
        dates::{self, Day, When},
        numbers::Numbers,
    },
    *,
};

fn berlin(text: &str) -> Option<String> {
    let instant = dates::parse(text)?.instant(None, options().time_zone)?;
    Some(instant.format("%Y-%m-%d %H:%M:%S").to_string())
}

#[test]
fn one_instant_in_the_words_of_many_phones() {
    for text in [
        "2024-03-28 17:29:00",
        "2024-03-28 17:29",
        "2024-03-28T17:29:00",
        "2024-03-28T17:29:00.123",
        "2024-03-28T16:29:00Z",
        "2024-03-28T16:29Z",
        "2024-03-28T17:29:00+01:00",
        "2024-03-28 16:29:00 +0000",
        "2024-03-28 5:29:00\u{202f}PM",
        "2024/03/28 17:29",
        "2024.03.28 17:29",
        "28 Mar 2024, 17:29",
        "28 March 2024 17:29",
        "Mar 28, 2024, 5:29 PM",
        "28. März 2024, 17:29",
        "28 mars 2024, 17:29",
        "28 mar. 2024, 17:29",
        "28 mar 2024, 5:29 p. m.",
        "28 de mar. de 2024, 17:29",
        "28 de março de 2024, 17:29",
        "28 mrt. 2024 17:29",
        "28. mar. 2024 17.29",
        "28 марта 2024 г., 17:29",
        "28.03.2024, 17:29",
        "28/03/2024 17:29",
        "03/28/2024 5:29 PM",
        "28-03-2024 17:29",
        "2024年3月28日 17:29",
        "2024. 3. 28. 오후 5:29",
    ] {
        assert_eq!(berlin(text).as_deref(), Some("2024-03-28 16:29:00"), "{text}");
    }
}

#[test]
fn clocks_that_jump_and_days_without_a_time() {
    // The clocks skip 2:00 to 3:00, and run through it twice in autumn.
    assert_eq!(berlin("2024-03-31 02:30:00").as_deref(), Some("2024-03-31 01:30:00"));
    assert_eq!(berlin("2024-10-27 02:30:00").as_deref(), Some("2024-10-27 00:30:00"));
    assert_eq!(berlin("2024-07-01").as_deref(), Some("2024-07-01 10:00:00"));
    assert_eq!(berlin("2024-07-01 12:05:00 AM").as_deref(), Some("2024-06-30 22:05:00"));
    assert_eq!(berlin("2024-07-01 12:05 pm").as_deref(), Some("2024-07-01 10:05:00"));
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "soon",
        "2024",
        "2024-02-30",
        "2024-13-01",
        "28 Mar",
        "28 Mar 24",
        "28 Foo 2024",
        "0001-01-01",
        "2024-03-28 25:00",
        "2024-03-28 13:00 PM",
        "2024-03-28 PM",
        "45379",
        "28/03/24",
        "40/40/2024",
        "::::",
        "28 Mar Apr 2024",
        "2024-03-28 17:29 (2)",
        "99999999999999 Mar 2024",
    ] {
        assert_eq!(dates::parse(text), None, "{text}");
    }
    let slashed =
        When::Local(Day::Slashed { first: 3, second: 4, year: 2024 }, NaiveTime::from_hms_opt(9, 0, 0));
    assert_eq!(dates::parse("3/4/2024 09:00"), Some(slashed));
    assert_eq!(berlin("3/4/2024 09:00"), None);
    let known = NaiveDate::from_ymd_opt(2024, 4, 3).map(|day| When::Local(Day::Known(day), None));
    assert_eq!(dates::parse("3.4.2024"), known);
}

#[test]
fn durations_and_numbers() {
    let local = Numbers { decimal_comma: true };
    let plain = Numbers { decimal_comma: false };
    for (text, seconds) in [
        ("90", 90.0),
        ("1:30", 90.0),
        ("0:01:30", 90.0),
        ("01:30:00", 5400.0),
        ("44m", 2640.0),
        ("1h 22min", 4920.0),
        ("2h 38m", 9480.0),
        ("1h30m", 5400.0),
        ("264h 1m", 950_460.0),
        ("3,527h 3min", 12_697_380.0),
        ("1 hr, 5 min, 3 sec", 3903.0),
        ("45s", 45.0),
    ] {
        assert_eq!(plain.seconds(text), Some(seconds), "{text}");
        assert_eq!(local.seconds(text), Some(seconds), "{text}");
    }
    for text in ["", "h", "5 parsecs", "-5", "1:2:3:4", "1:-2", "m5", "1h 5"] {
        assert_eq!(plain.seconds(text), None, "{text}");
    }
    for (text, as_plain, as_local) in [
        ("62.5", Some(62.5), Some(62.5)),
        ("62,5", None, Some(62.5)),
        ("1.250,5", None, Some(1250.5)),
        ("1,250.5", None, Some(1250.5)),
        ("-20", Some(-20.0), Some(-20.0)),
        (" 7 ", Some(7.0), Some(7.0)),
        ("1e9", None, None),
        ("inf", None, None),
        ("NaN", None, None),
        ("1.2.3", None, None),
        ("--1", None, None),
        (".", None, None),
    ] {
        assert_eq!(plain.decimal(text), as_plain, "{text}");
        assert_eq!(local.decimal(text), as_local, "{text}");
    }
    assert_eq!(plain.whole("13.0"), Some(13));
    assert_eq!(plain.whole("13.5"), None);
}
