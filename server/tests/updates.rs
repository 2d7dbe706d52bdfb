//! Updates of incidents in the console: corrections, texts to begin with, and what the public sees of promises.

mod support;

use domain::{
    id::UpdateId,
    role::Role,
    time::{HOUR, MINUTE},
};
use server::publisher::Publisher;
use support::{Site, world};
use uuid::Uuid;

/// Renders the public bytes; done by hand, since no worker runs here.
async fn publish(site: &Site) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut publisher = Publisher::new(site.state.clone(), folder.path().to_owned());
    publisher.publish(Some(&site.backend)).await.expect("published");
}

#[tokio::test]
async fn a_correction_is_published_as_one_and_the_old_text_stays() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let incident = site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    let (path, first) = (format!("/console/incidents/{incident}"), UpdateId(Uuid::from_u128(2)));
    let correct = format!("{path}/updates/{first}/correct");
    publisher.get(&path).await.says(&correct);
    let form = publisher.get(&correct).await;
    assert_eq!(form.has(200).text_of("body_ko").trim(), "확인하고 있습니다.");
    let id = form.field("correction");
    let same = [("correction", id.as_str()), ("body_ko", "확인하고 있습니다."), ("body_en", "We are looking into it.")];
    publisher.post(&correct, &same).await.has(422).says("바뀐 내용이 없어요").says("href=\"#body_ko\"");
    let fields = [("correction", id.as_str()), ("body_ko", "화재로 멈췄습니다."), ("body_en", "")];
    publisher.post_and_follow(&correct, &fields).await.says("바로잡은 소식을 공개했습니다").says("영어 없음");
    publisher.get(&correct).await.has(404);
    publisher.post(&correct, &[("body_ko", "또 다릅니다.")]).await.has(422).says("이미 바로잡은 소식이에요");

    publish(&site).await;
    let mut reader = site.browser();
    let page = reader.get(&format!("/incidents/{incident}")).await;
    page.says("<b>바로잡음</b>")
        .says("화재로 멈췄습니다.")
        .says("확인하고 있습니다.")
        .says("나중에 바로잡은 소식입니다.");
    let english = reader.get(&format!("/en/incidents/{incident}")).await;
    english.says("This update is in Korean only so far.");
    for path in ["/history.atom", "/api/v2/incidents.json", "/feed.json", "/history.rss"] {
        let body = reader.get(path).await;
        body.says("(바로잡음) 화재로 멈췄습니다.").says("확인하고 있습니다.").says("(나중에 바로잡은 소식입니다.)");
    }
}

#[tokio::test]
async fn english_that_was_not_corrected_with_the_korean_is_marked() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let incident = site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    let correct = format!("/console/incidents/{incident}/updates/{}/correct", UpdateId(Uuid::from_u128(2)));
    let id = publisher.get(&correct).await.field("correction");
    let fields =
        [("correction", id.as_str()), ("body_ko", "화재로 멈췄습니다."), ("body_en", "We are looking into it.")];
    publisher.post_and_follow(&correct, &fields).await.says("영어는 바로잡기 전 그대로").does_not_say("영어 없음");
    publish(&site).await;
    let mut reader = site.browser();
    let mark = "The Korean text was corrected; this one is as it was before.";
    reader.get(&format!("/en/incidents/{incident}")).await.says(mark);
    reader.get(&format!("/incidents/{incident}")).await.does_not_say("바로잡기 전 그대로");
}

#[tokio::test]
async fn a_text_is_chosen_without_script_and_filled_with_what_is_typed() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/console/incidents/new").await.does_not_say("문구 넣기");
    let form = publisher.get("/console/templates/new").await;
    let id = form.has(200).says("{services}").field("id");
    let bad = [("id", id.as_str()), ("name", "결제 첫 공지"), ("body_ko", "{shop}")];
    publisher.post("/console/templates/new", &bad).await.has(422).says("{shop}라는 변수는 없어요");
    let good = [
        ("id", id.as_str()),
        ("name", "결제 첫 공지"),
        ("title_ko", "{services} 장애"),
        ("body_ko", "{start}부터 {services} 이용이 어렵습니다. {next_update}까지 알려 드립니다."),
        ("body_en", "{services} has been failing since {start}."),
    ];
    publisher.post_and_follow("/console/templates/new", &good).await.says("문구를 저장했습니다").says("한국어, 영어");

    let nothing = [("fill", "1"), ("title_ko", "그대로"), ("body_ko", "지우지 마세요")];
    let page = publisher.post("/console/incidents/new", &nothing).await;
    page.has(422).says("넣을 문구를 골라 주세요").says("지우지 마세요");
    let typed = [
        ("fill", "1"),
        ("template", id.as_str()),
        ("status", "investigating"),
        ("started_at", "2022-12-01T08:30"),
        ("impact-pay-qr", "major_outage"),
    ];
    let page = publisher.post("/console/incidents/new", &typed).await;
    assert_eq!(page.has(200).field("title_ko"), "매장 QR 결제 장애");
    let body = page.text_of("body_ko").trim().to_owned();
    assert_eq!(body, "12월 1일 08:30부터 매장 QR 결제 이용이 어렵습니다. {next_update}까지 알려 드립니다.");
    assert_eq!(page.text_of("body_en").trim(), "In-store QR has been failing since 1 Dec 08:30.");
    assert!(site.backend.public_state().await.expect("a state").incidents.is_empty(), "nothing is published");
    let fields = [&typed[2..], &[("title_ko", "장애"), ("body_ko", &body)]].concat();
    publisher.post("/console/incidents/new", &fields).await.has(422).says("{next_update} 자리를 채워 주세요");

    let incident = site.backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    let asked = [("fill", "1"), ("template", id.as_str()), ("next_update_by", "2022-12-01T10:00")];
    let page = publisher.post(&format!("/console/incidents/{incident}"), &asked).await;
    page.has(200);
    assert!(page.text_of("body_ko").contains("12월 1일 10:00까지"), "{}", page.text_of("body_ko"));
    let removed = publisher.post_and_follow(&format!("/console/templates/{id}/remove"), &[]).await;
    removed.says("문구를 삭제했습니다").does_not_say("결제 첫 공지");
    site.staff("rev", &[Role::Reviewer]).await.get("/console/templates").await.has(403);
}

#[tokio::test]
async fn a_promise_is_counted_down_and_a_broken_one_is_said() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let mut outage = world::outage();
    outage.update.next_update_by = Some(site.clock.now().plus(30 * MINUTE));
    let incident = site.backend.declare_incident(&world::SYSTEM, &outage).await.expect("declared");
    publish(&site).await;
    let mut reader = site.browser();
    for path in ["/".to_owned(), format!("/incidents/{incident}")] {
        let page = reader.get(&path).await;
        page.says("다음 소식은 09:30까지 알려 드립니다.").says("(30분 남음)").says("data-until=\"1669854600000\"");
    }
    publisher.get("/console").await.does_not_say("약속한 소식이");
    site.clock.advance(HOUR);
    publish(&site).await;
    reader.get("/").await.says("09:30까지 알려 드리기로 했지만 늦어지고 있습니다.").does_not_say("data-until=\"");
    publisher.get("/console").await.says("약속한 소식이 30분 늦음");
    publisher.get(&format!("/en/console/incidents/{incident}")).await.says("Promised update 30 minutes late");
}
