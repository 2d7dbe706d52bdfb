//! SQL of transactions set aside and of revisions.

use std::collections::HashMap;

use domain::{
    id::{AccountId, AssessmentId, ProgrammeId, RunId, StaffId},
    ledger::SetAsideReason,
    time::Instant,
};
use uuid::Uuid;

use super::{Revision, SetAside};
use crate::{
    assessments::{self, AssessmentRow, Measured, StoredAssessment},
    db::{Tx, repeated::Repeated},
    error::{Error, Result, known},
    execute_within, within,
};

#[derive(sqlx::FromRow)]
struct SetAsideRow {
    reference: String,
    reason: String,
    note: String,
    set_by: Uuid,
    set_at: i64,
}

/// What is set aside of an account, by reference.
pub async fn set_asides(tx: &mut Tx, account: AccountId) -> Result<HashMap<String, SetAside>> {
    const SELECT: &str = "select reference, reason, note, set_by, set_at from set_asides where account_id = $1";
    let rows: Vec<SetAsideRow> = within!(tx, c => sqlx::query_as(SELECT).bind(account.0).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let reason = known(SetAsideReason::from_name(&row.reason), "reason", &row.reason)?;
            let set_aside = SetAside { reason, note: row.note, by: StaffId(row.set_by), at: Instant(row.set_at) };
            Ok((row.reference, set_aside))
        })
        .collect()
}

/// How many of the references the account has.
pub async fn count_known(tx: &mut Tx, account: AccountId, references: &[String]) -> Result<i64> {
    const HEAD: &str = "select count(*) from transactions where (account_id, reference) in (values ";
    let statement = Repeated::new(tx, HEAD, 2, references.len(), ")");
    let (count,): (i64,) = within!(tx, c => {
        let mut query = statement.query_as();
        for reference in references {
            query = query.bind(account.0).bind(reference);
        }
        query.fetch_one(c)
    })?;
    Ok(count)
}

/// Sets transactions aside; gives how many were not yet.
pub async fn set_aside(tx: &mut Tx, account: AccountId, references: &[String], what: &SetAside) -> Result<u64> {
    const HEAD: &str = "insert into set_asides (account_id, reference, reason, note, set_by, set_at) values ";
    const TAIL: &str = " on conflict (account_id, reference) do nothing";
    let statement = Repeated::new(tx, HEAD, 6, references.len(), TAIL);
    Ok(execute_within!(tx, {
        let mut query = statement.query();
        for reference in references {
            query = query.bind(account.0).bind(reference).bind(what.reason.name()).bind(&what.note);
            query = query.bind(what.by.0).bind(what.at.0);
        }
        query
    })?)
}

/// Lets transactions count again; gives how many did not.
pub async fn put_back(tx: &mut Tx, account: AccountId, references: &[String]) -> Result<u64> {
    const HEAD: &str = "delete from set_asides where (account_id, reference) in (values ";
    let statement = Repeated::new(tx, HEAD, 2, references.len(), ")");
    Ok(execute_within!(tx, {
        let mut query = statement.query();
        for reference in references {
            query = query.bind(account.0).bind(reference);
        }
        query
    })?)
}

/// How many revisions an account has under a programme.
pub async fn count(tx: &mut Tx, account: AccountId, programme: ProgrammeId) -> Result<i64> {
    const COUNT: &str = "select count(*) from revisions where account_id = $1 and programme_id = $2";
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT).bind(account.0).bind(programme.0).fetch_one(c))?;
    Ok(count)
}

pub async fn insert(
    tx: &mut Tx,
    (account, programme): (AccountId, ProgrammeId),
    standing: &StoredAssessment,
    id: AssessmentId,
    revision: &Revision,
    measured: &Measured,
) -> Result<()> {
    const INSERT: &str = "insert into revisions (account_id, id, number, revises, programme_id, policy_id
          , run_id, note, measure, document, made_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let (measure, document) = (assessments::measure_text(measured)?, serde_json::to_string(&revision.after)?);
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(account.0)
            .bind(id.0)
            .bind(revision.number)
            .bind(standing.id.0)
            .bind(programme.0)
            .bind(standing.policy.0)
            .bind(standing.run.0)
            .bind(&revision.note)
            .bind(&measure)
            .bind(&document)
            .bind(revision.by.0)
            .bind(revision.at.0)
    )?;
    Ok(())
}

/// One revision of an account, as any assessment.
pub async fn lookup(tx: &mut Tx, account: AccountId, id: AssessmentId) -> Result<Option<StoredAssessment>> {
    const LOOKUP: &str = "select id, programme_id, policy_id, run_id, document, created_at
        from revisions where account_id = $1 and id = $2";
    let row: Option<AssessmentRow> =
        within!(tx, c => sqlx::query_as(LOOKUP).bind(account.0).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The newest revision of an account under a run, as any assessment.
pub async fn latest_stored(tx: &mut Tx, run: RunId, account: AccountId) -> Result<Option<StoredAssessment>> {
    const LATEST: &str = "select id, programme_id, policy_id, run_id, document, created_at from revisions
        where run_id = $1 and account_id = $2 order by number desc limit 1";
    let row: Option<AssessmentRow> =
        within!(tx, c => sqlx::query_as(LATEST).bind(run.0).bind(account.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// What the engine measured for a revision; none where the assessment is a run's.
pub async fn measure_of(tx: &mut Tx, account: AccountId, id: AssessmentId) -> Result<Option<Measured>> {
    const MEASURE: &str = "select measure from revisions where account_id = $1 and id = $2";
    let row: Option<(String,)> =
        within!(tx, c => sqlx::query_as(MEASURE).bind(account.0).bind(id.0).fetch_optional(c))?;
    row.map(|(text,)| assessments::measure_of_text(&text)).transpose()
}

/// The newest revision of an account under a run: the engine's measure and the assessment, each as its text.
pub async fn latest(tx: &mut Tx, run: RunId, account: AccountId) -> Result<Option<(String, String)>> {
    const LATEST: &str = "select measure, document from revisions
        where run_id = $1 and account_id = $2 order by number desc limit 1";
    Ok(within!(tx, c => sqlx::query_as(LATEST).bind(run.0).bind(account.0).fetch_optional(c))?)
}

#[derive(sqlx::FromRow)]
struct RevisionRow {
    number: i64,
    note: String,
    revises: Uuid,
    document: String,
    made_by: Uuid,
    created_at: i64,
}

/// The revisions of an account under a programme, oldest first.
pub async fn of_account(tx: &mut Tx, account: AccountId, programme: ProgrammeId) -> Result<Vec<Revision>> {
    const SELECT: &str = "select number, note, revises, document, made_by, created_at
        from revisions where account_id = $1 and programme_id = $2 order by number";
    let rows: Vec<RevisionRow> =
        within!(tx, c => sqlx::query_as(SELECT).bind(account.0).bind(programme.0).fetch_all(c))?;
    let mut revisions = Vec::with_capacity(rows.len());
    for row in rows {
        let revised = assessments::lookup(tx, account, AssessmentId(row.revises)).await?;
        revisions.push(Revision {
            number: row.number,
            note: row.note,
            by: StaffId(row.made_by),
            at: Instant(row.created_at),
            before: revised.ok_or(Error::NotFound)?.result,
            after: serde_json::from_str(&row.document)?,
        });
    }
    Ok(revisions)
}
