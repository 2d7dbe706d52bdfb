//! The public state: all that the public pages, feeds and API are rendered from, as plain data. What of the record may be in
//! it is decided in [`crate::record`].

use serde::{Deserialize, Serialize};

use crate::{
    component::{Component, ComponentGroup, ComponentKey, ComponentStatus},
    id::{IncidentId, MaintenanceId, ProgrammeId},
    impact::Impact,
    incident::Incident,
    language::Text,
    maintenance::{Maintenance, MaintenanceStatus},
    money::Money,
    published::PublishedCohort,
    time::{Instant, MINUTE, Zone},
};

/// After this long without contact the state shown is no longer trusted: two publication heartbeats and a margin.
pub const STALE_AFTER: i64 = 5 * MINUTE;

/// Totals of a programme that the public may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeSummary {
    /// Its id.
    pub id: ProgrammeId,
    /// The incident it compensates.
    pub incident: IncidentId,
    /// Its name.
    pub title: Text,
    /// The criteria in plain language.
    pub criteria: Text,
    /// From when claims are taken.
    pub opens_at: Instant,
    /// Until when.
    pub closes_at: Instant,
    /// Accounts assessed.
    pub assessed: i64,
    /// Offers made.
    pub offered: i64,
    /// Offers accepted, also those approved since.
    pub accepted: i64,
    /// Claims approved.
    pub approved: i64,
    /// Sum of approved awards.
    pub approved_total: Money,
    /// Figures of its cohorts, by cohort, the small ones together last; empty before a run is done.
    #[serde(default)]
    pub cohorts: Vec<PublishedCohort>,
    /// When it was published; none in a state that was kept before this was noted.
    #[serde(default)]
    pub announced_at: Option<Instant>,
}

/// The state at an instant, as everybody may see it; partners and the operator's people get more in the same shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicState {
    /// When it was read from the record.
    pub at: Instant,
    /// Groups by position, their components by position.
    pub groups: Vec<ComponentGroup>,
    /// Components that are offered no more: their names belong to past incidents.
    #[serde(default)]
    pub retired: Vec<Component>,
    /// Incidents, newest first.
    pub incidents: Vec<Incident>,
    /// Programmes that are open or closed, newest first; drafts are not public.
    pub programmes: Vec<ProgrammeSummary>,
    /// Maintenances, latest start first.
    #[serde(default)]
    pub maintenances: Vec<Maintenance>,
}

/// Roll-up of all components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overall {
    /// All work.
    Operational,
    /// Only maintenance.
    Maintenance,
    /// The state is too old to say.
    Unknown,
    /// Some slow.
    PartiallyDegraded,
    /// All slow.
    Degraded,
    /// Some stopped in part, none wholly.
    MinorOutage,
    /// At least one stopped, or all in part.
    PartialOutage,
    /// All stopped.
    MajorOutage,
}

impl Overall {
    /// Indicator and description of the Statuspage contract. Unknown is said as minor: never as operational.
    pub const fn api(self) -> (&'static str, &'static str) {
        match self {
            Self::Operational => ("none", "All Systems Operational"),
            Self::Maintenance => ("maintenance", "Service Under Maintenance"),
            Self::Unknown | Self::PartiallyDegraded => ("minor", "Partially Degraded Service"),
            Self::Degraded => ("minor", "Degraded System Service"),
            Self::MinorOutage => ("minor", "Minor Service Outage"),
            Self::PartialOutage => ("major", "Partial System Outage"),
            Self::MajorOutage => ("critical", "Major System Outage"),
        }
    }

    /// The component status whose word, shape and colour say it best.
    pub const fn as_status(self) -> ComponentStatus {
        match self {
            Self::Operational => ComponentStatus::Operational,
            Self::Maintenance => ComponentStatus::UnderMaintenance,
            Self::Unknown => ComponentStatus::Unknown,
            Self::PartiallyDegraded | Self::Degraded => ComponentStatus::DegradedPerformance,
            Self::MinorOutage | Self::PartialOutage => ComponentStatus::PartialOutage,
            Self::MajorOutage => ComponentStatus::MajorOutage,
        }
    }

    /// The roll-up of the components' statuses (Statuspage contract, section 8).
    pub fn of(statuses: &[ComponentStatus]) -> Self {
        use ComponentStatus as S;
        let all = |s| !statuses.is_empty() && statuses.iter().all(|x| *x == s);
        let any = |s| statuses.contains(&s);
        if all(S::MajorOutage) {
            Self::MajorOutage
        } else if any(S::MajorOutage) || all(S::PartialOutage) {
            Self::PartialOutage
        } else if any(S::PartialOutage) {
            Self::MinorOutage
        } else if all(S::DegradedPerformance) {
            Self::Degraded
        } else if any(S::DegradedPerformance) {
            Self::PartiallyDegraded
        } else if any(S::Unknown) || statuses.is_empty() {
            Self::Unknown
        } else if any(S::UnderMaintenance) {
            Self::Maintenance
        } else {
            Self::Operational
        }
    }
}

impl PublicState {
    /// A state with nothing in it.
    pub const fn empty(at: Instant) -> Self {
        Self {
            at,
            groups: Vec::new(),
            retired: Vec::new(),
            incidents: Vec::new(),
            programmes: Vec::new(),
            maintenances: Vec::new(),
        }
    }

    /// Whether the state is too old at `now` to be trusted.
    pub const fn is_stale(&self, now: Instant) -> bool {
        now.since(self.at) > STALE_AFTER
    }

    /// All components on record: those in page order, then the retired ones.
    pub fn components_on_record(&self) -> impl Iterator<Item = &Component> {
        self.components().chain(&self.retired)
    }

    /// All components in page order.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        self.groups.iter().flat_map(|group| &group.components)
    }

    /// The component of a key.
    pub fn component(&self, key: &ComponentKey) -> Option<&Component> {
        self.components().find(|c| &c.key == key)
    }

    /// Impacts on a component, of all incidents.
    pub fn impacts_on(&self, key: &ComponentKey) -> Vec<Impact> {
        self.incidents.iter().flat_map(|i| &i.impacts).filter(|i| &i.component == key).cloned().collect()
    }

    /// The status of a component at `now`. A stale state still says what had failed, but not that anything works.
    pub fn status_of(&self, key: &ComponentKey, now: Instant) -> ComponentStatus {
        let open = self.incidents.iter().flat_map(|i| &i.impacts).filter(|i| &i.component == key && i.is_open(now));
        let planned = self.active_maintenances().any(|m| m.components.contains(key));
        let planned = if planned { ComponentStatus::UnderMaintenance } else { ComponentStatus::Operational };
        let status = ComponentStatus::of_impacts(open.map(|i| i.severity)).max(planned);
        if self.is_stale(now) { status.max(ComponentStatus::Unknown) } else { status }
    }

    /// The worst status in a group.
    pub fn status_of_group(&self, group: &ComponentGroup, now: Instant) -> ComponentStatus {
        group.components.iter().map(|c| self.status_of(&c.key, now)).max().unwrap_or(ComponentStatus::Unknown)
    }

    /// The roll-up at `now`.
    pub fn overall(&self, now: Instant) -> Overall {
        let statuses: Vec<_> = self.components().map(|c| self.status_of(&c.key, now)).collect();
        Overall::of(&statuses)
    }

    /// Ids of what was published one by one: updates of incidents, and programmes.
    pub fn entries(&self) -> Vec<uuid::Uuid> {
        let updates = self.incidents.iter().flat_map(|incident| &incident.updates).map(|update| update.id.0);
        updates.chain(self.programmes.iter().map(|programme| programme.id.0)).collect()
    }

    /// Incidents that last, newest first.
    pub fn open_incidents(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter().filter(|i| !i.status.is_over())
    }

    /// Maintenances being worked on.
    pub fn active_maintenances(&self) -> impl Iterator<Item = &Maintenance> {
        self.maintenances.iter().filter(|m| m.status.is_active())
    }

    /// Maintenances to come, the next first.
    pub fn upcoming_maintenances(&self) -> impl Iterator<Item = &Maintenance> {
        self.maintenances.iter().rev().filter(|m| m.status == MaintenanceStatus::Scheduled)
    }

    /// The maintenance of an id.
    pub fn maintenance(&self, id: MaintenanceId) -> Option<&Maintenance> {
        self.maintenances.iter().find(|m| m.id == id)
    }

    /// The incident of an id.
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.incidents.iter().find(|i| i.id == id)
    }

    /// The programme that compensates an incident and takes claims at `now`, if any.
    pub fn open_programme(&self, incident: IncidentId, now: Instant) -> Option<&ProgrammeSummary> {
        self.programmes.iter().find(|p| p.incident == incident && p.opens_at <= now && now < p.closes_at)
    }
}

/// What a site is called and where it stands: the same for every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The operator's name.
    pub name: Text,
    /// Public address with scheme, without a trailing slash: `https://status.example.com`.
    pub url: String,
    /// The zone times are shown in.
    pub zone: Zone,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roll_up_follows_the_contract() {
        use ComponentStatus::{
            DegradedPerformance as Slow, MajorOutage as Major, Operational as Up, PartialOutage as Partial,
            UnderMaintenance as Maintenance, Unknown,
        };
        for (statuses, indicator, description) in [
            (&[Up, Up][..], "none", "All Systems Operational"),
            (&[Major, Major], "critical", "Major System Outage"),
            (&[Major, Up], "major", "Partial System Outage"),
            (&[Major, Partial], "major", "Partial System Outage"),
            (&[Partial, Partial], "major", "Partial System Outage"),
            (&[Partial, Up], "minor", "Minor Service Outage"),
            (&[Slow, Up], "minor", "Partially Degraded Service"),
            (&[Slow, Slow], "minor", "Degraded System Service"),
            (&[Maintenance, Up], "maintenance", "Service Under Maintenance"),
            (&[Unknown, Up], "minor", "Partially Degraded Service"),
        ] {
            assert_eq!(Overall::of(statuses).api(), (indicator, description), "{statuses:?}");
        }
    }

    #[test]
    fn nothing_known_is_not_operational() {
        assert_eq!(Overall::of(&[]), Overall::Unknown);
    }
}
