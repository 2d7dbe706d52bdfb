//! SQL of proofs, and of what they are made from.

use std::collections::HashMap;

use domain::{
    id::{IncidentId, ProofId, StaffId},
    impact::Severity,
    incident::IncidentStatus,
    language::Text,
    time::Instant,
};
use uuid::Uuid;

use super::{Copy, Proof, Publication, Published, PublishedImpact, Publisher, Told};
use crate::{
    db::{
        Db, Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Result, known},
    execute_within,
    keys::hex,
    on, within,
};

#[derive(sqlx::FromRow)]
struct UpdateRow {
    id: Uuid,
    status: String,
    body_ko: String,
    body_en: String,
    next_update_by: Option<i64>,
    corrects: Option<Uuid>,
    corrects_impacts: bool,
    published_at: i64,
    published_by: Uuid,
    emergency_by: Option<String>,
    name: Option<String>,
    token_name: Option<String>,
    queued: Option<i64>,
    sent: Option<i64>,
    failed: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct ImpactRow {
    update_id: Uuid,
    component_key: String,
    severity: String,
    started_at: i64,
    ended_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct PolicyRow {
    id: Uuid,
    programme_id: Uuid,
    title_ko: String,
    title_en: String,
    criteria_ko: String,
    criteria_en: String,
    version: i64,
    published_at: i64,
    published_by: Option<Uuid>,
    name: Option<String>,
}

/// All that was published of an incident, the earliest first.
pub async fn publications(tx: &mut Tx, incident: IncidentId) -> Result<Vec<Publication>> {
    const UPDATES: &str = "select u.id, u.status, u.body_ko, u.body_en, u.next_update_by, u.corrects, u.published_at
            , exists (select 1 from impact_corrections k where k.update_id = u.id) as corrects_impacts
            , u.published_by, u.emergency_by, s.name, t.name as token_name, n.queued, n.sent, n.failed
        from incident_updates u
        left join staff s on s.id = u.published_by
        left join api_tokens t on t.id = u.published_by
        left join notices n on n.entry_id = u.id and n.kind = 'incident'
        where u.incident_id = $1";
    const IMPACTS: &str = "select e.update_id, e.component_key, e.severity, e.started_at, e.ended_at
        from impact_entries e join components c on c.key = e.component_key
        where e.incident_id = $1 and c.is_private = false order by e.component_key, e.started_at, e.revision";
    const POLICIES: &str =
        "select p.id, p.programme_id, g.title_ko, g.title_en, g.criteria_ko, g.criteria_en, p.version
            , p.published_at, p.published_by, s.name
        from policies p
        join programmes g on g.id = p.programme_id
        left join staff s on s.id = p.published_by
        where g.incident_id = $1 and p.published_at is not null
        order by p.published_at, p.version";
    let updates: Vec<UpdateRow> = within!(tx, c => sqlx::query_as(UPDATES).bind(incident.0).fetch_all(c))?;
    let impacts: Vec<ImpactRow> = within!(tx, c => sqlx::query_as(IMPACTS).bind(incident.0).fetch_all(c))?;
    let policies: Vec<PolicyRow> = within!(tx, c => sqlx::query_as(POLICIES).bind(incident.0).fetch_all(c))?;
    let mut copies = copies(tx, incident).await?;
    let mut found = Vec::new();
    for row in updates {
        let (own, held) = (impacts.iter().filter(|impact| impact.update_id == row.id), copies.remove(&row.id));
        let own = own.map(published_impact).collect::<Result<_>>()?;
        found.push(update(row, own, held.unwrap_or_default())?);
    }
    for row in policies {
        // a mirror is known to hold the programme's page, which is that of the first version published
        let held = copies.remove(&row.programme_id);
        found.push(programme(row, held.unwrap_or_default()));
    }
    found.sort_by_key(|publication| (publication.at, publication.id));
    Ok(found)
}

async fn copies(tx: &mut Tx, incident: IncidentId) -> Result<HashMap<Uuid, Vec<Copy>>> {
    const COPIES: &str = "select entry_id, target, held_at from publication_copies
        where entry_id in (select id from incident_updates where incident_id = $1)
           or entry_id in (select id from programmes where incident_id = $1)
        order by held_at, target";
    let rows: Vec<(Uuid, String, i64)> = within!(tx, c => sqlx::query_as(COPIES).bind(incident.0).fetch_all(c))?;
    let mut copies: HashMap<Uuid, Vec<Copy>> = HashMap::new();
    for (entry, target, held_at) in rows {
        copies.entry(entry).or_default().push(Copy { target, held_at: Instant(held_at) });
    }
    Ok(copies)
}

fn published_impact(row: &ImpactRow) -> Result<PublishedImpact> {
    Ok(PublishedImpact {
        component: row.component_key.clone(),
        severity: known(Severity::from_name(&row.severity), "severity", &row.severity)?,
        start: Instant(row.started_at),
        end: row.ended_at.map(Instant),
    })
}

fn publisher(id: Option<Uuid>, name: Option<String>) -> Publisher {
    let staff = id.filter(|_| name.is_some()).map(StaffId);
    // what nobody signed in for was done by the program itself, as by an alert or at the command line
    let name = name.unwrap_or_else(|| "system".to_owned());
    Publisher { staff, name, in_emergency: false }
}

/// Who published an update: a person, a program, or somebody in the emergency, by the name given then.
fn updater(row: &mut UpdateRow) -> Publisher {
    match (row.emergency_by.take(), row.token_name.take()) {
        (Some(name), _) => Publisher { staff: None, name, in_emergency: true },
        (None, Some(name)) => Publisher { staff: None, name, in_emergency: false },
        (None, None) => publisher(Some(row.published_by), row.name.take()),
    }
}

fn update(mut row: UpdateRow, impacts: Vec<PublishedImpact>, copies: Vec<Copy>) -> Result<Publication> {
    let told = row.queued.zip(row.sent).zip(row.failed);
    Ok(Publication {
        id: row.id,
        at: Instant(row.published_at),
        by: updater(&mut row),
        what: Published::Update {
            status: known(IncidentStatus::from_name(&row.status), "incident status", &row.status)?,
            body: Text::new(row.body_ko, row.body_en),
            next_update_by: row.next_update_by.map(Instant),
            corrects: row.corrects,
            corrects_impacts: row.corrects_impacts,
            impacts,
        },
        told: told.map(|((subscribers, delivered), failed)| Told { subscribers, delivered, failed }),
        copies,
    })
}

fn programme(row: PolicyRow, copies: Vec<Copy>) -> Publication {
    Publication {
        id: row.id,
        at: Instant(row.published_at),
        by: publisher(row.published_by, row.name),
        what: Published::Programme {
            title: Text::new(row.title_ko, row.title_en),
            criteria: Text::new(row.criteria_ko, row.criteria_en),
            version: row.version,
        },
        told: None,
        copies,
    }
}

/// Place and hash of the audit log's last entry.
pub async fn audit_head(tx: &mut Tx) -> Result<(i64, String)> {
    let (sequence, hash): (i64, Vec<u8>) =
        within!(tx, c => sqlx::query_as("select sequence, hash from audit_head where id = 1").fetch_one(c))?;
    Ok((sequence, hex(&hash)))
}

/// False where it was made before.
pub async fn insert(tx: &mut Tx, proof: &Proof, author: Uuid) -> Result<bool> {
    const INSERT: &str = "insert into proofs (id, incident_id, document, signature, issued_at, issued_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(proof.id.0)
            .bind(proof.incident.0)
            .bind(&proof.document)
            .bind(&proof.signature)
            .bind(proof.issued_at.0)
            .bind(author)
    )?;
    Ok(inserted == 1)
}

#[derive(sqlx::FromRow)]
struct ProofRow {
    id: Uuid,
    incident_id: Uuid,
    document: String,
    signature: Vec<u8>,
    issued_at: i64,
}

impl From<ProofRow> for Proof {
    fn from(row: ProofRow) -> Self {
        Self {
            id: ProofId(row.id),
            incident: IncidentId(row.incident_id),
            document: row.document,
            signature: row.signature,
            issued_at: Instant(row.issued_at),
        }
    }
}

pub async fn of_incident(db: &Db, incident: IncidentId) -> Result<Vec<Proof>> {
    const LIST: &str = "select id, incident_id, document, signature, issued_at
        from proofs where incident_id = $1 order by issued_at desc, id desc";
    let rows: Vec<ProofRow> = on!(db, c => sqlx::query_as(LIST).bind(incident.0).fetch_all(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn lookup(db: &Db, id: ProofId) -> Result<Option<Proof>> {
    const LOOKUP: &str = "select id, incident_id, document, signature, issued_at from proofs where id = $1";
    let row: Option<ProofRow> = on!(db, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    Ok(row.map(Into::into))
}

pub async fn note_copies(tx: &mut Tx, target: &str, entries: &[Uuid], now: Instant) -> Result<()> {
    const HEAD: &str = "insert into publication_copies (entry_id, target, held_at) values ";
    const TAIL: &str = " on conflict (entry_id, target) do nothing";
    for entries in entries.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, 3, entries.len(), TAIL);
        execute_within!(tx, {
            let mut query = statement.query();
            for entry in entries {
                query = query.bind(entry).bind(target).bind(now.0);
            }
            query
        })?;
    }
    Ok(())
}
