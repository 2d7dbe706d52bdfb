//! Text as records: values separated by commas (RFC 4180), or by semicolons or tabs, as the header line has them; read so that
//! one bad row costs no other.
//!
//! A reader of whole files takes everything after a quote that is never closed as one value. This one reads a line at
//! a time; a value may hold line breaks, but where its quote does not close within [`MOST_LINES`] lines, or closes on a
//! record of another width, only the line with the quote is refused.

use std::{
    collections::VecDeque,
    io::{self, Read},
};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::{
    encoding::DecodedText,
    fault::{Fault, Reject},
};

/// Lines that one record may span.
const MOST_LINES: usize = 20;
/// Longest line, in bytes; the rest of a longer one is skipped.
const LONGEST_LINE: usize = 64 * 1024;
/// What separates values where nothing else does.
pub const COMMA: u8 = b',';
/// Most columns.
const MOST_COLUMNS: usize = 256;

/// A line of the file, without its end.
#[derive(Clone, Debug, Default)]
struct Line {
    /// From 1.
    number: u64,
    text: String,
    is_cut: bool,
}

impl Line {
    fn reject(self, fault: Fault) -> Reject {
        Reject { line: self.number, text: self.text, fault }
    }
}

/// A record: its values and the text they were read from. One is filled again and again.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The line it starts on, from 1.
    pub line: u64,
    /// As it stands in the file.
    pub text: String,
    values: String,
    /// Where each value starts and ends.
    bounds: Vec<(usize, usize)>,
}

impl Record {
    /// The value of a column, without the blanks around it; empty where there is no such column.
    pub fn value(&self, column: usize) -> &str {
        self.bounds.get(column).and_then(|&(start, end)| self.values.get(start..end)).unwrap_or("").trim()
    }

    /// Number of values.
    pub fn width(&self) -> usize {
        self.bounds.len()
    }

    fn clear(&mut self) {
        self.values.clear();
        self.bounds.clear();
    }

    /// Begins a record that comes from no text.
    pub fn begin(&mut self, line: u64) {
        self.clear();
        self.text.clear();
        self.line = line;
    }

    /// Adds a value, and writes it to the text as a file of records would have it.
    pub fn add(&mut self, value: &str) {
        if !self.bounds.is_empty() {
            self.text.push(',');
        }
        if value.contains([',', '"', '\n', '\r']) {
            self.text.extend(["\"", &value.replace('"', "\"\""), "\""]);
        } else {
            self.text.push_str(value);
        }
        let start = self.values.len();
        self.values.push_str(value);
        self.bounds.push((start, self.values.len()));
    }

    /// Takes the values of a line without quotes.
    fn split(&mut self, line: &str, separator: u8) {
        self.values.push_str(line);
        let mut start = 0;
        for (end, _) in line.bytes().enumerate().filter(|(_, byte)| *byte == separator) {
            self.bounds.push((start, end));
            start = end + 1;
        }
        self.bounds.push((start, line.len()));
    }
}

/// The records of a source, in order.
pub struct Records<R> {
    source: DecodedText<R>,
    text: String,
    position: usize,
    lines: u64,
    /// Lines read in search of a closing quote and given back.
    returned: VecDeque<Line>,
    /// Known once the header was read.
    separator: Option<u8>,
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Records<R> {
    pub fn new(source: R) -> Self {
        Self {
            source: DecodedText::new(source),
            text: String::new(),
            position: 0,
            lines: 0,
            returned: VecDeque::new(),
            separator: None,
            reader: reader(COMMA),
            output: vec![0; LONGEST_LINE],
            ends: vec![0; MOST_COLUMNS],
        }
    }

    /// The name of the encoding the text is read in.
    pub fn encoding(&self) -> &'static str {
        self.source.name()
    }

    /// What separates the values.
    pub fn separator(&self) -> u8 {
        self.separator.unwrap_or(COMMA)
    }

    /// Reads the next record, of `width` values or of any number without one, or says what is wrong with the next line.
    /// Blank lines are passed over. None at the end. Errors: the source breaks off; a line it breaks off in is no record.
    pub fn next_record(&mut self, width: Option<usize>, record: &mut Record) -> io::Result<Option<Result<(), Reject>>> {
        let mut first = Line { text: std::mem::take(&mut record.text), ..Line::default() };
        if !self.next_filled_line(&mut first)? {
            return Ok(None);
        }
        if first.is_cut {
            return Ok(Some(Err(first.reject(Fault::line_too_long()))));
        }
        if self.separator.is_none() {
            let separator = separator_of(&first.text);
            (self.separator, self.reader) = (Some(separator), reader(separator));
        }
        record.clear();
        record.line = first.number;
        let is_plain = !first.text.contains('"');
        if is_plain {
            record.split(&first.text, self.separator());
        }
        if is_plain || self.begin(&first.text, record) {
            return Ok(Some(match width {
                Some(width) if width != record.width() => Err(first.reject(Fault::columns(width, record.width()))),
                _ => {
                    record.text = first.text;
                    Ok(())
                }
            }));
        }
        self.continue_value(first, width, record).map(Some)
    }

    /// Reads on after a line that ends within an open quote.
    fn continue_value(
        &mut self,
        first: Line,
        width: Option<usize>,
        record: &mut Record,
    ) -> io::Result<Result<(), Reject>> {
        let (mut further, mut is_closed) = (Vec::new(), false);
        let mut line = Line::default();
        while !is_closed && further.len() < MOST_LINES - 1 && self.next_line(&mut line)? {
            is_closed = !line.is_cut && self.feed(&line.text, record) && closes_a_value(&line.text, self.separator());
            further.push(std::mem::take(&mut line));
        }
        if is_closed && width.is_none_or(|width| width == record.width()) {
            record.text = further.iter().fold(first.text, |text, line| text + "\n" + &line.text);
            return Ok(Ok(()));
        }
        for line in further.into_iter().rev() {
            self.returned.push_front(line);
        }
        Ok(Err(first.reject(Fault::open_quote())))
    }

    /// Feeds the first line of a record to the parser. True where it ends the record, false within an open quote.
    fn begin(&mut self, line: &str, record: &mut Record) -> bool {
        self.reader.reset();
        self.feed(line, record)
    }

    fn feed(&mut self, line: &str, record: &mut Record) -> bool {
        for piece in [line, "\n"] {
            let mut input = piece.as_bytes();
            while !input.is_empty() {
                let (result, read, written, ended) = self.reader.read_record(input, &mut self.output, &mut self.ends);
                input = &input[read..];
                // The parser splits at ASCII only, so the parts of a text are text.
                record.values.push_str(&String::from_utf8_lossy(&self.output[..written]));
                for end in &self.ends[..ended] {
                    let start = record.bounds.last().map_or(0, |(_, end)| *end);
                    record.bounds.push((start, *end));
                }
                if result == ReadRecordResult::Record {
                    return true;
                }
            }
        }
        false
    }

    fn next_filled_line(&mut self, line: &mut Line) -> io::Result<bool> {
        while self.next_line(line)? {
            if !line.text.trim_start().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the next line in the place of another. False at the end.
    fn next_line(&mut self, line: &mut Line) -> io::Result<bool> {
        if let Some(returned) = self.returned.pop_front() {
            *line = returned;
            return Ok(true);
        }
        line.text.clear();
        line.is_cut = false;
        loop {
            let rest = &self.text[self.position..];
            let end = rest.find('\n');
            let part = end.map_or(rest, |end| &rest[..end]);
            let room = LONGEST_LINE.saturating_sub(line.text.len());
            line.is_cut |= part.len() > room;
            line.text.push_str(&part[..part.floor_char_boundary(room)]);
            if line.is_cut && self.lines == 0 {
                // no header: what follows, be it without an end, is not worth the reading
                break;
            }
            if let Some(end) = end {
                self.position += end + 1;
                break;
            }
            self.text.clear();
            self.position = 0;
            if !self.source.read_into(&mut self.text)? {
                if line.text.is_empty() {
                    return Ok(false);
                }
                break;
            }
        }
        if line.text.ends_with('\r') {
            line.text.pop();
        }
        self.lines += 1;
        line.number = self.lines;
        Ok(true)
    }
}

/// Whether the first quote of a line, doubled ones aside, is followed by the next value or the end. The parser is
/// lenient there, so a stray quote and the next one further down would swallow the rows between them.
fn closes_a_value(line: &str, separator: u8) -> bool {
    let line = line.replace("\"\"", "");
    line.split_once('"').is_some_and(|(_, rest)| rest.bytes().next().is_none_or(|next| next == separator))
}

fn reader(separator: u8) -> Reader {
    // A lone carriage return within a line is part of a value, or what follows it would be dropped unseen.
    ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build()
}

/// What separates the names of a header: what stands there most often outside of quotes, the comma where it is open.
fn separator_of(header: &str) -> u8 {
    let outside: Vec<&str> = header.split('"').step_by(2).collect();
    let count = |separator: u8| outside.iter().flat_map(|part| part.bytes()).filter(|byte| *byte == separator).count();
    [b';', b'\t', COMMA].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(COMMA)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of good records, and `line!` for a bad one.
    fn read(text: &str, width: usize) -> Vec<String> {
        let mut records = Records::new(text.as_bytes());
        let (mut seen, mut record) = (Vec::new(), Record::default());
        while let Some(next) = records.next_record(Some(width), &mut record).expect("text in memory") {
            seen.push(match next {
                Ok(()) => (0..width).map(|column| record.value(column)).collect::<Vec<_>>().join("|"),
                Err(reject) => format!("{}!", reject.line),
            });
        }
        seen
    }

    #[test]
    fn values_are_quoted_or_plain_and_the_last_line_may_end_or_not() {
        assert_eq!(read("a,b\r\n\n\"1,000\",\" x \"\"y\"\" \"\nc,d", 2), ["a|b", "1,000|x \"y\"", "c|d"]);
        assert_eq!(read("가,나\n,\n", 2), ["가|나", "|"]);
        assert!(read("", 2).is_empty());
    }

    #[test]
    fn the_header_says_what_separates_the_values() {
        assert_eq!(read("\"a, b, c\";b\n1,000;\"x;y\"\n", 2), ["a, b, c|b", "1,000|x;y"]);
        assert_eq!(read("a\tb\n1,000\t\"x\ny\"\n", 2), ["a|b", "1,000|x\ny"]);
        assert_eq!(read("a,b\nx;y;z,\t\n", 2), ["a|b", "x;y;z|"]);
    }

    #[test]
    fn a_first_line_without_an_end_is_not_read_to_it() {
        let mut endless = Records::new(io::repeat(0));
        let refusal = endless.next_record(None, &mut Record::default()).expect("read").expect("a line");
        assert_eq!(refusal.expect_err("refused").fault, Fault::line_too_long());
    }

    #[test]
    fn a_value_may_hold_line_breaks() {
        assert_eq!(read("a,\"b\nc\n\nd\"\ne,f\n", 2), ["a|b\nc\n\nd", "e|f"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_row() {
        let rows = "c,d\n".repeat(30);
        let seen = read(&format!("a,\"b\n{rows}"), 2);
        assert_eq!((seen[0].as_str(), seen[1].as_str(), seen.len()), ("1!", "c|d", 31));
    }

    #[test]
    fn two_stray_quotes_cost_the_rows_they_stand_in() {
        assert_eq!(read("a,\"b\nc,d\ne,\"f\ng,h\n", 2), ["1!", "c|d", "3!", "g|h"]);
    }

    #[test]
    fn a_row_of_another_width_is_refused_alone() {
        assert_eq!(read("a,b\nc\nd,e,f\ng,h\n", 2), ["a|b", "2!", "3!", "g|h"]);
    }

    #[test]
    fn a_carriage_return_within_a_line_ends_nothing() {
        assert_eq!(read("a,b\rc,d\ne,f\r\n", 2), ["1!", "e|f"]);
        assert_eq!(read("a,b\rc\n", 2), ["a|b\rc"]);
    }

    #[test]
    fn an_endless_line_is_refused_and_skipped() {
        let long = "x".repeat(5 * LONGEST_LINE);
        assert_eq!(read(&format!("a,b\n{long}\nc,d\n"), 2), ["a|b", "2!", "c|d"]);
    }
}
