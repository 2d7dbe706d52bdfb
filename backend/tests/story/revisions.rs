//! A reviewer leaves transactions out and has one account computed again; both results stay.

use backend::{Actor, Backend, Error, adjustments::Adjustment, claims::Request, revisions::Change};
use domain::{
    adjustment::{Status, Verdict},
    claim::Action,
    id::{AccountId, ClaimId, ProgrammeId},
    ledger::{Remark, SetAsideReason},
    money::{Currency, Money},
    policy::{Clawback, Percent, Policy, Reasoned, standard_2022},
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
        Self::begin_under(backend, sales, standard_2022()).await
    }

    async fn begin_under(backend: Backend, sales: &str, policy: Policy) -> Self {
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let account = world::ledger(&backend).await[0];
        import(&backend, sales).await;
        let programme = world::programme_under(&backend, incident, policy).await;
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

/// A sale before the outage that is charged back later.
const SALE: &str = "M0,sale,pay-qr,2022-10-08 16:20,900000,sale,,\n";

/// A policy whose offers go out however large, with a threshold for taking back.
fn policy(clawback: Option<Clawback>) -> Policy {
    let limit = Reasoned::new(100_000_000, "까닭", "why");
    Policy { automatic_limit: limit.clone(), authority_limit: limit, clawback, ..standard_2022() }
}

fn beyond(amount: Option<i64>, tenths: Option<u32>) -> Clawback {
    Clawback {
        amount: amount.map(|amount| Reasoned::new(amount, "까닭", "why")),
        share: tenths.map(|tenths| Reasoned::new(Percent::from_tenths(tenths), "까닭", "why")),
    }
}

impl Review {
    /// The account computed again after a chargeback: what became of the lower result.
    async fn charged_back(store: &support::Store, clawback: Option<Clawback>) -> (Self, Adjustment) {
        let review = Self::begin_under(support::backend(store), SALE, policy(clawback)).await;
        import(&review.backend, "M0,chargeback,,2022-12-01 10:00,-900000,refund,sale,\n").await;
        review.compute(Change::Nothing).await.expect("computed").expect("another result");
        let case = review.backend.staff_case(&review.reviewer, review.claim).await.expect("a case");
        let [found] = &case.adjustments[..] else { panic!("one: {:?}", case.adjustments) };
        assert!(found.difference_minor() < 0 && found.made_by.is_some());
        let found = found.clone();
        (review, found)
    }

    async fn offer(&self, amount: Option<Money>) -> Result<domain::claim::Decision, Error> {
        let answer_by = self.backend.clock.now().plus(backend::claims::OFFER_OPEN);
        let action = Action::Offer { amount: amount.expect("an amount"), answer_by };
        self.backend.staff_acts(&self.reviewer, self.claim, &Request { action, note: "기록".into() }).await
    }
}

#[tokio::test]
async fn a_chargeback_up_to_the_policys_threshold_takes_nothing_back() {
    for store in support::databases().await {
        for clawback in [None, Some(beyond(Some(10_000_000), None)), Some(beyond(Some(0), Some(1000)))] {
            let fresh = support::databases().await.swap_remove(usize::from(store.db.kind() == "postgres"));
            let (review, found) = Review::charged_back(&fresh, clawback.clone()).await;
            assert_eq!(found.status, Status::Spared, "{clawback:?}");
            let case = review.backend.claimant_case(&review.claimant, review.account, review.programme).await;
            assert_eq!(case.expect("a case").adjustments.first(), Some(&found), "the claimant reads that it stands");
            let less = review.offer(found.to).await;
            assert!(matches!(less, Err(Error::Refused(_))), "{less:?}");
            review.offer(Some(found.from)).await.expect("what was offered stands");
        }
    }
}

#[tokio::test]
async fn beyond_the_threshold_another_person_decides_what_is_taken_back() {
    for store in support::databases().await {
        let (review, found) = Review::charged_back(&store, Some(beyond(Some(100), Some(1)))).await;
        assert_eq!(found.status, Status::Waiting);
        assert!(matches!(review.offer(found.to).await, Err(Error::Refused(_))), "never by the reviewer alone");
        let decide = |by: Actor| {
            let (backend, id) = (review.backend.clone(), found.id);
            async move { backend.decide_adjustment(&by, id, Verdict::Apply, "매출 취소를 확인했습니다.").await }
        };
        assert!(matches!(decide(review.reviewer.clone()).await, Err(Error::Forbidden)));
        let approver = world::staff(&review.backend, "approver", "approver").await;
        decide(approver).await.expect("decided");
        let case = review.backend.staff_case(&review.reviewer, review.claim).await.expect("a case");
        assert_eq!((case.claim.claim.promised, case.adjustments[0].status), (found.to, Status::Applied));
        review.offer(found.to).await.expect("offered");
    }
}

#[tokio::test]
async fn who_computed_again_does_not_decide_on_it_even_with_both_roles() {
    for store in support::databases().await {
        let (review, found) = Review::charged_back(&store, Some(beyond(Some(100), None))).await;
        let Actor::Staff { id, name, .. } = &review.reviewer else { panic!("a person") };
        let both = Actor::Staff { id: *id, name: name.clone(), roles: "reviewer,approver".parse().expect("roles") };
        let own = review.backend.decide_adjustment(&both, found.id, Verdict::Apply, "확인").await;
        assert!(matches!(own, Err(Error::Refused(_))), "{own:?}");
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
