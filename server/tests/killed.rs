//! The real program, killed in the middle of a run with the signal that nothing can catch: the next one goes on, and the
//! result is that of a run which nobody disturbed.

#[path = "../../backend/tests/support/mod.rs"]
mod support;
#[path = "../../backend/tests/story/world.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod world;

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use backend::{
    Backend,
    assessments::{OutcomeTotal, RunStatus},
};
use domain::id::{ProgrammeId, RunId};
use support::Store;
use uuid::Uuid;

/// Enough accounts for a run of many pages.
const ACCOUNTS: u128 = 600;

/// An outage that is over, a ledger, and a published programme.
async fn programme(backend: &Backend) -> ProgrammeId {
    world::components(backend).await;
    let incident = world::outage_over(backend, &world::SYSTEM).await;
    let first = world::shop(backend, 0, "bom@example.com").await;
    world::sales(backend, first, Some("pay-qr"), 40_000).await;
    for number in 1..ACCOUNTS {
        world::shop(backend, number, &format!("shop{number}@example.com")).await;
    }
    // every other shop sells like the first, each a little more
    backend::execute_on!(
        backend.db,
        sqlx::query(
            "insert into transactions (account_id, reference, component_key, occurred_at, amount_minor, kind)
            select a.id, t.reference, t.component_key, t.occurred_at
                , t.amount_minor + cast(substr(a.reference, 2) as bigint) * 10, t.kind
            from accounts a join transactions t on t.account_id = $1
            where a.id <> $1"
        )
        .bind(first.0)
    )
    .expect("sales");
    world::programme(backend, incident, &world::SYSTEM, &world::SYSTEM).await
}

/// The program at the command line, on a store, assessing a programme.
fn assess(store: &Store, programme: ProgrammeId) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_makewhole"));
    command.args(["--database", &store.address(), "assess", &programme.to_string()]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Waits until a run stands in the middle of a stage.
async fn until_in_the_middle(backend: &Backend, programme: ProgrammeId, stage: RunStatus) -> RunId {
    let seen = async {
        loop {
            let runs = backend.runs(&world::SYSTEM, programme).await.expect("runs");
            if let Some(run) = runs.first()
                && run.status == stage
                && run.done > 0
            {
                assert!(run.done < run.total, "seen too late to be disturbed");
                return run.id;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(5), seen).await.expect("the run gets under way")
}

async fn totals(backend: &Backend, run: RunId) -> Vec<OutcomeTotal> {
    backend.run_totals(&world::SYSTEM, run).await.expect("totals")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_program_was_killed_ends_with_the_same_result() {
    for (store, undisturbed) in support::databases().await.into_iter().zip(support::databases().await) {
        let backend = support::backend(&undisturbed);
        let programme_id = programme(&backend).await;
        assert!(assess(&undisturbed, programme_id).status().expect("the program").success());
        let run = backend.runs(&world::SYSTEM, programme_id).await.expect("runs").remove(0).id;
        let expected = totals(&backend, run).await;
        assert_eq!(expected.iter().map(|total| total.accounts).sum::<i64>(), 600);
        assert!(expected.iter().any(|total| total.total_minor > 0), "{expected:?}");

        let backend = support::backend(&store);
        let programme_id = programme(&backend).await;
        let mut runs = Vec::new();
        for stage in [RunStatus::Measuring, RunStatus::Assessing] {
            let mut child = assess(&store, programme_id).spawn().expect("the program");
            runs.push(until_in_the_middle(&backend, programme_id, stage).await);
            child.kill().expect("killed");
            child.wait().expect("gone");
            let standing = backend.runs(&world::SYSTEM, programme_id).await.expect("runs").remove(0);
            assert!(standing.status.is_active(), "{standing:?}");
            // the minute after which a worker that says nothing is taken for dead is over at once
            backend::execute_on!(backend.db, sqlx::query("update jobs set leased_until = 1 where finished_at is null"))
                .expect("the lease is over");
        }
        assert!(assess(&store, programme_id).status().expect("the program").success());
        assert_eq!(runs[0], runs[1], "the second start goes on with the first run");
        assert_eq!(totals(&backend, runs[0]).await, expected);
        assert_eq!(backend.runs(&world::SYSTEM, programme_id).await.expect("runs").len(), 1);
        assert_eq!(offers(&backend).await, offers(&support::backend(&undisturbed)).await, "each offer is sent once");
        assert!(backend.verify_assessments(|_| {}).await.expect("checked").is_whole());
    }
}

/// Messages that wait to be sent.
async fn offers(backend: &Backend) -> usize {
    let rows: Vec<(Uuid,)> =
        backend::on!(backend.db, c => sqlx::query_as("select id from outbox").fetch_all(c)).expect("messages");
    rows.len()
}
