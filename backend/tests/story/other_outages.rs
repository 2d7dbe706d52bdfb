//! Outages that are on record are no ordinary trade of who was hit by them.

use backend::{Backend, execute_on};
use domain::{
    assessment::Assessment,
    id::{AccountId, ProgrammeId},
    loss::ExclusionReason,
    policy::standard_2022,
    time::{DAY, HOUR, MINUTE},
};

use crate::{support, world};

/// Hours from the fire in which the same service had stopped two weeks before.
const EARLIER: (i64, i64) = (-14 * 24, -13 * 24);

/// What came through the service in these hours did not come in.
async fn lose(backend: &Backend) {
    const LOSE: &str =
        "delete from transactions where component_key = 'pay-qr' and occurred_at >= $1 and occurred_at < $2";
    let [from, until] = [EARLIER.0, EARLIER.1].map(|hours| world::fire().plus(hours * HOUR).0);
    execute_on!(backend.db, sqlx::query(LOSE).bind(from).bind(until)).expect("lost");
    execute_on!(backend.db, sqlx::query("delete from histories")).expect("made again");
}

async fn assessed(backend: &Backend, account: AccountId, programme: ProgrammeId) -> Assessment {
    backend.clock.advance(MINUTE);
    backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    let claimant = world::claimant(backend, "bom@example.com").await;
    backend.claimant_case(&claimant, account, programme).await.expect("a case").assessment.result
}

#[tokio::test]
async fn an_earlier_incident_is_left_out_of_the_comparison_once_it_is_on_record() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let account = world::ledger(&backend).await[0];
        let incident = world::outage_between(&backend, 1, (0, 40)).await;
        let programme = world::programme_numbered(&backend, 1, incident, &standard_2022()).await;
        lose(&backend).await;
        let unknown = assessed(&backend, account, programme).await.figures.expected;

        world::outage_between(&backend, 2, EARLIER).await;
        let result = assessed(&backend, account, programme).await;
        assert!(result.figures.expected > unknown, "{} {unknown}", result.figures.expected);
        let left_out: Vec<_> =
            result.figures.excluded.iter().filter(|day| day.reason == ExclusionReason::OtherOutage).collect();
        let day = backend.site.zone.date(world::fire().plus(-14 * DAY));
        assert_eq!(left_out.first().map(|left| left.date), Some(day));

        let claimant = world::claimant(&backend, "bom@example.com").await;
        let records = backend.claimant_records(&claimant, account, programme).await.expect("records");
        assert_eq!(records.outage.others.len(), 1);
        assert!(records.check().expect("checked").is_same());
        let found = backend.verify_assessments(|_| ()).await.expect("verified");
        assert_eq!(found.different_figures, Vec::new(), "{found:?}");
    }
}
