//! What every handler shares.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use app::{pages::console::mirrors::MirrorStanding, shell::BrowserPart};
use arc_swap::{ArcSwap, ArcSwapOption};
use backend::{Backend, Clock, Random, mail::MailFolder};
use domain::{
    alert::LabelMap,
    status::{PublicState, Site},
    time::Instant,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    layers::rate::{CallLimits, SignInLimits},
    partners::{Admitted, Held},
    routes::public::Answered,
    snapshot::Snapshot,
};

/// How many changes are known by their id: who was away for longer is told once.
const KNOWN_CHANGES: usize = 64;

/// The last publication.
#[derive(Clone, Copy, Debug)]
pub struct Publication {
    /// How many there were.
    pub count: u64,
    /// How many of them changed the content; the others only made it younger.
    pub changes: u64,
    /// When the state shown was read from the record.
    pub at: Instant,
}

/// What mirrors and event streams are told of publications.
#[derive(Clone, Debug)]
pub struct Publications {
    /// The last one.
    pub last: Publication,
    /// The ids of the last changes, the newest at the end.
    ids: VecDeque<Arc<str>>,
}

impl Publications {
    fn none() -> Self {
        Self { last: Publication { count: 0, changes: 0, at: Instant(0) }, ids: VecDeque::new() }
    }

    fn add(&mut self, at: Instant, change: Option<Arc<str>>) {
        self.last = Publication { count: self.last.count + 1, at, ..self.last };
        if let Some(id) = change {
            self.last.changes += 1;
            if self.ids.len() == KNOWN_CHANGES {
                self.ids.pop_front();
            }
            self.ids.push_back(id);
        }
    }

    /// The changes after the first `number`, oldest first, each with its number: all of them unless so many came since
    /// that the oldest are forgotten.
    pub fn changes_after(&self, number: u64) -> impl Iterator<Item = (u64, &Arc<str>)> {
        let forgotten = self.last.changes - self.ids.len() as u64;
        (forgotten + 1..).zip(&self.ids).filter(move |(its, _)| *its > number)
    }

    /// The number of the newest change of that id, while it is known.
    pub fn number_of(&self, id: &str) -> Option<u64> {
        self.changes_after(0).filter(|(_, its)| ***its == *id).last().map(|(number, _)| number)
    }
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    inner: Arc<Inner>,
}

struct Inner {
    site: Site,
    clock: Clock,
    random: Random,
    backend: ArcSwapOption<Backend>,
    snapshot: ArcSwap<Snapshot>,
    publications: watch::Sender<Publications>,
    entries: ArcSwap<Vec<Uuid>>,
    partners: ArcSwapOption<Held>,
    admitted: Admitted,
    answered: Answered,
    mirrors: Mutex<BTreeMap<String, MirrorStanding>>,
    browser: Option<BrowserPart>,
    browser_folder: std::path::PathBuf,
    mail_folder: Option<MailFolder>,
    is_demonstration: bool,
    behind_proxy: bool,
    alert_labels: LabelMap,
    limits: SignInLimits,
    calls: CallLimits,
    metrics: Option<PrometheusHandle>,
}

/// What the state is made of.
pub struct Parts {
    /// What the site is called.
    pub site: Site,
    /// The time.
    pub clock: Clock,
    /// Nonces and form ids.
    pub random: Random,
    /// The browser part, where it was built.
    pub browser: Option<BrowserPart>,
    /// The folder of its files.
    pub browser_folder: std::path::PathBuf,
    /// The demonstration's mail folder.
    pub mail_folder: Option<MailFolder>,
    /// Whether the demonstration's pages exist.
    pub is_demonstration: bool,
    /// Whether clients' addresses come from a proxy's header.
    pub behind_proxy: bool,
    /// Which components alerts concern.
    pub alert_labels: LabelMap,
    /// Renders the metrics.
    pub metrics: Option<PrometheusHandle>,
}

impl AppState {
    /// A state without a database and with an empty snapshot.
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                site: parts.site,
                clock: parts.clock,
                random: parts.random,
                backend: ArcSwapOption::empty(),
                snapshot: ArcSwap::default(),
                publications: watch::channel(Publications::none()).0,
                entries: ArcSwap::default(),
                partners: ArcSwapOption::empty(),
                admitted: Admitted::default(),
                answered: Answered::default(),
                mirrors: Mutex::default(),
                browser: parts.browser,
                browser_folder: parts.browser_folder,
                mail_folder: parts.mail_folder,
                is_demonstration: parts.is_demonstration,
                behind_proxy: parts.behind_proxy,
                alert_labels: parts.alert_labels,
                limits: SignInLimits::default(),
                calls: CallLimits::default(),
                metrics: parts.metrics,
            }),
        }
    }

    /// The backend, while the database was reached at least once.
    pub fn backend(&self) -> Option<Backend> {
        self.inner.backend.load().as_deref().cloned()
    }

    /// Gives the handlers their backend.
    pub fn set_backend(&self, backend: Backend) {
        self.inner.backend.store(Some(Arc::new(backend)));
    }

    /// The public bodies.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.inner.snapshot.load_full()
    }

    /// How many public answers there were.
    pub fn answered(&self) -> &Answered {
        &self.inner.answered
    }

    /// What the public bodies certainly hold of updates and programmes, by id; they may hold more.
    pub fn entries(&self) -> Arc<Vec<Uuid>> {
        self.inner.entries.load_full()
    }

    /// Swaps the public bodies, made from a state, in one step and tells mirrors and event streams; `change` is the id of the
    /// state where its content is another than the one before.
    pub fn publish(&self, snapshot: Snapshot, shown: &PublicState, change: Option<Arc<str>>) {
        self.inner.snapshot.store(Arc::new(snapshot));
        self.inner.entries.store(Arc::new(shown.entries()));
        self.inner.publications.send_modify(|publications| publications.add(shown.at, change));
    }

    /// The pages for partners as they were last read; none where there is no page, or nothing was read yet.
    pub fn partners(&self) -> Option<Arc<Held>> {
        self.inner.partners.load_full()
    }

    /// Swaps the pages for partners.
    pub fn hold_partners(&self, held: Option<Held>) {
        self.inner.partners.store(held.map(Arc::new));
    }

    /// Who was let into pages for partners.
    pub fn admitted(&self) -> &Admitted {
        &self.inner.admitted
    }

    /// Whether what is shown was ever read from the record, by this process or by the one whose snapshot it serves.
    pub fn shows_record(&self) -> bool {
        self.inner.publications.borrow().last.at > Instant(0)
    }

    /// Notes how a mirror stands. What it holds stays as it was known where nothing newer is said.
    pub fn note_mirror(&self, mut standing: MirrorStanding) {
        let mut mirrors = self.inner.mirrors.lock().unwrap_or_else(PoisonError::into_inner);
        let known = mirrors.get(&standing.target).and_then(|known| known.holds);
        standing.holds = standing.holds.or(known);
        mirrors.insert(standing.target.clone(), standing);
    }

    /// How the mirrors stand, by target.
    pub fn mirrors(&self) -> Vec<MirrorStanding> {
        self.inner.mirrors.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Changes at each publication.
    pub fn publications(&self) -> watch::Receiver<Publications> {
        self.inner.publications.subscribe()
    }

    /// What the site is called.
    pub fn site(&self) -> &Site {
        &self.inner.site
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Nonces and form ids.
    pub fn random(&self) -> &Random {
        &self.inner.random
    }

    /// The browser part.
    pub fn browser(&self) -> Option<&BrowserPart> {
        self.inner.browser.as_ref()
    }

    /// The folder of the browser part's files.
    pub fn browser_folder(&self) -> &std::path::Path {
        &self.inner.browser_folder
    }

    /// The demonstration's mails.
    pub fn mail_folder(&self) -> Option<&MailFolder> {
        self.inner.mail_folder.as_ref()
    }

    /// Whether the demonstration's pages exist.
    pub fn is_demonstration(&self) -> bool {
        self.inner.is_demonstration
    }

    /// Whether clients' addresses come from a proxy's header.
    pub fn is_behind_proxy(&self) -> bool {
        self.inner.behind_proxy
    }

    /// Which components alerts concern.
    pub fn alert_labels(&self) -> &LabelMap {
        &self.inner.alert_labels
    }

    /// The limits on signing in.
    pub fn limits(&self) -> &SignInLimits {
        &self.inner.limits
    }

    /// Sums up what was measured since, which would pile up where nobody asks for the metrics.
    pub fn sum_up_metrics(&self) {
        if let Some(metrics) = &self.inner.metrics {
            metrics.run_upkeep();
        }
    }

    /// The limits on calls of programs.
    pub fn calls(&self) -> &CallLimits {
        &self.inner.calls
    }

    /// The metrics as text.
    pub fn metrics(&self) -> String {
        self.inner.metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_known_by_number_and_id_until_they_are_forgotten() {
        let mut publications = Publications::none();
        assert_eq!(publications.number_of("1"), None);
        for number in 1..=100 {
            publications.add(Instant(number), Some(number.to_string().into()));
            publications.add(Instant(number), None);
        }
        assert_eq!(
            (publications.last.count, publications.last.changes, publications.last.at),
            (200, 100, Instant(100))
        );
        let after = |number| publications.changes_after(number).map(|(number, id)| (number, &**id)).collect::<Vec<_>>();
        assert_eq!(after(98), [(99, "99"), (100, "100")]);
        assert_eq!(after(100), []);
        assert_eq!((after(0).len(), after(0)[0]), (KNOWN_CHANGES, (37, "37")));
        assert_eq!((publications.number_of("37"), publications.number_of("36")), (Some(37), None));
        publications.add(Instant(101), Some("99".into()));
        assert_eq!(publications.number_of("99"), Some(101));
    }
}
