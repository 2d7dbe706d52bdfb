//! The publisher: takes the public state, lets `app` render every public body, and swaps them in one step. It publishes
//! when something changed and once a minute, so that the age on the page is true; without the database it goes on with
//! the last state, which the pages then show as stale, and with what the journal holds, which it puts on record when the
//! database is back.

use std::{path::PathBuf, time::Duration};

use app::public::Paper;
use backend::{Actor, Backend, partners::PartnerPage};
use domain::{emergency::EmergencyUpdate, record::Record, status::PublicState, time::Instant};
use tokio::sync::watch;

use crate::{
    journal::Journal,
    partners::Held,
    snapshot::{Rendered, Snapshot, SnapshotError},
    state::AppState,
};

/// How often the state is published without a change.
const HEARTBEAT: Duration = Duration::from_mins(1);
/// How often the journal and the way to the database are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Who puts emergency updates on record.
const BREAK_GLASS: Actor = Actor::System("break-glass");
/// Who reads the record.
const PUBLISHER: Actor = Actor::System("publisher");

/// What was read from the record at once.
type Fresh = (Record, Vec<PartnerPage>);

/// Renders and swaps in the public bodies.
pub struct Publisher {
    state: AppState,
    folder: PathBuf,
    journal: Journal,
    shown: PublicState,
    papers: Vec<Paper>,
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
                publish(&state, snapshot, &shown, true);
                shown
            }
            None => PublicState::empty(Instant(0)),
        };
        Self { state, journal: Journal::of(&folder), folder, shown, papers: Vec::new() }
    }

    /// What is shown.
    pub fn shown(&self) -> &PublicState {
        &self.shown
    }

    /// Publishes the state of the record with what was published without it. What the journal has does not wait for a
    /// database that may be gone; without one the last state is rendered anew, with its age.
    pub async fn publish(&mut self, backend: Option<&Backend>) -> Result<(), SnapshotError> {
        loop {
            let waiting = self.journal.waiting();
            if self.has_unshown(&waiting) {
                self.show(None, &waiting)?;
            }
            let fresh = tokio::select! {
                fresh = self.fresh(backend, &waiting) => fresh,
                () = self.unshown() => continue,
            };
            return self.show(fresh, &waiting);
        }
    }

    /// Shows the state of the record, or the last one where it is not known, with what waits for the record.
    fn show(&mut self, fresh: Option<Fresh>, waiting: &[EmergencyUpdate]) -> Result<(), SnapshotError> {
        let is_fresh = fresh.is_some();
        let mut next = fresh.as_ref().map_or_else(|| self.shown.clone(), |(record, _)| record.public());
        self.hold_partners(fresh, waiting);
        for update in waiting {
            update.apply(&mut next);
        }
        let before = std::mem::replace(&mut self.shown, next);
        let is_change = PublicState { at: self.shown.at, ..before } != self.shown;
        let is_old = self.shown.is_stale(self.state.clock().now());
        if !(is_fresh || is_change || is_old || self.state.snapshot().is_empty()) {
            return Ok(());
        }
        let snapshot = self.render()?;
        // stored before anybody sees it, so that what was seen outlives this process; but a full disk keeps nothing from
        // the public
        let stored = snapshot.store(&self.folder, &self.shown);
        publish(&self.state, snapshot, &self.shown, is_change);
        metrics::counter!("makewhole_publications_total").increment(1);
        stored
    }

    /// Lets the pages for partners have the same, which nobody renders before they are asked for.
    fn hold_partners(&self, fresh: Option<Fresh>, waiting: &[EmergencyUpdate]) {
        let held = match fresh {
            Some((record, pages)) => Held::new(record, pages),
            None if waiting.is_empty() => return,
            None => self.state.partners().as_deref().cloned(),
        };
        self.state.hold_partners(held.map(|mut held| {
            for update in waiting {
                held.apply(update);
            }
            held
        }));
    }

    /// The record, with the pages for partners, once it has what was published without it; none where it cannot be read.
    async fn fresh(&self, backend: Option<&Backend>, waiting: &[EmergencyUpdate]) -> Option<Fresh> {
        let backend = backend?;
        for update in waiting {
            self.record(backend, update).await;
        }
        let read = async {
            Ok::<_, backend::Error>((backend.record(&PUBLISHER).await?, backend.partner_pages(&PUBLISHER).await?))
        };
        match read.await {
            Ok(fresh) => Some(fresh),
            Err(error) => {
                tracing::warn!(%error, "the public state cannot be read, the last one stays");
                None
            }
        }
    }

    /// Puts an update on record that was published without it. What cannot be now stays in the journal.
    async fn record(&self, backend: &Backend, update: &EmergencyUpdate) {
        match backend.record_emergency(&BREAK_GLASS, update).await {
            Ok(_) => {
                if let Err(error) = self.journal.set_aside(update) {
                    tracing::error!(%error, update = %update.id, "an emergency update on record stays in the journal");
                }
            }
            Err(error) => tracing::warn!(%error, update = %update.id, "an emergency update waits for the record"),
        }
    }

    fn render(&mut self) -> Result<Snapshot, SnapshotError> {
        let (site, now) = (self.state.site(), self.state.clock().now());
        let pages = app::public::render_all(site, &self.shown, now)?;
        match app::public::papers(site, &self.shown, now, &self.papers) {
            Ok(papers) => self.papers = papers,
            // the pages do not wait for paper
            Err(error) => tracing::error!(%error, "the public documents on paper stay as they were"),
        }
        let rendered = pages.into_iter().map(|page| Rendered {
            path: page.path,
            content_type: page.content_type.to_owned(),
            csp: page.csp,
            body: page.body.into_bytes(),
        });
        let papers = self.papers.iter().map(|paper| Rendered {
            path: paper.path.clone(),
            content_type: "application/pdf".to_owned(),
            csp: None,
            body: paper.bytes.clone(),
        });
        Snapshot::new(rendered.chain(papers).collect(), &self.state.snapshot())
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
                () = self.connected(backend.is_some()) => {}
                () = self.unshown() => {}
                () = tokio::time::sleep(HEARTBEAT) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Resolves once the database is there that was not.
    async fn connected(&self, had_backend: bool) {
        while had_backend || self.state.backend().is_none() {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Resolves once the journal has what is not shown.
    async fn unshown(&self) {
        while !self.has_unshown(&self.journal.waiting()) {
            tokio::time::sleep(LOOK).await;
        }
    }

    fn has_unshown(&self, waiting: &[EmergencyUpdate]) -> bool {
        waiting.iter().any(|update| !update.is_in(&self.shown))
    }
}

/// Lets everybody have what is shown; its id is that of `/heartbeat.json`.
fn publish(state: &AppState, snapshot: Snapshot, shown: &PublicState, is_change: bool) {
    // a state without an id could not have been rendered
    let id = is_change.then(|| app::public::state_id(shown).unwrap_or_default());
    if let Some(id) = &id {
        tracing::info!(change = id, "published");
    }
    state.publish(snapshot, shown, id.map(Into::into));
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
