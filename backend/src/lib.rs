//! The use cases of Makewhole and everything behind them: SQL, mail, jobs, import.
//!
//! [`Backend`] holds what a use case needs; each area adds its use cases to it in its own folder: `mod.rs` has the use
//! cases, each taking the [`Actor`] first and checking what it may do; `queries.rs` has the SQL.

pub mod actor;
pub mod adjustments;
pub mod alerts;
pub mod assessments;
pub mod audit;
pub mod backtests;
pub mod claims;
pub mod clock;
pub mod components;
pub mod db;
pub mod demo;
pub mod desk;
pub mod error;
pub mod heartbeats;
pub mod incidents;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod mail;
pub mod maintenance;
pub mod outbox;
pub mod page_import;
pub mod partners;
pub mod people;
pub mod probes;
pub mod programmes;
pub mod proofs;
pub mod publication;
pub mod push;
pub mod revisions;
pub mod shocks;
pub mod subscribers;
pub mod templates;
pub mod tokens;
pub mod webhooks;

use std::sync::Arc;

use domain::{series::Sources, status::Site};
use tokio::sync::watch;

pub use crate::{
    actor::Actor,
    clock::{Clock, Random},
    db::Db,
    error::{Error, Problem, Result},
};

/// What every use case needs. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Backend {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Ids and secrets.
    pub random: Random,
    /// The operator's name, address and zone, which mails name.
    pub site: Arc<Site>,
    /// After how long without news of an open incident publishers are reminded, in microseconds; none for never.
    pub silent_after: Option<i64>,
    sources: Arc<Sources>,
    changes: watch::Sender<u64>,
    wake: Arc<tokio::sync::Notify>,
    rolls: Arc<assessments::Rolls>,
    cohorts: Arc<assessments::Cohorts>,
    sending: Arc<Sending>,
    prober: Arc<probes::prober::Prober>,
}

/// How what is published leaves.
#[derive(Debug)]
pub struct Sending {
    /// Makes the links of subscribers and the signatures of webhooks.
    pub key: subscribers::LinkKey,
    /// Signs proofs of publication.
    pub proof_key: proofs::ProofKey,
    /// How fast mails leave that nobody waits for.
    pub pace: outbox::Pace,
    /// The way requests to webhooks and push services leave.
    pub hooks: webhooks::Hooks,
    /// How browsers are told; none where they are not.
    pub push: Option<push::Push>,
}

impl Backend {
    /// A backend over an open database.
    pub fn new(db: Db, clock: Clock, random: Random, site: Site) -> Self {
        let key = subscribers::LinkKey::passing(&random);
        // not of the sequence of ids, which tests count on
        let proof_key = proofs::ProofKey::passing(&Random::system());
        let (pace, hooks) = (outbox::Pace::unlimited(), webhooks::Hooks::new(false));
        let sending = Sending { key, proof_key, pace, hooks, push: None };
        Self {
            db,
            clock,
            random,
            site: Arc::new(site),
            silent_after: Some(domain::time::HOUR),
            sources: Arc::default(),
            changes: watch::channel(0).0,
            wake: Arc::default(),
            rolls: Arc::default(),
            cohorts: Arc::default(),
            sending: Arc::new(sending),
            prober: Arc::default(),
        }
    }

    /// The same with another way of sending: links hold while their key does, so a server keeps one.
    #[must_use]
    pub fn with_sending(self, sending: Arc<Sending>) -> Self {
        Self { sending, ..self }
    }

    /// The same that reminds publishers after another time without news; none for never.
    #[must_use]
    pub fn with_silent_after(self, silent_after: Option<i64>) -> Self {
        Self { silent_after, ..self }
    }

    /// The same with another way of looking at what probes name.
    #[must_use]
    pub fn with_prober(self, prober: Arc<probes::prober::Prober>) -> Self {
        Self { prober, ..self }
    }

    /// The same that knows which sources record the same sales.
    #[must_use]
    pub fn with_sources(self, sources: Sources) -> Self {
        Self { sources: Arc::new(sources), ..self }
    }

    /// How what is published leaves.
    pub fn sending(&self) -> &Sending {
        &self.sending
    }

    /// Changes whenever this process has changed the public state.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Resolves when this process has queued a job or a message.
    pub async fn work_queued(&self) {
        self.wake.notified().await;
    }
}
