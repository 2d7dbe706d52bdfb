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

/// Whether an entry is the next after one of this sequence and hash, and says what it said when it was written.
fn follows(entry: &Entry, last: &(i64, Vec<u8>)) -> bool {
    entry.sequence == last.0 + 1 && entry.previous == last.1 && entry.hash == hash(entry)
}

/// Waits for whoever appends now, and keeps the place until the transaction ends: acts that hold it happen one after another,
/// each seeing what those before it did.
pub async fn hold(tx: &mut Tx) -> Result<()> {
    execute_within!(tx, sqlx::query("update audit_head set sequence = sequence where id = 1"))?;
    Ok(())
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
        let mut last = (0, Vec::new());
        loop {
            let page: Vec<Entry> = on!(self.db, c => sqlx::query_as(PAGE).bind(last.0).fetch_all(c))?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                if !follows(&entry, &last) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let entry = Entry {
            sequence: 8,
            at: 1,
            actor: "staff:1".into(),
            action: "claim.decided".into(),
            subject: "claim:1".into(),
            detail: "accepted -> approved".into(),
            previous: vec![7; 32],
            hash: Vec::new(),
        };
        Entry { hash: hash(&entry), ..entry }
    }

    #[test]
    fn an_entry_with_any_field_changed_does_not_follow() {
        let last = (7, vec![7; 32]);
        assert!(follows(&entry(), &last));
        let changes: [fn(&mut Entry); 7] = [
            |e| e.at += 1,
            |e| e.actor.push('1'),
            |e| e.action.push('s'),
            |e| e.subject.push('1'),
            |e| e.detail.push('!'),
            // a letter moved from one field to the next
            |e| {
                let moved = e.action.pop().expect("a letter");
                e.subject.insert(0, moved);
            },
            |e| e.hash[0] ^= 1,
        ];
        for (index, change) in changes.iter().enumerate() {
            let mut changed = entry();
            change(&mut changed);
            assert!(!follows(&changed, &last), "change {index}");
        }
    }

    #[test]
    fn an_entry_forged_with_a_hash_of_its_own_does_not_follow() {
        let last = (7, vec![7; 32]);
        let changes: [fn(&mut Entry); 3] = [|e| e.previous[0] ^= 1, |e| e.sequence = 9, |e| e.sequence = 7];
        for change in changes {
            let mut forged = entry();
            change(&mut forged);
            forged.hash = hash(&forged);
            assert!(!follows(&forged, &last));
        }
    }
}
