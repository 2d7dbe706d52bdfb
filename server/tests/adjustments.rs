//! Later results that wait for a person, over HTTP, through the whole router.

mod support;

use backend::claims::Request;
use domain::{claim::Action, id::ProgrammeId, impact::Severity, role::Role, time::MINUTE};
use support::{Site, world};

/// 40 offers, of which each came out lower in a later run.
async fn lowered() -> (Site, ProgrammeId) {
    let site = Site::start().await;
    let programme = world::programme_to_run(&site.backend).await;
    run(&site, programme).await;
    world::revise_severity(&site.backend, Severity::Degraded).await;
    run(&site, programme).await;
    (site, programme)
}

async fn run(site: &Site, programme: ProgrammeId) {
    site.clock.advance(MINUTE);
    site.backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(&site.backend).await;
}

/// The address of the first later result of a list.
fn first(page: &support::Page, list: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("href=\"{list}/")).expect("a row");
    format!("{list}/{}", rest.split_once('"').expect("its end").0)
}

#[tokio::test]
async fn later_results_are_listed_summed_and_decided_by_who_may() {
    let (site, programme) = lowered().await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let list = format!("/console/programmes/{programme}/adjustments");
    approver.get("/console").await.says("결정을 기다리는 달라진 보상액").says(&list);
    reviewer.get("/console").await.does_not_say("결정을 기다리는 달라진 보상액");
    approver.get(&format!("/console/programmes/{programme}")).await.says(&list).says("<b>40");

    let page = approver.get(&list).await;
    page.has(200)
        .says("달라진 보상액")
        .says("줄어듦 40건 모두 결정하기")
        .says("1–25")
        .says("차액 큰 순")
        .says("한꺼번에 결정하기");
    approver.get(&format!("{list}?status=waiting&page=2")).await.says("26–40");
    approver.get(&format!("{list}?direction=increase")).await.says("여기에 해당하는 청구가 없어요");
    approver.get(&format!("{list}?order=before&status=nonsense&page=x")).await.has(200).says("1–25");
    approver
        .get(&format!("/en{list}"))
        .await
        .says("Changed amounts")
        .says("Decide on all 40 (Less)")
        .says("Largest difference");
    reviewer.get(&list).await.has(200).does_not_say("한꺼번에 결정하기");
    for (name, role) in [("pub", Role::Publisher), ("adm", Role::Administrator)] {
        let mut other = site.staff(name, &[role]).await;
        other.get(&list).await.has(403);
        other.get(&first(&page, &list)).await.has(403);
    }

    let one = first(&page, &list);
    let shown = approver.get(&one).await;
    shown
        .has(200)
        .says("달라진 항목")
        .says("지금 금액의 계산")
        .says("다시 계산한 내용")
        .says("실제로 잃은 비율")
        .says("value=\"apply\"");
    reviewer.get(&one).await.has(200).says("결정은 승인 담당이 합니다").does_not_say("value=\"apply\"");
    reviewer.post(&one, &[("verdict", "apply"), ("reason", "확인")]).await.has(403);
    let silent = approver.post(&one, &[("verdict", "apply"), ("reason", " ")]).await;
    silent.has(422).says("href=\"#reason\"").says("이유를 적어 주세요");
    approver.post(&one, &[("verdict", "perhaps"), ("reason", "확인했습니다")]).await.has(422).says("확인했습니다");
    let elsewhere = one.replace(&programme.to_string(), &uuid::Uuid::from_u128(51).to_string());
    approver.get(&elsewhere).await.has(404);

    let kept = [("verdict", "keep"), ("reason", "기록을 다시 확인하고 있습니다.")];
    approver.post_and_follow(&one, &kept).await.says("그대로 두었습니다").says("줄어듦 39건 모두");
    let after = approver.get(&one).await;
    after.says("그대로 둠").says("기록을 다시 확인하고 있습니다.").says(">app<").does_not_say("value=\"apply\"");
    approver.post(&one, &[("verdict", "apply"), ("reason", "바꿈")]).await.has(422).says("다른 담당이 결정했거나");
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get("/console/audit").await.says("지금 금액을 둠");
    auditor.get(&list).await.has(200).does_not_say("한꺼번에 결정하기");
}

#[tokio::test]
async fn the_claimant_reads_what_was_changed_why_and_how_to_disagree() {
    let (site, programme) = lowered().await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    let list = format!("/console/programmes/{programme}/adjustments");
    let page = approver.get(&list).await;
    let run = page.field("run");
    let at_once = |reason| [("run", run.as_str()), ("direction", "decrease"), ("verdict", "apply"), ("reason", reason)];
    let silent = approver.post(&list, &at_once(" ")).await;
    silent.has(422).says("이유를 적어 주세요").says("<details open class=\"confirm\"");
    let page = approver.post_and_follow(&list, &at_once("장애 정도를 <b>바로잡았습니다</b>.")).await;
    page.says("결정을 접수해 반영하고 있습니다").says("<progress").does_not_say("한꺼번에 결정하기");
    world::work(&site.backend).await;
    let page = approver.get(&format!("{list}?status=applied")).await;
    page.says("40건 처리").says("1–25").does_not_say("<progress");

    let claimant = world::claimant(&site.backend, "bom@example.com").await;
    let case = site.backend.claimant_cases(&claimant).await.expect("cases").remove(0);
    let claim = case.claim.expect("a claim");
    let staff = approver.get(&format!("/console/claims/{}", claim.id)).await;
    staff.says("나중에 다시 계산한 결과").says("바꿈");

    let mut browser = site.browser();
    browser.post("/sign-in", &[("email", "bom@example.com")]).await.has(200);
    let mails: Vec<(String,)> = backend::on!(site.backend.db, c => sqlx::query_as(
        "select payload from outbox where urgency = 0 and payload <> '' order by created_at desc").fetch_all(c))
    .expect("mails");
    let secret =
        mails[0].0.split("/sign-in/").nth(1).expect("a link").split(['\\', '"', ' ']).next().expect("a secret");
    browser.post(&format!("/sign-in/{secret}"), &[]).await.has(303);
    let path = format!("/claims/{}/{programme}", case.account.id);
    let page = browser.get(&path).await;
    page.has(200).says("다시 계산해 보상액이 바뀌었어요").says("장애 정도를 &lt;b&gt;바로잡았습니다&lt;/b&gt;.");
    page.says("달라진 항목 보기").says(&format!("{path}/appeal")).says(&claim.claim.offer.expect("an offer").format());
    browser.get(&format!("/en{path}")).await.has(200).says("Computed again, your compensation has changed");
    browser.post_and_follow(&format!("{path}/appeal"), &[("note", "동의하지 않습니다.")]).await.says("이의 신청");
}

#[tokio::test]
async fn who_asks_for_less_is_offered_what_was_computed() {
    let site = Site::start().await;
    let programme = world::programme_to_run(&site.backend).await;
    run(&site, programme).await;
    let claimant = world::claimant(&site.backend, "bom@example.com").await;
    let claim = site.backend.claimant_cases(&claimant).await.expect("cases")[0].claim.clone().expect("a claim");
    let computed = claim.claim.offer.expect("an offer");
    // an amount is nowhere asked for; one that is sent all the same, or written, lowers nothing
    let least = domain::money::Money::won(10_000);
    let modest = Request { action: Action::Accept(least), note: String::new() };
    site.backend.claimant_acts(&claimant, claim.id, &modest).await.expect_err("another amount");
    let note = Request { action: Action::Appeal, note: "₩10,000이면 충분합니다.".into() };
    site.backend.claimant_acts(&claimant, claim.id, &note).await.expect("appealed");
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let at = format!("/console/claims/{}", claim.id);
    let page = reviewer.post_and_follow(&at, &[("action", "start_review")]).await;
    page.says("₩10,000이면 충분합니다.");
    let prefilled = page.field("amount");
    assert_eq!(prefilled, computed.format().trim_start_matches('₩'));
    let less = reviewer.post(&at, &[("action", "offer"), ("amount", "10,000")]).await;
    less.has(422).says(&format!("이미 {}을 제안했어요", computed.format())).says("10,000");
    reviewer.post_and_follow(&at, &[("action", "offer"), ("amount", &prefilled)]).await.says(&computed.format());
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get("/console/audit").await.says("청구를 처리함");
}
