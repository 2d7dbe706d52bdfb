//! Keeps a mirror up with publications, in a task of its own: a slow bucket delays nobody but itself.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use app::pages::console::mirrors::MirrorStanding;
use domain::time::{HOUR, Instant};
use uuid::Uuid;

use super::{Extent, Mirror, MirrorError};
use crate::state::{AppState, Publication};

/// Pages whose text did not change hold times that passed; they are written anew this often.
const WHOLE_EVERY: i64 = HOUR;
/// The longest wait after failures.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Writes each publication to a mirror, until dropped. Publications that come while one is written are taken together;
/// after a failure the newest is tried again, later each time.
pub async fn follow(state: AppState, target: String) {
    let mut publications = state.publications();
    let mut follower = Follower {
        state,
        target,
        mirror: None,
        whole: None,
        held: Arc::default(),
        noted: BTreeSet::new(),
        failures: 0,
    };
    follower.note(None, None);
    loop {
        let publication = publications.borrow_and_update().last;
        if publication.count > 0 {
            follower.take(publication).await;
        }
        if follower.failures > 0 {
            tokio::time::sleep(wait(follower.failures)).await;
        } else if publications.changed().await.is_err() {
            return;
        }
    }
}

/// 2 s, doubling, at most five minutes.
fn wait(failures: u32) -> Duration {
    Duration::from_secs(2_u64.saturating_pow(failures)).min(LONGEST_WAIT)
}

struct Follower {
    state: AppState,
    target: String,
    mirror: Option<Mirror>,
    /// Which change was written whole last, and when.
    whole: Option<(u64, Instant)>,
    /// Updates and programmes that it has held since it was last written whole.
    held: Arc<Vec<Uuid>>,
    /// Those that the record has it hold.
    noted: BTreeSet<Uuid>,
    failures: u32,
}

impl Follower {
    async fn take(&mut self, publication: Publication) {
        match self.write(publication).await {
            Ok(()) => {
                self.failures = 0;
                self.note_copies().await;
                self.note(Some(publication.at), None);
                metrics::gauge!("makewhole_mirror_state_timestamp_seconds", "mirror" => self.target.clone())
                    .set(publication.at.0 as f64 / 1e6);
            }
            Err(error) => {
                self.failures += 1;
                tracing::warn!(mirror = self.target, %error, failures = self.failures, "a mirror was not written");
                metrics::counter!("makewhole_mirror_failures_total", "mirror" => self.target.clone()).increment(1);
                self.note(None, Some(error.to_string()));
            }
        }
    }

    async fn write(&mut self, publication: Publication) -> Result<(), MirrorError> {
        let now = self.state.clock().now();
        let is_recent = |(change, at): (u64, Instant)| change == publication.changes && now.since(at) < WHOLE_EVERY;
        let extent = if self.whole.is_some_and(is_recent) { Extent::Front } else { Extent::Whole };
        let mirror = match self.mirror.take() {
            Some(mirror) => mirror,
            None => Mirror::open(&self.target)?,
        };
        let site_url = self.state.site().url.clone();
        // read before the bodies that are written, so that these hold all of them
        let entries = self.state.entries();
        mirror.write(&self.state.snapshot(), &site_url, extent).await?;
        self.mirror = Some(mirror);
        if extent == Extent::Whole {
            self.whole = Some((publication.changes, now));
            self.held = entries;
        }
        Ok(())
    }

    /// Puts on record what the mirror holds, for proofs of publication. Without the record it is tried again next time.
    async fn note_copies(&mut self) {
        let Some(backend) = self.state.backend() else { return };
        let fresh: Vec<_> = self.held.iter().copied().filter(|entry| !self.noted.contains(entry)).collect();
        if fresh.is_empty() {
            return;
        }
        match backend.note_copies(&self.target, &fresh).await {
            Ok(()) => self.noted.extend(fresh),
            Err(error) => tracing::warn!(mirror = self.target, %error, "what a mirror holds was not put on record"),
        }
    }

    /// Tells staff; what the mirror holds stays as known where nothing newer is.
    fn note(&self, holds: Option<Instant>, error: Option<String>) {
        self.state.note_mirror(MirrorStanding { target: self.target.clone(), holds, error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_five_minutes() {
        assert_eq!([1, 2, 8, 9, 200].map(|failures| wait(failures).as_secs()), [2, 4, 256, 300, 300]);
    }
}
