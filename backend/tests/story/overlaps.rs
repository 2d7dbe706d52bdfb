//! Incidents that overlap, each with a programme: an account's loss is computed once and paid once, whichever is first.

use std::collections::BTreeMap;

use backend::{
    Actor, Backend, Error,
    adjustments::{Adjustment, AdjustmentFilter, Order},
    claims::{Request, StaffCase},
    execute_on, on,
};
use domain::{
    adjustment::{Status, Verdict},
    claim::{Action, State},
    id::{AccountId, ClaimId, IncidentId, ProgrammeId, RunId},
    language::Text,
    ledger::AccountKind,
    money::Money,
    policy::{Percent, Policy, Reasoned, standard_2022},
    time::MINUTE,
};
use uuid::Uuid;

use crate::{support, support::Store, world};

/// The standard policy, under which every offer goes out at once.
fn policy() -> Policy {
    let reasoned = |value| Reasoned::new(value, "까닭", "why");
    Policy { automatic_limit: reasoned(100_000_000), authority_limit: reasoned(50_000_000), ..standard_2022() }
}

/// Amounts in minor units by account; accounts without one are left out.
type Amounts = BTreeMap<Uuid, i64>;

/// A ledger, hit by incidents that follow.
struct Story {
    backend: Backend,
    accounts: Vec<AccountId>,
    approver: Actor,
}

impl Story {
    async fn begin(store: &Store) -> Self {
        let backend = support::backend(store);
        world::components(&backend).await;
        let accounts = world::ledger(&backend).await;
        let approver = world::staff(&backend, "approver", "approver").await;
        Self { backend, accounts, approver }
    }

    async fn incident(&self, number: u128, hours: (i64, i64)) -> IncidentId {
        world::outage_between(&self.backend, number, hours).await
    }

    async fn programme(&self, number: u128, hours: (i64, i64)) -> ProgrammeId {
        let incident = self.incident(number, hours).await;
        world::programme_numbered(&self.backend, number, incident, &policy()).await
    }

    async fn start(&self, programme: ProgrammeId) -> Result<RunId, Error> {
        self.backend.start_run(&world::SYSTEM, programme).await
    }

    async fn run(&self, programme: ProgrammeId) -> RunId {
        self.backend.clock.advance(MINUTE);
        let run = self.start(programme).await.expect("started");
        world::work(&self.backend).await;
        run
    }

    /// What a run came to.
    async fn computed(&self, run: RunId) -> Amounts {
        let rows: Vec<(Uuid, i64)> = on!(self.backend.db, c => sqlx::query_as(
            "select account_id, amount_minor from assessments where run_id = $1 and amount_minor is not null")
            .bind(run.0).fetch_all(c))
        .expect("assessments");
        rows.into_iter().collect()
    }

    /// What is promised under programmes together.
    async fn promised(&self, programmes: &[ProgrammeId]) -> Amounts {
        let mut sums = Amounts::new();
        for programme in programmes {
            let rows: Vec<(Uuid, i64)> = on!(self.backend.db, c => sqlx::query_as(
                "select account_id, promised_minor from claims where programme_id = $1 and promised_minor is not null")
                .bind(programme.0).fetch_all(c))
            .expect("claims");
            for (account, promised) in rows {
                *sums.entry(account).or_default() += promised;
            }
        }
        sums
    }

    async fn digests(&self, run: RunId) -> Vec<(Uuid, String)> {
        on!(self.backend.db, c => sqlx::query_as(
            "select account_id, digest from assessments where run_id = $1 order by account_id")
            .bind(run.0).fetch_all(c))
        .expect("digests")
    }

    async fn case(&self, shop: usize, programme: ProgrammeId) -> StaffCase {
        let (id,): (Uuid,) = on!(self.backend.db, c => sqlx::query_as(
            "select id from claims where account_id = $1 and programme_id = $2")
            .bind(self.accounts[shop].0).bind(programme.0).fetch_one(c))
        .expect("a claim");
        self.backend.staff_case(&world::SYSTEM, ClaimId(id)).await.expect("a case")
    }

    async fn waiting(&self, programme: ProgrammeId) -> Vec<Adjustment> {
        let mut all = Vec::new();
        for page in 1.. {
            let filter = AdjustmentFilter { status: Status::Waiting, direction: None, order: Order::Age, page };
            let found = self.backend.adjustments(&self.approver, programme, &filter).await.expect("a list");
            if found.adjustments.is_empty() {
                break;
            }
            all.extend(found.adjustments);
        }
        all
    }

    async fn ask(&self, actor: &Actor, claim: ClaimId, action: Action) {
        let request = Request { action, note: "살펴봐 주세요.".into() };
        match actor {
            Actor::Claimant { .. } => self.backend.claimant_acts(actor, claim, &request).await.expect("done"),
            _ => self.backend.staff_acts(actor, claim, &request).await.expect("done"),
        };
    }

    async fn is_proven(&self) {
        let found = self.backend.verify_assessments(|_| ()).await.expect("checked");
        assert!(found.is_whole(), "{found:?}");
    }
}

/// What one incident of 40 hours comes to for each shop.
async fn one_outage(store: &Store) -> Amounts {
    let story = Story::begin(store).await;
    let programme = story.programme(1, (0, 40)).await;
    let run = story.run(programme).await;
    let whole = story.computed(run).await;
    assert_eq!(whole.len(), 40);
    whole
}

#[tokio::test]
async fn overlapping_incidents_are_paid_once_by_their_programmes_together() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let whole = one_outage(&alone).await;
        let story = Story::begin(&store).await;
        let (first, second) = (story.programme(1, (0, 24)).await, story.programme(2, (16, 40)).await);
        let run = story.run(first).await;
        let later = story.run(second).await;
        assert_eq!(story.promised(&[first, second]).await, whole);
        let (parts, others) = (story.computed(run).await, story.computed(later).await);
        for (account, part) in &parts {
            assert!(*part > 0 && others[account] > 0, "{part} and {}", others[account]);
        }
        // the second did not change what the first comes to
        let again = story.run(first).await;
        assert_eq!(story.computed(again).await, parts);
        assert!(story.waiting(first).await.is_empty());
        // each claim shows the other
        let (one, two) = (story.case(0, first).await, story.case(0, second).await);
        for (case, other) in [(&one, &two), (&two, &one)] {
            assert_eq!(case.others.len(), 1);
            assert_eq!(case.others[0].programme, other.programme.id);
            assert_eq!(case.others[0].claim.as_ref().map(|claim| claim.id), Some(other.claim.id));
        }
        story.is_proven().await;
    }
}

#[tokio::test]
async fn an_incident_apart_and_a_draft_leave_every_digest_as_it_was() {
    for store in support::databases().await {
        let story = Story::begin(&store).await;
        let programme = story.programme(1, (0, 24)).await;
        let before = story.run(programme).await;
        let apart = story.programme(2, (24, 40)).await;
        let overlapping = story.incident(3, (10, 40)).await;
        let draft = (ProgrammeId(Uuid::from_u128(99)), Text::new("초안", "Draft"));
        world::drafted(&story.backend, draft, overlapping, &world::SYSTEM, &policy()).await;
        let after = story.run(programme).await;
        assert_eq!(story.digests(before).await, story.digests(after).await);
        assert!(story.case(0, programme).await.others.is_empty());
        story.run(apart).await;
        assert!(story.case(0, apart).await.others.is_empty());
        let rows: Vec<(String,)> =
            on!(story.backend.db, c => sqlx::query_as("select outage from runs").fetch_all(c)).expect("runs");
        assert!(rows.iter().all(|(outage,)| !outage.contains("sharers")));
    }
}

#[tokio::test]
async fn a_second_programme_pays_the_rest_of_what_the_first_promised_as_a_whole() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let whole = one_outage(&alone).await;
        let story = Story::begin(&store).await;
        let first = story.programme(1, (0, 24)).await;
        story.run(first).await;
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        let accepted = story.case(0, first).await.claim;
        let amount = accepted.claim.offer.expect("an offer");
        story.ask(&claimant, accepted.id, Action::Accept(amount)).await;

        let second = story.programme(2, (16, 40)).await;
        story.run(second).await;
        // an open offer can still be accepted, so it counts like an accepted one
        assert_eq!(story.promised(&[first, second]).await, whole);
        story.is_proven().await;

        // the first programme's part is less than it promised: a person decides, but not of what was accepted
        let shared = story.run(first).await;
        let parts = story.computed(shared).await;
        assert_eq!(story.waiting(first).await.len(), 39);
        assert_eq!(story.promised(&[first, second]).await, whole);
        let other = story.accounts[1];
        let found = story.waiting(first).await.into_iter().find(|found| found.account == other).expect("it waits");
        assert_eq!(found.to.map(|to| to.minor), Some(parts[&other.0]));
        let decided = story.backend.decide_adjustment(&story.approver, found.id, Verdict::Apply, "나눕니다.").await;
        decided.expect("decided");
        assert!(story.promised(&[first, second]).await[&other.0] < whole[&other.0]);

        // then the second programme's part goes out in full, and the first account's stays
        story.run(second).await;
        assert_eq!(story.promised(&[first, second]).await, whole);
        let case = story.case(1, first).await;
        assert_eq!((case.claim.claim.state, case.claim.claim.offer), (State::Offered, found.to));
        assert_eq!(story.case(0, first).await.claim.claim.offer, Some(amount));
        story.is_proven().await;
    }
}

#[tokio::test]
async fn programmes_computed_at_once_by_several_servers_pay_one_whole() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let whole = one_outage(&alone).await;
        let story = Story::begin(&store).await;
        let (first, second) = (story.programme(1, (0, 24)).await, story.programme(2, (16, 40)).await);
        let (one, two) = tokio::join!(story.start(first), story.start(second));
        one.expect("started");
        two.expect("started");
        for _ in 0..6 {
            story.backend.work_once("first").await.expect("work");
        }
        // whoever had these jobs was killed
        let until = story.backend.clock.now().plus(MINUTE).0;
        let kill = "update jobs set leased_by = 'dead', leased_until = $1";
        execute_on!(story.backend.db, sqlx::query(kill).bind(until)).expect("leased");
        story.backend.clock.advance(2 * MINUTE);
        let workers = (0..4).map(|number| {
            let backend = story.backend.clone();
            tokio::spawn(async move { while backend.work_once(&format!("worker-{number}")).await.expect("work") {} })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.expect("worked");
        }
        world::work(&story.backend).await;
        assert_eq!(story.promised(&[first, second]).await, whole);
        story.is_proven().await;
    }
}

#[tokio::test]
async fn a_programme_waits_for_a_run_that_does_not_know_of_it() {
    for store in support::databases().await {
        let story = Story::begin(&store).await;
        let first = story.programme(1, (0, 24)).await;
        let incident = story.incident(2, (16, 40)).await;
        story.start(first).await.expect("started");
        let second = world::programme_numbered(&story.backend, 2, incident, &policy()).await;
        assert!(matches!(story.start(second).await, Err(Error::Refused(_))));
        world::work(&story.backend).await;
        story.run(second).await;
    }
}

#[tokio::test]
async fn a_reviewer_offers_no_more_than_the_part_and_not_before_it_is_known() {
    for store in support::databases().await {
        let story = Story::begin(&store).await;
        let first = story.programme(1, (0, 24)).await;
        story.run(first).await;
        let claim = story.case(0, first).await.claim;
        let promised = claim.claim.offer.expect("an offer");
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        story.ask(&claimant, claim.id, Action::Appeal).await;
        let second = story.programme(2, (16, 40)).await;
        let reviewer = world::staff(&story.backend, "reviewer", "reviewer").await;
        story.ask(&reviewer, claim.id, Action::StartReview).await;
        let offer = async |minor: i64| {
            let action = Action::Offer { amount: Money::won(minor), answer_by: story.backend.clock.now().plus(MINUTE) };
            let request = Request { action, note: "기록".into() };
            story.backend.staff_acts(&reviewer, claim.id, &request).await
        };
        // the computation does not know of the second programme yet
        assert!(matches!(offer(promised.minor + 1000).await, Err(Error::Refused(_))));
        story.run(second).await;
        story.run(first).await;
        let case = story.case(0, first).await;
        assert!(
            case.assessment.result.figures.impacts.sharing.is_some(),
            "the claim in review rests on the new result"
        );
        assert!(matches!(offer(promised.minor + 1000).await, Err(Error::Invalid(_))));
        // what was promised before stands
        offer(promised.minor).await.expect("offered");
    }
}

/// A story in which ten of the accounts are taxis.
async fn with_taxis(store: &Store) -> Story {
    let story = Story::begin(store).await;
    for account in &story.accounts[30..40] {
        let taxi = "update accounts set kind = 'taxi', category = 'private_taxi' where id = $1";
        execute_on!(story.backend.db, sqlx::query(taxi).bind(account.0)).expect("a taxi");
    }
    story
}

#[tokio::test]
async fn who_the_other_programme_does_not_take_has_the_result_of_the_incident_alone() {
    let (alone, shared) = (support::databases().await, support::databases().await);
    for ((store, alone), shared) in support::databases().await.into_iter().zip(alone).zip(shared) {
        let story = with_taxis(&alone).await;
        let programme = story.programme(1, (0, 24)).await;
        let run = story.run(programme).await;
        let expected: BTreeMap<_, _> = story.digests(run).await.into_iter().collect();

        let story = with_taxis(&shared).await;
        let (first, _) = (story.programme(1, (0, 24)).await, story.programme(2, (16, 40)).await);
        let run = story.run(first).await;
        let parts = story.computed(run).await;

        let story = with_taxis(&store).await;
        let first = story.programme(1, (0, 24)).await;
        let incident = story.incident(2, (16, 40)).await;
        let mut taxis = policy();
        taxis.groups.retain(|group| group.accounts.kinds == [AccountKind::Taxi]);
        let second = world::programme_numbered(&story.backend, 2, incident, &taxis).await;
        let run = story.run(first).await;
        let (digests, amounts) = (story.digests(run).await, story.computed(run).await);
        let is_taxi = |account: &Uuid| story.accounts[30..40].iter().any(|taxi| taxi.0 == *account);
        for (account, digest) in digests {
            // byte for byte what it is without the other incident, for a taxi what it is where everybody is shared
            assert_eq!(is_taxi(&account), digest != expected[&account]);
        }
        let shares = parts.iter().filter(|(account, _)| is_taxi(account));
        assert_eq!(shares.clone().count(), 10);
        assert!(shares.clone().all(|(account, part)| *part > 0 && amounts[account] == *part));

        // the browser and a trial come to the same, and a later run
        let claimant = world::claimant(&story.backend, "bom@example.com").await;
        let records = story.backend.claimant_records(&claimant, story.accounts[0], first).await.expect("records");
        assert!(records.sharing.is_none() && records.check().expect("computed").is_same());
        let trial = story.backend.try_policy(&world::SYSTEM, first, &policy(), &policy(), Percent::WHOLE).await;
        assert_eq!(trial.expect("tried").expect("a trial").whole.cost, amounts.values().sum::<i64>());
        let later = story.run(second).await;
        assert!(story.computed(later).await.keys().all(is_taxi));
        let again = story.run(first).await;
        assert_eq!(story.computed(again).await, amounts);
        assert!(story.waiting(first).await.is_empty());
        story.is_proven().await;
    }
}
