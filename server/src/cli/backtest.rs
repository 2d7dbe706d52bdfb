//! `makewhole backtest`: a programme's outage placed in earlier weeks in which nothing failed, over the whole ledger.

use std::path::{Path, PathBuf};

use backend::{Actor, Backend, assessments::RunStatus, backtests::Backtest as Found};
use clap::Args;
use domain::{
    backtest::{MOST_PAID, Report},
    id::ProgrammeId,
    money::{Currency, Money},
};

use super::{
    CommandError, Outcome, Settings, assess,
    working::{Seen, until_ended},
};
use crate::backtest::{self, Row, csv, rows};

/// Flags of `backtest`.
#[derive(Debug, Args)]
pub struct Backtest {
    /// Id of the programme; without it, the programmes are listed.
    programme: Option<ProgrammeId>,
    /// Writes every row (whole, places, cohorts, bands) as CSV.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Writes the same rows as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

const ACTOR: Actor = Actor::System("command line");

/// What a row is of, as a person names it.
fn name(row: &Row) -> String {
    match row.of {
        "place" => format!("{} – {}", row.start, row.end),
        "cohort" => format!("{} {} {}", row.kind, row.category, row.region),
        "band" => row.band.clone(),
        of => of.to_owned(),
    }
}

impl Backtest {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        let Some(programme) = self.programme else {
            return assess::list(&backend).await;
        };
        let id = backend.start_backtest(&ACTOR, programme).await?;
        let found = until_ended(&backend, async || {
            let found = backend.backtest(&ACTOR, id).await?;
            Ok(Seen { status: found.status, total: found.total, done: found.done, thing: found })
        })
        .await?;
        let Some(report) = &found.report else { return Err(unfinished(&found)) };
        let rows = rows(&found, backend.site.zone);
        print(&rows, report, currency(&backend, programme).await?);
        if let Some(file) = &self.csv {
            write(file, &csv(&rows).map_err(std::io::Error::other)?)?;
        }
        if let Some(file) = &self.json {
            write(file, &serde_json::to_vec_pretty(&rows).map_err(std::io::Error::from)?)?;
        }
        Ok(())
    }
}

fn unfinished(found: &Found) -> CommandError {
    let reason = found.error.clone().unwrap_or_default();
    match found.status {
        RunStatus::Cancelled => CommandError::Usage("the back-test was stopped".to_owned()),
        status => CommandError::Usage(format!("the back-test ended as {}: {reason}", status.name())),
    }
}

async fn currency(backend: &Backend, programme: ProgrammeId) -> Result<Currency, CommandError> {
    Ok(backend.programme(&ACTOR, programme).await?.0.budget.currency)
}

fn print(rows: &[Row], report: &Report, currency: Currency) {
    let share = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{:.2} %", 100.0 * share));
    let money = |minor| Money::new(minor, currency).format();
    println!(
        "{:<44} {:>9} {:>9} {:>9} {:>9} {:>18} {:>9}",
        "", "cases", "bias", "error", "covered", "paid for nothing", "share"
    );
    for row in rows {
        println!(
            "{:<44} {:>9} {:>9} {:>9} {:>9} {:>18} {:>9}",
            name(row),
            row.cases,
            share(row.bias),
            share(row.error),
            share(row.covered),
            money(row.paid),
            share(row.paid_share)
        );
    }
    let whole = report.whole();
    let holds = |holds| if holds { "holds" } else { "does not hold" };
    println!("\n{} accounts, {} of them without history before any place.", report.accounts, report.unmeasured);
    println!(
        "Nobody unexposed is paid: {} awards of {} in all: {}.",
        whole.unexposed_awards,
        money(whole.paid_unexposed),
        holds(whole.spares_unexposed())
    );
    println!(
        "The exposed are paid at most {} of their expected sales through the service: {} of {}, {}: {}.",
        share(Some(MOST_PAID)),
        money(whole.paid),
        money(backtest::whole(whole.exposure)),
        share(whole.paid_share()),
        holds(whole.pays_little())
    );
}

fn write(file: &Path, text: &[u8]) -> Outcome {
    std::fs::write(file, text).map_err(|source| CommandError::File { path: file.display().to_string(), source })
}
