use super::*;

fn refusal(text: &[u8], options: &Options) -> String {
    read(text, options).unwrap_err().to_string()
}

#[test]
fn an_unknown_header_is_answered_with_the_known_ones() {
    let message = refusal(b"name,email\na,b\n", &options());
    assert!(
        message.starts_with("the first line is no known header: `name,email`. Known are\n- strong: Date,")
    );
    assert_eq!(message.lines().count(), 1 + 9 + 3 + 5);
    let hevy = Options { source: Some(Source::Hevy), ..options() };
    let message = refusal(fixture!("strong-2025.csv").as_bytes(), &hevy);
    assert!(message.lines().skip(1).all(|line| line.starts_with("- hevy: title,")), "{message}");
}

#[test]
fn every_known_header_is_read_as_its_own_source_in_every_dialect() {
    for source in Source::ALL {
        for header in source.headers() {
            for delimiter in [",", ";", "\t"] {
                let header = header.replace([',', ';'], delimiter);
                assert_eq!(import(&header).source, source, "{header}");
                assert_eq!(import(&header.to_uppercase()).source, source, "{header}");
            }
        }
        assert_eq!(Source::from_text(source.as_text()), Some(source));
    }
}

#[test]
fn limits_hold() {
    let text = fixture!("strong-2025.csv");
    let size = text.len() as u64;
    let fits = Options { max_bytes: size, max_rows: 7, ..options() };
    assert!(read(text.as_bytes(), &fits).is_ok());
    let large = refusal(text.as_bytes(), &Options { max_bytes: size - 1, ..options() });
    assert_eq!(large, format!("the file has more than {} bytes; import it in parts", size - 1));
    let long = refusal(text.as_bytes(), &Options { max_rows: 6, ..options() });
    assert_eq!(long, "the file has more than 6 rows; import it in parts");
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(refusal(b"", &options()), "the file is empty");
    assert_eq!(refusal(b"\xEF\xBB\xBF\n \n", &options()), "the file is empty");
    assert_eq!(
        refusal(b"Date,Workout Name,Exercise Name\n2024-03-01,A,\xDCbung\n", &options()),
        "line 2 is not UTF-8 text; save the file as UTF-8"
    );
    assert_eq!(refusal(b"\xFF\xFEa", &options()), "the file is not UTF-8 text; save it as UTF-8");
    assert_eq!(refusal(b"\xFF\xFE\x00\xDC", &options()), "the file is not UTF-8 text; save it as UTF-8");
}

#[test]
fn a_missing_unit_is_asked_for() {
    assert_eq!(
        refusal(fixture!("strong-2017.csv").as_bytes(), &options()),
        "the file does not say which unit its weights are in (first weight: line 2); pass the unit"
    );
}
