//! Components and their groups by the API.

use super::*;

const SCOPES: &str = "components:read,components:write";

/// A site with two components, and a token.
async fn site(scopes: &str) -> (Site, Browser, String) {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let (program, token) = (site.browser(), site.token("인벤토리", scopes).await);
    (site, program, token)
}

async fn patch(browser: &mut Browser, token: &str, path: &str, key: &str, body: &Value) -> Page {
    browser.call(Method::PATCH, path, token, key, &body.to_string()).await
}

fn taxi() -> Value {
    json!({
        "key": "taxi-dispatch",
        "group": "taxi",
        "name": { "ko": "택시 호출", "en": "Dispatch" },
        "description": { "ko": "택시를 부릅니다." },
        "uptime_from": "2022-11-01T00:00:00+09:00",
        "only_if_degraded": true,
        "audience": "private",
        "uptime_target_percent": 99.95,
    })
}

/// What was done by tokens, oldest first.
async fn acts(site: &Site) -> Vec<String> {
    let log = site.backend.audit_page(&world::SYSTEM, None).await.expect("the log");
    let of_tokens = log.into_iter().rev().filter(|entry| entry.actor.starts_with("token:"));
    of_tokens.map(|entry| format!("{} {}", entry.action, entry.subject)).collect()
}

/// The fields that an answer says are wrong.
#[track_caller]
fn wrong_fields(answer: &Page) -> Vec<String> {
    answer.has(422);
    assert_eq!(answer.kind, "application/problem+json");
    let errors = answer.json()["errors"].as_array().cloned().expect("errors");
    errors.iter().map(|error| error["field"].as_str().expect("a field").to_owned()).collect()
}

#[tokio::test]
async fn a_group_and_a_component_are_added_once_and_told_as_the_document_says() {
    let (site, mut program, token) = site(SCOPES).await;
    let document = document(&site);
    let group = json!({ "key": "taxi", "name": { "ko": "택시", "en": "Taxi" } });
    for key in ["g", "g", ""] {
        let made = program.call(Method::POST, "/api/v1/component-groups", &token, key, &group.to_string()).await;
        let expected = json!({ "key": "taxi", "name": group["name"], "position": 2, "components": [] });
        assert_eq!((made.has(201).json(), &made.kind[..]), (expected, "application/json"));
        assert_as_told(&document, "ComponentGroup", &made.json());
    }
    let mut made = Vec::new();
    // the second finds the first by its key, the third by what it says
    for key in ["c", "c", ""] {
        site.clock.advance(MINUTE);
        let answer = program.call(Method::POST, "/api/v1/components", &token, key, &taxi().to_string()).await;
        made.push(answer.has(201).json());
    }
    assert_eq!((&made[0], &made[0]), (&made[1], &made[2]));
    assert_as_told(&document, "Component", &made[0]);
    for (field, value) in taxi().as_object().expect("fields") {
        let said = match field.as_str() {
            "group" => &made[0]["group"]["key"],
            "uptime_from" => {
                assert_eq!(made[0][field], "2022-11-01T00:00:00.000+09:00");
                continue;
            }
            "description" => {
                assert_eq!(made[0][field], json!({ "ko": "택시를 부릅니다.", "en": "" }));
                continue;
            }
            field => &made[0][field],
        };
        assert_eq!(said, value, "{field}");
    }
    assert_eq!(
        (&made[0]["position"], &made[0]["status"], &made[0]["retired_at"]),
        (&json!(1), &json!("operational"), &Value::Null)
    );
    assert_eq!(
        acts(&site).await,
        ["component_group.added component_group:taxi", "component.added component:taxi-dispatch"]
    );
    assert_eq!(get(&mut program, &token, "/api/v1/components/taxi-dispatch").await.has(200).json(), made[0]);
    assert_eq!(
        get(&mut program, &token, "/api/v1/component-groups/taxi").await.has(200).json()["components"],
        json!(["taxi-dispatch"])
    );
    // private: on record for programs, nowhere in public
    let public = site.backend.public_state().await.expect("a state");
    assert!(public.component(&world::key("taxi-dispatch")).is_none());
    assert_eq!(get(&mut program, &token, "/api/v1/components").await.json()["total"], 3);
}

#[tokio::test]
async fn what_is_left_out_of_a_new_component_has_its_usual_value() {
    let (_site, mut program, token) = site(SCOPES).await;
    let new = json!({ "key": " pay-card ", "group": "pay", "name": { "ko": " 카드 결제 " } });
    let made = post(&mut program, &token, "/api/v1/components", &new).await.has(201).json();
    assert_eq!(made["name"], json!({ "ko": "카드 결제", "en": "" }));
    assert_eq!((&made["key"], &made["position"]), (&json!("pay-card"), &json!(3)));
    assert_eq!((&made["audience"], &made["only_if_degraded"]), (&json!("public"), &json!(false)));
    assert_eq!(made["uptime_from"], "2022-12-01T00:00:00.000+09:00", "the beginning of the day");
    assert_eq!(made["uptime_target_percent"], Value::Null);
}

#[tokio::test]
async fn a_taken_key_is_a_conflict_at_its_field_and_frees_the_idempotency_key() {
    let (site, mut program, token) = site(SCOPES).await;
    let new = |key: &str| json!({ "key": key, "group": "pay", "name": { "ko": "다른 결제" } }).to_string();
    let group = json!({ "key": "pay", "name": { "ko": "다른 묶음" } });
    for (path, body) in [("/en/api/v1/components", new("pay-qr")), ("/en/api/v1/component-groups", group.to_string())] {
        let answer = program.call(Method::POST, path, &token, "k", &body).await;
        answer.has(409).says("already taken");
        assert_eq!(
            (&answer.kind[..], &answer.json()["errors"][0]["field"]),
            ("application/problem+json", &json!("key"))
        );
    }
    program.call(Method::POST, "/en/api/v1/components", &token, "k", &new("pay-card")).await.has(201);
    let other = program.call(Method::POST, "/en/api/v1/components", &token, "k", &new("pay-bill")).await;
    assert_eq!(wrong_fields(&other), ["Idempotency-Key"]);
    assert_eq!(acts(&site).await, ["component.added component:pay-card"]);
}

#[tokio::test]
async fn a_change_says_what_changes_and_the_rest_stays() {
    let (site, mut program, token) = site(SCOPES).await;
    let path = "/api/v1/components/pay-qr";
    let before = get(&mut program, &token, path).await.json();
    let change = json!({
        "name": { "ko": "매장 결제", "en": "In-store" },
        "description": { "ko": "QR로 결제합니다.", "en": "" },
        "uptime_from": "2022-10-01T00:00:00+09:00",
        "only_if_degraded": true,
        "uptime_target_percent": 99.9,
        "position": 2,
    });
    let changed = patch(&mut program, &token, path, "k", &change).await.has(200).json();
    for field in ["name", "description", "only_if_degraded", "uptime_target_percent", "position"] {
        assert_eq!(changed[field], change[field], "{field}");
    }
    assert_eq!(changed["uptime_from"], "2022-10-01T00:00:00.000+09:00");
    for field in ["key", "group", "audience", "created_at", "status"] {
        assert_eq!(changed[field], before[field], "{field}");
    }
    let aimless = json!({ "uptime_target_percent": null });
    let changed = patch(&mut program, &token, path, "", &aimless).await.has(200).json();
    assert_eq!((&changed["uptime_target_percent"], &changed["name"]), (&Value::Null, &change["name"]));
    let count = acts(&site).await.len();
    patch(&mut program, &token, path, "", &json!({})).await.has(200);
    patch(&mut program, &token, path, "", &json!({ "position": 9, "name": change["name"] })).await.has(200);
    assert_eq!(acts(&site).await.len(), count, "nothing changed, nothing is on record");

    // the same request again changes nothing, whatever happened since
    let renamed = json!({ "name": { "ko": "QR 결제" } });
    patch(&mut program, &token, path, "", &renamed).await.has(200);
    let again = patch(&mut program, &token, path, "k", &change).await.has(200).json();
    assert_eq!(again["name"], json!({ "ko": "QR 결제", "en": "" }));

    post(&mut program, &token, "/api/v1/component-groups", &json!({ "key": "a", "name": { "ko": "가" } }))
        .await
        .has(201);
    let moved = patch(&mut program, &token, path, "", &json!({ "group": "a" })).await.has(200).json();
    assert_eq!((&moved["group"]["key"], &moved["position"]), (&json!("a"), &json!(1)));
    let public = site.backend.public_state().await.expect("a state");
    assert_eq!(public.component(&world::key("pay-qr")).expect("there").name.ko, "QR 결제");
}

#[tokio::test]
async fn an_audience_changes_only_with_its_confirmation() {
    let (site, mut program, token) = site(SCOPES).await;
    let path = "/en/api/v1/components/pay-qr";
    let unsaid = patch(&mut program, &token, path, "k", &json!({ "audience": "private" })).await;
    assert_eq!(wrong_fields(&unsaid), ["audience_confirmed"]);
    unsaid.says("disappears from public pages");
    let hide = json!({ "audience": "private", "audience_confirmed": true });
    let hidden = patch(&mut program, &token, path, "k", &hide).await.has(200).json();
    assert_eq!(hidden["audience"], "private");
    assert!(site.backend.public_state().await.expect("a state").component(&world::key("pay-qr")).is_none());
    // what does not touch it needs no confirmation
    patch(&mut program, &token, path, "", &json!({ "audience": "private", "only_if_degraded": true })).await.has(200);
    let show = json!({ "audience": "public" });
    assert_eq!(wrong_fields(&patch(&mut program, &token, path, "", &show).await), ["audience_confirmed"]);
    let show = json!({ "audience": "public", "audience_confirmed": true });
    patch(&mut program, &token, path, "", &show).await.has(200);
    let acts = acts(&site).await;
    assert_eq!(acts[0], "component.made_private component:pay-qr");
    assert_eq!(acts[2], "component.made_public component:pay-qr");
}

#[tokio::test]
async fn a_component_is_retired_once_it_works_and_brought_back() {
    let (site, mut program, token) = site(SCOPES).await;
    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    let act = async |program: &mut Browser, what: &str, key: &str| {
        program.call(Method::POST, &format!("/api/v1/components/pay-qr/{what}"), &token, key, "").await
    };
    act(&mut program, "retire", "r").await.has(409).says("장애를 해결한 뒤에");
    let resolved = world::update(9, domain::incident::IncidentStatus::Resolved, vec![]);
    let incident = site.backend.incidents().await.expect("read")[0].id;
    site.backend.update_incident(&world::SYSTEM, incident, &resolved).await.expect("resolved");
    let retired = act(&mut program, "retire", "r").await.has(200).json();
    assert_eq!((&retired["status"], &retired["position"]), (&Value::Null, &Value::Null));
    assert!(retired["retired_at"].is_string());
    site.clock.advance(MINUTE);
    assert_eq!(act(&mut program, "retire", "").await.has(200).json(), retired, "it stays retired since then");
    let list = async |program: &mut Browser, state: &str| {
        let path = format!("/api/v1/components?state={state}");
        let found = get(program, &token, &path).await.has(200).json();
        let items = found["items"].as_array().expect("items").clone();
        items.iter().map(|item| item["key"].as_str().expect("a key").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list(&mut program, "offered").await, ["pay-online"]);
    assert_eq!(list(&mut program, "retired").await, ["pay-qr"]);
    assert_eq!(list(&mut program, "all").await, ["pay-qr", "pay-online"]);
    assert_eq!(get(&mut program, &token, "/api/v1/components/pay-online").await.json()["position"], 1);
    let back = act(&mut program, "restore", "").await.has(200).json();
    assert_eq!((&back["retired_at"], &back["position"]), (&Value::Null, &json!(1)));
    // sent late, the first request is still done
    assert_eq!(act(&mut program, "retire", "r").await.has(200).json()["retired_at"], Value::Null);
    let acts = acts(&site).await;
    assert_eq!(acts, ["component.retired component:pay-qr", "component.restored component:pay-qr"]);
}

#[tokio::test]
async fn groups_are_renamed_and_ordered() {
    let (site, mut program, token) = site(SCOPES).await;
    for (key, name) in [("taxi", "택시"), ("talk", "메신저")] {
        let new = json!({ "key": key, "name": { "ko": name } });
        post(&mut program, &token, "/api/v1/component-groups", &new).await.has(201);
    }
    let change = json!({ "name": { "ko": "대화", "en": "Messenger" }, "position": 1 });
    let path = "/api/v1/component-groups/talk";
    for _ in 0..2 {
        let changed = patch(&mut program, &token, path, "k", &change).await.has(200).json();
        assert_eq!((&changed["name"], &changed["position"]), (&change["name"], &json!(1)));
    }
    let listed = get(&mut program, &token, "/api/v1/component-groups").await.has(200).json();
    let keys: Vec<_> = listed["items"].as_array().expect("items").iter().map(|item| item["key"].clone()).collect();
    assert_eq!(keys, ["talk", "pay", "taxi"]);
    assert_eq!(listed["items"][1]["components"], json!(["pay-qr", "pay-online"]));
    assert_eq!(acts(&site).await.iter().filter(|act| act.starts_with("component_group.changed")).count(), 1);
}

#[tokio::test]
async fn every_wrong_value_names_its_field() {
    let (site, mut program, token) = site(SCOPES).await;
    let (components, groups) = ("/api/v1/components", "/api/v1/component-groups");
    let with = |changes: Value| {
        let mut body = json!({ "key": "pay-card", "group": "pay", "name": { "ko": "카드" } });
        for (field, value) in changes.as_object().expect("fields") {
            body[field] = value.clone();
        }
        body
    };
    let long = "가".repeat(301);
    for (body, fields) in [
        (with(json!({ "key": "Pay Card" })), &["key"][..]),
        (with(json!({ "key": "Pay Card", "name": { "en": "Card" }, "group": "none" })), &["key", "name.ko", "group"]),
        (with(json!({ "name": { "ko": long, "en": long } })), &["name.ko", "name.en"]),
        (with(json!({ "description": { "en": long } })), &["description.en"]),
        (with(json!({ "name": { "ko": "a\u{0}b" } })), &["name.ko"]),
        (with(json!({ "uptime_from": "2022-12-02T00:00:00+09:00" })), &["uptime_from"]),
        (with(json!({ "uptime_from": "2022-12-01" })), &["uptime_from"]),
        (with(json!({ "uptime_target_percent": 101 })), &["uptime_target_percent"]),
        (with(json!({ "audience": "friends" })), &["audience"]),
        (with(json!({ "group": "Pay!" })), &["group"]),
        (with(json!({ "only_if_degraded": "yes" })), &["only_if_degraded"]),
        (with(json!({ "status": "operational" })), &["status"]),
        (json!([]), &["body"]),
    ] {
        assert_eq!(wrong_fields(&post(&mut program, &token, components, &body).await), fields, "{body}");
    }
    for (body, fields) in [
        (json!({ "key": "공지", "name": { "ko": "" } }), &["key", "name.ko"][..]),
        (json!({ "key": "a", "name": { "ko": "가", "fr": "a" } }), &["name.fr"]),
        (json!({ "key": "a", "name": { "ko": "가" }, "position": 1 }), &["position"]),
    ] {
        assert_eq!(wrong_fields(&post(&mut program, &token, groups, &body).await), fields, "{body}");
    }
    for (path, body, field) in [
        ("/api/v1/components/pay-qr", json!({ "position": 0 }), "position"),
        ("/api/v1/components/pay-qr", json!({ "group": "none" }), "group"),
        ("/api/v1/components/pay-qr", json!({ "name": { "ko": " " } }), "name.ko"),
        ("/api/v1/components/pay-qr", json!({ "uptime_target_percent": 99.99999 }), "uptime_target_percent"),
        ("/api/v1/components/pay-qr", json!({ "key": "pay-2" }), "key"),
        ("/api/v1/component-groups/pay", json!({ "position": -1 }), "position"),
        ("/api/v1/component-groups/pay", json!({ "name": {} }), "name.ko"),
    ] {
        assert_eq!(wrong_fields(&patch(&mut program, &token, path, "", &body).await), [field], "{body}");
    }
    assert_eq!(wrong_fields(&get(&mut program, &token, "/api/v1/components?per_page=0").await), ["per_page"]);
    get(&mut program, &token, "/api/v1/components?state=gone").await.has(400);
    assert!(acts(&site).await.is_empty());
}

#[tokio::test]
async fn an_unknown_key_is_not_found() {
    let (_site, mut program, token) = site(SCOPES).await;
    let change = json!({ "name": { "ko": "이름" } });
    for key in ["maps", "Pay QR", "%00"] {
        let key = key.replace(' ', "%20");
        for kind in ["components", "component-groups"] {
            let path = format!("/api/v1/{kind}/{key}");
            get(&mut program, &token, &path).await.has(404);
            let answer = patch(&mut program, &token, &path, "", &change).await;
            assert_eq!(answer.has(404).kind, "application/problem+json");
        }
        for act in ["retire", "restore"] {
            post(&mut program, &token, &format!("/api/v1/components/{key}/{act}"), &json!({})).await.has(404);
        }
    }
}

#[tokio::test]
async fn every_route_asks_for_its_scope() {
    let (site, mut program, reader) = site("components:read,incidents:write").await;
    let writer = site.token("쓰기", "components:write").await;
    for path in ["components", "components/pay-qr", "component-groups", "component-groups/pay"] {
        let path = format!("/api/v1/{path}");
        get(&mut program, &reader, &path).await.has(200);
        get(&mut program, &writer, &path).await.has(403).says("components:read");
    }
    for (method, path) in [
        (Method::POST, "components"),
        (Method::PATCH, "components/pay-qr"),
        (Method::POST, "components/pay-qr/retire"),
        (Method::POST, "components/pay-qr/restore"),
        (Method::POST, "component-groups"),
        (Method::PATCH, "component-groups/pay"),
    ] {
        let path = format!("/api/v1/{path}");
        program.call(method, &path, &reader, "", "{}").await.has(403).says("components:write");
    }
    assert!(acts(&site).await.is_empty());
    // who may write sees what was written
    let change = json!({ "only_if_degraded": true });
    patch(&mut program, &writer, "/api/v1/components/pay-qr", "", &change).await.has(200).says("매장 QR 결제");
    patch(&mut program, &writer, "/api/v1/component-groups/pay", "", &json!({})).await.has(200);
    // and nothing else of the settings
    assert!(matches!(
        site.backend.list_tokens(&site.backend.actor_of_secret(&writer).await.expect("read").expect("known")).await,
        Err(backend::Error::Forbidden)
    ));
}
