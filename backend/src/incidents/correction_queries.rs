//! SQL of corrections of impacts.

use std::collections::HashMap;

use domain::{
    component::ComponentKey,
    correction::{CorrectedImpact, Restated},
    id::{ImpactId, IncidentId, UpdateId},
    impact::Severity,
    time::Instant,
};
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{Result, known},
    execute_within, within,
};

/// How many entries the impacts of an incident have.
pub async fn count_entries(tx: &mut Tx, incident: IncidentId) -> Result<i64> {
    const COUNT: &str = "select count(*) from impact_entries where incident_id = $1";
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT).bind(incident.0).fetch_one(c))?;
    Ok(count)
}

/// Appends what an update corrects.
pub async fn insert(tx: &mut Tx, incident: IncidentId, update: UpdateId, corrected: &[CorrectedImpact]) -> Result<()> {
    const INSERT: &str = "insert into impact_corrections
        (update_id, place, incident_id, component_key, from_at, until_at, was_severity, severity)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    for (place, corrected) in (0_i64..).zip(corrected) {
        execute_within!(
            tx,
            sqlx::query(INSERT)
                .bind(update.0)
                .bind(place)
                .bind(incident.0)
                .bind(corrected.component.as_str())
                .bind(corrected.from.0)
                .bind(corrected.until.map(|until| until.0))
                .bind(corrected.was.map(Severity::name))
                .bind(corrected.now.map(Severity::name))
        )?;
    }
    Ok(())
}

/// Appends an entry that states a whole impact.
pub async fn restate(
    tx: &mut Tx,
    (incident, update): (IncidentId, UpdateId),
    impact: ImpactId,
    entry: &Restated,
    now: Instant,
) -> Result<()> {
    const RESTATE: &str = "insert into impact_entries
        (impact_id, revision, incident_id, update_id, component_key, severity, started_at, ended_at, recorded_at)
        values ($1, (select coalesce(max(revision), 0) + 1 from impact_entries where impact_id = $1)
        , $2, $3, $4, $5, $6, $7, $8)";
    execute_within!(
        tx,
        sqlx::query(RESTATE)
            .bind(impact.0)
            .bind(incident.0)
            .bind(update.0)
            .bind(entry.component.as_str())
            .bind(entry.severity.name())
            .bind(entry.start.0)
            .bind(entry.end.map(|end| end.0))
            .bind(now.0)
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    update_id: Uuid,
    component_key: String,
    from_at: i64,
    until_at: Option<i64>,
    was_severity: Option<String>,
    severity: Option<String>,
}

/// What the updates of one incident, or of all where none is named, correct of impacts.
pub async fn of_updates(tx: &mut Tx, only: Option<IncidentId>) -> Result<HashMap<UpdateId, Vec<CorrectedImpact>>> {
    const ALL: &str = "select update_id, component_key, from_at, until_at, was_severity, severity
        from impact_corrections where ($1 is null or incident_id = $1) order by update_id, place";
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(ALL).bind(only.map(|id| id.0)).fetch_all(c))?;
    let severity =
        |name: Option<String>| name.map(|name| known(Severity::from_name(&name), "severity", &name)).transpose();
    let mut all: HashMap<UpdateId, Vec<CorrectedImpact>> = HashMap::new();
    for row in rows {
        all.entry(UpdateId(row.update_id)).or_default().push(CorrectedImpact {
            component: known(ComponentKey::parse(&row.component_key), "component", &row.component_key)?,
            from: Instant(row.from_at),
            until: row.until_at.map(Instant),
            was: severity(row.was_severity)?,
            now: severity(row.severity)?,
        });
    }
    Ok(all)
}
