use std::{collections::BTreeSet, sync::Arc};

use object_store::memory::InMemory;

use super::*;
use crate::snapshot::Rendered;

const SITE: &str = "https://status.example.com";

fn rendered(path: &str, content_type: &str, csp: Option<&str>, body: &str) -> Rendered {
    Rendered {
        path: path.into(),
        content_type: content_type.into(),
        csp: csp.map(str::to_owned),
        body: body.as_bytes().to_vec(),
    }
}

fn page(path: &str, body: &str) -> Rendered {
    rendered(path, "text/html; charset=utf-8", Some("default-src 'none'"), body)
}

fn body(path: &str, body: &str) -> Rendered {
    rendered(path, "application/json; charset=utf-8", None, body)
}

fn snapshot(bodies: Vec<Rendered>) -> Snapshot {
    Snapshot::new(bodies, &Snapshot::default()).expect("a snapshot")
}

async fn text(store: &InMemory, name: &str) -> String {
    let bytes = store.get(&Path::from(name)).await.expect("an object").bytes().await.expect("its bytes");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test]
async fn only_what_changed_is_written_and_what_is_gone_is_removed() {
    let store = Arc::new(InMemory::new());
    let mirror = Mirror::over(store.clone());
    let first = snapshot(vec![page("/", "one"), page("/incidents/1", "first"), body("/api/v2/status.json", "{}")]);
    let written = mirror.write(&first, SITE, Extent::Whole).await.expect("written");
    assert_eq!(written, Written { written: 3, removed: 0 });
    store.put(&Path::from("CNAME"), "status.example.com".into()).await.expect("somebody else's file");
    assert_eq!(mirror.write(&first, SITE, Extent::Whole).await.expect("written"), Written::default());
    let second = snapshot(vec![page("/", "two"), body("/api/v2/status.json", "{}")]);
    let written = mirror.write(&second, SITE, Extent::Whole).await.expect("written");
    assert_eq!(written, Written { written: 1, removed: 1 });
    assert_eq!(text(&store, "index.html").await, "two");
    assert!(store.get(&Path::from("incidents/1/index.html")).await.is_err());
    assert_eq!(text(&store, "CNAME").await, "status.example.com", "what is not ours stays");
}

#[tokio::test]
async fn objects_carry_their_type_and_how_long_they_may_be_kept() {
    let store = Arc::new(InMemory::new());
    let feed = rendered("/history.atom", "application/atom+xml; charset=utf-8", None, "<feed/>");
    Mirror::over(store.clone())
        .write(&snapshot(vec![page("/", ""), feed]), SITE, Extent::Whole)
        .await
        .expect("written");
    let attributes = |name: &'static str| {
        let store = store.clone();
        async move { store.get(&Path::from(name)).await.expect("an object").attributes }
    };
    let of_feed = attributes("history.atom").await;
    assert_eq!(of_feed.get(&Attribute::ContentType).map(AsRef::as_ref), Some("application/atom+xml; charset=utf-8"));
    assert_eq!(of_feed.get(&Attribute::CacheControl).map(AsRef::as_ref), Some(CACHE_CONTROL));
    let of_page = attributes("index.html").await;
    assert_eq!(of_page.get(&Attribute::ContentType).map(AsRef::as_ref), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn when_nothing_but_time_passed_only_the_front_is_written() {
    let store = Arc::new(InMemory::new());
    let mirror = Mirror::over(store.clone());
    let at = |minute: &str| {
        snapshot(vec![
            page("/", minute),
            page("/en", minute),
            page("/history", minute),
            body(routes::HEARTBEAT, minute),
        ])
    };
    mirror.write(&at("09:00"), SITE, Extent::Front).await.expect("written");
    assert_eq!(text(&store, "history/index.html").await, "09:00", "what is not there yet is written whatever it is");
    let written = mirror.write(&at("09:01"), SITE, Extent::Front).await.expect("written");
    assert_eq!(written, Written { written: 3, removed: 0 });
    assert_eq!(text(&store, "history/index.html").await, "09:00");
    assert_eq!(text(&store, "en/index.html").await, "09:01");
    let written = mirror.write(&at("09:01"), SITE, Extent::Whole).await.expect("written");
    assert_eq!(written, Written { written: 1, removed: 0 });
}

#[tokio::test]
async fn an_interrupted_write_is_taken_up_and_leaves_nothing_behind() {
    let store = Arc::new(InMemory::new());
    let mirror = Mirror::over(store.clone());
    mirror.write(&snapshot(vec![page("/", "one")]), SITE, Extent::Whole).await.expect("written");
    let two = snapshot(vec![page("/", "two"), page("/incidents/1", "first")]);
    let names = BTreeSet::from(["index.html", "incidents/1/index.html"]);
    let mut list = mirror.list().await.expect("a list");
    list.extend([("incidents/1/index.html".to_owned(), String::new())]);
    mirror.put_list(&list).await.expect("named");
    store.put(&Path::from("incidents/1/index.html"), "half".into()).await.expect("written");
    mirror.write(&two, SITE, Extent::Whole).await.expect("written");
    assert_eq!(text(&store, "incidents/1/index.html").await, "first");
    assert_eq!(mirror.list().await.expect("a list").keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
    mirror.put_list(&list).await.expect("named");
    mirror.write(&snapshot(vec![page("/", "one")]), SITE, Extent::Whole).await.expect("written");
    assert!(store.get(&Path::from("incidents/1/index.html")).await.is_err(), "what was begun and given up is removed");
}

#[test]
fn what_only_the_living_site_answers_is_linked_there() {
    let snapshot = snapshot(vec![page("/", ""), page("/history", ""), page("/about", "")]);
    let html = r#"<a href="/">1</a><a href="/history?a=1">2</a><a href="/about#method">3</a><a href="/claims/new?p=1">4</a>
        <form action="/subscribe"></form><a href="//other.example.com/">5</a><a href="https://a.example.com/">6</a>"#;
    let expected = html
        .replace("\"/claims", "\"https://status.example.com/claims")
        .replace("\"/subscribe", "\"https://status.example.com/subscribe");
    assert_eq!(with_living_links(html, &snapshot, SITE), expected);
}

#[test]
fn a_page_comes_after_what_it_may_link_to() {
    let front = snapshot(vec![page("/", ""), page("/en", ""), page("/history", ""), body(routes::HEARTBEAT, "")]);
    let before = List::from([("history/index.html".into(), String::new()), ("index.html".into(), String::new())]);
    let place = |path: &str| {
        let entry = front.get(path).expect("an entry");
        Object::new(path, entry, &front, SITE).stage(&before)
    };
    assert!(place("/history") == Stage::Replaced && place("/") == Stage::Front);
    assert!(place("/en") == Stage::Front && place(routes::HEARTBEAT) == Stage::Heartbeat);
}
