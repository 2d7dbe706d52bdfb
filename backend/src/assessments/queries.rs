//! SQL of runs, measures and assessments.

use std::collections::HashMap;

use domain::{
    assessment::{Employer, Outcome},
    id::{AccountId, AssessmentId, PolicyId, ProgrammeId, RunId},
    ledger::Account,
    loss::CohortTable,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OutcomeTotal, Run, RunStatus, StoredAssessment, divisions, outage::FrozenOutage, run::Measured};
use crate::{
    db::{
        Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Error, Result, known},
    execute_within,
    ledger::{AccountRow, employments::Division},
    revisions, within,
};

/// A run with what its work needs.
pub struct StandingRun {
    pub run: Run,
    pub outage: FrozenOutage,
    /// Empty until the measuring is over.
    pub figures: CohortTable,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    id: Uuid,
    programme_id: Uuid,
    policy_id: Uuid,
    status: String,
    total: i64,
    done: i64,
    created_at: i64,
    stage_at: Option<i64>,
    finished_at: Option<i64>,
    error: Option<String>,
}

impl TryFrom<RunRow> for Run {
    type Error = Error;
    fn try_from(row: RunRow) -> Result<Self> {
        Ok(Self {
            id: RunId(row.id),
            programme: ProgrammeId(row.programme_id),
            policy: PolicyId(row.policy_id),
            status: known(RunStatus::from_name(&row.status), "run status", &row.status)?,
            total: row.total,
            done: row.done,
            created_at: Instant(row.created_at),
            stage_at: row.stage_at.map(Instant),
            finished_at: row.finished_at.map(Instant),
            error: row.error,
        })
    }
}

/// False where a run of the programme is at work.
pub async fn insert_run(
    tx: &mut Tx,
    id: RunId,
    programme: ProgrammeId,
    policy: PolicyId,
    outage: &FrozenOutage,
    author: Uuid,
    now: Instant,
) -> Result<bool> {
    const INSERT: &str = "insert into runs
        (id, programme_id, policy_id, status, total, done, outage, started_by, created_at)
        values ($1, $2, $3, 'queued', 0, 0, $4, $5, $6)
        on conflict do nothing";
    let outage = serde_json::to_string(outage)?;
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT).bind(id.0).bind(programme.0).bind(policy.0).bind(&outage).bind(author).bind(now.0)
    )?;
    Ok(inserted == 1)
}

/// The run of a programme that is at work.
pub async fn active_run(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<RunId>> {
    const ACTIVE: &str = "select id from runs
        where programme_id = $1 and status in ('queued', 'measuring', 'assessing')";
    let row: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(ACTIVE).bind(programme.0).fetch_optional(c))?;
    Ok(row.map(|(id,)| RunId(id)))
}

/// The runs of a programme, newest first.
pub async fn runs(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<Run>> {
    const RUNS: &str =
        "select id, programme_id, policy_id, status, total, done, created_at, stage_at, finished_at, error
        from runs where programme_id = $1 order by created_at desc, id desc";
    let rows: Vec<RunRow> = within!(tx, c => sqlx::query_as(RUNS).bind(programme.0).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// All finished runs, oldest first.
pub async fn finished_runs(tx: &mut Tx) -> Result<Vec<RunId>> {
    const DONE: &str = "select id from runs where status = 'done' order by created_at, id";
    let rows: Vec<(Uuid,)> = within!(tx, c => sqlx::query_as(DONE).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| RunId(id)).collect())
}

/// A run with what its work needs.
pub async fn standing_run(tx: &mut Tx, id: RunId) -> Result<Option<StandingRun>> {
    const RUN: &str =
        "select id, programme_id, policy_id, status, total, done, created_at, stage_at, finished_at, error
        from runs where id = $1";
    const WORK: &str = "select outage, figures from runs where id = $1";
    let row: Option<RunRow> = within!(tx, c => sqlx::query_as(RUN).bind(id.0).fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let (outage, figures): (String, Option<String>) = within!(tx, c => sqlx::query_as(WORK).bind(id.0).fetch_one(c))?;
    Ok(Some(StandingRun {
        run: row.try_into()?,
        outage: serde_json::from_str(&outage)?,
        figures: figures.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
    }))
}

/// Neighbouring accounts of a run: those after an id up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Shard {
    /// Its number, from 0 in the order of ids.
    pub number: i64,
    #[sqlx(rename = "after_id")]
    pub after: Uuid,
    #[sqlx(rename = "last_id")]
    pub last: Uuid,
    /// How many there are.
    pub accounts: i64,
}

pub async fn insert_shards(tx: &mut Tx, run: RunId, shards: &[Shard]) -> Result<()> {
    const HEAD: &str = "insert into run_shards (run_id, number, after_id, last_id, accounts) values ";
    for shards in shards.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, 5, shards.len(), "");
        execute_within!(tx, {
            let mut query = statement.query();
            for shard in shards {
                query = query.bind(run.0).bind(shard.number).bind(shard.after).bind(shard.last).bind(shard.accounts);
            }
            query
        })?;
    }
    Ok(())
}

pub async fn shard(tx: &mut Tx, run: RunId, number: i64) -> Result<Option<Shard>> {
    const SHARD: &str = "select number, after_id, last_id, accounts from run_shards
        where run_id = $1 and number = $2";
    Ok(within!(tx, c => sqlx::query_as(SHARD).bind(run.0).bind(number).fetch_optional(c))?)
}

pub async fn count_shards(tx: &mut Tx, run: RunId) -> Result<i64> {
    const COUNT: &str = "select count(*) from run_shards where run_id = $1";
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT).bind(run.0).fetch_one(c))?;
    Ok(count)
}

/// Begins the stage after another. False where the run is not in that one any more.
pub async fn enter_stage(
    tx: &mut Tx,
    run: RunId,
    from: RunStatus,
    to: RunStatus,
    total: i64,
    now: Instant,
) -> Result<bool> {
    const ENTER: &str = "update runs set status = $3, total = $4, done = 0, stage_at = $5
        where id = $1 and status = $2";
    let entered =
        execute_within!(tx, sqlx::query(ENTER).bind(run.0).bind(from.name()).bind(to.name()).bind(total).bind(now.0))?;
    Ok(entered == 1)
}

pub async fn store_outage(tx: &mut Tx, run: RunId, outage: &FrozenOutage) -> Result<()> {
    let outage = serde_json::to_string(outage)?;
    execute_within!(tx, sqlx::query("update runs set outage = $2 where id = $1").bind(run.0).bind(&outage))?;
    Ok(())
}

pub async fn store_figures(tx: &mut Tx, run: RunId, figures: &CohortTable) -> Result<()> {
    let figures = serde_json::to_string(figures)?;
    execute_within!(tx, sqlx::query("update runs set figures = $2 where id = $1").bind(run.0).bind(&figures))?;
    Ok(())
}

/// How far a stage is after a shard of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// Others are still to come.
    Underway,
    /// It was the last.
    Complete,
    /// The run is in another stage or ended; the shard does not count.
    Stopped,
}

/// Counts a shard's accounts. Everything that a shard writes comes after this in its transaction, so that shards wait
/// here for one another and never further on, and none is written after the run was stopped.
pub async fn advance(tx: &mut Tx, run: RunId, stage: RunStatus, shard: &Shard) -> Result<Advance> {
    const ADVANCE: &str = "update runs set done = done + $3 where id = $1 and status = $2 returning done, total";
    let row: Option<(i64, i64)> = within!(tx, c => sqlx::query_as(ADVANCE)
        .bind(run.0).bind(stage.name()).bind(shard.accounts)
        .fetch_optional(c))?;
    Ok(match row {
        None => Advance::Stopped,
        Some((done, total)) if done >= total => Advance::Complete,
        Some(_) => Advance::Underway,
    })
}

/// Holds a run whose accounts are being assessed until the transaction ends, against other workers and against being stopped.
/// False where it is not in that stage any more.
pub async fn hold(tx: &mut Tx, run: RunId) -> Result<bool> {
    const HOLD: &str = "update runs set done = done where id = $1 and status = 'assessing'";
    Ok(execute_within!(tx, sqlx::query(HOLD).bind(run.0))? == 1)
}

/// Whether an account was assessed in a run.
pub async fn is_assessed(tx: &mut Tx, run: RunId, account: AccountId) -> Result<bool> {
    const IS: &str = "select exists(select 1 from assessments where account_id = $1 and run_id = $2)";
    let (is_assessed,): (bool,) = within!(tx, c => sqlx::query_as(IS).bind(account.0).bind(run.0).fetch_one(c))?;
    Ok(is_assessed)
}

/// Ends a run that is at work; false where none was.
pub async fn end_run(tx: &mut Tx, run: RunId, status: RunStatus, error: Option<&str>, now: Instant) -> Result<bool> {
    const END: &str = "update runs set status = $2, error = $3, finished_at = $4
        where id = $1 and status in ('queued', 'measuring', 'assessing')";
    let ended = execute_within!(tx, sqlx::query(END).bind(run.0).bind(status.name()).bind(error).bind(now.0))?;
    Ok(ended == 1)
}

/// A measure as stored: why there is none is part of the record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredMeasure {
    Measured(Box<domain::loss::Measure>),
    NoWindow,
    NoHistory,
    OutOfRange,
}

impl From<&Measured> for StoredMeasure {
    fn from(measured: &Measured) -> Self {
        match measured {
            Ok(measure) => Self::Measured(Box::new(measure.clone())),
            Err(domain::loss::MeasureError::NoWindow) => Self::NoWindow,
            Err(domain::loss::MeasureError::NoHistory) => Self::NoHistory,
            Err(domain::loss::MeasureError::OutOfRange) => Self::OutOfRange,
        }
    }
}

impl From<StoredMeasure> for Measured {
    fn from(stored: StoredMeasure) -> Self {
        match stored {
            StoredMeasure::Measured(measure) => Ok(*measure),
            StoredMeasure::NoWindow => Err(domain::loss::MeasureError::NoWindow),
            StoredMeasure::NoHistory => Err(domain::loss::MeasureError::NoHistory),
            StoredMeasure::OutOfRange => Err(domain::loss::MeasureError::OutOfRange),
        }
    }
}

/// The text under which a measure is stored.
pub fn measure_text(measured: &Measured) -> Result<String> {
    Ok(serde_json::to_string(&StoredMeasure::from(measured))?)
}

/// The measure that a text of [`measure_text`] says.
pub fn measure_of_text(text: &str) -> Result<Measured> {
    Ok(serde_json::from_str::<StoredMeasure>(text)?.into())
}

/// The text under which the measures of an account in a run are stored: a list where its run measures over several extents.
pub fn measures_text(measures: &[Measured]) -> Result<String> {
    match measures {
        [measured] => measure_text(measured),
        several => Ok(serde_json::to_string(&several.iter().map(StoredMeasure::from).collect::<Vec<_>>())?),
    }
}

fn measures_of_text(text: &str) -> Result<Vec<Measured>> {
    if !text.starts_with('[') {
        return Ok(vec![measure_of_text(text)?]);
    }
    let several: Vec<StoredMeasure> = serde_json::from_str(text)?;
    Ok(several.into_iter().map(Into::into).collect())
}

/// Stores the measures of a shard, each account's as their text, with the divisions of those accounts that are divided.
pub async fn insert_measures(
    tx: &mut Tx,
    run: RunId,
    measures: &[(AccountId, String)],
    divisions: &HashMap<AccountId, Division>,
) -> Result<()> {
    const HEAD: &str = "insert into measures (account_id, run_id, document, company_id, driver_share_tenths) values ";
    for measures in measures.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, 5, measures.len(), "");
        execute_within!(tx, {
            let mut query = statement.query();
            for (account, document) in measures {
                let division = divisions.get(account);
                query = query.bind(account.0).bind(run.0).bind(document);
                query = query.bind(division.map(|division| division.company.0));
                query = query.bind(division.map(|division| i64::from(division.driver_share.tenths())));
            }
            query
        })?;
    }
    Ok(())
}

/// The measures of an account in a run, one for each extent of its outage; empty where it has none.
pub async fn measures_of(tx: &mut Tx, run: RunId, account: AccountId) -> Result<Vec<Measured>> {
    const MEASURE: &str = "select document from measures where account_id = $1 and run_id = $2";
    let row: Option<(String,)> =
        within!(tx, c => sqlx::query_as(MEASURE).bind(account.0).bind(run.0).fetch_optional(c))?;
    row.map_or_else(|| Ok(Vec::new()), |(text,)| measures_of_text(&text))
}

#[derive(sqlx::FromRow)]
struct MeasureRow {
    #[sqlx(flatten)]
    account: AccountRow,
    document: String,
    company_id: Option<Uuid>,
    company_name: Option<String>,
    driver_share_tenths: Option<i64>,
}

/// An account of a run with what was measured of it.
pub struct MeasuredAccount {
    pub account: Account,
    /// With whom the run divides its award.
    pub employer: Option<Employer>,
    /// One for each extent of the run's outage.
    pub measures: Vec<Measured>,
}

/// The measures after an account, with their accounts, in the order of ids.
pub async fn measures_after(tx: &mut Tx, run: RunId, after: Uuid, most: i64) -> Result<Vec<MeasuredAccount>> {
    measures(tx, run, after, Uuid::max(), most).await
}

/// The measures of a shard, with their accounts, in the order of ids.
pub async fn measures_of_shard(tx: &mut Tx, run: RunId, shard: &Shard) -> Result<Vec<MeasuredAccount>> {
    measures(tx, run, shard.after, shard.last, i64::MAX).await
}

async fn measures(tx: &mut Tx, run: RunId, after: Uuid, last: Uuid, most: i64) -> Result<Vec<MeasuredAccount>> {
    const PAGE: &str = "select a.id, a.reference, a.kind, a.category, a.region, a.name, a.email, m.document
          , m.company_id, c.name as company_name, m.driver_share_tenths
        from measures m
        join accounts a on a.id = m.account_id
        left join accounts c on c.id = m.company_id
        where m.run_id = $1 and m.account_id > $2 and m.account_id <= $3
        order by m.account_id limit $4";
    let rows: Vec<MeasureRow> =
        within!(tx, c => sqlx::query_as(PAGE).bind(run.0).bind(after).bind(last).bind(most).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            Ok(MeasuredAccount {
                measures: measures_of_text(&row.document)?,
                account: row.account.try_into()?,
                employer: divisions::employer(row.company_id, row.company_name, row.driver_share_tenths)?,
            })
        })
        .collect()
}

/// An assessment ready to be stored.
pub struct NewAssessment {
    pub account: AccountId,
    pub id: AssessmentId,
    pub outcome: Outcome,
    pub digest: String,
    /// The whole assessment as text.
    pub document: String,
}

/// Stores the assessments of a shard.
pub async fn insert_assessments(tx: &mut Tx, run: &Run, assessments: &[NewAssessment], now: Instant) -> Result<()> {
    const HEAD: &str = "insert into assessments
        (account_id, id, programme_id, policy_id, run_id, outcome, amount_minor, needs_person, digest, document, created_at)
        values ";
    for assessments in assessments.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, 11, assessments.len(), "");
        execute_within!(tx, {
            let mut query = statement.query();
            for assessed in assessments {
                let outcome = &assessed.outcome;
                query = query.bind(assessed.account.0).bind(assessed.id.0).bind(run.programme.0).bind(run.policy.0);
                query = query.bind(run.id.0).bind(outcome.name()).bind(outcome.amount().map(|amount| amount.minor));
                query = query.bind(matches!(outcome, Outcome::Offer { needs_person: true, .. }));
                query = query.bind(&assessed.digest).bind(&assessed.document).bind(now.0);
            }
            query
        })?;
    }
    Ok(())
}

/// An assessment as stored, be it a run's or made in a review.
#[derive(sqlx::FromRow)]
pub struct AssessmentRow {
    id: Uuid,
    programme_id: Uuid,
    policy_id: Uuid,
    run_id: Uuid,
    document: String,
    created_at: i64,
}

impl TryFrom<AssessmentRow> for StoredAssessment {
    type Error = Error;
    fn try_from(row: AssessmentRow) -> Result<Self> {
        Ok(Self {
            id: AssessmentId(row.id),
            run: RunId(row.run_id),
            policy: PolicyId(row.policy_id),
            created_at: Instant(row.created_at),
            result: serde_json::from_str(&row.document)?,
        })
    }
}

/// One assessment of an account.
pub async fn lookup(tx: &mut Tx, account: AccountId, id: AssessmentId) -> Result<Option<StoredAssessment>> {
    const LOOKUP: &str = "select id, programme_id, policy_id, run_id, document, created_at
        from assessments where account_id = $1 and id = $2";
    let row: Option<AssessmentRow> =
        within!(tx, c => sqlx::query_as(LOOKUP).bind(account.0).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The assessment of an account in a run, or the newest revision of it.
pub async fn latest_in_run(tx: &mut Tx, run: RunId, account: AccountId) -> Result<Option<StoredAssessment>> {
    const OF_RUN: &str = "select id, programme_id, policy_id, run_id, document, created_at
        from assessments where account_id = $1 and run_id = $2";
    if let Some(revised) = revisions::latest_stored(tx, run, account).await? {
        return Ok(Some(revised));
    }
    let row: Option<AssessmentRow> =
        within!(tx, c => sqlx::query_as(OF_RUN).bind(account.0).bind(run.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The latest assessment of an account under each programme, newest first, as last revised; only of runs that are done.
pub async fn latest_of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<(ProgrammeId, StoredAssessment)>> {
    const LATEST: &str = "select s.id, s.programme_id, s.policy_id, s.run_id, s.document, s.created_at
        from assessments s join runs r on r.id = s.run_id
        where s.account_id = $1 and r.status = 'done'
        order by s.created_at desc, s.id desc";
    let rows: Vec<AssessmentRow> = within!(tx, c => sqlx::query_as(LATEST).bind(account.0).fetch_all(c))?;
    let mut latest: Vec<(ProgrammeId, StoredAssessment)> = Vec::new();
    for row in rows {
        let programme = ProgrammeId(row.programme_id);
        if latest.iter().all(|(seen, _)| *seen != programme) {
            let revised = revisions::latest_stored(tx, RunId(row.run_id), account).await?;
            latest.push((programme, revised.map_or_else(|| row.try_into(), Ok)?));
        }
    }
    Ok(latest)
}

/// The digest and document of every assessment of a run after an account.
pub async fn documents_after(tx: &mut Tx, run: RunId, after: Uuid, most: i64) -> Result<Vec<(Uuid, String)>> {
    const PAGE: &str = "select account_id, document from assessments
        where run_id = $1 and account_id > $2 order by account_id limit $3";
    Ok(within!(tx, c => sqlx::query_as(PAGE).bind(run.0).bind(after).bind(most).fetch_all(c))?)
}

/// What a run came to, by outcome.
pub async fn totals(tx: &mut Tx, run: RunId) -> Result<Vec<OutcomeTotal>> {
    const TOTALS: &str = "select outcome, count(*), cast(coalesce(sum(amount_minor), 0) as bigint)
        from assessments where run_id = $1 group by outcome order by outcome";
    let rows: Vec<(String, i64, i64)> = within!(tx, c => sqlx::query_as(TOTALS).bind(run.0).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(outcome, accounts, total_minor)| OutcomeTotal { outcome, accounts, total_minor })
        .collect())
}
