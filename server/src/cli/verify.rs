//! `makewhole verify`: the proof that results can be had again and that the record was not tampered with.

use std::path::{Path, PathBuf};

use backend::audit::Chain;
use clap::Args;
use domain::assessment::{ENGINE_VERSION, Records};
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandError, Outcome, Settings};

/// Flags of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Checks one assessment from the records file that its owner downloaded, without any database.
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
}

impl Verify {
    /// Checks; fails where anything differs.
    pub async fn run(self, settings: &Settings) -> Outcome {
        match &self.records {
            Some(file) => one(file),
            None => everything(settings).await,
        }
    }
}

/// One assessment, by its records.
fn one(file: &Path) -> Outcome {
    let failed = |error: &dyn std::fmt::Display| CommandError::Usage(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
    let check = Records::from_json(&text).and_then(|records| records.check()).map_err(|error| failed(&error))?;
    if check.is_same() {
        println!("Same result, byte for byte. Digest: {}", check.computed);
        return Ok(());
    }
    println!("Published digest: {}\nComputed digest:  {}", check.published, check.computed);
    if let Some(version) = &check.other_version {
        println!(
            "The result was published by version {version} of the method, and this program computes by version \
             {ENGINE_VERSION}: a difference is no sign that anything was changed. Check it with the program of that version."
        );
    }
    for difference in &check.differences {
        println!("{}: published {}, computed {}", difference.at, difference.published, difference.computed);
    }
    Err(CommandError::Usage("the result came out different".into()))
}

async fn everything(settings: &Settings) -> Outcome {
    let backend = settings.backend().await?;
    let chain = backend.verify_audit().await?;
    match chain {
        Chain::Whole(entries) => println!("Audit log: {entries} entries, the chain is whole."),
        Chain::BrokenAt(sequence) => println!("Audit log: the chain is BROKEN at entry {sequence}."),
    }
    let bar = ProgressBar::new_spinner();
    bar.set_style(
        ProgressStyle::with_template("{spinner} {pos} assessments computed again ({per_sec})")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    let found = backend.verify_assessments(|done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    println!("Assessments: {} in {} finished runs came out the same, byte for byte.", found.same, found.runs);
    for run in &found.different_figures {
        println!("Run {run}: the cohorts' figures came out DIFFERENT.");
    }
    for account in found.different.iter().take(20) {
        println!("Account {account}: came out DIFFERENT (were transactions imported since?).");
    }
    if found.different.len() > 20 {
        println!("… and {} further accounts.", found.different.len() - 20);
    }
    if found.other_version > 0 {
        println!(
            "{} of them were made by another version of the method than this program's, {ENGINE_VERSION}, and can only be \
             computed again by a program of that version.",
            found.other_version
        );
    }
    if found.is_whole() && matches!(chain, Chain::Whole(_)) {
        return Ok(());
    }
    Err(CommandError::Usage("the check found differences".into()))
}
