//! `makewhole import`.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
};

use backend::{
    Actor, Backend,
    ledger::{Booking, Holiday, ImportReport, Progress},
};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::{language::Text, money::Currency, policy::Percent};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;

use crate::config::Flags;

use super::{CommandError, Outcome, Settings, import_page::ImportPage, table::read};

/// Flags of `import`.
#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Columns: reference, kind (merchant, taxi, taxi_company, designated_driver, courier), category, region, name, email; of
    /// taxi drivers who work for a company, company (its reference) and driver_share (their share of an award, in percent).
    Accounts(Source),
    /// Columns: account, reference, component, occurred_at, kind (sale, fare, refund, fee), amount or amount_minor;
    /// where they are known refund_of (the reference of the sale that a refund gives back), vat and pass_through (tax, tips
    /// and delivery fees within the amount, which are taken off), terminal, and source.
    Transactions {
        #[command(flatten)]
        source: Source,
        /// Currency of the amounts: KRW, USD, GBP, EUR or JPY.
        #[arg(long, default_value = "KRW", value_parser = currency)]
        currency: Currency,
        /// Tax within the amounts of rows that have no vat, such as 10% [default: the setting ledger.vat_included].
        #[arg(long, value_name = "PERCENT")]
        vat_included: Option<Percent>,
    },
    /// Components, incidents and maintenance of another status page, by the Statuspage API v2.
    Page(ImportPage),
    /// Columns: date (2022-10-03), name_ko, name_en. Taken whole or not at all; a date that is there gets the new name.
    Holidays {
        /// CSV in UTF-8, with a header line.
        file: PathBuf,
    },
}

/// A row of a file of holidays.
#[derive(Deserialize)]
struct HolidayRow {
    date: NaiveDate,
    name_ko: String,
    #[serde(default)]
    name_en: String,
}

#[derive(Debug, Args)]
struct Source {
    /// CSV in UTF-8, UTF-16 or CP949, with a header line; values separated by commas, semicolons or tabs. Or Parquet.
    file: PathBuf,
    /// Where rows go that cannot be taken, each with its line and the reason [default: FILE.rejects.csv].
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::from_code(code).ok_or_else(|| format!("no such currency: {code}"))
}

impl Import {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        match self.what {
            What::Accounts(source) => source.import(&backend, None).await,
            What::Transactions { source, currency, vat_included } => {
                let set = || Ok::<_, CommandError>(settings.config(Flags::default())?.ledger.vat_included);
                let vat_included = vat_included.map_or_else(set, Ok)?;
                source.import(&backend, Some(Booking { currency, vat_included })).await
            }
            What::Page(page) => page.run(&backend).await,
            What::Holidays { file } => import_holidays(&backend, &file).await,
        }
    }
}

const ACTOR: Actor = Actor::System("command line");

async fn import_holidays(backend: &Backend, file: &Path) -> Outcome {
    let holidays = read(file, &["date", "name_ko"], |row: HolidayRow| {
        if row.name_ko.trim().is_empty() {
            return Err("name_ko is empty".to_owned());
        }
        Ok(Holiday { date: row.date, name: Text::new(row.name_ko, row.name_en) })
    })?;
    backend.load_holidays(&ACTOR, &holidays).await?;
    println!("{} holidays loaded.", holidays.len());
    Ok(())
}

impl Source {
    /// Imports transactions where it is given how they are booked, accounts otherwise.
    async fn import(self, backend: &Backend, booking: Option<Booking>) -> Outcome {
        let file = named(&self.file, File::open(&self.file))?;
        let size = file.metadata()?.len();
        let rejects_path = self.rejects.unwrap_or_else(|| {
            let mut name = self.file.clone().into_os_string();
            name.push(".rejects.csv");
            name.into()
        });
        if rejects_path.canonicalize().is_ok_and(|path| self.file.canonicalize().is_ok_and(|file| file == path)) {
            return Err(CommandError::Usage("the rejects cannot go into the file that is imported".into()));
        }
        let rejects = BufWriter::new(named(&rejects_path, File::create(&rejects_path))?);
        let bar = bar(size);
        let progress = |now: Progress| {
            bar.set_position(now.bytes);
            bar.set_message(format!("{} rows, {} rejected", now.rows, now.rejected));
        };
        let report = match booking {
            Some(booking) => backend.import_transactions(&ACTOR, file, booking, rejects, progress).await,
            None => backend.import_accounts(&ACTOR, file, rejects, progress).await,
        };
        bar.finish_and_clear();
        if std::fs::metadata(&rejects_path).is_ok_and(|rejects| rejects.len() == 0) {
            named(&rejects_path, std::fs::remove_file(&rejects_path))?;
        }
        print(&report?, &rejects_path);
        Ok(())
    }
}

fn named<T>(path: &Path, outcome: std::io::Result<T>) -> Result<T, CommandError> {
    outcome.map_err(|source| CommandError::File { path: path.display().to_string(), source })
}

fn bar(size: u64) -> ProgressBar {
    let template = "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left, {msg}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(size).with_style(style)
}

fn print(report: &ImportReport, rejects: &Path) {
    println!(
        "{} rows ({}): {} added, {} already there, {} rejected.",
        report.rows, report.encoding, report.added, report.present, report.rejected
    );
    if report.rejected > 0 {
        println!(
            "The rejected rows are in {}, each with its line and reason. Correct them there and import that file.",
            rejects.display()
        );
    }
}
