//! Runs of the engine: every account once, resumable, provable.

use backend::{Error, assessments::RunStatus, execute_on};
use domain::time::MINUTE;

use crate::{support, world};

#[tokio::test]
async fn a_run_assesses_every_account_and_can_be_proven() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (drafter, approver) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let incident = world::outage_over(&backend, &publisher).await;
        world::ledger(&backend).await;
        let programme = world::programme(&backend, incident, &drafter, &approver).await;

        let run = backend.start_run(&approver, programme).await.expect("started");
        assert_eq!(backend.start_run(&drafter, programme).await.expect("found"), run, "two starts make one run");
        world::work(&backend).await;

        let ended = backend.runs(&approver, programme).await.expect("runs").remove(0);
        assert_eq!((ended.status, ended.error.clone()), (RunStatus::Done, None));
        let totals = backend.run_totals(&approver, run).await.expect("totals");
        let count =
            |outcome: &str| totals.iter().find(|total| total.outcome == outcome).map_or(0, |total| total.accounts);
        assert_eq!(count("offer"), 40, "{totals:?}");
        assert_eq!(count("not_exposed"), 10, "{totals:?}");

        let found = backend.verify_assessments(|_| {}).await.expect("checked");
        assert!(found.is_whole(), "{found:?}");
        assert_eq!((found.runs, found.same), (1, 50));
        execute_on!(
            backend.db,
            sqlx::query("update transactions set amount_minor = amount_minor + 1 where reference = 'T5'")
        )
        .expect("tampered");
        assert!(!backend.verify_assessments(|_| {}).await.expect("checked").is_whole());
    }
}

#[tokio::test]
async fn a_worker_that_died_is_followed_by_another_with_the_same_result() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (drafter, approver) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let incident = world::outage_over(&backend, &publisher).await;
        world::ledger(&backend).await;
        let programme = world::programme(&backend, incident, &drafter, &approver).await;
        let run = backend.start_run(&approver, programme).await.expect("started");
        // a worker took the job and was killed before its first commit
        let until = backend.clock.now().plus(MINUTE).0;
        execute_on!(backend.db, sqlx::query("update jobs set leased_by = 'dead', leased_until = $1").bind(until))
            .expect("leased");
        assert!(!backend.work_once("other").await.expect("nothing due"));
        backend.clock.advance(2 * MINUTE);
        world::work(&backend).await;
        let totals = backend.run_totals(&approver, run).await.expect("totals");
        assert_eq!(totals.iter().map(|total| total.accounts).sum::<i64>(), 50);
    }
}

#[tokio::test]
async fn a_policy_is_published_by_a_second_person_only() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let (drafter, approver) =
            (world::staff(&backend, "one", "approver").await, world::staff(&backend, "two", "approver").await);
        let incident = world::outage_over(&backend, &publisher).await;
        let programme = world::programme(&backend, incident, &drafter, &approver).await;
        let draft = backend.draft_policy(&drafter, programme, &domain::policy::kakao_2022()).await.expect("drafted");
        assert!(matches!(backend.publish_policy(&drafter, draft).await, Err(Error::Refused(_))));
        backend.publish_policy(&approver, draft).await.expect("published");
        let (_, policies) = backend.programme(&drafter, programme).await.expect("a programme");
        assert_eq!(policies.iter().map(|record| record.policy.version).collect::<Vec<_>>(), [2, 1]);
    }
}
