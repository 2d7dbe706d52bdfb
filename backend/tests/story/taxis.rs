//! Corporate taxis: one total for the shifts of a car, a part for the driver, the rest for the company.

use backend::{
    Actor, Backend,
    assessments::RunStatus,
    claims::{ClaimantCase, Request},
    execute_on,
    ledger::AccountFilter,
    on,
};
use domain::{
    assessment::{Outcome, VehiclePart},
    claim::Action,
    id::{AccountId, ClaimId, ProgrammeId, RunId},
    money::Currency,
    policy::Percent,
    time::MINUTE,
};

use crate::{support, world};

mod overlaps;
mod waiting;

/// Two companies, three drivers of the first and one of the second, and 36 who work for themselves.
struct Taxis {
    backend: Backend,
    programme: ProgrammeId,
    hanbit: AccountId,
    dalbit: AccountId,
    /// Those of the first company.
    drivers: Vec<AccountId>,
}

const HEAD: &str = "reference,kind,category,region,name,email,company,driver_share\n";

async fn import(backend: &Backend, accounts: &str) {
    let mut rejects = Vec::new();
    let file = format!("{HEAD}{accounts}");
    backend.import_accounts(&world::SYSTEM, file.as_bytes(), &mut rejects, |_| ()).await.expect("imported");
    assert_eq!(String::from_utf8_lossy(&rejects), "");
}

async fn account(backend: &Backend, reference: &str) -> AccountId {
    let filter = AccountFilter { text: reference.into(), ..AccountFilter::default() };
    let page = backend.accounts_page(&world::SYSTEM, &filter, None).await.expect("a page");
    page.accounts.iter().find(|account| account.reference == reference).expect("the account").id
}

fn driver(number: u32, company: &str, share: &str) -> String {
    format!("D{number},taxi,corporate_taxi,서울 관악구,기사 {number},d{number}@example.com,{company},{share}\n")
}

/// The accounts and what they took; gives the companies and the drivers of the first.
async fn cars(backend: &Backend) -> ([AccountId; 2], Vec<AccountId>) {
    let mut file = "H,taxi_company,corporate_taxi,서울 관악구,한빛운수,hanbit@example.com,,\n\
        L,taxi_company,corporate_taxi,서울 관악구,달빛운수,,,\n"
        .to_owned();
    for number in 0..40 {
        file += &match number {
            0..3 => driver(number, "H", "40"),
            3 => driver(number, "L", "33.3"),
            _ => driver(number, "", ""),
        };
    }
    import(backend, &file).await;
    for number in 0..40_i64 {
        let id = account(backend, &format!("D{number}")).await;
        world::sales(backend, id, Some("pay-qr"), 20_000 + number * 700).await;
    }
    let mut rejects = Vec::new();
    let twice = "account,reference,component,occurred_at,amount,kind,terminal\n\
        D0,giant,pay-qr,2022-10-08 16:20,400000,fare,\n";
    let report = backend.import_transactions(&world::SYSTEM, twice.as_bytes(), Currency::Krw, &mut rejects, |_| ());
    report.await.expect("imported");
    let mut drivers = Vec::new();
    for number in 0..3 {
        drivers.push(account(backend, &format!("D{number}")).await);
    }
    ([account(backend, "H").await, account(backend, "L").await], drivers)
}

impl Taxis {
    /// Nothing is computed yet.
    async fn begin(backend: Backend) -> Self {
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let ([hanbit, dalbit], drivers) = cars(&backend).await;
        let programme = world::programme(&backend, incident, &world::SYSTEM, &world::SYSTEM).await;
        Self { backend, programme, hanbit, dalbit, drivers }
    }

    async fn run(&self) -> RunId {
        let run = self.backend.start_run(&world::SYSTEM, self.programme).await.expect("started");
        world::work(&self.backend).await;
        run
    }

    async fn case(&self, email: &str, account: AccountId) -> ClaimantCase {
        let claimant = world::claimant(&self.backend, email).await;
        self.backend.claimant_case(&claimant, account, self.programme).await.expect("a case")
    }

    async fn company(&self) -> ClaimantCase {
        self.case("hanbit@example.com", self.hanbit).await
    }

    async fn driver(&self, number: usize) -> ClaimantCase {
        self.case(&format!("d{number}@example.com"), self.drivers[number]).await
    }

    /// What each account was assessed at, by reference.
    async fn results(&self, run: RunId) -> Vec<(String, String, Option<i64>)> {
        const RESULTS: &str = "select a.reference, s.outcome, s.amount_minor
            from assessments s join accounts a on a.id = s.account_id where s.run_id = $1 order by a.reference";
        on!(self.backend.db, c => sqlx::query_as(RESULTS).bind(run.0).fetch_all(c)).expect("results")
    }

    async fn verify(&self) {
        let found = self.backend.verify_assessments(|_| ()).await.expect("verified");
        assert!(found.is_whole(), "{found:?}");
    }

    /// The claimant questions the offer and a reviewer of this name takes the claim.
    async fn review(&self, email: &str, claim: ClaimId, reviewer: &str) -> Actor {
        let claimant = world::claimant(&self.backend, email).await;
        let ask = |action| Request { action, note: "기록을 다시 봐 주세요.".into() };
        self.backend.claimant_acts(&claimant, claim, &ask(Action::Appeal)).await.expect("appealed");
        let reviewer = world::staff(&self.backend, reviewer, "reviewer").await;
        self.backend.staff_acts(&reviewer, claim, &ask(Action::StartReview)).await.expect("taken");
        reviewer
    }

    async fn accept(&self, email: &str, case: &ClaimantCase) {
        let claimant = world::claimant(&self.backend, email).await;
        let stored = case.claim.as_ref().expect("a claim");
        let action = Action::Accept(stored.claim.offer.expect("an offer"));
        let request = Request { action, note: String::new() };
        self.backend.claimant_acts(&claimant, stored.id, &request).await.expect("accepted");
    }
}

fn amount(case: &ClaimantCase) -> i64 {
    case.assessment.result.outcome.amount().map_or(0, |amount| amount.minor)
}

fn offered(case: &ClaimantCase) -> Option<i64> {
    case.claim.as_ref().and_then(|stored| stored.claim.offer).map(|offer| offer.minor)
}

fn parts(case: &ClaimantCase) -> &[VehiclePart] {
    &case.assessment.result.figures.parts
}

fn wholes(case: &ClaimantCase) -> i64 {
    parts(case).iter().filter_map(|part| part.whole).sum()
}

#[tokio::test]
async fn corporate_taxi_one_total_and_two_claims_that_never_make_more() {
    for store in support::databases().await {
        let taxis = Taxis::begin(support::backend(&store)).await;
        let run = taxis.run().await;
        let company = taxis.company().await;
        assert_eq!(parts(&company).iter().map(|part| part.driver).collect::<Vec<_>>().len(), 3);
        let mut drivers = 0;
        for number in 0..3 {
            let case = taxis.driver(number).await;
            let part = parts(&company).iter().find(|part| part.driver == taxis.drivers[number]).expect("a part");
            let whole = part.whole.expect("a whole");
            assert!(whole > 0 && part.digest == case.assessment.result.digest);
            assert_eq!(amount(&case), whole * 4 / 10, "40 % of thousands");
            assert_eq!(offered(&case), Some(amount(&case)));
            drivers += amount(&case);
        }
        assert_eq!(drivers + amount(&company), wholes(&company), "to the won");
        assert_eq!(offered(&company), Some(amount(&company)));
        taxis.verify().await;
        for (email, account) in [("hanbit@example.com", taxis.hanbit), ("d1@example.com", taxis.drivers[1])] {
            let claimant = world::claimant(&taxis.backend, email).await;
            let records = taxis.backend.claimant_records(&claimant, account, taxis.programme).await.expect("records");
            assert!(records.check().expect("computed").is_same(), "{email}");
        }

        // the money is counted once: a trial comes to what the run did, and cohorts hold no companies
        let totals = taxis.backend.run_totals(&world::SYSTEM, run).await.expect("totals");
        let cost: i64 = totals.iter().map(|total| total.total_minor).sum();
        let (_, policies) = taxis.backend.programme(&world::SYSTEM, taxis.programme).await.expect("a programme");
        let (policy, all) = (policies[0].policy.clone(), Percent::WHOLE);
        let try_it = async || {
            let trial = taxis.backend.try_policy(&world::SYSTEM, taxis.programme, &policy, &policy, all).await;
            trial.expect("tried").expect("a trial")
        };
        let trial = try_it().await;
        assert_eq!((trial.whole.accounts, trial.whole.cost, trial.forecast.expected), (40, cost, cost));
        let cohorts = taxis.backend.cohorts(&world::SYSTEM, taxis.programme).await.expect("cohorts");
        let counted: Vec<_> =
            cohorts.iter().filter_map(|published| Some(published.cohort.as_ref()?.kind.name())).collect();
        assert!(!counted.contains(&"taxi_company"), "{counted:?}");
        taxis.accept("hanbit@example.com", &company).await;
        taxis.accept("d0@example.com", &taxis.driver(0).await).await;
        assert_eq!(try_it().await.forecast.expected, cost, "whoever has accepted");
    }
}

#[tokio::test]
async fn corporate_taxi_a_killed_run_ends_with_the_same_parts() {
    for (store, alone) in support::databases().await.into_iter().zip(support::databases().await) {
        let undisturbed = Taxis::begin(support::backend(&alone)).await;
        let run = undisturbed.run().await;
        let expected = undisturbed.results(run).await;
        assert_eq!(expected.len(), 42);

        let taxis = Taxis::begin(support::backend(&store)).await;
        let run = taxis.backend.start_run(&world::SYSTEM, taxis.programme).await.expect("started");
        let status = async || taxis.backend.runs(&world::SYSTEM, taxis.programme).await.expect("runs").remove(0);
        // every job is taken first by a worker that dies
        while status().await.status != RunStatus::Done {
            let until = taxis.backend.clock.now().plus(MINUTE).0;
            execute_on!(
                taxis.backend.db,
                sqlx::query("update jobs set leased_by = 'dead', leased_until = $1").bind(until)
            )
            .expect("leased");
            assert!(!taxis.backend.work_once("other").await.expect("nothing due"));
            taxis.backend.clock.advance(2 * MINUTE);
            assert!(taxis.backend.work_once("other").await.expect("work"));
        }
        assert_eq!(taxis.results(run).await, expected);

        // killed between two companies: the first stays, the second follows
        for statement in [
            "delete from claims where account_id = $1",
            "delete from assessments where account_id = $1",
            "update runs set status = 'assessing', finished_at = null where $1 = $1",
        ] {
            execute_on!(taxis.backend.db, sqlx::query(statement).bind(taxis.dalbit.0)).expect("as it was");
        }
        let now = taxis.backend.clock.now();
        let payload = format!("{{\"kind\":\"assess\",\"run\":\"{run}\"}}");
        execute_on!(
            taxis.backend.db,
            sqlx::query(
                "insert into jobs (id, kind, dedup_key, payload, attempts, due_at, leased_until, created_at)
                values ($1, 'assess', 'again', $2, 0, $3, 0, $3)"
            )
            .bind(taxis.backend.random.id(now))
            .bind(payload)
            .bind(now.0)
        )
        .expect("a job");
        world::work(&taxis.backend).await;
        assert_eq!(status().await.status, RunStatus::Done);
        assert_eq!(taxis.results(run).await, expected);
        taxis.verify().await;
    }
}

#[tokio::test]
async fn corporate_taxi_another_share_holds_from_then_on_and_never_between_two_offers() {
    for store in support::databases().await {
        let taxis = Taxis::begin(support::backend(&store)).await;
        import(&taxis.backend, &driver(0, "H", "60")).await;
        taxis.run().await;
        let share = |case: &ClaimantCase, number: usize| {
            let part = parts(case).iter().find(|part| part.driver == taxis.drivers[number]);
            part.map(|part| part.driver_share.to_string())
        };
        let first = taxis.company().await;
        assert_eq!((share(&first, 0), share(&first, 1)), (Some("60%".into()), Some("40%".into())));

        // one driver gets another share, one leaves, one goes to the other company
        let news = [driver(0, "H", "90"), driver(1, "", ""), driver(2, "L", "80")].concat();
        import(&taxis.backend, &news).await;
        taxis.verify().await;
        taxis.backend.clock.advance(MINUTE);
        let run = taxis.run().await;
        let second = taxis.company().await;
        assert_eq!(share(&second, 0), Some("60%".into()), "both have an offer by the first share");
        assert_eq!(parts(&second).len(), 3);
        let of_others = taxis.results(run).await;
        let dalbit = of_others.iter().find(|(reference, ..)| reference == "L").expect("assessed");
        let driver = of_others.iter().find(|(reference, ..)| reference == "D3").expect("assessed");
        let (mine, theirs) = (driver.2.expect("an award"), dalbit.2.expect("an award"));
        let whole = mine + theirs;
        assert_eq!((whole % 1000, (whole * 333 + 500) / 1000), (0, mine), "the other company has its own driver only");
        taxis.verify().await;

        // without a claim of either there is nothing to keep to
        execute_on!(taxis.backend.db, sqlx::query("delete from claims")).expect("none");
        taxis.backend.clock.advance(MINUTE);
        taxis.run().await;
        let third = taxis.company().await;
        assert_eq!((share(&third, 0), parts(&third).len()), (Some("90%".into()), 1));
        let left = taxis.driver(1).await;
        assert_eq!(left.assessment.result.figures.account.employer, None);
        taxis.verify().await;
    }
}

#[tokio::test]
async fn corporate_taxi_a_company_without_drivers_is_told_so() {
    for store in support::databases().await {
        let taxis = Taxis::begin(support::backend(&store)).await;
        import(&taxis.backend, "N,taxi_company,corporate_taxi,서울 관악구,새빛운수,new@example.com,,\n").await;
        taxis.run().await;
        let alone = account(&taxis.backend, "N").await;
        let case = taxis.case("new@example.com", alone).await;
        assert!(matches!(case.assessment.result.outcome, Outcome::NoMeasurableLoss { .. }));
        assert!(case.claim.is_none() && case.chart.is_empty());
    }
}
