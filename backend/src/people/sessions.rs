//! Sessions in our database, by the session layer's trait. A session's secret id is stored as its digest.

use std::collections::HashMap;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tower_sessions::{
    SessionStore as Store, cookie,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::{Backend, execute_on, on};

/// Sessions over the database of a backend; without one, nobody is signed in.
#[derive(Clone)]
pub struct SessionStore(pub std::sync::Arc<dyn Fn() -> Option<Backend> + Send + Sync>);

impl std::fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionStore")
    }
}

fn key(id: Id) -> String {
    Sha256::digest(id.0.to_be_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

impl SessionStore {
    fn backend(&self) -> Result<Backend> {
        (self.0)().ok_or_else(|| broken("no database"))
    }

    /// False where the id is taken.
    async fn insert(&self, record: &Record) -> Result<bool> {
        const INSERT: &str = "insert into sessions (id, data, expires_at) values ($1, $2, $3)
            on conflict (id) do nothing returning id";
        let data = serde_json::to_string(&record.data).map_err(broken)?;
        let expires = micros(record);
        let row: Option<(String,)> = on!(self.backend()?.db, c => sqlx::query_as(INSERT)
            .bind(key(record.id)).bind(&data).bind(expires)
            .fetch_optional(c))
        .map_err(broken)?;
        Ok(row.is_some())
    }
}

fn micros(record: &Record) -> i64 {
    i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}

#[async_trait]
impl Store for SessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.insert(record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        const SAVE: &str = "insert into sessions (id, data, expires_at) values ($1, $2, $3)
            on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at";
        let data = serde_json::to_string(&record.data).map_err(broken)?;
        let expires = micros(record);
        execute_on!(self.backend()?.db, sqlx::query(SAVE).bind(key(record.id)).bind(&data).bind(expires))
            .map(|_| ())
            .map_err(broken)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        const LOAD: &str = "select data, expires_at from sessions where id = $1 and expires_at > $2";
        let backend = self.backend()?;
        let now = backend.clock.now().0;
        let row: Option<(String, i64)> =
            on!(backend.db, c => sqlx::query_as(LOAD).bind(key(*id)).bind(now).fetch_optional(c)).map_err(broken)?;
        let Some((data, expires)) = row else { return Ok(None) };
        let data: HashMap<_, _> = serde_json::from_str(&data).map_err(broken)?;
        let expiry_date =
            cookie::time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(expires) * 1000).map_err(broken)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        execute_on!(self.backend()?.db, sqlx::query("delete from sessions where id = $1").bind(key(*id)))
            .map(|_| ())
            .map_err(broken)
    }
}
