//! The calendar of shocks over HTTP, through the whole router.

mod support;

use domain::role::Role;
use support::{Site, world};

#[tokio::test]
async fn the_calendar_is_kept_in_the_console_and_shown_where_a_claim_is_judged() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    approver.get("/console/shocks").await.has(200).says("아직 적은 사건이 없어요").says("/console/shocks/new");
    let id = approver.get("/console/shocks/new").await.has(200).field("id");
    let bad = [
        ("id", id.as_str()),
        ("name_ko", "국가애도기간"),
        ("kind", "mourning"),
        ("from", "2022-11-05"),
        ("until", "2022-10-30"),
        ("region", "서울"),
        ("source", "javascript:alert(1)"),
    ];
    let page = approver.post("/console/shocks/new", &bad).await;
    page.has(422)
        .says("href=\"#until\"")
        .says("href=\"#name_en\"")
        .says("href=\"#source\"")
        .says("value=\"국가애도기간\"");
    assert_eq!((page.field("from"), page.field("region")), ("2022-11-05".to_owned(), "서울".to_owned()));
    let page = approver.post("/console/shocks/new", &[("name_ko", "태풍"), ("from", "어제")]).await;
    page.has(422).says("href=\"#kind\"").says("href=\"#from\"").says("value=\"태풍\"");

    let good = [
        ("id", id.as_str()),
        ("name_ko", "국가애도기간"),
        ("name_en", "National mourning"),
        ("kind", "mourning"),
        ("from", "2022-10-30"),
        ("until", "2022-11-05"),
        ("region", ""),
        ("source", "https://example.com/mourning"),
    ];
    let page = approver.post_and_follow("/console/shocks/new", &good).await;
    page.says("달력을 저장했습니다").says("2022년 10월 30일 – 11월 5일").says("전국").says("애도");
    let one = format!("/console/shocks/{id}");
    let page = approver.get(&one).await;
    page.has(200).says("이 사건을 달력에서 삭제합니다");
    assert_eq!((page.field("from"), page.field("name_en")), ("2022-10-30".to_owned(), "National mourning".to_owned()));
    approver
        .get(&format!("/console/programmes/{programme}"))
        .await
        .says("장애와 비교 기간에 걸린 큰 사건")
        .says("국가애도기간");

    let claimant = world::claimant(backend, "bom@example.com").await;
    let cases = backend.claimant_cases(&claimant).await.expect("cases");
    let claim = format!("/console/claims/{}", cases[0].claim.as_ref().expect("a claim").id);
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let page = reviewer.get(&claim).await;
    page.has(200)
        .says("큰 사건과 시장 흐름")
        .says("국가애도기간")
        .says("비교한 주")
        .says("장애 2주 뒤 같은 시간의 시장 흐름 ×");
    page.says("장애 시간의 시장 흐름").says("https://example.com/mourning");
    reviewer.get(&format!("/en{claim}")).await.says("National mourning").says("Weeks compared with");
    reviewer.get("/console/shocks").await.has(200).says("국가애도기간").does_not_say(&one);
    reviewer.get(&one).await.has(403);
    reviewer.get("/console/shocks/new").await.has(403);
    reviewer.post("/console/shocks/new", &good).await.has(403);
    reviewer.post(&format!("{one}/remove"), &[]).await.has(403);
    site.staff("pub", &[Role::Publisher]).await.get("/console/shocks").await.has(403);

    approver.post_and_follow(&format!("{one}/remove"), &[]).await.says("달력에서 삭제했습니다").does_not_say(&one);
    approver.get(&one).await.has(404);
    reviewer.get(&claim).await.does_not_say("큰 사건과 시장 흐름");
}
