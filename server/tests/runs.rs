//! What staff see of a run that is not over, or that ended before its end.

mod support;

use backend::assessments::RunStatus;
use domain::{role::Role, time::MINUTE};
use support::{Site, world};

#[tokio::test]
async fn sums_of_a_part_of_the_accounts_are_said_to_be_that() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    let address = format!("/console/programmes/{programme}/runs");
    approver.post_and_follow(&address, &[]).await.says("계산을 시작했습니다");
    let standing = async || backend.runs(&world::SYSTEM, programme).await.expect("runs").remove(0);
    while standing().await.status != RunStatus::Assessing || standing().await.done == 0 {
        assert!(backend.work_once("test").await.expect("work"));
    }
    approver.get(&address).await.has(200).says("일부 계정만 계산한 결과").says("제안 합계");
    world::work(backend).await;
    approver.get(&address).await.has(200).says("제안 합계").does_not_say("일부 계정만 계산한 결과");

    site.clock.advance(MINUTE);
    approver.post_and_follow(&address, &[]).await.says("계산을 시작했습니다");
    backend::execute_on!(
        backend.db,
        sqlx::query("update runs set status = 'failed', error = 'no such thing' where status = 'queued'")
    )
    .expect("failed");
    approver.get(&address).await.has(200).says("계산을 끝내지 못했습니다").says("no such thing");
}
