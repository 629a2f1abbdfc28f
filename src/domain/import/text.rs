//! Bytes to text: UTF-8 or UTF-16, one kind of line end, a limit on the size.

use std::io::{self, Read};

use super::error::Broken;

const CHUNK: usize = 8 * 1024;
/// No header is longer; what is longer is no export.
const LONGEST_HEADER: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

/// The text of an input as UTF-8: without byte order mark and NUL, every line ended by a single line feed. With that,
/// counting line feeds counts lines, whatever wrote the file.
pub(super) struct Text<R> {
    input: R,
    encoding: Option<Encoding>,
    /// Bytes that may still be read.
    left: u64,
    most: u64,
    /// Bytes of a character that is not complete yet.
    rest: Vec<u8>,
    after_carriage_return: bool,
    last: Option<u8>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
    /// Bytes that were handed out, and where they leave a reader of records.
    handed: u64,
    delimiter: u8,
    place: Place,
}

/// Where a reader of records is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before a field: only here a quotation mark opens one.
    Start,
    /// In a field without quotation marks around it, or behind them.
    Open,
    Quoted,
    /// Behind a quotation mark in a quoted field: another one makes it a character of the text.
    Quote,
}

impl<R: Read> Text<R> {
    pub(super) const fn new(input: R, most: u64) -> Self {
        Self {
            input,
            encoding: None,
            left: most,
            most,
            rest: Vec::new(),
            after_carriage_return: false,
            last: None,
            ready: Vec::new(),
            taken: 0,
            ended: false,
            handed: 0,
            delimiter: b',',
            place: Place::Start,
        }
    }

    /// Says what will divide the fields, before the first of them is read.
    pub(super) const fn expect(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Whether this many bytes are the whole text, and a quotation mark in it was opened and not closed.
    pub(super) const fn ends_inside_quotes(&self, bytes: u64) -> bool {
        self.ended && bytes == self.handed && matches!(self.place, Place::Quoted)
    }

    const fn follow(&mut self, byte: u8) {
        self.place = match (self.place, byte) {
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Start | Place::Quote, b'"') | (Place::Quoted, _) => Place::Quoted,
            (_, b'\n') => Place::Start,
            (_, byte) if byte == self.delimiter => Place::Start,
            _ => Place::Open,
        };
    }

    /// The first record, without taking it: up to the first line end outside quotes. Empty lines before it are part of it.
    pub(super) fn first_record(&mut self) -> io::Result<&[u8]> {
        loop {
            let (mut quoted, mut begun) = (false, false);
            let ahead = self.ready.get(self.taken..).unwrap_or_default();
            let end = ahead.iter().position(|byte| {
                quoted ^= *byte == b'"';
                begun |= !byte.is_ascii_whitespace();
                *byte == b'\n' && begun && !quoted
            });
            if end.is_some() || self.ended || ahead.len() > LONGEST_HEADER {
                let length = end.unwrap_or(ahead.len());
                return Ok(self.ready.get(self.taken..self.taken + length).unwrap_or_default());
            }
            self.fill()?;
        }
    }

    /// Drops bytes that [`Self::first_record`] showed.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.taken = (self.taken + bytes).min(self.ready.len());
    }

    /// Reads and converts one more piece.
    fn fill(&mut self) -> io::Result<()> {
        let mut chunk = [0; CHUNK];
        let count = loop {
            match self.input.read(&mut chunk) {
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let bytes = chunk.get(..count).unwrap_or_default();
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            return Err(io::Error::other(Broken::TooLarge { most: self.most }));
        };
        self.left = left;
        self.rest.extend_from_slice(bytes);
        if self.taken == self.ready.len() {
            self.ready.clear();
            self.taken = 0;
        }
        if self.encoding.is_none() {
            if self.rest.len() < 3 && count > 0 {
                return Ok(());
            }
            self.encoding = Some(self.take_mark());
        }
        match self.encoding {
            Some(Encoding::Utf16 { big_endian }) => self.from_utf16(big_endian, count == 0)?,
            _ => self.from_utf8(),
        }
        if count == 0 && !self.ended {
            self.ended = true;
            if self.last.is_some_and(|byte| byte != b'\n') {
                self.push(b'\n');
            }
        }
        Ok(())
    }

    fn take_mark(&mut self) -> Encoding {
        let (length, encoding) = match self.rest.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (3, Encoding::Utf8),
            [0xFF, 0xFE, ..] => (2, Encoding::Utf16 { big_endian: false }),
            [0xFE, 0xFF, ..] => (2, Encoding::Utf16 { big_endian: true }),
            _ => (0, Encoding::Utf8),
        };
        self.rest.drain(..length);
        encoding
    }

    #[expect(clippy::wrong_self_convention, reason = "converts what it holds from UTF-8")]
    fn from_utf8(&mut self) {
        let mut bytes = std::mem::take(&mut self.rest);
        for byte in bytes.drain(..) {
            self.push(byte);
        }
        self.rest = bytes;
    }

    #[expect(clippy::wrong_self_convention, reason = "converts what it holds from UTF-16")]
    fn from_utf16(&mut self, big_endian: bool, at_end: bool) -> io::Result<()> {
        let mut units: Vec<u16> = self
            .rest
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) })
            .collect();
        // The second half of a pair may come with the next piece.
        if !at_end && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            units.pop();
        }
        self.rest.drain(..units.len() * 2);
        if at_end && !self.rest.is_empty() {
            return Err(io::Error::other(Broken::NotText));
        }
        let text = String::from_utf16(&units).map_err(|_lone_surrogate| io::Error::other(Broken::NotText))?;
        for byte in text.bytes() {
            self.push(byte);
        }
        Ok(())
    }

    fn push(&mut self, byte: u8) {
        let after_carriage_return = std::mem::replace(&mut self.after_carriage_return, byte == b'\r');
        let byte = match byte {
            // Databases refuse NUL, and no export means anything by it.
            0 => return,
            b'\n' if after_carriage_return => return,
            b'\r' => b'\n',
            byte => byte,
        };
        self.last = Some(byte);
        self.ready.push(byte);
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let mut count = 0;
        for place in into {
            let Some(byte) = self.ready.get(self.taken + count).copied() else { break };
            *place = byte;
            self.follow(byte);
            count += 1;
        }
        self.taken += count;
        self.handed += count as u64;
        Ok(count)
    }
}
