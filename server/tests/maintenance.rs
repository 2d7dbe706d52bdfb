//! Maintenance over HTTP, through the whole router.

mod support;

use domain::{role::Role, time::HOUR};
use support::{Browser, Site, world};

async fn fields(browser: &mut Browser) -> Vec<(String, String)> {
    let form = browser.get("/console/maintenance/new").await;
    form.has(200).says("매장 QR 결제").says("시작 시각 (KST)");
    let typed = [
        ("title_ko", "결제 점검"),
        ("start", "2022-12-01T10:00"),
        ("end", "2022-12-01T12:00"),
        ("components", "pay-qr"),
        ("repeat", "never"),
        ("body_ko", "장비를 바꿉니다."),
    ];
    let ids = ["id", "entry"].map(|name| (name.to_owned(), form.field(name)));
    typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain(ids).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn a_maintenance_is_scheduled_once_changed_and_called_off() {
    let site = Site::start().await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    world::components(&site.backend).await;
    publisher.get("/console").await.has(200).says("href=\"/console/maintenance\"");
    publisher.get("/console/maintenance").await.has(200).says("예약된 점검이 없어요");
    let fields = fields(&mut publisher).await;
    let answer = publisher.post("/console/maintenance/new", &borrowed(&fields)).await;
    answer.has(303);
    let again = publisher.post("/console/maintenance/new", &borrowed(&fields)).await;
    assert_eq!(answer.location, again.location, "sending it twice schedules once");
    publisher.get("/en/console/maintenance").await.has(200).says("결제 점검").says("Scheduled");

    let page = publisher.get(&answer.location).await;
    page.has(200).says("결제 점검").says("2022-12-01T10:00");
    let (entry, seen) = (page.field("entry"), page.field("seen"));
    let moved = [
        ("entry", entry.as_str()),
        ("seen", seen.as_str()),
        ("status", "scheduled"),
        ("title_ko", "결제 점검"),
        ("start", "2022-12-01T11:00"),
        ("end", "2022-12-01T12:00"),
        ("components", "pay-qr"),
        ("body_ko", "한 시간 늦게 시작합니다."),
    ];
    publisher.post(&answer.location, &moved).await.has(303);
    publisher.get(&answer.location).await.has(200).says("한 시간 늦게 시작합니다.").says("바뀐 시각");

    site.clock.advance(2 * HOUR);
    site.backend.keep_maintenance_times().await.expect("begun");
    let late = [("entry", ""), ("seen", "2"), ("reason_ko", "장비가 오지 않았습니다.")];
    let cancel = format!("{}/cancel", answer.location);
    publisher
        .post(&cancel, &late)
        .await
        .has(422)
        .says("그 사이에 점검 내용이 바뀌었어요")
        .says("장비가 오지 않았습니다.");
    publisher.post(&cancel, &[("seen", "3")]).await.has(422).says("내용을 한국어로 입력해 주세요");
    publisher.post(&cancel, &[("seen", "3"), ("reason_ko", "장비가 오지 않았습니다.")]).await.has(303);
    publisher.get(&answer.location).await.has(200).says("취소됨").does_not_say("점검 취소하기");
}

#[tokio::test]
async fn wrong_input_comes_back_as_typed_and_who_may_not_is_refused() {
    let site = Site::start().await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    world::components(&site.backend).await;
    let wrong = [
        ("title_ko", "결제 점검"),
        ("start", "2022-12-01T10:00"),
        ("end", "2022-12-01T09:30"),
        ("components", "pay-qr"),
        ("repeat", "weekly"),
        ("body_ko", "장비를 바꿉니다."),
    ];
    let page = publisher.post("/console/maintenance/new", &wrong).await;
    page.has(422).says("value=\"결제 점검\"").says("2022-12-01T09:30").says("장비를 바꿉니다.");
    page.says("시작한 뒤 30일 안에 끝나야 해요").says("시작하는 날이나 그 뒤의 날짜를 입력해 주세요");
    publisher
        .post("/console/maintenance/new", &[("start", "내일")])
        .await
        .has(422)
        .says("날짜와 시각을 다시 확인해 주세요");
    assert!(site.backend.public_state().await.expect("a state").maintenances.is_empty());

    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.get("/console/maintenance").await.has(200).does_not_say("점검 예약하기");
    reviewer.get("/console/maintenance/new").await.has(403);
    let allowed = [
        ("title_ko", "결제 점검"),
        ("start", "2022-12-01T10:00"),
        ("end", "2022-12-01T11:00"),
        ("components", "pay-qr"),
        ("repeat", "never"),
        ("body_ko", "장비를 바꿉니다."),
    ];
    reviewer.post("/console/maintenance/new", &allowed).await.has(403);
}
