//! What happened, as data: components, holidays, and incidents with their updates at the times they were published.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    component::{Component, ComponentGroup, ComponentKey},
    id::{ImpactId, IncidentId, UpdateId},
    impact::{Impact, Severity},
    incident::{ImpactChange, ImpactEntry, IncidentStatus, impact_entries},
    language::Text,
    time::{Instant, Zone},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    incidents::{NewIncident, NewUpdate},
    ledger::Holiday,
};

/// The script as embedded. Times are wall clocks in Seoul.
const OUTAGE: &str = include_str!("../../demo/outage-2022.json");

/// The key of the incident that the demonstration is about.
const MAIN: &str = "outage";

/// The outage of October 2022 and what else there is to show around it.
#[derive(Clone, Debug)]
pub struct OutageScript {
    /// That all of it is a demonstration; to be shown where its data are.
    pub notice: Text,
    /// Components in their groups.
    pub groups: Vec<ComponentGroup>,
    /// Public and substitute holidays.
    pub holidays: Vec<Holiday>,
    /// Incidents, oldest first.
    pub incidents: Vec<IncidentScript>,
}

/// An incident to replay through the use cases, the clock standing at each time. Its ids are always the same, so that a
/// second replay changes nothing.
#[derive(Clone, Debug)]
pub struct IncidentScript {
    /// A short name, unique in the script.
    pub key: String,
    /// When it was declared.
    pub declared_at: Instant,
    /// The declaration with the first update.
    pub declaration: NewIncident,
    /// The further updates and when each was published, in order.
    pub updates: Vec<(Instant, NewUpdate)>,
}

/// Reads the embedded script. Errors: it was edited wrongly.
pub fn outage() -> Result<OutageScript> {
    let file: ScriptFile = serde_json::from_str(OUTAGE)?;
    let uptime_from = instant(&file.uptime_from)?;
    let groups = (1..).zip(file.groups).map(|(position, group)| group.read(position, uptime_from));
    Ok(OutageScript {
        notice: file.notice,
        groups: groups.collect(),
        holidays: file.holidays.into_iter().map(|day| Holiday { date: day.date, name: day.name }).collect(),
        incidents: file.incidents.into_iter().map(IncidentFile::read).collect::<Result<_>>()?,
    })
}

impl OutageScript {
    /// The great outage itself. Errors: the script has none.
    pub fn main_incident(&self) -> Result<&IncidentScript> {
        self.incidents
            .iter()
            .find(|incident| incident.key == MAIN)
            .ok_or_else(|| Error::Corrupt("the script has no outage".into()))
    }
}

impl IncidentScript {
    /// Its impacts once all is replayed. Errors: an update changes what cannot be changed.
    pub fn impacts(&self) -> Result<Vec<Impact>> {
        let mut impacts = Vec::new();
        let first = (self.declared_at, &self.declaration.update);
        for (at, update) in std::iter::once(first).chain(self.updates.iter().map(|(at, update)| (*at, update))) {
            let entries = impact_entries(&impacts, &update.changes)
                .map_err(|refusal| Error::Corrupt(format!("{} at {}: {refusal}", self.key, at.rfc3339())))?;
            for entry in entries {
                self.apply(&mut impacts, entry);
            }
        }
        Ok(impacts)
    }

    fn apply(&self, impacts: &mut Vec<Impact>, entry: ImpactEntry) {
        match entry {
            ImpactEntry::Open { component, severity, start } => impacts.push(Impact {
                id: ImpactId(stable_id(start, &format!("{} {component} {}", self.key, severity.name()))),
                incident: self.declaration.id,
                component,
                severity,
                start,
                end: None,
            }),
            ImpactEntry::Close { id, end } => {
                for impact in impacts.iter_mut().filter(|impact| impact.id == id) {
                    impact.end = Some(end);
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct ScriptFile {
    notice: Text,
    uptime_from: String,
    groups: Vec<GroupFile>,
    holidays: Vec<HolidayFile>,
    incidents: Vec<IncidentFile>,
}

#[derive(Deserialize)]
struct GroupFile {
    key: ComponentKey,
    #[serde(flatten)]
    name: Text,
    components: Vec<ComponentFile>,
}

#[derive(Deserialize)]
struct ComponentFile {
    key: ComponentKey,
    #[serde(flatten)]
    name: Text,
    about: Text,
}

#[derive(Deserialize)]
struct HolidayFile {
    date: NaiveDate,
    #[serde(flatten)]
    name: Text,
}

#[derive(Deserialize)]
struct IncidentFile {
    key: String,
    #[serde(flatten)]
    title: Text,
    started_at: String,
    updates: Vec<UpdateFile>,
}

#[derive(Deserialize)]
struct UpdateFile {
    at: String,
    status: IncidentStatus,
    next_by: Option<String>,
    /// From when the changes hold; from the update itself where it is not said.
    from: Option<String>,
    #[serde(default)]
    set: BTreeMap<Severity, Vec<ComponentKey>>,
    #[serde(default)]
    restored: Vec<ComponentKey>,
    #[serde(flatten)]
    body: Text,
}

impl GroupFile {
    fn read(self, position: i64, uptime_from: Instant) -> ComponentGroup {
        let component = |(position, file): (i64, ComponentFile)| Component {
            key: file.key,
            name: file.name,
            description: file.about,
            position,
            uptime_from,
            created_at: uptime_from,
            only_if_degraded: false,
            uptime_targets: Vec::new(),
        };
        let components = (1..).zip(self.components).map(component).collect();
        ComponentGroup { key: self.key, name: self.name, position, components }
    }
}

impl IncidentFile {
    fn read(self) -> Result<IncidentScript> {
        let started_at = instant(&self.started_at)?;
        let mut updates = self.updates.into_iter().map(|update| update.read(&self.key)).collect::<Result<Vec<_>>>()?;
        if updates.is_empty() {
            return Err(Error::Corrupt(format!("the incident {} has no update", self.key)));
        }
        let (declared_at, update) = updates.remove(0);
        let id = IncidentId(stable_id(declared_at, &self.key));
        let declaration = NewIncident { id, title: self.title, started_at, update };
        Ok(IncidentScript { key: self.key, declared_at, declaration, updates })
    }
}

impl UpdateFile {
    fn read(self, incident: &str) -> Result<(Instant, NewUpdate)> {
        let at = instant(&self.at)?;
        let from = self.from.as_deref().map_or(Ok(at), instant)?;
        let set = self.set.into_iter().flat_map(|(severity, components)| {
            components.into_iter().map(move |component| ImpactChange::Set { component, severity, from })
        });
        let restored = self.restored.into_iter().map(|component| ImpactChange::Restore { component, at: from });
        let update = NewUpdate {
            id: UpdateId(stable_id(at, &format!("{incident} update"))),
            status: self.status,
            body: self.body,
            next_update_by: self.next_by.as_deref().map(instant).transpose()?,
            changes: set.chain(restored).collect(),
        };
        Ok((at, update))
    }
}

fn instant(text: &str) -> Result<Instant> {
    Zone::default().parse_field(text).ok_or_else(|| Error::Corrupt(format!("time in the script: {text}")))
}

/// An id that sorts by its time and is always the same for the same name.
fn stable_id(at: Instant, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("makewhole demonstration: {name} {}", at.0));
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    let millis = u64::try_from(at.0 / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_sound() {
        let script = outage().expect("a script");
        let known: Vec<_> =
            script.groups.iter().flat_map(|group| &group.components).map(|component| &component.key).collect();
        assert_eq!(known.len(), 17);
        for incident in &script.incidents {
            let mut status = incident.declaration.update.status;
            let mut last = incident.declared_at;
            assert!(incident.declaration.started_at <= last);
            for (at, update) in &incident.updates {
                assert!(last < *at && status.may_become(update.status), "{} {}", incident.key, at.rfc3339());
                (last, status) = (*at, update.status);
            }
            assert!(status.is_over());
            let impacts = incident.impacts().expect("impacts");
            assert!(impacts.iter().all(|impact| impact.end.is_some() && known.contains(&&impact.component)));
            for (at, update) in
                incident.updates.iter().chain([&(incident.declared_at, incident.declaration.update.clone())])
            {
                assert!(!update.body.ko.is_empty() && !update.body.en.is_empty());
                assert!(update.next_update_by.is_none_or(|by| *at < by));
                for change in &update.changes {
                    let (ImpactChange::Set { from: when, .. } | ImpactChange::Restore { at: when, .. }) = change;
                    assert!(when <= at);
                }
            }
        }
    }

    #[test]
    fn the_outage_lasts_127_hours_and_a_half_and_hits_everything() {
        let script = outage().expect("a script");
        let impacts = script.main_incident().expect("the outage").impacts().expect("impacts");
        let first = impacts.iter().map(|impact| impact.start).min().expect("a start");
        let last = impacts.iter().filter_map(|impact| impact.end).max().expect("an end");
        assert_eq!(last.since(first), 127 * domain::time::HOUR + 30 * domain::time::MINUTE);
        assert_eq!(impacts.iter().filter(|impact| impact.severity == Severity::MajorOutage).count(), 17);
        let taxi = impacts.iter().find(|impact| impact.component.as_str() == "taxi").expect("taxi calls");
        assert_eq!(Zone::default().field(taxi.end.expect("an end")), "2022-10-16T14:30");
    }

    #[test]
    fn ids_are_always_the_same() {
        let ids = || outage().expect("a script").incidents.into_iter().map(|i| i.declaration.id).collect::<Vec<_>>();
        assert_eq!(ids(), ids());
    }
}
