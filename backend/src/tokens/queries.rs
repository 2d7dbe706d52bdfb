//! SQL of tokens.

use domain::{id::TokenId, time::Instant, token::ScopeSet};
use uuid::Uuid;

use super::{ApiToken, NewToken};
use crate::{
    db::{Db, Tx},
    error::{Error, Result},
    execute_on, execute_within, on, within,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for ApiToken {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let scopes: ScopeSet = row.scopes.parse().map_err(|error| Error::Corrupt(format!("token: {error}")))?;
        Ok(Self {
            id: TokenId(row.id),
            name: row.name,
            scopes,
            created_at: Instant(row.created_at),
            expires_at: row.expires_at.map(Instant),
            last_used_at: row.last_used_at.map(Instant),
            revoked_at: row.revoked_at.map(Instant),
        })
    }
}

/// False where it was made before.
pub async fn insert(tx: &mut Tx, new: &NewToken, digest: &[u8], author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into api_tokens (id, name, scopes, digest, created_at, created_by, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.name.trim())
            .bind(new.scopes.to_string())
            .bind(digest)
            .bind(now.0)
            .bind(author)
            .bind(new.expires_at.map(|end| end.0))
    )?;
    Ok(inserted == 1)
}

pub async fn list(db: &Db) -> Result<Vec<ApiToken>> {
    const LIST: &str = "select id, name, scopes, created_at, expires_at, last_used_at, revoked_at
        from api_tokens order by created_at desc, id desc";
    let rows: Vec<Row> = on!(db, c => sqlx::query_as(LIST).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub async fn find(db: &Db, digest: &[u8]) -> Result<Option<ApiToken>> {
    const FIND: &str = "select id, name, scopes, created_at, expires_at, last_used_at, revoked_at
        from api_tokens where digest = $1";
    let row: Option<Row> = on!(db, c => sqlx::query_as(FIND).bind(digest).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

pub async fn note_use(db: &Db, id: TokenId, now: Instant) -> Result<()> {
    const NOTE: &str = "update api_tokens set last_used_at = $2
        where id = $1 and (last_used_at is null or last_used_at < $2)";
    execute_on!(db, sqlx::query(NOTE).bind(id.0).bind(now.0))?;
    Ok(())
}

/// Whether it was revoked now; none where there is no such token.
pub async fn revoke(tx: &mut Tx, id: TokenId, now: Instant) -> Result<Option<bool>> {
    const REVOKE: &str = "update api_tokens set revoked_at = $2 where id = $1 and revoked_at is null";
    const EXISTS: &str = "select id from api_tokens where id = $1";
    if execute_within!(tx, sqlx::query(REVOKE).bind(id.0).bind(now.0))? == 1 {
        return Ok(Some(true));
    }
    let found: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(EXISTS).bind(id.0).fetch_optional(c))?;
    Ok(found.map(|_| false))
}
