//! Benchmarks: figures beside a reference measured in the same run, or beside a bar. One file a part. To add one: a file with
//! `pub fn run(&Workspace, …) -> Result<Report>`, and its line in [`Part`] and in [`run`].

#![allow(dead_code, unused_imports, unreachable_code, unused_variables)] // until the first part is here: whoever adds it removes this line
mod report;
mod usage;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::workspace::Workspace;

pub use self::{
    report::{Figure, Report},
    usage::{Usage, release_binary},
};

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
enum Part {}

/// Measures a part, prints its figures, and keeps them if asked to.
pub fn run(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let report: Report = match bench.part {};
    println!("\n{report}");
    if bench.keep {
        report.keep(&workspace.root.join("BENCHMARKS.md"))?;
    }
    Ok(())
}
