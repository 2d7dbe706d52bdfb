//! Two incidents that overlap, over HTTP: what the claimant and staff see of the other programme.

mod support;

use domain::{
    assessment::{Explanation, Records, StepKey},
    id::{AccountId, ClaimId, ProgrammeId},
    policy::standard_2022,
    role::Role,
};
use support::{Site, world};

/// A site on which two overlapping incidents are compensated.
async fn assessed() -> (Site, AccountId, [ProgrammeId; 2]) {
    let site = Site::start().await;
    let backend = &site.backend;
    world::components(backend).await;
    let accounts = world::ledger(backend).await;
    let mut programmes = Vec::new();
    for (number, hours) in [(1, (0, 24)), (2, (16, 40))] {
        let incident = world::outage_between(backend, number, hours).await;
        programmes.push(world::programme_numbered(backend, number, incident, &standard_2022()).await);
    }
    for programme in &programmes {
        backend.start_run(&world::SYSTEM, *programme).await.expect("started");
        world::work(backend).await;
    }
    (site, accounts[0], [programmes[0], programmes[1]])
}

#[tokio::test]
async fn overlapping_incidents_both_pages_say_how_the_loss_is_shared() {
    let (site, account, [first, second]) = assessed().await;
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
            assert_eq!(domain::assessment::Value::Money(domain::money::Money::won(sum)), step.value);
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
