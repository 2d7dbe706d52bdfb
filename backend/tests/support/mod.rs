//! Databases for tests: a SQLite file always, and a fresh database on a PostgreSQL server where
//! `MAKEWHOLE_TEST_POSTGRES` names one (`postgres://user@host:port/postgres`). Every test of the store runs on each:
//!
//! ```ignore
//! for store in support::databases().await {
//!     let backend = support::backend(&store);
//! }
//! ```

use backend::{Backend, Clock, Db, Random, db::IfMissing};
use domain::{
    language::Text,
    status::Site,
    time::{Instant, Zone},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// A migrated, empty database, which disappears with this value.
pub struct Store {
    /// The database.
    pub db: Db,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir, path: String },
    Server { url: String, name: String },
}

impl Store {
    /// What a program of its own is told to reach the database by.
    #[allow(dead_code, reason = "only tests that start the program need it")]
    pub fn address(&self) -> String {
        match &self.place {
            Place::Folder { path, .. } => path.clone(),
            Place::Server { url, name } => {
                url.rsplit_once('/').map_or_else(String::new, |(base, _)| format!("{base}/{name}"))
            }
        }
    }
}

/// One empty database of each kind there is.
pub async fn databases() -> Vec<Store> {
    let mut stores = vec![file().await];
    if let Ok(url) = std::env::var("MAKEWHOLE_TEST_POSTGRES") {
        stores.push(server(url).await);
    }
    for store in &stores {
        store.db.migrate().await.expect("the tables");
    }
    stores
}

/// A backend over a store, its clock standing at 2022-12-01 09:00 in Seoul, its ids and secrets the same each time.
pub fn backend(store: &Store) -> Backend {
    backend_in(store, Zone::default())
}

/// The same in another zone.
pub fn backend_in(store: &Store, zone: Zone) -> Backend {
    let now = Instant::parse_rfc3339("2022-12-01T00:00:00Z").expect("a time");
    let site = Site { name: Text::new("하나로", "Hanaro"), url: "https://status.example.com".into(), zone };
    Backend::new(store.db.clone(), Clock::manual(now), Random::seeded(1), site)
}

async fn file() -> Store {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("makewhole.sqlite");
    let db = Db::open(&path.to_string_lossy(), IfMissing::Create).await.expect("a file");
    let path = path.to_string_lossy().into_owned();
    Store { db, place: Place::Folder { _folder: folder, path } }
}

async fn server(url: String) -> Store {
    let name = format!("makewhole_test_{}", uuid::Uuid::now_v7().simple());
    administer(&url, format!("create database {name}")).await.expect("a database on the server");
    let (base, _) = url.rsplit_once('/').expect("an address that ends in a database's name");
    let db = Db::open(&format!("{base}/{name}"), IfMissing::Fail).await.expect("the new database");
    Store { db, place: Place::Server { url, name } }
}

async fn administer(url: &str, statement: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}

impl Drop for Store {
    /// Also after a failed test; on a thread of its own, since the test's runtime cannot be waited on here.
    fn drop(&mut self) {
        let Place::Server { url, name } = &self.place else { return };
        let (url, statement) = (url.clone(), format!("drop database if exists {name} with (force)"));
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(administer(&url, statement)).map_err(std::io::Error::other)
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("the test database {name} was left behind");
        }
    }
}
