//! Updates that were published without the record go on it once each, with the name and time of then.

use backend::{Actor, Error, audit::Chain, incidents::check_emergency};
use domain::{
    emergency::EmergencyUpdate,
    id::{IncidentId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    time::{HOUR, Instant},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, key},
};

fn emergency(number: u128, of: u128, status: IncidentStatus, at: Instant) -> EmergencyUpdate {
    EmergencyUpdate {
        id: UpdateId(Uuid::from_u128(number)),
        incident: IncidentId(Uuid::from_u128(of)),
        title: Text::new("로그인 불가", "Nobody can sign in"),
        started_at: world::fire(),
        status,
        body: Text::new("전원이 나갔습니다.", "The power is out."),
        changes: Vec::new(),
        at,
        by: "Kim on duty".into(),
    }
}

fn stops(component: &str) -> ImpactChange {
    ImpactChange::Set { component: key(component), severity: Severity::MajorOutage, from: world::fire() }
}

#[tokio::test]
async fn an_update_goes_on_record_once_with_the_incident_it_tells_of() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let said_at = backend.clock.now();
        let mut declared = emergency(50, 40, IncidentStatus::Investigating, said_at);
        declared.changes = vec![stops("pay-qr"), stops("taxi")];
        backend.clock.advance(HOUR);
        assert!(backend.record_emergency(&SYSTEM, &declared).await.expect("recorded"));
        assert!(!backend.record_emergency(&SYSTEM, &declared).await.expect("found"), "the second time it is there");
        let (one, other) = (backend.clone(), backend.clone());
        let next = emergency(51, 40, IncidentStatus::Monitoring, said_at.plus(1));
        let (first, second) =
            tokio::join!(one.record_emergency(&SYSTEM, &next), other.record_emergency(&SYSTEM, &next));
        assert_ne!(first.expect("recorded or found"), second.expect("recorded or found"), "of two at once one records");

        let state = backend.public_state().await.expect("a state");
        let incident = state.incident(declared.incident).expect("the incident");
        assert_eq!((incident.updates.len(), incident.status), (2, IncidentStatus::Monitoring));
        assert!(incident.updates.iter().all(|update| update.is_emergency));
        assert_eq!(incident.updates[1].at, said_at, "as of when it was said, not of when it was recorded");
        assert_eq!(incident.impacts.len(), 1, "a component the record does not know is left out");
        let auditor = world::staff(&backend, "auditor", "auditor").await;
        let names = backend.emergency_names(&auditor, declared.incident).await.expect("names");
        assert_eq!(names.values().collect::<Vec<_>>(), ["Kim on duty", "Kim on duty"]);
        assert!(matches!(backend.emergency_names(&Actor::Anonymous, declared.incident).await, Err(Error::Forbidden)));
        assert!(matches!(backend.verify_audit().await.expect("a chain"), Chain::Whole(_)));
    }
}

#[tokio::test]
async fn what_the_record_has_heard_meanwhile_refuses_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let incident = world::outage_over(&backend, &publisher).await;
        let mut late = emergency(50, incident.0.as_u128(), IncidentStatus::Identified, backend.clock.now().plus(-HOUR));
        late.changes = vec![ImpactChange::Restore { component: key("pay-qr"), at: late.at }];
        assert!(backend.record_emergency(&SYSTEM, &late).await.expect("recorded"));
        let found = backend.incident(incident).await.expect("read").expect("there");
        assert_eq!(found.status, IncidentStatus::Resolved, "the newest update is what holds");
        assert_eq!(found.title.en, "Payments stopped");
        assert!(found.updates.iter().any(|update| update.is_emergency));
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        assert!(matches!(backend.record_emergency(&reviewer, &late).await, Err(Error::Forbidden)));
    }
}

#[test]
fn texts_follow_the_same_rules_as_with_the_record() {
    let now = world::fire().plus(HOUR);
    assert!(check_emergency(&emergency(1, 2, IncidentStatus::Investigating, now)).is_ok());
    for (wrong, field) in [
        (EmergencyUpdate { by: " ".into(), ..emergency(1, 2, IncidentStatus::Investigating, now) }, "by"),
        (EmergencyUpdate { body: Text::new("", "x"), ..emergency(1, 2, IncidentStatus::Resolved, now) }, "body_ko"),
        (emergency(1, 2, IncidentStatus::Investigating, world::fire().plus(-HOUR)), "started_at"),
    ] {
        let Err(Error::Invalid(problems)) = check_emergency(&wrong) else { panic!("{field} is taken") };
        assert_eq!(problems[0].field, field);
    }
}
