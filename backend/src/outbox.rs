//! The outbox: what leaves the system is written in the transaction of its cause and delivered afterwards, at least
//! once, with backoff; its key lets a receiver drop doubles.

use std::num::NonZeroU32;

use domain::time::{Instant, MINUTE, SECOND};
use futures_util::{StreamExt, TryStreamExt, stream};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Actor, Backend,
    db::{
        Db, Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Error, Result},
    execute_on, execute_within,
    mail::{Mail, Mailer},
    on,
};

/// What can be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A mail.
    Mail(Mail),
}

/// What goes first where much waits: nobody who signs in waits behind a nation's offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody waits for it.
    Now = 0,
    /// One of many.
    Bulk = 1,
}

/// How fast mails leave that nobody waits for.
#[derive(Debug)]
pub struct Pace {
    limiter: Option<DefaultDirectRateLimiter>,
    batch: u32,
}

/// Messages taken at once where the pace sets no smaller number.
const LARGEST_BATCH: u32 = 100;

impl Pace {
    /// As fast as the mail server takes them.
    pub const fn unlimited() -> Self {
        Self { limiter: None, batch: LARGEST_BATCH }
    }

    /// At most so many in a second, evenly.
    pub fn per_second(mails: NonZeroU32) -> Self {
        let quota = Quota::per_second(mails).allow_burst(NonZeroU32::MIN);
        Self { limiter: Some(RateLimiter::direct(quota)), batch: mails.get().min(LARGEST_BATCH) }
    }

    /// Waits for the turn of the next mail.
    pub async fn wait(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.until_ready().await;
        }
    }

    /// How many to take at once: what leaves within about a second, so that no lease runs out.
    pub const fn batch(&self) -> u32 {
        self.batch
    }
}

/// Messages sent at once.
pub const AT_ONCE: usize = 16;

/// A message as staff see it; its content stays out of sight.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Delivery {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Tries so far.
    pub attempts: i64,
    /// Next try.
    pub due_at: i64,
    /// When it was delivered.
    pub delivered_at: Option<i64>,
    /// What the last try met.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: i64,
}

/// A message taken to be sent.
#[derive(sqlx::FromRow)]
struct Leased {
    id: Uuid,
    dedup_key: String,
    payload: String,
    attempts: i64,
}

/// How long a try may take before another server takes it over.
const LEASE: i64 = 2 * MINUTE;
/// Tries before a person must look at it.
const MOST_ATTEMPTS: i64 = 12;

/// Waiting time after a number of failed tries: 5 s, doubling, at most an hour.
fn backoff(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(10);
    (5 * SECOND * 2_i64.pow(doublings)).min(60 * MINUTE)
}

impl Backend {
    /// Writes a message in the transaction of its cause. A second one with the same key is dropped.
    pub(crate) async fn enqueue_message(
        &self,
        tx: &mut Tx,
        dedup_key: &str,
        urgency: Urgency,
        message: &Message,
    ) -> Result<()> {
        self.enqueue_messages(tx, urgency, &[(dedup_key.to_owned(), message.clone())]).await
    }

    /// The same for many messages, each under its key.
    pub(crate) async fn enqueue_messages(
        &self,
        tx: &mut Tx,
        urgency: Urgency,
        messages: &[(String, Message)],
    ) -> Result<()> {
        const HEAD: &str = "insert into outbox
            (id, kind, dedup_key, urgency, payload, attempts, due_at, leased_until, created_at) values ";
        const TAIL: &str = " on conflict (dedup_key) do nothing";
        let now = self.clock.now();
        for messages in messages.chunks(ROWS) {
            let payloads: Vec<_> =
                messages.iter().map(|(_, message)| serde_json::to_string(message)).collect::<Result<_, _>>()?;
            let statement = Repeated::new(tx, HEAD, 9, messages.len(), TAIL);
            execute_within!(tx, {
                let mut query = statement.query();
                for ((key, _), payload) in messages.iter().zip(&payloads) {
                    query = query.bind(self.random.id(now)).bind("mail").bind(key).bind(urgency as i64).bind(payload);
                    query = query.bind(0_i64).bind(now.0).bind(0_i64).bind(now.0);
                }
                query
            })?;
        }
        Ok(())
    }

    /// Delivers what is due, what somebody waits for first, then oldest first, until nothing is. Gives the number
    /// delivered.
    pub async fn deliver_due(&self, mailer: &Mailer) -> Result<u32> {
        Ok(self.deliver(mailer, Urgency::Now).await? + self.deliver(mailer, Urgency::Bulk).await?)
    }

    /// Delivers what is due of one urgency, several at once. Each has workers of its own, so that nobody waits behind many.
    pub async fn deliver(&self, mailer: &Mailer, urgency: Urgency) -> Result<u32> {
        let mut delivered = 0;
        loop {
            let batch = self.lease_messages(urgency).await?;
            if batch.is_empty() {
                return Ok(delivered);
            }
            let sent = stream::iter(batch).map(|leased| self.deliver_one(mailer, urgency, leased));
            let sent: Vec<bool> = sent.buffer_unordered(AT_ONCE).try_collect().await?;
            delivered += u32::try_from(sent.into_iter().filter(|sent| *sent).count()).unwrap_or(u32::MAX);
        }
    }

    async fn deliver_one(&self, mailer: &Mailer, urgency: Urgency, leased: Leased) -> Result<bool> {
        if urgency == Urgency::Bulk {
            self.sending.pace.wait().await;
        }
        let Leased { id, dedup_key, payload, attempts } = leased;
        let outcome = match serde_json::from_str(&payload)? {
            Message::Mail(mail) => mailer.send(&dedup_key, &mail).await,
        };
        match outcome {
            Ok(()) => {
                self.mark_delivered(id).await?;
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(message = %id, attempts, %error, "delivery failed");
                self.mark_failed(id, attempts, &error).await?;
                Ok(false)
            }
        }
    }

    async fn lease_messages(&self, urgency: Urgency) -> Result<Vec<Leased>> {
        macro_rules! lease_next {
            ($locking:literal) => {
                concat!(
                    "update outbox set leased_until = $2, attempts = attempts + 1
                    where id in (
                        select id from outbox
                        where delivered_at is null and urgency = $5 and due_at <= $1 and leased_until < $1
                          and attempts < $3
                        order by due_at limit $4 ",
                    $locking,
                    ") returning id, dedup_key, payload, attempts"
                )
            };
        }
        let text = match self.db {
            Db::Sqlite(_) => lease_next!(""),
            // else two servers would wait for the same messages, and one would go away empty
            Db::Postgres(_) => lease_next!("for update skip locked"),
        };
        let now = self.clock.now().0;
        Ok(on!(self.db, c => sqlx::query_as(text)
            .bind(now).bind(now + LEASE).bind(MOST_ATTEMPTS).bind(i64::from(self.sending.pace.batch())).bind(urgency as i64)
            .fetch_all(c))?)
    }

    /// The content goes with the delivery: it may hold an address and a one-time secret.
    async fn mark_delivered(&self, id: Uuid) -> Result<()> {
        const DONE: &str = "update outbox set delivered_at = $2, leased_until = 0, payload = '' where id = $1";
        let now: Instant = self.clock.now();
        execute_on!(self.db, sqlx::query(DONE).bind(id).bind(now.0))?;
        Ok(())
    }

    async fn mark_failed(&self, id: Uuid, attempts: i64, error: &Error) -> Result<()> {
        const FAILED: &str = "update outbox set due_at = $2, leased_until = 0, last_error = $3 where id = $1";
        let due = self.clock.now().plus(backoff(attempts));
        execute_on!(self.db, sqlx::query(FAILED).bind(id).bind(due.0).bind(error.to_string()))?;
        Ok(())
    }

    /// What waits or has failed, and the last delivered, newest first.
    pub async fn deliveries(&self, actor: &Actor) -> Result<Vec<Delivery>> {
        const LATEST: &str = "select id, kind, attempts, due_at, delivered_at, last_error, created_at
            from outbox order by created_at desc limit 100";
        actor.require(domain::role::Permission::ReadAudit)?;
        Ok(on!(self.db, c => sqlx::query_as(LATEST).fetch_all(c))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_an_hour() {
        assert_eq!(backoff(0), 5 * SECOND);
        assert_eq!(backoff(1), 10 * SECOND);
        assert_eq!(backoff(30), 60 * MINUTE);
    }
}
