//! Proof of publication: what was published of an incident, when, by whom, to how many; kept as a signed document.

mod document;
mod key;
mod queries;

use domain::{
    component::Audience,
    id::{IncidentId, ProofId, StaffId},
    impact::Severity,
    incident::IncidentStatus,
    language::Text,
    law::law_clock,
    role::Permission,
    time::Instant,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use self::key::{ProofKey, PublicKey};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    components::audience,
    error::{Error, Result},
    incidents::incident_within,
    keys, programmes,
    subscribers::is_public_incident,
};

/// What a publication is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// An update of the incident, also the first.
    Update {
        /// The status it set.
        status: IncidentStatus,
        /// What was said.
        body: Text,
        /// Until when the next was promised.
        next_update_by: Option<Instant>,
        /// The update it corrects.
        corrects: Option<Uuid>,
        /// Whether it corrects impacts.
        corrects_impacts: bool,
        /// What it put on record of services.
        impacts: Vec<PublishedImpact>,
    },
    /// A programme with its criteria.
    Programme {
        /// What it is called.
        title: Text,
        /// The criteria in plain language.
        criteria: Text,
        /// The version of its policy.
        version: i64,
    },
}

/// What an update put on record of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedImpact {
    /// The service.
    pub component: String,
    /// How badly it failed.
    pub severity: Severity,
    /// Since when.
    pub start: Instant,
    /// Until when; none while it lasted.
    pub end: Option<Instant>,
}

/// How many were told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Subscribers that it was meant for.
    pub subscribers: i64,
    /// Those it reached.
    pub delivered: i64,
    /// Those it could not be brought to.
    pub failed: i64,
}

/// A mirror that holds a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The folder or bucket.
    pub target: String,
    /// Since when it is known to.
    pub held_at: Instant,
}

/// Who published something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The person; none for a program that holds a token, and for this one itself, as at the command line.
    pub staff: Option<StaffId>,
    /// Their name, or the token's; where it was published in the emergency, the one given then.
    pub name: String,
    /// Whether it was published while the record could not be reached.
    pub in_emergency: bool,
}

/// Something published of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The update, or the version of the policy.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Publisher,
    /// What.
    pub what: Published,
    /// To how many; updates only.
    pub told: Option<Told>,
    /// The mirrors that hold it, the first first.
    pub copies: Vec<Copy>,
}

/// A proof as it was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub id: ProofId,
    /// The incident.
    pub incident: IncidentId,
    /// The document, in JSON.
    pub document: String,
    /// Its Ed25519 signature, 64 bytes.
    pub signature: Vec<u8>,
    /// When it was made.
    pub issued_at: Instant,
}

impl Proof {
    /// The SHA-256 of the document in hexadecimal digits.
    pub fn digest(&self) -> String {
        keys::hex(&Sha256::digest(&self.document))
    }
}

impl Backend {
    /// Who published what of an incident when, the earliest first. Errors: there is no such incident.
    pub async fn publications(&self, actor: &Actor, incident: IncidentId) -> Result<Vec<Publication>> {
        actor.require(Permission::ReadSubscribers)?;
        let found = queries::publications(&mut self.db.begin_read().await?, incident).await?;
        if found.is_empty() { Err(Error::NotFound) } else { Ok(found) }
    }

    /// Makes a proof of publication and keeps it. `id` was made when the form was shown; sending it twice makes one proof.
    /// Errors: there is no such incident, or the public knows nothing of it.
    pub async fn issue_proof(&self, actor: &Actor, id: ProofId, incident: IncidentId) -> Result<()> {
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let key = self.sending().proof_key.public()?;
        let mut tx = self.db.begin().await?;
        let mut found = incident_within(&mut tx, incident).await?.ok_or(Error::NotFound)?;
        if !is_public_incident(&mut tx, incident).await? {
            return Err(Error::refused(
                "비공개 서비스만의 장애라서 공개된 것이 없어요.",
                "This incident concerns private components only, so nothing of it was published.",
            ));
        }
        let mut impacts = Vec::new();
        for impact in std::mem::take(&mut found.impacts) {
            if !impact.is_void() && audience(&mut tx, &impact.component).await?.is_some_and(Audience::is_public) {
                impacts.push(impact);
            }
        }
        found.impacts = impacts;
        let programmes = programmes::summaries(&mut tx).await?;
        let facts = document::Facts {
            site: &self.site,
            incident: &found,
            clock: law_clock(&found, &programmes, self.site.zone, now),
            publications: queries::publications(&mut tx, incident).await?,
            audit_head: queries::audit_head(&mut tx).await?,
            issued_at: now,
            issued_by: self.author_name(actor),
            key: key.fingerprint(),
        };
        let document = facts.document()?;
        let signature = self.sending().proof_key.sign(document.as_bytes())?;
        let proof = Proof { id, incident, document, signature, issued_at: now };
        if !queries::insert(&mut tx, &proof, actor.author()).await? {
            return Ok(());
        }
        let subject = format!("incident:{incident}");
        let act = Act { action: "proof.issued", subject, detail: proof.digest() };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await
    }

    /// The proofs made of an incident, newest first.
    pub async fn proofs(&self, actor: &Actor, incident: IncidentId) -> Result<Vec<Proof>> {
        actor.require(Permission::ReadSubscribers)?;
        queries::of_incident(&self.db, incident).await
    }

    /// A proof. Errors: there is none of this id.
    pub async fn proof(&self, actor: &Actor, id: ProofId) -> Result<Proof> {
        actor.require(Permission::ReadSubscribers)?;
        queries::lookup(&self.db, id).await?.ok_or(Error::NotFound)
    }

    /// Notes that a mirror holds updates and programmes. What it is known to hold stays as it is.
    pub async fn note_copies(&self, target: &str, entries: &[Uuid]) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        queries::note_copies(&mut tx, target, entries, now).await?;
        tx.commit().await
    }

    fn author_name(&self, actor: &Actor) -> String {
        match actor {
            Actor::Staff { name, .. } => name.clone(),
            _ => self.site.name.ko.clone(),
        }
    }
}
