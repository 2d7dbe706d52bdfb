//! `makewhole mirror`: the public pages as a static site, on demand.

use backend::Clock;
use clap::Args;

use super::{CommandError, Outcome, Settings};
use crate::{
    config::{Config, Flags},
    mirror::{self, Extent},
    serve,
    state::AppState,
    telemetry, workers,
};

/// Flags of `mirror`.
#[derive(Debug, Args)]
pub struct Mirror {
    /// Folders, or buckets as s3://bucket/prefix, whose region and keys come from the environment (AWS_…)
    /// [default: the setting `mirrors`].
    #[arg(value_name = "DIR|s3://BUCKET")]
    targets: Vec<String>,
}

impl Mirror {
    pub async fn run(self, settings: &Settings) -> Outcome {
        telemetry::begin_logging();
        let mut config = settings.config(Flags::default())?;
        if !self.targets.is_empty() {
            config.mirrors = self.targets;
            config.check()?;
        }
        if config.mirrors.is_empty() {
            return Err(CommandError::Usage("name a folder or bucket, or set `mirrors`".into()));
        }
        let state = published(&config).await?;
        write_all(&config, &state).await
    }
}

/// The public pages as they are now: from the record, or the last ones where the database cannot be reached.
async fn published(config: &Config) -> Result<AppState, CommandError> {
    let (state, mut publisher) = serve::publisher_alone(config, Clock::System)?;
    match workers::open(&config.database, state.clock(), state.random(), state.site()).await {
        Ok(backend) => publisher.publish(Some(&backend)).await?,
        Err(error) if state.snapshot().is_empty() => return Err(error.into()),
        Err(error) => {
            let zone = state.site().zone;
            let at = zone.local(publisher.shown().at).format("%Y-%m-%d %H:%M");
            eprintln!("The database cannot be opened ({error}). What is mirrored is the state of {at}.");
            publisher.publish(None).await?;
        }
    }
    Ok(state)
}

/// Writes what is published to every mirror that is set. Errors: those that could not be written, after all were tried.
pub async fn write_all(config: &Config, state: &AppState) -> Outcome {
    let mut failed = Vec::new();
    for target in &config.mirrors {
        let written =
            async { mirror::Mirror::open(target)?.write(&state.snapshot(), &state.site().url, Extent::Whole).await };
        match written.await {
            Ok(done) => println!("{target}: {} written, {} removed.", done.written, done.removed),
            Err(error) => failed.push(format!("{target}: {error}")),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(CommandError::Usage(failed.join("\n           "))) }
}
