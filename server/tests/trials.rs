//! Trying a policy over HTTP, through the whole router.

mod support;

use domain::role::Role;
use support::{Site, world};

#[tokio::test]
async fn a_policy_is_tried_in_the_console_with_its_numbers_in_the_address() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let address = format!("/console/programmes/{programme}/try?version=1");
    reviewer.get(&format!("/console/programmes/{programme}")).await.says("기준 v1 모의 계산").says(&address);
    reviewer.get(&address).await.has(200).says("아직 끝난 일괄 계산이 없어");

    backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    reviewer.get(&address).await.has(200).says("보상액 합계").says("예산 예측").says("서울 마포구").says("<svg");
    let tried = "&group=0&coverage=50&deductible=&floor=5%2C000&cap=&limit=500000&acceptance=80%25&against=1";
    let page = reviewer.get(&format!("{address}{tried}")).await;
    page.has(200).says("덜 받는 계정").says("value=\"50\"");
    let page = reviewer.get(&format!("{address}{}", tried.replace("limit=500000", "limit=many"))).await;
    page.has(422).says("href=\"#limit\"").says("value=\"many\"");
    let page = reviewer.get(&format!("{address}{}", tried.replace("cap=", "cap=1000"))).await;
    page.has(422).says("하한은 상한보다 클 수 없어요").says("href=\"#floor\"");
    reviewer.get(&format!("/console/programmes/{programme}/try?version=9")).await.has(404);
    reviewer.get(&format!("{address}&group=99")).await.has(404);

    let mut publisher = site.staff("pub", &[Role::Administrator]).await;
    publisher.get(&address).await.has(403);
}
