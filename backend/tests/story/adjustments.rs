//! Results that come after an amount was offered: more goes out at once, less waits for a person, and nothing is lost or
//! doubled whoever decides when.

use backend::{
    Actor, Backend, Error,
    adjustments::{Adjustment, AdjustmentFilter, Order, Settled},
    claims::{Request, StoredClaim},
    execute_on, on,
};
use domain::{
    adjustment::{Direction, Status, Verdict},
    claim::{Action, Decision, Event, State},
    id::{AccountId, ClaimId, ProgrammeId, RunId},
    impact::Severity,
    money::Money,
    policy::{Policy, Reasoned, standard_2022},
    time::MINUTE,
};

use crate::{support, world};

/// A programme over 40 shops, its approvers, and the first two shops' claimant.
struct Story {
    backend: Backend,
    programme: ProgrammeId,
    accounts: Vec<AccountId>,
    one: Actor,
    two: Actor,
}

impl Story {
    /// Assessed under a policy, with the severity as it was recorded then.
    async fn begin(backend: Backend, severity: Severity, policy: Policy) -> Self {
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let accounts = world::ledger(&backend).await;
        let programme = world::programme_under(&backend, incident, policy).await;
        let (one, two) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let story = Self { backend, programme, accounts, one, two };
        if severity != Severity::MajorOutage {
            story.revise(severity).await;
        }
        story.run().await;
        story
    }

    async fn revise(&self, severity: Severity) {
        world::revise_severity(&self.backend, severity).await;
    }

    async fn run(&self) -> RunId {
        self.backend.clock.advance(MINUTE);
        let run = self.backend.start_run(&world::SYSTEM, self.programme).await.expect("started");
        world::work(&self.backend).await;
        run
    }

    /// The account no longer has anything to do with what failed.
    async fn forget_exposure(&self, account: AccountId) {
        let (uses, stored) = (
            "update transactions set component_key = null where account_id = $1",
            "delete from histories where account_id = $1",
        );
        for text in [uses, stored] {
            execute_on!(self.backend.db, sqlx::query(text).bind(account.0)).expect("forgotten");
        }
    }

    async fn claim(&self, shop: usize) -> StoredClaim {
        let (id,): (uuid::Uuid,) = on!(self.backend.db, c => sqlx::query_as(
            "select id from claims where account_id = $1").bind(self.accounts[shop].0).fetch_one(c))
        .expect("a claim");
        self.backend.staff_case(&self.one, ClaimId(id)).await.expect("a case").claim
    }

    async fn list(&self, status: Status) -> Vec<Adjustment> {
        let mut all = Vec::new();
        for page in 1.. {
            let filter = AdjustmentFilter { status, direction: None, order: Order::Age, page };
            let found = self.backend.adjustments(&self.one, self.programme, &filter).await.expect("a list");
            if found.adjustments.is_empty() {
                break;
            }
            all.extend(found.adjustments);
        }
        all
    }

    async fn waiting_of(&self, shop: usize) -> Option<Adjustment> {
        let waiting = self.list(Status::Waiting).await;
        waiting.into_iter().find(|adjustment| adjustment.account == self.accounts[shop])
    }

    async fn decide(&self, by: &Actor, found: &Adjustment, verdict: Verdict) -> Result<Settled, Error> {
        self.backend.decide_adjustment(by, found.id, verdict, "장애 정도를 바로잡았습니다.").await
    }

    async fn accept(&self, claimant: &Actor, claim: &StoredClaim) {
        let action = Action::Accept(claim.claim.offer.expect("an offer"));
        let request = Request { action, note: String::new() };
        self.backend.claimant_acts(claimant, claim.id, &request).await.expect("accepted");
    }

    /// Mails that wait to be sent whose key begins so.
    async fn mails(&self, key: &str) -> Vec<String> {
        let rows: Vec<(String,)> = on!(self.backend.db, c => sqlx::query_as(
            "select payload from outbox where dedup_key like $1 order by created_at, id")
            .bind(format!("{key}%")).fetch_all(c))
        .expect("mails");
        rows.into_iter().map(|(payload,)| payload).collect()
    }

    async fn events(&self, shop: usize) -> Vec<Event> {
        let claim = self.claim(shop).await;
        let case = self.backend.staff_case(&self.one, claim.id).await.expect("a case");
        case.events.into_iter().map(|event| event.event).collect()
    }

    async fn count(&self, status: Status) -> usize {
        self.list(status).await.len()
    }
}

/// The standard policy with another limit up to which one person is enough.
fn policy(limit: i64) -> Policy {
    let reasoned = |value| Reasoned::new(value, "까닭", "why");
    Policy { automatic_limit: reasoned(100_000_000), authority_limit: reasoned(limit), ..standard_2022() }
}

const HIGH: i64 = 50_000_000;

#[tokio::test]
async fn a_lower_result_waits_for_a_person_while_what_was_offered_stands() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(HIGH)).await;
        let before = story.claim(0).await;
        let offers = story.mails("offer-").await.len();
        assert_eq!((offers, story.count(Status::Waiting).await), (40, 0));

        story.revise(Severity::Degraded).await;
        let run = story.run().await;
        let after = story.claim(0).await;
        assert_eq!((after.claim.clone(), after.assessment), (before.claim.clone(), before.assessment));
        assert_eq!(story.mails("offer-").await.len(), offers, "nobody is told of what may not come");
        let waiting = story.list(Status::Waiting).await;
        assert_eq!(waiting.len(), 40);
        let all_fall = |found: &Adjustment| found.direction == Direction::Decrease && found.difference_minor() < 0;
        assert!(waiting.iter().all(all_fall) && waiting.iter().all(|found| found.run == run));
        let filter = AdjustmentFilter { status: Status::Waiting, direction: None, order: Order::Difference, page: 1 };
        let page = story.backend.adjustments(&story.two, story.programme, &filter).await.expect("a list");
        assert_eq!((page.adjustments.len(), page.per_page), (25, 25));
        let falls: Vec<_> = page.adjustments.iter().map(Adjustment::difference_minor).collect();
        assert!(falls.is_sorted(), "the largest first: {falls:?}");
        let [totals] = page.totals[..] else { panic!("one kind: {:?}", page.totals) };
        assert_eq!(totals.before_minor, waiting.iter().map(|found| found.from.minor).sum::<i64>());
        assert_eq!(totals.after_minor, waiting.iter().map(|found| found.to.expect("an amount").minor).sum::<i64>());
        assert_eq!(page.runs[0].difference_minor, totals.after_minor - totals.before_minor);
        let case = story.backend.adjustment(&story.one, waiting[0].id).await.expect("a case");
        assert_eq!(case.change.before.outcome.amount(), Some(waiting[0].from));
        assert_eq!((case.change.after.outcome.amount(), case.refusal), (waiting[0].to, None));

        // once more: one waits for each, the older ones are off the list
        story.run().await;
        assert_eq!((story.count(Status::Waiting).await, story.count(Status::Superseded).await), (40, 40));
        // and corrected back: nothing waits any more
        story.revise(Severity::MajorOutage).await;
        story.run().await;
        assert_eq!((story.count(Status::Waiting).await, story.count(Status::Superseded).await), (0, 80));
        assert_eq!(story.claim(0).await.claim, before.claim);
        assert!(story.backend.verify_assessments(|_| {}).await.expect("checked").is_whole());
    }
}

#[tokio::test]
async fn what_is_accepted_while_a_decrease_waits_is_the_old_offer() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(HIGH)).await;
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        let claim = story.claim(0).await;
        story.revise(Severity::Degraded).await;
        story.run().await;
        let waiting = story.waiting_of(0).await.expect("one waits");
        story.accept(&claimant, &claim).await;
        let refused = story.decide(&story.one, &waiting, Verdict::Apply).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let accepted = story.claim(0).await.claim;
        assert_eq!((accepted.state, accepted.offer), (State::Approved, claim.claim.offer));
        assert_eq!(story.list(Status::Overtaken).await.len(), 1);
        // the same lower result again is no news; a claim that took what it was offered never waits to lose it
        story.run().await;
        assert!(story.waiting_of(0).await.is_none());
        assert_eq!(story.list(Status::Overtaken).await.len(), 1);
        assert_eq!(story.claim(0).await.claim.offer, claim.claim.offer);
    }
}

#[tokio::test]
async fn a_person_approves_a_decrease_and_the_claimant_is_told_what_and_why_and_may_disagree() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(HIGH)).await;
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        story.revise(Severity::Degraded).await;
        story.run().await;
        let (lower, kept) = (story.waiting_of(0).await.expect("one"), story.waiting_of(1).await.expect("another"));
        for (who, roles) in [("reviewer", "reviewer"), ("finance", "finance"), ("auditor", "auditor")] {
            let person = world::staff(&story.backend, who, roles).await;
            let refused = story.decide(&person, &lower, Verdict::Apply).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{who}: {refused:?}");
        }
        let silent = story.backend.decide_adjustment(&story.one, lower.id, Verdict::Apply, " ").await;
        assert!(matches!(silent, Err(Error::Invalid(_))), "a reason is asked for");

        assert_eq!(story.decide(&story.one, &lower, Verdict::Apply).await.expect("decided"), Settled::Applied);
        assert_eq!(story.decide(&story.one, &lower, Verdict::Apply).await.expect("found"), Settled::Already);
        let other = story.decide(&story.two, &lower, Verdict::Keep).await;
        assert!(matches!(other, Err(Error::Refused(_))), "{other:?}");
        let claim = story.claim(0).await;
        assert_eq!((claim.claim.state, claim.claim.offer, claim.assessment), (State::Offered, lower.to, lower.after));
        assert_eq!(story.events(0).await, [Event::Reoffered]);
        let mails = story.mails("adjustment-").await;
        let [mail] = &mails[..] else { panic!("one mail: {mails:?}") };
        for said in
            [&lower.from.format(), &lower.to.expect("an amount").format(), "장애 정도를 바로잡았습니다.", "이의"]
        {
            assert!(mail.contains(said), "{said}: {mail}");
        }
        let log = story.backend.audit_page(&world::SYSTEM, None).await.expect("the log");
        assert_eq!(log[0].action, "adjustment.applied");
        assert_eq!(log[0].detail, format!("{} -> {}", lower.from.minor, lower.to.expect("an amount").minor));

        let old = Request { action: Action::Accept(lower.from), note: String::new() };
        let answer = story.backend.claimant_acts(&claimant, claim.id, &old).await;
        assert!(matches!(answer, Err(Error::Refused(_))), "the amount on the table is another");
        let appeal = Request { action: Action::Appeal, note: "동의하지 않습니다.".into() };
        let answer = story.backend.claimant_acts(&claimant, claim.id, &appeal).await.expect("appealed");
        assert!(matches!(answer, Decision::Executed(Event::Appealed, _)));

        // the other keeps what was offered; the same result again is not asked about again
        assert_eq!(story.decide(&story.two, &kept, Verdict::Keep).await.expect("decided"), Settled::Kept);
        let stays = story.claim(1).await;
        assert_eq!((stays.claim.state, stays.claim.offer), (State::Draft, Some(kept.from)));
        story.run().await;
        assert!(story.waiting_of(1).await.is_none() && story.waiting_of(0).await.is_none());
        assert_eq!(story.count(Status::Waiting).await, 38);
    }
}

#[tokio::test]
async fn more_goes_out_at_once_and_beyond_what_was_accepted_after_a_person_approved() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::Degraded, policy(HIGH)).await;
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        let accepted = story.claim(0).await;
        let open = story.claim(1).await;
        story.accept(&claimant, &accepted).await;
        assert_eq!(story.claim(0).await.claim.state, State::Approved);

        story.revise(Severity::MajorOutage).await;
        story.run().await;
        let renewed = story.claim(1).await.claim;
        assert_eq!(renewed.state, State::Draft);
        let offer = renewed.offer.expect("an offer");
        assert!(offer.minor > open.claim.offer.expect("an offer").minor);
        assert_eq!(story.mails(&format!("offer-{}-{}", open.id, offer.minor)).await.len(), 1, "told");
        assert_eq!(story.claim(0).await.claim.offer, accepted.claim.offer);
        let waiting = story.list(Status::Waiting).await;
        let [more] = &waiting[..] else { panic!("one waits: {waiting:?}") };
        assert_eq!((more.account, more.direction), (story.accounts[0], Direction::Increase));

        assert_eq!(story.decide(&story.one, more, Verdict::Apply).await.expect("decided"), Settled::Applied);
        let raised = story.claim(0).await;
        assert_eq!(
            (raised.claim.state, raised.claim.offer),
            (State::Approved, more.to),
            "the rule approves up to its limit"
        );
        assert_eq!(story.events(0).await[2..], [Event::Raised, Event::Approved]);
        assert_eq!(story.mails("adjustment-").await.len(), 1);
        story.run().await;
        assert_eq!((story.count(Status::Waiting).await, story.claim(0).await.claim), (0, raised.claim));
    }
}

#[tokio::test]
async fn what_was_paid_is_not_paid_again_with_what_is_added() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::Degraded, policy(HIGH)).await;
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        let claim = story.claim(0).await;
        story.accept(&claimant, &claim).await;
        let paid = "update claims set state = 'paid', settled_minor = offer_minor where id = $1";
        execute_on!(story.backend.db, sqlx::query(paid).bind(claim.id.0)).expect("paid");
        story.revise(Severity::MajorOutage).await;
        story.run().await;
        let more = story.waiting_of(0).await.expect("one waits");
        story.decide(&story.one, &more, Verdict::Apply).await.expect("decided");
        let raised = story.claim(0).await.claim;
        let due = more.to.expect("an amount").checked_sub(more.from).expect("a difference");
        assert_eq!((raised.state, raised.offer, raised.due()), (State::Approved, more.to, Some(due)));
    }
}

#[tokio::test]
async fn above_the_limit_two_people_decide_on_a_decrease() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(1_000)).await;
        story.revise(Severity::Degraded).await;
        story.run().await;
        let lower = story.waiting_of(0).await.expect("one waits");
        assert!(lower.needs_two());
        for expected in [Settled::FirstApproval, Settled::Already] {
            assert_eq!(story.decide(&story.one, &lower, Verdict::Apply).await.expect("decided"), expected);
        }
        assert_eq!(story.claim(0).await.claim.offer, Some(lower.from), "one person is not two");
        assert_eq!(story.decide(&story.two, &lower, Verdict::Apply).await.expect("decided"), Settled::Applied);
        assert_eq!(story.claim(0).await.claim.offer, lower.to);
    }
}

#[tokio::test]
async fn two_people_who_decide_at_once_decide_once() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(HIGH)).await;
        story.revise(Severity::Degraded).await;
        story.run().await;
        let lower = story.waiting_of(0).await.expect("one waits");
        let (apply, keep) = tokio::join!(
            story.decide(&story.one, &lower, Verdict::Apply),
            story.decide(&story.two, &lower, Verdict::Keep)
        );
        assert!(apply.is_ok() != keep.is_ok(), "{apply:?} {keep:?}");
        let claim = story.claim(0).await;
        let expected = if apply.is_ok() { lower.to } else { Some(lower.from) };
        assert_eq!((claim.claim.offer, claim.events), (expected, i64::from(apply.is_ok())));
        assert_eq!(story.mails("adjustment-").await.len(), usize::from(apply.is_ok()));
    }
}

#[tokio::test]
async fn all_that_wait_of_a_run_are_decided_at_once_and_after_a_kill_the_rest() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(HIGH)).await;
        story.revise(Severity::Degraded).await;
        story.forget_exposure(story.accounts[5]).await;
        let run = story.run().await;
        let waiting = story.list(Status::Waiting).await;
        let which = (run, Direction::Decrease);
        let start = |by: Actor| {
            let (backend, programme) = (story.backend.clone(), story.programme);
            async move { backend.decide_adjustments(&by, programme, which, Verdict::Apply, "바로잡음").await }
        };
        let (one, two) = tokio::join!(start(story.one.clone()), start(story.two.clone()));
        assert!(one.is_ok() != two.is_ok(), "two at once make one: {one:?} {two:?}");
        // somebody keeps one of them meanwhile, and the worker dies in the middle
        let kept = waiting.iter().find(|found| found.account == story.accounts[7]).expect("one");
        story.decide(&story.one, kept, Verdict::Keep).await.expect("decided");
        let worker = story.backend.clone();
        let killed = tokio::spawn(async move { worker.work_once("killed").await });
        while story.count(Status::Applied).await == 0 {
            tokio::task::yield_now().await;
        }
        killed.abort();
        killed.await.ok();
        story.backend.clock.advance(2 * MINUTE);
        world::work(&story.backend).await;

        let filter = AdjustmentFilter { status: Status::Applied, direction: None, order: Order::Before, page: 1 };
        let page = story.backend.adjustments(&story.one, story.programme, &filter).await.expect("a list");
        let batch = page.batch.expect("a batch");
        assert!(batch.finished_at.is_some() && batch.error.is_none(), "{batch:?}");
        assert_eq!((batch.total, batch.done, batch.skipped), (40, 39, 0));
        assert_eq!((story.count(Status::Applied).await, story.count(Status::Waiting).await), (39, 0));
        assert_eq!(story.mails("adjustment-").await.len(), 39, "each is told once");
        for found in &waiting {
            let shop = story.accounts.iter().position(|account| *account == found.account).expect("a shop");
            let claim = story.claim(shop).await;
            let expected = match shop {
                5 => (State::Rejected, None, 1),
                7 => (State::Draft, Some(found.from), 0),
                _ => (State::Offered, found.to, 1),
            };
            assert_eq!((claim.claim.state, claim.claim.offer, claim.events), expected, "shop {shop}");
        }
        assert_eq!(story.events(5).await, [Event::OfferRevoked]);
        let log = story.backend.audit_page(&world::SYSTEM, None).await.expect("the log");
        assert!(log.iter().any(|entry| entry.action == "adjustment.applied"));
        let again = start(story.one.clone()).await;
        assert!(matches!(again, Err(Error::Refused(_))), "nothing is left: {again:?}");
    }
}

#[tokio::test]
async fn a_claim_in_review_is_shown_the_later_result_and_promised_what_it_was_offered() {
    for store in support::databases().await {
        let story = Story::begin(support::backend(&store), Severity::MajorOutage, policy(HIGH)).await;
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        let reviewer = world::staff(&story.backend, "reviewer", "reviewer").await;
        let claim = story.claim(0).await;
        let ask = |action| Request { action, note: "기록을 다시 봐 주세요.".into() };
        story.backend.claimant_acts(&claimant, claim.id, &ask(Action::Appeal)).await.expect("appealed");
        story.revise(Severity::Degraded).await;
        story.run().await;
        let lower = story.waiting_of(0).await.expect("one waits");
        let case = story.backend.staff_case(&reviewer, claim.id).await.expect("a case");
        assert_eq!(case.assessment.result.outcome.amount(), lower.to, "the reviewer works with the later result");

        story.backend.staff_acts(&reviewer, claim.id, &ask(Action::StartReview)).await.expect("taken");
        let answer_by = story.backend.clock.now().plus(backend::claims::OFFER_OPEN);
        let offer = |amount: Option<Money>| ask(Action::Offer { amount: amount.expect("an amount"), answer_by });
        let less = story.backend.staff_acts(&reviewer, claim.id, &offer(lower.to)).await;
        assert!(matches!(less, Err(Error::Refused(_))), "{less:?}");
        story.decide(&story.one, &lower, Verdict::Apply).await.expect("decided");
        story.backend.staff_acts(&reviewer, claim.id, &offer(lower.to)).await.expect("offered");
        assert_eq!(story.claim(0).await.claim.offer, lower.to);
        assert_eq!(story.mails("adjustment-").await.len(), 1);
    }
}
