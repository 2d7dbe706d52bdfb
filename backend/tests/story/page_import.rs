//! Import of another status page.

use backend::{Backend, Error, page_import::Bodies};
use domain::{
    component::ComponentStatus, impact::Severity, incident::IncidentStatus, maintenance::MaintenanceStatus,
    time::Instant,
};
use serde_json::{Value, json};

use crate::{
    support,
    world::{self, SYSTEM, key},
};

fn update(id: &str, status: &str, at: &str, affected: Value) -> Value {
    json!({ "id": id, "status": status, "body": format!("{status}.<br />More &amp; more."), "created_at": at,
        "display_at": at, "affected_components": affected })
}

/// The bodies of a page; `more` is what its only incident has besides the first two updates.
fn bodies(more: &[Value]) -> Bodies {
    let affected = |old: &str, new: &str| json!([{ "code": "c1aaaaaaaaaa", "name": "Pay - QR", "old_status": old, "new_status": new }]);
    let mut updates = vec![
        update("u2", "identified", "2022-11-01T16:10:00.000+09:00", affected("major_outage", "partial_outage")),
        update("u1", "investigating", "2022-11-01T15:30:00.000+09:00", affected("operational", "major_outage")),
    ];
    updates.splice(0..0, more.iter().cloned());
    let page = json!({ "id": "k4k40dc2022x", "name": "Example", "url": "https://status.example.com" });
    let components = json!({ "page": page, "components": [
        { "id": "g0aaaaaaaaaa", "name": "Pay", "position": 1, "group": true, "components": ["c1aaaaaaaaaa"] },
        { "id": "c1aaaaaaaaaa", "name": "QR", "position": 1, "group": false, "group_id": "g0aaaaaaaaaa",
          "start_date": "2022-01-01", "created_at": "2022-01-03T09:00:00.000+09:00", "description": null },
        { "id": "c5aaaaaaaaaa", "name": "Maps", "position": 2, "group": false, "group_id": null },
    ] });
    let incidents = json!({ "page": page, "incidents": [
        { "id": "i1aaaaaaaaaa", "name": "Fire", "status": "identified", "impact": "critical",
          "created_at": "2022-11-01T15:30:00.000+09:00", "started_at": "2022-11-01T15:19:00.000+09:00",
          "incident_updates": updates, "components": [{ "id": "c1aaaaaaaaaa" }] },
        { "id": "i0aaaaaaaaaa", "name": "Old one", "status": "resolved", "impact": "minor",
          "created_at": "2022-10-01T10:00:00.000+09:00", "components": [{ "id": "c5aaaaaaaaaa" }],
          "incident_updates": [
            update("v2", "resolved", "2022-10-01T11:00:00.000+09:00", Value::Null),
            update("v1", "investigating", "2022-10-01T10:00:00.000+09:00",
                json!([{ "name": "No components were affected by this update." }])),
          ] },
        { "id": "i9aaaaaaaaaa", "name": "Empty", "status": "resolved", "impact": "none",
          "created_at": "2022-09-01T10:00:00.000+09:00", "incident_updates": [], "components": null },
    ] });
    let maintenances = json!({ "page": page, "scheduled_maintenances": [
        { "id": "s1aaaaaaaaaa", "name": "Tiles", "status": "completed", "impact": "maintenance",
          "created_at": "2022-11-10T10:00:00.000+09:00", "components": [{ "id": "c5aaaaaaaaaa" }],
          "scheduled_for": "2022-11-11T21:00:00.000+09:00", "scheduled_until": "2022-11-11T23:00:00.000+09:00",
          "incident_updates": [
            update("w2", "completed", "2022-11-11T22:00:00.000+09:00", Value::Null),
            update("w1", "scheduled", "2022-11-10T10:00:00.000+09:00", Value::Null),
          ] },
    ] });
    let mut bodies = Bodies::default();
    for body in [components, incidents, maintenances] {
        bodies.add(body.to_string().as_bytes()).expect("a body");
    }
    bodies
}

async fn import(backend: &Backend, more: &[Value]) -> [usize; 4] {
    let report = backend.import_page(&SYSTEM, &bodies(more)).await.expect("imported");
    assert_eq!(report.left_out, ["Empty: it has no updates"]);
    [report.components, report.incidents, report.maintenances, report.updates]
}

#[tokio::test]
async fn a_page_is_taken_over_and_a_second_import_adds_what_is_new() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        assert_eq!(import(&backend, &[]).await, [4, 2, 1, 6]);
        assert_eq!(import(&backend, &[]).await, [0, 0, 0, 0], "nothing is doubled");

        let at = |text| Instant::parse_rfc3339(text).expect("a time");
        let state = backend.public_state().await.expect("a state");
        let now = backend.clock.now();
        let names: Vec<_> = state.groups.iter().map(|group| (group.name.ko.as_str(), group.components.len())).collect();
        assert_eq!(names, [("Pay", 1), ("서비스", 1)]);
        assert_eq!(state.status_of(&key("c1aaaaaaaaaa"), now), ComponentStatus::PartialOutage);
        let fire = &state.incidents[0];
        assert_eq!((fire.title.ko.as_str(), fire.status), ("Fire", IncidentStatus::Identified));
        assert_eq!(fire.updates[0].body.ko, "identified.\nMore & more.");
        let impacts: Vec<_> = fire.impacts.iter().map(|impact| (impact.severity, impact.start, impact.end)).collect();
        let change = at("2022-11-01T07:10:00Z");
        assert_eq!(
            impacts,
            [
                (Severity::MajorOutage, at("2022-11-01T06:19:00Z"), Some(change)),
                (Severity::PartialOutage, change, None),
            ]
        );
        let old = &state.incidents[1].impacts[0];
        assert_eq!((old.severity, old.end), (Severity::Degraded, Some(at("2022-10-01T02:00:00Z"))), "by its impact");
        assert_eq!(state.maintenances[0].status, MaintenanceStatus::Completed);
        assert_eq!(state.maintenances[0].entries.len(), 2);

        let over = update("u3", "resolved", "2022-11-02T09:00:00.000+09:00", Value::Null);
        assert_eq!(import(&backend, &[over]).await, [0, 0, 0, 1]);
        let state = backend.public_state().await.expect("a state");
        assert_eq!(state.status_of(&key("c1aaaaaaaaaa"), now), ComponentStatus::Operational);
        let queued: i64 =
            backend::on!(backend.db, c => sqlx::query_scalar("select count(*) from notices").fetch_one(c))
                .expect("a count");
        assert_eq!(queued, 0, "nobody is told of what was");
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        assert!(matches!(backend.import_page(&publisher, &bodies(&[])).await, Err(Error::Forbidden)));
    }
}
