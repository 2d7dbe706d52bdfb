//! A reviewer leaves transactions out and has one account computed again; both results stay.

use backend::{Actor, Backend, Error, claims::Request, revisions::Change};
use domain::{
    claim::Action,
    id::{AccountId, ClaimId, ProgrammeId},
    ledger::{Remark, SetAsideReason},
    money::{Currency, Money},
};

use crate::{support, world};

/// A claim of the first shop, in a reviewer's hands.
struct Review {
    backend: Backend,
    claimant: Actor,
    reviewer: Actor,
    account: AccountId,
    programme: ProgrammeId,
    claim: ClaimId,
}

impl Review {
    /// `sales` are in the ledger before anything is computed.
    async fn begin(backend: Backend, sales: &str) -> Self {
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let account = world::ledger(&backend).await[0];
        import(&backend, sales).await;
        let programme = world::programme(&backend, incident, &world::SYSTEM, &world::SYSTEM).await;
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        backend.start_run(&world::SYSTEM, programme).await.expect("started");
        world::work(&backend).await;
        let claimant = world::claimant(&backend, "bom@example.com").await;
        let case = backend.claimant_case(&claimant, account, programme).await.expect("a case");
        let ask = |action| Request { action, note: "기록을 다시 봐 주세요.".into() };
        let claim = match case.claim {
            Some(claim) => {
                backend.claimant_acts(&claimant, claim.id, &ask(Action::Appeal)).await.expect("appealed");
                claim.id
            }
            // a result that goes to a person is not offered
            None => backend.claim_without_offer(&claimant, account, programme, "봐 주세요.").await.expect("sent in"),
        };
        backend.staff_acts(&reviewer, claim, &ask(Action::StartReview)).await.expect("taken");
        Self { backend, claimant, reviewer, account, programme, claim }
    }

    /// The amount that the claimant's page says was computed.
    async fn computed(&self) -> Option<Money> {
        let case = self.backend.claimant_case(&self.claimant, self.account, self.programme).await.expect("a case");
        case.assessment.result.outcome.amount()
    }

    async fn compute(&self, change: Change) -> Result<Option<backend::revisions::Revision>, Error> {
        self.backend.compute_again(&self.reviewer, self.claim, &change, "영수증으로 확인했습니다.").await
    }

    /// The references of what the page shows without a day.
    async fn remarkable(&self) -> Vec<(String, Option<Remark>, bool)> {
        let found = self.backend.entries(&self.reviewer, self.claim, None).await.expect("entries");
        let of =
            |entry: backend::revisions::Entry| (entry.transaction.reference, entry.remark, entry.set_aside.is_some());
        found.entries.into_iter().map(of).collect()
    }
}

async fn import(backend: &Backend, sales: &str) {
    let file = format!("account,reference,component,occurred_at,amount,kind,refund_of,terminal\n{sales}");
    let mut rejects = Vec::new();
    let report = backend.import_transactions(&world::SYSTEM, file.as_bytes(), Currency::Krw, &mut rejects, |_| ());
    report.await.expect("imported");
    assert_eq!(String::from_utf8_lossy(&rejects), "");
}

/// A sale of some years' profit two weeks before the outage, and one that the till sent twice.
const ODD: &str = "\
M0,giant,pay-qr,2022-10-01 16:20,90000000,sale,,
M0,once,pay-qr,2022-10-08 16:20:05,60000,sale,,POS-1
M0,twice,pay-qr,2022-10-08 16:20:40,60000,sale,,POS-1
";

#[tokio::test]
async fn a_one_off_sale_is_left_out_with_its_reason_and_both_results_stay() {
    for store in support::databases().await {
        let review = Review::begin(support::backend(&store), ODD).await;
        let told = review.remarkable().await;
        let (giant, twice) =
            (("giant".to_owned(), Some(Remark::Giant), false), ("twice".to_owned(), Some(Remark::Alike), false));
        assert_eq!(told, [giant, twice]);
        let first = review.computed().await;

        let change = Change::SetAside(vec!["giant".into()], SetAsideReason::OneOff);
        let revision = review.compute(change).await.expect("computed").expect("another result");
        assert_eq!((revision.number, revision.before.outcome.amount()), (1, first));
        assert!(revision.after.figures.expected < revision.before.figures.expected);
        assert_eq!(review.computed().await, revision.after.outcome.amount());
        let told = review.remarkable().await;
        assert!(told.iter().any(|(reference, _, is_set_aside)| reference == "giant" && *is_set_aside), "{told:?}");

        let duplicate = Change::SetAside(vec!["twice".into()], SetAsideReason::Duplicate);
        review.compute(duplicate).await.expect("computed").expect("another result");
        let case = review.backend.staff_case(&review.reviewer, review.claim).await.expect("a case");
        assert_eq!(case.revisions.iter().map(|revision| revision.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(case.revisions[1].before, case.revisions[0].after);
        assert_eq!(case.assessment.result, case.revisions[1].after);
        assert!(!case.chart.is_empty());

        let records = review.backend.claimant_records(&review.claimant, review.account, review.programme).await;
        assert!(records.expect("records").check().expect("computed").is_same(), "the claimant can compute it again");
        let verified = review.backend.verify_assessments(|_| ()).await.expect("verified");
        assert!(verified.is_whole(), "{verified:?}");

        let all = vec!["giant".into(), "twice".into()];
        let back = review.compute(Change::PutBack(all)).await.expect("computed").expect("another result");
        assert_eq!(back.after, case.revisions[0].before, "as if nothing had been left out");
        let same = review.compute(Change::Nothing).await.expect("computed");
        assert_eq!(same, None);
        let log = review.backend.audit_page(&world::SYSTEM, None).await.expect("the log");
        assert_eq!(log[0].action, "claim.computed_again");
        assert!(log[1].detail.starts_with("2 transactions, revision 3, "), "{}", log[1].detail);
    }
}

#[tokio::test]
async fn a_chargeback_after_the_offer_changes_nothing_until_the_account_is_computed_again() {
    for store in support::databases().await {
        let review = Review::begin(support::backend(&store), "M0,sale,pay-qr,2022-10-08 16:20,900000,sale,,\n").await;
        let before = review.computed().await;
        import(&review.backend, "M0,chargeback,,2022-12-01 10:00,-900000,refund,sale,\n").await;
        assert_eq!(review.computed().await, before);
        let revision = review.compute(Change::Nothing).await.expect("computed").expect("another result");
        assert!(revision.after.figures.expected < revision.before.figures.expected);
        assert_eq!(review.computed().await, revision.after.outcome.amount());
    }
}

#[tokio::test]
async fn only_the_reviewer_of_the_claim_says_what_counts_and_says_why() {
    for store in support::databases().await {
        let review = Review::begin(support::backend(&store), ODD).await;
        let other = world::staff(&review.backend, "another", "reviewer").await;
        let finance = world::staff(&review.backend, "finance", "finance").await;
        let change = Change::SetAside(vec!["giant".into()], SetAsideReason::OneOff);
        let by_other = review.backend.compute_again(&other, review.claim, &change, "이유").await;
        assert!(matches!(by_other, Err(Error::Refused(_))), "{by_other:?}");
        let by_finance = review.backend.compute_again(&finance, review.claim, &change, "이유").await;
        assert!(matches!(by_finance, Err(Error::Forbidden)), "{by_finance:?}");
        let by_claimant = review.backend.compute_again(&review.claimant, review.claim, &change, "이유").await;
        assert!(matches!(by_claimant, Err(Error::Forbidden)), "{by_claimant:?}");
        let without_reason = review.backend.compute_again(&review.reviewer, review.claim, &change, " ").await;
        let Err(Error::Invalid(problems)) = without_reason else { panic!("a reason is asked for") };
        assert_eq!(problems[0].field, "note");
        for wrong in [Change::SetAside(Vec::new(), SetAsideReason::OneOff), Change::PutBack(Vec::new())] {
            assert!(matches!(review.compute(wrong).await, Err(Error::Invalid(_))), "none chosen");
        }
        let foreign = Change::SetAside(vec!["giant".into(), "nobody's".into()], SetAsideReason::Duplicate);
        assert!(matches!(review.compute(foreign).await, Err(Error::Invalid(_))));
        let entries = review.backend.entries(&other, review.claim, None).await.expect("entries");
        assert!(!entries.may_change && entries.entries.iter().all(|entry| entry.set_aside.is_none()));
        let day = "2022-10-08".parse().expect("a day");
        let of_day = review.backend.entries(&review.reviewer, review.claim, Some(day)).await.expect("entries");
        assert!(of_day.may_change && of_day.entries.len() > 2, "{}", of_day.entries.len());
    }
}
