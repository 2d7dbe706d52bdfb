//! What other systems tell by themselves, through the whole router.

mod support;

use axum::http::Method;
use domain::{
    component::ComponentStatus,
    role::Role,
    time::{Instant, MINUTE, SECOND},
};
use serde_json::{Value, json};
use support::{Browser, Page, Site, world};

/// A body as Alertmanager sends it (docs: configuration, webhook_config).
fn webhook(status: &str, alerts: Vec<Value>) -> String {
    json!({
        "version": "4",
        "groupKey": "{}:{alertname=\"PayDown\"}",
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "makewhole",
        "groupLabels": { "alertname": "PayDown" },
        "commonLabels": { "alertname": "PayDown" },
        "commonAnnotations": { "summary": "db-7.internal is down" },
        "externalURL": "http://alertmanager:9093",
        "alerts": alerts,
    })
    .to_string()
}

fn alert(status: &str, component: &str) -> Value {
    json!({
        "status": status,
        "labels": { "alertname": "PayDown", "makewhole_component": component, "severity": "critical" },
        "annotations": { "summary": "db-7.internal is down" },
        "startsAt": "2022-12-01T08:58:00.000+09:00",
        "endsAt": if status == "firing" { "0001-01-01T00:00:00Z" } else { "2022-12-01T09:00:30+09:00" },
        "generatorURL": "http://prometheus:9090/graph",
        "fingerprint": format!("f-{component}"),
    })
}

async fn tell(browser: &mut Browser, token: &str, body: &str) -> Page {
    browser.call(Method::POST, "/api/v1/alertmanager", token, "", body).await
}

async fn status(site: &Site) -> ComponentStatus {
    site.backend.public_state().await.expect("a state").status_of(&world::key("pay-qr"), site.clock.now())
}

#[tokio::test]
async fn alertmanager_raises_and_resolves_an_incident() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("Alertmanager", "alerts:write").await;
    let mut program = site.browser();
    let firing = webhook("firing", vec![alert("firing", "pay-qr"), alert("firing", "maps")]);
    let answer = tell(&mut program, &token, &firing).await;
    answer.has(200).says("no component maps").does_not_say("\"incident\":null");
    assert_eq!(tell(&mut program, &token, &firing).await.json()["published"], false);
    assert_eq!(status(&site).await, ComponentStatus::MajorOutage);
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/console/monitoring").await.has(200).says("PayDown").says("장애로 공지함").says("Alertmanager");
    let incident = site.backend.incidents().await.expect("read").remove(0);
    assert_eq!(incident.title.en, "Problem with In-store QR");
    let said: Vec<_> = incident.updates.iter().map(|update| update.body.en.clone()).collect();
    assert!(said.iter().all(|text| !text.contains("db-7")), "annotations are not public");
    site.clock.advance(MINUTE);
    let resolved = webhook("resolved", vec![alert("resolved", "pay-qr")]);
    assert_eq!(tell(&mut program, &token, &resolved).await.has(200).json()["published"], true);
    assert_eq!(status(&site).await, ComponentStatus::Operational);
    let over = site.backend.incident(incident.id).await.expect("read").expect("there");
    assert_eq!(over.impacts[0].end.map(Instant::rfc3339).as_deref(), Some("2022-12-01T00:00:30.000Z"));
    publisher.get("/console/monitoring").await.says("지금 울리는 알림이 없습니다.");

    tell(&mut program, &token, "{\"version\":\"3\",\"groupKey\":\"k\",\"alerts\":[]}").await.has(422).says("version");
    tell(&mut program, &token, "[]").await.has(422);
    let other = site.token("다른 것", "incidents:write").await;
    tell(&mut program, &other, &firing).await.has(403).says("alerts:write");
}

#[tokio::test]
async fn a_heartbeats_address_is_shown_once_and_watched() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    let id = admin.get("/console/monitoring").await.has(200).says("하트비트 만들기").field("id");
    let wrong = [("id", id.as_str()), ("name", " "), ("component", "maps"), ("severity", "bad"), ("period", "x")];
    let page = admin.post("/console/heartbeats", &wrong).await;
    page.has(422).says("분을 숫자로").says("심각도를 골라");
    let fields = [
        ("id", id.as_str()),
        ("name", "정산 배치"),
        ("component", "pay-qr"),
        ("severity", "major_outage"),
        ("period", "5"),
        ("grace", "1"),
    ];
    let far = fields.map(|(name, value)| (name, if name == "period" { "50000" } else { value }));
    admin.post("/console/heartbeats", &far).await.has(422).says("1분에서 31일까지");
    let made = admin.post("/console/heartbeats", &fields).await;
    let (_, rest) = made.has(200).body.split_once("http://status.example.com/heartbeat/").expect("the address");
    let path = format!("/heartbeat/{}", &rest[..64]);
    admin.get("/console/monitoring").await.says("첫 호출 대기").does_not_say(&path);
    admin.post_and_follow("/console/heartbeats", &fields).await.says("이미 만든 하트비트입니다");

    let mut program = site.browser();
    site.backend.watch_heartbeats().await.expect("watched");
    program.get(&path).await.has(200).says("ok");
    for _ in 0..20 {
        site.clock.advance(20 * SECOND);
        site.backend.watch_heartbeats().await.expect("watched");
    }
    assert_eq!(status(&site).await, ComponentStatus::MajorOutage);
    admin.get("/en/console/monitoring").await.says("Missed").says("정산 배치");
    // a machine sends no origin and has no session
    program.call(Method::POST, &path, "", "", "").await.has(200);
    assert_eq!(status(&site).await, ComponentStatus::Operational);
    program.get("/heartbeat/wrong").await.has(404);

    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/console/monitoring").await.has(200).does_not_say("하트비트 만들기");
    publisher.post("/console/heartbeats", &fields).await.has(403);
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.get("/console/monitoring").await.has(403);
    admin.post_and_follow(&format!("/console/heartbeats/{id}/remove"), &[]).await.says("하트비트를 지웠습니다");
    program.get(&path).await.has(404);
}
