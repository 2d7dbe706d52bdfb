//! Two incidents that overlap, over HTTP: what the claimant and staff see of the other programme.

mod support;

use backend::{Actor, claims::Request};
use domain::{
    assessment::{Explanation, Records, StepKey, Value},
    claim::{Action, State},
    id::{AccountId, ClaimId, ProgrammeId},
    language::Text,
    money::Money,
    policy::{Bracket, BracketAward, Brackets, Measure, Policy, Reasoned, Rule, standard_2022},
    role::Role,
};
use support::{Site, world};

/// A site on which two overlapping incidents are compensated, with the accounts of `bom@example.com`.
async fn assessed(policy: &Policy) -> (Site, [AccountId; 2], [ProgrammeId; 2]) {
    let site = Site::start().await;
    let backend = &site.backend;
    world::components(backend).await;
    let accounts = world::ledger(backend).await;
    let mut programmes = Vec::new();
    for (number, hours) in [(1, (0, 24)), (2, (16, 40))] {
        let incident = world::outage_between(backend, number, hours).await;
        programmes.push(world::programme_numbered(backend, number, incident, policy).await);
    }
    for programme in &programmes {
        backend.start_run(&world::SYSTEM, *programme).await.expect("started");
        world::work(backend).await;
    }
    (site, [accounts[0], accounts[1]], [programmes[0], programmes[1]])
}

#[tokio::test]
async fn overlapping_incidents_both_pages_say_how_the_loss_is_shared() {
    let (site, [account, _], [first, second]) = assessed(&standard_2022()).await;
    let mut bom = site.claimant("bom@example.com").await;
    let mut sum = 0;
    for (own, other, title, title_en) in
        [(first, second, "2번 보상", "Programme 2"), (second, first, "1번 보상", "Programme 1")]
    {
        let path = format!("/claims/{account}/{own}");
        let page = bom.get(&path).await;
        page.has(200).says("겹친 장애를 합친 보상액").says("다른 장애의 몫").says(&format!("「{title}」에서 보상"));
        page.says("같은 손실을 두 번 보상하지는 않아요").says(&format!("href=\"/claims/{account}/{other}\""));
        let english = bom.get(&format!("/en{path}")).await;
        english.has(200).says("Part of the other incident").says(&format!("compensated under “{title_en}”"));
        let text = bom.get(&format!("{path}/records.json")).await.has(200).body.clone();
        let records = Records::from_json(&text).expect("records");
        assert!(records.check().expect("a check").is_same(), "the browser computes the same");
        assert_eq!(records.sharing.as_ref().map(|sharing| sharing.sharers.len()), Some(2));
        let file = bom.get(&format!("{path}/explanation.json")).await;
        let explanation: Explanation = serde_json::from_str(&file.body).expect("an explanation");
        assert!(explanation.assessment.steps.iter().any(|step| step.key == StepKey::OtherIncident));
        bom.get(&format!("{path}/explanation.pdf")).await.has(200).says("%PDF-");
        bom.get(&format!("{path}/computation")).await.has(200);
        sum += page.field("amount").parse::<i64>().expect("an amount");
        let step = explanation.assessment.steps.iter().find(|step| step.key == StepKey::SharedAward).expect("a step");
        if own == second {
            assert_eq!(Value::Money(Money::won(sum)), step.value);
        }
    }

    let mut reviewer = site.staff("reviewer", &[Role::Reviewer, Role::Approver]).await;
    let actor = world::claimant(&site.backend, "bom@example.com").await;
    let mut claims: Vec<ClaimId> = Vec::new();
    for programme in [first, second] {
        let case = site.backend.claimant_case(&actor, account, programme).await.expect("a case");
        claims.push(case.claim.expect("a claim").id);
    }
    for (own, other) in [(claims[0], claims[1]), (claims[1], claims[0])] {
        let page = reviewer.get(&format!("/console/claims/{own}")).await;
        page.has(200).says("시간이 겹친 장애").says(&format!("href=\"/console/claims/{other}\""));
    }
    // the first programme was computed when the second was published already
    let page = reviewer.get(&format!("/console/programmes/{first}")).await;
    page.has(200).says("시간이 겹친 장애의 보상이 있습니다").says(&format!("href=\"/console/programmes/{second}\""));
    page.does_not_say("알기 전에");
}

#[tokio::test]
async fn a_second_programme_of_one_incident_says_that_both_pay() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_between(&site.backend, 1, (0, 24)).await;
    let first = world::programme_numbered(&site.backend, 1, incident, &standard_2022()).await;
    let mut reviewer = site.staff("reviewer", &[Role::Reviewer, Role::Approver]).await;
    reviewer.get(&format!("/console/programmes/{first}")).await.has(200).does_not_say("프로그램이 또 있습니다");
    let second = world::programme_numbered(&site.backend, 2, incident, &standard_2022()).await;
    for (own, other) in [(first, second), (second, first)] {
        let page = reviewer.get(&format!("/console/programmes/{own}")).await;
        page.has(200).says("프로그램이 또 있습니다").says(&format!("href=\"/console/programmes/{other}\""));
    }
}

/// The standard policy, but a person sets every amount.
fn by_hand() -> Policy {
    let reason = Text::new("한 분씩 살펴봐요.", "Looked at one by one.");
    let rows = vec![Bracket { up_to: None, award: BracketAward::Review, reason }];
    let mut policy = standard_2022();
    for term in policy.groups.iter_mut().flat_map(|group| &mut group.terms) {
        term.rule = Rule::Brackets(Brackets { by: Measure::LostSales, rows: rows.clone() });
    }
    policy
}

/// The claims that an account makes under programmes, taken up by nobody.
async fn asked(site: &Site, bom: &Actor, account: AccountId, programmes: [ProgrammeId; 2]) -> [ClaimId; 2] {
    let [first, second] =
        programmes.map(|programme| site.backend.claim_without_offer(bom, account, programme, "살펴봐 주세요."));
    [first.await.expect("a claim"), second.await.expect("a claim")]
}

/// The claimant accepts what is offered; where the claim stands then.
async fn accepted(site: &Site, bom: &Actor, claim: ClaimId, amount: i64) -> State {
    let request = Request { action: Action::Accept(Money::won(amount)), note: String::new() };
    site.backend.claimant_acts(bom, claim, &request).await.expect("accepted");
    site.backend.staff_case(&world::SYSTEM, claim).await.expect("a case").claim.claim.state
}

#[tokio::test]
async fn amounts_that_people_set_keep_one_limit_together() {
    let (site, [account, other], programmes) = assessed(&by_hand()).await;
    let bom = world::claimant(&site.backend, "bom@example.com").await;
    let mut kim = site.staff("kim", &[Role::Reviewer]).await;
    let offer = |amount: &'static str| [("action", "offer"), ("amount", amount), ("note", "장부로 확인했습니다.")];

    let claims = asked(&site, &bom, account, programmes).await;
    let [first, second] = claims.map(|claim| format!("/console/claims/{claim}"));
    for at in [&first, &second] {
        kim.post_and_follow(at, &[("action", "start_review")]).await.does_not_say("겹친 장애에서 약속한 금액");
    }
    kim.post_and_follow(&first, &offer("300,000")).await.says("₩300,000");
    let page = kim.get(&second).await;
    page.says("겹친 장애에서 약속한 금액").says("₩300,000").says("₩200,000").says("한 사람이 정할 수 있는 금액");
    // one person decides on ₩500,000, of which ₩300,000 are promised
    let page = kim.post(&second, &offer("200,001")).await;
    page.has(422).says("여기서는 ₩200,000까지 제안할 수 있어요").says("href=\"#amount\"").says("장부로 확인했습니다.");
    assert_eq!(page.field("amount"), "200,001", "what was typed stays");
    let page = kim.post(&format!("/en{second}"), &offer("300,000")).await;
    page.has(422).says("₩200,000 at most here").says("has promised ₩300,000 already");

    // who may also approve goes on, and another person looks at both
    kim.post_and_follow(&second, &[("action", "return_to_queue")]).await;
    let mut lee = site.staff("lee", &[Role::Reviewer, Role::Approver]).await;
    lee.post_and_follow(&second, &[("action", "start_review")]).await;
    lee.post_and_follow(&second, &offer("300,000")).await.says("₩300,000").says("한도 초과");
    for claim in claims {
        assert_eq!(accepted(&site, &bom, claim, 300_000).await, State::Accepted);
    }
    lee.post(&second, &[("action", "approve")]).await.has(422).says("직접 심사한 청구는 승인할 수 없어요");
    lee.get(&first).await.says("두 번째 사람");
    lee.post_and_follow(&first, &[("action", "approve")]).await.says("승인됨");
    let mut park = site.staff("park", &[Role::Approver]).await;
    park.post_and_follow(&second, &[("action", "approve")]).await.says("승인됨");

    // nothing is left where the first took all of it; a claim withdrawn gives it back
    let claims = asked(&site, &bom, other, programmes).await;
    let [first, second] = claims.map(|claim| format!("/console/claims/{claim}"));
    for at in [&first, &second] {
        kim.post_and_follow(at, &[("action", "start_review")]).await;
    }
    kim.post_and_follow(&first, &offer("500,000")).await.says("₩500,000");
    let page = kim.post(&second, &offer("1,000")).await;
    page.has(422).says("여기서는 승인 권한도 있는 심사 담당만 제안할 수 있어요");
    let withdraw = Request { action: Action::Withdraw, note: String::new() };
    site.backend.claimant_acts(&bom, claims[0], &withdraw).await.expect("withdrawn");
    kim.post_and_follow(&second, &offer("500,000")).await.says("₩500,000").does_not_say("겹친 장애에서 약속한 금액");
}

#[tokio::test]
async fn parts_of_an_award_above_the_limit_are_approved_by_a_person() {
    let limit = |authority| Policy { authority_limit: Reasoned::new(authority, "까닭", "why"), ..standard_2022() };
    for (authority, state) in [(80_000, State::Accepted), (500_000, State::Approved)] {
        let (site, [account, _], programmes) = assessed(&limit(authority)).await;
        let bom = world::claimant(&site.backend, "bom@example.com").await;
        let mut offers = Vec::new();
        for programme in programmes {
            let case = site.backend.claimant_case(&bom, account, programme).await.expect("a case");
            let claim = case.claim.expect("a claim");
            offers.push((claim.id, claim.claim.offer.expect("an offer").minor));
        }
        let whole: i64 = offers.iter().map(|(_, amount)| amount).sum();
        assert!(80_000 < whole && offers.iter().all(|(_, amount)| *amount <= 80_000), "{offers:?}");
        for (claim, amount) in offers {
            assert_eq!(accepted(&site, &bom, claim, amount).await, state);
        }
    }
}
