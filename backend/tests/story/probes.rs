//! Probes: several servers look, and what enough of them agree on raises and lowers an impact.

use backend::{Actor, Backend, Error, probes::WatchedProbe};
use domain::{
    component::ComponentStatus,
    id::ProbeId,
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    probe::{Endpoint, Finding, Probe, Reading, RecordKind, Target, Thresholds, Verdict},
    time::{DAY, MINUTE, SECOND},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, key},
};

use ComponentStatus::{DegradedPerformance, MajorOutage, Operational};
use Verdict::{Down, Slow, Up};

const ID: ProbeId = ProbeId(Uuid::from_u128(70));

fn probe(quorum: u32) -> Probe {
    Probe {
        name: "QR 결제 문".into(),
        component: key("pay-qr"),
        severity: Severity::MajorOutage,
        target: Target::Tcp { endpoint: Endpoint { host: "10.0.0.7".into(), port: 443 } },
        interval: 30 * SECOND,
        timeout: 5 * SECOND,
        slow_above: Some(SECOND),
        thresholds: Thresholds { fail_after: 2, recover_after: 2, quorum },
    }
}

fn reading(verdict: Verdict) -> Reading {
    match verdict {
        Up => Reading { finding: Finding::Works, latency: SECOND / 10 },
        Slow => Reading { finding: Finding::Works, latency: 2 * SECOND },
        Down => Reading { finding: Finding::Unreachable, latency: SECOND / 10 },
    }
}

/// Servers find this at one interval, all at the same time.
async fn find(backend: &Backend, found: &[(&str, Verdict)]) {
    backend.clock.advance(30 * SECOND);
    let probe = backend.lookup_probe(&SYSTEM, ID).await.expect("the probe");
    let looks = found.iter().map(|(server, verdict)| {
        let (backend, probe) = (backend.clone(), probe.clone());
        let (server, reading) = ((*server).to_owned(), reading(*verdict));
        tokio::spawn(async move { backend.record_reading(&server, &probe, reading).await })
    });
    for look in looks.collect::<Vec<_>>() {
        look.await.expect("no panic").expect("recorded");
    }
}

async fn status(backend: &Backend, component: &str) -> ComponentStatus {
    backend.public_state().await.expect("a state").status_of(&key(component), backend.clock.now())
}

async fn watched(backend: &Backend) -> WatchedProbe {
    backend.list_probes(&SYSTEM).await.expect("read").remove(0)
}

async fn verdict(backend: &Backend) -> Option<Verdict> {
    watched(backend).await.agreed.map(|agreed| agreed.verdict)
}

#[tokio::test]
async fn enough_servers_raise_one_incident_and_lower_it() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend.add_probe(&SYSTEM, ID, &probe(2)).await.expect("made");
        backend.add_probe(&SYSTEM, ID, &probe(2)).await.expect("a form sent twice");
        assert_eq!(verdict(&backend).await, None, "nobody has looked");
        for _ in 0..3 {
            find(&backend, &[("seoul", Down)]).await;
        }
        assert_eq!(verdict(&backend).await, None, "one of two is too few");
        assert_eq!(status(&backend, "pay-qr").await, Operational);

        find(&backend, &[("seoul", Down), ("busan", Down), ("daegu", Up)]).await;
        assert_eq!(status(&backend, "pay-qr").await, Operational, "the second has found it only once");
        let first = backend.clock.now();
        find(&backend, &[("seoul", Down), ("busan", Down), ("daegu", Up)]).await;
        assert_eq!(status(&backend, "pay-qr").await, MajorOutage);
        assert_eq!(verdict(&backend).await, Some(Down));
        for _ in 0..3 {
            find(&backend, &[("seoul", Down), ("busan", Down), ("daegu", Down)]).await;
        }
        let incidents = backend.incidents().await.expect("read");
        assert_eq!((incidents.len(), incidents[0].updates.len()), (1, 1), "repeats double nothing");
        assert_eq!(incidents[0].impacts[0].start, first, "from when the second of them found it first");
        let log = backend.audit_page(&SYSTEM, None).await.expect("a log");
        assert_eq!((log[0].action.as_str(), log[0].actor.as_str()), ("incident.declared", &*format!("probe:{ID}")));

        find(&backend, &[("seoul", Slow), ("busan", Slow), ("daegu", Down)]).await;
        find(&backend, &[("seoul", Slow), ("busan", Slow), ("daegu", Down)]).await;
        assert_eq!(status(&backend, "pay-qr").await, DegradedPerformance, "better, but slow");

        let works = backend.clock.now().plus(30 * SECOND);
        for _ in 0..2 {
            find(&backend, &[("seoul", Up), ("busan", Up), ("daegu", Down)]).await;
        }
        assert_eq!(status(&backend, "pay-qr").await, Operational);
        let over = backend.incidents().await.expect("read").remove(0);
        let ended = over.impacts.iter().filter_map(|impact| impact.end).max();
        assert_eq!((over.status, ended), (IncidentStatus::Resolved, Some(works)));
        let watched = watched(&backend).await;
        let servers: Vec<_> = watched.results.iter().map(|result| (&*result.server, result.standing.last)).collect();
        assert_eq!(servers, [("busan", Up), ("daegu", Down), ("seoul", Up)]);
        assert_eq!(watched.standing.raised, None);
    }
}

#[tokio::test]
async fn an_old_result_leaves_the_state_unknown_and_lowers_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend.add_probe(&SYSTEM, ID, &probe(2)).await.expect("made");
        for _ in 0..2 {
            find(&backend, &[("seoul", Down), ("busan", Down)]).await;
        }
        assert_eq!(status(&backend, "pay-qr").await, MajorOutage);
        for _ in 0..4 {
            find(&backend, &[("seoul", Up)]).await;
        }
        assert_eq!(verdict(&backend).await, None, "busan is not heard of any more");
        assert_eq!(status(&backend, "pay-qr").await, MajorOutage, "and nobody says that it works");
        find(&backend, &[("seoul", Up), ("busan", Up)]).await;
        find(&backend, &[("seoul", Up), ("busan", Up)]).await;
        assert_eq!(status(&backend, "pay-qr").await, Operational);
        backend.clock.advance(8 * DAY);
        backend.sweep_probes().await.expect("swept");
        assert!(watched(&backend).await.results.is_empty());
    }
}

#[tokio::test]
async fn a_persons_word_wins_over_probes() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend.add_probe(&SYSTEM, ID, &probe(1)).await.expect("made");
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        for _ in 0..2 {
            find(&backend, &[("seoul", Down)]).await;
        }
        let incident = backend.incidents().await.expect("read").remove(0).id;
        backend.clock.advance(SECOND);
        let now = backend.clock.now();
        let milder = vec![ImpactChange::Set { component: key("pay-qr"), severity: Severity::Degraded, from: now }];
        let update = world::update(90, IncidentStatus::Identified, milder);
        backend.update_incident(&publisher, incident, &update).await.expect("a person");
        for _ in 0..2 {
            find(&backend, &[("seoul", Up)]).await;
        }
        assert_eq!(status(&backend, "pay-qr").await, DegradedPerformance, "the person ends it");
        for _ in 0..2 {
            find(&backend, &[("seoul", Down)]).await;
        }
        assert_eq!(status(&backend, "pay-qr").await, DegradedPerformance, "and decides how bad it is");
        let alerts = backend.standing_alerts(&SYSTEM).await.expect("read");
        assert!(alerts[0].alerts[0].is_held);
    }
}

#[tokio::test]
async fn a_probe_that_is_changed_paused_or_removed_counts_no_more() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend.add_probe(&SYSTEM, ID, &probe(1)).await.expect("made");
        let before = backend.lookup_probe(&SYSTEM, ID).await.expect("there");
        let raise = async || {
            for _ in 0..2 {
                find(&backend, &[("seoul", Down)]).await;
            }
        };
        raise().await;
        let elsewhere = Probe { component: key("pay-online"), ..probe(1) };
        backend.change_probe(&SYSTEM, ID, &elsewhere).await.expect("changed");
        assert_eq!(status(&backend, "pay-qr").await, Operational, "it is about another component");
        for _ in 0..3 {
            backend.record_reading("seoul", &before, reading(Down)).await.expect("dropped");
        }
        assert!(watched(&backend).await.results.is_empty(), "a look at what it was before");
        raise().await;
        assert_eq!(status(&backend, "pay-online").await, MajorOutage);
        let milder = Probe { severity: Severity::PartialOutage, ..elsewhere };
        backend.change_probe(&SYSTEM, ID, &milder).await.expect("changed");
        assert_eq!(status(&backend, "pay-online").await, MajorOutage, "until servers agree anew");
        raise().await;
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::PartialOutage);

        backend.clock.advance(SECOND);
        backend.pause_probe(&SYSTEM, ID, true).await.expect("paused");
        assert_eq!(status(&backend, "pay-online").await, Operational);
        assert!(backend.active_probes().await.expect("read").is_empty());
        raise().await;
        assert_eq!(status(&backend, "pay-online").await, Operational);
        backend.pause_probe(&SYSTEM, ID, false).await.expect("resumed");
        raise().await;
        assert_eq!(status(&backend, "pay-online").await, ComponentStatus::PartialOutage);
        backend.clock.advance(MINUTE);
        backend.remove_probe(&SYSTEM, ID).await.expect("removed");
        assert_eq!(status(&backend, "pay-online").await, Operational);
        assert!(matches!(backend.remove_probe(&SYSTEM, ID).await, Err(Error::NotFound)));
        let log = backend.audit_page(&SYSTEM, None).await.expect("a log");
        let acts: Vec<_> = log.iter().map(|entry| &*entry.action).filter(|act| act.starts_with("probe")).collect();
        let expected =
            ["probe.removed", "probe.resumed", "probe.paused", "probe.changed", "probe.changed", "probe.added"];
        assert_eq!(acts, expected);
    }
}

#[tokio::test]
async fn only_who_manages_settings_sets_up_what_can_be_looked_at() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        assert!(matches!(backend.add_probe(&publisher, ID, &probe(1)).await, Err(Error::Forbidden)));
        assert!(matches!(backend.try_probe(&publisher, &probe(1)).await, Err(Error::Forbidden)));
        assert!(backend.list_probes(&publisher).await.expect("read").is_empty());
        assert!(matches!(backend.list_probes(&Actor::Anonymous).await, Err(Error::Forbidden)));
        let wrong = Probe {
            name: " ".into(),
            component: key("maps"),
            target: Target::Http {
                url: "http://169.254.169.254/latest".into(),
                method: domain::probe::Method::Head,
                status_from: 300,
                status_to: 200,
                contains: Some("ok".into()),
                follows_redirects: false,
            },
            interval: SECOND,
            timeout: 2 * SECOND,
            slow_above: Some(3 * SECOND),
            thresholds: Thresholds { fail_after: 0, recover_after: 21, quorum: 0 },
            ..probe(1)
        };
        let Err(Error::Invalid(problems)) = backend.add_probe(&SYSTEM, ID, &wrong).await else { panic!("problems") };
        let fields: Vec<_> = problems.iter().map(|problem| &*problem.field).collect();
        assert_eq!(
            fields,
            [
                "name",
                "component",
                "url",
                "status_from",
                "contains",
                "interval",
                "timeout",
                "slow_above",
                "fail_after",
                "recover_after",
                "quorum"
            ]
        );
        let target = |target| Probe { target, ..probe(1) };
        let dns = |records, expected: &str| Target::Dns {
            name: "pay.example.com".into(),
            records,
            expected: Some(expected.to_owned()),
        };
        let endpoint = |host: &str| Endpoint { host: host.into(), port: 1 };
        for (target, field) in [
            (Target::Tcp { endpoint: endpoint("fe80::1") }, "endpoint"),
            (Target::Tls { endpoint: endpoint("a"), warn_days: Some(3), fail_days: 3 }, "warn_days"),
            (Target::Tls { endpoint: endpoint("a"), warn_days: None, fail_days: 366 }, "fail_days"),
            (dns(RecordKind::A, "fd00::1"), "expected"),
            (dns(RecordKind::Mx, "10 mx"), "expected"),
            (Target::Dns { name: "a..b".into(), records: RecordKind::A, expected: None }, "dns_name"),
        ]
        .map(|(one, field)| (target(one), field))
        {
            let refused = backend.check_probe(&SYSTEM, &target).await;
            let Err(Error::Invalid(problems)) = refused else { panic!("{:?} is a problem", target.target) };
            assert_eq!(problems[0].field, field);
        }
        let private = target(Target::Tcp { endpoint: endpoint("127.0.0.1") });
        backend.check_probe(&SYSTEM, &private).await.expect("one's own network is looked at");
    }
}
