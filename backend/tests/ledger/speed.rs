//! How fast an import is, to be looked at: `cargo test --release -p backend --test ledger speed -- --ignored --nocapture`.

use std::{fmt::Write, time::Instant};

use backend::demo::{self, SEED, World};
use domain::{money::Currency, time::Zone};

use crate::{import::IMPORTER, support};

/// The demonstration's ledger as two files, the transactions in the order of time, as an operator would export them.
fn files() -> (String, String) {
    let script = demo::outage().expect("the script");
    let impacts = script.main_incident().expect("the outage").impacts().expect("impacts");
    let world = World::new(SEED, &impacts, &script.holidays);
    let (mut accounts, mut rows) = (String::from("reference,kind,category,region,name,email\n"), Vec::new());
    for place in 0..world.accounts().len() {
        let account = world.account(place).expect("an account");
        let (reference, kind, email) = (account.reference, account.kind.name(), account.email.unwrap_or_default());
        writeln!(accounts, "{reference},{kind},{},{},{},{email}", account.category, account.region, account.name)
            .expect("text in memory");
        for sale in account.sales {
            let at = Zone::default().rfc3339(sale.at);
            rows.push(format!("{at},{reference},{},{},{}", sale.reference, sale.amount, sale.kind.name()));
        }
    }
    rows.sort_unstable();
    let header = String::from("component,occurred_at,account,reference,amount,kind\n");
    (accounts, rows.into_iter().fold(header, |file, row| file + "," + &row + "\n"))
}

/// Seconds of processor time this process has used.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a Linux");
    let ticks = stat.split_whitespace().skip(13).take(2).map(|ticks| ticks.parse::<f64>().expect("ticks"));
    ticks.sum::<f64>() / 100.0
}

#[tokio::test]
#[ignore = "takes long; measures"]
async fn speed_of_the_demonstration() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let started = Instant::now();
        let loaded = demo::load(&backend, |_| ()).await.expect("the demonstration").transactions;
        let seconds = started.elapsed().as_secs_f64();
        println!("{}: {loaded} in {seconds:.1} s, {:.0} a second", store.db.kind(), loaded as f64 / seconds);
    }
}

#[tokio::test]
#[ignore = "takes long; measures"]
async fn speed_of_an_import() {
    let (accounts, transactions) = files();
    for store in support::databases().await {
        let backend = support::backend(&store);
        backend.import_accounts(&IMPORTER, accounts.as_bytes(), Vec::new(), |_| ()).await.expect("accounts");
        for pass in ["new", "again"] {
            let (started, used) = (Instant::now(), processor_seconds());
            let source = transactions.as_bytes();
            let report = backend
                .import_transactions(&IMPORTER, source, Currency::Krw, Vec::new(), |_| ())
                .await
                .expect("transactions");
            let rate = report.rows as f64 / started.elapsed().as_secs_f64();
            let used = processor_seconds() - used;
            println!("{} {pass}: {report:?}, {rate:.0} rows a second, {used:.1} s of processor", store.db.kind());
            assert_eq!(report.rejected, 0);
        }
        if let backend::Db::Sqlite(_) = store.db {
            let size: (i64,) = backend::on!(store.db, c => sqlx::query_as(
                "select page_count * page_size from pragma_page_count(), pragma_page_size()").fetch_one(c))
            .expect("a size");
            println!("{} MB", size.0 / 1_000_000);
        }
    }
}
