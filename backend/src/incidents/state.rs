//! The public state, read from the record in one transaction.

use std::collections::{BTreeMap, HashMap};

use domain::{
    component::{Component, ComponentGroup, ComponentKey},
    id::{ImpactId, IncidentId, UpdateId},
    impact::{Impact, Severity},
    incident::{Incident, IncidentStatus, IncidentUpdate},
    language::Text,
    status::PublicState,
    time::Instant,
    uptime::target::TargetChange,
};
use uuid::Uuid;

use super::queries::{self, ComponentRow, ImpactRow, IncidentRow, Rows, UpdateRow};
use crate::{
    Backend,
    components::targets,
    db::Tx,
    error::{Result, known},
    maintenance::maintenances_within,
    programmes,
};

impl Backend {
    /// All that the public may see, as of now.
    pub async fn public_state(&self) -> Result<PublicState> {
        let at = self.clock.now();
        let mut tx = self.db.begin_read().await?;
        let (retired, offered): (Vec<_>, Vec<_>) =
            queries::components(&mut tx).await?.into_iter().partition(|row| row.retired_at.is_some());
        let mut targets = targets::all(&mut tx).await?;
        let groups = groups(offered, &mut targets)?;
        let retired = retired.into_iter().map(|row| component(row, &mut targets)).collect::<Result<_>>()?;
        let incidents = all_within(&mut tx).await?;
        let mut programmes = programmes::summaries(&mut tx).await?;
        for programme in &mut programmes {
            programme.cohorts = self.published_cohorts(&mut tx, programme.id).await?.to_vec();
        }
        let maintenances = maintenances_within(&mut tx, None).await?;
        Ok(PublicState { at, groups, retired, incidents, programmes, maintenances })
    }

    /// All incidents as they now stand, newest first.
    pub async fn incidents(&self) -> Result<Vec<Incident>> {
        all_within(&mut self.db.begin_read().await?).await
    }

    /// An incident as it now stands.
    pub async fn incident(&self, id: IncidentId) -> Result<Option<Incident>> {
        incident_within(&mut self.db.begin_read().await?, id).await
    }
}

/// All incidents as the transaction sees them, newest first.
pub async fn all_within(tx: &mut Tx) -> Result<Vec<Incident>> {
    incidents(queries::rows(tx, None).await?)
}

/// An incident as the transaction sees it.
pub async fn incident_within(tx: &mut Tx, id: IncidentId) -> Result<Option<Incident>> {
    Ok(incidents(queries::rows(tx, Some(id)).await?)?.into_iter().next())
}

/// The changes of each component's target.
type Targets = BTreeMap<ComponentKey, Vec<TargetChange>>;

fn groups(rows: Vec<ComponentRow>, targets: &mut Targets) -> Result<Vec<ComponentGroup>> {
    let mut groups: Vec<ComponentGroup> = Vec::new();
    for row in rows {
        let group_key = known(ComponentKey::parse(&row.group_key), "group", &row.group_key)?;
        if groups.last().is_none_or(|group| group.key != group_key) {
            let name = Text::new(&row.group_name_ko, &row.group_name_en);
            groups.push(ComponentGroup { key: group_key, name, position: row.group_position, components: Vec::new() });
        }
        let component = component(row, targets)?;
        if let Some(group) = groups.last_mut() {
            group.components.push(component);
        }
    }
    Ok(groups)
}

fn component(row: ComponentRow, targets: &mut Targets) -> Result<Component> {
    let key = known(ComponentKey::parse(&row.key), "component", &row.key)?;
    Ok(Component {
        uptime_targets: targets.remove(&key).unwrap_or_default(),
        key,
        name: Text::new(row.name_ko, row.name_en),
        description: Text::new(row.description_ko, row.description_en),
        position: row.position,
        uptime_from: Instant(row.uptime_from),
        created_at: Instant(row.created_at),
        only_if_degraded: row.only_if_degraded,
    })
}

fn incidents(rows: Rows) -> Result<Vec<Incident>> {
    let mut updates: HashMap<Uuid, Vec<(IncidentUpdate, Option<Instant>)>> = HashMap::new();
    for row in rows.updates {
        updates.entry(row.incident_id).or_default().push(update(row)?);
    }
    let mut impacts: HashMap<Uuid, Vec<Impact>> = HashMap::new();
    for row in rows.impacts {
        impacts.entry(row.incident_id).or_default().push(impact(row)?);
    }
    let whole = rows.incidents.into_iter().filter_map(|row| {
        let (updates, impacts) = (updates.remove(&row.id)?, impacts.remove(&row.id).unwrap_or_default());
        Some(incident(row, updates, impacts))
    });
    Ok(whole.collect())
}

/// Updates come newest first and are never empty: the declaration writes the first.
fn incident(row: IncidentRow, updates: Vec<(IncidentUpdate, Option<Instant>)>, impacts: Vec<Impact>) -> Incident {
    // a correction promises nothing anew and takes nothing back
    let promised = updates.iter().find(|(update, _)| update.corrects.is_none()).and_then(|(_, promised)| *promised);
    let title = Text::new(row.title_ko, row.title_en);
    let begun = (Instant(row.started_at), Instant(row.created_at));
    let updates = updates.into_iter().map(|(update, _)| update).collect();
    Incident::of(IncidentId(row.id), title, begun, promised, updates, impacts)
}

fn update(row: UpdateRow) -> Result<(IncidentUpdate, Option<Instant>)> {
    let update = IncidentUpdate {
        id: UpdateId(row.id),
        status: known(IncidentStatus::from_name(&row.status), "incident status", &row.status)?,
        body: Text::new(row.body_ko, row.body_en),
        at: Instant(row.published_at),
        corrects: row.corrects.map(UpdateId),
        is_emergency: row.emergency_by.is_some(),
    };
    Ok((update, row.next_update_by.map(Instant)))
}

fn impact(row: ImpactRow) -> Result<Impact> {
    Ok(Impact {
        id: ImpactId(row.impact_id),
        incident: IncidentId(row.incident_id),
        component: known(ComponentKey::parse(&row.component_key), "component", &row.component_key)?,
        severity: known(Severity::from_name(&row.severity), "severity", &row.severity)?,
        start: Instant(row.started_at),
        end: row.ended_at.map(Instant),
    })
}
