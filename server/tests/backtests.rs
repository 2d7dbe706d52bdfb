//! Back-tests and published cohorts over HTTP, through the whole router.

mod support;

use domain::{backtest, role::Role};
use support::{Site, world};

#[tokio::test]
async fn a_back_test_is_started_followed_and_read_in_the_console() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let address = format!("/console/programmes/{programme}/backtests");
    approver.get(&format!("/console/programmes/{programme}")).await.says(&address);
    reviewer.get(&address).await.has(200).says("아직 실행한 백테스트가 없어요").does_not_say("백테스트 시작하기");
    reviewer.post(&address, &[]).await.has(403);

    let page = approver.post_and_follow(&address, &[]).await;
    page.says("백테스트를 시작했습니다").says("차례를 기다리는 중").says("백테스트 중지하기").says("<progress");
    world::work(backend).await;
    let page = approver.get(&address).await;
    page.has(200).says("충족").says("1주 전").says("4주 전").says("서울 마포구").says("class=\"deviation\"");
    page.does_not_say("백테스트 중지하기").says("백테스트 시작하기");
    approver.get(&format!("/en{address}")).await.has(200).says("Holds").says("Paid for nothing").says("1 week before");

    let first = backend.backtests(&world::SYSTEM, programme).await.expect("back-tests").remove(0);
    let csv = reviewer.get(&format!("/console/backtests/{}/rows.csv", first.id)).await;
    csv.has(200).says("of,start,end,kind").says("whole,").says("cohort,,,merchant,cafe,서울 마포구");
    let whole = first.report.as_ref().map(backtest::Report::whole).expect("a report");
    csv.says(&format!(",{},", whole.exposed));

    let second = approver.post_and_follow(&address, &[]).await;
    second.says("지난 백테스트");
    let id = backend.backtests(&world::SYSTEM, programme).await.expect("back-tests")[0].id;
    let cancel = format!("/console/backtests/{id}/cancel");
    reviewer.post(&cancel, &[("programme", &programme.to_string())]).await.has(403);
    approver.post_and_follow(&cancel, &[("programme", &programme.to_string())]).await.says("백테스트를 중지했습니다");
    approver.get(&format!("{address}?of={}", first.id)).await.has(200).says("충족");
    approver.get(&format!("{address}?of=nothing")).await.has(404);
    let mut administrator = site.staff("adm", &[Role::Administrator]).await;
    administrator.get(&address).await.has(403);
}

#[tokio::test]
async fn an_outage_that_cannot_be_placed_says_what_to_do() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_over(&site.backend, &world::SYSTEM).await;
    let programme = world::programme(&site.backend, incident, &world::SYSTEM, &world::SYSTEM).await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    let page = approver.post(&format!("/console/programmes/{programme}/backtests"), &[]).await;
    page.has(422).says("거래 기록을 가져온 뒤 다시 시작해 주세요");
}

#[tokio::test]
async fn the_public_page_tells_the_cohorts_and_their_back_test() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    let render = async || {
        let state = backend.public_state().await.expect("a state");
        let pages = app::public::render_all(&backend.site, &state, backend.clock.now()).expect("pages");
        let body = |path: String| pages.iter().find(|page| page.path == path).map(|page| page.body.clone());
        let page = body(format!("/programmes/{programme}")).expect("a page");
        (page, body(format!("/programmes/{programme}/cohorts.csv")))
    };
    let (page, csv) = render().await;
    assert!(!page.contains("비슷한 계정별 손실률") && csv.is_none(), "nothing before a run");
    backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    let (page, csv) = render().await;
    assert!(page.contains("비슷한 계정별 손실률") && page.contains("서울 마포구"), "{page}");
    let csv = csv.expect("a file");
    assert!(csv.contains("merchant,cafe,서울 마포구,50,40,") && csv.ends_with(",,,\n"), "{csv}");
    backend.start_backtest(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    let (_, csv) = render().await;
    assert!(!csv.expect("a file").ends_with(",,,\n"), "the back-test stands beside the rates");
}

#[tokio::test]
async fn a_draft_begins_with_a_template() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_over(&site.backend, &world::SYSTEM).await;
    let programme = world::programme(&site.backend, incident, &world::SYSTEM, &world::SYSTEM).await;
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let address = format!("/console/programmes/{programme}");
    for template in domain::policy::TEMPLATES {
        let page = reviewer.get(&format!("{address}?template={}", template.name)).await;
        let title = &(template.policy)().title.ko;
        page.has(200).says(title).says(&format!("value=\"{}\" selected", template.name));
        assert!(page.text_of("policy").contains(title), "{}", template.name);
    }
    let page = reviewer.get(&format!("{address}?template=kt_2018")).await;
    let document = page.text_of("policy");
    reviewer
        .post_and_follow(&format!("{address}/policies"), &[("policy", &document)])
        .await
        .says("새 초안을 저장했습니다")
        .says("기준 v2");
    let other = serde_json::to_string(&domain::policy::cloud_sla()).expect("json");
    let page = reviewer.post(&format!("{address}/policies"), &[("policy", &other)]).await;
    page.has(422).says("currency: 예산과 같은 통화여야 해요");
}
