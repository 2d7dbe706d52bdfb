//! `makewhole bench`, hidden: a synthetic ledger, and the engine over its stored histories. See `cargo xtask bench`.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

use backend::demo::synthetic::{self, Size};
use clap::{Args, Subcommand};
use domain::id::ProgrammeId;

use super::{Outcome, Settings};

/// Flags of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(Debug, Subcommand)]
enum BenchCommand {
    /// Fills an empty database and prints the id of its programme.
    Fill {
        /// Shops.
        #[arg(long)]
        accounts: u64,
        /// Days of history before the outage.
        #[arg(long)]
        days: i64,
        /// Sales of a shop, about.
        #[arg(long)]
        sales: u64,
        /// CSV of the sales to write: shop, UTC microseconds, won.
        #[arg(long)]
        rows: Option<PathBuf>,
    },
    /// Measures every account from its stored history, writes nothing, prints accounts, takings and expectation.
    Measure {
        /// The programme.
        programme: ProgrammeId,
    },
}

impl Bench {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        match self.command {
            BenchCommand::Fill { accounts, days, sales, rows } => {
                let size = Size { accounts, days, sales };
                let mut rows = rows.map(|path| File::create(path).map(BufWriter::new)).transpose()?;
                println!("{}", synthetic::fill(&backend, size, &mut rows).await?);
                if let Some(mut rows) = rows {
                    rows.flush()?;
                }
            }
            BenchCommand::Measure { programme } => {
                let found = synthetic::measure_all(&backend, programme).await?;
                println!("{} {} {:.0}", found.accounts, found.takings, found.expected);
            }
        }
        Ok(())
    }
}
