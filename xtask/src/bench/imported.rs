//! How fast a ledger is imported, and in how much memory, beside the shell of SQLite.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use super::{
    Figure, Report,
    cost::{self, Cost},
    scratch::Scratch,
};
use crate::{packages, shell, workspace::Workspace};

/// How much is imported.
#[derive(Args)]
pub struct Import {
    /// Transactions.
    #[arg(long, default_value_t = 3_000_000)]
    rows: u64,
}

/// Accounts whose sales follow each other in the file, as tills send them: by time.
const ACCOUNTS: u64 = 5_000;

/// Imports a file and a tenth of it, and the same into a table of the same shape by `sqlite3 .import`.
pub fn run(workspace: &Workspace, import: &Import) -> Result<Report> {
    if shell::find(&["sqlite3"]).is_none() {
        packages::install(&["sqlite3"], "importing beside it")?;
    }
    let tenth = ours(workspace, "import-tenth", import.rows.div_ceil(10))?;
    let scratch = Scratch::new(workspace, "import-other")?;
    let whole = ours(workspace, "import", import.rows)?;
    let theirs = theirs(&scratch, import.rows)?;
    Ok(Report {
        title: "Import",
        method: format!(
            "{} sales of {ACCOUNTS} accounts as CSV, by time, into an empty SQLite ledger: each row checked, its account and \
             component looked up, its time and amount read. Beside it the shell of SQLite, which takes the same file as text \
             into a table of the same columns and key. Both processes from start to end.",
            import.rows
        ),
        figures: vec![
            Figure::new("rows a second of CPU", import.rows as f64 / whole.cpu)
                .beside("sqlite3 .import", import.rows as f64 / theirs.cpu)
                .bar("at least 300,000"),
            Figure::new("time, s", whole.wall).beside("sqlite3 .import", theirs.wall),
            Figure::new("peak memory, MB", whole.memory).beside("a tenth of the rows", tenth.memory).bar("under 100"),
        ],
    })
}

/// Our import of so many rows.
fn ours(workspace: &Workspace, name: &str, rows: u64) -> Result<Cost> {
    let scratch = Scratch::new(workspace, name)?;
    let bench = cost::program(workspace, &scratch.file("ledger.sqlite"))?;
    let (accounts, sales) = (scratch.file("accounts.csv"), scratch.file("sales.csv"));
    write_accounts(&accounts)?;
    write_sales(&sales, rows)?;
    // without shops it leaves the components that sales name
    shell::output(&mut bench(&["fill", "0", "1", "0"]))?;
    shell::output(bench(&["import-accounts"]).arg(&accounts))?;
    let mut import = bench(&["import"]);
    import.arg(&sales);
    let (added, cost) = shell::step(&format!("an import of {rows} rows"), || cost::of(&import))?;
    ensure!(added.trim() == rows.to_string(), "{added} rows were added");
    Ok(cost)
}

/// The same file by the shell of SQLite.
fn theirs(scratch: &Scratch, rows: u64) -> Result<Cost> {
    const TABLE: &str = "create table transactions (account text not null, reference text not null, component text
        , occurred_at text not null, amount_minor bigint not null, kind text not null, primary key (account, reference))
        without rowid;";
    let (database, sales) = (scratch.file("other.sqlite"), scratch.file("sales.csv"));
    write_sales(&sales, rows)?;
    let mut import = Command::new("sqlite3");
    import.arg(&database).args(["pragma journal_mode = wal; pragma synchronous = normal;", TABLE, ".mode csv"]);
    import.arg(format!(".import --skip 1 {} transactions", sales.display()));
    let (_, cost) = shell::step("sqlite3 .import", || cost::of(&import))?;
    let count = shell::output(Command::new("sqlite3").arg(&database).arg("select count(*) from transactions"))?;
    ensure!(count.trim() == rows.to_string(), "sqlite3 took {count} rows");
    Ok(cost)
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(path).with_context(|| format!("{}", path.display()))?))
}

fn write_accounts(path: &Path) -> Result<()> {
    let mut file = create(path)?;
    writeln!(file, "reference,kind,category,region,name")?;
    for number in 0..ACCOUNTS {
        writeln!(file, "S-{number:05},merchant,cafe,서울 마포구,가게 {number}")?;
    }
    Ok(file.flush()?)
}

fn write_sales(path: &Path, rows: u64) -> Result<()> {
    let mut file = create(path)?;
    writeln!(file, "account,reference,component,occurred_at,amount_minor,kind")?;
    for number in 0..rows {
        // a sale every second of the country's shops, in an order that is not theirs
        let account = number.wrapping_mul(2_654_435_761) % ACCOUNTS;
        let (day, second) = (number / 86_400, number % 86_400);
        let component = if number % 3 == 0 { "pay-qr" } else { "" };
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        writeln!(
            file,
            "S-{account:05},{number:010},{component},2022-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}+09:00,{},sale",
            1 + day / 28 % 12,
            1 + day % 28,
            1_000 + number % 97 * 100,
        )?;
    }
    Ok(file.flush()?)
}
