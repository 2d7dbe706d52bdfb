//! The demonstration: the outage of October 2022, replayed through the same use cases that staff and claimants use, on
//! a clock that then goes on from the morning after the compensation plan was announced.

mod people;
mod shocks;
mod story;
mod templates;

use std::path::Path;

use backend::{Backend, Clock, Db, Random, db::IfMissing};
use domain::{status::Site, time::Instant};

pub use people::{CLAIMANTS, DemoClaimant, DemoStaff, PASSWORD, STAFF};

/// The day the demonstration goes on from: 2022-12-29 10:00 in Seoul.
const OPENS: &str = "2022-12-29T01:00:00Z";

/// What the demonstration's data folder says about its clock.
const CLOCK_FILE: &str = "clock";

/// Loads the demonstration into a folder where it is not loaded yet, and gives the clock it runs on. Loading that was
/// cut off begins anew. `say` hears each stage.
pub async fn prepare(folder: &Path, site: &Site, mut say: impl FnMut(&str) + Send) -> backend::Result<Clock> {
    let marker = folder.join(CLOCK_FILE);
    if let Some(clock) = std::fs::read_to_string(&marker).ok().and_then(|text| text.trim().parse().ok()) {
        return Ok(Clock::SetBack(clock));
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let opens = Instant::parse_rfc3339(OPENS).unwrap_or(Instant(0));
    let clock = Clock::manual(opens);
    let database = folder.join("makewhole.db");
    let db = Db::open(&database.to_string_lossy(), IfMissing::Create).await?;
    db.migrate().await?;
    let backend = Backend::new(db, clock, Random::seeded(20_221_015), site.clone());
    story::tell(&backend, opens, &mut say).await?;
    backend.db.close().await;
    let behind = Clock::System.now().since(opens);
    std::fs::write(&marker, behind.to_string())?;
    Ok(Clock::SetBack(behind))
}
