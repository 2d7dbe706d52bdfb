//! The database: SQLite embedded or PostgreSQL, one text of SQL for both.
//!
//! A statement is written once with `$1` and run by [`on!`] on a pool or by [`within!`] in a transaction; the compiler
//! checks its types for both drivers.

pub mod repeated;

use std::{path::Path, time::Duration};

use sqlx::{
    Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::error::Result;

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// How long a statement waits for a connection or a lock before the database counts as unavailable.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// An open transaction; dropped without [`Tx::commit`] it is undone.
#[derive(Debug)]
pub enum Tx {
    /// On the file.
    Sqlite(Transaction<'static, Sqlite>),
    /// On the server.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one expression on whichever pool is open: `on!(db, c => sqlx::query_as(SQL).bind(x).fetch_all(c)).await`.
#[macro_export]
macro_rules! on {
    ($db:expr, $c:ident => $body:expr) => {
        match &$db {
            $crate::db::Db::Sqlite($c) => $body.await,
            $crate::db::Db::Postgres($c) => $body.await,
        }
    };
}

/// The same within a transaction.
#[macro_export]
macro_rules! within {
    ($tx:expr, $c:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $c = &mut **tx;
                $body.await
            }
            $crate::db::Tx::Postgres(tx) => {
                let $c = &mut **tx;
                $body.await
            }
        }
    };
}

/// Runs a statement on whichever pool is open; gives the number of rows it touched.
#[macro_export]
macro_rules! execute_on {
    ($db:expr, $query:expr) => {
        match &$db {
            $crate::db::Db::Sqlite(pool) => $query.execute(pool).await.map(|done| done.rows_affected()),
            $crate::db::Db::Postgres(pool) => $query.execute(pool).await.map(|done| done.rows_affected()),
        }
    };
}

/// The same within a transaction.
#[macro_export]
macro_rules! execute_within {
    ($tx:expr, $query:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => $query.execute(&mut **tx).await.map(|done| done.rows_affected()),
            $crate::db::Tx::Postgres(tx) => $query.execute(&mut **tx).await.map(|done| done.rows_affected()),
        }
    };
}

/// What to do where the database does not exist yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMissing {
    /// Make an empty one.
    Create,
    /// Fail: a server that lost its database must not go on with an empty one.
    Fail,
}

/// A pool of so many connections at most. SQLite ends a transaction by itself where the disk is full or broken; the driver still
/// counts it, and every later one on that connection would fail, or hold its locks for ever. So a connection that counts
/// one when it comes back is closed.
async fn sqlite(options: SqliteConnectOptions, most: u32) -> sqlx::Result<SqlitePool> {
    let pool = SqlitePoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
    let pool = pool.after_release(|connection, _| {
        Box::pin(async move {
            // the rollback of a dropped transaction waits for its turn
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    });
    pool.connect_with(options).await
}

impl Db {
    /// Opens `postgres://…`, or else a SQLite file by path or `sqlite://path`. Errors: it cannot be reached.
    pub async fn open(url: &str, if_missing: IfMissing) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect(url).await?;
            return Ok(Self::Postgres(pool));
        }
        let path = url.strip_prefix("sqlite://").unwrap_or(url);
        if if_missing == IfMissing::Create
            && let Some(folder) = Path::new(path).parent()
        {
            std::fs::create_dir_all(folder)?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(if_missing == IfMissing::Create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", "-8000")
            .statement_cache_capacity(200);
        Ok(Self::Sqlite(sqlite(options, 8).await?))
    }

    /// The same database for loading rows whose references were checked by who loads them: SQLite, which would look up every
    /// one again, does not. It is a connection of its own.
    pub async fn for_loading(&self) -> Result<Self> {
        let Self::Sqlite(pool) = self else { return Ok(self.clone()) };
        let options = pool.connect_options().as_ref().clone().foreign_keys(false);
        Ok(Self::Sqlite(sqlite(options, 1).await?))
    }

    /// Brings the tables to this version. Errors: a released migration was changed, or the database refuses.
    pub async fn migrate(&self) -> Result<()> {
        let outcome = match self {
            Self::Sqlite(pool) => MIGRATIONS.run(pool).await,
            Self::Postgres(pool) => MIGRATIONS.run(pool).await,
        };
        outcome.map_err(|error| sqlx::Error::from(error).into())
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once, so that it cannot fail half-way
    /// for want of it.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that only reads, and sees one state throughout. It takes no write lock.
    pub async fn begin_read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        execute_on!(self, sqlx::query("select 1")).map(|_| ()).map_err(Into::into)
    }

    /// A consistent copy of a SQLite database at `path`, which must not exist. On PostgreSQL its own tools do this.
    pub async fn copy_to(&self, path: &Path) -> Result<()> {
        match self {
            Self::Sqlite(pool) => {
                sqlx::query("vacuum into $1").bind(path.to_string_lossy().into_owned()).execute(pool).await?;
                Ok(())
            }
            Self::Postgres(_) => {
                Err(crate::Error::refused("PostgreSQL은 pg_dump로 백업해 주세요.", "Back up PostgreSQL with pg_dump."))
            }
        }
    }

    /// The kind's name: `sqlite` or `postgres`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes it last.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
