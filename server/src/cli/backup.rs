//! `makewhole backup`.

use std::path::PathBuf;

use clap::Args;

use super::{CommandError, Outcome, Settings};

/// Flags of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where the copy goes; must not exist yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub async fn run(self, settings: &Settings) -> Outcome {
        if self.file.exists() {
            return Err(CommandError::Usage(format!("{} exists already", self.file.display())));
        }
        settings.backend().await?.db.copy_to(&self.file).await?;
        println!("Copied to {}.", self.file.display());
        Ok(())
    }
}
