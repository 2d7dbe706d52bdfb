//! SQL of maintenance: only inserts, since the published record is append-only.

use std::collections::HashMap;

use domain::{
    component::ComponentKey,
    id::{MaintenanceId, UpdateId},
    language::Text,
    maintenance::{Maintenance, MaintenanceEntry, MaintenanceStatus, NOTICE_BEFORE},
    time::{Instant, Window},
};
use uuid::Uuid;

use super::Plan;
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_within, on, within,
};

/// False where it was scheduled before.
pub async fn insert(tx: &mut Tx, id: MaintenanceId, series: MaintenanceId, author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into maintenances (id, series_id, created_at, created_by) values ($1, $2, $3, $4)
        on conflict (id) do nothing";
    let inserted = execute_within!(tx, sqlx::query(INSERT).bind(id.0).bind(series.0).bind(now.0).bind(author))?;
    Ok(inserted == 1)
}

/// False where another server wrote this revision first.
pub async fn append(
    tx: &mut Tx,
    id: MaintenanceId,
    revision: i64,
    plan: &Plan,
    author: Uuid,
    now: Instant,
) -> Result<bool> {
    const INSERT: &str = "insert into maintenance_entries
        (maintenance_id, revision, id, status, title_ko, title_en, body_ko, body_en, starts_at, ends_at, components,
         published_at, published_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (maintenance_id, revision) do nothing";
    let components: Vec<_> = plan.components.iter().map(ComponentKey::as_str).collect();
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(id.0)
            .bind(revision)
            .bind(plan.entry.0)
            .bind(plan.status.name())
            .bind(plan.title.ko.trim())
            .bind(plan.title.en.trim())
            .bind(plan.body.ko.trim())
            .bind(plan.body.en.trim())
            .bind(plan.start.0)
            .bind(plan.end.0)
            .bind(components.join(" "))
            .bind(now.0)
            .bind(author)
    )?;
    Ok(inserted == 1)
}

/// False where this notice went out before.
pub async fn note_notice(tx: &mut Tx, id: MaintenanceId, kind: &str, starts_at: Instant, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into maintenance_notices (maintenance_id, kind, starts_at, sent_at)
        values ($1, $2, $3, $4) on conflict (maintenance_id, kind, starts_at) do nothing";
    let inserted = execute_within!(tx, sqlx::query(INSERT).bind(id.0).bind(kind).bind(starts_at.0).bind(now.0))?;
    Ok(inserted == 1)
}

/// Maintenances whose time to begin or end has come.
pub async fn due(db: &Db, now: Instant) -> Result<Vec<MaintenanceId>> {
    const DUE: &str = "select e.maintenance_id from maintenance_entries e
        where ((e.status = 'scheduled' and e.starts_at <= $1)
            or (e.status in ('in_progress', 'verifying') and e.ends_at <= $1))
          and e.revision = (
            select max(x.revision) from maintenance_entries x where x.maintenance_id = e.maintenance_id)";
    let rows: Vec<(Uuid,)> = on!(db, c => sqlx::query_as(DUE).bind(now.0).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| MaintenanceId(id)).collect())
}

/// Maintenances that begin soon and of which nobody was reminded.
pub async fn to_remind(db: &Db, now: Instant) -> Result<Vec<MaintenanceId>> {
    const SOON: &str = "select e.maintenance_id from maintenance_entries e
        where e.status = 'scheduled' and e.starts_at > $1 and e.starts_at <= $2
          and e.revision = (
            select max(x.revision) from maintenance_entries x where x.maintenance_id = e.maintenance_id)
          and not exists (
            select 1 from maintenance_notices n
            where n.maintenance_id = e.maintenance_id and n.kind = 'before' and n.starts_at = e.starts_at)";
    let until = now.plus(NOTICE_BEFORE);
    let rows: Vec<(Uuid,)> = on!(db, c => sqlx::query_as(SOON).bind(now.0).bind(until.0).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| MaintenanceId(id)).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    maintenance_id: Uuid,
    series_id: Uuid,
    created_at: i64,
    id: Uuid,
    status: String,
    title_ko: String,
    title_en: String,
    body_ko: String,
    body_en: String,
    starts_at: i64,
    ends_at: i64,
    components: String,
    published_at: i64,
}

pub async fn lookup(tx: &mut Tx, id: MaintenanceId) -> Result<Option<Maintenance>> {
    Ok(maintenances_within(tx, Some(id)).await?.into_iter().next())
}

/// One maintenance, or all where none is named; latest start first.
pub async fn maintenances_within(tx: &mut Tx, only: Option<MaintenanceId>) -> Result<Vec<Maintenance>> {
    const ENTRIES: &str = "select m.id as maintenance_id, m.series_id, m.created_at, e.id, e.status, e.title_ko
          , e.title_en, e.body_ko, e.body_en, e.starts_at, e.ends_at, e.components, e.published_at
        from maintenances m join maintenance_entries e on e.maintenance_id = m.id
        where ($1 is null or m.id = $1)
        order by m.id, e.revision desc";
    let only = only.map(|id| id.0);
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(ENTRIES).bind(only).fetch_all(c))?;
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    let mut found: Vec<Maintenance> = Vec::new();
    for row in rows {
        let entry = entry(&row)?;
        if let Some(place) = places.get(&row.maintenance_id) {
            found[*place].entries.push(entry);
            continue;
        }
        places.insert(row.maintenance_id, found.len());
        found.push(maintenance(row, entry)?);
    }
    found.sort_by_key(|m| std::cmp::Reverse((m.window.start, m.id)));
    Ok(found)
}

/// A maintenance by its newest entry.
fn maintenance(row: Row, entry: MaintenanceEntry) -> Result<Maintenance> {
    let components = row.components.split_whitespace().map(|key| known(ComponentKey::parse(key), "component", key));
    Ok(Maintenance {
        id: MaintenanceId(row.maintenance_id),
        series: MaintenanceId(row.series_id),
        components: components.collect::<Result<_>>()?,
        title: Text::new(row.title_ko, row.title_en),
        status: entry.status,
        window: entry.window,
        created_at: Instant(row.created_at),
        entries: vec![entry],
    })
}

fn entry(row: &Row) -> Result<MaintenanceEntry> {
    let window = Window::try_new(Instant(row.starts_at), Instant(row.ends_at));
    Ok(MaintenanceEntry {
        id: UpdateId(row.id),
        status: known(MaintenanceStatus::from_name(&row.status), "maintenance status", &row.status)?,
        body: Text::new(&row.body_ko, &row.body_en),
        window: known(window, "maintenance window", "empty")?,
        at: Instant(row.published_at),
    })
}
