//! That the public state changed: counted in the database in the transaction of the change, said at once to this
//! process, and over PostgreSQL to the others.

use crate::{
    Backend,
    db::{Db, Tx},
    error::Result,
    execute_within, on,
};

const CHANNEL: &str = "makewhole_publication";

/// Counts a change of the public state, in its transaction.
pub async fn touch(tx: &mut Tx) -> Result<()> {
    execute_within!(tx, sqlx::query("update publication set version = version + 1 where id = 1"))?;
    if let Tx::Postgres(tx) = tx {
        sqlx::query("select pg_notify($1, '')").bind(CHANNEL).execute(&mut **tx).await?;
    }
    Ok(())
}

impl Backend {
    /// Tells this process that a change was committed.
    pub(crate) fn published(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// How often the public state has changed, counted over all servers.
    pub async fn publication_version(&self) -> Result<i64> {
        let (version,): (i64,) =
            on!(self.db, c => sqlx::query_as("select version from publication where id = 1").fetch_one(c))?;
        Ok(version)
    }

    /// Passes other servers' notices on to [`Backend::changes`] until the connection ends. On SQLite there is one
    /// server only, so this never returns.
    pub async fn listen_for_changes(&self) -> Result<()> {
        let Db::Postgres(pool) = &self.db else {
            return std::future::pending().await;
        };
        let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            listener.recv().await?;
            self.published();
        }
    }
}
