//! Updates published while the record cannot be reached: applied to the last known state at once, put on record later.
//! What was said to everybody cannot be refused afterwards, so both take of an entry what fits and never fail.

use std::{cmp::Reverse, collections::BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    component::ComponentKey,
    id::{ImpactId, IncidentId, UpdateId},
    impact::Impact,
    incident::{
        ImpactChange, ImpactEntry, ImpactRefusal, Incident, IncidentStatus, IncidentUpdate, impact_entries,
        with_restorations,
    },
    language::Text,
    status::PublicState,
    time::Instant,
};

/// An update as kept in the journal until it is on record. It tells of its incident too, so that the record can take it
/// whether or not it knows the incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyUpdate {
    /// Its id; applying it a second time changes nothing.
    pub id: UpdateId,
    /// The incident.
    pub incident: IncidentId,
    /// The incident's title.
    pub title: Text,
    /// When the incident began.
    pub started_at: Instant,
    /// The status it sets.
    pub status: IncidentStatus,
    /// What is said.
    pub body: Text,
    /// What fails or works from when on.
    pub changes: Vec<ImpactChange>,
    /// When it was published.
    pub at: Instant,
    /// Who published it, in their own words.
    pub by: String,
}

/// Why an update cannot be published, as far as the last known state tells.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmergencyRefusal {
    /// A step back in status.
    #[error("the incident is {} and cannot become {}; statuses only move forward", .0.name(), .1.name())]
    Status(IncidentStatus, IncidentStatus),
    /// A component that is not offered.
    #[error("there is no component {0}")]
    NoSuchComponent(ComponentKey),
    /// A change of impacts that cannot be.
    #[error(transparent)]
    Impact(#[from] ImpactRefusal),
}

impl EmergencyUpdate {
    /// Whether it fits the state that is known, for who is about to publish it.
    pub fn check(&self, state: &PublicState) -> Result<(), EmergencyRefusal> {
        let standing = state.incident(self.incident);
        if let Some(standing) = standing.filter(|standing| !standing.status.may_become(self.status)) {
            return Err(EmergencyRefusal::Status(standing.status, self.status));
        }
        if let Some(change) = self.changes.iter().find(|change| state.component(change.component()).is_none()) {
            return Err(EmergencyRefusal::NoSuchComponent(change.component().clone()));
        }
        impact_entries(standing.map_or(&[], |incident| &incident.impacts), &self.changes)?;
        Ok(())
    }

    /// What it adds to an incident's impacts; changes that do not fit them, or are of components that are not known, are
    /// left out.
    pub fn entries(&self, impacts: &[Impact], known: &BTreeSet<ComponentKey>) -> Vec<ImpactEntry> {
        let mut named = BTreeSet::new();
        let changes = with_restorations(impacts, self.status, &self.changes, self.at).into_iter();
        let is_known =
            |key: &ComponentKey| known.contains(key) || impacts.iter().any(|impact| &impact.component == key);
        let fitting = changes.filter(|change| is_known(change.component()));
        let first = fitting.filter(|change| named.insert(change.component().clone()));
        first.filter_map(|change| impact_entries(impacts, &[change]).ok()).flatten().collect()
    }

    /// Adds it to a state, unless it is there.
    pub fn apply(&self, state: &mut PublicState) {
        if self.is_in(state) {
            return;
        }
        let known = state.components_on_record().map(|component| component.key.clone()).collect();
        let before = state.incidents.iter().position(|incident| incident.id == self.incident);
        let before = before.map(|place| state.incidents.remove(place));
        let (title, started_at, created_at, mut updates, mut impacts) = match before {
            Some(it) => (it.title, it.started_at, it.created_at, it.updates, it.impacts),
            None => (self.title.clone(), self.started_at, self.at, Vec::new(), Vec::new()),
        };
        for entry in self.entries(&impacts, &known) {
            self.change_impacts(&mut impacts, entry);
        }
        updates.push(self.update());
        updates.sort_by_key(|update| Reverse((update.at, update.id)));
        state.incidents.push(Incident::of(self.incident, title, (started_at, created_at), None, updates, impacts));
        state.incidents.sort_by_key(|incident| Reverse((incident.started_at, incident.id)));
    }

    /// Whether a state has it.
    pub fn is_in(&self, state: &PublicState) -> bool {
        state.incident(self.incident).is_some_and(|incident| incident.updates.iter().any(|update| update.id == self.id))
    }

    fn update(&self) -> IncidentUpdate {
        IncidentUpdate {
            id: self.id,
            status: self.status,
            body: self.body.clone(),
            at: self.at,
            corrects: None,
            is_emergency: true,
            corrected_impacts: None,
        }
    }

    fn change_impacts(&self, impacts: &mut Vec<Impact>, entry: ImpactEntry) {
        match entry {
            ImpactEntry::Open { component, severity, start } => {
                // an id of its own until the record gives one: the update's, counted on
                let id = ImpactId(Uuid::from_u128(self.id.0.as_u128().wrapping_add(impacts.len() as u128 + 1)));
                impacts.push(Impact { id, incident: self.incident, component, severity, start, end: None });
                impacts.sort_by(|a, b| (&a.component, a.start, a.id).cmp(&(&b.component, b.start, b.id)));
            }
            ImpactEntry::Close { id, end } => {
                if let Some(impact) = impacts.iter_mut().find(|impact| impact.id == id) {
                    impact.end = Some(end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        component::{Audience, Component, ComponentGroup, ComponentStatus},
        impact::Severity,
    };

    fn key(text: &str) -> ComponentKey {
        ComponentKey::parse(text).expect("a key")
    }

    fn state() -> PublicState {
        let component = Component {
            key: key("pay"),
            name: Text::new("결제", "Pay"),
            description: Text::new("", ""),
            position: 1,
            uptime_from: Instant(0),
            created_at: Instant(0),
            only_if_degraded: false,
            audience: Audience::Public,
            uptime_targets: Vec::new(),
        };
        let name = Text::new("모두", "All");
        let group = ComponentGroup { key: key("all"), name, position: 1, components: vec![component] };
        PublicState { groups: vec![group], ..PublicState::empty(Instant(100)) }
    }

    fn update(number: u128, status: IncidentStatus, at: i64, changes: Vec<ImpactChange>) -> EmergencyUpdate {
        EmergencyUpdate {
            id: UpdateId(Uuid::from_u128(number)),
            incident: IncidentId(Uuid::from_u128(1)),
            title: Text::new("중단", "Stopped"),
            started_at: Instant(50),
            status,
            body: Text::new("확인하고 있습니다.", "We are looking."),
            changes,
            at: Instant(at),
            by: "Kim".into(),
        }
    }

    fn fails(component: &str) -> ImpactChange {
        ImpactChange::Set { component: key(component), severity: Severity::MajorOutage, from: Instant(60) }
    }

    #[test]
    fn an_update_is_in_the_state_once_however_often_it_is_applied() {
        let mut state = state();
        let declared = update(10, IncidentStatus::Investigating, 110, vec![fails("pay")]);
        for _ in 0..2 {
            declared.apply(&mut state);
        }
        let incident = &state.incidents[0];
        assert_eq!((incident.updates.len(), incident.impacts.len()), (1, 1));
        assert!(incident.updates[0].is_emergency);
        assert_eq!(state.status_of(&key("pay"), Instant(120)), ComponentStatus::MajorOutage);
        update(11, IncidentStatus::Resolved, 200, Vec::new()).apply(&mut state);
        declared.apply(&mut state);
        let incident = &state.incidents[0];
        assert_eq!((incident.status, incident.resolved_at), (IncidentStatus::Resolved, Some(Instant(200))));
        assert_eq!(incident.impacts[0].end, Some(Instant(200)), "a resolution ends what is open");
    }

    #[test]
    fn a_resolution_also_ends_what_a_retired_component_suffers() {
        let mut state = state();
        update(10, IncidentStatus::Investigating, 110, vec![fails("pay")]).apply(&mut state);
        let resolved = update(11, IncidentStatus::Resolved, 200, Vec::new());
        let entries = resolved.entries(&state.incidents[0].impacts, &BTreeSet::new());
        assert_eq!(entries, [ImpactEntry::Close { id: state.incidents[0].impacts[0].id, end: Instant(200) }]);
    }

    #[test]
    fn what_does_not_fit_the_record_is_left_out_of_it_and_refused_beforehand() {
        let mut state = state();
        let restore = ImpactChange::Restore { component: key("pay"), at: Instant(70) };
        for (changes, refusal) in [
            (vec![fails("taxi")], EmergencyRefusal::NoSuchComponent(key("taxi"))),
            (vec![restore], ImpactRefusal::NotAffected(key("pay")).into()),
            (vec![fails("pay"), fails("pay")], ImpactRefusal::NamedTwice(key("pay")).into()),
        ] {
            assert_eq!(update(10, IncidentStatus::Investigating, 110, changes).check(&state), Err(refusal));
        }
        update(10, IncidentStatus::Monitoring, 110, vec![fails("taxi"), fails("pay")]).apply(&mut state);
        assert_eq!(state.incidents[0].impacts.len(), 1);
        let back = update(11, IncidentStatus::Investigating, 120, Vec::new());
        assert!(matches!(back.check(&state), Err(EmergencyRefusal::Status(..))));
    }
}
