//! The document of a proof: JSON that a person can read and a program can check.

use domain::{incident::Incident, language::Text, law::LawClock, status::Site, time::Instant};
use serde::Serialize;
use uuid::Uuid;

use super::{Publication, Published};
use crate::error::Result;

/// What a document is made from.
pub struct Facts<'a> {
    pub site: &'a Site,
    pub incident: &'a Incident,
    /// The clocks of the law, where the stop asks for any.
    pub clock: Option<LawClock>,
    pub publications: Vec<Publication>,
    /// Place and hash of the audit log's last entry before this proof's own.
    pub audit_head: (i64, String),
    pub issued_at: Instant,
    pub issued_by: String,
    /// Fingerprint of the public key.
    pub key: String,
}

#[derive(Serialize)]
struct Document<'a> {
    kind: &'static str,
    version: u32,
    operator: &'a Text,
    page: String,
    incident: IncidentPart<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    law: Option<LawPart>,
    publications: Vec<PublicationPart<'a>>,
    audit_log: AuditPart<'a>,
    issued_at: String,
    issued_by: &'a str,
    signature: SignaturePart<'a>,
}

#[derive(Serialize)]
struct IncidentPart<'a> {
    id: Uuid,
    title: &'a Text,
    status: &'static str,
    began_at: String,
    declared_at: String,
}

#[derive(Serialize)]
struct LawPart {
    act: &'static str,
    decree: &'static str,
    stopped_at: String,
    recovered_at: Option<String>,
    reached_two_hours: bool,
    notice_due_at: String,
    fact_told_at: Option<String>,
    cause_told_at: Option<String>,
    response_told_at: Option<String>,
    compensation_due_before: Option<String>,
    compensation_told_at: Option<String>,
}

#[derive(Serialize)]
struct PublicationPart<'a> {
    what: &'static str,
    id: Uuid,
    published_at: String,
    published_by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_id: Option<Uuid>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    in_emergency: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a Text>,
    text: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_update_promised_by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    impacts: Vec<ImpactPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<ToldPart>,
    mirrors: Vec<CopyPart<'a>>,
}

#[derive(Serialize)]
struct ImpactPart<'a> {
    service: &'a str,
    severity: &'static str,
    since: String,
    until: Option<String>,
}

#[derive(Serialize)]
struct ToldPart {
    subscribers: i64,
    delivered: i64,
    failed: i64,
}

#[derive(Serialize)]
struct CopyPart<'a> {
    mirror: &'a str,
    held_at: String,
}

#[derive(Serialize)]
struct AuditPart<'a> {
    entries: i64,
    hash: &'a str,
}

#[derive(Serialize)]
struct SignaturePart<'a> {
    algorithm: &'static str,
    key_sha256: &'a str,
}

impl Facts<'_> {
    /// The document's text. All instants are UTC.
    pub fn document(&self) -> Result<String> {
        let document = Document {
            kind: "makewhole proof of publication",
            version: 1,
            operator: &self.site.name,
            page: format!("{}/incidents/{}", self.site.url, self.incident.id),
            incident: IncidentPart {
                id: self.incident.id.0,
                title: &self.incident.title,
                status: self.incident.status.name(),
                began_at: self.incident.started_at.rfc3339(),
                declared_at: self.incident.created_at.rfc3339(),
            },
            law: self.clock.as_ref().map(law),
            publications: self.publications.iter().map(publication).collect(),
            audit_log: AuditPart { entries: self.audit_head.0, hash: &self.audit_head.1 },
            issued_at: self.issued_at.rfc3339(),
            issued_by: &self.issued_by,
            signature: SignaturePart { algorithm: "Ed25519", key_sha256: &self.key },
        };
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    }
}

fn law(clock: &LawClock) -> LawPart {
    let time = |at: Option<Instant>| at.map(Instant::rfc3339);
    let duty = clock.compensation;
    LawPart {
        act: "Telecommunications Business Act (Republic of Korea), Article 33(2)",
        decree: "Enforcement Decree of the Act, Article 37-13",
        stopped_at: clock.stopped_at.rfc3339(),
        recovered_at: time(clock.recovered_at),
        reached_two_hours: clock.is_due,
        notice_due_at: clock.notice.due_at.rfc3339(),
        fact_told_at: time(clock.notice.fact_at),
        cause_told_at: time(clock.notice.cause_at),
        response_told_at: time(clock.notice.response_at),
        compensation_due_before: time(duty.map(|duty| duty.due_at)),
        compensation_told_at: time(duty.and_then(|duty| duty.announced_at)),
    }
}

fn publication(publication: &Publication) -> PublicationPart<'_> {
    let part = |what, text| PublicationPart {
        what,
        id: publication.id,
        published_at: publication.at.rfc3339(),
        published_by: &publication.by.name,
        staff_id: publication.by.staff.map(|id| id.0),
        in_emergency: publication.by.in_emergency,
        status: None,
        title: None,
        text,
        policy_version: None,
        corrects: None,
        next_update_promised_by: None,
        impacts: Vec::new(),
        told: publication.told.map(|told| ToldPart {
            subscribers: told.subscribers,
            delivered: told.delivered,
            failed: told.failed,
        }),
        mirrors: publication.copies.iter().map(copy).collect(),
    };
    match &publication.what {
        Published::Programme { title, criteria, version } => PublicationPart {
            title: Some(title),
            policy_version: Some(*version),
            ..part("compensation programme", criteria)
        },
        Published::Update { status, body, next_update_by, corrects, corrects_impacts, impacts } => PublicationPart {
            status: Some(status.name()),
            corrects: *corrects,
            next_update_promised_by: next_update_by.map(Instant::rfc3339),
            impacts: impacts
                .iter()
                .map(|impact| ImpactPart {
                    service: &impact.component,
                    severity: impact.severity.name(),
                    since: impact.start.rfc3339(),
                    until: impact.end.map(Instant::rfc3339),
                })
                .collect(),
            ..part(if corrects.is_some() || *corrects_impacts { "correction" } else { "update" }, body)
        },
    }
}

fn copy(copy: &super::Copy) -> CopyPart<'_> {
    CopyPart { mirror: &copy.target, held_at: copy.held_at.rfc3339() }
}
