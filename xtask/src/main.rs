//! One tool for people: `cargo xtask run` shows Makewhole, `cargo xtask test` proves it. Cargo alone is needed; what else is
//! needed gets installed where the system allows it, with a word on why.

mod bench;
mod browser;
mod packages;
mod run;
mod services;
mod setup;
mod shell;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{bench::Bench, run::Demo, test::Part, workspace::Workspace};

/// Builds, runs and tests Makewhole.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Tool {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds everything and serves the demonstration.
    Run(Demo),
    /// Runs all tests, or one part of them.
    Test {
        /// The part; all of them when left out.
        part: Option<Part>,
    },
    /// Measures speed, memory and accuracy beside references.
    Bench(Bench),
    /// Builds the browser part into target/site.
    Browser,
}

fn main() -> ExitCode {
    match perform(Tool::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Run(demo) => run::run(&workspace, &demo),
        Task::Test { part } => test::run(&workspace, part),
        Task::Bench(part) => bench::run(&workspace, &part),
        Task::Browser => browser::build(&workspace),
    }
}
