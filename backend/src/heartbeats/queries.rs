//! SQL of heartbeats.

use domain::{component::ComponentKey, id::HeartbeatId, impact::Severity, time::Instant};
use uuid::Uuid;

use super::{Heartbeat, NewHeartbeat};
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_within, on, within,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    component_key: String,
    severity: String,
    period: i64,
    grace: i64,
    last_beat_at: Option<i64>,
    due_at: Option<i64>,
    missed_at: Option<i64>,
}

impl TryFrom<Row> for Heartbeat {
    type Error = crate::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: HeartbeatId(row.id),
            name: row.name,
            component: known(ComponentKey::parse(&row.component_key), "component", &row.component_key)?,
            severity: known(Severity::from_name(&row.severity), "severity", &row.severity)?,
            period: row.period,
            grace: row.grace,
            last_beat_at: row.last_beat_at.map(Instant),
            due_at: row.due_at.map(Instant),
            missed_at: row.missed_at.map(Instant),
        })
    }
}

/// False where it was set up before.
pub async fn insert(tx: &mut Tx, new: &NewHeartbeat, digest: &[u8], author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into heartbeats
        (id, name, component_key, severity, period, grace, digest, created_at, created_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.name.trim())
            .bind(new.component.as_str())
            .bind(new.severity.name())
            .bind(new.period)
            .bind(new.grace)
            .bind(digest)
            .bind(now.0)
            .bind(author)
    )?;
    Ok(inserted == 1)
}

pub async fn list(db: &Db) -> Result<Vec<Heartbeat>> {
    const LIST: &str = "select id, name, component_key, severity, period, grace, last_beat_at, due_at, missed_at
        from heartbeats order by name, id";
    let rows: Vec<Row> = on!(db, c => sqlx::query_as(LIST).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub async fn remove(tx: &mut Tx, id: HeartbeatId) -> Result<Option<Heartbeat>> {
    const REMOVE: &str = "delete from heartbeats where id = $1
        returning id, name, component_key, severity, period, grace, last_beat_at, due_at, missed_at";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(REMOVE).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// Notes a call; gives the heartbeat as it stands after it. That a call was missed stays, for who holds the row to lower
/// what it raised.
pub async fn beat(tx: &mut Tx, digest: &[u8], now: Instant) -> Result<Option<Heartbeat>> {
    const BEAT: &str = "update heartbeats set last_beat_at = $2, due_at = $2 + period + grace where digest = $1
        returning id, name, component_key, severity, period, grace, last_beat_at, due_at, missed_at";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(BEAT).bind(digest).bind(now.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

pub async fn clear(tx: &mut Tx, id: HeartbeatId) -> Result<()> {
    execute_within!(tx, sqlx::query("update heartbeats set missed_at = null where id = $1").bind(id.0))?;
    Ok(())
}

/// Those whose call is missed and not told of yet. What is retired fails no more.
pub async fn due(db: &Db, now: Instant) -> Result<Vec<HeartbeatId>> {
    const DUE: &str = "select h.id from heartbeats h join components c on c.key = h.component_key
        where h.due_at <= $1 and h.missed_at is null and c.retired_at is null";
    let rows: Vec<(Uuid,)> = on!(db, c => sqlx::query_as(DUE).bind(now.0).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| HeartbeatId(id)).collect())
}

/// Takes a missed call; none where it came meanwhile, or another server took it.
pub async fn miss(tx: &mut Tx, id: HeartbeatId, now: Instant) -> Result<Option<Heartbeat>> {
    const MISS: &str = "update heartbeats set missed_at = $2 where id = $1 and missed_at is null and due_at <= $2
        returning id, name, component_key, severity, period, grace, last_beat_at, due_at, missed_at";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(MISS).bind(id.0).bind(now.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

pub async fn watched_at(db: &Db) -> Result<Instant> {
    let (at,): (i64,) =
        on!(db, c => sqlx::query_as("select watched_at from heartbeat_watch where id = 1").fetch_one(c))?;
    Ok(Instant(at))
}

/// False where another server noted it.
pub async fn note_look(tx: &mut Tx, last: Instant, now: Instant) -> Result<bool> {
    const NOTE: &str = "update heartbeat_watch set watched_at = $2 where id = 1 and watched_at = $1";
    Ok(execute_within!(tx, sqlx::query(NOTE).bind(last.0).bind(now.0))? == 1)
}

/// A whole period from now for all whose next call is due before.
pub async fn give_time(tx: &mut Tx, now: Instant) -> Result<()> {
    const GIVE: &str = "update heartbeats set due_at = $1 + period + grace
        where missed_at is null and due_at < $1 + period + grace";
    execute_within!(tx, sqlx::query(GIVE).bind(now.0))?;
    Ok(())
}
