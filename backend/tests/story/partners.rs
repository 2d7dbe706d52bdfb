//! What is private, and the pages on which partners see it.

use std::collections::BTreeSet;

use backend::{
    Actor, Backend, Error,
    alerts::Told,
    components::ComponentDetails,
    incidents::NewIncident,
    mail::{KeptMail, Mailer},
    maintenance::{NewMaintenance, Plan, Repetition},
    partners::{LINK_LASTS, PartnerDetails},
    subscribers::{Lane, NewSubscription},
};
use domain::{
    alert::Alert,
    component::Audience,
    id::{HeartbeatId, IncidentId, MaintenanceId, ProofId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::{Language, Text},
    maintenance::{MaintenanceStatus, Repeat},
    partner::PartnerKey,
    subscription::Topic,
    time::{DAY, HOUR, Instant, MINUTE},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, key},
};

fn details(audience: Audience) -> ComponentDetails {
    ComponentDetails {
        name: Text::new("정산 내부망", "Settlement core"),
        description: Text::default(),
        uptime_from: Instant(0),
        only_if_degraded: false,
        audience,
        uptime_target: None,
    }
}

/// Two public components, and a private one in a group of its own.
async fn components(backend: &Backend) {
    world::components(backend).await;
    backend.add_group(&SYSTEM, "inner", &Text::new("내부", "Inner")).await.expect("added");
    backend.add_component(&SYSTEM, "core", &key("inner"), &details(Audience::Private)).await.expect("added");
}

fn incident(number: u128, failing: &[&str]) -> NewIncident {
    let fails = |component: &&str| ImpactChange::Set {
        component: key(component),
        severity: Severity::MajorOutage,
        from: world::fire(),
    };
    let changes = failing.iter().map(fails).collect();
    NewIncident {
        id: IncidentId(Uuid::from_u128(number)),
        update: world::update(number + 1, IncidentStatus::Investigating, changes),
        ..world::outage()
    }
}

async fn mails(backend: &Backend) -> Vec<KeptMail> {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
    backend.deliver_due(&mailer).await.expect("delivered");
    let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
    kept.list(100).expect("mails")
}

async fn subscribe(backend: &Backend, email: &str, topic: &str) {
    backend.request_subscription(world::fresh_request(backend), &asked(email, topic)).await.expect("asked");
    let mail = mails(backend).await.remove(0).mail;
    let token = mail.text.split("/subscribe/confirm/").nth(1).expect("a link").split_whitespace().next();
    backend.confirm_subscription(token.expect("a token")).await.expect("confirmed");
}

fn asked(email: &str, topic: &str) -> NewSubscription {
    let topics = BTreeSet::from([Topic::parse(topic).expect("a topic")]);
    NewSubscription { email: email.into(), url: None, topics, language: Language::Ko }
}

/// Who is told of what was published last.
async fn told(backend: &Backend) -> Vec<String> {
    world::work(backend).await;
    let batch = backend.lease_deliveries(Lane::Mail, 100).await.expect("leased");
    let mut told: Vec<_> = batch.due.into_iter().map(|due| due.subscriber.email).collect();
    told.sort();
    told
}

#[tokio::test]
async fn what_is_private_is_in_no_public_state_and_told_to_no_subscriber() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        components(&backend).await;
        subscribe(&backend, "all@example.com", "all").await;
        subscribe(&backend, "pay@example.com", "component:pay-qr").await;
        // they asked while it was public
        backend
            .change_component(&SYSTEM, &key("core"), &key("inner"), &details(Audience::Public), true)
            .await
            .expect("ok");
        subscribe(&backend, "core@example.com", "component:core").await;
        subscribe(&backend, "inner@example.com", "group:inner").await;
        let back = details(Audience::Private);
        backend.change_component(&SYSTEM, &key("core"), &key("inner"), &back, true).await.expect("private again");

        backend.declare_incident(&SYSTEM, &incident(10, &["core"])).await.expect("declared");
        assert_eq!(told(&backend).await, Vec::<String>::new());
        let public = backend.public_state().await.expect("a state");
        assert!(public.incidents.is_empty() && public.groups.len() == 1);
        assert_eq!(backend.record(&SYSTEM).await.expect("all").into_whole().incidents.len(), 1);
        for nobody in [Actor::Anonymous, Actor::Heartbeat(HeartbeatId(Uuid::nil()))] {
            assert!(matches!(backend.record(&nobody).await, Err(Error::Forbidden)));
        }
        for topic in ["component:core", "group:inner", &format!("incident:{}", Uuid::from_u128(10))] {
            let refused =
                backend.request_subscription(world::fresh_request(&backend), &asked("kim@example.com", topic)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{topic}");
        }
        let proof = backend.issue_proof(&SYSTEM, ProofId(Uuid::from_u128(1)), IncidentId(Uuid::from_u128(10))).await;
        assert!(matches!(proof, Err(Error::Refused(_))), "nothing was published");

        backend.declare_incident(&SYSTEM, &incident(20, &["core", "pay-qr"])).await.expect("declared");
        assert_eq!(told(&backend).await, ["all@example.com", "pay@example.com"]);
        let public = backend.public_state().await.expect("a state");
        let impacts: Vec<_> = public.incidents[0].impacts.iter().map(|impact| impact.component.as_str()).collect();
        assert_eq!(impacts, ["pay-qr"]);
        let id = ProofId(Uuid::from_u128(2));
        backend.issue_proof(&SYSTEM, id, IncidentId(Uuid::from_u128(20))).await.expect("issued");
        let document = backend.proof(&SYSTEM, id).await.expect("the proof").document;
        assert!(document.contains("pay-qr") && !document.contains("core"), "{document}");
    }
}

#[tokio::test]
async fn maintenance_and_alerts_of_private_components_say_nothing_of_them() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        components(&backend).await;
        subscribe(&backend, "all@example.com", "all").await;
        let start = backend.clock.now().plus(2 * HOUR);
        let plan = |number, components: &[&str]| Plan {
            entry: UpdateId(Uuid::from_u128(number)),
            status: MaintenanceStatus::Scheduled,
            title: Text::new("점검", ""),
            body: Text::new("바꿉니다.", ""),
            start,
            end: start.plus(HOUR),
            components: components.iter().map(|name| key(name)).collect(),
        };
        for (number, components) in [(1, &["core"][..]), (2, &["core", "pay-qr"])] {
            let id = MaintenanceId(Uuid::from_u128(number));
            let new = NewMaintenance {
                id,
                plan: plan(number, components),
                repeat: Repetition::Plain(Repeat::Never),
                until: None,
            };
            backend.schedule_maintenance(&SYSTEM, &new).await.expect("scheduled");
        }
        backend.keep_maintenance_times().await.expect("reminded");
        world::work(&backend).await;
        let due = backend.lease_deliveries(Lane::Mail, 100).await.expect("leased").due;
        assert!(!due.is_empty() && due.iter().all(|due| due.notice.subject == Uuid::from_u128(2)), "of the public one");
        let public = backend.public_state().await.expect("a state").maintenances;
        assert_eq!(public.len(), 1);
        assert_eq!(public[0].components, [key("pay-qr")]);

        let alert = |component: &str| Alert {
            fingerprint: component.into(),
            name: "Down".into(),
            component: key(component),
            severity: Severity::MajorOutage,
            started_at: backend.clock.now(),
            ended_at: None,
            is_held: false,
        };
        let tell = |group: &str, alerts| Told { key: group.into(), alerts, is_whole: true };
        let alone = backend.receive_alerts(&SYSTEM, tell("a", vec![alert("core")])).await.expect("taken").incident;
        let mixed = tell("b", vec![alert("core"), alert("pay-qr")]);
        let mixed = backend.receive_alerts(&SYSTEM, mixed).await.expect("taken").incident;
        let title = async |id: Option<IncidentId>| {
            backend.incident(id.expect("raised")).await.expect("read").expect("there").title
        };
        assert_eq!(title(alone).await.ko, "이상 감지");
        assert_eq!(title(mixed).await.ko, "매장 QR 결제 이상 감지");
    }
}

#[tokio::test]
async fn an_audience_changes_only_for_who_knows_what_follows() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        components(&backend).await;
        let admin = world::staff(&backend, "admin", "administrator,auditor").await;
        let change = async |audience, is_confirmed| {
            backend.change_component(&admin, &key("core"), &key("inner"), &details(audience), is_confirmed).await
        };
        let refused = change(Audience::Public, false).await;
        assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "audience_confirmed"));
        change(Audience::Private, false).await.expect("nothing changes");
        change(Audience::Public, true).await.expect("made public");
        assert!(backend.public_state().await.expect("a state").component(&key("core")).is_some());
        let log = backend.audit_page(&admin, None).await.expect("the log");
        assert!(log.iter().any(|entry| entry.action == "component.made_public" && entry.subject == "component:core"));
    }
}

fn page(addresses: &str, networks: &str) -> PartnerDetails {
    PartnerDetails {
        name: Text::new("카드사", "Card networks"),
        components: BTreeSet::from([key("core"), key("pay-qr")]),
        addresses: addresses.into(),
        networks: networks.into(),
    }
}

async fn secret(backend: &Backend, page: &PartnerKey, email: &str) -> Option<String> {
    backend.clock.advance(1);
    backend.request_partner_link(page, email, Language::En).await.expect("asked");
    let mail = mails(backend).await.into_iter().next()?.mail;
    assert_eq!(mail.to, email);
    let link = mail.text.split(&format!("/en/partners/{page}/sign-in/")).nth(1).expect("a link");
    link.split_whitespace().next().map(str::to_owned)
}

#[tokio::test]
async fn a_link_lets_in_once_for_its_page_and_its_time_and_only_who_is_on_the_list() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        components(&backend).await;
        let card = backend.add_partner_page(&SYSTEM, "card", &page("Lee@card.example\nkim@card.example", "")).await;
        let card = card.expect("added");
        let bank = backend.add_partner_page(&SYSTEM, "bank", &page("lee@card.example", "")).await.expect("added");
        assert_eq!(secret(&backend, &card, "stranger@example.com").await, None);
        let nowhere = PartnerKey::parse("nowhere").expect("a key");
        assert_eq!(secret(&backend, &nowhere, "lee@card.example").await, None);

        let link = secret(&backend, &card, "lee@card.example").await.expect("a link");
        assert!(matches!(backend.use_partner_link(&bank, &link).await, Err(Error::Refused(_))), "of another page");
        let lee = backend.use_partner_link(&card, &link).await.expect("in");
        let found = backend.partner_page_to_enter(&card).await.expect("read").expect("the page");
        assert!(found.admits(lee));
        assert!(!backend.partner_page_to_enter(&bank).await.expect("read").expect("the page").admits(lee));
        assert!(matches!(backend.use_partner_link(&card, &link).await, Err(Error::Refused(_))), "used");

        let late = secret(&backend, &card, "lee@card.example").await.expect("a link");
        backend.clock.advance(LINK_LASTS);
        assert!(matches!(backend.use_partner_link(&card, &late).await, Err(Error::Refused(_))), "too late");

        let waiting = secret(&backend, &card, "kim@card.example").await.expect("a link");
        backend.change_partner_page(&SYSTEM, &card, &page("lee@card.example", "")).await.expect("changed");
        assert!(backend.use_partner_link(&card, &waiting).await.is_err(), "off the list");
        let found = backend.partner_page_to_enter(&card).await.expect("read").expect("the page");
        assert!(found.admits(lee), "who stays on the list stays in");
        backend.change_partner_page(&SYSTEM, &card, &page("", "")).await.expect("changed");
        backend.change_partner_page(&SYSTEM, &card, &page("lee@card.example", "")).await.expect("changed");
        let found = backend.partner_page_to_enter(&card).await.expect("read").expect("the page");
        assert!(!found.admits(lee), "who was off it comes in anew");

        backend.clock.advance(2 * DAY);
        backend.sweep_people().await.expect("swept");
        let auditor = world::staff(&backend, "auditor", "auditor").await;
        let log = backend.audit_page(&auditor, None).await.expect("the log");
        assert!(log.iter().any(|entry| entry.action == "partner_page.entered"));
        assert!(log.iter().all(|entry| !entry.detail.contains("card.example")), "no personal data");
    }
}

#[tokio::test]
async fn pages_are_managed_by_administrators_and_every_bad_line_is_named() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        components(&backend).await;
        let admin = world::staff(&backend, "admin", "administrator").await;
        let publisher = world::staff(&backend, "publisher", "publisher,approver").await;
        let bad = PartnerDetails {
            components: BTreeSet::from([key("nothing")]),
            ..page("lee@card.example\nlee\n\nkim@", "0.0.0.0/0\n203.0.113.9")
        };
        let Err(Error::Invalid(problems)) = backend.add_partner_page(&admin, "Card", &bad).await else {
            panic!("problems")
        };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["key", "components", "addresses", "addresses", "networks"]);
        let good = page("lee@card.example\n LEE@card.example ", "203.0.113.9/24\n2001:db8::/32");
        let card = backend.add_partner_page(&admin, "card", &good).await.expect("added");
        assert!(matches!(backend.add_partner_page(&admin, "card", &good).await, Err(Error::Invalid(_))), "taken");
        let found = backend.partner_page(&admin, &card).await.expect("the page");
        assert_eq!((found.addresses.len(), found.networks.len()), (1, 2));
        assert!(found.opens_for("203.0.113.200".parse().expect("an address")));
        assert!(matches!(backend.partner_pages(&publisher).await, Err(Error::Forbidden)));
        assert!(matches!(backend.change_partner_page(&publisher, &card, &good).await, Err(Error::Forbidden)));
        assert!(matches!(backend.remove_partner_page(&publisher, &card).await, Err(Error::Forbidden)));
        let link = secret(&backend, &card, "lee@card.example").await.expect("a link");
        backend.clock.advance(MINUTE);
        backend.remove_partner_page(&admin, &card).await.expect("removed");
        assert!(backend.use_partner_link(&card, &link).await.is_err());
        assert!(matches!(backend.remove_partner_page(&admin, &card).await, Err(Error::NotFound)));
        assert_eq!(backend.partner_page_to_enter(&card).await.expect("read"), None);
    }
}
