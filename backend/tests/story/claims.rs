//! From an offer to an approved claim.

use backend::{
    Error,
    claims::{QueueFilter, Request},
};
use domain::{
    claim::{Action, Decision, Event, State},
    money::Money,
};

use crate::{support, world};

fn request(action: Action) -> Request {
    Request { action, note: "기록을 보니 다릅니다.".into() }
}

#[tokio::test]
async fn an_offer_is_accepted_and_approved() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (one, two) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let incident = world::outage_over(&backend, &publisher).await;
        world::ledger(&backend).await;
        let programme = world::programme(&backend, incident, &one, &two).await;
        backend.start_run(&two, programme).await.expect("started");
        world::work(&backend).await;

        let claimant = world::claimant(&backend, "bom@example.com").await;
        let cases = backend.claimant_cases(&claimant).await.expect("cases");
        assert_eq!(cases.len(), 2, "both accounts under the address");
        let case = backend.claimant_case(&claimant, cases[0].account.id, programme).await.expect("a case");
        assert!(!case.chart.is_empty());
        assert!(!case.assessment.result.steps.is_empty());
        let claim = case.claim.expect("a claim");
        let offer = claim.claim.offer.expect("an offer");
        assert_eq!(case.assessment.result.outcome.amount(), Some(offer));

        let other =
            backend.claimant_acts(&claimant, claim.id, &request(Action::Accept(Money::won(offer.minor + 1)))).await;
        assert!(matches!(other, Err(Error::Refused(_))), "only the amount on the screen can be accepted");
        let stranger = world::claimant(&backend, "shop7@example.com").await;
        let theft = backend.claimant_acts(&stranger, claim.id, &request(Action::Accept(offer))).await;
        assert!(matches!(theft, Err(Error::NotFound)), "another's claim does not exist");

        backend.claimant_acts(&claimant, claim.id, &request(Action::Accept(offer))).await.expect("accepted");
        let again = backend.claimant_acts(&claimant, claim.id, &request(Action::Accept(offer))).await.expect("found");
        assert_eq!(again, Decision::AlreadyApplied);

        if offer.minor > claim.limit.minor {
            let first = backend.staff_acts(&one, claim.id, &request(Action::Approve)).await.expect("first");
            assert!(matches!(first, Decision::Executed(Event::FirstApproval, _)));
            let same = backend.staff_acts(&one, claim.id, &request(Action::Approve)).await.expect("found");
            assert_eq!(same, Decision::AlreadyApplied, "one person is not two");
            backend.staff_acts(&two, claim.id, &request(Action::Approve)).await.expect("second");
        }
        let case = backend.claimant_case(&claimant, cases[0].account.id, programme).await.expect("a case");
        assert_eq!(case.claim.expect("a claim").claim.state, State::Approved);
        assert_eq!(case.events.first().map(|event| event.event), Some(Event::Accepted));
        assert_eq!(case.events.last().map(|event| event.event), Some(Event::Approved));
        let state = backend.public_state().await.expect("a state");
        assert_eq!(state.programmes[0].approved, 1);
        assert_eq!(state.programmes[0].approved_total, offer);
    }
}

#[tokio::test]
async fn who_is_not_offered_anything_can_ask_for_a_person() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (one, two) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let reviewer = world::staff(&backend, "three", "reviewer").await;
        let incident = world::outage_over(&backend, &publisher).await;
        let accounts = world::ledger(&backend).await;
        let programme = world::programme(&backend, incident, &one, &two).await;
        backend.start_run(&two, programme).await.expect("started");
        world::work(&backend).await;

        let claimant = world::claimant(&backend, "shop45@example.com").await;
        let empty = backend.claim_without_offer(&claimant, accounts[45], programme, " ").await;
        assert!(matches!(empty, Err(Error::Invalid(_))), "a reason is asked for");
        let claim = backend
            .claim_without_offer(&claimant, accounts[45], programme, "QR로 주문을 받았습니다.")
            .await
            .expect("sent in");
        let again = backend.claim_without_offer(&claimant, accounts[45], programme, "한 번 더").await.expect("found");
        assert_eq!(claim, again);

        let queue = backend.claim_queue(&reviewer, &QueueFilter::default()).await.expect("a queue");
        assert_eq!(queue.claims.iter().map(|c| c.id).collect::<Vec<_>>(), [claim]);
        backend.staff_acts(&reviewer, claim, &request(Action::StartReview)).await.expect("taken");
        let answer_by = backend.clock.now().plus(backend::claims::OFFER_OPEN);
        let offer = Action::Offer { amount: Money::won(70_000), answer_by };
        backend.staff_acts(&reviewer, claim, &request(offer)).await.expect("offered");
        backend.claimant_acts(&claimant, claim, &request(Action::Accept(Money::won(70_000)))).await.expect("accepted");
        let own = backend.staff_acts(&reviewer, claim, &request(Action::Approve)).await;
        assert!(matches!(own, Err(Error::Forbidden | Error::Refused(_))), "nobody approves what they reviewed");
        backend.staff_acts(&one, claim, &request(Action::Approve)).await.expect("approved");
        let case = backend.staff_case(&reviewer, claim).await.expect("a case");
        assert_eq!(case.claim.claim.state, State::Approved);
    }
}
