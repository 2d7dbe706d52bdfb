//! Import of accounts and transactions from files of values separated by commas, semicolons or tabs, as they are or packed
//! with gzip or Zstandard, and from Parquet.
//!
//! The first line of text names the columns, in any order; further columns are passed over.
//!
//! | file | columns |
//! |---|---|
//! | accounts | `reference`, `kind`, `category`, `region`, `name`, and `email` where there are addresses; of taxi drivers `company` (the reference of the company they work for, empty for none) and `driver_share` (their share of an award in percent: `40` or `40.5`) |
//! | transactions | `account` (its reference), `reference`, `component` (empty for none), `occurred_at`, `kind`, and either `amount` (as people write it: `12.30`) or `amount_minor` (whole minor units: `1230`), and `refund_of` (the reference of the sale given back) where refunds name it |
//!
//! Besides, transactions may have `vat` (tax within the amount), `pass_through` (tips and delivery fees within it), both no
//! revenue and taken off; `terminal` (the till or card machine, by which like sales are told from doubled ones); and `source`
//! (where the record comes from, for records of one sale that come twice).
//!
//! A taxi company is an account of its own kind and takes no fares: they stand on the accounts of its drivers. It is in the
//! ledger already or in the same file. The accounts once more with another company or share say so from now on; runs that
//! were made stay as they are.
//!
//! Times carry an offset or are wall clocks in the site's zone. Refunds are negative. Text is UTF-8, UTF-16 or Korean code
//! page 949. Columns and kinds of transactions may have the names that Korean tills and card companies write, and amounts
//! the sign of their currency.
//!
//! A file with a column missing is refused whole. After that every row stands for itself: a bad one goes to the file of
//! rejects with its line, column and reason, to be mended there and imported as it is; the others are taken. Of a file
//! that breaks off the rows before are kept. Rows are committed in batches, and a row that is recorded already adds
//! nothing, so an import that was cut off is simply run again.

mod accounts;
mod encoding;
mod fault;
mod header;
mod parquet;
mod records;
mod rejects;
mod source;
mod transactions;
mod values;
mod waiting;
mod wall_clock;

use std::io::{self, Read, Write};

pub use self::transactions::Booking;
use self::{
    fault::{Fault, Reject},
    header::{Header, Wanted},
    records::{Record, Records},
    rejects::Rejects,
    source::{Content, Count},
    waiting::Waiting,
};
use super::bulk::{self, Bulk, Refusal};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Db,
    error::{Error, Result},
};

/// Rows between two words of progress.
const STRIDE: u64 = 10_000;

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read, packed as they are.
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
    /// Rows that are new, or say anew for whom a driver works.
    pub added: u64,
    /// Rows that were recorded already, with the same content.
    pub present: u64,
    /// Rows not taken; the file of rejects says why.
    pub rejected: u64,
    /// The encoding the file was read in, or `Parquet`.
    pub encoding: &'static str,
}

/// The rows of a file.
enum Rows<'a> {
    Text(Box<Records<Box<dyn Read + Send + 'a>>>),
    Parquet(Box<parquet::Table>),
}

/// A file being read, past its header.
struct File<'a> {
    rows: Rows<'a>,
    header: Header,
    /// The row read last.
    record: Record,
    /// Rows read.
    read: u64,
    count: Count,
}

impl<'a> File<'a> {
    /// Reads the header. Errors: there is none, a wanted name stands there twice, or a column's type cannot be read.
    fn open(source: impl Read + Send + 'a, wanted: Wanted) -> Result<Self> {
        let (content, count) = source::open(source)?;
        let mut record = Record::default();
        let rows = match content {
            Content::Text(text) => {
                let mut records = Box::new(Records::new(text));
                records.next_record(None, &mut record)?.ok_or_else(header::empty_file)?.map_err(header::refused)?;
                Rows::Text(records)
            }
            Content::Parquet(file) => {
                let table = Box::new(parquet::Table::open(file, wanted.names)?);
                record = table.header();
                Rows::Parquet(table)
            }
        };
        let header = Header::new(&record, wanted)?;
        Ok(Self { rows, header, record, read: 0, count })
    }

    /// Reads the next row. None at the end. Errors: the file breaks off.
    fn next<T>(&mut self, read: impl Fn(&Record) -> Result<T, Fault>) -> io::Result<Option<Result<T, Reject>>> {
        let next = match &mut self.rows {
            Rows::Text(records) => records.next_record(Some(self.header.width()), &mut self.record)?,
            Rows::Parquet(table) => table.next_record(&mut self.record)?.then_some(Ok(())),
        };
        let Some(next) = next else { return Ok(None) };
        self.read += 1;
        let reject = |fault| Reject { line: self.record.line, text: self.record.text.clone(), fault };
        Ok(Some(next.and_then(|()| read(&self.record).map_err(reject))))
    }

    /// What the text is encoded in; `Parquet` for what is no text.
    fn encoding(&self) -> &'static str {
        match &self.rows {
            Rows::Text(records) => records.encoding(),
            Rows::Parquet(_) => "Parquet",
        }
    }

    /// Where the rows go that are not taken.
    fn rejects<W: Write>(&self, sink: W) -> Rejects<W> {
        let separator = match &self.rows {
            Rows::Text(records) => records.separator(),
            Rows::Parquet(_) => records::COMMA,
        };
        Rejects::new(sink, self.header.found().to_vec(), separator)
    }

    fn progress(&self, rejected: u64) -> Progress {
        Progress { bytes: self.count.get(), rows: self.read, rejected }
    }
}

impl Backend {
    /// Takes a file's rows batch by batch and puts the counts on record. Errors: the file breaks off; the rows before are
    /// kept.
    async fn take<W, T>(
        &self,
        actor: &Actor,
        subject: &str,
        mut file: File<'_>,
        read: impl Fn(&Record) -> Result<T, Fault> + Send,
        rejects: W,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<ImportReport>
    where
        W: Write + Send,
        T: Bulk,
    {
        let db = self.db.for_loading().await?;
        let (mut waiting, mut rejects, mut added) = (Waiting::default(), file.rejects(rejects), 0);
        let end = loop {
            match file.next(&read) {
                Ok(Some(Ok(row))) => waiting.push(row, &file.record),
                Ok(Some(Err(reject))) => rejects.push(reject)?,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
            if waiting.is_full() {
                added += write(&db, &mut waiting, &mut rejects).await?;
            }
            if file.read.is_multiple_of(STRIDE) {
                progress(file.progress(rejects.count()));
            }
        };
        added += write(&db, &mut waiting, &mut rejects).await?;
        rejects.flush()?;
        let (rows, rejected) = (file.read, rejects.count());
        progress(file.progress(rejected));
        let present = rows - added - rejected;
        let report = ImportReport { rows, added, present, rejected, encoding: file.encoding() };
        self.record_import(actor, subject, &report).await?;
        end.map_err(|error| broken_off(&error, &report))?;
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

/// Writes the rows that wait, all or none; gives how many were new.
async fn write<T: Bulk>(db: &Db, waiting: &mut Waiting<T>, rejects: &mut Rejects<impl Write>) -> Result<u64> {
    let (rows, places) = waiting.in_order();
    let mut tx = db.begin().await?;
    let written = bulk::write(&mut tx, &rows).await?;
    tx.commit().await?;
    for (place, refusal) in written.refused {
        let (line, text) = waiting.source(places[place]);
        let fault = match refusal {
            Refusal::Different => Fault::recorded_differently(),
            Refusal::UnknownCompany => Fault::unknown_company(),
        };
        rejects.push(Reject { line, text: text.to_owned(), fault })?;
    }
    waiting.clear();
    Ok(written.added)
}

/// What to tell of a file that cannot be read to its end.
fn broken_off(error: &io::Error, report: &ImportReport) -> Error {
    let ImportReport { rows, added, present, rejected, .. } = report;
    Error::File(io::Error::new(
        error.kind(),
        format!(
            "it breaks off after {rows} rows ({error}). These are kept: {added} added, {present} already there, {rejected} \
             rejected. Import the whole file again; nothing is doubled."
        ),
    ))
}
