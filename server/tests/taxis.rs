//! A corporate taxi over HTTP: what the driver, the company and staff see.

mod support;

use backend::{claims::QueueFilter, ledger::AccountFilter, revisions::Change};
use domain::{
    assessment::{Explanation, Records},
    claim::Action,
    id::{AccountId, ProgrammeId},
    ledger::SetAsideReason,
    money::Money,
    role::Role,
    time::MINUTE,
};
use support::{Site, world};

const LEDGER: &str = "\
reference,kind,category,region,name,email,company,driver_share
H,taxi_company,corporate_taxi,서울 관악구,한빛운수,hanbit@example.com,,
";

/// A site with a company of two drivers, among 40 of their trade.
async fn assessed() -> (Site, ProgrammeId) {
    let site = Site::start().await;
    let backend = &site.backend;
    world::components(backend).await;
    let incident = world::outage_over(backend, &world::SYSTEM).await;
    let driver = |number: u32| {
        let employment = if number < 2 { "H,40" } else { "," };
        format!("D{number},taxi,corporate_taxi,서울 관악구,기사 {number},d{number}@example.com,{employment}\n")
    };
    let file: String = std::iter::once(LEDGER.to_owned()).chain((0..40).map(driver)).collect();
    let mut rejects = Vec::new();
    backend.import_accounts(&world::SYSTEM, file.as_bytes(), &mut rejects, |_| ()).await.expect("imported");
    for number in 0..40_i64 {
        let id = account(&site, &format!("D{number}")).await;
        world::sales(backend, id, Some("pay-qr"), 20_000 + number * 700).await;
    }
    let giant = "account,reference,component,occurred_at,amount,kind,terminal\n\
        D0,giant,pay-qr,2022-10-08 16:20,400000,fare,\n";
    let krw = domain::money::Currency::Krw;
    backend.import_transactions(&world::SYSTEM, giant.as_bytes(), krw, &mut rejects, |_| ()).await.expect("imported");
    let programme = world::programme(backend, incident, &world::SYSTEM, &world::SYSTEM).await;
    backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    site.mails().await;
    (site, programme)
}

async fn account(site: &Site, reference: &str) -> AccountId {
    let filter = AccountFilter { text: reference.into(), ..AccountFilter::default() };
    let page = site.backend.accounts_page(&world::SYSTEM, &filter, None).await.expect("a page");
    page.accounts.iter().find(|account| account.reference == reference).expect("the account").id
}

#[tokio::test]
async fn corporate_taxi_driver_and_company_each_see_and_accept_their_part() {
    let (site, programme) = assessed().await;
    let (company, driver) = (account(&site, "H").await, account(&site, "D0").await);
    let mut hanbit = site.claimant("hanbit@example.com").await;
    let mut first = site.claimant("d0@example.com").await;

    let path = format!("/claims/{company}/{programme}");
    let records =
        Records::from_json(&hanbit.get(&format!("{path}/records.json")).await.has(200).body).expect("records");
    assert!(records.check().expect("a check").is_same());
    let part = records.parts.iter().find(|part| part.driver == driver).expect("the driver's");
    let whole = part.whole.expect("a whole");
    let won = |minor: i64| Money::won(minor).format();
    let (of_driver, of_company) = part.parts().expect("parts");
    assert_eq!((of_driver + of_company, of_driver), (whole, whole * 4 / 10));

    let page = hanbit.get(&path).await;
    page.has(200).says("기사 0").says("기사 1").does_not_say("기사 3").says(&won(of_company)).says("기사 몫을 뺀");
    page.says(&format!("보상액 {}에서 기사 몫 {}(40%)을", won(whole), won(of_driver)));
    page.says("소속 기사마다의 보상액과 배분 비율");
    hanbit.get(&format!("/en{path}")).await.has(200).says("less the driver's share of").says("of 2 drivers");
    let computation = hanbit.get(&format!("{path}/computation")).await;
    computation
        .has(200)
        .says("소속 기사마다 한 번 계산한")
        .says("기사마다의 회사 몫에서")
        .does_not_say("계산할 수 없었던");
    hanbit.get(&format!("{path}/explanation.pdf")).await.has(200).says("%PDF-");
    let file = hanbit.get(&format!("{path}/explanation.json")).await;
    let explanation: Explanation = serde_json::from_str(&file.body).expect("an explanation");
    assert_eq!(explanation.assessment.figures.parts, records.parts);
    let amount = page.field("amount");
    assert_eq!(amount, records.published.outcome.amount().expect("an amount").minor.to_string());

    let path = format!("/claims/{driver}/{programme}");
    let page = first.get(&path).await;
    page.has(200)
        .says("이 차량 운행의 보상액")
        .says("× 40%")
        .says(&format!("나머지 {}은 회사(한빛운수) 몫", won(of_company)));
    page.says("그 가운데 40%가 기사님 몫이에요").does_not_say("기사 1");
    first.get(&format!("/en{path}")).await.has(200).says("The driver's share").says("goes to 한빛운수");
    assert_eq!(page.field("amount"), of_driver.to_string());
    // neither sees, nor is paid for, what is the other's
    first.get(&format!("/claims/{company}/{programme}")).await.has(404);
    hanbit.get(&path).await.has(404);
    let whole = whole.to_string();
    first.post(&format!("{path}/accept"), &[("amount", &whole)]).await.has(422);
    first.post_and_follow(&format!("{path}/accept"), &[("amount", &of_driver.to_string())]).await.says("수락을 접수");
    let path = format!("/claims/{company}/{programme}");
    hanbit.post_and_follow(&format!("{path}/accept"), &[("amount", &amount)]).await.says("수락을 접수");
}

#[tokio::test]
async fn corporate_taxi_a_reviewer_offers_no_more_than_the_part() {
    let (site, programme) = assessed().await;
    let driver = account(&site, "D1").await;
    let actor = world::claimant(&site.backend, "d1@example.com").await;
    let case = site.backend.claimant_case(&actor, driver, programme).await.expect("a case");
    let claim = case.claim.expect("a claim").id;
    let request = backend::claims::Request { action: Action::Appeal, note: "더 컸어요.".into() };
    site.backend.claimant_acts(&actor, claim, &request).await.expect("appealed");
    let mut reviewer = site.staff("reviewer", &[Role::Reviewer]).await;
    let queue = site.backend.claim_queue(&world::SYSTEM, &QueueFilter::default()).await.expect("a queue");
    assert_eq!(queue.claims.len(), 1);
    let path = format!("/console/claims/{claim}");
    reviewer.post_and_follow(&path, &[("action", "start_review")]).await.says("소속 회사").says("기사 몫 40%");
    let offer = reviewer.get(&path).await;
    let part: i64 = offer.field("amount").replace(',', "").parse().expect("an amount");
    let more = (part + 1).to_string();
    let refused = reviewer.post(&path, &[("action", "offer"), ("amount", &more), ("note", "")]).await;
    refused.has(422).says("이 계정의 몫").says(&format!("value=\"{more}\""));
    let part = part.to_string();
    reviewer.post_and_follow(&path, &[("action", "offer"), ("amount", &part), ("note", "")]).await.has(200);
}

#[tokio::test]
async fn corporate_taxi_a_companys_decrease_is_shown_with_what_was_promised_and_decided_by_a_person() {
    let (site, programme) = assessed().await;
    let (company, driver) = (account(&site, "H").await, account(&site, "D0").await);
    let actor = world::claimant(&site.backend, "d0@example.com").await;
    let case = site.backend.claimant_case(&actor, driver, programme).await.expect("a case");
    let claim = case.claim.expect("a claim").id;
    let ask = |action| backend::claims::Request { action, note: "하루 기록이 이상해요.".into() };
    site.backend.claimant_acts(&actor, claim, &ask(Action::Appeal)).await.expect("appealed");
    let reviewer = world::staff(&site.backend, "rev", "reviewer").await;
    site.backend.staff_acts(&reviewer, claim, &ask(Action::StartReview)).await.expect("taken");
    let hanbit = world::claimant(&site.backend, "hanbit@example.com").await;
    let of_company = async || {
        let case = site.backend.claimant_case(&hanbit, company, programme).await.expect("a case");
        case.claim.expect("a claim")
    };
    let before = of_company().await.claim.offer.expect("an offer");
    site.clock.advance(MINUTE);
    let change = Change::SetAside(vec!["giant".into()], SetAsideReason::OneOff);
    site.backend.compute_again(&reviewer, claim, &change, "한 번뿐인 운행입니다.").await.expect("computed");
    assert_eq!(of_company().await.claim.offer, Some(before), "it waits");

    let mut approver = site.staff("app", &[Role::Approver]).await;
    let list = format!("/console/programmes/{programme}/adjustments");
    let page = approver.get(&list).await;
    page.has(200).says("한빛운수").says("심사 중 계산").says(&before.format());
    let waiting = site.backend.staff_case(&world::SYSTEM, of_company().await.id).await.expect("a case").adjustments;
    let one = format!("{list}/{}", waiting[0].id);
    let shown = approver.get(&one).await;
    shown.has(200).says("기사와 회사에 약속한 합계").says("많음").says("기사 0").says("value=\"apply\"");
    approver.get(&format!("/en{one}")).await.says("Promised to drivers and company").says("to be shared");
    let decided = [("verdict", "apply"), ("reason", "중복 운행을 뺐습니다.")];
    approver.post_and_follow(&one, &decided).await.says("금액을 바꾸고 청구인에게 알렸습니다");
    let mut browser = site.claimant("hanbit@example.com").await;
    let page = browser.get(&format!("/claims/{company}/{programme}")).await;
    page.has(200).says("중복 운행을 뺐습니다.").says(&waiting[0].to.expect("an amount").format());
}
