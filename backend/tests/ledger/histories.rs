//! Real histories, imported the way an operator would: a shop, a bicycle hire, a grocer. See `../data/NOTICE`.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::PathBuf,
};

use backend::Backend;
use domain::{money::Currency, time::Zone};
use flate2::read::GzDecoder;

use crate::{
    import::{IMPORTER, stored},
    support,
};

/// A history and what is known of it.
struct History {
    name: &'static str,
    zone: &'static str,
    currency: Currency,
    /// Which accounts are taken, so that the test stays quick.
    takes: fn(&str) -> bool,
    accounts: usize,
    rows: u64,
}

const HISTORIES: [History; 3] = [
    History {
        name: "giftware_uk",
        zone: "Europe/London",
        currency: Currency::Gbp,
        takes: |_| true,
        accounts: 4,
        rows: 18_712,
    },
    History {
        name: "bikeshare_dc",
        zone: "America/New_York",
        currency: Currency::Usd,
        takes: |account| account.ends_with("/casual"),
        accounts: 1,
        rows: 15_798,
    },
    History {
        name: "grocery_us",
        zone: "America/New_York",
        currency: Currency::Usd,
        takes: |account| account.contains("store_36"),
        accounts: 3,
        rows: 6_356,
    },
];

/// Rows and sum of minor units of each account.
type Sums = BTreeMap<String, (u64, i64)>;

impl History {
    /// The rows taken, one by one: account, time, amount.
    fn rows(&self) -> impl Iterator<Item = [String; 3]> + use<> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{}.csv.gz", self.name));
        let takes = self.takes;
        let lines = BufReader::new(GzDecoder::new(File::open(path).expect("a history"))).lines().skip(1);
        lines
            .map(|line| {
                let line = line.expect("a line");
                let mut values = line.split(',').map(str::to_owned);
                std::array::from_fn(|_| values.next().expect("three values"))
            })
            .filter(move |[account, ..]: &[String; 3]| takes(account))
    }

    fn sums(&self) -> Sums {
        let mut sums = Sums::new();
        for [account, _, amount] in self.rows() {
            let (rows, sum) = sums.entry(account).or_default();
            (*rows, *sum) = (*rows + 1, *sum + amount.parse::<i64>().expect("an amount"));
        }
        sums
    }

    fn accounts_file(&self) -> String {
        let rows =
            self.sums().into_keys().map(|account| format!("{account},merchant,real_history,elsewhere,{account},\n"));
        rows.fold(String::from("reference,kind,category,region,name,email\n"), |file, row| file + &row)
    }

    /// The file of transactions, made while it is read.
    fn transactions_file(&self) -> Streamed<impl Iterator<Item = String> + use<>> {
        let header = String::from("account,reference,component,occurred_at,amount_minor,kind\n");
        let rows = (1..)
            .zip(self.rows())
            .map(|(number, [account, at, amount])| format!("{account},r{number},,{at},{amount},sale\n"));
        Streamed { lines: std::iter::once(header).chain(rows), line: io::Cursor::new(String::new()) }
    }
}

/// Lines as a source of bytes.
struct Streamed<I> {
    lines: I,
    line: io::Cursor<String>,
}

impl<I: Iterator<Item = String>> Read for Streamed<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match (self.line.read(buffer)?, &mut self.lines) {
                (0, lines) => match lines.next() {
                    Some(line) => self.line = io::Cursor::new(line),
                    None => return Ok(0),
                },
                (read, _) => return Ok(read),
            }
        }
    }
}

async fn stored_sums(backend: &Backend) -> Sums {
    let rows: Vec<(String, i64, i64)> = backend::on!(backend.db, c => sqlx::query_as(
        "select accounts.reference, count(*), cast(sum(amount_minor) as bigint)
        from transactions join accounts on accounts.id = transactions.account_id
        group by accounts.reference").fetch_all(c))
    .expect("sums");
    rows.into_iter().map(|(account, rows, sum)| (account, (u64::try_from(rows).expect("a count"), sum))).collect()
}

async fn imports_exactly(history: &History) {
    let expected = history.sums();
    let zone: Zone = history.zone.parse().expect("a zone");
    assert_eq!(expected.len(), history.accounts, "{}", history.name);
    for store in support::databases().await {
        let backend = support::backend_in(&store, zone);
        let accounts = history.accounts_file();
        backend.import_accounts(&IMPORTER, accounts.as_bytes(), Vec::new(), |_| ()).await.expect("accounts");
        for (added, present) in [(history.rows, 0), (0, history.rows)] {
            let mut rejects = Vec::new();
            let report = backend
                .import_transactions(&IMPORTER, history.transactions_file(), history.currency, &mut rejects, |_| ())
                .await
                .expect("transactions");
            assert_eq!((report.rows, report.added, report.present), (history.rows, added, present), "{report:?}");
            assert!(rejects.is_empty());
            assert_eq!(stored_sums(&backend).await, expected, "{} on {}", history.name, store.db.kind());
        }
        let [account, at, _] = history.rows().next().expect("a row");
        let first = stored(&backend, &account, history.currency).await.remove(0);
        assert_eq!(zone.local(first.at).format("%Y-%m-%dT%H:%M:%S").to_string(), at);
    }
}

#[tokio::test]
async fn a_giftware_shop() {
    imports_exactly(&HISTORIES[0]).await;
}

#[tokio::test]
async fn a_bicycle_hire() {
    imports_exactly(&HISTORIES[1]).await;
}

#[tokio::test]
async fn a_grocer() {
    imports_exactly(&HISTORIES[2]).await;
}
