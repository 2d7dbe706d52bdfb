//! Alerts of monitoring systems: what they say about components, and what follows for the incident of their group. A
//! person's last word on a component holds against them, see [`plan`].

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    component::ComponentKey,
    impact::Severity,
    incident::{ImpactChange, Incident, IncidentStatus},
    time::{DAY, Instant},
};

mod labels;

pub use labels::{COMPONENT_LABEL, LabelError, LabelMap, LabelRule};

/// An alert as its system last told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Tells it from the others of its group.
    pub fingerprint: String,
    /// What its system calls it; not public.
    pub name: String,
    /// The component that fails.
    pub component: ComponentKey,
    /// How badly.
    pub severity: Severity,
    /// Since when.
    pub started_at: Instant,
    /// Until when; none while it fires.
    pub ended_at: Option<Instant>,
    /// Whether a person's word stood against it; then nothing follows from it until it fires anew.
    pub is_held: bool,
}

impl Alert {
    /// Whether it fires and counts.
    fn counts(&self) -> bool {
        self.ended_at.is_none() && !self.is_held
    }
}

/// The severity of a `severity` label as alerting rules use it; none where it is said to concern nobody. What is not known
/// is taken for the mildest.
pub fn severity_of_label(label: &str) -> Option<Severity> {
    match label.to_ascii_lowercase().as_str() {
        "info" | "information" | "none" | "ok" => None,
        "critical" | "page" | "emergency" | "disaster" | "major_outage" => Some(Severity::MajorOutage),
        "error" | "major" | "high" | "partial_outage" => Some(Severity::PartialOutage),
        _ => Some(Severity::Degraded),
    }
}

/// What an update is about, which decides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// More fails than before, or worse.
    Changed,
    /// Some works again, and nothing got worse.
    Better,
    /// All works again.
    Over,
}

/// What is to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// A new incident.
    Declare {
        /// When it began.
        started_at: Instant,
        /// What fails.
        changes: Vec<ImpactChange>,
    },
    /// An update of the group's incident.
    Update {
        /// What it is about.
        turn: Turn,
        /// The status it sets.
        status: IncidentStatus,
        /// What fails or works; may be empty where only the incident is over.
        changes: Vec<ImpactChange>,
    },
}

/// What follows from the alerts of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What is to be published.
    pub step: Step,
    /// Whether the group's incident is not its any more: a person ended it while alerts fired.
    pub leaves_incident: bool,
}

/// What follows from the alerts of a group at `now`, where `standing` is the group's incident and people have the last word
/// on the components in `people`. Alerts on those, and all that fire on when a person ended the incident, are held:
/// nothing follows from them until they fire anew. What people decided is not lowered either, and an incident that has
/// such a component open is left to them.
pub fn plan(alerts: &mut [Alert], standing: Option<&Incident>, people: &BTreeSet<ComponentKey>, now: Instant) -> Plan {
    let was_ended = standing.is_some_and(|incident| incident.status.is_over());
    for alert in alerts.iter_mut().filter(|alert| alert.ended_at.is_none()) {
        alert.is_held = alert.is_held || was_ended || people.contains(&alert.component);
    }
    let failing = failing(alerts);
    let step = match standing.filter(|_| !was_ended) {
        Some(incident) => update(alerts, &failing, incident, people, now),
        None if failing.is_empty() => Step::Nothing,
        None => declare(&failing, now),
    };
    Plan { step, leaves_incident: was_ended }
}

/// The worst severity of each component that fails, and since when it does.
fn failing(alerts: &[Alert]) -> BTreeMap<ComponentKey, (Severity, Instant)> {
    let mut failing: BTreeMap<ComponentKey, (Severity, Instant)> = BTreeMap::new();
    for alert in alerts.iter().filter(|alert| alert.counts()) {
        let entry = failing.entry(alert.component.clone()).or_insert((alert.severity, alert.started_at));
        *entry = (entry.0.max(alert.severity), entry.1.min(alert.started_at));
    }
    failing
}

/// The time an alert is taken to begin: not to come, and not longer than a day ago, since a clock may be wrong and an
/// impact cannot be taken back.
fn begun(at: Instant, now: Instant) -> Instant {
    at.max(now.plus(-DAY)).min(now)
}

fn declare(failing: &BTreeMap<ComponentKey, (Severity, Instant)>, now: Instant) -> Step {
    let changes: Vec<_> = failing
        .iter()
        .map(|(component, (severity, since))| ImpactChange::Set {
            component: component.clone(),
            severity: *severity,
            from: begun(*since, now),
        })
        .collect();
    let started_at = failing.values().map(|(_, since)| begun(*since, now)).min().unwrap_or(now);
    Step::Declare { started_at, changes }
}

fn update(
    alerts: &[Alert],
    failing: &BTreeMap<ComponentKey, (Severity, Instant)>,
    incident: &Incident,
    people: &BTreeSet<ComponentKey>,
    now: Instant,
) -> Step {
    let open: BTreeMap<_, _> = incident.impacts.iter().filter(|i| i.end.is_none()).map(|i| (&i.component, i)).collect();
    let mut is_worse = false;
    let mut changes = Vec::new();
    for (component, (severity, since)) in failing {
        let from = match open.get(component) {
            Some(impact) if impact.severity == *severity => continue,
            Some(impact) => {
                is_worse |= impact.severity < *severity;
                now.max(impact.start)
            }
            None => {
                is_worse = true;
                begun(*since, now)
            }
        };
        changes.push(ImpactChange::Set { component: component.clone(), severity: *severity, from });
    }
    for (component, impact) in &open {
        if failing.contains_key(*component) || people.contains(*component) {
            continue;
        }
        let ended =
            alerts.iter().filter(|alert| &alert.component == *component).filter_map(|alert| alert.ended_at).max();
        let at = ended.unwrap_or(now).min(now).max(impact.start);
        changes.push(ImpactChange::Restore { component: (*component).clone(), at });
    }
    let is_left_to_people = open.keys().any(|component| people.contains(*component));
    let is_over = alerts.iter().all(|alert| alert.ended_at.is_some()) && !is_left_to_people;
    match (is_over, changes.is_empty()) {
        (true, _) => Step::Update { turn: Turn::Over, status: IncidentStatus::Resolved, changes },
        (false, true) => Step::Nothing,
        (false, false) => {
            let turn = if is_worse { Turn::Changed } else { Turn::Better };
            Step::Update { turn, status: incident.status, changes }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        id::{ImpactId, IncidentId, UpdateId},
        impact::Impact,
        incident::IncidentUpdate,
        language::Text,
        time::MINUTE,
    };

    const NOW: Instant = Instant(10 * DAY);

    fn key(text: &str) -> ComponentKey {
        ComponentKey::parse(text).expect("a key")
    }

    fn alert(component: &str, severity: Severity, ended_at: Option<Instant>) -> Alert {
        Alert {
            fingerprint: format!("{component}-{}", severity.name()),
            name: "Down".into(),
            component: key(component),
            severity,
            started_at: NOW.plus(-5 * MINUTE),
            ended_at,
            is_held: false,
        }
    }

    fn incident(status: IncidentStatus, open: &[(&str, Severity)]) -> Incident {
        let id = IncidentId(Uuid::nil());
        let update = IncidentUpdate {
            id: UpdateId(Uuid::nil()),
            status,
            body: Text::default(),
            at: NOW.plus(-MINUTE),
            corrects: None,
            is_emergency: false,
            corrected_impacts: None,
        };
        let impacts = open.iter().map(|(component, severity)| Impact {
            id: ImpactId(Uuid::nil()),
            incident: id,
            component: key(component),
            severity: *severity,
            start: NOW.plus(-4 * MINUTE),
            end: None,
        });
        Incident::of(id, Text::default(), (NOW.plus(-4 * MINUTE), NOW), None, vec![update], impacts.collect())
    }

    fn nobody() -> BTreeSet<ComponentKey> {
        BTreeSet::new()
    }

    use Severity::{Degraded, MajorOutage, PartialOutage};

    #[test]
    fn the_worst_alert_of_a_component_counts_from_the_first() {
        let mut alerts = [alert("pay", Degraded, None), alert("pay", MajorOutage, None)];
        alerts[0].started_at = NOW.plus(-3 * DAY);
        let plan = plan(&mut alerts, None, &nobody(), NOW);
        let from = NOW.plus(-DAY);
        let changes = vec![ImpactChange::Set { component: key("pay"), severity: MajorOutage, from }];
        assert_eq!(plan.step, Step::Declare { started_at: from, changes }, "no clock is trusted beyond a day");
    }

    #[test]
    fn saying_the_same_again_is_nothing() {
        let standing = incident(IncidentStatus::Investigating, &[("pay", MajorOutage)]);
        let mut alerts = [alert("pay", MajorOutage, None)];
        assert_eq!(plan(&mut alerts, Some(&standing), &nobody(), NOW).step, Step::Nothing);
        assert_eq!(plan(&mut [alert("pay", Degraded, Some(NOW))], None, &nobody(), NOW).step, Step::Nothing);
    }

    #[test]
    fn the_last_resolved_alert_resolves_the_incident() {
        let standing = incident(IncidentStatus::Identified, &[("pay", MajorOutage), ("taxi", Degraded)]);
        let ended = NOW.plus(-MINUTE);
        let mut alerts = [alert("pay", MajorOutage, Some(ended)), alert("taxi", Degraded, None)];
        let pay = ImpactChange::Restore { component: key("pay"), at: ended };
        let better =
            Step::Update { turn: Turn::Better, status: IncidentStatus::Identified, changes: vec![pay.clone()] };
        assert_eq!(plan(&mut alerts, Some(&standing), &nobody(), NOW).step, better);
        alerts[1].ended_at = Some(NOW.plus(MINUTE));
        let changes = vec![pay, ImpactChange::Restore { component: key("taxi"), at: NOW }];
        let over = Step::Update { turn: Turn::Over, status: IncidentStatus::Resolved, changes };
        assert_eq!(plan(&mut alerts, Some(&standing), &nobody(), NOW).step, over);
    }

    #[test]
    fn what_a_person_decided_is_neither_raised_nor_lowered() {
        let people = BTreeSet::from([key("pay")]);
        let mut alerts = [alert("pay", MajorOutage, None)];
        assert_eq!(plan(&mut alerts, None, &people, NOW).step, Step::Nothing);
        assert!(alerts[0].is_held);
        assert_eq!(
            plan(&mut alerts, None, &nobody(), NOW).step,
            Step::Nothing,
            "also once the person's incident is over"
        );

        let standing = incident(IncidentStatus::Identified, &[("pay", Degraded), ("taxi", Degraded)]);
        let mut alerts = [alert("pay", MajorOutage, Some(NOW)), alert("taxi", Degraded, Some(NOW))];
        let changes = vec![ImpactChange::Restore { component: key("taxi"), at: NOW }];
        let left = Step::Update { turn: Turn::Better, status: IncidentStatus::Identified, changes };
        assert_eq!(plan(&mut alerts, Some(&standing), &people, NOW).step, left, "the person ends it");
    }

    #[test]
    fn an_incident_that_a_person_ended_stays_ended() {
        let standing = incident(IncidentStatus::Resolved, &[]);
        let mut alerts = [alert("pay", MajorOutage, None)];
        let quiet = plan(&mut alerts, Some(&standing), &nobody(), NOW);
        assert_eq!(quiet, Plan { step: Step::Nothing, leaves_incident: true });
        assert_eq!(plan(&mut alerts, None, &nobody(), NOW).step, Step::Nothing, "it is held until it fires anew");
        let mut more = [alerts[0].clone(), alert("taxi", PartialOutage, None)];
        let Step::Declare { changes, .. } = plan(&mut more, None, &nobody(), NOW).step else { panic!("an incident") };
        assert_eq!(changes.len(), 1, "another alert is news");
    }

    #[test]
    fn labels_say_how_bad_it_is() {
        for (label, severity) in [
            ("critical", Some(MajorOutage)),
            ("Error", Some(PartialOutage)),
            ("warning", Some(Degraded)),
            ("", Some(Degraded)),
            ("info", None),
            ("major_outage", Some(MajorOutage)),
        ] {
            assert_eq!(severity_of_label(label), severity, "{label}");
        }
    }
}
