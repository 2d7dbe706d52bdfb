//! Incidents: declared, updated, never edited.

use backend::Error;
use domain::{
    component::ComponentStatus,
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    time::HOUR,
};

use crate::{
    support,
    world::{self, key},
};

#[tokio::test]
async fn an_outage_is_published_from_declaration_to_resolution() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let incident = backend.declare_incident(&publisher, &world::outage()).await.expect("declared");
        let state = backend.public_state().await.expect("a state");
        let now = backend.clock.now();
        assert_eq!(state.status_of(&key("pay-qr"), now), ComponentStatus::MajorOutage);
        assert_eq!(state.status_of(&key("pay-online"), now), ComponentStatus::Operational);

        let slower = vec![ImpactChange::Set {
            component: key("pay-qr"),
            severity: Severity::Degraded,
            from: world::fire().plus(10 * HOUR),
        }];
        let monitoring = world::update(3, IncidentStatus::Monitoring, slower);
        backend.update_incident(&publisher, incident, &monitoring).await.expect("updated");
        let resolved = world::update(4, IncidentStatus::Resolved, Vec::new());
        backend.update_incident(&publisher, incident, &resolved).await.expect("resolved");

        let state = backend.public_state().await.expect("a state");
        let found = state.incident(incident).expect("the incident");
        assert_eq!(found.status, IncidentStatus::Resolved);
        assert_eq!(found.updates.len(), 3);
        assert_eq!(found.impacts.len(), 2, "a full stop, then a slow time");
        assert!(found.impacts.iter().all(|impact| impact.end.is_some()), "resolution closes what was open");
        assert_eq!(backend.publication_version().await.expect("a version"), 3);
    }
}

#[tokio::test]
async fn sending_a_form_twice_declares_and_updates_once() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let outage = world::outage();
        let first = backend.declare_incident(&publisher, &outage).await.expect("declared");
        let second = backend.declare_incident(&publisher, &outage).await.expect("found");
        assert_eq!(first, second);
        let update = world::update(3, IncidentStatus::Identified, Vec::new());
        backend.update_incident(&publisher, first, &update).await.expect("updated");
        backend.update_incident(&publisher, first, &update).await.expect("found");
        let incident = backend.incident(first).await.expect("read").expect("there");
        assert_eq!(incident.updates.len(), 2);
    }
}

#[tokio::test]
async fn wrong_input_names_its_field_and_changes_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let mut outage = world::outage();
        outage.title = Text::new("  ", "a\0b");
        outage.started_at = backend.clock.now().plus(HOUR);
        outage.update.changes.push(ImpactChange::Restore { component: key("maps"), at: world::fire() });
        let Err(Error::Invalid(problems)) = backend.declare_incident(&publisher, &outage).await else {
            panic!("a refusal");
        };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["title_ko", "title_en", "started_at", "impact-maps"]);
        assert!(backend.public_state().await.expect("a state").incidents.is_empty());
    }
}

#[tokio::test]
async fn who_may_not_publish_is_refused() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let reviewer = world::staff(&backend, "reviewer", "reviewer,auditor").await;
        let outcome = backend.declare_incident(&reviewer, &world::outage()).await;
        assert!(matches!(outcome, Err(Error::Forbidden)));
    }
}
