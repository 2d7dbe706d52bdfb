//! `makewhole import page`.

use std::path::Path;

use backend::{
    Actor, Backend,
    page_import::{Bodies, PageReport},
};
use clap::Args;
use serde::Deserialize;

use super::{CommandError, Outcome};

/// The bodies that every page has.
const BODIES: [&str; 3] = ["components.json", "incidents.json", "scheduled-maintenances.json"];
/// Largest body that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// Flags of `import page`.
#[derive(Debug, Args)]
pub struct ImportPage {
    /// Address of a page with the Statuspage API v2, as https://status.example.com; or a folder with its components.json,
    /// incidents.json and scheduled-maintenances.json, and single incidents in incidents/.
    source: String,
    /// Reads so many parts of the page's history too, each of three months; the lists hold the latest 50 only.
    #[arg(long, default_value_t = 0, value_name = "PARTS")]
    history: u32,
}

/// A part of the history, as far as it is used.
#[derive(Deserialize)]
struct History {
    months: Vec<Month>,
}

#[derive(Deserialize)]
struct Month {
    incidents: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    code: String,
}

impl ImportPage {
    pub async fn run(self, backend: &Backend) -> Outcome {
        let bodies = if self.source.starts_with("https://") || self.source.starts_with("http://") {
            fetched(self.source.trim_end_matches('/'), self.history).await?
        } else {
            in_folder(Path::new(&self.source))?
        };
        print(&backend.import_page(&Actor::System("command line"), &bodies).await?);
        Ok(())
    }
}

fn print(report: &PageReport) {
    println!(
        "New: {} components and groups, {} incidents, {} maintenances, {} updates.",
        report.components, report.incidents, report.maintenances, report.updates
    );
    for left_out in &report.left_out {
        println!("Left out: {left_out}");
    }
}

fn in_folder(folder: &Path) -> Result<Bodies, CommandError> {
    let mut bodies = Bodies::default();
    let read = |path: &Path| {
        std::fs::read(path).map_err(|source| CommandError::File { path: path.display().to_string(), source })
    };
    let unreadable =
        |path: &Path, why: &dyn std::fmt::Display| CommandError::Usage(format!("{}: {why}", path.display()));
    for name in BODIES {
        let path = folder.join(name);
        bodies.add(&read(&path)?).map_err(|why| unreadable(&path, &why))?;
    }
    let singles = folder.join("incidents");
    if singles.is_dir() {
        for entry in std::fs::read_dir(&singles)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                bodies.add_incident(&read(&path)?).map_err(|why| unreadable(&path, &why))?;
            }
        }
    }
    Ok(bodies)
}

async fn fetched(base: &str, history: u32) -> Result<Bodies, CommandError> {
    // an error means that a provider is set already, which is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let unreachable = |error: reqwest::Error| CommandError::Usage(format!("{base}: {error}"));
    let client = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build().map_err(unreachable)?;
    let mut bodies = Bodies::default();
    for name in BODIES {
        let address = format!("{base}/api/v2/{name}");
        bodies.add(&get(&client, &address).await?).map_err(|why| CommandError::Usage(format!("{address}: {why}")))?;
    }
    for part in 1..=history {
        let address = format!("{base}/history.json?page={part}");
        let history: History = serde_json::from_slice(&get(&client, &address).await?)
            .map_err(|why| CommandError::Usage(format!("{address}: {why}")))?;
        for listed in history.months.iter().flat_map(|month| &month.incidents) {
            let address = format!("{base}/incidents/{}.json", listed.code);
            let body = get(&client, &address).await?;
            bodies.add_incident(&body).map_err(|why| CommandError::Usage(format!("{address}: {why}")))?;
        }
    }
    Ok(bodies)
}

async fn get(client: &reqwest::Client, address: &str) -> Result<Vec<u8>, CommandError> {
    let failed = |error: reqwest::Error| CommandError::Usage(format!("{address}: {error}"));
    let mut answer = client.get(address).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(CommandError::Usage(format!("{address}: the answer is too large")));
        }
    }
    Ok(body)
}
