//! The file of rejected rows: what was wrong where, and the row itself, to be mended and imported again.

use std::io::Write;

use super::fault::Reject;
use crate::error::{Error, Result};

/// Rejects that are held back, to be written in the order of their lines.
const HELD: usize = 1_000;

/// Writes `line,column,reason_ko,reason_en,row`, in UTF-8 with the mark by which spreadsheets know it. Nothing is
/// written where no row is rejected.
pub struct Rejects<W: Write> {
    sink: Option<W>,
    file: Option<csv::Writer<W>>,
    held: Vec<Reject>,
    count: u64,
}

impl<W: Write> Rejects<W> {
    pub const fn new(sink: W) -> Self {
        Self { sink: Some(sink), file: None, held: Vec::new(), count: 0 }
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
            let mut file = csv::Writer::from_writer(sink);
            file.write_record(["line", "column", "reason_ko", "reason_en", "row"]).map_err(unwritable)?;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            for Reject { line, text, fault } in self.held.drain(..) {
                let (line, reason) = (line.to_string(), &fault.reason);
                file.write_record([&line, fault.column, &reason.ko, &reason.en, &text]).map_err(unwritable)?;
            }
            file.flush()?;
        }
        Ok(())
    }
}

fn unwritable(error: csv::Error) -> Error {
    Error::File(std::io::Error::other(error))
}
