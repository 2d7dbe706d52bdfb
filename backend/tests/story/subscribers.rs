//! Subscribers: asked twice, told once, forgotten when they leave.

use std::collections::BTreeSet;

use backend::{
    Actor, Backend, Error, Sending,
    mail::{KeptMail, Mailer},
    outbox::Pace,
    proofs::ProofKey,
    subscribers::{Due, Lane, LinkKey, NewSubscription, Outcome, REQUEST_LASTS, Settled},
    webhooks::Hooks,
};
use domain::{
    incident::IncidentStatus,
    language::Language,
    subscription::{Channel, NoticeKind, Topic},
    time::{DAY, HOUR, MINUTE, SECOND},
};

use crate::{
    support,
    world::{self, SYSTEM},
};

fn topics(texts: &[&str]) -> BTreeSet<Topic> {
    texts.iter().map(|text| Topic::parse(text).expect("a topic")).collect()
}

fn by_mail(email: &str, texts: &[&str]) -> NewSubscription {
    NewSubscription { email: email.into(), url: None, topics: topics(texts), language: Language::Ko }
}

fn by_webhook(email: &str, url: &str) -> NewSubscription {
    NewSubscription { url: Some(url.into()), ..by_mail(email, &["all"]) }
}

/// The mails that wait, sent into a folder.
async fn mails(backend: &Backend) -> Vec<KeptMail> {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
    backend.deliver_due(&mailer).await.expect("delivered");
    let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
    kept.list(100).expect("mails")
}

fn token(mail: &KeptMail) -> String {
    let rest = mail.mail.text.split("/subscribe/confirm/").nth(1).expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

/// Subscribes and confirms; gives the token to manage it by.
async fn subscribe(backend: &Backend, new: &NewSubscription) -> String {
    backend.request_subscription(world::fresh_request(backend), new).await.expect("asked");
    let mail = mails(backend).await.remove(0);
    assert_eq!(mail.mail.to, new.email.to_lowercase());
    backend.clock.advance(SECOND);
    backend.confirm_subscription(&token(&mail)).await.expect("confirmed")
}

/// Queues what was published and takes all of a lane.
async fn due(backend: &Backend, lane: Lane) -> Vec<Due> {
    world::work(backend).await;
    backend.lease_deliveries(lane, 100).await.expect("leased").due
}

fn told(due: &[Due]) -> Vec<&str> {
    let mut told: Vec<_> = due.iter().map(|due| due.subscriber.email.as_str()).collect();
    told.sort_unstable();
    told
}

async fn settle(backend: &Backend, due: &[Due], outcome: Outcome) {
    let settled: Vec<_> =
        due.iter().map(|due| Settled { due: due.clone(), outcome: outcome.clone(), status: None }).collect();
    backend.settle_deliveries(&settled).await.expect("settled");
}

#[tokio::test]
async fn an_address_is_confirmed_first_and_asking_again_adds() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let manage = subscribe(&backend, &by_mail("Kim@Example.com", &["component:pay-qr"])).await;
        let found = backend.subscriber_by_link(&manage).await.expect("a subscriber");
        assert_eq!((found.channel, found.topics), (Channel::Email, topics(&["component:pay-qr"])));

        let again = subscribe(&backend, &by_mail("kim@example.com", &["group:pay"])).await;
        assert_eq!(again, manage, "the same subscription");
        let found = backend.subscriber_by_link(&manage).await.expect("a subscriber");
        assert_eq!(found.topics, topics(&["component:pay-qr", "group:pay"]));
        subscribe(&backend, &by_mail("kim@example.com", &["all"])).await;
        let found = backend.subscriber_by_link(&manage).await.expect("a subscriber");
        assert_eq!(found.topics, topics(&["all"]));

        backend.change_subscription(&manage, &topics(&["group:pay"]), Language::En).await.expect("changed");
        let found = backend.subscriber_by_link(&manage).await.expect("a subscriber");
        assert_eq!((found.topics, found.language), (topics(&["group:pay"]), Language::En));
        for _ in 0..2 {
            backend.unsubscribe(&manage).await.expect("ended");
        }
        assert!(matches!(backend.subscriber_by_link(&manage).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn what_nobody_confirms_is_told_nothing_and_removed() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        backend
            .request_subscription(world::fresh_request(&backend), &by_mail("kim@example.com", &["all"]))
            .await
            .expect("asked");
        let link = token(&mails(&backend).await[0]);
        assert!(matches!(backend.subscriber_by_link(&link).await, Err(Error::NotFound)), "it does not manage");
        backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        assert!(due(&backend, Lane::Mail).await.is_empty());
        backend.clock.advance(REQUEST_LASTS + MINUTE);
        assert!(matches!(backend.confirm_subscription(&link).await, Err(Error::Refused(_))), "too late");
        backend.sweep_subscribers().await.expect("swept");
        backend.clock.advance(-DAY);
        assert!(matches!(backend.confirm_subscription(&link).await, Err(Error::Refused(_))), "removed");
        assert!(matches!(backend.confirm_subscription("no link").await, Err(Error::Refused(_))));
    }
}

#[tokio::test]
async fn a_request_that_comes_twice_is_taken_once() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let (id, new) = (world::fresh_request(&backend), by_mail("kim@example.com", &["all"]));
        for _ in 0..2 {
            backend.request_subscription(id, &new).await.expect("the same answer");
        }
        assert_eq!(mails(&backend).await.len(), 1);
    }
}

#[tokio::test]
async fn a_mailbox_cannot_be_flooded_and_no_answer_tells() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        for _ in 0..6 {
            backend
                .request_subscription(world::fresh_request(&backend), &by_mail("kim@example.com", &["all"]))
                .await
                .expect("the same answer");
        }
        assert_eq!(mails(&backend).await.len(), 3);
        backend.clock.advance(HOUR + MINUTE);
        backend
            .request_subscription(world::fresh_request(&backend), &by_mail("kim@example.com", &["all"]))
            .await
            .expect("asked");
        assert_eq!(mails(&backend).await.len(), 1);
    }
}

#[tokio::test]
async fn bad_requests_are_refused_by_field() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        for (new, field) in [
            (by_mail("kim", &["all"]), "email"),
            (by_mail("kim@example.com", &[]), "topics"),
            (by_mail("kim@example.com", &["component:no-such"]), "topics"),
            (by_webhook("kim@example.com", "http://example.com/hook"), "url"),
            (by_webhook("kim@example.com", "https://192.168.0.1/hook"), "url"),
            (by_webhook("kim@example.com", "hook"), "url"),
        ] {
            let Err(Error::Invalid(problems)) =
                backend.request_subscription(world::fresh_request(&backend), &new).await
            else {
                panic!("{new:?}")
            };
            assert_eq!(problems[0].field, field, "{new:?}");
        }
        assert!(mails(&backend).await.is_empty());
    }
}

#[tokio::test]
async fn an_update_goes_once_to_everybody_whom_it_concerns() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let asked: [(&str, &[&str]); 5] = [
            ("all@example.com", &["all"]),
            ("group@example.com", &["group:pay"]),
            ("qr@example.com", &["component:pay-qr", "group:pay"]),
            ("online@example.com", &["component:pay-online"]),
            ("left@example.com", &["all"]),
        ];
        let mut links = Vec::new();
        for (email, texts) in asked {
            links.push(subscribe(&backend, &by_mail(email, texts)).await);
        }
        let incident = backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        world::work(&backend).await;
        backend.unsubscribe(&links[4]).await.expect("left after it was queued");

        let (one, other) =
            tokio::join!(backend.lease_deliveries(Lane::Mail, 2), backend.lease_deliveries(Lane::Mail, 2));
        let mut all = one.expect("leased").due;
        all.extend(other.expect("leased").due);
        all.extend(due(&backend, Lane::Mail).await);
        assert_eq!(told(&all), ["all@example.com", "group@example.com", "qr@example.com"]);
        assert!(all.iter().all(|due| due.notice.kind == NoticeKind::Incident && due.notice.subject == incident.0));
        settle(&backend, &all, Outcome::Sent).await;
        settle(&backend, &all, Outcome::Sent).await;
        let auditor = world::staff(&backend, "auditor", "auditor").await;
        let progress = backend.sending_progress(&auditor).await.expect("progress").remove(0);
        assert_eq!((progress.queued, progress.sent, progress.failed, progress.is_queued), (3, 3, 0, true));

        let follower = by_mail("follower@example.com", &[&format!("incident:{incident}")]);
        subscribe(&backend, &follower).await;
        let update = world::update(3, IncidentStatus::Resolved, vec![]);
        backend.update_incident(&SYSTEM, incident, &update).await.expect("resolved");
        let all = due(&backend, Lane::Mail).await;
        assert_eq!(told(&all), ["all@example.com", "follower@example.com", "group@example.com", "qr@example.com"]);
        backend.clock.advance(HOUR);
        assert_eq!(due(&backend, Lane::Mail).await.len(), 4, "who took them died; somebody else does it");
    }
}

#[tokio::test]
async fn a_failing_delivery_is_tried_again_and_a_dead_webhook_is_ended() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let mail = subscribe(&backend, &by_mail("kim@example.com", &["all"])).await;
        let incident = backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        let all = due(&backend, Lane::Mail).await;
        settle(&backend, &all, Outcome::Again("busy".into())).await;
        assert!(due(&backend, Lane::Mail).await.is_empty(), "not yet");
        backend.clock.advance(MINUTE);
        let all = due(&backend, Lane::Mail).await;
        assert_eq!(all[0].attempt, 2);
        settle(&backend, &all, Outcome::Refused("no such mailbox".into())).await;

        let hook = subscribe(&backend, &by_webhook("kim@example.com", "https://hooks.example.com/secret")).await;
        assert_ne!(mail, hook);
        for number in 0..3_u128 {
            let update = world::update(10 + number, IncidentStatus::Investigating, vec![]);
            backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
            for _ in 0..9 {
                backend.clock.advance(3 * HOUR);
                let all = due(&backend, Lane::Hook).await;
                assert_eq!(all.len(), 1);
                settle(&backend, &all, Outcome::Again("the receiver cannot be reached".into())).await;
            }
            backend.clock.advance(3 * HOUR);
            assert!(due(&backend, Lane::Hook).await.is_empty(), "nine tries are enough");
        }
        assert!(backend.subscriber_by_link(&hook).await.expect("there").ended_at.is_some());
        assert_eq!(backend.attempts_by_link(&hook).await.expect("a log").len(), 27);
        let ended = mails(&backend).await.into_iter().find(|kept| kept.mail.subject.contains("hooks.example.com"));
        let text = ended.expect("its owner is told").mail.text;
        assert!(text.contains(&format!("/subscribe/manage/{hook}")) && !text.contains("secret"), "{text}");
        let update = world::update(20, IncidentStatus::Investigating, vec![]);
        backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
        assert!(due(&backend, Lane::Hook).await.is_empty());
        backend.change_subscription(&hook, &topics(&["all"]), Language::Ko).await.expect("begun again");
        let update = world::update(21, IncidentStatus::Investigating, vec![]);
        backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
        assert_eq!(due(&backend, Lane::Hook).await.len(), 1);
    }
}

#[tokio::test]
async fn staff_see_masked_addresses_and_who_may_removes_one() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        subscribe(&backend, &by_mail("kimcafe@example.com", &["all"])).await;
        subscribe(&backend, &by_mail("lee@example.com", &["group:pay"])).await;
        subscribe(&backend, &by_webhook("ops@example.com", "https://hooks.slack.com/services/T/B/secret")).await;
        let admin = world::staff(&backend, "admin", "administrator").await;
        let auditor = world::staff(&backend, "auditor", "auditor").await;
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        let (channels, found_topics) = backend.count_subscribers(&auditor).await.expect("counts");
        let count = |channel| channels.iter().find(|counted| counted.of == channel).map(|counted| counted.count);
        assert_eq!((count(Channel::Email), count(Channel::Slack)), (Some(2), Some(1)));
        assert_eq!(found_topics[0].count, 2);
        let page = backend.list_subscribers(&auditor, "", 0, 2).await.expect("a page");
        assert_eq!((page.total, page.listed.len()), (3, 2));
        assert_eq!(page.listed[0].address, "hooks.slack.com (op***@example.com)");
        let found = async |search: &str| backend.list_subscribers(&auditor, search, 0, 9).await.expect("a page");
        assert_eq!(found("KIM").await.total, 1);
        assert_eq!(found("%").await.total, 0);
        assert_eq!(found("hooks.slack").await.total, 1);
        let id = found("kim").await.listed[0].id;
        for actor in [&auditor, &reviewer, &Actor::Anonymous] {
            assert!(matches!(backend.remove_subscriber(actor, id).await, Err(Error::Forbidden)));
        }
        assert!(matches!(backend.list_subscribers(&reviewer, "", 0, 9).await, Err(Error::Forbidden)));
        backend.remove_subscriber(&admin, id).await.expect("removed");
        assert_eq!(found("").await.total, 2);
        assert!(matches!(backend.remove_subscriber(&admin, id).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn what_was_sent_long_ago_is_forgotten() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        subscribe(&backend, &by_mail("kim@example.com", &["all"])).await;
        backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        let all = due(&backend, Lane::Mail).await;
        settle(&backend, &all, Outcome::Sent).await;
        backend.clock.advance(31 * DAY);
        backend.sweep_subscribers().await.expect("swept");
        let progress = backend.sending_progress(&SYSTEM).await.expect("progress").remove(0);
        assert_eq!((progress.queued, progress.sent), (1, 1), "what was counted stays");
        let (left,): (i64,) =
            backend::on!(backend.db, c => sqlx::query_as("select count(*) from deliveries").fetch_one(c))
                .expect("a count");
        assert_eq!(left, 0);
    }
}

#[tokio::test]
async fn links_hold_as_long_as_their_key() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let folder = tempfile::tempdir().expect("a folder");
        let started = || {
            let key = LinkKey::in_file(&folder.path().join("links.key"), &backend.random).expect("a key");
            let proof_key = ProofKey::passing(&backend.random);
            let sending = Sending { key, proof_key, pace: Pace::unlimited(), hooks: Hooks::new(false), push: None };
            support::backend(&store).with_sending(std::sync::Arc::new(sending))
        };
        let manage = subscribe(&started(), &by_mail("kim@example.com", &["all"])).await;
        assert!(started().subscriber_by_link(&manage).await.is_ok(), "after a restart");
        assert!(backend.subscriber_by_link(&manage).await.is_err(), "not with another key");
    }
}

/// A measurement: `cargo test --release --test story a_million -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "a measurement, which takes minutes"]
async fn a_million_subscribers_are_queued_in_seconds() {
    const SUBSCRIBERS: usize = 1_000_000;
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        fill(&backend, SUBSCRIBERS).await;
        backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        let begun = std::time::Instant::now();
        world::work(&backend).await;
        let took = begun.elapsed().as_secs_f64();
        let progress = backend.sending_progress(&SYSTEM).await.expect("progress").remove(0);
        assert_eq!((progress.queued, progress.is_queued), (1_000_000, true));
        #[expect(clippy::cast_precision_loss, reason = "a rate to be printed")]
        let rate = SUBSCRIBERS as f64 / took;
        println!("{}: {SUBSCRIBERS} queued in {took:.1} s, {rate:.0} rows/s", backend.db.kind());
        let begun = std::time::Instant::now();
        for _ in 0..20 {
            let all = backend.lease_deliveries(Lane::Mail, 100).await.expect("leased").due;
            settle(&backend, &all, Outcome::Sent).await;
        }
        println!("{}: {:.0} leased and settled a second", backend.db.kind(), 2_000.0 / begun.elapsed().as_secs_f64());
    }
}

/// Confirmed subscribers to everything.
async fn fill(backend: &Backend, count: usize) {
    let now = backend.clock.now();
    let numbers: Vec<_> = (0..count).collect();
    for numbers in numbers.chunks(50_000) {
        let mut tx = backend.db.begin().await.expect("a transaction");
        for number in numbers {
            let id = backend.random.id(now);
            let email = format!("reader{number}@example.com");
            backend::execute_within!(
                &mut tx,
                sqlx::query(
                    "insert into subscribers (id, channel, email, url, language, created_at, confirmed_at, failures)
                     values ($1, 'email', $2, '', 'ko', $3, $3, 0)"
                )
                .bind(id)
                .bind(&email)
                .bind(now.0)
            )
            .expect("a subscriber");
            backend::execute_within!(
                &mut tx,
                sqlx::query("insert into subscriber_topics (topic, subscriber_id) values ('all', $1)").bind(id)
            )
            .expect("a topic");
        }
        tx.commit().await.expect("kept");
    }
}
