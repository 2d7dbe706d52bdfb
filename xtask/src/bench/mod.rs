//! Benchmarks: figures beside a reference measured in the same run, or beside a bar. One file a part. To add one: a file
//! with `pub fn run(&Workspace, …) -> Result<Report>`, and its line in [`Part`] and in [`run`].

mod accuracy;
mod cost;
mod imported;
mod machine;
mod report;
mod scratch;
mod serving;
mod simulate;
mod stored;
mod streams;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::workspace::Workspace;

pub use self::report::{Figure, Report};

/// What is measured, and where the figures go.
#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    part: Part,
    /// Writes the figures into BENCHMARKS.md, in the place of the part's last ones.
    #[arg(long, global = true)]
    keep: bool,
}

/// A part of the benchmarks.
#[derive(Subcommand)]
enum Part {
    /// How near the estimates are to the truth, on real histories.
    Accuracy(accuracy::Accuracy),
    /// How long a policy tried over 100,000 assessed accounts takes.
    Simulate,
    /// CPU time that one account takes.
    Cpu(stored::Cpu),
    /// CPU time and memory beside DuckDB computing simple means.
    Duckdb(stored::Duckdb),
    /// Time and memory of a run over a million accounts.
    Million(stored::Million),
    /// Rows a second that an import takes, beside `sqlite3 .import`.
    Import(imported::Import),
    /// What public answers cost beside nginx.
    Serve(serving::Serve),
    /// What event streams cost, and how soon all hear of a publication.
    Streams(streams::Streams),
}

/// Measures a part, prints its figures, and keeps them if asked to.
pub fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let report = match &bench.part {
        Part::Accuracy(accuracy) => accuracy::run(workspace, accuracy)?,
        Part::Simulate => simulate::run(workspace)?,
        Part::Cpu(cpu) => stored::cpu(workspace, cpu)?,
        Part::Duckdb(duckdb) => stored::duckdb(workspace, duckdb)?,
        Part::Million(million) => stored::million(workspace, million)?,
        Part::Import(import) => imported::run(workspace, import)?,
        Part::Serve(serve) => serving::run(workspace, serve)?,
        Part::Streams(streams) => streams::run(workspace, streams)?,
    };
    println!("\n{report}");
    if bench.keep {
        report.keep(&workspace.root.join("BENCHMARKS.md"))?;
    }
    Ok(())
}
