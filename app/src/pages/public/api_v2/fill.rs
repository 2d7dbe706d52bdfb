//! From the public state to the contract's objects.

use domain::{
    component::{Component, ComponentChange, ComponentGroup, ComponentKey, ComponentStatus},
    incident::{Incident, IncidentUpdate},
    language::Text,
    maintenance::{Maintenance, MaintenanceStatus},
    status::PublicState,
    time::Instant,
};
use sha2::{Digest, Sha256};

use super::{impact_name, shape as s};
use crate::{
    routes,
    shell::{PageContext, PartnerPlace},
    text::public,
};

/// Fills the objects of one answer.
pub struct Fill<'a> {
    context: &'a PageContext,
    state: &'a PublicState,
    page_id: String,
    /// Where the page stands.
    address: String,
}

impl<'a> Fill<'a> {
    /// For a state at the context's clock.
    pub fn new(context: &'a PageContext, state: &'a PublicState) -> Self {
        let address = format!("{}{}", context.site.url, context.partner.as_ref().map_or_else(String::new, at_partner));
        Self { context, state, page_id: page_id(&address), address }
    }

    /// The page, last updated when something on it changed: not when somebody looked.
    pub fn page(&self) -> s::Page {
        let updated = self.state.incidents.iter().map(|incident| incident.updated_at);
        let updated = updated.chain(self.state.maintenances.iter().map(Maintenance::updated_at));
        let created = self.state.components().map(|component| component.created_at);
        s::Page {
            id: self.page_id.clone(),
            name: self.context.site_name().to_owned(),
            url: self.address.clone(),
            time_zone: self.context.zone().name(),
            updated_at: self.time(updated.chain(created).max().unwrap_or(self.state.at)),
        }
    }

    /// What a webhook is told about itself.
    pub fn hook_meta(&self, manage: &str) -> s::HookMeta {
        s::HookMeta {
            unsubscribe: manage.to_owned(),
            documentation: self.absolute(routes::API),
            generated_at: self.time(self.context.now),
        }
    }

    /// The page as a webhook is told of it.
    pub fn hook_page(&self) -> s::HookPage {
        let (status_indicator, status_description) = self.state.overall(self.context.now).api();
        s::HookPage { id: self.page_id.clone(), status_indicator, status_description }
    }

    /// A change of a component.
    pub fn component_update(&self, change: &ComponentChange) -> s::ComponentUpdate {
        s::ComponentUpdate {
            old_status: change.from.api_name(),
            new_status: change.to.api_name(),
            created_at: self.time(change.at),
            component_type: "Component",
            id: change.id.to_string(),
            component_id: change.component.to_string(),
        }
    }

    /// The component of a change, in the state that it changed to.
    pub fn changed(&self, change: &ComponentChange) -> Option<s::Component> {
        let (group, component) = self.members().find(|(_, component)| component.key == change.component)?;
        Some(s::Component { status: change.to.api_name(), ..self.component(group, component) })
    }

    /// The roll-up.
    pub fn status(&self) -> s::Status {
        let (indicator, description) = self.state.overall(self.context.now).api();
        s::Status { indicator, description }
    }

    /// Each group, followed by its components.
    pub fn components(&self) -> Vec<s::Component> {
        let with_group = |group: &ComponentGroup| {
            let components = group.components.iter().map(|component| self.component(group, component));
            std::iter::once(self.group(group)).chain(components).collect::<Vec<_>>()
        };
        self.state.groups.iter().flat_map(with_group).collect()
    }

    /// Incidents in the order they come.
    pub fn incidents<'i>(&self, incidents: impl Iterator<Item = &'i Incident>) -> Vec<s::Incident> {
        incidents.map(|incident| self.incident(incident)).collect()
    }

    /// Maintenances in the order they come.
    pub fn maintenances<'i>(&self, maintenances: impl Iterator<Item = &'i Maintenance>) -> Vec<s::Maintenance> {
        maintenances.map(|maintenance| self.maintenance(maintenance)).collect()
    }

    fn maintenance(&self, maintenance: &Maintenance) -> s::Maintenance {
        let affected = self.members().filter(|(_, component)| maintenance.components.contains(&component.key));
        let entries = maintenance.entries.iter().enumerate();
        s::Maintenance {
            incident: s::Incident {
                id: maintenance.id.to_string(),
                name: self.text(&maintenance.title),
                status: maintenance.status.name(),
                created_at: self.time(maintenance.created_at),
                updated_at: self.time(maintenance.updated_at()),
                monitoring_at: maintenance.reached(MaintenanceStatus::Verifying).map(|at| self.time(at)),
                resolved_at: maintenance.reached(MaintenanceStatus::Completed).map(|at| self.time(at)),
                impact: "maintenance",
                shortlink: self.absolute(&routes::maintenance(maintenance.id)),
                started_at: self.time(maintenance.created_at),
                page_id: self.page_id.clone(),
                incident_updates: entries.map(|(index, _)| self.maintenance_update(maintenance, index)).collect(),
                components: affected.map(|(group, component)| self.component(group, component)).collect(),
                reminder_intervals: None,
            },
            scheduled_for: self.time(maintenance.window.start),
            scheduled_until: self.time(maintenance.window.end),
        }
    }

    fn maintenance_update(&self, maintenance: &Maintenance, index: usize) -> s::Update {
        let entry = &maintenance.entries[index];
        let at = self.time(entry.at);
        let is_active = |place: usize| maintenance.entries.get(place).is_some_and(|entry| entry.status.is_active());
        let said = |active| if active { ComponentStatus::UnderMaintenance } else { ComponentStatus::Operational };
        let (old, new) = (said(is_active(index + 1)).api_name(), said(is_active(index)).api_name());
        let affected = self.members().filter(|(_, component)| maintenance.components.contains(&component.key));
        let affected = affected.map(|(group, component)| s::Affected {
            code: component.key.to_string(),
            name: format!("{} - {}", self.text(&group.name), self.text(&component.name)),
            old_status: old,
            new_status: new,
        });
        s::Update {
            id: entry.id.to_string(),
            status: entry.status.name(),
            body: self.text(&entry.body),
            incident_id: maintenance.id.to_string(),
            created_at: at.clone(),
            updated_at: at.clone(),
            display_at: at,
            affected_components: (old != new).then(|| affected.collect()),
            deliver_notifications: true,
            custom_tweet: None,
            tweet_id: None,
        }
    }

    fn group(&self, group: &ComponentGroup) -> s::Component {
        let created = group.components.iter().map(|c| c.created_at).min().unwrap_or(self.state.at);
        let updated = group.components.iter().map(|c| self.updated(c)).max().unwrap_or(created);
        s::Component {
            id: group_id(group),
            name: self.text(&group.name),
            status: self.state.status_of_group(group, self.context.now).api_name(),
            created_at: self.time(created),
            updated_at: self.time(updated),
            position: position(group.position),
            description: None,
            showcase: false,
            start_date: None,
            group_id: None,
            page_id: self.page_id.clone(),
            group: true,
            only_show_if_degraded: false,
            components: Some(group.components.iter().map(|c| c.key.to_string()).collect()),
        }
    }

    fn component(&self, group: &ComponentGroup, component: &Component) -> s::Component {
        let description = self.text(&component.description);
        s::Component {
            id: component.key.to_string(),
            name: self.text(&component.name),
            status: self.state.status_of(&component.key, self.context.now).api_name(),
            created_at: self.time(component.created_at),
            updated_at: self.time(self.updated(component)),
            position: position(component.position),
            description: (!description.trim().is_empty()).then_some(description),
            showcase: true,
            start_date: Some(self.context.zone().date(component.uptime_from).to_string()),
            group_id: Some(group_id(group)),
            page_id: self.page_id.clone(),
            group: false,
            only_show_if_degraded: component.only_if_degraded,
            components: None,
        }
    }

    /// When the status of a component last changed.
    fn updated(&self, component: &Component) -> Instant {
        let impacts = self.state.incidents.iter().flat_map(|i| &i.impacts).filter(|i| i.component == component.key);
        let changes = impacts.flat_map(|impact| [Some(impact.start), impact.end]).flatten();
        changes.filter(|change| *change <= self.context.now).max().unwrap_or(component.created_at)
    }

    fn incident(&self, incident: &Incident) -> s::Incident {
        let is_affected = |key: &ComponentKey| incident.impacts.iter().any(|impact| &impact.component == key);
        let affected = self.members().filter(|(_, component)| is_affected(&component.key));
        s::Incident {
            id: incident.id.to_string(),
            name: self.text(&incident.title),
            status: incident.status.name(),
            created_at: self.time(incident.created_at),
            updated_at: self.time(incident.updated_at),
            monitoring_at: incident.monitoring_at.map(|at| self.time(at)),
            resolved_at: incident.resolved_at.map(|at| self.time(at)),
            impact: impact_name(incident),
            shortlink: self.absolute(&routes::incident(incident.id)),
            started_at: self.time(incident.started_at),
            page_id: self.page_id.clone(),
            incident_updates: incident.updates.iter().map(|update| self.update(incident, update)).collect(),
            components: affected.map(|(group, component)| self.component(group, component)).collect(),
            reminder_intervals: None,
        }
    }

    fn update(&self, incident: &Incident, update: &IncidentUpdate) -> s::Update {
        let at = self.time(update.at);
        s::Update {
            id: update.id.to_string(),
            status: update.status.name(),
            body: public::marked(self.context.language, incident, update),
            incident_id: incident.id.to_string(),
            created_at: at.clone(),
            updated_at: at.clone(),
            display_at: at,
            affected_components: self.affected(incident, update),
            deliver_notifications: true,
            custom_tweet: None,
            tweet_id: None,
        }
    }

    /// What changed between the update before and this one, by the record as it now stands.
    fn affected(&self, incident: &Incident, update: &IncidentUpdate) -> Option<Vec<s::Affected>> {
        let before = incident.updates.iter().skip_while(|other| other.id != update.id).nth(1).map(|before| before.at);
        let status_at = |component: &Component, at: Option<Instant>| {
            let impacts = incident.impacts.iter().filter(|impact| impact.component == component.key);
            let open = impacts.filter(|impact| at.is_some_and(|at| impact.is_open(at)));
            ComponentStatus::of_impacts(open.map(|impact| impact.severity))
        };
        let change = |(group, component): (&ComponentGroup, &Component)| {
            let (old, new) = (status_at(component, before), status_at(component, Some(update.at)));
            (old != new).then(|| s::Affected {
                code: component.key.to_string(),
                name: format!("{} - {}", self.text(&group.name), self.text(&component.name)),
                old_status: old.api_name(),
                new_status: new.api_name(),
            })
        };
        let changes: Vec<_> = self.members().filter_map(change).collect();
        (!changes.is_empty()).then_some(changes)
    }

    fn members(&self) -> impl Iterator<Item = (&'a ComponentGroup, &'a Component)> {
        self.state.groups.iter().flat_map(|group| group.components.iter().map(move |component| (group, component)))
    }

    fn text(&self, text: &Text) -> String {
        text.get(self.context.language).to_owned()
    }

    fn time(&self, instant: Instant) -> String {
        self.context.zone().rfc3339(instant)
    }

    fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.context.site.url, self.context.here(path))
    }
}

/// Below the site's address; the same in every language, as the page's id is.
fn at_partner(place: &PartnerPlace) -> String {
    routes::partner(place.key.as_str())
}

/// Groups share the list of ids with components, whose keys have no underscore.
fn group_id(group: &ComponentGroup) -> String {
    format!("group_{}", group.key)
}

/// Clients read it into eight bits.
fn position(position: i64) -> i64 {
    position.clamp(1, 255)
}

/// Twelve lower-case letters and digits that stay the same for an address.
fn page_id(url: &str) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let digest = Sha256::digest(url.as_bytes());
    digest.iter().take(12).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}
