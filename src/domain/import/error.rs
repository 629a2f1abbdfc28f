//! Why a file cannot be read at all.

use std::{error, fmt, io};

use super::Source;

/// Why a file cannot be read at all.
#[derive(Debug)]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// Its first line is not the header of a known export.
    UnknownHeader {
        /// The first line, cut after 200 characters.
        found: String,
        /// The source that the caller named.
        source: Option<Source>,
    },
    /// It is too large.
    TooLarge {
        /// Most bytes.
        most: u64,
    },
    /// It has too many records.
    TooManyRows {
        /// Most records.
        most: u64,
    },
    /// It is not text in UTF-8, nor in UTF-16 with a byte order mark.
    NotText {
        /// The line that shows it, from 1; none where the line is not known.
        line: Option<u64>,
    },
    /// It has weights, and neither the file nor the caller says in which unit.
    UnitMissing {
        /// The first line with a weight.
        line: u64,
    },
    /// The input failed.
    Io(io::Error),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::UnknownHeader { found, source } => unknown_header(f, found, *source),
            Self::TooLarge { most } => write!(f, "the file has more than {most} bytes; import it in parts"),
            Self::TooManyRows { most } => {
                write!(f, "the file has more than {most} rows; import it in parts")
            }
            Self::NotText { line: Some(line) } => {
                write!(f, "line {line} is not UTF-8 text; save the file as UTF-8")
            }
            Self::NotText { line: None } => f.write_str("the file is not UTF-8 text; save it as UTF-8"),
            Self::UnitMissing { line } => write!(
                f,
                "the file does not say which unit its weights are in (first weight: line {line}); pass the unit"
            ),
            Self::Io(problem) => write!(f, "the file cannot be read: {problem}"),
        }
    }
}

fn unknown_header(f: &mut fmt::Formatter<'_>, found: &str, source: Option<Source>) -> fmt::Result {
    write!(f, "the first line is no known header: `{found}`. Known are")?;
    let sources = source.as_ref().map_or(Source::ALL.as_slice(), std::slice::from_ref);
    for source in sources {
        for header in source.headers() {
            write!(f, "\n- {}: {header}", source.as_text())?;
        }
    }
    Ok(())
}

impl error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Io(problem) => Some(problem),
            _ => None,
        }
    }
}

/// Why the text of a file ends early; travels through readers inside an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    TooLarge { most: u64 },
    NotText,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge { .. } => "too large",
            Self::NotText => "not text",
        })
    }
}

impl error::Error for Broken {}

impl From<io::Error> for Unreadable {
    fn from(problem: io::Error) -> Self {
        match problem.get_ref().and_then(|inner| inner.downcast_ref::<Broken>()) {
            Some(Broken::TooLarge { most }) => Self::TooLarge { most: *most },
            Some(Broken::NotText) => Self::NotText { line: None },
            None => Self::Io(problem),
        }
    }
}

impl From<csv::Error> for Unreadable {
    fn from(problem: csv::Error) -> Self {
        match problem.into_kind() {
            csv::ErrorKind::Io(problem) => problem.into(),
            csv::ErrorKind::Utf8 { pos, .. } => Self::NotText { line: pos.map(|pos| pos.line()) },
            other => Self::Io(io::Error::other(format!("{other:?}"))),
        }
    }
}
