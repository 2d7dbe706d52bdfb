//! What a page's bodies say, in our terms.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    component::ComponentKey,
    id::{IncidentId, MaintenanceId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    maintenance::MaintenanceStatus,
    time::{Instant, Window, Zone},
};

use super::{id_of, incident_id, maintenance_id, statuspage as s};

/// A page in our terms.
pub struct ReadPage {
    pub groups: Vec<ReadGroup>,
    pub incidents: Vec<ReadIncident>,
    pub maintenances: Vec<ReadMaintenance>,
}

pub struct ReadGroup {
    pub key: ComponentKey,
    pub name: String,
    pub components: Vec<ReadComponent>,
}

pub struct ReadComponent {
    pub key: ComponentKey,
    pub name: String,
    pub description: String,
    pub only_if_degraded: bool,
    pub uptime_from: Instant,
    pub created_at: Instant,
}

/// Its updates come oldest first and are never empty.
pub struct ReadIncident {
    pub id: IncidentId,
    pub title: Text,
    pub started_at: Instant,
    pub created_at: Instant,
    pub updates: Vec<ReadUpdate>,
}

pub struct ReadUpdate {
    pub id: UpdateId,
    pub status: IncidentStatus,
    pub body: Text,
    pub at: Instant,
    pub changes: Vec<ImpactChange>,
}

/// Its entries come oldest first and are never empty.
pub struct ReadMaintenance {
    pub id: MaintenanceId,
    pub title: Text,
    pub window: Window,
    pub components: Vec<ComponentKey>,
    pub created_at: Instant,
    pub entries: Vec<ReadEntry>,
}

pub struct ReadEntry {
    pub id: UpdateId,
    pub status: MaintenanceStatus,
    pub body: Text,
    pub at: Instant,
}

/// Reads the bodies; also gives what could not be read, with the reason.
pub fn read(bodies: &s::Bodies, zone: Zone, now: Instant) -> (ReadPage, Vec<String>) {
    let mut left_out = Vec::new();
    let groups = groups(bodies, zone, now);
    let known: BTreeSet<_> = groups.iter().flat_map(|group| &group.components).map(|found| found.key.clone()).collect();
    let mut take = |name: &str, why: &str| left_out.push(format!("{name}: {why}"));
    let mut incidents = Vec::new();
    for sent in once_each(&bodies.incidents) {
        match incident(&bodies.page_id, sent, &known) {
            Ok(read) => incidents.push(read),
            Err(why) => take(&sent.name, why),
        }
    }
    let mut maintenances = Vec::new();
    for sent in once_each(&bodies.maintenances) {
        match maintenance(&bodies.page_id, sent, &known) {
            Ok(read) => maintenances.push(read),
            Err(why) => take(&sent.name, why),
        }
    }
    (ReadPage { groups, incidents, maintenances }, left_out)
}

/// The lists overlap: what is recent stands in the history too.
fn once_each(all: &[s::Incident]) -> impl Iterator<Item = &s::Incident> {
    let mut seen = BTreeSet::new();
    all.iter().filter(move |incident| seen.insert(&incident.id))
}

fn groups(bodies: &s::Bodies, zone: Zone, now: Instant) -> Vec<ReadGroup> {
    let mut sorted: Vec<_> = bodies.components.iter().collect();
    sorted.sort_by_key(|component| component.position);
    let mut groups: Vec<(Option<&str>, ReadGroup)> = Vec::new();
    for sent in sorted.iter().filter(|sent| sent.group) {
        if let Some(key) = key(&sent.id) {
            groups.push((Some(&sent.id), ReadGroup { key, name: sent.name.clone(), components: Vec::new() }));
        }
    }
    for sent in sorted.iter().filter(|sent| !sent.group) {
        let Some(key) = key(&sent.id) else { continue };
        let created_at = sent.created_at.map_or(now, Instant::from);
        let component = ReadComponent {
            key,
            name: sent.name.clone(),
            description: sent.description.clone().unwrap_or_default(),
            only_if_degraded: sent.only_show_if_degraded,
            uptime_from: sent.start_date.map_or(created_at, |date| zone.midnight(date)),
            created_at,
        };
        let of = groups.iter().position(|(id, _)| id.is_some() && *id == sent.group_id.as_deref());
        let place = of.or_else(|| groups.iter().position(|(id, _)| id.is_none())).unwrap_or_else(|| {
            let key = ComponentKey::parse("services");
            groups.extend(key.map(|key| (None, ReadGroup { key, name: "서비스".into(), components: Vec::new() })));
            groups.len() - 1
        });
        groups[place].1.components.push(component);
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The key of an id: as it is where it is one, else with what may not stand in a key left out.
fn key(id: &str) -> Option<ComponentKey> {
    let id = id.strip_prefix("group_").unwrap_or(id).to_ascii_lowercase();
    let plain: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(40).collect();
    ComponentKey::parse(&plain)
}

fn incident(page: &str, sent: &s::Incident, known: &BTreeSet<ComponentKey>) -> Result<ReadIncident, &'static str> {
    let started_at = Instant::from(sent.started_at.unwrap_or(sent.created_at));
    let says_what_fails = sent.updates.iter().any(|update| named(update).next().is_some());
    let mut updates = Vec::new();
    for update in oldest_first(&sent.updates) {
        let status = IncidentStatus::from_name(&update.status).ok_or("it has a status that is not known")?;
        let is_first = updates.is_empty();
        let at = displayed(update);
        let from = if is_first { started_at.min(at) } else { at };
        let changes =
            if is_first && !says_what_fails { by_impact(sent, from, known) } else { changes(update, from, known) };
        updates.push(ReadUpdate { id: update_id(page, update), status, body: said(update), at, changes });
    }
    if updates.is_empty() {
        return Err("it has no updates");
    }
    let created_at = Instant::from(sent.created_at);
    Ok(ReadIncident {
        id: incident_id(page, &sent.id),
        title: Text::new(&sent.name, ""),
        started_at,
        created_at,
        updates,
    })
}

fn oldest_first(updates: &[s::Update]) -> Vec<&s::Update> {
    let mut sorted: Vec<_> = updates.iter().rev().collect();
    sorted.sort_by_key(|update| displayed(update));
    sorted
}

fn displayed(update: &s::Update) -> Instant {
    update.display_at.unwrap_or(update.created_at).into()
}

fn update_id(page: &str, update: &s::Update) -> UpdateId {
    UpdateId(id_of(page, "update", &update.id))
}

/// Codes of the components that an update names, with their new status.
fn named(update: &s::Update) -> impl Iterator<Item = (&str, &str)> {
    update
        .affected_components
        .iter()
        .filter_map(|affected| affected.code.as_deref().zip(affected.new_status.as_deref()))
}

/// The last word of an update on each component that is known.
fn changes(update: &s::Update, at: Instant, known: &BTreeSet<ComponentKey>) -> Vec<ImpactChange> {
    let mut last = BTreeMap::new();
    for (code, new_status) in named(update) {
        if let Some(component) = key(code).filter(|key| known.contains(key)) {
            let severity = severity(new_status);
            last.insert(
                component.clone(),
                match severity {
                    Some(severity) => ImpactChange::Set { component, severity, from: at },
                    None => ImpactChange::Restore { component, at },
                },
            );
        }
    }
    last.into_values().collect()
}

fn severity(status: &str) -> Option<Severity> {
    match status {
        "degraded_performance" => Some(Severity::Degraded),
        "partial_outage" => Some(Severity::PartialOutage),
        "major_outage" => Some(Severity::MajorOutage),
        _ => None,
    }
}

/// What fails where no update says it: the components of the incident, as badly as its impact.
fn by_impact(sent: &s::Incident, from: Instant, known: &BTreeSet<ComponentKey>) -> Vec<ImpactChange> {
    let severity = match sent.impact.as_deref() {
        Some("minor") => Severity::Degraded,
        Some("major") => Severity::PartialOutage,
        Some("critical") => Severity::MajorOutage,
        _ => return Vec::new(),
    };
    let components: BTreeSet<_> = sent.components.iter().filter_map(|named| key(&named.id)).collect();
    components
        .into_iter()
        .filter(|component| known.contains(component))
        .map(|component| ImpactChange::Set { component, severity, from })
        .collect()
}

fn maintenance(
    page: &str,
    sent: &s::Incident,
    known: &BTreeSet<ComponentKey>,
) -> Result<ReadMaintenance, &'static str> {
    let time = |at: Option<DateTime<Utc>>| at.map(Instant::from).ok_or("it has no planned time");
    let window =
        Window::try_new(time(sent.scheduled_for)?, time(sent.scheduled_until)?).ok_or("it ends before it begins")?;
    let mut entries = Vec::new();
    for update in oldest_first(&sent.updates) {
        let status = MaintenanceStatus::from_name(&update.status).ok_or("it has a status that is not known")?;
        entries.push(ReadEntry { id: update_id(page, update), status, body: said(update), at: displayed(update) });
    }
    if entries.is_empty() {
        return Err("it has no updates");
    }
    let components: BTreeSet<_> = sent.components.iter().filter_map(|named| key(&named.id)).collect();
    Ok(ReadMaintenance {
        id: maintenance_id(page, &sent.id),
        title: Text::new(&sent.name, ""),
        window,
        components: components.into_iter().filter(|component| known.contains(component)).collect(),
        created_at: sent.created_at.into(),
        entries,
    })
}

fn said(update: &s::Update) -> Text {
    Text::new(plain(update.body.as_deref().unwrap_or_default()), "")
}

/// Text without the markup that bodies may hold.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let tag =
            after.split_once('>').filter(|(tag, _)| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        let Some((tag, after)) = tag else {
            text.push('<');
            rest = after;
            continue;
        };
        if matches!(tag.trim_end_matches([' ', '/']), "br" | "/p" | "/li" | "/div") {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    let text = signs.iter().fold(text, |text, (escaped, sign)| text.replace(escaped, sign));
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_lose_their_markup_and_nothing_else() {
        assert_eq!(plain("Power is back.<br />We <b>watch</b> it."), "Power is back.\nWe watch it.");
        assert_eq!(plain("load < 5 &amp;&amp; &lt;ok&gt;"), "load < 5 && <ok>");
        assert_eq!(plain("<p>one</p><p>two</p>"), "one\ntwo");
    }

    #[test]
    fn ids_become_keys() {
        for (id, expected) in
            [("c1aaaaaaaaaa", "c1aaaaaaaaaa"), ("01ABC", "01abc"), ("group_pay", "pay"), ("a_b", "a-b")]
        {
            assert_eq!(key(id).map(|key| key.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(key(""), None);
    }
}
