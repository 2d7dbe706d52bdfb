//! Runs of the engine: every account once, resumable, provable.

use backend::{Backend, Error, assessments::RunStatus, execute_on, on};
use domain::{
    money::Currency,
    time::{Instant, MINUTE, SECOND},
};

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

async fn count(backend: &Backend, table: &'static str) -> i64 {
    let text = format!("select count(*) from {table}");
    let (count,): (i64,) =
        on!(backend.db, c => sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_one(c)).expect("a count");
    count
}

#[tokio::test]
async fn a_history_is_made_once_and_again_after_an_import() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let programme = world::programme_to_run(&backend).await;
        backend.start_run(&world::SYSTEM, programme).await.expect("started");
        world::work(&backend).await;
        assert_eq!(count(&backend, "histories").await, 50);

        // a history that was damaged, and one whose account has a further sale
        execute_on!(
            backend.db,
            sqlx::query(
                "update histories set document = $1 where account_id =
            (select id from accounts where reference = 'M1')"
            )
            .bind(&b"damaged"[..])
        )
        .expect("damaged");
        let file = "account,reference,component,occurred_at,amount,kind\n\
            M0,late,pay-qr,2022-10-01T12:10:00+09:00,250000,sale\n\
            M2,month,,2022-11-20T10:00:00+09:00,9900,fee\n";
        let mut rejects = Vec::new();
        backend
            .import_transactions(&world::SYSTEM, file.as_bytes(), Currency::Krw, &mut rejects, |_| ())
            .await
            .expect("imported");
        assert_eq!(String::from_utf8_lossy(&rejects), "");
        assert_eq!(count(&backend, "histories").await, 48);
        backend.clock.advance(MINUTE);
        let next = backend.start_run(&world::SYSTEM, programme).await.expect("started");
        world::work(&backend).await;
        let (outage,): (String,) = on!(backend.db, c => sqlx::query_as("select outage from runs where id = $1")
            .bind(next.0).fetch_one(c))
        .expect("a run");
        let last = Instant::parse_rfc3339("2022-11-20T01:00:00Z").expect("a time");
        let observed = format!("\"observed_until\":{}", last.0 + 1);
        assert!(outage.contains(&observed), "the ledger is complete up to its last entry, a fee too: {outage}");
        assert_eq!(count(&backend, "histories").await, 50);

        // the first run did not know the sale; the second did
        let found = backend.verify_assessments(|_| {}).await.expect("checked");
        assert_eq!((found.runs, found.same, found.different.len()), (2, 99, 1), "{found:?}");
    }
}

#[tokio::test]
async fn several_workers_share_a_run_that_was_started_twice() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let backend = support::backend(&alone);
        let programme_id = world::programme_to_run(&backend).await;
        let run = backend.start_run(&world::SYSTEM, programme_id).await.expect("started");
        world::work(&backend).await;
        let expected = backend.run_totals(&world::SYSTEM, run).await.expect("totals");

        let backend = support::backend(&store);
        let programme_id = world::programme_to_run(&backend).await;
        let start = || backend.start_run(&world::SYSTEM, programme_id);
        let (one, other) = tokio::join!(start(), start());
        let run = one.expect("started");
        assert_eq!(other.expect("found"), run, "two starts make one run");
        assert!(backend.work_once("first").await.expect("cut into shards"));
        let (one, other) = tokio::join!(backend.work_once("one"), backend.work_once("other"));
        assert!(one.expect("a shard") && other.expect("another shard"), "nobody goes away empty");
        let workers = (0..4).map(|number| {
            let backend = backend.clone();
            tokio::spawn(async move { while backend.work_once(&format!("worker-{number}")).await.expect("work") {} })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.expect("worked");
        }
        // who found nothing to do just before the next stage was queued has gone
        world::work(&backend).await;
        let ended = backend.runs(&world::SYSTEM, programme_id).await.expect("runs").remove(0);
        assert_eq!((ended.status, ended.done, ended.total), (RunStatus::Done, 50, 50));
        assert_eq!(backend.run_totals(&world::SYSTEM, run).await.expect("totals"), expected);
        assert_eq!((count(&backend, "jobs").await, count(&backend, "claims").await), (0, 40));
        assert!(backend.verify_assessments(|_| {}).await.expect("checked").is_whole());
    }
}

#[tokio::test]
async fn a_run_that_is_stopped_does_nothing_more_and_another_can_be_started() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let programme = world::programme_to_run(&backend).await;
        let run = backend.start_run(&world::SYSTEM, programme).await.expect("started");
        for _ in 0..3 {
            assert!(backend.work_once("test").await.expect("work"));
        }
        backend.cancel_run(&world::SYSTEM, run).await.expect("stopped");
        assert!(!backend.work_once("test").await.expect("nothing left"));
        let stopped = backend.runs(&world::SYSTEM, programme).await.expect("runs").remove(0);
        assert_eq!((stopped.status, stopped.done, stopped.total), (RunStatus::Cancelled, 32, 50));
        assert_eq!((count(&backend, "measures").await, count(&backend, "outbox").await), (32, 0));

        backend.clock.advance(MINUTE);
        let next = backend.start_run(&world::SYSTEM, programme).await.expect("started");
        assert_ne!(next, run);
        world::work(&backend).await;
        assert_eq!(backend.runs(&world::SYSTEM, programme).await.expect("runs")[0].status, RunStatus::Done);
    }
}

#[tokio::test]
async fn a_run_over_an_empty_ledger_ends() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let programme = world::programme(&backend, incident, &world::SYSTEM, &world::SYSTEM).await;
        backend.start_run(&world::SYSTEM, programme).await.expect("started");
        world::work(&backend).await;
        let ended = backend.runs(&world::SYSTEM, programme).await.expect("runs").remove(0);
        assert_eq!((ended.status, ended.total), (RunStatus::Done, 0));
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

/// Lets a SQLite file take so many pages at most, on all connections; what does not fit finds the disk full.
async fn limit_pages(backend: &Backend, most: i64) {
    let backend::Db::Sqlite(pool) = &backend.db else { return };
    let mut connections = Vec::new();
    for _ in 0..8 {
        connections.push(pool.acquire().await.expect("a connection"));
    }
    for connection in &mut connections {
        let limit = sqlx::AssertSqlSafe(format!("pragma max_page_count = {most}"));
        sqlx::query(limit).execute(&mut **connection).await.expect("limited");
    }
}

#[tokio::test]
async fn a_run_waits_for_as_long_as_the_disk_is_full_and_goes_on() {
    // of PostgreSQL nobody can take the disk away here; its code for that is known to `Error`
    let store = support::databases().await.remove(0);
    let backend = support::backend(&store);
    let programme = world::programme_to_run(&backend).await;
    let run = backend.start_run(&world::SYSTEM, programme).await.expect("started");
    assert!(backend.work_once("test").await.expect("cut into shards"));
    // more often than a job may fail by itself; a connection that is replaced meanwhile is limited too
    for _ in 0..100 {
        limit_pages(&backend, 1).await;
        assert!(backend.work_once("test").await.expect("postponed"));
        backend.clock.advance(5 * SECOND);
    }
    let standing = backend.runs(&world::SYSTEM, programme).await.expect("runs").remove(0);
    assert!(standing.status == RunStatus::Measuring && standing.done < 50, "{standing:?}");
    limit_pages(&backend, i64::from(u32::MAX) - 1).await;
    backend.clock.advance(MINUTE);
    world::work(&backend).await;
    let totals = backend.run_totals(&world::SYSTEM, run).await.expect("totals");
    assert_eq!(totals.iter().map(|total| total.accounts).sum::<i64>(), 50);
}

#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_spoils_no_connection() {
    let store = support::databases().await.remove(0);
    let backend = support::backend(&store);
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(backend.db.begin_read().await.expect("begun"));
    }
    for tx in &mut open {
        // as it does where the disk is full
        backend::execute_within!(tx, sqlx::query("rollback")).expect("ended");
    }
    drop(open);
    for _ in 0..20 {
        let mut tx = backend.db.begin().await.expect("begun as ever");
        backend::execute_within!(&mut tx, sqlx::query("delete from jobs")).expect("written");
        tx.commit().await.expect("committed");
    }
}
