//! Mirrors: served by a plain static file server, kept up with publications, and written to a bucket by the real program.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path as Key, State},
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{incident::IncidentStatus, role::Role, time::MINUTE};
use http_body_util::BodyExt;
use server::{
    mirror::{self, Extent, Mirror},
    publisher::Publisher,
};
use support::{Site, world};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// A site with an incident that is on the pages, and the publisher that put it there.
async fn published(folder: &Path) -> (Site, Publisher) {
    let site = Site::start().await;
    world::components(&site.backend).await;
    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    let mut publisher = Publisher::new(site.state.clone(), folder.join("public"));
    publisher.publish(Some(&site.backend)).await.expect("published");
    (site, publisher)
}

/// What a plain file server answers; a folder is asked for again with the slash it wants.
async fn plain(folder: &Path, path: &str) -> (StatusCode, String) {
    let (status, bytes) = raw(folder, path).await;
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// The same, as bytes.
async fn raw(folder: &Path, path: &str) -> (StatusCode, Vec<u8>) {
    let mut path = path.to_owned();
    loop {
        let request = Request::builder().uri(&path).body(Body::empty()).expect("a request");
        let answer = ServeDir::new(folder).oneshot(request).await.expect("an answer");
        if let Some(location) = answer.headers().get(header::LOCATION) {
            path = location.to_str().expect("text").to_owned();
            continue;
        }
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        return (status, body.to_vec());
    }
}

fn links(page: &str) -> BTreeSet<String> {
    let after = [" href=\"", " src=\"", " action=\""].into_iter().flat_map(|mark| page.split(mark).skip(1));
    after
        .filter_map(|rest| rest.split(['"', '#', '?']).next())
        .filter(|link| link.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn any_file_server_serves_it_in_every_language_and_every_link_leads_somewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let (site, _) = published(folder.path()).await;
    let place = folder.path().join("mirror");
    let mirror = Mirror::open(&place.to_string_lossy()).expect("a mirror");
    let snapshot = site.state.snapshot();
    let written = mirror.write(&snapshot, &site.state.site().url, Extent::Whole).await.expect("written");
    assert_eq!(written.written, snapshot.entries().count());
    let mut followed = 0;
    for (path, entry) in snapshot.entries() {
        let (status, body) = raw(&place, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        if !entry.is_page() {
            assert!(body == entry.bytes()[..], "{path}");
            continue;
        }
        for link in links(&String::from_utf8_lossy(&body)) {
            assert_eq!(plain(&place, &link).await.0, StatusCode::OK, "{link} on {path}");
            followed += 1;
        }
    }
    assert!(followed > 100, "{followed}");
    for (path, words) in [("/", "결제 중단"), ("/en", "Payments stopped"), ("/en/history", "Payments stopped")] {
        assert!(plain(&place, path).await.1.contains(words), "{path}");
    }
    assert_eq!(plain(&place, "/claims").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_follows_publications_and_tells_staff_when_it_cannot() {
    let folder = tempfile::tempdir().expect("a folder");
    let (site, mut publisher) = published(folder.path()).await;
    let (good, bad) = (folder.path().join("good"), folder.path().join("bad"));
    std::fs::write(&bad, "a file where a folder should be").expect("written");
    for target in [&good, &bad] {
        tokio::spawn(mirror::follow(site.state.clone(), target.to_string_lossy().into_owned()));
    }
    until(|| {
        site.state.mirrors().iter().filter(|mirror| mirror.holds.is_some() || mirror.error.is_some()).count() == 2
    })
    .await;
    let update = world::update(77, IncidentStatus::Resolved, Vec::new());
    let incident = site.backend.public_state().await.expect("the state").incidents[0].id;
    site.backend.update_incident(&world::SYSTEM, incident, &update).await.expect("updated");
    publisher.publish(Some(&site.backend)).await.expect("published");
    let page = good.join("incidents").join(incident.to_string()).join("index.html");
    until(|| std::fs::read_to_string(&page).is_ok_and(|page| page.contains(&update.body.ko))).await;

    let mut auditor = site.staff("auditor", &[Role::Auditor]).await;
    let told = auditor.get("/console/deliveries").await;
    told.says(&good.to_string_lossy()).says("최신").says(&bad.to_string_lossy()).says("재시도 예정");
    site.clock.advance(10 * MINUTE);
    auditor.get("/en/console/deliveries").await.says("Behind").says("10 minutes");

    std::fs::remove_file(&bad).expect("out of the way");
    until(|| bad.join("index.html").exists()).await;
}

async fn until(condition: impl Fn() -> bool) {
    let met = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), met).await.expect("it came about");
}

/// What a bucket was given, by key: headers and bytes.
#[derive(Clone, Default)]
struct Bucket(Arc<Mutex<BTreeMap<String, (HeaderMap, Bytes)>>>);

/// As much of S3 as a mirror asks for.
async fn bucket(
    State(bucket): State<Bucket>,
    Key(key): Key<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut objects = bucket.0.lock().expect("nobody panicked");
    if !headers.get(header::AUTHORIZATION).is_some_and(|value| value.to_str().is_ok_and(|v| v.starts_with("AWS4-HMAC")))
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    match method {
        Method::PUT => {
            objects.insert(key, (headers, body));
            [(header::ETAG, "\"1\"")].into_response()
        }
        Method::GET => match objects.get(&key) {
            Some((_, bytes)) => {
                let known = [(header::ETAG, "\"1\""), (header::LAST_MODIFIED, "Thu, 01 Dec 2022 00:00:00 GMT")];
                (known, bytes.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Method::DELETE => {
            objects.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_writes_a_bucket_with_types_and_the_second_time_what_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (site, _) = published(folder.path()).await;
    site.backend.db.copy_to(&folder.path().join("copy.db")).await.expect("a copy");
    let objects = Bucket::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let service = Router::new().route("/{*key}", axum::routing::any(bucket)).with_state(objects.clone());
    tokio::spawn(async move { axum::serve(listener, service).await });
    let run = |target: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_makewhole"));
        command.current_dir(folder.path()).args(["--database", "copy.db", "mirror", target]);
        command.env("MAKEWHOLE_SNAPSHOT", "public").env("AWS_ENDPOINT", &endpoint).env("AWS_ALLOW_HTTP", "true");
        command
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_REGION", "ap-northeast-2");
        tokio::task::spawn_blocking(move || command.output().expect("the program"))
    };
    let first = run("s3://status/site").await.expect("run");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let object = |name: &str| {
        let key = format!("status/site/{name}");
        objects.0.lock().expect("nobody panicked").get(&key).cloned().unwrap_or_else(|| panic!("no {key}"))
    };
    for (name, content_type) in [
        ("index.html", "text/html; charset=utf-8"),
        ("en/index.html", "text/html; charset=utf-8"),
        ("history.atom", "application/atom+xml; charset=utf-8"),
        ("maintenance.ics", "text/calendar; charset=utf-8"),
        ("en/api/v2/summary.json", "application/json; charset=utf-8"),
    ] {
        let (headers, bytes) = object(name);
        assert_eq!(headers[header::CONTENT_TYPE], content_type, "{name}");
        assert!(headers[header::CACHE_CONTROL].to_str().expect("text").contains("stale-if-error"), "{name}");
        assert!(!bytes.is_empty(), "{name}");
    }
    assert!(String::from_utf8_lossy(&object("en/index.html").1).contains("Payments stopped"));
    let count = objects.0.lock().expect("nobody panicked").len();
    objects.0.lock().expect("nobody panicked").retain(|key, _| key.ends_with("mirror.json"));
    let second = run("s3://status/site").await.expect("run");
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    let after = objects.0.lock().expect("nobody panicked").len();
    assert!(after < count, "what did not change is not written again: {after} of {count}");
    let wrong = run("gs://status").await.expect("run");
    assert!(!wrong.status.success() && String::from_utf8_lossy(&wrong.stderr).contains("s3://bucket/prefix"));
}
