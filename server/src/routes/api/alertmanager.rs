//! `POST /api/v1/alertmanager`: the webhook of Prometheus' Alertmanager, version 4 of its body. The labels of an alert say
//! which components fail (`makewhole_component`, or as the operator's rules have it) and how badly (`severity`).

use axum::{body::Bytes, http::StatusCode};
use backend::{Error, alerts::Told};
use domain::{
    alert::{Alert, COMPONENT_LABEL, LabelMap, severity_of_label},
    component::ComponentKey,
    time::Instant,
    token::Scope,
};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    caller::{Caller, answer, read},
    represent::Time,
};
use crate::layers::{errors::Failure, visit::Answer};

/// The label that says how badly components fail.
const SEVERITY: &str = "severity";

/// What Alertmanager sends, as far as it is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    version: String,
    group_key: String,
    #[serde(default)]
    truncated_alerts: u64,
    alerts: Vec<Sent>,
}

/// An alert as it is sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    status: Status,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    starts_at: Time,
    ends_at: Option<Time>,
    fingerprint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Firing,
    Resolved,
}

/// Takes what Alertmanager tells of a group. Alerts that name no component change nothing; the answer says which.
pub async fn receive(caller: Caller, body: Bytes) -> Answer {
    caller.require(Scope::AlertsWrite)?;
    let sent: Webhook = read(&body)?;
    if sent.version != "4" {
        let (ko, en) = ("4판의 본문만 읽을 수 있어요.", "Only version 4 of the body is read.");
        return Err(Failure::Backend(Error::invalid("version", ko, en)));
    }
    let known: BTreeSet<_> = caller.backend.alert_components(&caller.actor).await?.into_iter().collect();
    let now = caller.backend.clock.now();
    let (mut alerts, mut ignored) = (Vec::new(), Vec::new());
    for alert in &sent.alerts {
        match read_alert(alert, caller.state.alert_labels(), &known, now) {
            Ok(read) => alerts.extend(read),
            Err(why) => ignored.push(json!({ "fingerprint": alert.fingerprint, "reason": why })),
        }
    }
    let told = Told { key: sent.group_key, alerts, is_whole: sent.truncated_alerts == 0 };
    let received = caller.backend.receive_alerts(&caller.actor, told).await?;
    Ok(answer(
        StatusCode::OK,
        json!({ "incident": received.incident, "published": received.is_published, "ignored": ignored }),
    ))
}

/// An alert for each component it names; or why it is ignored, in words for who writes the rules.
fn read_alert(sent: &Sent, map: &LabelMap, known: &BTreeSet<ComponentKey>, now: Instant) -> Result<Vec<Alert>, String> {
    let label = |name: &str| sent.labels.get(name).map_or("", |value| value.trim());
    let severity = severity_of_label(label(SEVERITY))
        .ok_or_else(|| format!("{SEVERITY} {} says that nothing fails", label(SEVERITY)))?;
    let components = map.components(&sent.labels).map_err(|key| format!("no component {key}"))?;
    if components.is_empty() {
        return Err(format!("no label {COMPONENT_LABEL}, and no other that names a component"));
    }
    if let Some(unknown) = components.iter().find(|key| !known.contains(*key)) {
        return Err(format!("no component {unknown}"));
    }
    // Alertmanager sends an end with firing alerts too: when they would end if nothing more came
    let ended_at = (sent.status == Status::Resolved).then(|| sent.ends_at.map_or(now, |end| end.0.min(now)));
    let alert = |component: ComponentKey| Alert {
        fingerprint: format!("{}/{component}", sent.fingerprint),
        name: label("alertname").to_owned(),
        component,
        severity,
        started_at: sent.starts_at.0,
        ended_at,
        is_held: false,
    };
    Ok(components.into_iter().map(alert).collect())
}

#[cfg(test)]
mod tests {
    use domain::alert::LabelRule;

    use super::*;

    fn read_labels(labels: &[(&str, &str)]) -> Result<Vec<Alert>, String> {
        let sent = Sent {
            status: Status::Firing,
            labels: labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            starts_at: Time(Instant(1)),
            ends_at: Some(Time(Instant(0))),
            fingerprint: "f".into(),
        };
        let known = ["pay", "taxi"].iter().filter_map(|key| ComponentKey::parse(key)).collect();
        let rule = LabelRule { label: "job".into(), value: "taxi-dispatch".into(), components: vec!["taxi".into()] };
        read_alert(&sent, &LabelMap::of(&[rule]).expect("a map"), &known, Instant(2))
    }

    #[test]
    fn an_alert_counts_for_each_component_it_names() {
        let alerts = read_labels(&[("makewhole_component", "taxi, pay"), ("severity", "critical")]).expect("alerts");
        let names: Vec<_> = alerts.iter().map(|alert| alert.fingerprint.as_str()).collect();
        assert_eq!(names, ["f/pay", "f/taxi"]);
        assert!(alerts.iter().all(|alert| alert.ended_at.is_none()));
        let mapped = read_labels(&[("job", "taxi-dispatch"), ("severity", "critical")]).expect("alerts");
        assert_eq!(mapped.len(), 1);
        assert_eq!(mapped[0].component.as_str(), "taxi");
    }

    #[test]
    fn what_concerns_no_component_is_ignored_with_a_reason() {
        for (labels, reason) in [
            (&[("severity", "critical")][..], "no label makewhole_component, and no other that names a component"),
            (&[("makewhole_component", "maps")], "no component maps"),
            (&[("makewhole_component", "pay"), ("severity", "info")], "severity info says that nothing fails"),
        ] {
            assert_eq!(read_labels(labels), Err(reason.to_owned()));
        }
    }
}
