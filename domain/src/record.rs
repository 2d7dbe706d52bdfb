//! The record as it stands, and what of it each may see. A state that anybody is shown is made here and nowhere else.

use std::collections::BTreeSet;

use crate::{
    component::{Component, ComponentGroup, ComponentKey},
    emergency::EmergencyUpdate,
    incident::Incident,
    maintenance::Maintenance,
    status::PublicState,
};

/// All that is on record, also what is private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record(PublicState);

impl Record {
    /// A record of all that was read.
    pub const fn new(whole: PublicState) -> Self {
        Self(whole)
    }

    /// All of it, for the operator's people and programs.
    pub fn into_whole(self) -> PublicState {
        self.0
    }

    /// What everybody may see: public components, and what concerns them or no component at all.
    pub fn public(&self) -> PublicState {
        self.seen(&self.0.public_keys())
    }

    /// What a page for partners shows: these components, and what concerns them or, being public, no component at all.
    /// Programmes have public pages only, so they are those that everybody may see.
    pub fn for_partners(&self, shown: &BTreeSet<ComponentKey>) -> PublicState {
        let public = self.0.public_keys();
        let mut state = self.seen(shown);
        state.programmes.retain(|programme| {
            self.0.incident(programme.incident).is_some_and(|incident| seen_incident(incident, &public).is_some())
        });
        state
    }

    /// Adds an update that was published while the record could not be reached.
    pub fn apply(&mut self, update: &EmergencyUpdate) {
        update.apply(&mut self.0);
    }

    fn seen(&self, keys: &BTreeSet<ComponentKey>) -> PublicState {
        let whole = &self.0;
        let components = |all: &[Component]| -> Vec<Component> {
            all.iter().filter(|component| keys.contains(&component.key)).cloned().collect()
        };
        let group = |group: &ComponentGroup| {
            let components = components(&group.components);
            let (key, name, position) = (group.key.clone(), group.name.clone(), group.position);
            // the name of a group says something too
            (!components.is_empty()).then_some(ComponentGroup { key, name, position, components })
        };
        let incidents: Vec<_> = whole.incidents.iter().filter_map(|incident| seen_incident(incident, keys)).collect();
        let programmes = whole.programmes.iter();
        let programmes = programmes.filter(|p| incidents.iter().any(|incident| incident.id == p.incident));
        PublicState {
            at: whole.at,
            groups: whole.groups.iter().filter_map(group).collect(),
            retired: components(&whole.retired),
            programmes: programmes.cloned().collect(),
            maintenances: whole.maintenances.iter().filter_map(|found| seen_maintenance(found, keys)).collect(),
            incidents,
        }
    }
}

impl PublicState {
    /// The keys of the components on record that everybody may see.
    fn public_keys(&self) -> BTreeSet<ComponentKey> {
        let public = self.components_on_record().filter(|component| component.audience.is_public());
        public.map(|component| component.key.clone()).collect()
    }

    /// An incident of the record as everybody sees it; none where it concerns private components only.
    pub fn public_incident(&self, incident: &Incident) -> Option<Incident> {
        seen_incident(incident, &self.public_keys())
    }

    /// A maintenance of the record as everybody sees it; none where it concerns private components only.
    pub fn public_maintenance(&self, maintenance: &Maintenance) -> Option<Maintenance> {
        seen_maintenance(maintenance, &self.public_keys())
    }
}

/// An incident with the impacts on these components; none where it has impacts and all are on others. One that was taken off
/// since is not shown, but what was public stays so.
fn seen_incident(incident: &Incident, keys: &BTreeSet<ComponentKey>) -> Option<Incident> {
    let mut impacts: Vec<_> =
        incident.impacts.iter().filter(|impact| keys.contains(&impact.component)).cloned().collect();
    let is_seen = incident.impacts.is_empty() || !impacts.is_empty();
    impacts.retain(|impact| !impact.is_void());
    let mut updates = incident.updates.clone();
    for corrected in updates.iter_mut().filter_map(|update| update.corrected_impacts.as_mut()) {
        corrected.retain(|corrected| keys.contains(&corrected.component));
    }
    is_seen.then(|| Incident { updates, impacts, ..incident.clone() })
}

/// The same of a maintenance.
fn seen_maintenance(maintenance: &Maintenance, keys: &BTreeSet<ComponentKey>) -> Option<Maintenance> {
    let components: Vec<_> = maintenance.components.iter().filter(|key| keys.contains(key)).cloned().collect();
    let is_seen = maintenance.components.is_empty() || !components.is_empty();
    is_seen.then(|| Maintenance { components, ..maintenance.clone() })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        component::Audience,
        correction::CorrectedImpact,
        id::{ImpactId, IncidentId, MaintenanceId, ProgrammeId, UpdateId},
        impact::{Impact, Severity},
        incident::{IncidentStatus, IncidentUpdate},
        language::Text,
        maintenance::{MaintenanceEntry, MaintenanceStatus},
        money::Money,
        status::ProgrammeSummary,
        time::{Instant, Window},
    };

    fn key(text: &str) -> ComponentKey {
        ComponentKey::parse(text).expect("a key")
    }

    fn component(name: &str, audience: Audience) -> Component {
        Component {
            key: key(name),
            name: Text::new(name, name),
            description: Text::default(),
            position: 1,
            uptime_from: Instant(0),
            created_at: Instant(0),
            only_if_degraded: false,
            audience,
            uptime_targets: Vec::new(),
        }
    }

    fn group(name: &str, components: Vec<Component>) -> ComponentGroup {
        ComponentGroup { key: key(name), name: Text::new(name, name), position: 1, components }
    }

    fn incident(number: u128, components: &[&str]) -> Incident {
        let id = IncidentId(Uuid::from_u128(number));
        let update = IncidentUpdate {
            id: UpdateId(Uuid::from_u128(number + 100)),
            status: IncidentStatus::Investigating,
            body: Text::new("알립니다.", ""),
            at: Instant(10),
            corrects: None,
            is_emergency: false,
            corrected_impacts: None,
        };
        let impact = |(place, component): (u128, &&str)| Impact {
            id: ImpactId(Uuid::from_u128(number * 10 + place)),
            incident: id,
            component: key(component),
            severity: Severity::MajorOutage,
            start: Instant(10),
            end: None,
        };
        let impacts = (1..).zip(components).map(impact).collect();
        Incident::of(id, Text::new("장애", ""), (Instant(10), Instant(10)), None, vec![update], impacts)
    }

    fn maintenance(number: u128, components: &[&str]) -> Maintenance {
        let window = Window::try_new(Instant(1), Instant(2)).expect("a window");
        let entry = MaintenanceEntry {
            id: UpdateId(Uuid::from_u128(number)),
            status: MaintenanceStatus::Scheduled,
            body: Text::new("알립니다.", ""),
            window,
            at: Instant(0),
        };
        Maintenance {
            id: MaintenanceId(Uuid::from_u128(number)),
            series: MaintenanceId(Uuid::from_u128(number)),
            title: Text::new("점검", ""),
            status: MaintenanceStatus::Scheduled,
            components: components.iter().map(|name| key(name)).collect(),
            window,
            created_at: Instant(0),
            entries: vec![entry],
        }
    }

    fn programme(incident: u128) -> ProgrammeSummary {
        ProgrammeSummary {
            id: ProgrammeId(Uuid::from_u128(incident)),
            incident: IncidentId(Uuid::from_u128(incident)),
            title: Text::default(),
            criteria: Text::default(),
            opens_at: Instant(0),
            closes_at: Instant(0),
            assessed: 0,
            offered: 0,
            accepted: 0,
            approved: 0,
            approved_total: Money::won(0),
            cohorts: Vec::new(),
            announced_at: None,
        }
    }

    /// `pay` and `old` are public, `partner` and `inner` are not.
    fn record() -> Record {
        Record::new(PublicState {
            groups: vec![
                group("mixed", vec![component("pay", Audience::Public), component("partner", Audience::Private)]),
                group("hidden", vec![component("inner", Audience::Private)]),
            ],
            retired: vec![component("old", Audience::Public), component("gone", Audience::Private)],
            incidents: vec![
                incident(1, &["pay", "partner"]),
                incident(2, &["partner"]),
                incident(3, &[]),
                incident(4, &["inner"]),
                incident(5, &["old"]),
            ],
            programmes: vec![programme(1), programme(2)],
            maintenances: vec![maintenance(1, &["pay", "partner"]), maintenance(2, &["partner"])],
            ..PublicState::empty(Instant(100))
        })
    }

    fn shown(state: &PublicState) -> (Vec<&str>, Vec<u128>, Vec<String>) {
        let components = state.components_on_record().map(|component| component.key.as_str()).collect();
        let incidents = state.incidents.iter().map(|incident| incident.id.0.as_u128()).collect();
        let impacts = state.incidents.iter().flat_map(|incident| &incident.impacts);
        (components, incidents, impacts.map(|impact| impact.component.to_string()).collect())
    }

    #[test]
    fn the_public_sees_public_components_and_what_concerns_them() {
        let state = record().public();
        assert_eq!(shown(&state), (vec!["pay", "old"], vec![1, 3, 5], vec!["pay".into(), "old".into()]));
        assert_eq!(state.groups.len(), 1, "the name of a group with nothing public in it is private too");
        assert_eq!(state.maintenances.iter().map(|m| m.components.len()).collect::<Vec<_>>(), [1]);
        assert_eq!(state.programmes.iter().map(|p| p.incident.0.as_u128()).collect::<Vec<_>>(), [1]);
        assert_eq!(state.at, Instant(100));
    }

    #[test]
    fn partners_see_what_their_page_shows_and_no_other_private_thing() {
        let state = record().for_partners(&BTreeSet::from([key("partner")]));
        assert_eq!(shown(&state), (vec!["partner"], vec![1, 2, 3], vec!["partner".into(), "partner".into()]));
        assert_eq!(state.maintenances.len(), 2);
        let programmes: Vec<_> = state.programmes.iter().map(|p| p.incident.0.as_u128()).collect();
        assert_eq!(programmes, [1], "the page of the other is not public");
        assert!(record().for_partners(&BTreeSet::new()).components().next().is_none());
    }

    #[test]
    fn what_was_taken_off_is_not_shown_and_what_was_public_stays_so() {
        let mut whole = record().into_whole();
        let first = &mut whole.incidents[0];
        first.impacts[0].end = Some(first.impacts[0].start);
        let corrected = |component| CorrectedImpact {
            component: key(component),
            from: Instant(10),
            until: Some(Instant(20)),
            was: Some(Severity::MajorOutage),
            now: None,
        };
        first.updates[0].corrected_impacts = Some(vec![corrected("pay"), corrected("partner")]);
        assert_eq!(first.worst(), Some(Severity::MajorOutage), "the other lasts");
        let public = Record::new(whole).public();
        let first = public.incidents.iter().find(|incident| incident.id.0.as_u128() == 1).expect("still public");
        assert_eq!((first.impacts.len(), first.worst()), (0, None));
        assert_eq!(first.updates[0].corrected_impacts, Some(vec![corrected("pay")]), "private ones stay private");
    }

    #[test]
    fn a_record_without_private_components_is_public_as_it_stands() {
        let mut whole = record().into_whole();
        whole.groups = vec![group("all", vec![component("pay", Audience::Public)])];
        whole.retired = vec![component("old", Audience::Public)];
        whole.incidents = vec![incident(1, &["pay"]), incident(3, &[]), incident(5, &["old"])];
        whole.maintenances = vec![maintenance(1, &["pay"])];
        whole.programmes = vec![programme(1)];
        assert_eq!(Record::new(whole.clone()).public(), whole);
    }
}
