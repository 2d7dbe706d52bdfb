//! The file of rejected rows: what was wrong where, and the row itself, to be mended and imported again.

use std::io::Write;

use super::fault::Reject;
use crate::error::{Error, Result};

/// Writes `line,column,reason_ko,reason_en,row`, in UTF-8 with the mark by which spreadsheets know it. Nothing is
/// written where no row is rejected.
pub struct Rejects<W: Write> {
    sink: Option<W>,
    file: Option<csv::Writer<W>>,
    count: u64,
}

impl<W: Write> Rejects<W> {
    pub const fn new(sink: W) -> Self {
        Self { sink: Some(sink), file: None, count: 0 }
    }

    /// Rows written so far.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Writes some rejects in the order of their lines.
    pub fn write(&mut self, mut rejects: Vec<Reject>) -> Result<()> {
        if rejects.is_empty() {
            return Ok(());
        }
        rejects.sort_by_key(|reject| reject.line);
        if let Some(mut sink) = self.sink.take() {
            sink.write_all("\u{feff}".as_bytes())?;
            let mut file = csv::Writer::from_writer(sink);
            file.write_record(["line", "column", "reason_ko", "reason_en", "row"]).map_err(unwritable)?;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            for Reject { line, text, fault } in &rejects {
                let (line, reason) = (line.to_string(), &fault.reason);
                file.write_record([&line, fault.column, &reason.ko, &reason.en, text]).map_err(unwritable)?;
            }
            file.flush()?;
        }
        self.count += rejects.len() as u64;
        Ok(())
    }
}

fn unwritable(error: csv::Error) -> Error {
    Error::File(std::io::Error::other(error))
}
