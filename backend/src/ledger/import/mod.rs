//! Import of accounts and transactions from comma-separated files.
//!
//! The first line names the columns, in any order; further columns are passed over.
//!
//! | file | columns |
//! |---|---|
//! | accounts | `reference`, `kind`, `category`, `region`, `name`, and `email` where there are addresses |
//! | transactions | `account` (its reference), `reference`, `component` (empty for none), `occurred_at`, `kind`, and either `amount` (as people write it: `12.30`) or `amount_minor` (whole minor units: `1230`) |
//!
//! Times carry an offset or are wall clocks in the site's zone. Refunds are negative. Text is UTF-8, UTF-16 with its
//! mark, or Korean code page 949.
//!
//! A file with a column missing is refused whole. After that every row stands for itself: a bad one goes to the file of
//! rejects with its line, column and reason, the others are taken. Rows are committed in batches, and a row that is
//! recorded already adds nothing, so an import that was cut off is simply run again.

mod accounts;
mod encoding;
mod fault;
mod header;
mod records;
mod rejects;
mod transactions;
mod values;

use std::io::{Read, Write};

use self::{
    fault::{Fault, Reject},
    header::Header,
    records::{Record, Records},
    rejects::Rejects,
};
use super::bulk::{self, Bulk};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::Result,
};

/// Rows committed together.
const BATCH: usize = 10_000;

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
    /// Rows rejected so far.
    pub rejected: u64,
}

/// What an import did. `rows` is the sum of the three others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Rows that are new.
    pub added: u64,
    /// Rows that were recorded already, with the same content.
    pub present: u64,
    /// Rows not taken; the file of rejects says why.
    pub rejected: u64,
    /// The encoding the file was read in.
    pub encoding: &'static str,
}

/// A row that was read and waits to be written.
struct Waiting<T> {
    row: T,
    line: u64,
    text: String,
}

/// A file being read, past its header.
struct File<R> {
    records: Records<R>,
    header: Header,
    rows: u64,
}

impl<R: Read> File<R> {
    /// Reads the header line. Errors: there is none, or a wanted name stands there twice.
    fn open(source: R, wanted: &[&str]) -> Result<Self> {
        let mut records = Records::new(source);
        let first = records.next_record(None)?.ok_or_else(header::empty_file)?.map_err(header::refused)?;
        let header = Header::new(&first, wanted)?;
        Ok(Self { records, header, rows: 0 })
    }

    /// Reads the rows of a batch: those to write and those to reject. Both are empty at the end.
    fn batch<T>(&mut self, read: impl Fn(&Record) -> Result<T, Fault>) -> Result<(Vec<Waiting<T>>, Vec<Reject>)> {
        let (mut waiting, mut rejected) = (Vec::new(), Vec::new());
        while waiting.len() + rejected.len() < BATCH
            && let Some(next) = self.records.next_record(Some(self.header.width()))?
        {
            self.rows += 1;
            let record = match next {
                Ok(record) => record,
                Err(reject) => {
                    rejected.push(reject);
                    continue;
                }
            };
            let Record { line, .. } = record;
            match read(&record) {
                Ok(row) => waiting.push(Waiting { row, line, text: record.text }),
                Err(fault) => rejected.push(Reject { line, text: record.text, fault }),
            }
        }
        Ok((waiting, rejected))
    }
}

impl Backend {
    /// Takes a file's rows batch by batch and puts the counts on record.
    async fn take<R, W, T>(
        &self,
        actor: &Actor,
        subject: &str,
        mut file: File<R>,
        read: impl Fn(&Record) -> Result<T, Fault> + Send,
        rejects: W,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<ImportReport>
    where
        R: Read + Send,
        W: Write + Send,
        T: Bulk,
    {
        let (mut rejects, mut added) = (Rejects::new(rejects), 0);
        loop {
            let (mut waiting, mut rejected) = file.batch(&read)?;
            if waiting.is_empty() && rejected.is_empty() {
                break;
            }
            // Neighbours in the table are written together. The sort is stable: of two rows with one reference the
            // first in the file counts.
            waiting.sort_by(|a, b| a.row.key().cmp(&b.row.key()));
            let (rows, places): (Vec<_>, Vec<_>) = waiting.into_iter().map(|w| (w.row, (w.line, w.text))).unzip();
            let mut tx = self.db.begin().await?;
            let written = bulk::write(&mut tx, &rows).await?;
            tx.commit().await?;
            added += written.added;
            rejected.extend(written.different.iter().map(|place| {
                let (line, text) = places[*place].clone();
                Reject { line, text, fault: Fault::recorded_differently() }
            }));
            rejects.write(rejected)?;
            let bytes = file.records.source().bytes();
            progress(Progress { bytes, rows: file.rows, rejected: rejects.count() });
        }
        let rejected = rejects.count();
        let present = file.rows - added - rejected;
        let encoding = file.records.source().name();
        let report = ImportReport { rows: file.rows, added, present, rejected, encoding };
        self.record_import(actor, subject, &report).await?;
        Ok(report)
    }

    async fn record_import(&self, actor: &Actor, subject: &str, report: &ImportReport) -> Result<()> {
        let ImportReport { rows, added, present, rejected, .. } = report;
        let act = Act {
            action: "ledger.imported",
            subject: format!("ledger:{subject}"),
            detail: format!("{rows} rows, {added} added, {present} present, {rejected} rejected"),
        };
        let mut tx = self.db.begin().await?;
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        tx.commit().await
    }
}
