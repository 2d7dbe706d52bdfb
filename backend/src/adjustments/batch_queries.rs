//! SQL of decisions on many adjustments.

use domain::{
    adjustment::{Direction, Verdict},
    id::{AdjustmentBatchId, AdjustmentId, ProgrammeId, RunId, StaffId},
    time::Instant,
};
use uuid::Uuid;

use super::Batch;
use crate::{
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    programme_id: Uuid,
    run_id: Uuid,
    direction: String,
    verdict: String,
    reason: String,
    decided_by: Uuid,
    total: i64,
    done: i64,
    skipped: i64,
    cursor: Uuid,
    created_at: i64,
    finished_at: Option<i64>,
    error: Option<String>,
}

impl TryFrom<Row> for Batch {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: AdjustmentBatchId(row.id),
            programme: ProgrammeId(row.programme_id),
            run: RunId(row.run_id),
            direction: known(Direction::from_name(&row.direction), "direction", &row.direction)?,
            verdict: known(Verdict::from_name(&row.verdict), "verdict", &row.verdict)?,
            reason: row.reason,
            decided_by: StaffId(row.decided_by),
            total: row.total,
            done: row.done,
            skipped: row.skipped,
            cursor: row.cursor,
            created_at: Instant(row.created_at),
            finished_at: row.finished_at.map(Instant),
            error: row.error,
        })
    }
}

/// False where one of the programme is at work.
pub async fn insert(tx: &mut Tx, batch: &Batch) -> Result<bool> {
    const INSERT: &str = "insert into adjustment_batches
        (id, programme_id, run_id, direction, verdict, reason, decided_by, total, done, skipped, cursor, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10)
        on conflict do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(batch.id.0)
            .bind(batch.programme.0)
            .bind(batch.run.0)
            .bind(batch.direction.name())
            .bind(batch.verdict.name())
            .bind(&batch.reason)
            .bind(batch.decided_by.0)
            .bind(batch.total)
            .bind(batch.cursor)
            .bind(batch.created_at.0)
    )?;
    Ok(inserted == 1)
}

pub async fn lookup(tx: &mut Tx, id: AdjustmentBatchId) -> Result<Option<Batch>> {
    const LOOKUP: &str = "select id, programme_id, run_id, direction, verdict, reason, decided_by, total, done, skipped
          , cursor, created_at, finished_at, error
        from adjustment_batches where id = $1";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The one of a programme that is at work, or else the last.
pub async fn latest(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<Batch>> {
    const LATEST: &str = "select id, programme_id, run_id, direction, verdict, reason, decided_by, total, done, skipped
          , cursor, created_at, finished_at, error
        from adjustment_batches where programme_id = $1
        order by created_at desc, id desc limit 1";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(LATEST).bind(programme.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// How many of a run wait, one way.
pub async fn count(tx: &mut Tx, run: RunId, direction: Direction) -> Result<i64> {
    const COUNT: &str = "select count(*) from adjustments
        where run_id = $1 and status = 'waiting' and made_by is null and direction = $2";
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT).bind(run.0).bind(direction.name()).fetch_one(c))?;
    Ok(count)
}

/// Those that a batch comes to next, with their accounts, in the order of accounts.
pub async fn next(tx: &mut Tx, batch: &Batch, most: i64) -> Result<Vec<(Uuid, AdjustmentId)>> {
    const NEXT: &str = "select account_id, id from adjustments
        where programme_id = $1 and run_id = $2 and status = 'waiting' and made_by is null and direction = $3
          and account_id > $4
        order by account_id limit $5";
    let rows: Vec<(Uuid, Uuid)> = within!(tx, c => sqlx::query_as(NEXT)
        .bind(batch.programme.0).bind(batch.run.0).bind(batch.direction.name()).bind(batch.cursor).bind(most)
        .fetch_all(c))?;
    Ok(rows.into_iter().map(|(account, id)| (account, AdjustmentId(id))).collect())
}

/// Counts one that a batch has come past.
pub async fn advance(tx: &mut Tx, batch: AdjustmentBatchId, account: Uuid, is_skipped: bool) -> Result<()> {
    const ADVANCE: &str = "update adjustment_batches set cursor = $2, done = done + 1, skipped = skipped + $3
        where id = $1 and finished_at is null";
    execute_within!(tx, sqlx::query(ADVANCE).bind(batch.0).bind(account).bind(i64::from(is_skipped)))?;
    Ok(())
}

/// Ends a batch that is at work.
pub async fn finish(tx: &mut Tx, batch: AdjustmentBatchId, error: Option<&str>, now: Instant) -> Result<()> {
    const FINISH: &str =
        "update adjustment_batches set finished_at = $2, error = $3 where id = $1 and finished_at is null";
    execute_within!(tx, sqlx::query(FINISH).bind(batch.0).bind(now.0).bind(error))?;
    Ok(())
}
