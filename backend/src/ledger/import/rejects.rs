//! The file of rejected rows: what was wrong where, and the row itself in its columns. The rows are mended there, and the file
//! is imported as it is; a file of what is rejected then has the reasons of then.

use std::io::Write;

use super::fault::Reject;
use crate::error::{Error, Result};

/// Rejects that are held back, to be written in the order of their lines.
const HELD: usize = 1_000;

/// The columns that come before those of the file.
const OWN: [&str; 4] = ["reject_line", "reject_column", "reject_reason_ko", "reject_reason_en"];

/// Writes the rows with commas, each after its line and what is wrong, in UTF-8 with the mark by which spreadsheets know
/// it. Nothing is written where no row is rejected.
pub struct Rejects<W: Write> {
    sink: Option<W>,
    /// The columns of the file as its header has them.
    header: Vec<String>,
    /// What separates the values of a row.
    separator: u8,
    file: Option<csv::Writer<W>>,
    held: Vec<Reject>,
    count: u64,
}

impl<W: Write> Rejects<W> {
    pub const fn new(sink: W, header: Vec<String>, separator: u8) -> Self {
        Self { sink: Some(sink), header, separator, file: None, held: Vec::new(), count: 0 }
    }

    /// Rows rejected so far.
    pub const fn count(&self) -> u64 {
        self.count
    }

    pub fn push(&mut self, reject: Reject) -> Result<()> {
        self.held.push(reject);
        self.count += 1;
        if self.held.len() >= HELD { self.flush() } else { Ok(()) }
    }

    /// Writes the rejects that are held back.
    pub fn flush(&mut self) -> Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        self.held.sort_by_key(|reject| reject.line);
        if let Some(mut sink) = self.sink.take() {
            sink.write_all("\u{feff}".as_bytes())?;
            // a row with too many or too few values stays one, to be mended
            let mut file = csv::WriterBuilder::new().flexible(true).from_writer(sink);
            let columns = self.header.iter().map(String::as_str).filter(|name| !OWN.contains(name));
            file.write_record(OWN.into_iter().chain(columns)).map_err(unwritable)?;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            for Reject { line, text, fault } in self.held.drain(..) {
                let (line, reason) = (line.to_string(), &fault.reason);
                let own = [line.as_str(), fault.column, &reason.ko, &reason.en].map(str::as_bytes);
                let values = values(&text, self.separator)?;
                let is_own = |place: usize| self.header.get(place).is_some_and(|name| OWN.contains(&name.as_str()));
                let values = values.iter().enumerate().filter(|(place, _)| !is_own(*place)).map(|(_, value)| value);
                file.write_record(own.into_iter().chain(values)).map_err(unwritable)?;
            }
            file.flush()?;
        }
        Ok(())
    }
}

/// The values of a row; the whole of one that a stray quote makes no row.
fn values(text: &str, separator: u8) -> Result<csv::ByteRecord> {
    let mut record = csv::ByteRecord::new();
    if text.matches('"').count() % 2 == 1 {
        record.push_field(text.as_bytes());
        return Ok(record);
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(separator).has_headers(false).flexible(true);
    reader.from_reader(text.as_bytes()).read_byte_record(&mut record).map_err(unwritable)?;
    Ok(record)
}

fn unwritable(error: csv::Error) -> Error {
    Error::File(std::io::Error::other(error))
}
