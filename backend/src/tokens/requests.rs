//! Idempotency keys: what a program sends twice under one key happens once, as with the ids of forms. The id that the first
//! request made is kept; the use case that is called with it again finds what is there.

use domain::time::Instant;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Actor, Backend,
    db::Db,
    error::{Error, Result},
    execute_on, execute_within, within,
};

/// Longest key, in bytes.
const LONGEST_KEY: usize = 200;

/// The id that a request's result has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// The id.
    pub id: Uuid,
    /// Whether this is the first request of its key.
    pub is_first: bool,
    /// Whether an earlier request of its key did what it asked for.
    pub is_done: bool,
    key: Option<String>,
}

impl Backend {
    /// The id for the result of a token's request with this content: that of the first request under the key, a fresh
    /// one without a key. Errors: a malformed key, a key that came with another content; not a token.
    pub async fn reserve_request(&self, actor: &Actor, key: Option<&str>, content: &[u8]) -> Result<Reserved> {
        const INSERT: &str = "insert into api_requests (token_id, key, content, subject_id, requested_at)
            values ($1, $2, $3, $4, $5) on conflict (token_id, key) do nothing";
        const FIND: &str = "select content, subject_id, done_at from api_requests where token_id = $1 and key = $2";
        let Actor::Token { id: token, .. } = actor else { return Err(Error::Forbidden) };
        let now = self.clock.now();
        let fresh = self.random.id(now);
        let Some(key) = key else { return Ok(Reserved { id: fresh, is_first: true, is_done: false, key: None }) };
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(Error::invalid(
                "Idempotency-Key",
                "Idempotency-Key는 1자에서 200자까지 쓸 수 있어요.",
                "The Idempotency-Key has from 1 to 200 characters.",
            ));
        }
        let content = Sha256::digest(content).to_vec();
        let mut tx = self.db.begin().await?;
        let inserted = execute_within!(
            &mut tx,
            sqlx::query(INSERT).bind(token.0).bind(key).bind(&content).bind(fresh).bind(now.0)
        )?;
        let (first, id, done_at): (Vec<u8>, Uuid, Option<i64>) =
            within!(&mut tx, c => sqlx::query_as(FIND).bind(token.0).bind(key).fetch_one(c))?;
        tx.commit().await?;
        if first != content {
            return Err(Error::invalid(
                "Idempotency-Key",
                "이 Idempotency-Key로 다른 내용을 이미 보냈어요. 새 키를 써 주세요.",
                "Something else was sent under this Idempotency-Key. Use a new one.",
            ));
        }
        Ok(Reserved { id, is_first: inserted == 1, is_done: done_at.is_some(), key: Some(key.to_owned()) })
    }

    /// Notes that a request did what it asked for. What changes by it has no id by which a second request would find it.
    pub async fn finish_request(&self, actor: &Actor, reserved: &Reserved) -> Result<()> {
        const FINISH: &str =
            "update api_requests set done_at = $3 where token_id = $1 and key = $2 and done_at is null";
        if let (Actor::Token { id, .. }, Some(key)) = (actor, &reserved.key) {
            let now = self.clock.now();
            execute_on!(self.db, sqlx::query(FINISH).bind(id.0).bind(key).bind(now.0))?;
        }
        Ok(())
    }

    /// Lets go of a key whose request made nothing, so that the request can be mended and sent again.
    pub async fn release_request(&self, actor: &Actor, reserved: &Reserved) -> Result<()> {
        const DELETE: &str = "delete from api_requests where token_id = $1 and key = $2";
        if let (Actor::Token { id, .. }, Some(key), true) = (actor, &reserved.key, reserved.is_first) {
            execute_on!(self.db, sqlx::query(DELETE).bind(id.0).bind(key))?;
        }
        Ok(())
    }
}

/// Removes keys older than an instant.
pub async fn sweep(db: &Db, before: Instant) -> Result<()> {
    execute_on!(db, sqlx::query("delete from api_requests where requested_at < $1").bind(before.0))?;
    Ok(())
}
