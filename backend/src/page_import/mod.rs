//! Import of the status page an operator had before, from the bodies of the Statuspage API v2. Ids are computed from the page's
//! own, so that a second import finds what the first made and adds only what is new. Nobody is told of what is imported.

mod queries;
mod reading;
mod statuspage;

use std::collections::BTreeMap;

use domain::{
    component::ComponentKey,
    id::{ImpactId, IncidentId, MaintenanceId},
    incident::{ImpactChange, IncidentStatus, impact_entries, with_restorations},
    language::Text,
    role::Permission,
    time::Instant,
};

use self::reading::{ReadIncident, ReadMaintenance, ReadPage};
pub use self::statuspage::{Bodies, UnreadableBody};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::Result,
    incidents::{
        NewIncident, NewUpdate, incident_within,
        queries::{Published, append_impact, insert_incident, insert_update},
    },
    maintenance::{Plan, append_entry, insert_maintenance, maintenances_within},
    publication,
};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageReport {
    /// Groups and components that are new.
    pub components: usize,
    /// Incidents that are new.
    pub incidents: usize,
    /// Maintenances that are new.
    pub maintenances: usize,
    /// Updates that are new, of both.
    pub updates: usize,
    /// What could not be taken, and why.
    pub left_out: Vec<String>,
}

impl Backend {
    /// Takes the bodies of another page: all or, on an error, nothing. What is there already stays as it is.
    pub async fn import_page(&self, actor: &Actor, bodies: &Bodies) -> Result<PageReport> {
        actor.require(Permission::ManageSettings)?;
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let (page, left_out) = reading::read(bodies, self.site.zone, now);
        let mut report = PageReport { left_out, ..PageReport::default() };
        let mut tx = self.db.begin().await?;
        for group in &page.groups {
            report.components += usize::from(queries::add_group(&mut tx, group).await?);
            for component in &group.components {
                report.components += usize::from(queries::add_component(&mut tx, &group.key, component).await?);
            }
        }
        self.import_incidents(&mut tx, actor, &page, &mut report).await?;
        import_maintenances(&mut tx, actor, &page, &mut report).await?;
        let detail = format!(
            "{} components, {} incidents, {} maintenances, {} updates",
            report.components, report.incidents, report.maintenances, report.updates
        );
        audit::append(&mut tx, now, actor, Act { action: "page.imported", subject: "page:statuspage".into(), detail })
            .await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        Ok(report)
    }

    async fn import_incidents(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        page: &ReadPage,
        report: &mut PageReport,
    ) -> Result<()> {
        let (by, now) = (actor.author(), self.clock.now());
        for incident in &page.incidents {
            report.incidents += usize::from(insert_incident(tx, &declared(incident), by, incident.created_at).await?);
            for update in &incident.updates {
                let new = NewUpdate {
                    id: update.id,
                    status: update.status,
                    body: update.body.clone(),
                    next_update_by: None,
                    changes: Vec::new(),
                };
                if !insert_update(
                    tx,
                    incident.id,
                    &new,
                    Published { by, at: update.at, corrects: None, emergency_by: None },
                )
                .await?
                {
                    continue;
                }
                report.updates += 1;
                let impacts = incident_within(tx, incident.id).await?.map_or_else(Vec::new, |found| found.impacts);
                let changes = fitting(&impacts, &update.changes);
                let changes = with_restorations(&impacts, update.status, &changes, update.at);
                // what still does not fit is of a component that is named twice, which no page says
                for entry in impact_entries(&impacts, &changes).unwrap_or_default() {
                    let fresh = ImpactId(self.random.id(now));
                    append_impact(tx, incident.id, update.id, &entry, fresh, now).await?;
                }
            }
        }
        Ok(())
    }
}

fn declared(incident: &ReadIncident) -> NewIncident {
    NewIncident {
        id: incident.id,
        title: incident.title.clone(),
        started_at: incident.started_at,
        update: NewUpdate {
            id: incident.updates[0].id,
            status: IncidentStatus::Investigating,
            body: Text::default(),
            next_update_by: None,
            changes: Vec::new(),
        },
    }
}

/// The changes that mean something where the impacts stand so: no restoration of what works, nothing before its start.
fn fitting(impacts: &[domain::impact::Impact], changes: &[ImpactChange]) -> Vec<ImpactChange> {
    let open: BTreeMap<&ComponentKey, Instant> =
        impacts.iter().filter(|i| i.end.is_none()).map(|i| (&i.component, i.start)).collect();
    let fits = |change: &&ImpactChange| match change {
        ImpactChange::Restore { component, at } => open.get(component).is_some_and(|start| start <= at),
        ImpactChange::Set { component, from, .. } => open.get(component).is_none_or(|start| start <= from),
    };
    changes.iter().filter(fits).cloned().collect()
}

async fn import_maintenances(tx: &mut Tx, actor: &Actor, page: &ReadPage, report: &mut PageReport) -> Result<()> {
    for maintenance in &page.maintenances {
        let id = maintenance.id;
        report.maintenances +=
            usize::from(insert_maintenance(tx, id, id, actor.author(), maintenance.created_at).await?);
        let known: Vec<_> = maintenances_within(tx, Some(id)).await?.into_iter().flat_map(|m| m.entries).collect();
        let mut revision = i64::try_from(known.len()).unwrap_or(i64::MAX - 1);
        for (plan, at) in plans(maintenance) {
            if known.iter().any(|entry| entry.id == plan.entry) {
                continue;
            }
            revision += 1;
            report.updates += usize::from(append_entry(tx, id, revision, &plan, actor.author(), at).await?);
        }
    }
    Ok(())
}

fn plans(maintenance: &ReadMaintenance) -> impl Iterator<Item = (Plan, Instant)> {
    maintenance.entries.iter().map(|entry| {
        let plan = Plan {
            entry: entry.id,
            status: entry.status,
            title: maintenance.title.clone(),
            body: entry.body.clone(),
            start: maintenance.window.start,
            end: maintenance.window.end,
            components: maintenance.components.clone(),
        };
        (plan, entry.at)
    })
}

/// The ids of what a page had are computed, so that they are the same each time.
fn id_of(page: &str, kind: &str, id: &str) -> uuid::Uuid {
    use sha2::{Digest, Sha256};
    if let Ok(id) = id.parse() {
        // pages that are made of records like ours have them already
        return id;
    }
    let digest = Sha256::digest(format!("statuspage\n{page}\n{kind}\n{id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The same as an incident's or maintenance's.
fn incident_id(page: &str, id: &str) -> IncidentId {
    IncidentId(id_of(page, "incident", id))
}

fn maintenance_id(page: &str, id: &str) -> MaintenanceId {
    MaintenanceId(id_of(page, "maintenance", id))
}
