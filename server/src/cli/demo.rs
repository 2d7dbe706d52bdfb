//! `makewhole demo`.

use std::path::PathBuf;

use clap::Args;

use super::{CommandError, Outcome, Settings};
use crate::{
    config::{Config, Flags},
    demo::{self, CLAIMANTS, PASSWORD, STAFF},
    serve, telemetry,
};

/// Flags of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the demonstration's data; it is made, and remade where loading was cut off.
    #[arg(long, value_name = "FOLDER", default_value = "data/demo")]
    data: PathBuf,
    /// Folder of the browser part.
    #[arg(long, value_name = "FOLDER")]
    site: Option<PathBuf>,
    /// Address and port of the site.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Demo {
    pub async fn run(self, settings: &Settings) -> Outcome {
        telemetry::begin_logging();
        let config = Config { demonstration: true, ..settings.config(self.flags())? };
        let clock = demo::prepare(&self.data, &config.site(), |stage| println!("Loading the demonstration: {stage}"))
            .await
            .map_err(CommandError::Backend)?;
        let running = serve::start(&config, clock).await?;
        println!("{}", welcome(&config));
        running.until_told().await;
        Ok(())
    }

    fn flags(&self) -> Flags {
        let inside = |name: &str| self.data.join(name).display().to_string();
        let mut flags = vec![
            ("database", inside("makewhole.db")),
            ("snapshot", inside("public")),
            ("mail.folder", inside("mail")),
            ("subscribers.key", inside("links.key")),
            ("subscribers.push_key", inside("push.pem")),
            ("proofs.key", inside("proofs.key")),
            ("mail.smtp", String::new()),
        ];
        flags.extend(self.site.as_ref().map(|site| ("browser", site.display().to_string())));
        if let Some(listen) = &self.listen {
            flags.push(("server.listen", listen.clone()));
            flags.push(("site.url", format!("http://{listen}")));
            // further demonstrations on one machine shall not meet at one port
            flags.push(("server.metrics", String::new()));
        }
        Flags(flags)
    }
}

fn welcome(config: &Config) -> String {
    let url = &config.site.url;
    let staff: String = STAFF.iter().map(|member| format!("\n    {:<26} {}", member.email, member.roles)).collect();
    let claimants: String =
        CLAIMANTS.iter().map(|claimant| format!("\n    {:<26} {}", claimant.email, claimant.name)).collect();
    format!(
        "\nThe demonstration runs at {url} (Korean) and {url}/en (English). It is 29 December 2022 there.\n\
         \n  Claimants sign in at {url}/sign-in; their mail is at {url}/dev/mail:{claimants}\n\
         \n  Staff sign in at {url}/console/sign-in with the password {PASSWORD}:{staff}\n\
         \nAll people and figures are made. Stop with Ctrl+C.\n"
    )
}
