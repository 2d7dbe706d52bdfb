//! Accounts whose records begin after the outage.

use backend::{
    Backend,
    assessments::RunStatus,
    claims::{ClaimantCase, Request},
    execute_on, on,
};
use domain::{
    assessment::{Outcome, StepKey},
    claim::{Action, State},
    id::{AccountId, ProgrammeId, RunId},
    loss::Band,
    money::Money,
    time::{DAY, HOUR},
};

use crate::{support, world};

/// Forgets what an account sold before a day, counted from that of the outage.
async fn forget(backend: &Backend, account: AccountId, before_day: i64) {
    const FORGET: &str = "delete from transactions where account_id = $1 and occurred_at < $2";
    let before = world::fire().plus(before_day * DAY).0;
    execute_on!(backend.db, sqlx::query(FORGET).bind(account.0).bind(before)).expect("forgotten");
}

async fn run(backend: &Backend, programme: ProgrammeId) -> RunId {
    let run = backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    let ended = backend.runs(&world::SYSTEM, programme).await.expect("runs").remove(0);
    assert_eq!((ended.status, ended.error), (RunStatus::Done, None));
    run
}

async fn figures(backend: &Backend, run: RunId) -> String {
    const FIGURES: &str = "select figures from runs where id = $1";
    let (figures,): (String,) =
        on!(backend.db, c => sqlx::query_as(FIGURES).bind(run.0).fetch_one(c)).expect("figures");
    figures
}

async fn case(backend: &Backend, email: &str, account: AccountId, programme: ProgrammeId) -> ClaimantCase {
    let claimant = world::claimant(backend, email).await;
    backend.claimant_case(&claimant, account, programme).await.expect("a case")
}

#[tokio::test]
async fn who_has_no_past_gets_a_flat_sum_that_a_reviewer_confirms_and_moves_no_figure() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let accounts = world::ledger(&backend).await;
        let programme = world::programme(&backend, incident, &world::SYSTEM, &world::SYSTEM).await;
        let (opened, late, unrelated) = (accounts[38], accounts[39], accounts[49]);
        for account in [opened, late, unrelated] {
            forget(&backend, account, 100).await;
        }
        let without = run(&backend, programme).await;
        for (account, component) in [(opened, Some("pay-qr")), (late, Some("pay-qr")), (unrelated, None)] {
            world::sales(&backend, account, component, 50_000).await;
            forget(&backend, account, if account == late { 20 } else { 3 }).await;
        }
        execute_on!(backend.db, sqlx::query("delete from histories")).expect("made again");
        backend.clock.advance(HOUR);
        let with = run(&backend, programme).await;
        assert_eq!(figures(&backend, with).await, figures(&backend, without).await);
        let found = backend.verify_assessments(|_| ()).await.expect("verified");
        assert_eq!(found.different, [opened.0, unrelated.0], "of the first run, which knew nothing of them");
        assert_eq!((found.runs, found.different_figures), (2, Vec::new()));

        let found = case(&backend, "shop38@example.com", opened, programme).await;
        let result = &found.assessment.result;
        let flat = Outcome::Offer { amount: Money::won(50_000), needs_person: true, band: Band::Assumed };
        assert_eq!(result.outcome, flat, "{:?}", result.summary);
        assert!(found.claim.is_none() && found.chart.is_empty(), "nothing goes out by itself");
        let weeks = result.figures.afterwards.expect("the weeks after");
        assert_eq!((weeks.from.to_string(), weeks.days), ("2022-10-28".to_owned(), 14));
        assert!(result.steps.iter().any(|step| step.key == StepKey::Afterwards));
        for (email, account) in [("shop39@example.com", late), ("shop49@example.com", unrelated)] {
            let outcome = case(&backend, email, account, programme).await.assessment.result.outcome;
            assert!(matches!(outcome, Outcome::NotExposed { .. }), "{outcome:?}");
        }

        let claimant = world::claimant(&backend, "shop38@example.com").await;
        let note = "장애 때도 영업했지만 이 결제를 처음 등록한 때가 그 뒤예요.";
        let claim = backend.claim_without_offer(&claimant, opened, programme, note).await.expect("sent in");
        let answer_by = backend.clock.now().plus(14 * DAY);
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        let act = |action| Request { action, note: "사업자 등록과 카드 매출로 확인했어요.".into() };
        backend.staff_acts(&reviewer, claim, &act(Action::StartReview)).await.expect("taken");
        let staff = backend.staff_case(&reviewer, claim).await.expect("a case");
        assert!(staff.assessment.result.summary.ko.contains("장애 전 기록이 없어"));
        backend
            .staff_acts(&reviewer, claim, &act(Action::Offer { amount: Money::won(50_000), answer_by }))
            .await
            .expect("offered");
        let claim = case(&backend, "shop38@example.com", opened, programme).await.claim.expect("a claim").claim;
        assert_eq!((claim.state, claim.offer), (State::Offered, Some(Money::won(50_000))));
    }
}
