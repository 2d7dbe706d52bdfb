//! The publisher: takes the public state, lets `app` render every public body, and swaps them in one step. It publishes
//! when something changed and once a minute, so that the age on the page is true; without the database it goes on with
//! the last state, which the pages then show as stale, and with what the journal holds, which it puts on record when the
//! database is back.

use std::{path::PathBuf, time::Duration};

use backend::{Actor, Backend};
use domain::{emergency::EmergencyUpdate, status::PublicState, time::Instant};
use tokio::sync::watch;

use crate::{
    journal::Journal,
    snapshot::{Rendered, Snapshot, SnapshotError},
    state::AppState,
};

/// How often the state is published without a change.
const HEARTBEAT: Duration = Duration::from_mins(1);
/// How often the journal and the way to the database are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Who puts emergency updates on record.
const BREAK_GLASS: Actor = Actor::System("break-glass");

/// Renders and swaps in the public bodies.
pub struct Publisher {
    state: AppState,
    folder: PathBuf,
    journal: Journal,
    shown: PublicState,
}

impl Publisher {
    /// A publisher that begins with what the folder holds, so that the public surface answers before the database does.
    /// A folder that cannot be read counts as empty: it is a copy, and the log says so.
    pub fn new(state: AppState, folder: PathBuf) -> Self {
        let kept = Snapshot::load(&folder).unwrap_or_else(|error| {
            tracing::warn!(%error, "the stored snapshot cannot be read");
            None
        });
        let shown = match kept {
            Some((snapshot, shown)) => {
                state.publish(snapshot, shown.at, true);
                shown
            }
            None => PublicState::empty(Instant(0)),
        };
        Self { state, journal: Journal::of(&folder), folder, shown }
    }

    /// What is shown.
    pub fn shown(&self) -> &PublicState {
        &self.shown
    }

    /// Publishes the state of the record with what was published without it. Without a database the last state is
    /// rendered anew, with its age.
    pub async fn publish(&mut self, backend: Option<&Backend>) -> Result<(), SnapshotError> {
        let before = self.shown.clone();
        let waiting = self.journal.waiting();
        if let Some(backend) = backend {
            self.record(backend, &waiting).await;
        }
        let fresh = read(backend).await;
        let is_fresh = fresh.is_some();
        if let Some(fresh) = fresh {
            self.shown = fresh;
        }
        for update in &waiting {
            update.apply(&mut self.shown);
        }
        let is_change = PublicState { at: self.shown.at, ..before } != self.shown;
        let is_old = self.shown.is_stale(self.state.clock().now());
        if !(is_fresh || is_change || is_old || self.state.snapshot().is_empty()) {
            return Ok(());
        }
        let snapshot = self.render()?;
        // stored before anybody sees it, so that what was seen outlives this process; but a full disk keeps nothing from
        // the public
        let stored = snapshot.store(&self.folder, &self.shown);
        self.state.publish(snapshot, self.shown.at, is_change);
        metrics::counter!("makewhole_publications_total").increment(1);
        stored
    }

    /// Puts what was published without the record on it. What cannot be now stays in the journal.
    async fn record(&self, backend: &Backend, waiting: &[EmergencyUpdate]) {
        for update in waiting {
            match backend.record_emergency(&BREAK_GLASS, update).await {
                Ok(_) => {
                    if let Err(error) = self.journal.set_aside(update) {
                        tracing::error!(%error, update = %update.id, "an emergency update on record stays in the journal");
                    }
                }
                Err(error) => tracing::warn!(%error, update = %update.id, "an emergency update waits for the record"),
            }
        }
    }

    fn render(&self) -> Result<Snapshot, SnapshotError> {
        let pages = app::public::render_all(self.state.site(), &self.shown, self.state.clock().now())?;
        let rendered = pages.into_iter().map(|page| Rendered {
            path: page.path,
            content_type: page.content_type.to_owned(),
            csp: page.csp,
            body: page.body.into_bytes(),
        });
        Snapshot::new(rendered.collect(), &self.state.snapshot())
    }

    /// Publishes at every change and heartbeat until told to stop.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut changes: Option<watch::Receiver<u64>> = None;
        loop {
            let backend = self.state.backend();
            if changes.is_none() {
                changes = backend.as_ref().map(Backend::changes);
            }
            if let Err(error) = self.publish(backend.as_ref()).await {
                tracing::error!(%error, "publication failed");
            }
            tokio::select! {
                () = changed(changes.as_mut()) => {}
                () = self.news(backend.is_some()) => {}
                () = tokio::time::sleep(HEARTBEAT) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Resolves once the journal has what is not shown, or the database is there that was not.
    async fn news(&self, had_backend: bool) {
        loop {
            tokio::time::sleep(LOOK).await;
            let has_backend = self.state.backend().is_some();
            if has_backend != had_backend || self.journal.waiting().iter().any(|update| !update.is_in(&self.shown)) {
                return;
            }
        }
    }
}

async fn read(backend: Option<&Backend>) -> Option<PublicState> {
    match backend?.public_state().await {
        Ok(state) => Some(state),
        Err(error) => {
            tracing::warn!(%error, "the public state cannot be read, the last one stays");
            None
        }
    }
}

async fn changed(changes: Option<&mut watch::Receiver<u64>>) {
    match changes {
        Some(changes) => {
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
        None => std::future::pending().await,
    }
}
