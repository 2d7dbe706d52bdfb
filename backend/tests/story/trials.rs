//! A policy tried on all accounts.

use backend::{Actor, Error};
use domain::{
    policy::{Percent, kakao_2022},
    trial::Changes,
};

use crate::{support, world};

#[tokio::test]
async fn a_policy_is_tried_on_all_accounts_and_nothing_is_written() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (drafter, approver) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let incident = world::outage_over(&backend, &publisher).await;
        let accounts = world::ledger(&backend).await;
        let programme = world::programme(&backend, incident, &drafter, &approver).await;
        let (_, policies) = backend.programme(&drafter, programme).await.expect("a programme");
        let policy = policies[0].policy.clone();
        let accept = Percent::from_tenths(800);
        let early = backend.try_policy(&drafter, programme, &policy, &policy, accept).await.expect("tried");
        assert_eq!(early, None, "there is no run to try it on");
        let run = backend.start_run(&approver, programme).await.expect("started");
        world::work(&backend).await;

        let totals = backend.run_totals(&approver, run).await.expect("totals");
        let offers = totals.iter().find(|total| total.outcome == "offer").expect("offers");
        let trial = backend.try_policy(&drafter, programme, &policy, &policy, accept).await.expect("tried");
        let trial = trial.expect("a trial");
        assert_eq!(trial.whole.accounts, accounts.len() as u64);
        let (awards, cost) = (i64::try_from(trial.whole.awards).expect("few"), trial.whole.cost);
        assert_eq!((awards, cost), (offers.accounts, offers.total_minor), "what the run itself came to");
        assert!(trial.forecast.low < trial.forecast.expected && trial.forecast.expected < cost);

        let mut changes = Changes::of(&policy, 0).expect("a group");
        changes.coverage = Some(Percent::from_tenths(500));
        let half = backend.try_policy(&drafter, programme, &changes.apply(&policy), &policy, accept).await;
        let half = half.expect("tried").expect("a trial");
        assert_eq!((half.worse, half.better, half.whole.cost_against), (40, 0, cost));
        let other = backend.try_policy(&drafter, programme, &kakao_2022(), &policy, accept).await.expect("tried");
        assert_ne!(other.expect("a trial").whole.cost, cost);
        assert_eq!(backend.run_totals(&approver, run).await.expect("totals"), totals, "nothing was written");

        changes.cap = Some(1);
        let refused = backend.try_policy(&drafter, programme, &changes.apply(&policy), &policy, accept).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "the floor is above the cap");
        let stranger = backend.try_policy(&Actor::Anonymous, programme, &policy, &policy, accept).await;
        assert!(stranger.is_err());
    }
}
