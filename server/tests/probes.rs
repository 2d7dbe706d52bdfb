//! What the servers look at, through the whole router and with real listeners.

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use backend::{Backend, probes::runner::Runner};
use domain::{component::ComponentStatus, role::Role, time::SECOND};
use support::{Site, world};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A service that answers with the status it is told; gives its address.
async fn service(status: Arc<AtomicU16>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let _ = stream.read(&mut request).await;
            let status = status.load(Ordering::SeqCst);
            let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}/health")
}

/// The fields of a form for a probe by HTTP, some of them changed.
fn fields<'a>(url: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("id", "01920000-0000-7000-8000-000000000070"),
        ("name", "결제 API"),
        ("component", "pay-qr"),
        ("severity", "major_outage"),
        ("url", url),
        ("method", "GET"),
        ("status_from", "200"),
        ("status_to", "299"),
        ("contains", "ok"),
        ("interval", "20"),
        ("timeout", "10"),
        ("slow_above", ""),
        ("fail_after", "2"),
        ("recover_after", "1"),
        ("quorum", "2"),
    ];
    for (name, value) in changed {
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

const NEW: &str = "/console/monitoring/probes/new/http";
const PROBE: &str = "/console/monitoring/probes/01920000-0000-7000-8000-000000000070";

async fn status(backend: &Backend) -> ComponentStatus {
    backend.public_state().await.expect("a state").status_of(&world::key("pay-qr"), backend.clock.now())
}

#[tokio::test]
async fn a_probe_is_tried_set_up_changed_paused_and_removed() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let answered = Arc::new(AtomicU16::new(200));
    let url = service(answered.clone()).await;
    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    admin.get("/console/monitoring").await.has(200).says("아직 상태 검사가 없습니다.").says(NEW);
    for kind in ["http", "tcp", "dns", "tls"] {
        admin.get(&format!("/console/monitoring/probes/new/{kind}")).await.has(200).says("지금 검사해 보기");
    }
    admin.get("/console/monitoring/probes/new/icmp").await.has(404);

    admin.post(NEW, &fields(&url, &[("act", "try")])).await.has(200).says("정상 · ").says("아직 저장하지 않았습니다.");
    let wrong_text = fields(&url, &[("act", "try"), ("contains", "fine")]);
    admin.post(NEW, &wrong_text).await.has(200).says("실패 · 본문에 글이 없음").says(&url);
    let metadata = fields("http://169.254.169.254/", &[("act", "try")]);
    admin.post(NEW, &metadata).await.has(422).says("링크 로컬 주소").says("결제 API");
    let wrong = fields(&url, &[("interval", "5"), ("fail_after", "0"), ("severity", "bad"), ("name", "")]);
    admin.post(NEW, &wrong).await.has(422).says("하나를 골라 주세요.").says(&url);
    let wrong = fields(&url, &[("interval", "5"), ("fail_after", "0"), ("name", "")]);
    admin.post(NEW, &wrong).await.has(422).says("20초에서").says("1에서 20까지").says("이름을 80자");
    assert!(site.backend.list_probes(&world::SYSTEM).await.expect("read").is_empty());

    admin
        .post_and_follow(NEW, &fields(&url, &[("act", "save")]))
        .await
        .says("상태 검사를 저장했습니다.")
        .says("결제 API");
    admin.post_and_follow(NEW, &fields(&url, &[("act", "save")])).await.has(200);
    assert_eq!(site.backend.list_probes(&world::SYSTEM).await.expect("read").len(), 1, "a form sent twice makes one");
    let page = admin.get(PROBE).await;
    page.has(200).says("바꾸어 저장하면");
    assert_eq!(
        (page.field("url"), page.field("quorum"), page.field("interval")),
        (url.clone(), "2".into(), "20".into())
    );
    answered.store(503, Ordering::SeqCst);
    admin.post(PROBE, &fields(&url, &[("act", "try")])).await.has(200).says("실패 · 상태 코드 503");
    admin.post(PROBE, &fields(&url, &[("quorum", "99")])).await.has(422).says("1에서 20까지").says("결제 API");
    admin.post_and_follow(PROBE, &fields(&url, &[("name", "QR API"), ("quorum", "1")])).await.says("QR API");

    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/console/monitoring").await.has(200).says("QR API").does_not_say(NEW);
    for path in [NEW, PROBE] {
        publisher.get(path).await.has(403);
        publisher.post(path, &fields(&url, &[("act", "try")])).await.has(403);
        publisher.post(path, &fields(&url, &[])).await.has(403);
    }
    for act in ["pause", "resume", "remove"] {
        publisher.post(&format!("{PROBE}/{act}"), &[]).await.has(403);
    }
    admin.post_and_follow(&format!("{PROBE}/pause"), &[]).await.says("검사를 멈췄습니다.").says("멈춤");
    admin.get(PROBE).await.says("다시 검사하기");
    admin.post_and_follow(&format!("{PROBE}/resume"), &[]).await.says("다시 검사합니다.");
    admin.get("/en/console/monitoring").await.says("Unknown").says("No results yet.");
    admin.post_and_follow(&format!("{PROBE}/remove"), &[]).await.says("상태 검사를 지웠습니다.");
    admin.get(PROBE).await.has(404);
    let mut auditor = site.staff("audit", &[Role::Auditor]).await;
    auditor.get("/console/audit").await.says("상태 검사를 만듦").says("상태 검사를 멈춤").says("상태 검사를 지움");
}

/// Both servers look once.
async fn look(site: &Site, runners: &mut [Runner]) {
    site.clock.advance(20 * SECOND);
    for runner in runners {
        assert_eq!(runner.begin_due().await.expect("the probes"), 1);
        runner.until_idle().await;
    }
}

#[tokio::test]
async fn two_servers_have_to_agree_that_a_service_fails() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let answered = Arc::new(AtomicU16::new(200));
    let url = service(answered.clone()).await;
    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    admin.post_and_follow(NEW, &fields(&url, &[])).await.has(200);
    let mut both = ["seoul", "busan"].map(|name| Runner::new(site.backend.clone(), name));
    for runner in &mut both {
        assert_eq!(runner.begin_due().await.expect("the probes"), 0, "each has a moment of its own");
    }
    look(&site, &mut both[..1]).await;
    admin.get("/console/monitoring").await.says("seoul").says("알 수 없음");
    look(&site, &mut both).await;
    admin.get("/console/monitoring").await.says("busan").does_not_say("알 수 없음");

    answered.store(500, Ordering::SeqCst);
    look(&site, &mut both).await;
    assert_eq!(status(&site.backend).await, ComponentStatus::Operational, "once is not enough");
    look(&site, &mut both[..1]).await;
    assert_eq!(status(&site.backend).await, ComponentStatus::Operational, "nor is one server");
    look(&site, &mut both).await;
    assert_eq!(status(&site.backend).await, ComponentStatus::MajorOutage);
    admin.get("/console/monitoring").await.says("상태 코드 500").says("장애로 공지함");
    admin.get("/en/console/monitoring").await.says("status 500").says("Fails").says("× 3");
    answered.store(200, Ordering::SeqCst);
    look(&site, &mut both).await;
    assert_eq!(status(&site.backend).await, ComponentStatus::Operational);
    assert_eq!(site.backend.incidents().await.expect("read").len(), 1);
}

#[tokio::test]
async fn a_look_that_hangs_is_not_doubled_and_ends_with_its_server() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    admin.post_and_follow(NEW, &fields(&url, &[("timeout", "20")])).await.has(200);
    let mut runner = Runner::new(site.backend.clone(), "seoul");
    assert_eq!(runner.begin_due().await.expect("the probes"), 0);
    site.clock.advance(20 * SECOND);
    assert_eq!(runner.begin_due().await.expect("the probes"), 1);
    let (mut asked, _) = listener.accept().await.expect("a look");
    for _ in 0..3 {
        site.clock.advance(20 * SECOND);
        assert_eq!(runner.begin_due().await.expect("the probes"), 0, "the last look lasts");
    }
    drop(runner);
    let mut rest = Vec::new();
    // it ends when the other side goes, which may also break it off
    let _ = asked.read_to_end(&mut rest).await;
    assert!(site.backend.list_probes(&world::SYSTEM).await.expect("read")[0].results.is_empty());
}
