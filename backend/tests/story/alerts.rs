//! Alerts and heartbeats: they raise and lower impacts, and give way to what a person says.

use backend::{
    Actor, Backend, Error,
    alerts::{Received, Told},
    heartbeats::NewHeartbeat,
    tokens::NewToken,
};
use domain::{
    alert::Alert,
    component::ComponentStatus,
    id::{HeartbeatId, IncidentId, TokenId},
    impact::Severity,
    incident::{ImpactChange, Incident, IncidentStatus},
    time::{HOUR, Instant, MINUTE, SECOND},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, key},
};

async fn alertmanager(backend: &Backend) -> Actor {
    let new = NewToken {
        id: TokenId(Uuid::from_u128(80)),
        name: "Alertmanager".into(),
        scopes: "alerts:write".parse().expect("scopes"),
        expires_at: None,
    };
    let secret = backend.add_token(&SYSTEM, &new).await.expect("made").expect("new");
    backend.actor_of_secret(&secret).await.expect("read").expect("a token")
}

fn alert(component: &str, severity: Severity, started_at: Instant, ended_at: Option<Instant>) -> Alert {
    Alert {
        fingerprint: component.into(),
        name: "Down".into(),
        component: key(component),
        severity,
        started_at,
        ended_at,
        is_held: false,
    }
}

fn told(alerts: Vec<Alert>) -> Told {
    Told { key: "{}:{alertname=\"Down\"}".into(), alerts, is_whole: true }
}

async fn incident(backend: &Backend, id: IncidentId) -> Incident {
    backend.incident(id).await.expect("read").expect("there")
}

async fn status(backend: &Backend, component: &str) -> ComponentStatus {
    backend.public_state().await.expect("a state").status_of(&key(component), backend.clock.now())
}

#[tokio::test]
async fn a_group_raises_one_incident_and_resolves_it() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let actor = alertmanager(&backend).await;
        let begun = backend.clock.now().plus(-2 * MINUTE);
        let qr = |ended| alert("pay-qr", Severity::MajorOutage, begun, ended);
        let first = backend.receive_alerts(&actor, told(vec![qr(None)])).await.expect("taken");
        let id = first.incident.expect("an incident");
        assert!(first.is_published);
        assert_eq!(incident(&backend, id).await.impacts[0].start, begun);
        for _ in 0..3 {
            backend.clock.advance(MINUTE);
            let again = backend.receive_alerts(&actor, told(vec![qr(None)])).await.expect("taken");
            assert_eq!(again, Received { incident: Some(id), is_published: false }, "repeats double nothing");
        }
        let now = backend.clock.now();
        let online = |ended| alert("pay-online", Severity::Degraded, now, ended);
        backend.receive_alerts(&actor, told(vec![qr(None), online(None)])).await.expect("taken");
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::DegradedPerformance);
        backend.clock.advance(MINUTE);
        let ended = backend.clock.now();
        backend.receive_alerts(&actor, told(vec![qr(Some(ended)), online(None)])).await.expect("taken");
        assert_eq!(status(&backend, "pay-qr").await, ComponentStatus::Operational);
        assert!(!incident(&backend, id).await.status.is_over());
        backend.clock.advance(MINUTE);
        // it is missing from the whole: it ended
        backend.receive_alerts(&actor, told(vec![qr(Some(ended))])).await.expect("taken");
        let over = incident(&backend, id).await;
        assert_eq!((over.status, over.updates.len()), (IncidentStatus::Resolved, 4));
        assert!(over.impacts.iter().all(|impact| impact.end.is_some()));
        assert!(backend.standing_alerts(&SYSTEM).await.expect("read").is_empty());

        backend.clock.advance(HOUR);
        let anew = alert("pay-qr", Severity::PartialOutage, backend.clock.now(), None);
        let anew = backend.receive_alerts(&actor, told(vec![anew])).await.expect("taken").incident;
        assert!(anew.is_some_and(|other| other != id), "what fires again is a new incident");
        let log = backend.audit_page(&SYSTEM, None).await.expect("a log");
        assert_eq!((log[0].action.as_str(), log[0].actor.as_str()), ("incident.declared", actor.label().as_str()));
    }
}

/// An incident that an alert raised a minute ago, who told of it, and a person who may publish.
struct Raised {
    actor: Actor,
    publisher: Actor,
    begun: Instant,
    id: IncidentId,
}

async fn raised(backend: &Backend) -> Raised {
    world::components(backend).await;
    let actor = alertmanager(backend).await;
    let publisher = world::staff(backend, "publisher", "publisher").await;
    let begun = backend.clock.now();
    let qr = alert("pay-qr", Severity::MajorOutage, begun, None);
    let id = backend.receive_alerts(&actor, told(vec![qr])).await.expect("taken").incident.expect("raised");
    backend.clock.advance(MINUTE);
    Raised { actor, publisher, begun, id }
}

#[tokio::test]
async fn a_persons_word_wins_over_alerts() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let Raised { actor, publisher, begun, id } = raised(&backend).await;
        let qr = |ended| alert("pay-qr", Severity::MajorOutage, begun, ended);
        let now = backend.clock.now();
        let milder = vec![ImpactChange::Set { component: key("pay-qr"), severity: Severity::Degraded, from: now }];
        let by_person = world::update(90, IncidentStatus::Identified, milder);
        backend.update_incident(&publisher, id, &by_person).await.expect("a person");
        backend.clock.advance(MINUTE);
        backend.receive_alerts(&actor, told(vec![qr(None)])).await.expect("taken");
        assert_eq!(status(&backend, "pay-qr").await, ComponentStatus::DegradedPerformance, "not raised again");
        assert!(backend.standing_alerts(&SYSTEM).await.expect("read")[0].alerts[0].is_held);

        // the person ends it while the alert fires on; a repeat does not open another
        backend.clock.advance(MINUTE);
        backend
            .update_incident(&publisher, id, &world::update(91, IncidentStatus::Resolved, Vec::new()))
            .await
            .expect("over");
        backend.clock.advance(MINUTE);
        let quiet = backend.receive_alerts(&actor, told(vec![qr(None)])).await.expect("taken");
        assert!(!quiet.is_published);
        backend.receive_alerts(&actor, told(vec![qr(None)])).await.expect("taken");
        assert_eq!(backend.incidents().await.expect("read").len(), 1);
        backend.receive_alerts(&actor, told(vec![qr(Some(backend.clock.now()))])).await.expect("taken");
        assert_eq!(incident(&backend, id).await.updates.len(), 3);

        // and a person's own incident is not resolved by an alert that ends
        let own = backend.declare_incident(&publisher, &world::outage()).await.expect("declared");
        backend.receive_alerts(&actor, told(vec![qr(None)])).await.expect("taken");
        backend.receive_alerts(&actor, told(vec![qr(Some(backend.clock.now()))])).await.expect("taken");
        assert_eq!(incident(&backend, own).await.updates.len(), 1);
        assert_eq!(status(&backend, "pay-qr").await, ComponentStatus::MajorOutage);
        let other = world::staff(&backend, "reviewer", "reviewer").await;
        assert!(matches!(backend.receive_alerts(&other, told(Vec::new())).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_person_who_confirms_what_an_alert_raised_has_the_last_word() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let Raised { actor, publisher, begun, id } = raised(&backend).await;
        let qr = |ended| alert("pay-qr", Severity::MajorOutage, begun, ended);
        let now = backend.clock.now();
        let same = vec![ImpactChange::Set { component: key("pay-qr"), severity: Severity::MajorOutage, from: now }];
        let by_person = world::update(90, IncidentStatus::Identified, same);
        backend.update_incident(&publisher, id, &by_person).await.expect("a person");
        assert_eq!(incident(&backend, id).await.impacts.len(), 1, "the impact is one, from its beginning");
        backend.clock.advance(MINUTE);
        let ended = backend.clock.now();
        backend.receive_alerts(&actor, told(vec![qr(Some(ended))])).await.expect("taken");
        assert_eq!(status(&backend, "pay-qr").await, ComponentStatus::MajorOutage, "an alert that ends lowers nothing");
        assert!(!incident(&backend, id).await.status.is_over());
    }
}

async fn heartbeat(backend: &Backend) -> (HeartbeatId, String) {
    let new = NewHeartbeat {
        id: HeartbeatId(Uuid::from_u128(81)),
        name: "정산 배치".into(),
        component: key("pay-online"),
        severity: Severity::PartialOutage,
        period: 5 * MINUTE,
        grace: MINUTE,
    };
    let secret = backend.add_heartbeat(&SYSTEM, &new).await.expect("made").expect("new");
    assert_eq!(backend.add_heartbeat(&SYSTEM, &new).await.expect("found"), None, "a form sent twice");
    (new.id, secret)
}

/// Lets time pass while two servers watch.
async fn watch(backend: &Backend, length: i64) {
    let other = backend.clone();
    for _ in 0..length / (20 * SECOND) {
        backend.clock.advance(20 * SECOND);
        let (one, two) = tokio::join!(backend.watch_heartbeats(), other.watch_heartbeats());
        one.expect("watched");
        two.expect("watched");
    }
}

#[tokio::test]
async fn a_call_that_does_not_come_raises_and_the_next_lowers() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend.watch_heartbeats().await.expect("watched");
        let (id, secret) = heartbeat(&backend).await;
        watch(&backend, HOUR).await;
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::Operational, "nothing before the first call");
        backend.beat(&secret).await.expect("a call");
        let called = backend.clock.now();
        watch(&backend, 5 * MINUTE + 40 * SECOND).await;
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::Operational, "within the grace");
        watch(&backend, 2 * MINUTE).await;
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::PartialOutage);
        let raised = backend.incidents().await.expect("read");
        assert_eq!(raised.len(), 1, "two servers raise one incident");
        assert_eq!(raised[0].impacts[0].start, called.plus(5 * MINUTE), "from when the call was expected");
        backend.beat(&secret).await.expect("a call");
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::Operational);
        let over = incident(&backend, raised[0].id).await;
        assert_eq!((over.status, over.updates.len()), (IncidentStatus::Resolved, 2));
        backend.beat(&secret).await.expect("a call");
        assert_eq!(incident(&backend, over.id).await.updates.len(), 2);

        watch(&backend, 10 * MINUTE).await;
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::PartialOutage);
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        assert!(matches!(backend.remove_heartbeat(&publisher, id).await, Err(Error::Forbidden)));
        backend.clock.advance(SECOND);
        backend.remove_heartbeat(&SYSTEM, id).await.expect("removed");
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::Operational, "what it raised is lowered");
        assert!(matches!(backend.beat(&secret).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn calls_of_a_time_without_a_server_are_not_missed() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend.watch_heartbeats().await.expect("watched");
        let (_, secret) = heartbeat(&backend).await;
        backend.beat(&secret).await.expect("a call");
        watch(&backend, MINUTE).await;
        backend.clock.advance(3 * HOUR);
        watch(&backend, 5 * MINUTE).await;
        assert!(backend.incidents().await.expect("read").is_empty(), "a whole period to call again");
        watch(&backend, 3 * MINUTE).await;
        assert_eq!(backend.incidents().await.expect("read").len(), 1);
    }
}
