//! The eight bodies of the Statuspage v2 contract. The structures in [`shape`] have the contract's keys in its order;
//! here they are filled.

mod fill;
mod shape;

use domain::{
    component::ComponentChange,
    incident::Incident,
    maintenance::{Maintenance, MaintenanceStatus},
    status::PublicState,
};

use self::{fill::Fill, shape as s};
use crate::shell::PageContext;

/// Incidents that the list of recent ones holds.
const RECENT: usize = 50;

/// One of the eight bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Everything at once.
    Summary,
    /// The roll-up alone.
    Status,
    /// All components.
    Components,
    /// The most recent incidents.
    Incidents,
    /// Incidents that last.
    Unresolved,
    /// The most recent maintenances.
    Maintenances,
    /// Maintenances to come.
    Upcoming,
    /// Maintenances in progress.
    Active,
}

impl Body {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Status,
        Self::Components,
        Self::Incidents,
        Self::Unresolved,
        Self::Maintenances,
        Self::Upcoming,
        Self::Active,
    ];

    /// Where it is served.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Summary => "/api/v2/summary.json",
            Self::Status => "/api/v2/status.json",
            Self::Components => "/api/v2/components.json",
            Self::Incidents => "/api/v2/incidents.json",
            Self::Unresolved => "/api/v2/incidents/unresolved.json",
            Self::Maintenances => "/api/v2/scheduled-maintenances.json",
            Self::Upcoming => "/api/v2/scheduled-maintenances/upcoming.json",
            Self::Active => "/api/v2/scheduled-maintenances/active.json",
        }
    }

    /// The JSON, with names and texts in the context's language.
    pub fn render(self, context: &PageContext, state: &PublicState) -> serde_json::Result<String> {
        let fill = Fill::new(context, state);
        let page = fill.page();
        match self {
            Self::Summary => serde_json::to_string(&s::Summary {
                page,
                components: fill.components(),
                incidents: fill.incidents(newest(state.open_incidents()).into_iter()),
                scheduled_maintenances: fill
                    .maintenances(state.active_maintenances().chain(state.upcoming_maintenances())),
                status: fill.status(),
            }),
            Self::Status => serde_json::to_string(&s::StatusBody { page, status: fill.status() }),
            Self::Components => serde_json::to_string(&s::ComponentsBody { page, components: fill.components() }),
            Self::Incidents => {
                let incidents = fill.incidents(newest(state.incidents.iter()).into_iter().take(RECENT));
                serde_json::to_string(&s::IncidentsBody { page, incidents })
            }
            Self::Unresolved => {
                let incidents = fill.incidents(newest(state.open_incidents()).into_iter());
                serde_json::to_string(&s::IncidentsBody { page, incidents })
            }
            Self::Maintenances | Self::Upcoming | Self::Active => {
                let scheduled_maintenances = match self {
                    Self::Upcoming => fill.maintenances(state.upcoming_maintenances()),
                    Self::Active => fill.maintenances(state.active_maintenances()),
                    _ => fill.maintenances(recent_maintenances(state).into_iter()),
                };
                serde_json::to_string(&s::MaintenancesBody { page, scheduled_maintenances })
            }
        }
    }
}

/// One incident by itself. Errors: a body that JSON cannot hold, which no state has.
pub fn incident(context: &PageContext, state: &PublicState, incident: &Incident) -> serde_json::Result<String> {
    let fill = Fill::new(context, state);
    serde_json::to_string(&fill.incidents(std::iter::once(incident)).into_iter().next())
}

/// The body of a webhook about an incident. Errors: a body that JSON cannot hold, which no state has.
pub fn incident_hook(
    context: &PageContext,
    state: &PublicState,
    incident: &Incident,
    manage: &str,
) -> serde_json::Result<String> {
    let fill = Fill::new(context, state);
    let incident = fill.incidents(std::iter::once(incident)).into_iter().next();
    serde_json::to_string(&s::Hook { meta: fill.hook_meta(manage), page: fill.hook_page(), incident })
}

/// The same about a maintenance, which the contract calls an incident there as well.
pub fn maintenance_hook(
    context: &PageContext,
    state: &PublicState,
    maintenance: &Maintenance,
    manage: &str,
) -> serde_json::Result<String> {
    let fill = Fill::new(context, state);
    let incident = fill.maintenances(std::iter::once(maintenance)).into_iter().next();
    serde_json::to_string(&s::Hook { meta: fill.hook_meta(manage), page: fill.hook_page(), incident })
}

/// The body of a webhook about a component alone, as it was with the change. None where there is no such component any more.
/// Errors: a body that JSON cannot hold, which no state has.
pub fn component_hook(
    context: &PageContext,
    state: &PublicState,
    change: &ComponentChange,
    manage: &str,
) -> serde_json::Result<Option<String>> {
    let fill = Fill::new(context, state);
    let Some(component) = fill.changed(change) else { return Ok(None) };
    let (meta, page, component_update) = (fill.hook_meta(manage), fill.hook_page(), fill.component_update(change));
    serde_json::to_string(&s::ComponentHook { meta, page, component_update, component }).map(Some)
}

/// Incidents by when they entered the record, newest first, which is the contract's order.
fn newest<'a>(incidents: impl Iterator<Item = &'a Incident>) -> Vec<&'a Incident> {
    let mut incidents: Vec<_> = incidents.collect();
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.created_at));
    incidents
}

/// The newest maintenances by when they entered the record, then the next first. The contract has no word for one that
/// was called off, so those are left out.
fn recent_maintenances(state: &PublicState) -> Vec<&Maintenance> {
    let is_said = |m: &&Maintenance| m.status != MaintenanceStatus::Cancelled;
    let mut maintenances: Vec<_> = state.maintenances.iter().rev().filter(is_said).collect();
    maintenances.sort_by_key(|m| std::cmp::Reverse(m.created_at));
    maintenances.truncate(RECENT);
    maintenances
}

/// The impact of an incident in the contract's words, from the worst it had.
pub fn impact_name(incident: &Incident) -> &'static str {
    use domain::impact::Severity;
    match incident.worst() {
        None => "none",
        Some(Severity::Degraded) => "minor",
        Some(Severity::PartialOutage) => "major",
        Some(Severity::MajorOutage) => "critical",
    }
}

#[cfg(test)]
mod tests;
