//! SQL of incidents: only inserts, since the published record is append-only.

use std::collections::BTreeSet;

use domain::{
    component::ComponentKey,
    id::{ImpactId, IncidentId, UpdateId},
    incident::ImpactEntry,
    time::Instant,
};
use uuid::Uuid;

use super::{NewIncident, NewUpdate};
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_within, on, within,
};

pub async fn component_keys(db: &Db) -> Result<BTreeSet<ComponentKey>> {
    let rows: Vec<(String,)> =
        on!(db, c => sqlx::query_as("select key from components where retired_at is null").fetch_all(c))?;
    rows.into_iter().map(|(key,)| known(ComponentKey::parse(&key), "component", &key)).collect()
}

/// False where it was declared before.
pub async fn insert_incident(tx: &mut Tx, new: &NewIncident, author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into incidents (id, title_ko, title_en, started_at, created_at, created_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.title.ko.trim())
            .bind(new.title.en.trim())
            .bind(new.started_at.0)
            .bind(now.0)
            .bind(author)
    )?;
    Ok(inserted == 1)
}

/// Who published an update and when.
#[derive(Clone, Copy)]
pub struct Published<'a> {
    pub by: Uuid,
    pub at: Instant,
    /// The update that it corrects.
    pub corrects: Option<UpdateId>,
    /// The name that was given where it was published without the record.
    pub emergency_by: Option<&'a str>,
}

/// False where it is on record, or where another corrects the same.
pub async fn insert_update(
    tx: &mut Tx,
    incident: IncidentId,
    new: &NewUpdate,
    published: Published<'_>,
) -> Result<bool> {
    const INSERT: &str = "insert into incident_updates
        (id, incident_id, status, body_ko, body_en, next_update_by, published_at, published_by, emergency_by
        , corrects)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(incident.0)
            .bind(new.status.name())
            .bind(new.body.ko.trim())
            .bind(new.body.en.trim())
            .bind(new.next_update_by.map(|by| by.0))
            .bind(published.at.0)
            .bind(published.by)
            .bind(published.emergency_by)
            .bind(published.corrects.map(|id| id.0))
    )?;
    Ok(inserted == 1)
}

pub async fn emergency_names(db: &Db, incident: IncidentId) -> Result<Vec<(UpdateId, String)>> {
    const NAMES: &str = "select id, emergency_by from incident_updates
        where incident_id = $1 and emergency_by is not null";
    let rows: Vec<(Uuid, String)> = on!(db, c => sqlx::query_as(NAMES).bind(incident.0).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id, name)| (UpdateId(id), name)).collect())
}

/// The components that an incident affects or affected.
pub async fn affected(tx: &mut Tx, id: IncidentId) -> Result<BTreeSet<ComponentKey>> {
    const AFFECTED: &str = "select distinct component_key from impact_entries where incident_id = $1";
    let rows: Vec<(String,)> = within!(tx, c => sqlx::query_as(AFFECTED).bind(id.0).fetch_all(c))?;
    rows.into_iter().map(|(key,)| known(ComponentKey::parse(&key), "component", &key)).collect()
}

pub async fn append_impact(
    tx: &mut Tx,
    incident: IncidentId,
    update: UpdateId,
    entry: &ImpactEntry,
    fresh: ImpactId,
    now: Instant,
) -> Result<()> {
    match entry {
        ImpactEntry::Open { component, severity, start } => {
            const OPEN: &str = "insert into impact_entries
                (impact_id, revision, incident_id, update_id, component_key, severity, started_at, recorded_at)
                values ($1, 1, $2, $3, $4, $5, $6, $7)";
            execute_within!(
                tx,
                sqlx::query(OPEN)
                    .bind(fresh.0)
                    .bind(incident.0)
                    .bind(update.0)
                    .bind(component.as_str())
                    .bind(severity.name())
                    .bind(start.0)
                    .bind(now.0)
            )?;
        }
        ImpactEntry::Close { id, end } => {
            const CLOSE: &str = "insert into impact_entries
                (impact_id, revision, incident_id, update_id, component_key, severity, started_at, ended_at, recorded_at)
                select impact_id, revision + 1, incident_id, $2, component_key, severity, started_at, $3, $4
                from impact_entries where impact_id = $1 order by revision desc limit 1";
            execute_within!(tx, sqlx::query(CLOSE).bind(id.0).bind(update.0).bind(end.0).bind(now.0))?;
        }
    }
    Ok(())
}

/// The state of the record that a transaction sees: rows of one incident, or of all where none is named.
pub struct Rows {
    pub incidents: Vec<IncidentRow>,
    pub updates: Vec<UpdateRow>,
    pub impacts: Vec<ImpactRow>,
}

#[derive(sqlx::FromRow)]
pub struct IncidentRow {
    pub id: Uuid,
    pub title_ko: String,
    pub title_en: String,
    pub started_at: i64,
    pub created_at: i64,
}

#[derive(sqlx::FromRow)]
pub struct UpdateRow {
    pub id: Uuid,
    pub incident_id: Uuid,
    pub status: String,
    pub body_ko: String,
    pub body_en: String,
    pub next_update_by: Option<i64>,
    pub corrects: Option<Uuid>,
    pub published_at: i64,
    pub emergency_by: Option<String>,
}

#[derive(sqlx::FromRow)]
pub struct ImpactRow {
    pub impact_id: Uuid,
    pub incident_id: Uuid,
    pub component_key: String,
    pub severity: String,
    pub started_at: i64,
    pub ended_at: Option<i64>,
}

pub async fn rows(tx: &mut Tx, only: Option<IncidentId>) -> Result<Rows> {
    const INCIDENTS: &str = "select id, title_ko, title_en, started_at, created_at
        from incidents where ($1 is null or id = $1)
        order by started_at desc, id desc";
    const UPDATES: &str = "select id, incident_id, status, body_ko, body_en, next_update_by, corrects, published_at
            , emergency_by
        from incident_updates where ($1 is null or incident_id = $1)
        order by published_at desc, id desc";
    const IMPACTS: &str = "select e.impact_id, e.incident_id, e.component_key, e.severity, e.started_at, e.ended_at
        from impact_entries e
        where ($1 is null or e.incident_id = $1)
          and e.revision = (select max(x.revision) from impact_entries x where x.impact_id = e.impact_id)
        order by e.component_key, e.started_at, e.impact_id";
    let only = only.map(|id| id.0);
    Ok(Rows {
        incidents: within!(tx, c => sqlx::query_as(INCIDENTS).bind(only).fetch_all(c))?,
        updates: within!(tx, c => sqlx::query_as(UPDATES).bind(only).fetch_all(c))?,
        impacts: within!(tx, c => sqlx::query_as(IMPACTS).bind(only).fetch_all(c))?,
    })
}

#[derive(sqlx::FromRow)]
pub struct ComponentRow {
    pub group_key: String,
    pub group_name_ko: String,
    pub group_name_en: String,
    pub group_position: i64,
    pub key: String,
    pub name_ko: String,
    pub name_en: String,
    pub description_ko: String,
    pub description_en: String,
    pub position: i64,
    pub uptime_from: i64,
    pub created_at: i64,
    pub only_if_degraded: bool,
    pub is_private: bool,
    pub retired_at: Option<i64>,
}

pub async fn components(tx: &mut Tx) -> Result<Vec<ComponentRow>> {
    const COMPONENTS: &str = "select
            c.group_key
          , g.name_ko as group_name_ko
          , g.name_en as group_name_en
          , g.position as group_position
          , c.key
          , c.name_ko
          , c.name_en
          , c.description_ko
          , c.description_en
          , c.position
          , c.uptime_from
          , c.created_at
          , c.only_if_degraded
          , c.is_private
          , c.retired_at
        from components c
        join component_groups g on g.key = c.group_key
        order by g.position, g.key, c.position, c.key";
    Ok(within!(tx, c => sqlx::query_as(COMPONENTS).fetch_all(c))?)
}
