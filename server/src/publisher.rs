//! The publisher: takes the public state, lets `app` render every public body, and swaps them in one step. It publishes
//! when something changed and once a minute, so that the age on the page is true; without the database it goes on with
//! the last state, which the pages then show as stale.

use std::{path::PathBuf, time::Duration};

use backend::Backend;
use domain::{status::PublicState, time::Instant};
use tokio::sync::watch;

use crate::{
    snapshot::{Rendered, Snapshot, SnapshotError},
    state::AppState,
};

/// How often the state is published without a change.
const HEARTBEAT: Duration = Duration::from_mins(1);

/// Renders and swaps in the public bodies.
pub struct Publisher {
    state: AppState,
    folder: PathBuf,
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
        Self { state, folder, shown }
    }

    /// Publishes the state of the record. Without a database the last state is rendered anew, with its age.
    pub async fn publish(&mut self, backend: Option<&Backend>) -> Result<(), SnapshotError> {
        let before = self.shown.clone();
        match read(backend).await {
            Some(fresh) => self.shown = fresh,
            None if self.state.snapshot().is_empty() || self.shown.is_stale(self.state.clock().now()) => {}
            None => return Ok(()),
        }
        let snapshot = self.render()?;
        snapshot.store(&self.folder, &self.shown)?;
        let is_change = PublicState { at: self.shown.at, ..before } != self.shown;
        self.state.publish(snapshot, self.shown.at, is_change);
        metrics::counter!("makewhole_publications_total").increment(1);
        Ok(())
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
                () = tokio::time::sleep(if backend.is_some() { HEARTBEAT } else { Duration::from_secs(1) }) => {}
                _ = stop.wait_for(|stop| *stop) => return,
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
