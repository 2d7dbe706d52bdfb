//! How the API says what is on record. The keys are those of the schemas in its document.

use app::routes;
use backend::{
    components::{ComponentRecord, GroupRecord},
    subscribers::Listed,
};
use domain::{
    correction::CorrectedImpact,
    impact::Severity,
    incident::Incident,
    language::Text,
    maintenance::Maintenance,
    status::{PublicState, Site},
    time::Instant,
    uptime::target::Target,
};
use serde_json::{Value, json};

use super::caller::Caller;
use crate::layers::errors::Failure;

/// All components as they are shown, with what they are doing.
pub struct Shown<'a> {
    site: &'a Site,
    groups: Vec<GroupRecord>,
    state: PublicState,
}

impl<'a> Shown<'a> {
    /// As of now.
    pub async fn read(caller: &'a Caller) -> Result<Self, Failure> {
        let groups = caller.backend.component_groups(&caller.actor).await?;
        let state = caller.backend.record(&caller.actor).await?.into_whole();
        Ok(Self { site: caller.state.site(), groups, state })
    }

    /// All with their groups, in the order of the page.
    pub fn members(&self) -> impl Iterator<Item = (&GroupRecord, &ComponentRecord)> {
        self.groups.iter().flat_map(|group| group.components.iter().map(move |found| (group, found)))
    }

    /// A component of a group. One that is retired does nothing, and has no place.
    pub fn component(&self, group: &GroupRecord, found: &ComponentRecord) -> Value {
        let details = &found.details;
        let time = |at: Instant| self.site.zone.rfc3339(at);
        let status = found.retired_at.is_none().then(|| self.state.status_of(&found.key, self.state.at));
        json!({
            "key": found.key,
            "name": details.name,
            "description": details.description,
            "group": { "key": group.key, "name": group.name },
            "position": group.offered().position(|other| other.key == found.key).map(|index| index + 1),
            "status": status,
            "only_if_degraded": details.only_if_degraded,
            "audience": details.audience,
            "uptime_from": time(details.uptime_from),
            "uptime_target_percent": details.uptime_target.map(percent),
            "created_at": time(found.created_at),
            "retired_at": found.retired_at.map(time),
        })
    }
}

/// A group at its place, from 1, with the keys of what it offers.
pub fn group(position: usize, found: &GroupRecord) -> Value {
    json!({
        "key": found.key,
        "name": found.name,
        "position": position,
        "components": found.offered().map(|component| &component.key).collect::<Vec<_>>(),
    })
}

/// A share of the time in percent. Four decimals of it are exact in a number of JSON.
fn percent(target: Target) -> f64 {
    target.millionths() as f64 / 10_000.0
}

/// An incident with its updates, newest first, and its impacts.
pub fn incident(site: &Site, found: &Incident) -> Value {
    let time = |at: Instant| site.zone.rfc3339(at);
    let state = |severity: Option<Severity>| severity.map_or("operational", Severity::name);
    let corrected = |corrected: &CorrectedImpact| {
        json!({
            "component": corrected.component,
            "from": time(corrected.from),
            "until": corrected.until.map(time),
            "was": state(corrected.was),
            "state": state(corrected.now),
        })
    };
    let updates = found.updates.iter().map(|update| {
        json!({
            "id": update.id,
            "status": update.status,
            "body": update.body,
            "at": time(update.at),
            "corrects": update.corrects,
            "corrected_impacts": update.corrected_impacts.iter().flatten().map(corrected).collect::<Vec<_>>(),
        })
    });
    let impacts = found.lasting_impacts().map(|impact| {
        json!({
            "id": impact.id,
            "component": impact.component,
            "state": impact.severity,
            "from": time(impact.start),
            "until": impact.end.map(time),
        })
    });
    json!({
        "id": found.id,
        "url": format!("{}{}", site.url, routes::incident(found.id)),
        "title": found.title,
        "status": found.status,
        "started_at": time(found.started_at),
        "created_at": time(found.created_at),
        "updated_at": time(found.updated_at),
        "monitoring_at": found.monitoring_at.map(time),
        "resolved_at": found.resolved_at.map(time),
        "next_update_by": found.next_update_by.map(time),
        "impacts": impacts.collect::<Vec<_>>(),
        "updates": updates.collect::<Vec<_>>(),
    })
}

/// A maintenance with its entries, newest first. Its revision is how many there are.
pub fn maintenance(site: &Site, found: &Maintenance) -> Value {
    let time = |at: Instant| site.zone.rfc3339(at);
    let entries = found.entries.iter().map(|entry| {
        json!({
            "id": entry.id,
            "status": entry.status,
            "body": entry.body,
            "start": time(entry.window.start),
            "end": time(entry.window.end),
            "at": time(entry.at),
        })
    });
    json!({
        "id": found.id,
        "series": found.series,
        "url": format!("{}{}", site.url, routes::maintenance(found.id)),
        "title": found.title,
        "status": found.status,
        "start": time(found.window.start),
        "end": time(found.window.end),
        "components": found.components,
        "created_at": time(found.created_at),
        "updated_at": time(found.updated_at()),
        "revision": found.entries.len(),
        "entries": entries.collect::<Vec<_>>(),
    })
}

/// A subscriber, whose address is masked.
pub fn subscriber(site: &Site, listed: &Listed) -> Value {
    json!({
        "id": listed.id,
        "channel": listed.channel,
        "address": listed.address,
        "confirmed_at": site.zone.rfc3339(listed.confirmed_at),
        "ended_at": listed.ended_at.map(|at| site.zone.rfc3339(at)),
    })
}

/// A text as a program sends it; one that is left out is empty.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    #[serde(default)]
    ko: String,
    #[serde(default)]
    en: String,
}

impl From<Said> for Text {
    fn from(said: Said) -> Self {
        Self::new(said.ko, said.en)
    }
}

/// A time as a program sends it: RFC 3339 with an offset.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Time(pub Instant);

impl TryFrom<String> for Time {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let found = Instant::parse_rfc3339(&text);
        found.map(Self).ok_or_else(|| format!("not a time as 2022-10-15T15:30:00+09:00: {text}"))
    }
}
