//! Browsers: subscribed without an address, known by their secret, ended when their push service knows them no more.

use std::{collections::BTreeSet, sync::Arc};

use backend::{
    Backend, Error, Sending,
    mail::Mailer,
    outbox::Pace,
    proofs::ProofKey,
    push::{Push, PushKey},
    subscribers::{Browser, Due, Lane, LinkKey, NewBrowser, Outcome, Settled},
    webhooks::Hooks,
};
use domain::{
    incident::IncidentStatus,
    language::Language,
    subscription::{Channel, Topic},
    time::{HOUR, MINUTE},
};

use crate::{
    support,
    world::{self, SYSTEM},
};

/// A point of the curve, of RFC 8291, appendix A.
const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

async fn site(store: &support::Store) -> Backend {
    let backend = support::backend(store);
    world::components(&backend).await;
    let services = vec!["push.example.com".to_owned()];
    let sending = Sending {
        key: LinkKey::passing(&backend.random),
        proof_key: ProofKey::passing(&backend.random),
        pace: Pace::unlimited(),
        hooks: Hooks::new(false),
        push: Some(Push { key: PushKey::passing().expect("a key"), services }),
    };
    backend.with_sending(Arc::new(sending))
}

fn browser(number: u32) -> Browser {
    let endpoint = format!("https://eu.push.example.com/send/{number}");
    Browser { endpoint, p256dh: KEY.into(), auth: SECRET.into() }
}

fn topics(texts: &[&str]) -> BTreeSet<Topic> {
    texts.iter().map(|text| Topic::parse(text).expect("a topic")).collect()
}

fn new(browser: Browser, texts: &[&str]) -> NewBrowser {
    NewBrowser { browser, topics: topics(texts), language: Language::Ko }
}

async fn due(backend: &Backend) -> Vec<Due> {
    world::work(backend).await;
    assert!(backend.lease_deliveries(Lane::Hook, 100).await.expect("leased").due.is_empty(), "a lane of its own");
    backend.lease_deliveries(Lane::Push, 100).await.expect("leased").due
}

async fn settle(backend: &Backend, due: &[Due], outcome: Outcome) {
    let settled: Vec<_> =
        due.iter().map(|due| Settled { due: due.clone(), outcome: outcome.clone(), status: None }).collect();
    backend.settle_deliveries(&settled).await.expect("settled");
}

#[tokio::test]
async fn a_browser_is_known_by_its_secret_and_asking_again_adds() {
    for store in support::databases().await {
        let backend = site(&store).await;
        let token = backend.subscribe_browser(&new(browser(1), &["component:pay-qr"])).await.expect("subscribed");
        let again = backend.subscribe_browser(&new(browser(1), &["group:pay"])).await.expect("subscribed");
        assert_eq!(again, token, "the same subscription");
        let endpoint = browser(1).endpoint;
        let (found, known) = backend.subscriber_by_browser(&endpoint, SECRET).await.expect("a subscriber");
        assert_eq!((found.channel, found.topics), (Channel::Push, topics(&["component:pay-qr", "group:pay"])));
        assert_eq!((known, found.email.as_str()), (token.clone(), ""));
        let other = Browser { auth: "AAAAAAAAAAAAAAAAAAAAAA".into(), ..browser(1) };
        for auth in ["", "AAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(matches!(backend.subscriber_by_browser(&endpoint, auth).await, Err(Error::NotFound)), "{auth}");
        }
        assert!(matches!(backend.subscribe_browser(&new(other, &["all"])).await, Err(Error::Refused(_))));
        let kept = found.push_keys.expect("keys");
        assert!(!kept.windows(8).any(|part| part == [0x05, 0x30, 0x59, 0x32, 0xa1, 0xc7, 0xea, 0xbe]), "encrypted");

        let second = backend.subscribe_browser(&new(browser(2), &["all"])).await.expect("subscribed");
        backend.renew_browser(&token, &browser(2)).await.expect("moved");
        assert!(matches!(backend.subscriber_by_link(&second).await, Err(Error::NotFound)), "one is left");
        let moved = backend.subscriber_by_link(&token).await.expect("a subscriber");
        assert_eq!(moved.url, browser(2).endpoint);
        assert_eq!(moved.topics, topics(&["component:pay-qr", "group:pay"]));
        assert!(matches!(backend.renew_browser(&second, &browser(3)).await, Err(Error::NotFound)));
        backend.unsubscribe(&token).await.expect("ended");
        assert!(backend.subscriber_by_browser(&browser(2).endpoint, SECRET).await.is_err());
    }
}

#[tokio::test]
async fn what_no_browser_says_is_refused_by_field() {
    for store in support::databases().await {
        let backend = site(&store).await;
        let at = |endpoint: &str| Browser { endpoint: endpoint.into(), ..browser(1) };
        for (new, field) in [
            (new(at("http://push.example.com/1"), &["all"]), "endpoint"),
            (new(at("https://127.0.0.1/1"), &["all"]), "endpoint"),
            (new(at("https://elsewhere.example.com/1"), &["all"]), "endpoint"),
            (new(at(&format!("https://push.example.com/{}", "1".repeat(2_000))), &["all"]), "endpoint"),
            (new(Browser { p256dh: SECRET.into(), ..browser(1) }, &["all"]), "p256dh"),
            (new(Browser { auth: String::new(), ..browser(1) }, &["all"]), "p256dh"),
            (new(browser(1), &[]), "topics"),
            (new(browser(1), &["component:no-such"]), "topics"),
        ] {
            let Err(Error::Invalid(problems)) = backend.subscribe_browser(&new).await else { panic!("{new:?}") };
            assert_eq!(problems[0].field, field, "{new:?}");
        }
        let auditor = world::staff(&backend, "auditor", "auditor").await;
        assert_eq!(backend.list_subscribers(&auditor, "", 0, 9).await.expect("a page").total, 0);
    }
}

#[tokio::test]
async fn who_is_gone_ends_at_once_and_who_fails_is_tried_again() {
    for store in support::databases().await {
        let backend = site(&store).await;
        let gone = backend.subscribe_browser(&new(browser(1), &["all"])).await.expect("subscribed");
        let busy = backend.subscribe_browser(&new(browser(2), &["group:pay"])).await.expect("subscribed");
        let incident = backend.declare_incident(&SYSTEM, &world::outage()).await.expect("declared");
        let all = due(&backend).await;
        assert_eq!(all.len(), 2);
        let (one, other): (Vec<_>, Vec<_>) = all.into_iter().partition(|due| due.subscriber.url.ends_with("/1"));
        settle(&backend, &one, Outcome::Gone("HTTP 410".into())).await;
        settle(&backend, &other, Outcome::Again("HTTP 503".into())).await;
        assert!(matches!(backend.subscriber_by_link(&gone).await, Err(Error::NotFound)));
        let auditor = world::staff(&backend, "auditor", "auditor").await;
        let listed = backend.list_subscribers(&auditor, "eu.push", 0, 9).await.expect("a page").listed;
        assert_eq!(listed.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["eu.push.example.com"]);
        assert!(due(&backend).await.is_empty(), "not yet");
        backend.clock.advance(MINUTE);
        let again = due(&backend).await;
        assert_eq!(again[0].attempt, 2);
        settle(&backend, &again, Outcome::Sent).await;
        let progress = backend.sending_progress(&auditor).await.expect("progress").remove(0);
        assert_eq!((progress.queued, progress.sent, progress.failed), (2, 1, 1));

        for number in 10..13 {
            let update = world::update(number, IncidentStatus::Investigating, vec![]);
            backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
            settle(&backend, &due(&backend).await, Outcome::Refused("HTTP 403".into())).await;
        }
        let (found, _) = backend.subscriber_by_browser(&browser(2).endpoint, SECRET).await.expect("there");
        assert!(found.ended_at.is_some(), "nothing reaches it");
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
        assert_eq!(backend.deliver_due(&mailer).await.expect("delivered"), 0, "there is nobody to write to");
        backend.clock.advance(HOUR);
        backend.subscribe_browser(&new(browser(2), &["all"])).await.expect("begun again");
        let update = world::update(20, IncidentStatus::Investigating, vec![]);
        backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
        assert_eq!(due(&backend).await.len(), 1);
        backend.change_subscription(&busy, &topics(&["component:pay-online"]), Language::En).await.expect("changed");
        let update = world::update(21, IncidentStatus::Investigating, vec![]);
        backend.update_incident(&SYSTEM, incident, &update).await.expect("updated");
        assert!(due(&backend).await.is_empty());
    }
}
