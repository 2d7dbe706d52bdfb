//! Components that do something else than before: webhooks are told of each once, people of what caused it. And a
//! maintenance is told when it is planned.

use std::collections::BTreeSet;

use backend::{
    Backend,
    maintenance::{NewMaintenance, Plan, Repetition},
    subscribers::{Due, Lane, NewSubscription},
};
use chrono::NaiveDate;
use domain::{
    component::{ComponentChange, ComponentStatus as Status},
    id::{IncidentId, MaintenanceId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::{Language, Text},
    maintenance::{MaintenanceStatus, Repeat},
    subscription::{NoticeKind, Topic},
    time::{DAY, HOUR, MINUTE},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, key},
};

/// Subscribes and confirms.
async fn subscribe(backend: &Backend, email: &str, url: Option<&str>, topic: &str) {
    use backend::mail::Mailer;
    let topics = BTreeSet::from([Topic::parse(topic).expect("a topic")]);
    let new = NewSubscription { email: email.into(), url: url.map(Into::into), topics, language: Language::Ko };
    backend.request_subscription(world::fresh_request(backend), &new).await.expect("asked");
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
    backend.deliver_due(&mailer).await.expect("delivered");
    let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
    let text = kept.list(1).expect("mails").remove(0).mail.text;
    let token = text.split("/subscribe/confirm/").nth(1).and_then(|rest| rest.split_whitespace().next());
    backend.confirm_subscription(token.expect("a link")).await.expect("confirmed");
}

/// Everybody that components may concern or not.
async fn everybody(backend: &Backend) {
    world::components(backend).await;
    for (email, url, topic) in [
        ("all@example.com", Some("https://example.com/all"), "all"),
        ("qr@example.com", Some("https://example.com/qr"), "component:pay-qr"),
        ("group@example.com", Some("https://example.com/group"), "group:pay"),
        ("online@example.com", Some("https://example.com/online"), "component:pay-online"),
        ("slack@example.com", Some("https://hooks.slack.com/services/1"), "all"),
        ("kim@example.com", None, "all"),
    ] {
        subscribe(backend, email, url, topic).await;
    }
}

/// What is due in a lane; the clock moves on so that nothing of it is due again soon.
async fn due(backend: &Backend, lane: Lane) -> Vec<Due> {
    world::work(backend).await;
    let due = backend.lease_deliveries(lane, 100).await.expect("leased").due;
    let sent = |due: &Due| backend::subscribers::Settled {
        due: due.clone(),
        outcome: backend::subscribers::Outcome::Sent,
        status: Some(200),
    };
    backend.settle_deliveries(&due.iter().map(sent).collect::<Vec<_>>()).await.expect("settled");
    backend.clock.advance(MINUTE);
    due
}

/// Who was told of which change.
async fn changes(backend: &Backend) -> Vec<(String, String, Status, Status)> {
    let told = |due: Due| {
        let ComponentChange { component, from, to, .. } = due.change?;
        assert_eq!(due.notice.kind, NoticeKind::Component);
        Some((due.subscriber.email, component.to_string(), from, to))
    };
    let mut told: Vec<_> = due(backend, Lane::Hook).await.into_iter().filter_map(told).collect();
    told.sort();
    told
}

fn expected(emails: &[&str], component: &str, from: Status, to: Status) -> Vec<(String, String, Status, Status)> {
    emails.iter().map(|email| ((*email).to_owned(), component.to_owned(), from, to)).collect()
}

const CONCERNED: [&str; 3] = ["all@example.com", "group@example.com", "qr@example.com"];

#[tokio::test]
async fn a_webhook_is_told_of_each_component_that_changes_once() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        everybody(&backend).await;
        let incident = backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        backend.declare_incident(&SYSTEM, &world::outage()).await.expect("sent twice");
        assert_eq!(changes(&backend).await, expected(&CONCERNED, "pay-qr", Status::Operational, Status::MajorOutage));
        let mails = due(&backend, Lane::Mail).await;
        assert_eq!(mails.len(), 1, "people get the update alone");
        let update = world::update(3, IncidentStatus::Identified, vec![]);
        backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
        assert_eq!(changes(&backend).await, [], "nothing changed");

        // a second incident makes nothing worse
        let mut other = world::outage();
        (other.id, other.update.id) = (IncidentId(Uuid::from_u128(7)), UpdateId(Uuid::from_u128(8)));
        other.update.changes =
            vec![ImpactChange::Set { component: key("pay-qr"), severity: Severity::Degraded, from: world::fire() }];
        backend.declare_incident(&SYSTEM, &other).await.expect("declared");
        assert_eq!(changes(&backend).await, [], "the worst one counts");
        let end = world::update(4, IncidentStatus::Resolved, vec![]);
        backend.update_incident(&SYSTEM, incident, &end).await.expect("resolved");
        let slow = expected(&CONCERNED, "pay-qr", Status::MajorOutage, Status::DegradedPerformance);
        assert_eq!(changes(&backend).await, slow);
        let end = world::update(5, IncidentStatus::Resolved, vec![]);
        backend.update_incident(&SYSTEM, other.id, &end).await.expect("resolved");
        let well = expected(&CONCERNED, "pay-qr", Status::DegradedPerformance, Status::Operational);
        assert_eq!(changes(&backend).await, well);

        let auditor = world::staff(&backend, "auditor", "auditor").await;
        let progress = backend.sending_progress(&auditor).await.expect("progress");
        assert_eq!(progress.len(), 5, "as many as there are updates");
        assert!(progress.iter().all(|progress| progress.kind == NoticeKind::Incident));
    }
}

#[tokio::test]
async fn where_no_webhook_is_nothing_is_noted_but_the_state() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let incident = backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        subscribe(&backend, "all@example.com", Some("https://example.com/all"), "all").await;
        assert_eq!(changes(&backend).await, []);
        let end = world::update(4, IncidentStatus::Resolved, vec![]);
        backend.update_incident(&SYSTEM, incident, &end).await.expect("resolved");
        let well = expected(&["all@example.com"], "pay-qr", Status::MajorOutage, Status::Operational);
        assert_eq!(changes(&backend).await, well);
    }
}

fn planned(backend: &Backend, days: i64, repeat: Repeat) -> NewMaintenance {
    let start = backend.clock.now().plus(days * DAY + HOUR);
    let plan = Plan {
        entry: UpdateId(Uuid::from_u128(100)),
        status: MaintenanceStatus::Scheduled,
        title: Text::new("결제 점검", "Payment maintenance"),
        body: Text::new("장비를 바꿉니다.", "We replace equipment."),
        start,
        end: start.plus(2 * HOUR),
        components: vec![key("pay-qr")],
    };
    let until = NaiveDate::from_ymd_opt(2022, 12, 31);
    NewMaintenance { id: MaintenanceId(Uuid::from_u128(90)), plan, repeat: Repetition::Plain(repeat), until }
}

#[tokio::test]
async fn a_maintenance_changes_its_components_and_is_told_when_it_is_planned() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        everybody(&backend).await;
        let new = planned(&backend, 3, Repeat::Weekly);
        for _ in 0..2 {
            backend.schedule_maintenance(&SYSTEM, &new).await.expect("scheduled");
        }
        let mails = due(&backend, Lane::Mail).await;
        assert_eq!(mails.len(), 1, "once, for all repetitions");
        assert_eq!((mails[0].notice.kind, mails[0].notice.entry), (NoticeKind::Maintenance, new.plan.entry));
        assert_eq!(changes(&backend).await, [], "nothing is worked on yet");
        backend.clock.advance(3 * DAY + HOUR);
        let other = backend.clone();
        let (one, two) = tokio::join!(backend.keep_maintenance_times(), other.keep_maintenance_times());
        assert!(one.is_ok() || two.is_ok());
        backend.keep_maintenance_times().await.expect("nothing more");
        let begun = expected(&CONCERNED, "pay-qr", Status::Operational, Status::UnderMaintenance);
        assert_eq!(changes(&backend).await, begun);
        backend.clock.advance(2 * HOUR);
        backend.keep_maintenance_times().await.expect("ended");
        let ended = expected(&CONCERNED, "pay-qr", Status::UnderMaintenance, Status::Operational);
        assert_eq!(changes(&backend).await, ended);
    }
}

#[tokio::test]
async fn a_maintenance_that_begins_soon_is_told_by_its_reminder_alone() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        everybody(&backend).await;
        backend.schedule_maintenance(&SYSTEM, &planned(&backend, 0, Repeat::Never)).await.expect("scheduled");
        assert!(due(&backend, Lane::Mail).await.is_empty());
        backend.keep_maintenance_times().await.expect("reminded");
        let mails = due(&backend, Lane::Mail).await;
        assert_eq!(mails.iter().map(|due| due.notice.kind).collect::<Vec<_>>(), [NoticeKind::Reminder]);
    }
}
