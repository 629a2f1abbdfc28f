//! Text to records: the delimiter, the columns, the line that each record begins in.

use std::io::Read;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{
    Options, Source, Unreadable, fitnotes, hevy,
    numbers::Numbers,
    record::{self, Columns, Fields, Trouble},
    strong,
    text::Text,
};

/// What divides columns, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A file of a known source.
pub(super) struct Table<R> {
    reader: Reader<Text<R>>,
    source: Source,
    columns: Columns,
    header: StringRecord,
    numbers: Numbers,
    record: StringRecord,
    /// Lines before the header that the reader did not see.
    lines_before: u64,
    rows: u64,
}

impl<R: Read> Table<R> {
    /// Reads the header. The delimiter is the one with which it is a known one.
    pub(super) fn open(input: R, options: &Options) -> Result<Self, Unreadable> {
        let mut text = Text::new(input, options.max_bytes);
        let mut lines_before = 0;
        let mut first = text.first_record()?.to_vec();
        // Spreadsheets write the delimiter in front, for themselves.
        if first.trim_ascii_start().starts_with(b"sep=") {
            lines_before = first.split(|byte| *byte == b'\n').count() as u64;
            text.skip(first.len() + 1);
            first = text.first_record()?.to_vec();
        }
        let (delimiter, source, columns, header) = sniff(&first, options.source)?;
        text.expect(delimiter);
        let reader = builder(delimiter).from_reader(text);
        let numbers = Numbers {
            decimal_comma: delimiter != b','
                || (source == Source::FitNotes && fitnotes::writes_local_numbers(&columns)),
        };
        let record = StringRecord::new();
        let mut table = Self { reader, source, columns, header, numbers, record, lines_before, rows: 0 };
        table.reader.read_record(&mut table.record)?;
        Ok(table)
    }

    pub(super) const fn source(&self) -> Source {
        self.source
    }

    /// Records so far.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Goes to the next record and gives the line that it begins in.
    pub(super) fn advance(&mut self) -> Result<Option<u64>, Unreadable> {
        let more =
            self.reader.read_record(&mut self.record).map_err(|problem| match Unreadable::from(problem) {
                Unreadable::NotText { line } => {
                    Unreadable::NotText { line: line.map(|line| line + self.lines_before) }
                }
                other => other,
            })?;
        if !more {
            return Ok(None);
        }
        self.rows += 1;
        // The reader's own start of a record is that of the empty lines before it. Its end is exact.
        let inside = self.record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count() as u64;
        let end_of_line = u64::from(!self.is_open());
        let after = self.reader.position().line() + self.lines_before;
        Ok(Some(after.saturating_sub(inside + end_of_line).max(1)))
    }

    /// What the current record says. The outer error ends the import.
    pub(super) fn row(&self, line: u64, options: &Options) -> Result<record::Read, Unreadable> {
        let mended = match self.source {
            Source::Strong => strong::mend(&self.record, &self.columns),
            Source::Hevy => None,
            Source::FitNotes => fitnotes::mend(&self.record, &self.columns, self.numbers),
        };
        let record = mended.as_ref().unwrap_or(&self.record);
        if let Some(trouble) = self.misshapen(record, line) {
            return Ok(Err(trouble));
        }
        let fields = Fields { columns: &self.columns, record, numbers: self.numbers, options };
        let read = match self.source {
            Source::Strong => strong::row(&fields),
            Source::Hevy => hevy::row(&fields),
            Source::FitNotes => fitnotes::row(&fields),
        };
        record::fatal(read, line)
    }

    /// Whether the current record goes to the end of the file because a quotation mark in it is never closed.
    fn is_open(&self) -> bool {
        self.reader.get_ref().ends_inside_quotes(self.reader.position().byte())
    }

    fn misshapen(&self, record: &StringRecord, line: u64) -> Option<Trouble> {
        if self.is_open() {
            let last = self.reader.position().line() + self.lines_before - 1;
            return Some(Trouble::Wrong(format!(
                "a quotation mark is opened and never closed, so lines {line} to {last} cannot be told apart"
            )));
        }
        if record.iter().all(|text| text.trim().is_empty()) {
            return Some(Trouble::Skip("an empty row".into()));
        }
        if record == &self.header {
            return Some(Trouble::Skip("the header again".into()));
        }
        let columns = self.columns.names.len();
        if record.iter().skip(columns).any(|text| !text.trim().is_empty()) {
            let found = record.len();
            return Some(Trouble::Wrong(format!("{found} fields, but the header has {columns}")));
        }
        None
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

type Header = (u8, Source, Columns, StringRecord);

fn sniff(first: &[u8], source: Option<Source>) -> Result<Header, Unreadable> {
    let Ok(text) = std::str::from_utf8(first) else {
        return Err(Unreadable::NotText { line: Some(1) });
    };
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    for delimiter in DELIMITERS {
        let mut header = StringRecord::new();
        builder(delimiter).from_reader(first).read_record(&mut header)?;
        let columns = strong::in_english(Columns::new(&header));
        if let Some(source) = detect(&columns, source) {
            return Ok((delimiter, source, columns, header));
        }
    }
    let found: String = text.trim().chars().take(200).collect();
    Err(Unreadable::UnknownHeader { found, source })
}

fn detect(columns: &Columns, source: Option<Source>) -> Option<Source> {
    let knows = |source: &Source| match source {
        Source::Strong => strong::knows(columns),
        Source::Hevy => hevy::knows(columns),
        Source::FitNotes => fitnotes::knows(columns),
    };
    Source::ALL.into_iter().filter(|one| source.is_none_or(|wanted| wanted == *one)).find(knows)
}
