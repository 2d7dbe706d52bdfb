//! Subscribing over HTTP, mails through a mail server's conversation, and requests to a webhook's real receiver.

#[path = "support/receiver.rs"]
mod receiver;
mod support;

use std::sync::Arc;

use backend::{
    Sending,
    mail::Mailer,
    outbox::Pace,
    proofs::ProofKey,
    subscribers::{Lane, LinkKey},
    webhooks::Hooks,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    incident::IncidentStatus,
    role::Role,
    time::{DAY, MINUTE},
};
use hmac::{Hmac, KeyInit, Mac};
use receiver::receiver;
use serde_json::Value;
use server::{bulletins, publisher::Publisher};
use sha2::Sha256;
use support::{Site, world};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::mpsc,
};

/// A site whose webhooks may go to this machine.
async fn site() -> Site {
    let mut site = Site::start().await;
    let sending = Sending {
        key: LinkKey::passing(&site.backend.random),
        proof_key: ProofKey::passing(&site.backend.random),
        pace: Pace::unlimited(),
        hooks: Hooks::new(true),
        push: None,
    };
    site.backend = site.backend.with_sending(Arc::new(sending));
    site.state.set_backend(site.backend.clone());
    world::components(&site.backend).await;
    publish(&site).await;
    site
}

/// Renders the public bytes; done by hand, since no worker runs here.
async fn publish(site: &Site) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut publisher = Publisher::new(site.state.clone(), folder.path().to_owned());
    publisher.publish(Some(&site.backend)).await.expect("published");
}

/// A mail server that takes everything.
async fn mail_server() -> (Mailer, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (send, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let send = send.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 test\r\n").await.expect("said");
                let (mut in_data, mut message) = (false, String::new());
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer: &[u8] = match line.split(' ').next().unwrap_or("") {
                        "." if in_data => {
                            in_data = false;
                            send.send(std::mem::take(&mut message)).expect("heard");
                            b"250 kept\r\n"
                        }
                        _ if in_data => {
                            message.push_str(&line);
                            message.push('\n');
                            continue;
                        }
                        "DATA" => {
                            in_data = true;
                            b"354 go on\r\n"
                        }
                        "QUIT" => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    write.write_all(answer).await.expect("said");
                }
            });
        }
    });
    let mailer = Mailer::smtp(&format!("smtp://{address}"), "Hanaro <no-reply@status.example.com>").expect("a mailer");
    (mailer, received)
}

/// What stands after a mark in a message, with the line ends of its coding taken out.
fn after(message: &str, mark: &str) -> String {
    let plain = message.replace("=\n", "").replace("=3D", "=");
    let rest = plain.split(mark).nth(1).unwrap_or_else(|| panic!("no {mark} in {plain}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

async fn deliver(site: &Site, mailer: &Mailer) {
    world::work(&site.backend).await;
    site.backend.deliver_due(mailer).await.expect("delivered");
    for lane in [Lane::Mail, Lane::Hook] {
        bulletins::send_due(&site.backend, mailer, lane).await.expect("sent");
    }
}

#[tokio::test]
async fn who_confirms_is_told_in_their_language_and_leaves_by_one_click() {
    let site = site().await;
    let (mailer, mut received) = mail_server().await;
    let mut kim = site.browser();
    kim.get("/subscribe").await.has(200).says("name=\"email\"").says("value=\"component:pay-qr\"").says("매장 QR 결제");
    kim.get("/").await.says("href=\"/subscribe\"");
    let asked = [("email", "kim@example.com"), ("scope", "chosen"), ("topics", "component:pay-qr")];
    let answer = kim.post("/en/subscribe", &asked).await;
    answer.has(200).says("We sent a mail to kim@example.com");
    let again = kim.post("/en/subscribe", &asked).await;
    assert_eq!(answer.body.len(), again.body.len(), "known or not, the answer is the same");
    deliver(&site, &mailer).await;
    let token = after(&received.recv().await.expect("a mail"), "/en/subscribe/confirm/");
    received.recv().await.expect("the second");

    let confirm = format!("/en/subscribe/confirm/{token}");
    kim.get(&confirm).await.has(200).says("Confirm your subscription");
    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    deliver(&site, &mailer).await;
    assert!(received.try_recv().is_err(), "opening the link confirms nothing");
    let page = kim.post_and_follow(&confirm, &[]).await;
    page.has(200).says("You will get updates from now on").says("ki***@example.com").does_not_say("kim@example.com");

    let update = world::update(3, IncidentStatus::Identified, vec![]);
    site.backend.update_incident(&world::SYSTEM, world::outage().id, &update).await.expect("updated");
    deliver(&site, &mailer).await;
    deliver(&site, &mailer).await;
    let mail = received.recv().await.expect("told");
    assert!(received.try_recv().is_err(), "once");
    for said in [
        "Subject: [Hanaro] Identified",
        "In-store QR: Major outage",
        "List-Unsubscribe: <http://status.example.com/en/subscribe/end/",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Content-Type: multipart/alternative",
        "Message-ID: <notice-",
    ] {
        assert!(unfolded(&mail).contains(said), "{said} in {mail}");
    }
    let end = format!("/en/subscribe/end/{}", after(&mail, "/en/subscribe/end/"));
    kim.get(&end).await.has(303);
    // mail programs send it from no page of ours
    let fields = [("List-Unsubscribe", "One-Click")];
    kim.post_from("cross-site", &end, &fields).await.has(200).says("You are unsubscribed");
    kim.post_from("cross-site", &end, &fields).await.has(200);
    kim.get(&page_of(&end)).await.has(410).says("This link no longer works");
    let update = world::update(4, IncidentStatus::Monitoring, vec![]);
    site.backend.update_incident(&world::SYSTEM, world::outage().id, &update).await.expect("updated");
    deliver(&site, &mailer).await;
    assert!(received.try_recv().is_err(), "nothing more");
}

/// The parts of a message with their types, decoded.
fn parts(message: &str) -> Vec<(String, String)> {
    let boundary = message.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("parts");
    let boundary = format!("--{boundary}");
    let parts = message.split(&boundary).skip(1).filter(|part| part.contains("Content-Type"));
    let decoded = |part: &str| {
        let (head, body) = part.trim_start().split_once("\n\n").expect("a body");
        let bytes = if head.contains("base64") {
            STANDARD.decode(body.split_whitespace().collect::<String>()).expect("base64")
        } else {
            quoted(body)
        };
        (head.to_owned(), String::from_utf8(bytes).expect("text").replace("\r\n", "\n"))
    };
    parts.map(decoded).collect()
}

/// What stands in quoted-printable.
fn quoted(body: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), body.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        rest = match (first, after) {
            (b'=', [b'\n', after @ ..]) => after,
            (b'=', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(str::from_utf8(&digits).expect("digits"), 16).expect("a byte"));
                after
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    bytes
}

#[tokio::test]
async fn a_mail_holds_a_text_of_any_kind_and_nothing_in_it_becomes_a_header() {
    let site = site().await;
    let (mailer, mut received) = mail_server().await;
    let mut kim = site.browser();
    kim.post("/en/subscribe", &[("email", "kim@example.com")]).await.has(200);
    deliver(&site, &mailer).await;
    let token = after(&received.recv().await.expect("a mail"), "/en/subscribe/confirm/");
    kim.post(&format!("/en/subscribe/confirm/{token}"), &[]).await.has(303);
    let hostile = "<script>alert(1)</script> ]]> \u{202e}txet\u{202c} שלום 🔥\n.\n\nBcc: evil@example.com = =3D\n\n";
    let text: String = hostile.chars().chain("가 b 🔥 \u{2067}ש\u{2069}\n".chars().cycle()).take(10_000).collect();
    let mut outage = world::outage();
    // without a component the title is in the subject
    outage.update.changes.clear();
    let title = "Stopped\r\nBcc: evil@example.com\r\n\r\n<script> 🔥 \u{202e}x";
    outage.title = domain::language::Text::new(title, title);
    outage.update.body = domain::language::Text::new(&text, &text);
    site.backend.declare_incident(&world::SYSTEM, &outage).await.expect("declared");
    deliver(&site, &mailer).await;
    let mail = received.recv().await.expect("told");
    let head = mail.split("\n\n").next().expect("a head");
    assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{head}");
    assert!(mail.lines().all(|line| line.len() <= 998), "no line is too long for mail");
    let parts = parts(&mail);
    let [(plain, said), (html, shown)] = &parts[..] else { panic!("two parts: {mail}") };
    assert!(plain.contains("text/plain; charset=utf-8") && html.contains("text/html; charset=utf-8"), "{plain} {html}");
    assert!(said.contains(app::prose::plain(&text).as_str()), "{said}");
    assert!(shown.contains(app::prose::Prose::markdown(&text).whole().as_str()) && !shown.contains("<script"));
}

fn page_of(end: &str) -> String {
    end.replace("/end/", "/manage/")
}

/// A message with its folded header lines put together.
fn unfolded(message: &str) -> String {
    message.replace("\n ", " ").replace("=\n", "").replace("=3D", "=")
}

#[tokio::test]
async fn what_is_wanted_is_changed_by_the_link() {
    let site = site().await;
    let (mailer, mut received) = mail_server().await;
    let mut kim = site.browser();
    kim.post("/subscribe", &[("email", "kim@example.com")]).await.has(200).says("확인 메일을 보냈어요");
    deliver(&site, &mailer).await;
    let message = received.recv().await.expect("a mail");
    let token = after(&base64_text(&message), "/subscribe/confirm/");
    let page = kim.post(&format!("/subscribe/confirm/{token}"), &[]).await;
    page.has(303);
    let manage = page.location.split('?').next().expect("an address").to_owned();
    kim.post(&manage, &[("scope", "chosen"), ("language", "en")])
        .await
        .has(422)
        .says("소식을 받을 서비스를 하나 이상 골라 주세요");
    let page = kim.post_and_follow(&manage, &[("scope", "chosen"), ("topics", "group:pay"), ("language", "en")]).await;
    page.has(200).says("바꾼 내용을 저장했어요");
    let checked = page.body.split("value=\"group:pay\"").nth(1).expect("the box");
    assert!(checked.split('>').next().expect("its tag").contains("checked"), "{checked}");
    kim.post_from("cross-site", &manage, &[("scope", "all")]).await.has(403);
    kim.get("/subscribe/manage/0000").await.has(410);
    kim.post("/subscribe", &[("email", "kim@")]).await.has(422).says("value=\"kim@\"").says("name@example.com");
}

/// The text of a message in base64.
fn base64_text(message: &str) -> String {
    let body: String = message.split("\n\n").nth(1).expect("a body").split_whitespace().collect();
    String::from_utf8(STANDARD.decode(body).expect("base64")).expect("text")
}

#[tokio::test]
async fn an_incident_is_followed_from_its_page_while_it_lasts() {
    let site = site().await;
    let id = site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    publish(&site).await;
    let mut kim = site.browser();
    let path = format!("/incidents/{id}");
    kim.get(&path).await.has(200).says(&format!("href=\"{path}/subscribe\""));
    let page = kim.get(&format!("{path}/subscribe")).await;
    page.has(200).says(&format!("value=\"incident:{id}\""));
    let topic = page.field("topics");
    let wrong = [("scope", "chosen"), ("topics", topic.as_str()), ("email", "nobody")];
    kim.post("/subscribe", &wrong).await.has(422).says("이 장애 소식 받기").says("value=\"nobody\"");
    let end = world::update(3, IncidentStatus::Resolved, vec![]);
    site.backend.update_incident(&world::SYSTEM, id, &end).await.expect("resolved");
    publish(&site).await;
    kim.get(&path).await.has(200).does_not_say("/subscribe\">이 장애");
    kim.get(&format!("{path}/subscribe")).await.has(404);
}

#[tokio::test]
async fn a_webhook_gets_signed_requests_until_it_takes_one() {
    let site = site().await;
    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    let (mailer, mut mails) = mail_server().await;
    let (url, mut arrived) = receiver(&[500, 302, 204]).await;
    let mut ops = site.browser();
    ops.get("/subscribe/webhook").await.has(200).says("Standard Webhooks");
    ops.post("/en/subscribe/webhook", &[("email", "ops@example.com"), ("url", "ftp://x/")])
        .await
        .has(422)
        .says("begins with https://");
    ops.post("/en/subscribe/webhook", &[("email", "ops@example.com"), ("url", &url)]).await.has(200);
    deliver(&site, &mailer).await;
    let token = after(&mails.recv().await.expect("a mail"), "/en/subscribe/confirm/");
    let page = ops.post(&format!("/en/subscribe/confirm/{token}"), &[]).await;
    let manage = page.location.split('?').next().expect("an address").to_owned();
    let page = ops.get(&manage).await;
    page.has(200).says("127.0.0.1 (op***@example.com)").says("Nothing was sent yet").does_not_say("hook?a=b");
    let secret = page.body.split("whsec_").nth(1).expect("a secret").split('<').next().expect("a secret").to_owned();

    let update = world::update(3, IncidentStatus::Identified, vec![]);
    site.backend.update_incident(&world::SYSTEM, world::outage().id, &update).await.expect("updated");
    let mut ids = Vec::new();
    for attempt in 0..3 {
        deliver(&site, &mailer).await;
        let request = arrived.recv().await.expect("a request");
        let header = |name: &str| request.headers.get(name).cloned().unwrap_or_else(|| panic!("no {name}"));
        let text = String::from_utf8(request.body.clone()).expect("text");
        let signed = format!("{}.{}.{text}", header("webhook-id"), header("webhook-timestamp"));
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(&secret).expect("base64")).expect("a key");
        mac.update(signed.as_bytes());
        assert_eq!(header("webhook-signature"), format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())));
        assert_eq!(header("content-type"), "application/json");
        let body: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(body["incident"]["name"], "Payments stopped");
        assert_eq!(body["incident"]["components"][0]["status"], "major_outage");
        ids.push(header("webhook-id"));
        assert!(arrived.try_recv().is_err(), "try {attempt}: no redirect is followed");
        site.clock.advance(5 * MINUTE);
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "a receiver can drop doubles");
    deliver(&site, &mailer).await;
    assert!(arrived.try_recv().is_err(), "taken");
    ops.get(&manage).await.says("HTTP 500").says("HTTP 302").says("Received");

    let update = world::update(4, IncidentStatus::Resolved, vec![]);
    site.backend.update_incident(&world::SYSTEM, world::outage().id, &update).await.expect("resolved");
    deliver(&site, &mailer).await;
    let mut bodies: Vec<Value> = Vec::new();
    for _ in 0..2 {
        let request = arrived.recv().await.expect("the update, and the component by itself");
        assert!(request.headers.contains_key("webhook-signature"));
        bodies.push(serde_json::from_slice(&request.body).expect("JSON"));
    }
    deliver(&site, &mailer).await;
    assert!(arrived.try_recv().is_err(), "each once");
    bodies.sort_by_key(|body| body["component"].is_object());
    assert_eq!(bodies[0]["incident"]["status"], "resolved");
    let changed = &bodies[1]["component_update"];
    assert_eq!((&changed["old_status"], &changed["new_status"]), (&"major_outage".into(), &"operational".into()));
    assert_eq!(bodies[1]["component"]["id"], "pay-qr");
}

#[tokio::test]
async fn staff_see_how_far_it_has_come_and_remove_a_subscriber() {
    let site = site().await;
    let (mailer, mut received) = mail_server().await;
    let mut kim = site.browser();
    kim.post("/en/subscribe", &[("email", "kimcafe@example.com")]).await.has(200);
    deliver(&site, &mailer).await;
    let token = after(&received.recv().await.expect("a mail"), "/en/subscribe/confirm/");
    kim.post(&format!("/en/subscribe/confirm/{token}"), &[]).await.has(303);
    site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    deliver(&site, &mailer).await;

    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    admin.get("/console").await.says("href=\"/console/subscribers\"");
    let page = admin.get("/console/subscribers").await;
    page.has(200).says("ki***@example.com").does_not_say("kimcafe").says("1 / 1").says("결제 중단");
    admin.get("/console/subscribers?q=nobody").await.says("찾는 주소로 시작하는 구독자가 없어요");
    let path =
        page.body.split("href=\"/console/subscribers/").nth(1).expect("a link").split('"').next().expect("an id");
    let path = format!("/console/subscribers/{path}");
    admin.get(&path).await.has(200).says("구독 끝내기");
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get(&path).await.has(200).does_not_say("구독 끝내기");
    publisher.post(&format!("{path}/remove"), &[]).await.has(403);
    let page = admin.post_and_follow(&format!("{path}/remove"), &[]).await;
    page.has(200).says("구독을 끝내고 주소를 지웠습니다").says("아직 구독자가 없어요");
    admin.get(&path).await.has(404);
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get("/console/audit").await.says("구독을 끝냄");
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.get("/console/subscribers").await.has(403);
}

#[tokio::test]
async fn a_maintenance_is_told_when_it_is_planned_and_before_it_begins() {
    use backend::maintenance::{NewMaintenance, Plan, Repetition};
    use domain::{
        id::{MaintenanceId, UpdateId},
        language::Text,
        maintenance::{MaintenanceStatus, Repeat},
        time::HOUR,
    };
    let site = site().await;
    let (mailer, mut received) = mail_server().await;
    let mut kim = site.browser();
    let asked = [("email", "kim@example.com"), ("scope", "chosen"), ("topics", "group:pay")];
    kim.post("/en/subscribe", &asked).await.has(200);
    deliver(&site, &mailer).await;
    let token = after(&received.recv().await.expect("a mail"), "/en/subscribe/confirm/");
    kim.post(&format!("/en/subscribe/confirm/{token}"), &[]).await.has(303);
    let start = site.backend.clock.now().plus(2 * DAY);
    let plan = Plan {
        entry: UpdateId(uuid::Uuid::from_u128(10)),
        status: MaintenanceStatus::Scheduled,
        title: Text::new("결제 점검", "Payment maintenance"),
        body: Text::new("장비를 바꿉니다.", "We replace equipment."),
        start,
        end: start.plus(2 * HOUR),
        components: vec![world::key("pay-qr")],
    };
    let new = NewMaintenance {
        id: MaintenanceId(uuid::Uuid::from_u128(1)),
        plan,
        repeat: Repetition::Plain(Repeat::Never),
        until: None,
    };
    site.backend.schedule_maintenance(&world::SYSTEM, &new).await.expect("scheduled");
    for (hours, said) in [
        (0, "Maintenance is scheduled"),
        (30, "Maintenance begins soon"),
        (18, "Maintenance has begun"),
        (2, "Maintenance has ended"),
    ] {
        site.clock.advance(hours * HOUR);
        site.backend.keep_maintenance_times().await.expect("kept");
        site.backend.keep_maintenance_times().await.expect("kept");
        deliver(&site, &mailer).await;
        let mail = unfolded(&received.recv().await.expect("told"));
        assert!(mail.contains(said) && mail.contains("In-store QR"), "{said} in {mail}");
        assert!(received.try_recv().is_err(), "once");
    }
}
