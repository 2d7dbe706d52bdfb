//! SQL of back-tests.

use domain::{
    backtest::{Place, Report},
    id::{BacktestId, PolicyId, ProgrammeId},
    loss::CohortTable,
    time::Instant,
};
use uuid::Uuid;

use super::Backtest;
use crate::{
    assessments::{RunStatus, outage::FrozenOutage},
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

/// A back-test to begin.
pub struct NewBacktest<'a> {
    pub id: BacktestId,
    pub programme: ProgrammeId,
    pub policy: PolicyId,
    pub outage: &'a FrozenOutage,
    pub places: &'a [Place],
}

/// A back-test with what its work needs.
pub struct Standing {
    pub backtest: Backtest,
    /// The last account judged.
    pub cursor: Uuid,
    pub outage: FrozenOutage,
    /// One for each place; empty until the measuring is over.
    pub figures: Vec<CohortTable>,
    /// What was counted so far.
    pub report: Report,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    programme_id: Uuid,
    policy_id: Uuid,
    status: String,
    total: i64,
    done: i64,
    places: String,
    report: Option<String>,
    created_at: i64,
    finished_at: Option<i64>,
    error: Option<String>,
}

impl TryFrom<Row> for Backtest {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let status = known(RunStatus::from_name(&row.status), "back-test status", &row.status)?;
        let report = row.report.filter(|_| status == RunStatus::Done);
        Ok(Self {
            id: BacktestId(row.id),
            programme: ProgrammeId(row.programme_id),
            policy: PolicyId(row.policy_id),
            status,
            total: row.total,
            done: row.done,
            places: serde_json::from_str(&row.places)?,
            report: report.map(|text| serde_json::from_str(&text)).transpose()?,
            created_at: Instant(row.created_at),
            finished_at: row.finished_at.map(Instant),
            error: row.error,
        })
    }
}

/// When the ledger's first transaction was.
pub async fn ledger_begins(tx: &mut Tx) -> Result<Option<Instant>> {
    let (first,): (Option<i64>,) =
        within!(tx, c => sqlx::query_as("select min(occurred_at) from transactions").fetch_one(c))?;
    Ok(first.map(Instant))
}

/// False where one of the programme is at work.
pub async fn insert(tx: &mut Tx, new: &NewBacktest<'_>, author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into backtests
        (id, programme_id, policy_id, status, total, done, outage, places, started_by, created_at)
        values ($1, $2, $3, 'queued', 0, 0, $4, $5, $6, $7)
        on conflict do nothing";
    let (outage, places) = (serde_json::to_string(new.outage)?, serde_json::to_string(new.places)?);
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.programme.0)
            .bind(new.policy.0)
            .bind(&outage)
            .bind(&places)
            .bind(author)
            .bind(now.0)
    )?;
    Ok(inserted == 1)
}

/// The back-test of a programme that is at work.
pub async fn active(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<BacktestId>> {
    const ACTIVE: &str = "select id from backtests
        where programme_id = $1 and status in ('queued', 'measuring', 'assessing')";
    let row: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(ACTIVE).bind(programme.0).fetch_optional(c))?;
    Ok(row.map(|(id,)| BacktestId(id)))
}

/// The back-tests of a programme, newest first.
pub async fn of_programme(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<Backtest>> {
    const LIST: &str = "select id, programme_id, policy_id, status, total, done, places, report, created_at
          , finished_at, error
        from backtests where programme_id = $1 order by created_at desc, id desc";
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(LIST).bind(programme.0).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The back-test of a programme that was done last.
pub async fn latest_done(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<BacktestId>> {
    const LATEST: &str = "select id from backtests
        where programme_id = $1 and status = 'done' order by created_at desc, id desc limit 1";
    let row: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(LATEST).bind(programme.0).fetch_optional(c))?;
    Ok(row.map(|(id,)| BacktestId(id)))
}

/// The back-test of an id.
pub async fn lookup(tx: &mut Tx, id: BacktestId) -> Result<Option<Backtest>> {
    const LOOKUP: &str = "select id, programme_id, policy_id, status, total, done, places, report, created_at
          , finished_at, error
        from backtests where id = $1";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// A back-test with what its work needs.
pub async fn standing(tx: &mut Tx, id: BacktestId) -> Result<Option<Standing>> {
    const WORK: &str = "select cursor, outage, figures, report from backtests where id = $1";
    let Some(backtest) = lookup(tx, id).await? else { return Ok(None) };
    let (cursor, outage, figures, report): (Option<Uuid>, String, Option<String>, Option<String>) =
        within!(tx, c => sqlx::query_as(WORK).bind(id.0).fetch_one(c))?;
    let report = report.map(|text| serde_json::from_str(&text)).transpose()?;
    Ok(Some(Standing {
        cursor: cursor.unwrap_or(Uuid::nil()),
        outage: serde_json::from_str(&outage)?,
        figures: figures.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
        report: report.unwrap_or_else(|| Report::new(backtest.places.len())),
        backtest,
    }))
}

/// Begins measuring from the first account. False where somebody ended it.
pub async fn begin_measuring(tx: &mut Tx, id: BacktestId, total: i64) -> Result<bool> {
    const BEGIN: &str = "update backtests set status = 'measuring', total = $2, done = 0
        where id = $1 and status in ('queued', 'measuring')";
    Ok(execute_within!(tx, sqlx::query(BEGIN).bind(id.0).bind(total))? == 1)
}

/// Says how far the measuring is. False where somebody ended it.
pub async fn measured(tx: &mut Tx, id: BacktestId, done: i64) -> Result<bool> {
    const MEASURED: &str = "update backtests set done = $2 where id = $1 and status = 'measuring'";
    Ok(execute_within!(tx, sqlx::query(MEASURED).bind(id.0).bind(done))? == 1)
}

/// Keeps the cohorts' figures and begins judging from the first account. False where somebody ended it.
pub async fn begin_judging(tx: &mut Tx, id: BacktestId, figures: &[CohortTable]) -> Result<bool> {
    const BEGIN: &str = "update backtests set status = 'assessing', figures = $2, done = 0, cursor = null
        where id = $1 and status = 'measuring'";
    let figures = serde_json::to_string(figures)?;
    Ok(execute_within!(tx, sqlx::query(BEGIN).bind(id.0).bind(&figures))? == 1)
}

/// Keeps what was counted up to an account. False where somebody ended it.
pub async fn judged(tx: &mut Tx, id: BacktestId, cursor: Uuid, report: &Report) -> Result<bool> {
    const JUDGED: &str = "update backtests set cursor = $2, done = $3, report = $4
        where id = $1 and status = 'assessing'";
    let (done, report) = (i64::try_from(report.accounts).unwrap_or(i64::MAX), serde_json::to_string(report)?);
    Ok(execute_within!(tx, sqlx::query(JUDGED).bind(id.0).bind(cursor).bind(done).bind(&report))? == 1)
}

/// Ends a back-test that is at work; false where none was.
pub async fn end(tx: &mut Tx, id: BacktestId, status: RunStatus, error: Option<&str>, now: Instant) -> Result<bool> {
    const END: &str = "update backtests set status = $2, error = $3, finished_at = $4, figures = null
        where id = $1 and status in ('queued', 'measuring', 'assessing')";
    let ended = execute_within!(tx, sqlx::query(END).bind(id.0).bind(status.name()).bind(error).bind(now.0))?;
    Ok(ended == 1)
}
