//! What a driver's revision does to the company's claim, wherever that stands: more goes out at once, less waits for a person,
//! and a claim is never caught between what was promised and its part.

use backend::{
    Actor, Backend, Error,
    adjustments::{Adjustment, Settled},
    claims::{Request, StoredClaim},
    execute_on, on,
    revisions::Change,
};
use domain::{
    adjustment::{Direction, Status, Verdict},
    claim::{Action, State},
    id::{AssessmentId, ClaimId},
    ledger::SetAsideReason,
    money::Money,
    time::{HOUR, MINUTE},
};

use super::{Taxis, amount, offered, wholes};
use crate::{support, world};

/// The company's offers are out, and a reviewer has the first driver's claim.
struct Review {
    taxis: Taxis,
    driver: ClaimId,
    reviewer: Actor,
    approver: Actor,
}

impl Review {
    async fn begin(backend: Backend) -> Self {
        let taxis = Taxis::begin(backend).await;
        taxis.run().await;
        let driver = taxis.driver(0).await.claim.expect("a claim").id;
        let reviewer = taxis.review("d0@example.com", driver, "reviewer").await;
        let approver = world::staff(&taxis.backend, "approver", "approver").await;
        Self { taxis, driver, reviewer, approver }
    }

    /// The driver's giant fare counts no more, or counts again.
    async fn count_giant(&self, counts: bool) {
        let giant = vec!["giant".to_owned()];
        let change = if counts { Change::PutBack(giant) } else { Change::SetAside(giant, SetAsideReason::OneOff) };
        self.taxis.backend.clock.advance(MINUTE);
        let note = "영수증으로 확인했습니다.";
        let revision = self.taxis.backend.compute_again(&self.reviewer, self.driver, &change, note).await;
        revision.expect("computed").expect("another result");
    }

    async fn company(&self) -> StoredClaim {
        self.taxis.company().await.claim.expect("a claim")
    }

    /// The later results of the company's claim, oldest first.
    async fn later(&self) -> Vec<Adjustment> {
        let claim = self.company().await.id;
        self.taxis.backend.staff_case(&self.approver, claim).await.expect("a case").adjustments
    }

    async fn decide(&self, found: &Adjustment, verdict: Verdict) -> Result<Settled, Error> {
        self.taxis.backend.decide_adjustment(&self.approver, found.id, verdict, "중복 기록을 뺐습니다.").await
    }

    fn offer(&self, minor: i64) -> Request {
        let answer_by = self.taxis.backend.clock.now().plus(HOUR);
        Request { action: Action::Offer { amount: Money::won(minor), answer_by }, note: String::new() }
    }

    /// What the company would be offered now, as last computed.
    async fn part(&self) -> (AssessmentId, i64) {
        const LATEST: &str = "select id, document from revisions where account_id = $1 order by number desc limit 1";
        let (id, document): (uuid::Uuid, String) = on!(self.taxis.backend.db, c => sqlx::query_as(LATEST)
            .bind(self.taxis.hanbit.0).fetch_one(c))
        .expect("a revision");
        let assessment: domain::assessment::Assessment = serde_json::from_str(&document).expect("an assessment");
        (AssessmentId(id), assessment.outcome.amount().expect("an amount").minor)
    }
}

#[tokio::test]
async fn corporate_taxi_a_companys_smaller_part_waits_for_a_person_and_the_old_offer_stands() {
    for store in support::databases().await {
        let review = Review::begin(support::backend(&store)).await;
        let backend = &review.taxis.backend;
        let before = review.taxis.company().await;
        review.count_giant(false).await;

        let company = review.taxis.company().await;
        assert_eq!((offered(&company), amount(&company)), (Some(amount(&before)), amount(&before)));
        assert_eq!(company.revisions.len(), 0, "the company is told of nothing that may not come");
        let actor = world::claimant(backend, "hanbit@example.com").await;
        let records = backend.claimant_records(&actor, review.taxis.hanbit, review.taxis.programme).await;
        assert!(records.expect("records").check().expect("computed").is_same());
        let later = review.later().await;
        let [waiting] = &later[..] else { panic!("one waits: {later:?}") };
        assert_eq!((waiting.status, waiting.direction), (Status::Waiting, Direction::Decrease));
        assert_eq!(waiting.from, Money::won(amount(&before)));
        let (_, part) = review.part().await;
        assert_eq!(waiting.to, Some(Money::won(part)));
        assert_eq!(waiting.made_by, review.reviewer.staff().ok());

        // who decides sees both computations, and what driver and company are promised together
        let case = backend.adjustment(&review.approver, waiting.id).await.expect("a case");
        assert_eq!(case.change.before.outcome.amount(), Some(waiting.from));
        assert_eq!(case.change.after.outcome.amount(), waiting.to);
        let shared = case.shared.expect("a divided award");
        // the company has 60 % of what the shifts come to, in thousands
        let fall = (amount(&before) - part) * 10 / 6;
        assert!(fall > 0);
        assert_eq!((shared.promised.minor, shared.whole.minor), (wholes(&before), wholes(&before) - fall));
        let refused = backend.decide_adjustment(&review.reviewer, waiting.id, Verdict::Apply, "확인").await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        assert_eq!(review.decide(waiting, Verdict::Apply).await.expect("decided"), Settled::Applied);
        let mails: Vec<(String,)> = on!(backend.db, c => sqlx::query_as(
            "select payload from outbox where dedup_key = $1").bind(format!("adjustment-{}", waiting.id)).fetch_all(c))
        .expect("mails");
        assert!(mails[0].0.contains("중복 기록을 뺐습니다."), "{mails:?}");
        let company = review.taxis.company().await;
        assert_eq!((offered(&company), amount(&company)), (Some(part), part));
        assert_eq!((company.revisions.len(), review.company().await.claim.state), (1, State::Offered));
        review.taxis.accept("hanbit@example.com", &company).await;
        review.taxis.verify().await;
    }
}

#[tokio::test]
async fn corporate_taxi_put_back_nothing_waits_and_what_is_accepted_meanwhile_stands() {
    for store in support::databases().await {
        let review = Review::begin(support::backend(&store)).await;
        let before = review.company().await;
        review.count_giant(false).await;
        review.count_giant(true).await;
        assert_eq!(review.later().await.iter().map(|found| found.status).collect::<Vec<_>>(), [Status::Superseded]);
        assert_eq!(review.company().await.claim, before.claim);

        review.count_giant(false).await;
        review.taxis.accept("hanbit@example.com", &review.taxis.company().await).await;
        assert_eq!(review.later().await[1].status, Status::Overtaken);
        review.count_giant(true).await;
        // the driver's account can be computed again whatever the company has accepted
        review.count_giant(false).await;
        let accepted = review.company().await.claim;
        assert_eq!((accepted.offer, accepted.state), (before.claim.offer, State::Approved));
        assert!(review.later().await.iter().all(|found| found.status != Status::Waiting));
        review.taxis.verify().await;

        // the driver was promised more too, and gets no more than that
        let promised = review.taxis.driver(0).await.claim.expect("a claim").claim.promised.expect("a promise").minor;
        let more = review.taxis.backend.staff_acts(&review.reviewer, review.driver, &review.offer(promised + 1)).await;
        assert!(matches!(more, Err(Error::Invalid(_))), "{more:?}");
        let answer = review.offer(promised);
        review.taxis.backend.staff_acts(&review.reviewer, review.driver, &answer).await.expect("offered");
    }
}

async fn every_verdict() -> Vec<(Option<Verdict>, support::Store)> {
    let mut all = Vec::new();
    for verdict in [None, Some(Verdict::Keep), Some(Verdict::Apply)] {
        all.extend(support::databases().await.into_iter().map(|store| (verdict, store)));
    }
    all
}

#[tokio::test]
async fn corporate_taxi_a_company_in_review_is_never_caught_between_promise_and_part() {
    for (verdict, store) in every_verdict().await {
        let review = Review::begin(support::backend(&store)).await;
        let claim = review.company().await;
        let promised = claim.claim.promised.expect("a promise").minor;
        let reviewer = review.taxis.review("hanbit@example.com", claim.id, "other").await;
        review.count_giant(false).await;
        let (_, part) = review.part().await;
        assert!(part < promised);
        let waiting = review.later().await.pop().expect("one waits");
        assert_eq!((waiting.status, waiting.direction), (Status::Waiting, Direction::Decrease));
        let offer = async |minor| review.taxis.backend.staff_acts(&reviewer, claim.id, &review.offer(minor)).await;
        let more = offer(promised + 1).await;
        let Err(Error::Invalid(problems)) = more else { panic!("{more:?}") };
        assert_eq!(problems[0].field, "amount");
        let less = offer(part).await;
        assert!(matches!(less, Err(Error::Refused(_))), "{less:?}");
        let best = match verdict {
            Some(verdict) => {
                review.decide(&waiting, verdict).await.expect("decided");
                if verdict == Verdict::Apply { part } else { promised }
            }
            None => promised,
        };
        offer(best).await.expect("offered");
        assert_eq!(review.company().await.claim.offer, Some(Money::won(best)));
    }
}

/// In each state, what becomes of a smaller and of a larger part; none where nothing is put on record.
#[tokio::test]
async fn corporate_taxi_what_a_revision_does_to_a_company_goes_by_where_its_claim_stands() {
    use Status::{Adopted, Overtaken, Waiting};
    for store in support::databases().await {
        let review = Review::begin(support::backend(&store)).await;
        let standing = review.company().await;
        let larger = (standing.assessment, standing.claim.offer.expect("an offer").minor);
        review.count_giant(false).await;
        let smaller = review.part().await;
        review.count_giant(true).await;
        assert_eq!(review.part().await.1, larger.1);
        for state in State::ALL.iter().copied() {
            let expected = match state {
                State::Draft => (Some(Waiting), None),
                State::Offered => (Some(Waiting), Some(Waiting)),
                State::Submitted | State::InReview | State::NeedsInformation | State::Appealed => {
                    (Some(Waiting), Some(Adopted))
                }
                State::Accepted | State::Approved | State::Paying | State::PaymentFailed | State::Paid => {
                    (Some(Overtaken), Some(Waiting))
                }
                State::Rejected | State::Withdrawn | State::Lapsed => (None, Some(Waiting)),
            };
            let fell = review.from(state, larger, false).await;
            let rose = review.from(state, smaller, true).await;
            assert_eq!((fell.0, rose.0), expected, "{}", state.name());
            assert_eq!(fell.1, larger.1, "{}: what was promised stands", state.name());
            let renewed = if state == State::Draft { larger.1 } else { smaller.1 };
            assert_eq!(rose.1, renewed, "{}", state.name());
        }
        review.taxis.verify().await;
    }
}

impl Review {
    /// Puts the company's claim into a state, on an assessment of an amount, and has the driver computed again; gives what
    /// became of the company's result and what it is promised.
    async fn from(&self, state: State, (on, minor): (AssessmentId, i64), counts: bool) -> (Option<Status>, i64) {
        const PUT: &str = "update claims set state = $2, offer_minor = $3, promised_minor = $4, assessment_id = $5
            where account_id = $1";
        let is_open = matches!(
            state,
            State::Submitted | State::InReview | State::NeedsInformation | State::Appealed | State::Rejected
        );
        let offer = (!is_open).then_some(minor);
        let db = &self.taxis.backend.db;
        let company = self.taxis.hanbit.0;
        execute_on!(db, sqlx::query(PUT).bind(company).bind(state.name()).bind(offer).bind(minor).bind(on.0))
            .expect("put there");
        let forget = "delete from adjustments where account_id = $1";
        execute_on!(db, sqlx::query(forget).bind(company)).expect("forgotten");
        self.count_giant(counts).await;
        let after = self.company().await.claim;
        assert_eq!(after.state, state);
        let later = self.later().await;
        assert!(later.len() < 2, "{later:?}");
        (later.first().map(|found| found.status), after.promised.map_or(0, |promised| promised.minor))
    }
}
