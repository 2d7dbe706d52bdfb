//! `makewhole estimate`: the contract of the loss benchmark. Times are local wall clocks, amounts minor units.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use chrono::{NaiveDate, NaiveDateTime};
use clap::Args;
use domain::{
    calendar::Holidays,
    ledger::AccountKind,
    loss::benchmark::{Answer, Case, Row, answer},
    series::{SlotLength, is_calendar_clock},
};
use serde::Deserialize;

use super::{CommandError, Outcome, table::read};

/// Flags of `estimate`.
#[derive(Debug, Args)]
pub struct Estimate {
    /// CSV: account_id, timestamp, amount_minor.
    #[arg(long)]
    history: PathBuf,
    /// CSV: case_id, set, kind, account_id, start, end, resume, slot_minutes.
    #[arg(long)]
    cases: PathBuf,
    /// CSV: set, date; a header alone where there are none.
    #[arg(long)]
    holidays: PathBuf,
    /// CSV to write: case_id, expected_minor, lo90_minor, hi90_minor, catchup_expected_minor.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Deserialize)]
struct HistoryRow {
    account_id: String,
    timestamp: String,
    // as text, since numbers would be read in hexadecimal too
    amount_minor: String,
}

#[derive(Deserialize)]
struct CaseRow {
    case_id: String,
    set: String,
    kind: String,
    account_id: String,
    start: String,
    end: String,
    resume: String,
    slot_minutes: u16,
}

#[derive(Deserialize)]
struct HolidayRow {
    set: String,
    date: NaiveDate,
}

impl Estimate {
    pub fn run(self) -> Outcome {
        let rows = read(&self.history, &["account_id", "timestamp", "amount_minor"], row)?;
        let cases = read(&self.cases, &CASE_COLUMNS, case)?;
        let mut dates: BTreeMap<String, Vec<(NaiveDate, String)>> = BTreeMap::new();
        for (set, date) in read(&self.holidays, &["set", "date"], |row: HolidayRow| Ok((row.set, row.date)))? {
            dates.entry(set).or_default().push((date, String::new()));
        }
        let holidays = dates.into_iter().map(|(set, dates)| (set, Holidays::from(dates))).collect();
        write(&self.out, &answer(&rows, &cases, &holidays))
    }
}

/// The columns of a case that are read.
const CASE_COLUMNS: [&str; 8] = ["case_id", "set", "kind", "account_id", "start", "end", "resume", "slot_minutes"];

fn row(row: HistoryRow) -> Result<Row, String> {
    let amount = row.amount_minor.parse();
    Ok(Row {
        account: row.account_id,
        at: wall_clock(&row.timestamp)?,
        amount: amount.map_err(|_| format!("amount_minor: no whole number of 64 bits: {}", row.amount_minor))?,
    })
}

fn case(row: CaseRow) -> Result<Case, String> {
    let kind = match row.kind.as_str() {
        "merchant" => AccountKind::Merchant,
        "taxi" => AccountKind::Taxi,
        other => return Err(format!("no such kind: {other}")),
    };
    let case = Case {
        kind,
        start: wall_clock(&row.start)?,
        end: wall_clock(&row.end)?,
        resume: wall_clock(&row.resume)?,
        slot_minutes: SlotLength::try_from(row.slot_minutes)?,
        id: row.case_id,
        set: row.set,
        account: row.account_id,
    };
    case.check().map_err(|error| error.to_string())?;
    Ok(case)
}

fn wall_clock(text: &str) -> Result<NaiveDateTime, String> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .filter(|clock| is_calendar_clock(*clock))
        .ok_or_else(|| format!("no wall clock of the years 1900 to 2200: {text}"))
}

fn write(path: &Path, answers: &[Answer]) -> Outcome {
    let failed = |error: csv::Error| CommandError::Usage(format!("{}: {error}", path.display()));
    let mut writer = csv::Writer::from_path(path).map_err(failed)?;
    writer
        .write_record(["case_id", "expected_minor", "lo90_minor", "hi90_minor", "catchup_expected_minor"])
        .map_err(failed)?;
    for answer in answers {
        let figures = [answer.expected_minor, answer.lo90_minor, answer.hi90_minor, answer.catchup_expected_minor];
        let figures = figures.map(|figure| format!("{figure:.2}"));
        writer.write_field(&answer.case_id).map_err(failed)?;
        writer.write_record(&figures).map_err(failed)?;
    }
    writer.flush()?;
    Ok(())
}
