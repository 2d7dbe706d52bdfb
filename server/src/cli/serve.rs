//! `makewhole serve`.

use clap::Args;

use super::{Outcome, Settings};
use crate::{config::Flags, serve, telemetry};

/// Flags of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port of the site, as 0.0.0.0:8080.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Serve {
    pub async fn run(self, settings: &Settings) -> Outcome {
        telemetry::begin_logging();
        let flags = Flags(self.listen.into_iter().map(|listen| ("server.listen", listen)).collect());
        let running = serve::start(&settings.config(flags)?, backend::Clock::System).await?;
        running.until_told().await;
        Ok(())
    }
}
