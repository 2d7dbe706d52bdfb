//! Connections as they are on the wire: public answers, and event streams.

#[path = "support/served.rs"]
mod served;
mod support;

use std::{io::Read, time::Duration};

use domain::status::PublicState;
use served::{Client, Served};
use server::{
    events::Limits,
    snapshot::{Rendered, Snapshot},
    state::AppState,
};
use support::Site;

const PATIENT: Duration = Duration::from_secs(30);

/// Publishes a change: pages that say its id.
fn publish(state: &AppState, id: &str) {
    let body = |path: &str, content_type: &str, csp: Option<&str>| Rendered {
        path: path.into(),
        content_type: content_type.into(),
        csp: csp.map(str::to_owned),
        body: format!("{path} says {id} {}", "and more ".repeat(100)).into_bytes(),
    };
    let bodies = vec![
        body("/", "text/html; charset=utf-8", Some("default-src 'none'; style-src 'sha256-x'")),
        body("/api/v2/summary.json", "application/json; charset=utf-8", None),
        body("/en/history.atom", "application/atom+xml; charset=utf-8", None),
    ];
    let snapshot = Snapshot::new(bodies, &state.snapshot()).expect("a snapshot");
    state.publish(snapshot, &PublicState::empty(state.clock().now()), Some(id.into()));
}

fn undated(head: &str) -> Vec<&str> {
    head.lines().filter(|line| !line.starts_with("date: ")).collect()
}

#[tokio::test]
async fn public_answers_on_the_wire_are_whole() {
    let site = Site::start().await;
    publish(&site.state, "one");
    let served = Served::start(&site.state, 1, PATIENT).await;
    for path in ["/", "/api/v2/summary.json", "/en/history.atom"] {
        let mut etag = String::new();
        for coding in ["identity", "gzip", "br", "zstd"] {
            let (head, body) = served.ask(&format!("GET {path} HTTP/1.1\r\naccept-encoding: {coding}")).await;
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            let mut unpacked = Vec::new();
            match coding {
                "gzip" => drop(flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut unpacked).expect("gzip")),
                "br" => brotli::BrotliDecompress(&mut &body[..], &mut unpacked).expect("brotli"),
                "zstd" => unpacked = zstd::decode_all(&body[..]).expect("zstd"),
                _ => unpacked.clone_from(&body),
            }
            assert!(unpacked.starts_with(format!("{path} says one ").as_bytes()), "{path} {coding}");
            let names: Vec<&str> = head.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0)).collect();
            for always in [
                "content-type",
                "etag",
                "vary",
                "cache-control",
                "content-security-policy",
                "x-content-type-options",
                "referrer-policy",
                "permissions-policy",
                "strict-transport-security",
                "content-length",
                "date",
            ] {
                assert_eq!(names.iter().filter(|name| **name == always).count(), 1, "{always}: {head}");
            }
            let kept = "public, max-age=10, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600";
            assert!(head.contains(&format!("cache-control: {kept}\r\n")), "{head}");
            assert_eq!(head.contains("content-encoding: "), coding != "identity", "{head}");
            assert_eq!(head.contains("access-control-allow-origin: *"), path != "/", "{head}");

            // a body after it would be taken for the head of the second answer
            let mut client = Client::connect(served.address).await;
            for _ in 0..2 {
                client.write(&format!("HEAD {path} HTTP/1.1\r\naccept-encoding: {coding}")).await;
                assert_eq!(undated(&client.head().await), undated(&head));
            }
            etag = head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("a tag").to_owned();
        }
        let (head, _) = served.ask(&format!("GET {path} HTTP/1.1\r\nif-none-match: {etag}")).await;
        assert!(head.starts_with("HTTP/1.1 304") && !head.contains("content-length"), "{head}");
    }
    served.stop().await;
}

#[tokio::test]
async fn every_listener_hears_of_each_change_once() {
    let site = Site::start().await;
    publish(&site.state, "zero");
    let served = Served::start(&site.state, 10, PATIENT).await;
    let (mut kim, mut lee) = (served.listen("").await, served.listen("").await);
    let now = site.clock.now().0 / 1000;
    for listener in [&mut kim, &mut lee] {
        let first = listener.event().await.expect("an event");
        assert_eq!((&*first.name, &*first.id, first.data), ("heartbeat", "zero", format!("{now} {now}")));
    }
    for id in ["one", "two", "three"] {
        publish(&site.state, id);
    }
    for listener in [&mut kim, &mut lee] {
        assert_eq!(listener.changes_up_to("three").await, ["one", "two", "three"]);
    }
    publish(&site.state, "four");
    assert_eq!(kim.changes_up_to("four").await, ["four"], "nothing is told twice");

    for (known, told) in
        [("one", &["two", "three", "four", "five"][..]), ("four", &["five"]), ("of another", &["four", "five"])]
    {
        let mut back = served.listen(&format!("\r\nlast-event-id: {known}")).await;
        assert_eq!(back.event().await.expect("an event").name, "heartbeat");
        publish(&site.state, "five");
        assert_eq!(back.changes_up_to("five").await, told, "{known}");
        // the next one begins where this one did
        for id in ["one", "two", "three", "four"] {
            publish(&site.state, id);
        }
    }
    served.stop().await;
}

#[tokio::test]
async fn a_connection_that_got_a_page_may_become_a_stream() {
    let site = Site::start().await;
    publish(&site.state, "one");
    let served = Served::start(&site.state, 10, PATIENT).await;
    let mut client = Client::connect(served.address).await;
    for path in ["/", "/nowhere", "/"] {
        client.write(&format!("GET {path} HTTP/1.1")).await;
        let (head, _) = client.answer().await;
        assert!(head.starts_with(if path == "/" { "HTTP/1.1 200" } else { "HTTP/1.1 404" }), "{head}");
    }
    client.listen("").await;
    publish(&site.state, "two");
    assert_eq!(client.changes_up_to("two").await, ["two"]);
    served.stop().await;
    assert_eq!(client.event().await, None, "a stop ends streams");
}

#[tokio::test]
async fn beyond_the_limit_streams_are_refused_and_pages_go_on() {
    let site = Site::start().await;
    publish(&site.state, "one");
    let served = Served::start(&site.state, 1, PATIENT).await;
    let only = served.listen("").await;
    let (head, body) = served.ask("GET /en/events HTTP/1.1\r\naccept: text/event-stream").await;
    assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: 30\r\n"), "{head}");
    assert!(!body.is_empty());
    let (head, _) = served.ask("GET / HTTP/1.1").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    drop(only);
    let freed = async {
        loop {
            let (head, _) = served.ask("GET /events HTTP/1.1\r\nconnection: close").await;
            if head.starts_with("HTTP/1.1 200") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), freed).await.expect("who has gone makes room");
}

#[tokio::test]
async fn one_client_does_not_take_all_streams() {
    let site = Site::start().await;
    publish(&site.state, "one");
    let served = Served::start_within(&site.state, Limits { streams: 10, per_client: 2 }, PATIENT).await;
    let from = |address: &str| format!("\r\nx-forwarded-for: 9.9.9.9, {address}");
    let (mut first, _second) = (served.listen(&from("8.8.8.8")).await, served.listen(&from("8.8.8.8")).await);
    let (head, _) = served.ask(&format!("GET /events HTTP/1.1{}", from("8.8.8.8"))).await;
    assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: 30\r\n"), "{head}");
    let (head, _) = served.ask(&format!("GET / HTTP/1.1{}", from("8.8.8.8"))).await;
    assert!(head.starts_with("HTTP/1.1 200"), "pages go on: {head}");
    let mut other = served.listen(&from("1.1.1.1")).await;
    publish(&site.state, "two");
    for listener in [&mut first, &mut other] {
        assert_eq!(listener.changes_up_to("two").await, ["two"]);
    }
}

/// Changes with long ids, more than what a connection holds unread.
async fn publish_much(state: &AppState, keeps_up: &mut Client) -> Vec<String> {
    let ids: Vec<_> = (0..60).map(|number| format!("{number}-{}", "x".repeat(4000))).collect();
    for id in &ids {
        publish(state, id);
        assert_eq!(keeps_up.changes_up_to(id).await.len(), 1, "others do not wait for who is slow");
    }
    ids
}

#[tokio::test]
async fn who_does_not_read_is_dropped() {
    let site = Site::start().await;
    let served = Served::start(&site.state, 2, Duration::from_millis(100)).await;
    let (mut slow, mut quick) = (Client::connect_narrow(served.address).await, served.listen("").await);
    slow.listen("").await;
    let ids = publish_much(&site.state, &mut quick).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut heard = 0;
    while slow.event().await.is_some() {
        heard += 1;
    }
    assert!(heard < ids.len(), "{heard}");
    // its place is free again
    served.listen("").await;
}

#[tokio::test]
async fn who_reads_late_misses_nothing_and_gets_nothing_twice() {
    let site = Site::start().await;
    let served = Served::start(&site.state, 2, PATIENT).await;
    let (mut slow, mut quick) = (Client::connect_narrow(served.address).await, served.listen("").await);
    slow.listen("").await;
    let ids = publish_much(&site.state, &mut quick).await;
    assert_eq!(slow.changes_up_to(ids.last().expect("an id")).await, ids);
}
