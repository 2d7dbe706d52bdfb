//! The audit log: who did what when, as a hash chain. Changing or removing an entry breaks every hash after it.

use domain::time::Instant;
use sha2::{Digest, Sha256};

use crate::{Actor, Backend, db::Tx, error::Result, execute_within, on, within};

/// An act to put on record. `detail` is short and free of personal data.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// What was done, as `area.verb`: `incident.declared`.
    pub action: &'a str,
    /// What it was done to, as `kind:id`.
    pub subject: String,
    /// Further facts.
    pub detail: String,
}

/// An entry as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// Place in the chain, from 1.
    pub sequence: i64,
    /// When, UTC microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Further facts.
    pub detail: String,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

/// What a check of the chain finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every hash fits; so many entries.
    Whole(i64),
    /// The first entry whose hash or place does not fit.
    BrokenAt(i64),
}

/// SHA-256 over the previous hash and each field preceded by its length, so that no two entries share their bytes.
fn hash(entry: &Entry) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(&entry.previous);
    digest.update(entry.sequence.to_be_bytes());
    digest.update(entry.at.to_be_bytes());
    for field in [&entry.actor, &entry.action, &entry.subject, &entry.detail] {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    digest.finalize().to_vec()
}

/// Appends an act within the transaction that carries it out.
pub async fn append(tx: &mut Tx, at: Instant, actor: &Actor, act: Act<'_>) -> Result<()> {
    const ADVANCE: &str = "update audit_head set sequence = sequence + 1 where id = 1 returning sequence, hash";
    const INSERT: &str = "insert into audit_log (sequence, at, actor, action, subject, detail, previous, hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (sequence, previous): (i64, Vec<u8>) = within!(tx, c => sqlx::query_as(ADVANCE).fetch_one(c))?;
    let mut entry = Entry {
        sequence,
        at: at.0,
        actor: actor.label(),
        action: act.action.to_owned(),
        subject: act.subject,
        detail: act.detail,
        previous,
        hash: Vec::new(),
    };
    entry.hash = hash(&entry);
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(entry.sequence)
            .bind(entry.at)
            .bind(&entry.actor)
            .bind(&entry.action)
            .bind(&entry.subject)
            .bind(&entry.detail)
            .bind(&entry.previous)
            .bind(&entry.hash)
    )?;
    execute_within!(tx, sqlx::query("update audit_head set hash = $1 where id = 1").bind(&entry.hash))?;
    Ok(())
}

impl Backend {
    /// Recomputes every hash, in order. The head must be the last entry, so that a cut-off end shows too.
    pub async fn verify_audit(&self) -> Result<Chain> {
        const PAGE: &str = "select sequence, at, actor, action, subject, detail, previous, hash
            from audit_log where sequence > $1 order by sequence limit 1000";
        let mut last = (0_i64, Vec::new());
        loop {
            let page: Vec<Entry> = on!(self.db, c => sqlx::query_as(PAGE).bind(last.0).fetch_all(c))?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                if entry.sequence != last.0 + 1 || entry.previous != last.1 || entry.hash != hash(&entry) {
                    return Ok(Chain::BrokenAt(last.0 + 1));
                }
                last = (entry.sequence, entry.hash);
            }
        }
        let head: (i64, Vec<u8>) =
            on!(self.db, c => sqlx::query_as("select sequence, hash from audit_head where id = 1").fetch_one(c))?;
        Ok(if head == last { Chain::Whole(last.0) } else { Chain::BrokenAt(last.0 + 1) })
    }

    /// A page of the log, newest first, before a sequence number where one is given.
    pub async fn audit_page(&self, actor: &Actor, before: Option<i64>) -> Result<Vec<Entry>> {
        const PAGE: &str = "select sequence, at, actor, action, subject, detail, previous, hash
            from audit_log where sequence < $1 order by sequence desc limit 50";
        actor.require(domain::role::Permission::ReadAudit)?;
        let before = before.unwrap_or(i64::MAX);
        Ok(on!(self.db, c => sqlx::query_as(PAGE).bind(before).fetch_all(c))?)
    }
}
