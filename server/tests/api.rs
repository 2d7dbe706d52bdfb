//! The API for programs, through the whole router.

#[path = "api/components.rs"]
mod components;
mod support;

use std::collections::BTreeSet;

use axum::http::Method;
use domain::{role::Role, status::PublicState, time::MINUTE};
use serde_json::{Value, json};
use support::{Browser, Page, Site, world};

const ALL: &str = "components:read,incidents:read,incidents:write,maintenance:read,maintenance:write,\
    subscribers:read,subscribers:write";

async fn get(browser: &mut Browser, token: &str, path: &str) -> Page {
    browser.call(Method::GET, path, token, "", "").await
}

async fn post(browser: &mut Browser, token: &str, path: &str, body: &Value) -> Page {
    browser.call(Method::POST, path, token, "", &body.to_string()).await
}

fn declaration() -> Value {
    json!({
        "title": { "ko": "결제 지연", "en": "Slow payments" },
        "started_at": "2022-12-01T08:30:00+09:00",
        "body": { "ko": "확인하고 있습니다." },
        "impacts": [{ "component": "pay-qr", "state": "degraded" }],
    })
}

/// The document as it is published.
fn document(site: &Site) -> Value {
    let state = PublicState::empty(site.clock.now());
    let pages = app::public::render_all(site.state.site(), &state, site.clock.now()).expect("pages");
    let page = pages.into_iter().find(|page| page.path == "/api/v1/openapi.json").expect("the document");
    serde_json::from_str(&page.body).expect("JSON")
}

#[tokio::test]
async fn the_document_has_every_operation_and_no_other() {
    let site = Site::start().await;
    let document = document(&site);
    let served: BTreeSet<_> = server::routes::api::operations()
        .into_iter()
        .map(|operation| (operation.path.to_owned(), operation.method.as_str().to_lowercase()))
        .collect();
    let paths = document["paths"].as_object().expect("paths");
    let told: BTreeSet<_> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods");
            methods.keys().map(move |method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(served, told);
    let mut browser = site.browser();
    for (path, method) in told {
        let method: Method = method.to_uppercase().parse().expect("a method");
        let answer = browser.call(method.clone(), &path, "", "", "").await;
        answer.has(401);
        assert_eq!(answer.kind, "application/problem+json", "{method} {path}");
    }
    assert_every_reference_leads_somewhere(&document, &document);
}

fn assert_every_reference_leads_somewhere(document: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
            }
            fields.values().for_each(|part| assert_every_reference_leads_somewhere(document, part));
        }
        Value::Array(parts) => parts.iter().for_each(|part| assert_every_reference_leads_somewhere(document, part)),
        _ => {}
    }
}

/// Fails unless an answer has exactly the fields that its schema names.
#[track_caller]
fn assert_as_told(document: &Value, schema: &str, answer: &Value) {
    let of = &document["components"]["schemas"][schema];
    let names = |fields: &Value| fields.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&of["properties"]), names(answer), "{schema}");
}

#[tokio::test]
async fn an_incident_is_declared_once_under_its_key_and_told_as_the_document_says() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("배포", ALL).await;
    let mut program = site.browser();
    let body = declaration().to_string();
    let first = program.call(Method::POST, "/api/v1/incidents", &token, "deploy-1", &body).await;
    let second = program.call(Method::POST, "/api/v1/incidents", &token, "deploy-1", &body).await;
    first.has(201);
    assert_eq!((first.status, first.json()), (second.status, second.json()));
    let incident = first.json();
    let path = format!("/api/v1/incidents/{}", incident["id"].as_str().expect("an id"));
    assert_eq!(incident["impacts"][0]["from"], "2022-12-01T08:30:00.000+09:00", "from its start on");

    site.clock.advance(MINUTE);
    let update = json!({ "status": "resolved", "body": { "ko": "복구했습니다." } }).to_string();
    for _ in 0..2 {
        let answer = program.call(Method::POST, &format!("{path}/updates"), &token, "deploy-2", &update).await;
        answer.has(201);
        assert_eq!(answer.json()["updates"].as_array().map(Vec::len), Some(2));
    }
    let found = get(&mut program, &token, &path).await.json();
    let document = document(&site);
    assert_as_told(&document, "Incident", &found);
    assert_as_told(&document, "Update", &found["updates"][0]);
    assert_as_told(&document, "Impact", &found["impacts"][0]);
    assert!(found["resolved_at"].is_string() && found["impacts"][0]["until"].is_string());
    let component = get(&mut program, &token, "/api/v1/components/pay-qr").await.json();
    assert_as_told(&document, "Component", &component);
    assert_eq!(component["status"], "operational");

    post(&mut program, &token, "/api/v1/incidents", &declaration()).await.has(201);
    let open = get(&mut program, &token, "/api/v1/incidents?state=open").await.json();
    assert_eq!((&open["total"], &open["items"][0]["status"]), (&json!(1), &json!("investigating")));
    let part = get(&mut program, &token, "/api/v1/incidents?page=2&per_page=1").await.json();
    assert_eq!((&part["total"], part["items"].as_array().map(Vec::len)), (&json!(2), Some(1)));
    get(&mut program, &token, "/api/v1/incidents?per_page=1000").await.has(422).says("\"field\":\"per_page\"");
}

#[tokio::test]
async fn what_is_wrong_names_its_field_and_frees_the_key() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("배포", "incidents:write").await;
    let mut program = site.browser();
    let wrong = json!({
        "title": { "en": "Slow" },
        "body": { "ko": "확인 중" },
        "impacts": [{ "component": "maps", "state": "degraded" }],
    });
    let answer = program.call(Method::POST, "/en/api/v1/incidents", &token, "k", &wrong.to_string()).await;
    answer.has(422);
    let fields: Vec<_> =
        answer.json()["errors"].as_array().expect("errors").iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["title.ko", "impacts.maps"]);
    answer.says("Enter the title in Korean.");
    program.call(Method::POST, "/en/api/v1/incidents", &token, "k", &declaration().to_string()).await.has(201);
    let other = json!({ "title": { "ko": "다른 장애" }, "body": { "ko": "확인 중" } });
    program
        .call(Method::POST, "/en/api/v1/incidents", &token, "k", &other.to_string())
        .await
        .has(422)
        .says("Idempotency-Key");
    for (body, field) in [
        ("{", "body"),
        (
            r#"{"title":{"ko":"a"},"body":{"ko":"b"},"impacts":[{"component":"Pay QR","state":"degraded"}]}"#,
            "impacts[0].component",
        ),
        (r#"{"title":{"ko":"a"},"body":{"ko":"b"},"started_at":"yesterday"}"#, "started_at"),
        (r#"{"title":{"ko":"a"},"body":{"ko":"b"},"severity":"bad"}"#, "severity"),
    ] {
        let answer = program.call(Method::POST, "/api/v1/incidents", &token, "", body).await;
        answer.has(422);
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
    }
    assert_eq!(site.backend.incidents().await.expect("read").len(), 1);
}

#[tokio::test]
async fn a_token_does_only_what_its_scopes_say() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("읽기", "incidents:read").await;
    let mut program = site.browser();
    get(&mut program, &token, "/api/v1/incidents").await.has(200);
    get(&mut program, &token, "/api/v1/components").await.has(403).says("components:read");
    post(&mut program, &token, "/api/v1/incidents", &declaration()).await.has(403).says("incidents:write");
    get(&mut program, &token, "/api/v1/subscribers").await.has(403);
    get(&mut program, "mwt_wrong", "/api/v1/incidents").await.has(401);
    // a session is not enough
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/api/v1/incidents").await.has(401);
    // nor is a token at the console
    get(&mut program, &token, "/console/incidents").await.has(303);
}

#[tokio::test]
async fn maintenance_is_scheduled_changed_and_called_off() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("배포", "maintenance:read,maintenance:write").await;
    let mut program = site.browser();
    let plan = json!({
        "title": { "ko": "결제 서버 교체" },
        "body": { "ko": "잠시 느려질 수 있습니다." },
        "start": "2022-12-02T02:00:00+09:00",
        "end": "2022-12-02T04:00:00+09:00",
        "components": ["pay-qr"],
    });
    let made = post(&mut program, &token, "/api/v1/maintenance", &plan).await;
    made.has(201);
    let document = document(&site);
    assert_as_told(&document, "Maintenance", &made.json());
    assert_as_told(&document, "MaintenanceEntry", &made.json()["entries"][0]);
    let path = format!("/api/v1/maintenance/{}", made.json()["id"].as_str().expect("an id"));
    let change = json!({ "body": { "ko": "한 시간 미룹니다." }, "end": "2022-12-02T05:00:00+09:00", "revision": 1 });
    let changed = program.call(Method::PATCH, &path, &token, "c", &change.to_string()).await;
    changed.has(200);
    assert_eq!(changed.json()["end"], "2022-12-02T05:00:00.000+09:00");
    assert_eq!(program.call(Method::PATCH, &path, &token, "c", &change.to_string()).await.json()["revision"], 2);
    program.call(Method::PATCH, &path, &token, "d", &change.to_string()).await.has(409);
    let reason = json!({ "body": { "ko": "취소합니다." } });
    post(&mut program, &token, &format!("{path}/cancel"), &reason).await.has(200).says("cancelled");
    let mut ruled = plan.clone();
    ruled["start"] = "2022-12-25T02:00:00+09:00".into();
    ruled["end"] = "2022-12-25T04:00:00+09:00".into();
    ruled["rrule"] = "FREQ=MONTHLY;BYDAY=1MO;COUNT=3".into();
    post(&mut program, &token, "/api/v1/maintenance", &ruled).await.has(422).says("\"field\":\"rrule\"");
    ruled["rrule"] = "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3".into();
    post(&mut program, &token, "/api/v1/maintenance", &ruled).await.has(201);
    let planned = get(&mut program, &token, "/api/v1/maintenance?status=scheduled").await.json();
    let starts: Vec<_> = planned["items"].as_array().expect("items").iter().map(|item| item["start"].clone()).collect();
    assert_eq!(
        starts,
        ["2023-02-26T02:00:00.000+09:00", "2023-01-29T02:00:00.000+09:00", "2022-12-25T02:00:00.000+09:00"]
    );
    let listed = get(&mut program, &token, "/api/v1/maintenance?status=cancelled").await.json();
    assert_eq!(listed["total"], 1);
}

#[tokio::test]
async fn a_subscription_is_asked_for_and_waits_for_its_address() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("회원", "subscribers:read,subscribers:write").await;
    let mut program = site.browser();
    let ask = json!({ "email": "kim@example.com", "topics": ["component:pay-qr"], "language": "en" }).to_string();
    for _ in 0..2 {
        program.call(Method::POST, "/api/v1/subscribers", &token, "kim", &ask).await.has(202).says("confirmation_sent");
    }
    assert_eq!(waiting(&site).await, 1, "the second call asks nothing");
    for forget in ["delete from subscriber_topics", "delete from subscribers", "update api_requests set done_at = null"]
    {
        backend::execute_on!(site.backend.db, sqlx::query(forget)).expect("as when the server died before it did it");
    }
    program.call(Method::POST, "/api/v1/subscribers", &token, "kim", &ask).await.has(202);
    assert_eq!(waiting(&site).await, 1, "what was not done yet is done");
    let counts = get(&mut program, &token, "/api/v1/subscribers/counts").await.json();
    assert_eq!(counts, json!({ "total": 0, "channels": {}, "topics": {} }));
    let wrong = json!({ "email": "kim", "topics": ["component:maps"] });
    let answer = post(&mut program, &token, "/api/v1/subscribers", &wrong).await;
    answer.has(422).says("\"field\":\"email\"").says("\"field\":\"topics\"");
    get(&mut program, &token, "/api/v1/subscribers").await.has(200).says("\"total\":0");
}

async fn waiting(site: &Site) -> i64 {
    const COUNT: &str = "select count(*) from subscribers";
    backend::on!(site.backend.db, c => sqlx::query_scalar(COUNT).fetch_one(c)).expect("a count")
}

#[tokio::test]
async fn a_token_cannot_call_without_end() {
    let site = Site::start().await;
    let token = site.token("읽기", "components:read").await;
    let mut program = site.browser();
    let mut last = 200;
    for _ in 0..140 {
        last = get(&mut program, &token, "/api/v1/components").await.status.as_u16();
        if last != 200 {
            break;
        }
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn administrators_make_tokens_whose_secret_is_shown_once() {
    let site = Site::start().await;
    let mut admin = site.staff("admin", &[Role::Administrator, Role::Auditor]).await;
    let form = admin.get("/console/tokens").await;
    let id = form.has(200).says("아직 토큰이 없어요").field("id");
    admin
        .post("/console/tokens", &[("id", &id), ("name", "배포")])
        .await
        .has(422)
        .says("권한을 하나 이상")
        .says("배포");
    let past = [("id", id.as_str()), ("name", "배포"), ("scopes", "components:read"), ("expires_on", "2022-11-30")];
    admin.post("/console/tokens", &past).await.has(422).says("이미 지난 날짜예요");
    let fields = [("id", id.as_str()), ("name", "배포"), ("scopes", "components:read"), ("expires_on", "2022-12-31")];
    let made = admin.post("/console/tokens", &fields).await;
    let (_, rest) = made.has(200).body.split_once("mwt_").expect("the secret");
    let secret = format!("mwt_{}", &rest[..64]);
    admin.get("/console/tokens").await.says("2022년 12월 31일").does_not_say(&secret);
    admin.post_and_follow("/console/tokens", &fields).await.says("이미 만든 토큰입니다").does_not_say("mwt_");
    get(&mut site.browser(), &secret, "/api/v1/components").await.has(200);
    admin.get("/en/console/audit").await.says("Made an API token");

    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/console/tokens").await.has(403);
    publisher.post(&format!("/console/tokens/{id}/revoke"), &[]).await.has(403);
    admin
        .post_and_follow(&format!("/console/tokens/{id}/revoke"), &[])
        .await
        .says("토큰을 해지했습니다")
        .says("해지됨");
    get(&mut site.browser(), &secret, "/api/v1/components").await.has(401);
}
