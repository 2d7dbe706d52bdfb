//! SQL of alerts and their groups.

use std::collections::BTreeMap;

use domain::{alert::Alert, component::ComponentKey, id::IncidentId, impact::Severity, language::Text, time::Instant};
use uuid::Uuid;

use super::StandingGroup;
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_on, execute_within, within,
};

/// A group as it stands.
pub struct Group {
    pub id: Uuid,
    pub incident: Option<IncidentId>,
    pub is_ended: bool,
}

/// The group of a key, made where there is none. Until the transaction ends no other server works on it: the update holds
/// its row.
pub async fn lock_group(tx: &mut Tx, fresh: Uuid, source: &str, key: &str, now: Instant) -> Result<Group> {
    const INSERT: &str = "insert into alert_groups (id, source, key, updated_at, ended_at) values ($1, $2, $3, $4, $4)
        on conflict (source, key) do nothing";
    const LOCK: &str = "update alert_groups set updated_at = $3 where source = $1 and key = $2
        returning id, incident_id, ended_at";
    execute_within!(tx, sqlx::query(INSERT).bind(fresh).bind(source).bind(key).bind(now.0))?;
    let (id, incident, ended): (Uuid, Option<Uuid>, Option<i64>) =
        within!(tx, c => sqlx::query_as(LOCK).bind(source).bind(key).bind(now.0).fetch_one(c))?;
    Ok(Group { id, incident: incident.map(IncidentId), is_ended: ended.is_some() })
}

#[derive(sqlx::FromRow)]
struct Row {
    group_id: Uuid,
    fingerprint: String,
    name: String,
    component_key: String,
    severity: String,
    started_at: i64,
    ended_at: Option<i64>,
    is_held: bool,
}

impl TryFrom<Row> for Alert {
    type Error = crate::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            fingerprint: row.fingerprint,
            name: row.name,
            component: known(ComponentKey::parse(&row.component_key), "component", &row.component_key)?,
            severity: known(Severity::from_name(&row.severity), "severity", &row.severity)?,
            started_at: Instant(row.started_at),
            ended_at: row.ended_at.map(Instant),
            is_held: row.is_held,
        })
    }
}

pub async fn alerts(tx: &mut Tx, group: Uuid) -> Result<Vec<Alert>> {
    const ALERTS: &str = "select group_id, fingerprint, name, component_key, severity, started_at, ended_at, is_held
        from alerts where group_id = $1 order by fingerprint";
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(ALERTS).bind(group).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Replaces what is known of a group.
pub async fn store(
    tx: &mut Tx,
    group: Uuid,
    alerts: &[Alert],
    incident: Option<IncidentId>,
    ended_at: Option<Instant>,
) -> Result<()> {
    const UPDATE: &str = "update alert_groups set incident_id = $2, ended_at = $3 where id = $1";
    const INSERT: &str = "insert into alerts
        (group_id, fingerprint, name, component_key, severity, started_at, ended_at, is_held)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (incident, ended_at) = (incident.map(|id| id.0), ended_at.map(|at| at.0));
    execute_within!(tx, sqlx::query(UPDATE).bind(group).bind(incident).bind(ended_at))?;
    execute_within!(tx, sqlx::query("delete from alerts where group_id = $1").bind(group))?;
    for alert in alerts {
        execute_within!(
            tx,
            sqlx::query(INSERT)
                .bind(group)
                .bind(&alert.fingerprint)
                .bind(&alert.name)
                .bind(alert.component.as_str())
                .bind(alert.severity.name())
                .bind(alert.started_at.0)
                .bind(alert.ended_at.map(|at| at.0))
                .bind(alert.is_held)
        )?;
    }
    Ok(())
}

/// The names of the components that everybody may know of.
pub async fn public_names(tx: &mut Tx) -> Result<BTreeMap<ComponentKey, Text>> {
    const NAMES: &str = "select key, name_ko, name_en from components where is_private = false";
    let rows: Vec<(String, String, String)> = within!(tx, c => sqlx::query_as(NAMES).fetch_all(c))?;
    let name = |(key, ko, en): (String, String, String)| {
        Ok((known(ComponentKey::parse(&key), "component", &key)?, Text::new(ko, en)))
    };
    rows.into_iter().map(name).collect()
}

/// Groups that fire.
pub async fn standing(tx: &mut Tx) -> Result<Vec<StandingGroup>> {
    const GROUPS: &str = "select id, source, incident_id from alert_groups
        where ended_at is null order by updated_at desc, id";
    const ALERTS: &str = "select a.group_id, a.fingerprint, a.name, a.component_key, a.severity, a.started_at
          , a.ended_at, a.is_held
        from alerts a join alert_groups g on g.id = a.group_id
        where g.ended_at is null and a.ended_at is null order by a.started_at desc, a.fingerprint";
    let groups: Vec<(Uuid, String, Option<Uuid>)> = within!(tx, c => sqlx::query_as(GROUPS).fetch_all(c))?;
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(ALERTS).fetch_all(c))?;
    let mut by_group: BTreeMap<Uuid, Vec<Alert>> = BTreeMap::new();
    for row in rows {
        by_group.entry(row.group_id).or_default().push(row.try_into()?);
    }
    let group = |(id, source, incident): (Uuid, String, Option<Uuid>)| StandingGroup {
        source,
        incident: incident.map(IncidentId),
        alerts: by_group.remove(&id).unwrap_or_default(),
    };
    Ok(groups.into_iter().map(group).collect())
}

pub async fn sweep(db: &Db, before: Instant) -> Result<()> {
    execute_on!(db, sqlx::query("delete from alert_groups where ended_at < $1").bind(before.0))?;
    Ok(())
}
