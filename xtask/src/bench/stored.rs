//! How fast the engine is on stored histories: by itself, beside DuckDB, and over a million accounts.

use std::{fs, path::Path, process::Command};

use anyhow::{Result, ensure};
use clap::Args;

use super::{
    Figure, Report,
    cost::{self, Cost},
    scratch::Scratch,
};
use crate::{setup, shell, workspace::Workspace};

/// The script that DuckDB runs by.
const SCRIPT: &str = include_str!("means.py");

/// How many accounts for the CPU of one.
#[derive(Args)]
pub struct Cpu {
    /// Accounts.
    #[arg(long, default_value_t = 5_000)]
    accounts: u64,
}

/// How much for the comparison with DuckDB.
#[derive(Args)]
pub struct Duckdb {
    /// Accounts.
    #[arg(long, default_value_t = 10_000)]
    accounts: u64,
    /// Transactions in all, about.
    #[arg(long, default_value_t = 17_000_000)]
    transactions: u64,
}

/// Accounts of the bar.
const MILLION: u64 = 1_000_000;

/// How many accounts for a whole run.
#[derive(Args)]
pub struct Million {
    /// Accounts.
    #[arg(long, default_value_t = MILLION)]
    accounts: u64,
}

/// Accounts, days of history and sales of each.
struct Size {
    accounts: u64,
    days: i64,
    sales: u64,
}

/// Fills a database; gives the programme's id.
fn fill(bench: &impl Fn(&[&str]) -> Command, size: &Size, rows: Option<&Path>) -> Result<String> {
    shell::step(&format!("{} accounts with stored histories", size.accounts), || {
        let [accounts, sales] = [size.accounts, size.sales].map(|number| number.to_string());
        let days = size.days.to_string();
        let mut fill = bench(&["fill", &accounts, &days, &sales]);
        if let Some(rows) = rows {
            fill.arg(rows);
        }
        shell::output(&mut fill)
    })
}

/// CPU time that reading and measuring one account takes: 90 days by the hour and one window, placebo windows included.
pub fn cpu(workspace: &Workspace, cpu: &Cpu) -> Result<Report> {
    let scratch = Scratch::new(workspace, "cpu")?;
    let bench = cost::program(workspace, &scratch.file("ledger.sqlite"))?;
    let programme = fill(&bench, &Size { accounts: cpu.accounts, days: 90, sales: 1_000 }, None)?;
    let (_, start) = cost::of(&bench(&["open"]))?;
    let (_, whole) = shell::step("measuring", || cost::of(&bench(&["measure", &programme])))?;
    let each = (whole.cpu - start.cpu).max(0.0) * 1000.0 / cpu.accounts as f64;
    Ok(Report {
        title: "CPU an account",
        method: format!(
            "{} shops with 90 days of hourly history before an outage of 40 hours and 28 days after it, read from the \
             database, measured over the outage and 22 placebo windows, and summed by cohort; the start of the program \
             taken off.",
            cpu.accounts
        ),
        figures: vec![Figure::new("CPU an account, ms", each).bar("at most 0.2")],
    })
}

/// The engine on stored histories beside DuckDB with sums of hour-of-week means over the same sales.
pub fn duckdb(workspace: &Workspace, duckdb: &Duckdb) -> Result<Report> {
    let scratch = Scratch::new(workspace, "duckdb")?;
    let python = shell::step("DuckDB", || setup::python(workspace, "duckdb", &["duckdb"], "duckdb"))?;
    let bench = cost::program(workspace, &scratch.file("ledger.sqlite"))?;
    let rows = scratch.file("rows.csv");
    let size =
        Size { accounts: duckdb.accounts, days: 36 * 7, sales: duckdb.transactions.div_ceil(duckdb.accounts.max(1)) };
    let programme = fill(&bench, &size, Some(&rows))?;
    let script = scratch.file("means.py");
    fs::write(&script, SCRIPT)?;
    let other = |action: &str| {
        let mut command = Command::new(&python);
        command.arg(&script).arg(action).arg(scratch.file("rows.duckdb")).arg(&rows);
        command
    };
    shell::step("the same sales into DuckDB", || shell::run(&mut other("load")))?;
    fs::remove_file(&rows)?;
    let (ours, our_cost) = shell::step("the engine", || cost::of(&bench(&["measure", &programme])))?;
    let (means, means_cost) = shell::step("DuckDB's means", || cost::of(&other("means")))?;
    let (sums, sums_cost) = shell::step("DuckDB's sums", || cost::of(&other("sums")))?;
    let [accounts, takings, _] = words(&ours)?;
    let [same_accounts, same_takings, transactions] = words(&means)?;
    ensure!((accounts, takings) == (same_accounts, same_takings), "not the same sales: {ours} and {means}");
    ensure!(means == sums, "not the same sales: {means} and {sums}");
    Ok(Report {
        title: "Beside DuckDB",
        method: format!(
            "{accounts} shops with {transactions} sales. The engine reads each stored history, expects the outage with \
             interval and placebo windows, and sums by cohort, on one thread. DuckDB, with the sales in its own format, \
             sums the means of the outage's hours of the week for each shop, on all threads; no interval, no holidays, no \
             placebo. It does so twice: by the mean of the takings of like hours, and, leaner, by their sum over the \
             number of weeks, which is the same number where every hour is known. All processes from start to end."
        ),
        figures: vec![
            Figure::new("CPU, s", our_cost.cpu).beside("DuckDB", means_cost.cpu).bar("no more than DuckDB"),
            Figure::new("CPU, s", our_cost.cpu).beside("DuckDB, leaner", sums_cost.cpu),
            Figure::new("peak memory, MB", our_cost.memory)
                .beside("DuckDB", means_cost.memory)
                .bar("at most a fifth of DuckDB's"),
            Figure::new("peak memory, MB", our_cost.memory).beside("DuckDB, leaner", sums_cost.memory),
            Figure::new("time, s", our_cost.wall).beside("DuckDB", means_cost.wall),
        ],
    })
}

fn words(line: &str) -> Result<[&str; 3]> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.try_into().map_err(|_| anyhow::anyhow!("three numbers were to be written: {line}"))
}

/// A whole run, offers and mails written, from stored histories; a tenth of the accounts beside it for the memory.
pub fn million(workspace: &Workspace, million: &Million) -> Result<Report> {
    let tenth = assess(workspace, "tenth", million.accounts.div_ceil(10))?;
    let whole = assess(workspace, "million", million.accounts)?;
    let times = MILLION as f64 / million.accounts as f64;
    let scaled = if million.accounts == MILLION {
        String::new()
    } else {
        format!(" A million is reckoned from these {}, times {times:.1}.", million.accounts)
    };
    Ok(Report {
        title: "A million accounts",
        method: format!(
            "A run over {} shops with as many workers as there are cores, SQLite: 36 weeks of history measured from the \
             store, assessed under the standard policy, every assessment with its steps, every offer with its claim and \
             mail written. The reference is a run over a tenth of the shops.{scaled}",
            million.accounts
        ),
        figures: vec![
            Figure::new("time of a million, minutes", whole.wall * times / 60.0)
                .beside("ten times a tenth", tenth.wall * times * 10.0 / 60.0)
                .bar("under 10"),
            Figure::new("CPU of a million on two cores, minutes", whole.cpu * times / 60.0 / 2.0),
            Figure::new("CPU an account, ms", whole.cpu * 1000.0 / million.accounts as f64)
                .beside("a tenth", tenth.cpu * 1000.0 / million.accounts.div_ceil(10) as f64),
            Figure::new("peak memory, MB", whole.memory).beside("a tenth", tenth.memory).bar("flat"),
        ],
    })
}

fn assess(workspace: &Workspace, name: &str, accounts: u64) -> Result<Cost> {
    let scratch = Scratch::new(workspace, name)?;
    let bench = cost::program(workspace, &scratch.file("ledger.sqlite"))?;
    let programme = fill(&bench, &Size { accounts, days: 36 * 7, sales: 1_700 }, None)?;
    let run = bench(&["assess", &programme]);
    let (totals, cost) = shell::step(&format!("a run over {accounts} accounts"), || cost::of(&run))?;
    println!("{totals}");
    Ok(cost)
}
