//! SQL of adjustments.

use std::collections::HashMap;

use domain::{
    adjustment::{Direction, Status},
    claim::State,
    id::{AccountId, AdjustmentId, AssessmentId, ClaimId, ProgrammeId, RunId, StaffId},
    money::{Currency, Money},
    time::Instant,
};
use uuid::Uuid;

use super::{Adjustment, AdjustmentFilter, Order, RunWaiting, Totals};
use crate::{
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

/// Adjustments of a page.
pub const PAGE: i64 = 25;

/// A later result to put on record.
pub struct NewAdjustment {
    pub id: AdjustmentId,
    pub account: AccountId,
    pub claim: ClaimId,
    pub programme: ProgrammeId,
    pub run: RunId,
    pub before: AssessmentId,
    pub after: AssessmentId,
    pub direction: Direction,
    pub from_minor: i64,
    pub to_minor: Option<i64>,
    pub status: Status,
    pub made_by: Option<StaffId>,
}

pub async fn insert(tx: &mut Tx, new: &NewAdjustment, now: Instant) -> Result<()> {
    const INSERT: &str = "insert into adjustments
        (account_id, id, claim_id, programme_id, run_id, before_id, after_id, direction, from_minor, to_minor
        , status, made_by, reason, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13)";
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.account.0)
            .bind(new.id.0)
            .bind(new.claim.0)
            .bind(new.programme.0)
            .bind(new.run.0)
            .bind(new.before.0)
            .bind(new.after.0)
            .bind(new.direction.name())
            .bind(new.from_minor)
            .bind(new.to_minor)
            .bind(new.status.name())
            .bind(new.made_by.map(|id| id.0))
            .bind(now.0)
    )?;
    Ok(())
}

/// What a claim's latest adjustment came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latest {
    pub status: Status,
    pub to_minor: Option<i64>,
}

/// The latest adjustments of a programme's claims, by account, from one account to another.
pub async fn latest_between(
    tx: &mut Tx,
    programme: ProgrammeId,
    (first, last): (AccountId, AccountId),
) -> Result<HashMap<AccountId, Latest>> {
    const LATEST: &str = "select account_id, status, to_minor from adjustments
        where account_id >= $1 and account_id <= $2 and programme_id = $3
        order by created_at, id";
    let rows: Vec<(Uuid, String, Option<i64>)> =
        within!(tx, c => sqlx::query_as(LATEST).bind(first.0).bind(last.0).bind(programme.0).fetch_all(c))?;
    rows.into_iter()
        .map(|(account, status, to_minor)| {
            let status = known(Status::from_name(&status), "adjustment status", &status)?;
            Ok((AccountId(account), Latest { status, to_minor }))
        })
        .collect()
}

/// Takes what waits of a claim off the list, since a later result takes its place; gives whether anything did.
pub async fn supersede(tx: &mut Tx, claim: ClaimId) -> Result<bool> {
    const SUPERSEDE: &str = "update adjustments set status = 'superseded' where claim_id = $1 and status = 'waiting'";
    Ok(execute_within!(tx, sqlx::query(SUPERSEDE).bind(claim.0))? > 0)
}

/// The same with a decrease, since the claim moved on.
pub async fn overtake(tx: &mut Tx, claim: ClaimId) -> Result<()> {
    const OVERTAKE: &str = "update adjustments set status = 'overtaken'
        where claim_id = $1 and status = 'waiting' and direction = 'decrease'";
    execute_within!(tx, sqlx::query(OVERTAKE).bind(claim.0))?;
    Ok(())
}

/// Puts the first of two approvals on record. False where there is one, or it waits no more.
pub async fn approve_first(tx: &mut Tx, id: AdjustmentId, by: StaffId, reason: &str) -> Result<bool> {
    const FIRST: &str = "update adjustments set first_by = $2, reason = $3
        where id = $1 and status = 'waiting' and first_by is null";
    Ok(execute_within!(tx, sqlx::query(FIRST).bind(id.0).bind(by.0).bind(reason))? == 1)
}

/// Ends the waiting. False where it waits no more.
pub async fn close(
    tx: &mut Tx,
    id: AdjustmentId,
    status: Status,
    by: StaffId,
    reason: &str,
    now: Instant,
) -> Result<bool> {
    const CLOSE: &str = "update adjustments set status = $2, decided_by = $3, reason = $4, decided_at = $5
        where id = $1 and status = 'waiting'";
    let closed =
        execute_within!(tx, sqlx::query(CLOSE).bind(id.0).bind(status.name()).bind(by.0).bind(reason).bind(now.0))?;
    Ok(closed == 1)
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: Uuid,
    id: Uuid,
    claim_id: Uuid,
    number: String,
    account_name: String,
    state: String,
    limit_minor: i64,
    programme_id: Uuid,
    run_id: Uuid,
    before_id: Uuid,
    after_id: Uuid,
    direction: String,
    from_minor: i64,
    to_minor: Option<i64>,
    status: String,
    made_by: Option<Uuid>,
    first_by: Option<Uuid>,
    decided_by: Option<Uuid>,
    reason: String,
    created_at: i64,
    decided_at: Option<i64>,
    currency: String,
}

impl TryFrom<Row> for Adjustment {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let currency = known(Currency::from_code(&row.currency), "currency", &row.currency)?;
        Ok(Self {
            id: AdjustmentId(row.id),
            account: AccountId(row.account_id),
            account_name: row.account_name,
            claim: ClaimId(row.claim_id),
            number: row.number,
            state: known(State::from_name(&row.state), "claim state", &row.state)?,
            limit: Money::new(row.limit_minor, currency),
            programme: ProgrammeId(row.programme_id),
            run: RunId(row.run_id),
            before: AssessmentId(row.before_id),
            after: AssessmentId(row.after_id),
            direction: known(Direction::from_name(&row.direction), "direction", &row.direction)?,
            from: Money::new(row.from_minor, currency),
            to: row.to_minor.map(|minor| Money::new(minor, currency)),
            status: known(Status::from_name(&row.status), "adjustment status", &row.status)?,
            made_by: row.made_by.map(StaffId),
            first_by: row.first_by.map(StaffId),
            decided_by: row.decided_by.map(StaffId),
            reason: row.reason,
            created_at: Instant(row.created_at),
            decided_at: row.decided_at.map(Instant),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select j.account_id, j.id, j.claim_id, c.number, a.name as account_name, c.state, c.limit_minor
          , j.programme_id, j.run_id, j.before_id, j.after_id, j.direction, j.from_minor, j.to_minor, j.status
          , j.made_by, j.first_by, j.decided_by, j.reason, j.created_at, j.decided_at, p.currency
        from adjustments j
        join claims c on c.id = j.claim_id
        join accounts a on a.id = j.account_id
        join programmes p on p.id = j.programme_id ",
            $rest
        )
    };
}

pub async fn lookup(tx: &mut Tx, id: AdjustmentId) -> Result<Option<Adjustment>> {
    const LOOKUP: &str = select!("where j.id = $1");
    let row: Option<Row> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The adjustments of a claim, oldest first.
pub async fn of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Adjustment>> {
    const OF_CLAIM: &str = select!("where j.claim_id = $1 order by j.created_at, j.id");
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(OF_CLAIM).bind(claim.0).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A page of a programme's adjustments.
pub async fn list(tx: &mut Tx, programme: ProgrammeId, filter: &AdjustmentFilter) -> Result<Vec<Adjustment>> {
    const LIST: &str = select!(
        "where j.programme_id = $1 and j.status = $2 and ($3 is null or j.direction = $3)
        order by case $4
            when 'difference' then -abs(coalesce(j.to_minor, j.from_minor) - j.from_minor)
            when 'before' then -j.from_minor
            when 'after' then -coalesce(j.to_minor, j.from_minor)
            else j.created_at end, j.id
        limit $5 offset $6"
    );
    let offset = (filter.page.clamp(1, 1_000_000) - 1) * PAGE;
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(LIST)
        .bind(programme.0).bind(filter.status.name()).bind(filter.direction.map(Direction::name))
        .bind(Order::name(filter.order)).bind(PAGE).bind(offset)
        .fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

#[derive(sqlx::FromRow)]
struct TotalRow {
    status: String,
    direction: String,
    count: i64,
    sum_before: i64,
    sum_after: i64,
}

/// How many adjustments of a programme there are, with the sums of their amounts, by what became of them and which way
/// they go.
pub async fn totals(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<Totals>> {
    const TOTALS: &str = "select status, direction, count(*) as count
          , cast(sum(from_minor) as bigint) as sum_before
          , cast(sum(coalesce(to_minor, from_minor)) as bigint) as sum_after
        from adjustments where programme_id = $1 group by status, direction order by status, direction";
    let rows: Vec<TotalRow> = within!(tx, c => sqlx::query_as(TOTALS).bind(programme.0).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            Ok(Totals {
                status: known(Status::from_name(&row.status), "adjustment status", &row.status)?,
                direction: known(Direction::from_name(&row.direction), "direction", &row.direction)?,
                count: row.count,
                before_minor: row.sum_before,
                after_minor: row.sum_after,
            })
        })
        .collect()
}

/// What a company and its drivers in a run are promised together in claims that are not over, minor units.
pub async fn promised_together(tx: &mut Tx, found: &Adjustment, company: AccountId) -> Result<i64> {
    const PROMISED: &str = "select cast(coalesce(sum(c.promised_minor), 0) as bigint) from claims c
        where c.programme_id = $1 and c.state not in ('rejected', 'withdrawn', 'lapsed')
          and (c.account_id = $2
            or c.account_id in (select m.account_id from measures m where m.run_id = $3 and m.company_id = $2))";
    let (promised,): (i64,) = within!(tx, c => sqlx::query_as(PROMISED)
        .bind(found.programme.0).bind(company.0).bind(found.run.0)
        .fetch_one(c))?;
    Ok(promised)
}

#[derive(sqlx::FromRow)]
struct RunRow {
    id: Uuid,
    created_at: i64,
    direction: String,
    count: i64,
    difference: i64,
}

/// What waits of each run over all accounts, newest run first.
pub async fn waiting_by_run(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<RunWaiting>> {
    const RUNS: &str = "select r.id, r.created_at, j.direction, count(*) as count
          , cast(sum(coalesce(j.to_minor, j.from_minor) - j.from_minor) as bigint) as difference
        from adjustments j join runs r on r.id = j.run_id
        where j.programme_id = $1 and j.status = 'waiting' and j.made_by is null
          and j.direction in ('decrease', 'increase')
        group by r.id, r.created_at, j.direction
        order by r.created_at desc, r.id, j.direction";
    let rows: Vec<RunRow> = within!(tx, c => sqlx::query_as(RUNS).bind(programme.0).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            Ok(RunWaiting {
                run: RunId(row.id),
                started_at: Instant(row.created_at),
                direction: known(Direction::from_name(&row.direction), "direction", &row.direction)?,
                count: row.count,
                difference_minor: row.difference,
            })
        })
        .collect()
}

/// How many wait in each programme.
pub async fn waiting_by_programme(tx: &mut Tx) -> Result<HashMap<ProgrammeId, i64>> {
    const WAITING: &str =
        "select programme_id, count(*) from adjustments where status = 'waiting' group by programme_id";
    let rows: Vec<(Uuid, i64)> = within!(tx, c => sqlx::query_as(WAITING).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id, count)| (ProgrammeId(id), count)).collect())
}
