//! The public surface and what every answer has in common, through the real router.

#[path = "support/served.rs"]
mod served;

use std::{path::Path, time::Duration};

use axum::{
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use backend::{Actor, Backend, Clock, Db, Random, db::IfMissing};
use domain::{
    alert::LabelMap,
    emergency::EmergencyUpdate,
    id::{IncidentId, UpdateId},
    incident::IncidentStatus,
    language::Text,
    status::Site,
    time::{Instant, MINUTE, Zone},
};
use http_body_util::BodyExt;
use served::Served;
use server::{
    journal::Journal,
    publisher::Publisher,
    router,
    state::{AppState, Parts},
};
use tower::ServiceExt;
use uuid::Uuid;

fn site() -> Site {
    Site { name: Text::new("하나로", "Hanaro"), url: "http://localhost".into(), zone: Zone::default() }
}

fn clock() -> Clock {
    Clock::manual(Instant::parse_rfc3339("2022-12-01T00:00:00Z").expect("a time"))
}

fn state(clock: &Clock) -> AppState {
    AppState::new(Parts {
        site: site(),
        clock: clock.clone(),
        random: Random::seeded(1),
        browser: None,
        browser_folder: "nowhere".into(),
        mail_folder: None,
        is_demonstration: false,
        behind_proxy: false,
        alert_labels: LabelMap::default(),
        metrics: None,
    })
}

async fn backend(folder: &Path, clock: &Clock) -> Backend {
    let db = Db::open(&folder.join("test.db").to_string_lossy(), IfMissing::Create).await.expect("a database");
    db.migrate().await.expect("the tables");
    let backend = Backend::new(db, clock.clone(), Random::seeded(2), site());
    for statement in [
        "insert into component_groups (key, name_ko, name_en, position) values ('pay', '결제', 'Pay', 1)",
        "insert into components (key, group_key, name_ko, name_en, description_ko, description_en, position, uptime_from, created_at)
            values ('pay-qr', 'pay', '매장 QR 결제', 'In-store QR', '', '', 1, 1640995200000000, 0)",
    ] {
        backend::execute_on!(backend.db, sqlx::query(statement)).expect("a row");
    }
    backend
}

async fn declare(backend: &Backend, title: &str) -> IncidentId {
    let now = backend.clock.now();
    let new = backend::incidents::NewIncident {
        id: IncidentId(Uuid::from_u128(7)),
        title: Text::new(title, ""),
        started_at: now,
        update: backend::incidents::NewUpdate {
            id: UpdateId(Uuid::from_u128(8)),
            status: IncidentStatus::Investigating,
            body: Text::new("확인하고 있습니다.", "We are looking into it."),
            next_update_by: None,
            changes: Vec::new(),
        },
    };
    backend.declare_incident(&Actor::System("test"), &new).await.expect("declared")
}

async fn ask(state: &AppState, method: Method, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    router::service(state.clone()).oneshot(request).await.expect("an answer")
}

async fn text(answer: Response<Body>) -> String {
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test]
async fn a_declaration_is_on_the_page_and_in_the_api_after_publication() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let backend = backend(folder.path(), &clock).await;
    let state = state(&clock);
    let mut publisher = Publisher::new(state.clone(), folder.path().join("public"));
    let id = declare(&backend, "결제 중단 <script>alert(1)</script>").await;
    publisher.publish(Some(&backend)).await.expect("published");
    for path in ["/", "/en", &format!("/incidents/{id}"), &format!("/en/incidents/{id}")] {
        let answer = ask(&state, Method::GET, path, &[]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
        assert!(!answer.headers().contains_key(header::SET_COOKIE), "{path}");
        let body = text(answer).await;
        assert!(body.contains("결제 중단") && !body.contains("<script>alert"), "{path}");
    }
    let summary = ask(&state, Method::GET, "/api/v2/summary.json", &[]).await;
    assert_eq!(summary.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let summary: serde_json::Value = serde_json::from_str(&text(summary).await).expect("JSON");
    assert_eq!(summary["incidents"][0]["id"], id.to_string());
}

#[tokio::test]
async fn the_public_pages_outlive_the_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let public = folder.path().join("public");
    {
        let backend = backend(folder.path(), &clock).await;
        declare(&backend, "결제 중단").await;
        Publisher::new(state(&clock), public.clone()).publish(Some(&backend)).await.expect("published");
        backend.db.close().await;
    }
    std::fs::rename(folder.path().join("test.db"), folder.path().join("moved.db")).expect("moved away");
    let state = state(&clock);
    let mut publisher = Publisher::new(state.clone(), public);
    let answer = ask(&state, Method::GET, "/", &[]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(text(answer).await.contains("결제 중단"));

    clock.advance(6 * MINUTE);
    publisher.publish(None).await.expect("published");
    let stale = text(ask(&state, Method::GET, "/", &[]).await).await;
    assert!(stale.contains("확인 중"), "a stale page does not say that anything works");

    let private = ask(&state, Method::GET, "/readyz", &[]).await;
    assert_eq!(private.status(), StatusCode::OK, "ready: the public pages are there");
}

#[tokio::test]
async fn pages_without_any_record_are_not_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let state = state(&clock);
    let mut publisher = Publisher::new(state.clone(), folder.path().join("public"));
    publisher.publish(None).await.expect("published");
    let answer = ask(&state, Method::GET, "/readyz", &[]).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(answer).await, r#"{"database":false,"public_pages":false}"#);
    let backend = backend(folder.path(), &clock).await;
    publisher.publish(Some(&backend)).await.expect("published");
    assert_eq!(ask(&state, Method::GET, "/readyz", &[]).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn errors_are_said_in_the_language_of_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let backend = backend(folder.path(), &clock).await;
    let state = state(&clock);
    Publisher::new(state.clone(), folder.path().join("public")).publish(Some(&backend)).await.expect("published");
    for (path, words) in [("/nowhere", "페이지를 찾을 수 없습니다"), ("/en/nowhere", "Page not found")] {
        let answer = ask(&state, Method::GET, path, &[("accept", "text/html")]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        let body = text(answer).await;
        assert!(body.contains(words), "{body}");
    }
    for (path, words) in [("/", "처리할 수 없는 요청입니다"), ("/en", "does not take such a request")] {
        let answer = ask(&state, Method::POST, path, &[("accept", "text/html")]).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers()[header::ALLOW], "GET, HEAD");
        let body = text(answer).await;
        assert!(body.contains(words), "{body}");
    }
    state.set_backend(backend);
    for (path, words) in [("/sign-in", "파일이 너무 큽니다"), ("/en/sign-in", "The file is too large")] {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        let request = request.body(Body::from(format!("email={}", "a".repeat(300_000)))).expect("a request");
        let answer = router::service(state.clone()).oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let body = text(answer).await;
        assert!(body.contains(words), "{body}");
    }
    let answer = ask(&state, Method::GET, "/api/v2/nothing.json", &[]).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&text(answer).await).expect("JSON");
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["reference"].as_str().map(str::len), Some(10));
}

#[tokio::test]
async fn bodies_are_compressed_once_and_not_sent_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let backend = backend(folder.path(), &clock).await;
    let state = state(&clock);
    Publisher::new(state.clone(), folder.path().join("public")).publish(Some(&backend)).await.expect("published");
    let answer = ask(&state, Method::GET, "/", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br");
    let etag = answer.headers()[header::ETAG].to_str().expect("text").to_owned();
    let again = ask(&state, Method::GET, "/", &[("if-none-match", &etag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(text(again).await.is_empty());
}

#[tokio::test]
async fn a_disk_that_takes_nothing_keeps_nothing_from_the_public() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let backend = backend(folder.path(), &clock).await;
    let state = state(&clock);
    let public = folder.path().join("public");
    std::fs::write(&public, "a file where the folder should be").expect("written");
    declare(&backend, "결제 중단").await;
    Publisher::new(state.clone(), public).publish(Some(&backend)).await.expect_err("it is not stored, and said so");
    assert!(text(ask(&state, Method::GET, "/", &[]).await).await.contains("결제 중단"));
}

/// An update as break-glass leaves it in the journal.
fn emergency(clock: &Clock) -> EmergencyUpdate {
    EmergencyUpdate {
        id: UpdateId(Uuid::from_u128(70)),
        incident: IncidentId(Uuid::from_u128(71)),
        title: Text::new("로그인 불가", "Nobody can sign in"),
        started_at: clock.now(),
        status: IncidentStatus::Investigating,
        body: Text::new("전원이 나갔습니다.", "The power is out."),
        changes: Vec::new(),
        at: clock.now(),
        by: "Kim".into(),
    }
}

#[tokio::test]
async fn a_database_that_goes_away_meanwhile_takes_neither_pages_nor_events_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, public) = (clock(), folder.path().join("public"));
    let backend = backend(folder.path(), &clock).await;
    let state = state(&clock);
    let mut publisher = Publisher::new(state.clone(), public.clone());
    publisher.publish(Some(&backend)).await.expect("published");
    backend.db.close().await;

    let served = Served::start(&state, 1, Duration::from_secs(10)).await;
    let mut events = served.listen("").await;
    let mut next = async || {
        let event = events.event().await.expect("an event");
        (event.name, event.data)
    };
    let read_at = clock.now().0 / 1000;
    assert_eq!(next().await, ("heartbeat".into(), format!("{read_at} {read_at}")));
    clock.advance(6 * MINUTE);
    publisher.publish(Some(&backend)).await.expect("published");
    assert_eq!(next().await, ("heartbeat".into(), format!("{read_at} {}", clock.now().0 / 1000)));
    Journal::of(&public).add(&emergency(&clock)).expect("kept");
    publisher.publish(Some(&backend)).await.expect("published");
    let (name, id) = next().await;
    let heartbeat = text(ask(&state, Method::GET, "/heartbeat.json", &[]).await).await;
    assert!(name == "published" && heartbeat.contains(&format!("\"state\":\"{id}\"")), "{name} {id}: {heartbeat}");
    for (path, words) in [("/", "로그인 불가"), ("/", "확인 중"), ("/en/api/v2/summary.json", "The power is out.")]
    {
        assert!(text(ask(&state, Method::GET, path, &[]).await).await.contains(words), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_in_the_emergency_waits_for_no_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, public) = (clock(), folder.path().join("public"));
    let backend = backend(folder.path(), &clock).await;
    let state = state(&clock);
    let mut publisher = Publisher::new(state.clone(), public.clone());
    publisher.publish(Some(&backend)).await.expect("published");

    let hung = backend.db.begin().await.expect("somebody who holds the database");
    let update = emergency(&clock);
    Journal::of(&public).add(&update).expect("kept");
    let (mut publications, other) = (state.publications(), backend.clone());
    publications.mark_unchanged();
    let publishing = tokio::spawn(async move { publisher.publish(Some(&other)).await });
    publications.changed().await.expect("a publication");
    assert!(text(ask(&state, Method::GET, "/", &[]).await).await.contains("로그인 불가"));
    assert_eq!(Journal::of(&public).waiting().len(), 1, "not on record yet");
    drop(hung);
    publishing.await.expect("no panic").expect("published");
    assert_eq!(Journal::of(&public).waiting(), []);
    assert!(backend.incident(update.incident).await.expect("read").is_some());
}
