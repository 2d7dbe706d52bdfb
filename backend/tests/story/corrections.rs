//! Impacts of the past that staff say anew: the record grows by it, and everything computed from it follows.

use backend::{Actor, Backend, Error, incidents::ImpactsCorrection, on, tokens::NewToken};
use domain::{
    component::ComponentStatus,
    correction::CorrectedImpact,
    id::TokenId,
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    time::{HOUR, Instant, MINUTE, Window},
    uptime::uptime_millionths,
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, correction, fire, key},
};

fn at(hours: i64) -> Instant {
    fire().plus(hours * HOUR)
}

fn partly(number: u128, from: i64, until: i64) -> ImpactsCorrection {
    correction(number, Some(Severity::PartialOutage), at(from), Some(at(until)))
}

/// The entries of the record, oldest first: revision, severity, hours from the fire on.
async fn entries(backend: &Backend) -> Vec<(i64, String, i64, Option<i64>)> {
    let rows: Vec<(i64, String, i64, Option<i64>)> = on!(backend.db, c => sqlx::query_as(
        "select revision, severity, started_at, ended_at from impact_entries
        order by recorded_at, revision, started_at").fetch_all(c))
    .expect("entries");
    let hours = |micros: i64| (micros - fire().0) / HOUR;
    rows.into_iter().map(|(revision, name, start, end)| (revision, name, hours(start), end.map(hours))).collect()
}

fn field(answer: Result<(), Error>) -> String {
    let Err(Error::Invalid(mut problems)) = answer else { panic!("{answer:?}") };
    problems.remove(0).field
}

#[tokio::test]
async fn a_past_severity_is_said_anew_beside_what_was_on_record() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        let incident = world::outage_over(&backend, &publisher).await;
        let before = entries(&backend).await;
        let month = Window::try_new(at(0), at(100)).expect("a window");
        let uptime = async || {
            let state = backend.public_state().await.expect("a state");
            uptime_millionths(&state.impacts_on(&key("pay-qr")), Instant(0), month).expect("counted")
        };
        assert_eq!(uptime().await, 600_000);

        backend.clock.advance(MINUTE);
        let preview = backend.preview_impacts_correction(&publisher, incident, &partly(9, 10, 20)).await;
        assert_eq!(preview.expect("a preview").entries.len(), 3);
        assert_eq!(entries(&backend).await, before, "nothing is published yet");
        for _ in 0..2 {
            backend.correct_impacts(&publisher, incident, &partly(9, 10, 20)).await.expect("corrected");
        }
        let found = backend.incident(incident).await.expect("read").expect("there");
        assert_eq!((found.status, found.updates.len()), (IncidentStatus::Resolved, 3), "sent twice, published once");
        assert!(found.updates[0].is_correction() && found.latest_news().id != found.updates[0].id);
        let published = CorrectedImpact {
            component: key("pay-qr"),
            from: at(10),
            until: Some(at(20)),
            was: Some(Severity::MajorOutage),
            now: Some(Severity::PartialOutage),
        };
        assert_eq!(found.updates[0].corrected_impacts, Some(vec![published]));
        let after = entries(&backend).await;
        assert_eq!(after[..2], before[..], "what was said stays as it was said");
        let whole = |revision, severity: &str, from, until| (revision, severity.to_owned(), from, Some(until));
        assert_eq!(
            after[2..],
            [whole(1, "partial_outage", 10, 20), whole(1, "major_outage", 20, 40), whole(3, "major_outage", 0, 10)]
        );
        // 30 hours wholly and 10 for a part
        assert_eq!(uptime().await, 670_000);

        // taken off, and said again; the incident stays public all the while
        backend.correct_impacts(&publisher, incident, &correction(10, None, at(0), Some(at(40)))).await.expect("none");
        assert_eq!(uptime().await, 1_000_000);
        let state = backend.public_state().await.expect("a state");
        assert!(state.incidents[0].impacts.is_empty() && state.incidents[0].worst().is_none());
        backend.correct_impacts(&publisher, incident, &partly(11, 0, 50)).await.expect("longer than before");
        assert_eq!(uptime().await, 850_000);
        let log = backend.audit_page(&SYSTEM, None).await.expect("the log");
        assert_eq!(
            (log[0].action.as_str(), log[0].detail.as_str()),
            ("incident.impacts_corrected", "1 corrections, 1 impacts")
        );
    }
}

#[tokio::test]
async fn a_correction_that_cannot_be_names_why_and_changes_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        let incident = world::outage_over(&backend, &publisher).await;
        let (before, seen) =
            (entries(&backend).await, backend.impact_entries(&publisher, incident).await.expect("two"));
        let correct = async |new: &ImpactsCorrection| backend.correct_impacts(&publisher, incident, new).await;
        for (wrong, expected) in [
            (partly(9, 20, 20), "impacts[0].until"),
            (partly(9, -1, 20), "impacts[0].from"),
            (correction(9, Some(Severity::Degraded), at(10), Some(backend.clock.now().plus(1))), "impacts[0].from"),
            (correction(9, Some(Severity::Degraded), at(10), None), "impacts[0].until"),
            (correction(9, Some(Severity::MajorOutage), at(10), Some(at(20))), "impacts[0].state"),
            (ImpactsCorrection { reason: Text::default(), ..partly(9, 10, 20) }, "reason_ko"),
            (ImpactsCorrection { corrections: Vec::new(), ..partly(9, 10, 20) }, "impacts"),
        ] {
            assert_eq!(field(correct(&wrong).await), expected, "{wrong:?}");
        }
        let both = [partly(9, 10, 20), partly(9, 19, 30)].map(|new| new.corrections[0].clone());
        let overlapping = ImpactsCorrection { corrections: both.to_vec(), ..partly(9, 0, 1) };
        assert_eq!(field(correct(&overlapping).await), "impacts[1].from");
        let mut unknown = partly(9, 10, 20);
        unknown.corrections[0].component = key("maps");
        assert_eq!(field(correct(&unknown).await), "impacts[0].component");
        for role in ["reviewer", "approver", "auditor", "administrator"] {
            let other = world::staff(&backend, role, role).await;
            let refused = backend.correct_impacts(&other, incident, &partly(9, 10, 20)).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role}: {refused:?}");
            let refused = backend.preview_impacts_correction(&other, incident, &partly(9, 10, 20)).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role}: {refused:?}");
        }
        let elsewhere =
            backend.correct_impacts(&publisher, domain::id::IncidentId(Uuid::nil()), &partly(9, 10, 20)).await;
        assert!(matches!(elsewhere, Err(Error::NotFound)));
        assert_eq!(entries(&backend).await, before);

        // two people who saw the same record: the second looks again
        let (one, two) = (partly(9, 10, 20), partly(10, 15, 25));
        let seen = |new: ImpactsCorrection| ImpactsCorrection { entries_seen: Some(seen), ..new };
        correct(&seen(one)).await.expect("the first");
        let second = correct(&seen(two)).await;
        assert!(matches!(second, Err(Error::Refused(_))), "{second:?}");
    }
}

async fn program(backend: &Backend) -> Actor {
    let new = NewToken {
        id: TokenId(Uuid::from_u128(80)),
        name: "배포".into(),
        scopes: "incidents:write".parse().expect("scopes"),
        expires_at: None,
    };
    let secret = backend.add_token(&SYSTEM, &new).await.expect("made").expect("new");
    backend.actor_of_secret(&secret).await.expect("read").expect("a token")
}

#[tokio::test]
async fn a_persons_correction_holds_against_programs_also_when_the_incident_is_over() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        let program = program(&backend).await;
        let incident = backend.declare_incident(&program, &world::outage()).await.expect("declared");
        // its own words a program may correct
        backend.correct_impacts(&program, incident, &partly(9, 10, 20)).await.expect("its own");
        backend.clock.advance(MINUTE);
        let lasts = correction(10, Some(Severity::Degraded), at(30), None);
        backend.correct_impacts(&publisher, incident, &lasts).await.expect("a person");
        let status =
            async || backend.public_state().await.expect("a state").status_of(&key("pay-qr"), backend.clock.now());
        assert_eq!(status().await, ComponentStatus::DegradedPerformance, "what lasts is as the person says");
        assert_eq!(field(backend.correct_impacts(&program, incident, &partly(11, 0, 5)).await), "impact-pay-qr");
        let worse = vec![ImpactChange::Set {
            component: key("pay-qr"),
            severity: Severity::MajorOutage,
            from: backend.clock.now(),
        }];
        let update = world::update(12, IncidentStatus::Identified, worse);
        assert_eq!(field(backend.update_incident(&program, incident, &update).await), "impact-pay-qr");
        let over = world::update(13, IncidentStatus::Resolved, Vec::new());
        backend.update_incident(&publisher, incident, &over).await.expect("over");
        assert_eq!(field(backend.correct_impacts(&program, incident, &partly(11, 0, 5)).await), "impact-pay-qr");
        backend.correct_impacts(&publisher, incident, &partly(14, 0, 5)).await.expect("a person may");
    }
}
