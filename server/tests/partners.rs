//! What is private is nowhere in public, and partner pages show it to who may see it, and to nobody else.

mod support;

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use backend::{
    components::ComponentDetails,
    incidents::NewIncident,
    mail::Mailer,
    maintenance::{NewMaintenance, Plan, Repetition},
    partners::{LINK_LASTS, PartnerDetails},
};
use domain::{
    component::Audience,
    id::{IncidentId, MaintenanceId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    maintenance::{MaintenanceStatus, Repeat},
    role::Role,
    time::{HOUR, MINUTE},
};
use server::{
    mirror::{Extent, Mirror},
    publisher::Publisher,
};
use support::{Browser, Page, Site, world};
use uuid::Uuid;

/// What no public byte may hold: keys and names of what is private, texts and ids of what concerns nothing else.
const SECRETS: [&str; 11] = [
    "zz-core",
    "정산내부망",
    "Settlementcore",
    "zz-spare",
    "예비회선",
    "zz-inner",
    "내부묶음",
    "비밀장애",
    "00000000-0000-0000-0000-0000000003e8",
    "비밀점검",
    "00000000-0000-0000-0000-000000000bb8",
];

const PRIVATE: IncidentId = IncidentId(Uuid::from_u128(1000));
const MIXED: IncidentId = IncidentId(Uuid::from_u128(2000));
const PLANNED: MaintenanceId = MaintenanceId(Uuid::from_u128(3000));

fn incident(id: IncidentId, title: &str, failing: &[&str]) -> NewIncident {
    let fails = |component: &&str| ImpactChange::Set {
        component: world::key(component),
        severity: Severity::MajorOutage,
        from: world::fire(),
    };
    let changes = failing.iter().map(fails).collect();
    let update = world::update(id.0.as_u128() + 1, IncidentStatus::Investigating, changes);
    NewIncident { id, title: Text::new(title, title), update, ..world::outage() }
}

fn maintenance(site: &Site, id: MaintenanceId, title: &str, components: &[&str]) -> NewMaintenance {
    let start = site.clock.now().plus(48 * HOUR);
    let plan = Plan {
        entry: UpdateId(Uuid::from_u128(id.0.as_u128() + 1)),
        status: MaintenanceStatus::Scheduled,
        title: Text::new(title, title),
        body: Text::new("장비를 바꿉니다.", ""),
        start,
        end: start.plus(HOUR),
        components: components.iter().map(|name| world::key(name)).collect(),
    };
    NewMaintenance { id, plan, repeat: Repetition::Plain(Repeat::Never), until: None }
}

/// Private components: one beside the public ones, one in a group of its own, one retired.
async fn hide(site: &Site) {
    let backend = &site.backend;
    backend.add_group(&world::SYSTEM, "zz-inner", &Text::new("내부묶음", "")).await.expect("added");
    for (key, group, name) in [
        ("zz-core", "pay", Text::new("정산내부망", "Settlementcore")),
        ("zz-spare", "zz-inner", Text::new("예비회선", "")),
        ("zz-gone", "pay", Text::new("예비회선", "")),
    ] {
        let details = ComponentDetails {
            name,
            description: Text::default(),
            uptime_from: world::fire(),
            only_if_degraded: false,
            audience: Audience::Private,
            uptime_target: None,
        };
        backend.add_component(&world::SYSTEM, key, &world::key(group), &details).await.expect("added");
    }
    backend.retire_component(&world::SYSTEM, &world::key("zz-gone"), true).await.expect("retired");
}

/// A site with components, on which something public fails; with `secret`, something private too, some of it together.
async fn site(secret: bool) -> Site {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let (mut failing, mut planned) = (vec!["pay-qr"], vec!["pay-online"]);
    if secret {
        hide(&site).await;
        failing.push("zz-core");
        planned.push("zz-spare");
        let private = incident(PRIVATE, "비밀장애", &["zz-core", "zz-spare"]);
        site.backend.declare_incident(&world::SYSTEM, &private).await.expect("declared");
        let private = maintenance(&site, PLANNED, "비밀점검", &["zz-core"]);
        site.backend.schedule_maintenance(&world::SYSTEM, &private).await.expect("scheduled");
    }
    site.backend.declare_incident(&world::SYSTEM, &incident(MIXED, "결제 중단", &failing)).await.expect("declared");
    let public = maintenance(&site, MaintenanceId(Uuid::from_u128(4000)), "결제 점검", &planned);
    site.backend.schedule_maintenance(&world::SYSTEM, &public).await.expect("scheduled");
    site
}

async fn publish(site: &Site, folder: &Path) {
    let mut publisher = Publisher::new(site.state.clone(), folder.join("public"));
    publisher.publish(Some(&site.backend)).await.expect("published");
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).expect("a folder") {
        let path = item.expect("an item").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.to_string_lossy().into_owned(), fs::read(&path).expect("a file")));
        }
    }
    found
}

fn assert_silent(place: &str, bytes: &[u8]) {
    for secret in SECRETS {
        let is_in = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_in && !place.contains(secret), "{secret} is in {place}");
    }
}

#[tokio::test]
async fn nothing_private_is_in_any_public_byte_and_all_is_as_if_it_were_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let with = site(true).await;
    publish(&with, folder.path()).await;
    let snapshot = with.state.snapshot();
    let mirror = Mirror::open(&folder.path().join("mirror").to_string_lossy()).expect("a mirror");
    mirror.write(&snapshot, &with.state.site().url, Extent::Whole).await.expect("written");
    let written = files(folder.path());
    assert!(written.iter().any(|(path, _)| path.ends_with("state.json")));
    assert!(written.iter().any(|(path, _)| path.ends_with("mirror/uptime.pdf")));
    assert!(written.iter().any(|(path, _)| path.ends_with("mirror/uptime/2022-10/index.html")));
    for (path, bytes) in &written {
        assert_silent(path, bytes);
    }
    // the pages of another site, on which there never was anything private, are the same bytes: also those in which a text
    // cannot be looked for, as a PDF
    let without = site(false).await;
    publish(&without, tempfile::tempdir().expect("a folder").path()).await;
    let bodies = |site: &Site| -> BTreeMap<String, Vec<u8>> {
        // its digest is also of the ids of impacts, which depend on how many were made before
        let is_told = |path: &str| path != "/heartbeat.json";
        let snapshot = site.state.snapshot();
        let entries = snapshot.entries().filter(|(path, _)| is_told(path));
        entries.map(|(path, entry)| (path.to_owned(), entry.bytes().to_vec())).collect()
    };
    let (with_it, without_it) = (bodies(&with), bodies(&without));
    assert_eq!(with_it.keys().collect::<Vec<_>>(), without_it.keys().collect::<Vec<_>>());
    for (path, body) in &with_it {
        assert!(*body == without_it[path], "{path} differs:\n{}", String::from_utf8_lossy(body));
    }
    assert!(with_it.contains_key(&format!("/incidents/{MIXED}")));

    let mut stranger = with.browser();
    for path in [
        format!("/incidents/{PRIVATE}"),
        format!("/incidents/{PRIVATE}.json"),
        format!("/maintenance/{PLANNED}"),
        "/components/zz-core.svg".into(),
        "/components/zz-core.atom".into(),
    ] {
        stranger.get(&path).await.has(404);
    }
    let wrong =
        stranger.post("/subscribe", &[("email", "kim"), ("scope", "chosen"), ("topics", "component:zz-core")]).await;
    assert_silent("/subscribe", wrong.has(422).body.replace("component:zz-core", "").as_bytes());
    let token = with.token("reader", "components:read").await;
    let listed = stranger.call(axum::http::Method::GET, "/api/v1/components", &token, "", "").await;
    assert_eq!(listed.json()["items"][2]["audience"], "private", "programs of the operator see them, marked");
}

/// A page that shows what is private, for one address.
async fn partners(site: &Site, networks: &str) {
    let details = PartnerDetails {
        name: Text::new("카드사", "Card networks"),
        components: ["pay-qr", "zz-core"].into_iter().map(world::key).collect(),
        addresses: "lee@card.example".into(),
        networks: networks.into(),
    };
    site.backend.add_partner_page(&world::SYSTEM, "card", &details).await.expect("added");
}

/// What a link's mail to an address says; waits for it, since it is sent beside the answer.
async fn link(site: &Site, to: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::folder(folder.path(), site.clock.clone()).expect("a mail folder");
    let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
    let sent = async {
        loop {
            site.backend.deliver_due(&mailer).await.expect("delivered");
            let mails = kept.list(10).expect("mails");
            if let Some(found) = mails.iter().find(|kept| kept.mail.to == to) {
                return found.mail.text.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let text = tokio::time::timeout(Duration::from_secs(30), sent).await.expect("a mail");
    let link = text.split(&site.state.site().url).nth(1).expect("a link").split_whitespace().next().expect("a link");
    link.to_owned()
}

/// Asks for a link and uses it.
async fn come_in(site: &Site, browser: &mut Browser) -> Page {
    browser.post("/partners/card", &[("email", "lee@card.example")]).await.has(200);
    let link = link(site, "lee@card.example").await;
    browser.get(&link).await.has(200).says("로그인하기");
    let answer = browser.post(&link, &[]).await;
    assert_eq!((answer.status.as_u16(), answer.location.as_str()), (303, "/partners/card"));
    answer
}

/// The answer without what the address in it was.
fn nameless(page: &Page, path: &str, email: &str) -> String {
    page.body.replace(path, "").replace(email, "")
}

#[tokio::test]
async fn who_is_on_the_list_comes_in_by_a_link_and_nobody_else_learns_that_there_is_a_page() {
    let (site, folder) = (site(true).await, tempfile::tempdir().expect("a folder"));
    partners(&site, "").await;
    publish(&site, folder.path()).await;
    let mut stranger = site.browser();
    let (there, nowhere) = (stranger.get("/partners/card").await, stranger.get("/partners/nope").await);
    assert_eq!(there.has(200).status, nowhere.status);
    assert_eq!(nameless(&there, "/partners/card", ""), nameless(&nowhere, "/partners/nope", ""));
    assert_eq!(there.headers["cache-control"], "private, no-store");
    assert_eq!(
        (&there.headers["vary"], &there.headers["x-robots-tag"]),
        (&"Cookie".parse().unwrap(), &"noindex".parse().unwrap())
    );
    there.does_not_say("카드사").does_not_say("정산내부망");
    for below in [format!("/incidents/{PRIVATE}"), "/uptime".into(), "/history".into(), "/maintenance".into()] {
        stranger
            .get(&format!("/partners/card{below}"))
            .await
            .has(200)
            .does_not_say("비밀장애")
            .says("파트너 페이지 로그인");
    }
    for key in ["card", "nope"] {
        stranger.get(&format!("/partners/{key}/summary.json")).await.has(404).does_not_say("zz-core");
    }
    stranger.get("/partners/Card").await.has(404);
    let mut said = Vec::new();
    for (key, email) in [("card", "lee@card.example"), ("card", "kim@card.example"), ("nope", "lee@card.example")] {
        let answer = stranger.post(&format!("/partners/{key}"), &[("email", email)]).await;
        said.push(nameless(answer.has(200), &format!("/partners/{key}"), email));
    }
    assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
    stranger.post("/partners/card", &[("email", "lee")]).await.has(422).says("value=\"lee\"");

    let first = link(&site, "lee@card.example").await;
    site.clock.advance(1);
    let mut lee = site.browser();
    let answer = come_in(&site, &mut lee).await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let page = lee.get("/partners/card").await;
    page.has(200).says("카드사").says("정산내부망").says("비밀장애").says("비밀점검").says("결제 중단");
    page.does_not_say("예비회선").does_not_say("온라인 결제").does_not_say("<script");
    assert_eq!(page.headers["cache-control"], "private, no-store");
    let inside = format!("/partners/card/incidents/{PRIVATE}");
    page.says(&format!("href=\"{inside}\""));
    lee.get(&inside).await.has(200).says("비밀장애").says("정산내부망").does_not_say("예비회선");
    for (path, words) in [
        ("/uptime", "정산내부망"),
        ("/uptime/2022-10", "정산내부망"),
        ("/history/2022-10", "비밀장애"),
        ("/maintenance", "비밀점검"),
    ] {
        lee.get(&format!("/partners/card{path}")).await.has(200).says(words);
    }
    lee.get(&format!("/partners/card/maintenance/{PLANNED}")).await.has(200).says("비밀점검");
    lee.get("/partners/card/incidents/none").await.has(404);
    lee.get("/en/partners/card").await.has(200).says("Settlementcore").says("/en/partners/card/uptime");
    let summary = lee.get("/partners/card/summary.json").await.json();
    assert_eq!(summary["page"]["url"], "http://status.example.com/partners/card");
    assert_eq!(summary["status"]["indicator"], "critical");
    assert!(summary.to_string().contains("zz-core"));
    assert!(
        summary["incidents"][0]["shortlink"].as_str().is_some_and(|link| link.contains("/partners/card/incidents/"))
    );
    lee.get("/partners/nope").await.has(200).says("파트너 페이지 로그인");
    lee.get("/console").await.has(303);
    stranger.get("/partners/card").await.does_not_say("카드사");
    stranger.post(&first, &[]).await.has(303);
    stranger.post(&first, &[]).await.has(410).says("이 링크는 이제 쓸 수 없어요");
    lee.post("/partners/card/sign-out", &[]).await.has(303);
    lee.get("/partners/card").await.has(200).does_not_say("카드사");
}

#[tokio::test]
async fn links_end_and_who_is_taken_off_the_list_is_out_at_once() {
    let (site, folder) = (site(true).await, tempfile::tempdir().expect("a folder"));
    partners(&site, "").await;
    publish(&site, folder.path()).await;
    let mut lee = site.browser();
    lee.post("/partners/card", &[("email", "lee@card.example")]).await.has(200);
    let late = link(&site, "lee@card.example").await;
    site.clock.advance(LINK_LASTS);
    lee.post(&late, &[]).await.has(410);
    come_in(&site, &mut lee).await;
    lee.get("/partners/card").await.says("카드사");

    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    let form = admin.get("/console/partner-pages/card").await;
    assert!(form.has(200).text_of("addresses").contains("lee@card.example"));
    form.says("비공개");
    admin.get("/partners/card").await.says("카드사").does_not_say("로그아웃");
    admin.get("/partners/nope").await.has(404);
    let others = [
        ("name_ko", "카드사"),
        ("components", "zz-core"),
        ("addresses", "kim@card.example\nno address\n"),
        ("networks", "0.0.0.0/0"),
    ];
    let wrong = admin.post("/console/partner-pages/card", &others).await;
    wrong.has(422).says("2번째 줄").says("no address").says("1번째 줄").says("value=\"zz-core\" checked");
    let others = [others[0], others[1], ("addresses", "kim@card.example")];
    admin.post_and_follow("/console/partner-pages/card", &others).await.says("저장했습니다");
    lee.get("/partners/card").await.has(200).does_not_say("카드사");
    admin.post_and_follow("/console/partner-pages/card/remove", &[]).await.says("삭제했습니다");
    admin.get("/partners/card").await.has(404);
    let mut publisher = site.staff("publisher", &[Role::Publisher]).await;
    publisher.get("/console/partner-pages").await.has(403);
    publisher.get(&format!("/console/incidents/{PRIVATE}")).await.says("비밀장애").does_not_say("공개 페이지에서 보기");
}

#[tokio::test]
async fn a_network_opens_a_page_and_without_the_database_who_was_in_sees_the_last_state() {
    let (site, folder) = (site(true).await, tempfile::tempdir().expect("a folder"));
    partners(&site, "127.0.0.0/8").await;
    publish(&site, folder.path()).await;
    let mut office = site.browser();
    office.get("/partners/card").await.has(200).says("정산내부망").does_not_say("로그아웃");
    office.get("/partners/card/summary.json").await.has(200);
    let details = PartnerDetails {
        name: Text::new("카드사", ""),
        components: [world::key("zz-core")].into(),
        addresses: "lee@card.example".into(),
        networks: "203.0.113.0/24".into(),
    };
    let key = domain::partner::PartnerKey::parse("card").expect("a key");
    site.backend.change_partner_page(&world::SYSTEM, &key, &details).await.expect("changed");
    office.get("/partners/card").await.does_not_say("정산내부망");
    let mut lee = site.browser();
    come_in(&site, &mut lee).await;
    lee.get("/partners/card").await.has(200).says("정산내부망").says("로그아웃");
    publish(&site, folder.path()).await;

    site.backend.db.close().await;
    site.clock.advance(10 * MINUTE);
    lee.get("/partners/card").await.has(200).says("정산내부망").says("10분 전").says("class=\"wrap stale\"");
    for path in ["/partners/card", "/partners/nope"] {
        office.get(path).await.has(503).says("확인할 수 없어").does_not_say("정산내부망");
    }
    office.get("/partners/card/summary.json").await.has(503);
    site.clock.advance(12 * HOUR);
    lee.get("/partners/card").await.has(503);
}
