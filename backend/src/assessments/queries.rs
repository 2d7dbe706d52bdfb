//! SQL of runs, measures and assessments.

use domain::{
    component::ComponentKey,
    id::{AccountId, AssessmentId, PolicyId, ProgrammeId, RunId},
    ledger::{Account, Transaction, TransactionKind},
    loss::{Band, CohortTable, Loss, Rate},
    money::{Currency, Money},
    time::{Instant, Window},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OutcomeTotal, Run, RunStatus, StoredAssessment, outage::FrozenOutage, run::Measured};
use crate::{
    db::Tx,
    error::{Error, Result, known},
    execute_within,
    ledger::AccountRow,
    within,
};

/// A run with what its work needs.
pub struct StandingRun {
    pub run: Run,
    /// The last account done in this stage.
    pub cursor: Uuid,
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
    const RUNS: &str = "select id, programme_id, policy_id, status, total, done, created_at, finished_at, error
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
    const RUN: &str = "select id, programme_id, policy_id, status, total, done, created_at, finished_at, error
        from runs where id = $1";
    const WORK: &str = "select cursor, outage, figures from runs where id = $1";
    let row: Option<RunRow> = within!(tx, c => sqlx::query_as(RUN).bind(id.0).fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let (cursor, outage, figures): (Option<Uuid>, String, Option<String>) =
        within!(tx, c => sqlx::query_as(WORK).bind(id.0).fetch_one(c))?;
    Ok(Some(StandingRun {
        run: row.try_into()?,
        cursor: cursor.unwrap_or(Uuid::nil()),
        outage: serde_json::from_str(&outage)?,
        figures: figures.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
    }))
}

pub async fn count_accounts(tx: &mut Tx) -> Result<i64> {
    let (count,): (i64,) = within!(tx, c => sqlx::query_as("select count(*) from accounts").fetch_one(c))?;
    Ok(count)
}

pub async fn count_measures(tx: &mut Tx, run: RunId) -> Result<i64> {
    const COUNT: &str = "select count(*) from measures where run_id = $1";
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT).bind(run.0).fetch_one(c))?;
    Ok(count)
}

/// Begins a stage from its first account.
pub async fn enter_stage(tx: &mut Tx, run: RunId, stage: RunStatus, total: i64) -> Result<()> {
    const ENTER: &str = "update runs set status = $2, total = $3, done = 0, cursor = null
        where id = $1 and status in ('queued', 'measuring')";
    execute_within!(tx, sqlx::query(ENTER).bind(run.0).bind(stage.name()).bind(total))?;
    Ok(())
}

pub async fn store_figures(tx: &mut Tx, run: RunId, figures: &CohortTable) -> Result<()> {
    let figures = serde_json::to_string(figures)?;
    execute_within!(tx, sqlx::query("update runs set figures = $2 where id = $1").bind(run.0).bind(&figures))?;
    Ok(())
}

/// Moves the cursor after a page. Errors: somebody ended the run or did this page meanwhile.
pub async fn advance(tx: &mut Tx, run: &StandingRun, cursor: Uuid, accounts: usize) -> Result<()> {
    const ADVANCE: &str = "update runs set cursor = $3, done = done + $4
        where id = $1 and status = $2 and done = $5";
    let count = i64::try_from(accounts).unwrap_or(i64::MAX);
    let moved = execute_within!(
        tx,
        sqlx::query(ADVANCE).bind(run.run.id.0).bind(run.run.status.name()).bind(cursor).bind(count).bind(run.run.done)
    )?;
    if moved == 1 {
        return Ok(());
    }
    Err(Error::refused("그 사이에 바뀐 계산이에요.", "The run changed in the meantime."))
}

/// Ends a run that is at work; false where none was.
pub async fn end_run(tx: &mut Tx, run: RunId, status: RunStatus, error: Option<&str>, now: Instant) -> Result<bool> {
    const END: &str = "update runs set status = $2, error = $3, finished_at = $4
        where id = $1 and status in ('queued', 'measuring', 'assessing')";
    let ended = execute_within!(tx, sqlx::query(END).bind(run.0).bind(status.name()).bind(error).bind(now.0))?;
    Ok(ended == 1)
}

#[derive(sqlx::FromRow)]
struct TransactionRow {
    reference: String,
    component_key: Option<String>,
    occurred_at: i64,
    amount_minor: i64,
    kind: String,
}

/// The transactions of an account within a window, in the order of their references.
pub async fn transactions(
    tx: &mut Tx,
    account: AccountId,
    window: Option<Window>,
    currency: Currency,
) -> Result<Vec<Transaction>> {
    const WITHIN: &str = "select reference, component_key, occurred_at, amount_minor, kind
        from transactions
        where account_id = $1 and occurred_at >= $2 and occurred_at < $3
        order by reference";
    let Some(window) = window else { return Ok(Vec::new()) };
    let rows: Vec<TransactionRow> = within!(tx, c => sqlx::query_as(WITHIN)
        .bind(account.0).bind(window.start.0).bind(window.end.0)
        .fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let component =
                row.component_key.map(|key| known(ComponentKey::parse(&key), "component", &key)).transpose()?;
            Ok(Transaction {
                reference: row.reference,
                component,
                at: Instant(row.occurred_at),
                amount: Money::new(row.amount_minor, currency),
                kind: known(TransactionKind::from_name(&row.kind), "transaction kind", &row.kind)?,
            })
        })
        .collect()
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

pub async fn insert_measure(tx: &mut Tx, run: RunId, account: AccountId, measured: &Measured) -> Result<()> {
    const INSERT: &str = "insert into measures (account_id, run_id, document) values ($1, $2, $3)";
    let document = measure_text(measured)?;
    execute_within!(tx, sqlx::query(INSERT).bind(account.0).bind(run.0).bind(&document))?;
    Ok(())
}

/// The measure of an account in a run.
pub async fn measure_of(tx: &mut Tx, run: RunId, account: AccountId) -> Result<Option<Measured>> {
    const MEASURE: &str = "select document from measures where account_id = $1 and run_id = $2";
    let row: Option<(String,)> =
        within!(tx, c => sqlx::query_as(MEASURE).bind(account.0).bind(run.0).fetch_optional(c))?;
    let stored: Option<StoredMeasure> = row.map(|(text,)| serde_json::from_str(&text)).transpose()?;
    Ok(stored.map(Into::into))
}

#[derive(sqlx::FromRow)]
struct MeasureRow {
    #[sqlx(flatten)]
    account: AccountRow,
    document: String,
}

/// The measures after an account, with their accounts, in the order of ids.
pub async fn measures_after(tx: &mut Tx, run: RunId, after: Uuid, most: i64) -> Result<Vec<(Account, Measured)>> {
    const PAGE: &str = "select a.id, a.reference, a.kind, a.category, a.region, a.name, a.email, m.document
        from measures m join accounts a on a.id = m.account_id
        where m.run_id = $1 and m.account_id > $2
        order by m.account_id limit $3";
    let rows: Vec<MeasureRow> = within!(tx, c => sqlx::query_as(PAGE).bind(run.0).bind(after).bind(most).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let stored: StoredMeasure = serde_json::from_str(&row.document)?;
            Ok((row.account.try_into()?, stored.into()))
        })
        .collect()
}

/// The loss of an account whose history says nothing: no exposure, so nothing is offered, and a person may look.
pub fn unmeasured() -> Loss {
    let nothing = Rate { value: 0.0, low: 0.0, high: 0.0, accounts: 0 };
    Loss {
        expected: 0.0,
        actual: 0,
        expected_low: 0.0,
        expected_high: 0.0,
        own_loss: 0.0,
        own_loss_low: 0.0,
        exposure: 0.0,
        components: Vec::new(),
        loss_rate: nothing,
        catch_up: nothing,
        basis: 0.0,
        band: Band::NotExposed,
        excluded: Vec::new(),
    }
}

pub async fn insert_assessment(
    tx: &mut Tx,
    assessed: &StoredAssessment,
    account: AccountId,
    run: &StandingRun,
) -> Result<()> {
    const INSERT: &str = "insert into assessments
        (account_id, id, programme_id, policy_id, run_id, outcome, amount_minor, needs_person, digest, document, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let result = &assessed.result;
    let needs_person = matches!(result.outcome, domain::assessment::Outcome::Offer { needs_person: true, .. });
    let document = serde_json::to_string(result)?;
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(account.0)
            .bind(assessed.id.0)
            .bind(run.run.programme.0)
            .bind(run.run.policy.0)
            .bind(run.run.id.0)
            .bind(result.outcome.name())
            .bind(result.outcome.amount().map(|amount| amount.minor))
            .bind(needs_person)
            .bind(&result.digest)
            .bind(&document)
            .bind(assessed.created_at.0)
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct AssessmentRow {
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

/// The latest assessment of an account under each programme, newest first; only of runs that are done.
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
            latest.push((programme, row.try_into()?));
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
