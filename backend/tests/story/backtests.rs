//! An outage placed where none was, over the whole ledger.

use backend::{Actor, Error, assessments::RunStatus, execute_on};
use domain::{
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    time::{DAY, HOUR, MINUTE},
};
use uuid::Uuid;

use crate::{support, world};

#[tokio::test]
async fn an_outage_is_placed_where_none_was_and_every_account_is_judged() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let programme = world::programme_to_run(&backend).await;
        let approver = world::staff(&backend, "approver", "approver").await;
        let id = backend.start_backtest(&approver, programme).await.expect("started");
        assert_eq!(backend.start_backtest(&approver, programme).await.expect("found"), id, "two starts make one");
        world::work(&backend).await;

        let found = backend.backtest(&approver, id).await.expect("a back-test");
        assert_eq!((found.status, found.error.clone()), (RunStatus::Done, None));
        let weeks: Vec<_> = found.places.iter().map(|place| place.weeks).collect();
        assert_eq!(weeks, [1, 2, 3, 4], "12 weeks are on record, 8 of them before the first place");
        let report = found.report.expect("a report");
        let whole = report.whole();
        assert_eq!((report.accounts, report.unmeasured, whole.cases, whole.exposed), (50, 0, 200, 160));
        assert_eq!(report.cohorts.len(), 1);
        assert!(whole.bias().expect("sales").abs() < 0.02, "{whole:?}");
        assert!(whole.coverage().expect("cases") > 0.8, "{whole:?}");
        assert!(whole.spares_unexposed(), "{whole:?}");
        let offers = backend.run_totals(&approver, domain::id::RunId(id.0)).await.expect("totals");
        assert!(offers.is_empty(), "nothing was offered");

        // of one instant there is no order
        backend.clock.advance(MINUTE);
        let again = backend.start_backtest(&approver, programme).await.expect("started");
        assert_ne!(again, id);
        world::work(&backend).await;
        let list = backend.backtests(&approver, programme).await.expect("back-tests");
        assert_eq!(list.iter().map(|found| found.id).collect::<Vec<_>>(), [again, id]);
        assert_eq!(list[0].report, Some(report), "the same ledger, the same bits");
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        assert!(matches!(backend.start_backtest(&reviewer, programme).await, Err(Error::Forbidden)));
        assert!(matches!(backend.backtests(&Actor::Anonymous, programme).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_week_with_another_incident_is_no_place() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let programme = world::programme_to_run(&backend).await;
        let earlier = world::fire().plus(-14 * DAY + HOUR);
        let failed =
            ImpactChange::Set { component: world::key("pay-online"), severity: Severity::PartialOutage, from: earlier };
        let restored = ImpactChange::Restore { component: world::key("pay-online"), at: earlier.plus(HOUR) };
        let mut other = world::outage();
        (other.id.0, other.started_at) = (Uuid::from_u128(70), earlier);
        other.update = world::update(71, IncidentStatus::Investigating, vec![failed]);
        let other = backend.declare_incident(&world::SYSTEM, &other).await.expect("declared");
        let over = world::update(72, IncidentStatus::Resolved, vec![restored]);
        backend.update_incident(&world::SYSTEM, other, &over).await.expect("resolved");

        let id = backend.start_backtest(&world::SYSTEM, programme).await.expect("started");
        let found = backend.backtest(&world::SYSTEM, id).await.expect("a back-test");
        assert_eq!(found.places.iter().map(|place| place.weeks).collect::<Vec<_>>(), [1, 3, 4]);
    }
}

#[tokio::test]
async fn a_ledger_that_is_too_short_is_refused_with_what_to_do() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let programme = world::programme_to_run(&backend).await;
        let late = world::fire().plus(-7 * DAY).0;
        execute_on!(backend.db, sqlx::query("delete from transactions where occurred_at < $1").bind(late))
            .expect("deleted");
        let Err(Error::Refused(text)) = backend.start_backtest(&world::SYSTEM, programme).await else {
            panic!("refused")
        };
        assert!(text.en.contains("Import"), "{text:?}");
    }
}

#[tokio::test]
async fn a_killed_back_test_goes_on_and_a_stopped_one_ends() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let programme = world::programme_to_run(&backend).await;
        let id = backend.start_backtest(&world::SYSTEM, programme).await.expect("started");
        world::work(&backend).await;
        let whole = backend.backtest(&world::SYSTEM, id).await.expect("a back-test").report;

        let killed = backend.start_backtest(&world::SYSTEM, programme).await.expect("started");
        // a worker took the job and was killed while it measured
        let until = backend.clock.now().plus(MINUTE).0;
        execute_on!(
            backend.db,
            sqlx::query("update jobs set leased_by = 'dead', leased_until = $1 where finished_at is null").bind(until)
        )
        .expect("leased");
        execute_on!(
            backend.db,
            sqlx::query("update backtests set status = 'measuring', done = 7 where id = $1").bind(killed.0)
        )
        .expect("half done");
        assert!(!backend.work_once("other").await.expect("nothing due"));
        backend.clock.advance(2 * MINUTE);
        world::work(&backend).await;
        assert_eq!(backend.backtest(&world::SYSTEM, killed).await.expect("a back-test").report, whole);

        let stopped = backend.start_backtest(&world::SYSTEM, programme).await.expect("started");
        backend.cancel_backtest(&world::SYSTEM, stopped).await.expect("stopped");
        world::work(&backend).await;
        let found = backend.backtest(&world::SYSTEM, stopped).await.expect("a back-test");
        assert_eq!((found.status, found.report), (RunStatus::Cancelled, None));
    }
}
