//! The record, read in one transaction, and the public state that is made from it.

use std::collections::{BTreeMap, HashMap};

use domain::{
    component::{Component, ComponentGroup, ComponentKey},
    correction::CorrectedImpact,
    id::{ImpactId, IncidentId, UpdateId},
    impact::{Impact, Severity},
    incident::{Incident, IncidentStatus, IncidentUpdate},
    language::Text,
    record::Record,
    status::PublicState,
    time::Instant,
    uptime::target::TargetChange,
};
use uuid::Uuid;

use super::{
    correction_queries,
    queries::{self, ComponentRow, ImpactRow, IncidentRow, Rows, UpdateRow},
};
use crate::{
    Actor, Backend,
    components::{audience_of, targets},
    db::Tx,
    error::{Error, Result, known},
    maintenance::maintenances_within,
    programmes,
};

impl Backend {
    /// All that everybody may see, as of now.
    pub async fn public_state(&self) -> Result<PublicState> {
        Ok(self.read_record().await?.public())
    }

    /// All that is on record, also what is private, as of now. Errors: neither the operator's people nor a program of theirs.
    pub async fn record(&self, actor: &Actor) -> Result<Record> {
        match actor {
            Actor::Staff { .. } | Actor::Token { .. } | Actor::System(_) => self.read_record().await,
            Actor::Anonymous | Actor::Claimant { .. } | Actor::Heartbeat(_) | Actor::Probe(_) => Err(Error::Forbidden),
        }
    }

    async fn read_record(&self) -> Result<Record> {
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
        Ok(Record::new(PublicState { at, groups, retired, incidents, programmes, maintenances }))
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
    read(tx, None).await
}

/// An incident as the transaction sees it.
pub async fn incident_within(tx: &mut Tx, id: IncidentId) -> Result<Option<Incident>> {
    Ok(read(tx, Some(id)).await?.into_iter().next())
}

async fn read(tx: &mut Tx, only: Option<IncidentId>) -> Result<Vec<Incident>> {
    let rows = queries::rows(tx, only).await?;
    incidents(rows, correction_queries::of_updates(tx, only).await?)
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
        audience: audience_of(row.is_private),
    })
}

fn incidents(rows: Rows, mut corrected: HashMap<UpdateId, Vec<CorrectedImpact>>) -> Result<Vec<Incident>> {
    let mut updates: HashMap<Uuid, Vec<(IncidentUpdate, Option<Instant>)>> = HashMap::new();
    for row in rows.updates {
        let (incident, corrected) = (row.incident_id, corrected.remove(&UpdateId(row.id)));
        updates.entry(incident).or_default().push(update(row, corrected)?);
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
    let promised = updates.iter().find(|(update, _)| !update.is_correction()).and_then(|(_, promised)| *promised);
    let title = Text::new(row.title_ko, row.title_en);
    let begun = (Instant(row.started_at), Instant(row.created_at));
    let updates = updates.into_iter().map(|(update, _)| update).collect();
    Incident::of(IncidentId(row.id), title, begun, promised, updates, impacts)
}

fn update(row: UpdateRow, corrected: Option<Vec<CorrectedImpact>>) -> Result<(IncidentUpdate, Option<Instant>)> {
    let update = IncidentUpdate {
        id: UpdateId(row.id),
        status: known(IncidentStatus::from_name(&row.status), "incident status", &row.status)?,
        body: Text::new(row.body_ko, row.body_en),
        at: Instant(row.published_at),
        corrects: row.corrects.map(UpdateId),
        is_emergency: row.emergency_by.is_some(),
        corrected_impacts: corrected,
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
