//! A company's taxis in two incidents that overlap: each programme divides its part of the one award between driver and company.

use std::collections::BTreeMap;

use backend::{
    Backend,
    adjustments::{AdjustmentFilter, Order},
    on,
};
use domain::{
    adjustment::Status,
    assessment::VehiclePart,
    id::{AccountId, ProgrammeId},
    ledger::AccountKind,
    policy::{Policy, Reasoned, standard_2022},
    time::MINUTE,
};
use uuid::Uuid;

use super::cars;
use crate::{support, support::Store, world};

/// A world of cars that incidents hit, each with a programme.
struct Shared {
    backend: Backend,
    /// A company with three drivers, and one with a single driver.
    companies: [AccountId; 2],
    /// The drivers of the first.
    drivers: Vec<AccountId>,
}

/// The standard policy, under which every offer goes out at once.
fn policy() -> Policy {
    let reasoned = |value| Reasoned::new(value, "까닭", "why");
    Policy { automatic_limit: reasoned(100_000_000), authority_limit: reasoned(50_000_000), ..standard_2022() }
}

impl Shared {
    async fn begin(store: &Store) -> Self {
        let backend = support::backend(store);
        world::components(&backend).await;
        let (companies, drivers) = cars(&backend).await;
        Self { backend, companies, drivers }
    }

    async fn programme(&self, number: u128, hours: (i64, i64), policy: &Policy) -> ProgrammeId {
        let incident = world::outage_between(&self.backend, number, hours).await;
        world::programme_numbered(&self.backend, number, incident, policy).await
    }

    async fn run(&self, programme: ProgrammeId) {
        self.backend.clock.advance(MINUTE);
        self.backend.start_run(&world::SYSTEM, programme).await.expect("started");
        world::work(&self.backend).await;
    }

    /// What is promised to each account, by its reference.
    async fn promised(&self, programme: ProgrammeId) -> BTreeMap<String, i64> {
        let rows: Vec<(String, i64)> = on!(self.backend.db, c => sqlx::query_as(
            "select a.reference, c.promised_minor from claims c join accounts a on a.id = c.account_id
            where c.programme_id = $1 and c.promised_minor is not null")
            .bind(programme.0).fetch_all(c))
        .expect("claims");
        rows.into_iter().collect()
    }

    /// What programmes promised a company and its drivers together.
    async fn together(&self, programmes: &[ProgrammeId]) -> i64 {
        let mut sum = 0;
        for programme in programmes {
            let promised = self.promised(*programme).await;
            sum += ["H", "D0", "D1", "D2"].iter().filter_map(|account| promised.get(*account)).sum::<i64>();
        }
        sum
    }

    /// What the awards for the shifts are to the first company, by driver.
    async fn parts(&self, programme: ProgrammeId) -> BTreeMap<Uuid, i64> {
        let claimant = world::claimant(&self.backend, "hanbit@example.com").await;
        let case = self.backend.claimant_case(&claimant, self.companies[0], programme).await.expect("a case");
        let part = |part: &VehiclePart| (part.driver.0, part.whole.expect("a whole"));
        case.assessment.result.figures.parts.iter().map(part).collect()
    }

    /// Nothing waits for a person, and everything comes out the same again, in a browser too.
    async fn is_proven(&self, programmes: &[ProgrammeId]) {
        let found = self.backend.verify_assessments(|_| ()).await.expect("checked");
        assert!(found.is_whole(), "{found:?}");
        for programme in programmes {
            let filter = AdjustmentFilter { status: Status::Waiting, direction: None, order: Order::Age, page: 1 };
            let waiting = self.backend.adjustments(&world::SYSTEM, *programme, &filter).await.expect("a list");
            assert!(waiting.adjustments.is_empty(), "{:?}", waiting.adjustments);
            for (email, account) in [("hanbit@example.com", self.companies[0]), ("d0@example.com", self.drivers[0])] {
                let claimant = world::claimant(&self.backend, email).await;
                let records = self.backend.claimant_records(&claimant, account, *programme).await.expect("records");
                assert!(records.check().expect("computed").is_same(), "{email}");
            }
        }
    }
}

/// What one incident comes to: everything that is promised, and the awards for the shifts of the first company's drivers.
async fn one_outage(store: &Store, hours: (i64, i64)) -> (BTreeMap<String, i64>, BTreeMap<Uuid, i64>) {
    let shared = Shared::begin(store).await;
    let programme = shared.programme(1, hours, &policy()).await;
    shared.run(programme).await;
    let (promised, parts) = (shared.promised(programme).await, shared.parts(programme).await);
    assert_eq!((promised.len(), parts.len()), (42, 3));
    assert_eq!(shared.together(&[programme]).await, parts.values().sum::<i64>());
    (promised, parts)
}

#[tokio::test]
async fn corporate_taxi_two_overlapping_programmes_pay_driver_and_company_one_award() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let (promised, whole) = one_outage(&alone, (0, 40)).await;
        let shared = Shared::begin(&store).await;
        let both = [shared.programme(1, (0, 24), &policy()).await, shared.programme(2, (16, 40), &policy()).await];
        for programme in both {
            shared.run(programme).await;
        }
        let (first, second) = (shared.parts(both[0]).await, shared.parts(both[1]).await);
        for (driver, whole) in &whole {
            assert!(first[driver] > 0 && second[driver] > 0);
            assert_eq!(first[driver] + second[driver], *whole, "to the won");
        }
        assert_eq!(shared.together(&both).await, whole.values().sum::<i64>());
        let before = [shared.promised(both[0]).await, shared.promised(both[1]).await];
        assert_eq!(before[0].values().chain(before[1].values()).sum::<i64>(), promised.values().sum::<i64>());

        // run again, each knows what the other has promised
        for programme in [both[0], both[1], both[0]] {
            shared.run(programme).await;
        }
        assert_eq!([shared.promised(both[0]).await, shared.promised(both[1]).await], before);
        shared.is_proven(&both).await;
    }
}

#[tokio::test]
async fn corporate_taxi_a_later_programme_pays_driver_and_company_the_rest() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let (_, whole) = one_outage(&alone, (0, 40)).await;
        let shared = Shared::begin(&store).await;
        let first = shared.programme(1, (0, 24), &policy()).await;
        shared.run(first).await;
        let second = shared.programme(2, (16, 40), &policy()).await;
        shared.run(second).await;
        assert_eq!(shared.together(&[first, second]).await, whole.values().sum::<i64>());
        let before = shared.promised(second).await;
        shared.run(second).await;
        assert_eq!(shared.promised(second).await, before);
        shared.is_proven(&[first, second]).await;
    }
}

#[tokio::test]
async fn corporate_taxi_a_programme_without_taxis_takes_nothing_of_driver_and_company() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let (promised, parts) = one_outage(&alone, (0, 24)).await;
        let shared = Shared::begin(&store).await;
        let mut merchants = policy();
        merchants.groups.retain(|group| group.accounts.kinds == [AccountKind::Merchant]);
        let first = shared.programme(1, (0, 24), &policy()).await;
        let second = shared.programme(2, (16, 40), &merchants).await;
        for programme in [first, second, first] {
            shared.run(programme).await;
        }
        assert_eq!((shared.promised(first).await, shared.parts(first).await), (promised, parts));
        assert!(shared.promised(second).await.is_empty());
        shared.is_proven(&[first, second]).await;
    }
}
