//! Sending what is queued: a batch is leased, sent by who calls, and settled. Mails, webhooks and browsers stand in lanes of
//! their own, so that a slow rate of mails or a million browsers hold up no webhook.

use std::collections::{BTreeMap, HashMap};

use domain::{
    component::{ComponentChange, ComponentKey, ComponentStatus},
    id::{ComponentChangeId, NoticeId},
    subscription::NoticeKind,
    time::{HOUR, Instant, MINUTE},
};
use uuid::Uuid;

use super::{Notice, Purpose, Subscriber, announce::NoticeRow, mails, queries};
use crate::{
    Backend,
    db::{
        Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Error, Result, known},
    execute_within,
    outbox::{Message, Urgency},
    within,
};

/// How long who leased a batch may take before another does it.
const LEASE: i64 = 5 * MINUTE;
/// Tries of a mail before it counts as failed.
const MOST_MAILS: i64 = 6;
/// Tries of a request before it counts as failed: some four hours.
const MOST_REQUESTS: i64 = 9;
/// Requests in a row that failed for good before a webhook is ended.
const MOST_FAILURES: i64 = 3;

/// Where a delivery stands in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Mails.
    Mail,
    /// Requests to webhooks, Slack and Discord.
    Hook,
    /// Notifications of browsers.
    Push,
}

impl Lane {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Hook, Self::Push];

    const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Hook => "hook",
            Self::Push => "push",
        }
    }
}

/// A delivery whose turn has come.
#[derive(Clone, Debug)]
pub struct Due {
    /// What is told.
    pub notice: Notice,
    /// The change of a component, where that is told.
    pub change: Option<ComponentChange>,
    /// To whom.
    pub subscriber: Subscriber,
    /// Which try this is, from 1.
    pub attempt: i64,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Received.
    Sent,
    /// To be tried again, while tries are left.
    Again(String),
    /// Not to be tried again.
    Refused(String),
    /// Nobody is there any more: the subscription ends with it.
    Gone(String),
}

impl Outcome {
    const fn error(&self) -> Option<&String> {
        match self {
            Self::Sent => None,
            Self::Again(error) | Self::Refused(error) | Self::Gone(error) => Some(error),
        }
    }
}

/// A delivery that was tried.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Which.
    pub due: Due,
    /// What became of it.
    pub outcome: Outcome,
    /// The status of the answer to a request, where there was one.
    pub status: Option<u16>,
}

/// A batch of deliveries.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Those to send.
    pub due: Vec<Due>,
    /// How many were taken, also those whose subscribers have left.
    pub taken: usize,
}

/// Waiting time after a number of failed tries: a minute, doubling, at most two hours.
fn backoff(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(9);
    (MINUTE * 2_i64.pow(doublings)).min(2 * HOUR)
}

#[derive(sqlx::FromRow)]
struct Taken {
    notice_id: Uuid,
    subscriber_id: Uuid,
    attempts: i64,
}

impl Backend {
    /// Takes the next deliveries of a lane, at most `most`; those of subscribers who left are dropped.
    pub async fn lease_deliveries(&self, lane: Lane, most: u32) -> Result<Batch> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let taken = take(&mut tx, lane, most, now).await?;
        if taken.is_empty() {
            return Ok(Batch::default());
        }
        let notices = notices(&mut tx, taken.iter().map(|row| row.notice_id)).await?;
        let subscribers = subscribers(&mut tx, taken.iter().map(|row| row.subscriber_id)).await?;
        let mut batch = Batch { due: Vec::new(), taken: taken.len() };
        for row in taken {
            match (notices.get(&row.notice_id), subscribers.get(&row.subscriber_id)) {
                (Some((notice, change)), Some(subscriber)) if subscriber.ended_at.is_none() => {
                    let (notice, change) = (*notice, change.clone());
                    batch.due.push(Due { notice, change, subscriber: subscriber.clone(), attempt: row.attempts });
                }
                _ => drop_delivery(&mut tx, &row).await?,
            }
        }
        tx.commit().await?;
        Ok(batch)
    }

    /// Records what became of deliveries, each once.
    pub async fn settle_deliveries(&self, settled: &[Settled]) -> Result<()> {
        let now = self.clock.now();
        let mut counts: BTreeMap<NoticeId, (i64, i64)> = BTreeMap::new();
        let mut tx = self.db.begin().await?;
        for one in settled {
            let is_hook = !one.due.subscriber.url.is_empty();
            if is_hook {
                note_attempt(&mut tx, one, now).await?;
            }
            let most = if is_hook { MOST_REQUESTS } else { MOST_MAILS };
            if let Outcome::Again(error) = &one.outcome
                && one.due.attempt < most
            {
                postpone(&mut tx, &one.due, error, now).await?;
                continue;
            }
            let error = one.outcome.error().map(String::as_str);
            if !finish(&mut tx, &one.due, error, now).await? {
                continue;
            }
            let count = counts.entry(one.due.notice.id).or_default();
            if error.is_none() {
                count.0 += 1;
            } else {
                count.1 += 1;
            }
            if matches!(one.outcome, Outcome::Gone(_)) {
                queries::remove(&mut tx, one.due.subscriber.id).await?;
            } else if is_hook && (error.is_none() || one.due.change.is_none()) {
                // an update and its many components fail together: that counts once
                self.note_health(&mut tx, &one.due.subscriber, error.is_some(), now).await?;
            }
        }
        for (notice, (sent, failed)) in counts {
            const COUNT: &str = "update notices set sent = sent + $2, failed = failed + $3 where id = $1";
            execute_within!(&mut tx, sqlx::query(COUNT).bind(notice.0).bind(sent).bind(failed))?;
        }
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// Ends what failed too often in a row, and tells who subscribed a webhook.
    async fn note_health(&self, tx: &mut Tx, subscriber: &Subscriber, has_failed: bool, now: Instant) -> Result<()> {
        const WELL: &str = "update subscribers set failures = 0 where id = $1 and failures > 0";
        const FAILED: &str = "update subscribers set failures = failures + 1 where id = $1 returning failures";
        const END: &str = "update subscribers set ended_at = $2 where id = $1 and ended_at is null";
        if !has_failed {
            execute_within!(tx, sqlx::query(WELL).bind(subscriber.id.0))?;
            return Ok(());
        }
        let failures: Option<(i64,)> =
            within!(tx, c => sqlx::query_as(FAILED).bind(subscriber.id.0).fetch_optional(c))?;
        if failures.is_none_or(|(failures,)| failures < MOST_FAILURES)
            || execute_within!(tx, sqlx::query(END).bind(subscriber.id.0).bind(now.0))? == 0
        {
            return Ok(());
        }
        if subscriber.email.is_empty() {
            return Ok(());
        }
        let token = self.sending.key.token(Purpose::Manage, subscriber.id);
        let host = url::Url::parse(&subscriber.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let mail = mails::webhook_ended(&self.site, subscriber, &host.unwrap_or_default(), &token);
        let key = format!("webhook-ended-{}-{}", subscriber.id, now.0);
        self.enqueue_message(tx, &key, Urgency::Now, &Message::Mail(mail)).await
    }
}

async fn take(tx: &mut Tx, lane: Lane, most: u32, now: Instant) -> Result<Vec<Taken>> {
    macro_rules! take_next {
        ($locking:literal) => {
            concat!(
                "update deliveries set leased_until = $3, attempts = attempts + 1
                where (notice_id, subscriber_id) in (
                    select notice_id, subscriber_id from deliveries
                    where finished_at is null and lane = $1 and due_at <= $2 and leased_until < $2
                    order by due_at limit $4 ",
                $locking,
                ") returning notice_id, subscriber_id, attempts"
            )
        };
    }
    let text = match tx {
        Tx::Sqlite(_) => take_next!(""),
        // else two servers would take the same ones
        Tx::Postgres(_) => take_next!("for update skip locked"),
    };
    Ok(within!(tx, c => sqlx::query_as(text)
        .bind(lane.name()).bind(now.0).bind(now.plus(LEASE).0).bind(i64::from(most))
        .fetch_all(c))?)
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: Uuid,
    component_key: String,
    old_status: String,
    new_status: String,
    changed_at: i64,
}

impl TryFrom<ChangeRow> for ComponentChange {
    type Error = Error;
    fn try_from(row: ChangeRow) -> Result<Self> {
        let status = |name: &str| known(ComponentStatus::from_api_name(name), "component status", name);
        Ok(Self {
            id: ComponentChangeId(row.id),
            component: known(ComponentKey::parse(&row.component_key), "component", &row.component_key)?,
            from: status(&row.old_status)?,
            to: status(&row.new_status)?,
            at: Instant(row.changed_at),
        })
    }
}

/// Notices by id, each with the change of a component that it tells of.
async fn notices(
    tx: &mut Tx,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (Notice, Option<ComponentChange>)>> {
    const LOOKUP: &str = "select id, kind, subject_id, entry_id from notices where id = $1";
    const CHANGE: &str = "select id, component_key, old_status, new_status, changed_at
        from component_changes where id = $1";
    let mut found = HashMap::new();
    for id in ids {
        if found.contains_key(&id) {
            continue;
        }
        let row: Option<NoticeRow> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id).fetch_optional(c))?;
        let Some(row) = row else { continue };
        let notice = Notice::try_from(row)?;
        let change: Option<ChangeRow> = match notice.kind {
            NoticeKind::Component => within!(tx, c => sqlx::query_as(CHANGE).bind(notice.entry.0).fetch_optional(c))?,
            _ => None,
        };
        found.insert(id, (notice, change.map(TryInto::try_into).transpose()?));
    }
    Ok(found)
}

async fn subscribers(tx: &mut Tx, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Subscriber>> {
    const HEAD: &str = "select id, channel, email, url, push_keys, language, confirmed_at, ended_at
        from subscribers where confirmed_at is not null and id in ";
    let ids: Vec<_> = ids.collect();
    let mut found = HashMap::new();
    for ids in ids.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, ids.len(), 1, "");
        let rows: Vec<queries::Row> = within!(tx, c => {
            let mut query = statement.query_as();
            for id in ids {
                query = query.bind(id);
            }
            query.fetch_all(c)
        })?;
        for row in rows {
            found.insert(row.id, row.subscriber()?);
        }
    }
    Ok(found)
}

async fn drop_delivery(tx: &mut Tx, row: &Taken) -> Result<()> {
    const DROP: &str = "delete from deliveries where notice_id = $1 and subscriber_id = $2";
    const COUNT: &str = "update notices set queued = queued - 1 where id = $1";
    execute_within!(tx, sqlx::query(DROP).bind(row.notice_id).bind(row.subscriber_id))?;
    execute_within!(tx, sqlx::query(COUNT).bind(row.notice_id))?;
    Ok(())
}

/// False where it was finished before.
async fn finish(tx: &mut Tx, due: &Due, error: Option<&str>, now: Instant) -> Result<bool> {
    const FINISH: &str = "update deliveries set finished_at = $3, leased_until = 0, last_error = $4
        where notice_id = $1 and subscriber_id = $2 and finished_at is null";
    let finished = execute_within!(
        tx,
        sqlx::query(FINISH).bind(due.notice.id.0).bind(due.subscriber.id.0).bind(now.0).bind(error)
    )?;
    Ok(finished == 1)
}

async fn postpone(tx: &mut Tx, due: &Due, error: &str, now: Instant) -> Result<()> {
    const POSTPONE: &str = "update deliveries set due_at = $3, leased_until = 0, last_error = $4
        where notice_id = $1 and subscriber_id = $2 and finished_at is null";
    let at = now.plus(backoff(due.attempt)).0;
    execute_within!(tx, sqlx::query(POSTPONE).bind(due.notice.id.0).bind(due.subscriber.id.0).bind(at).bind(error))?;
    Ok(())
}

async fn note_attempt(tx: &mut Tx, settled: &Settled, now: Instant) -> Result<()> {
    // who has left meanwhile has no log any more
    const NOTE: &str = "insert into webhook_attempts (subscriber_id, at, notice_id, attempt, status, error)
        select id, $2, $3, $4, $5, $6 from subscribers where id = $1
        on conflict (subscriber_id, at, notice_id) do nothing";
    execute_within!(
        tx,
        sqlx::query(NOTE)
            .bind(settled.due.subscriber.id.0)
            .bind(now.0)
            .bind(settled.due.notice.id.0)
            .bind(settled.due.attempt)
            .bind(settled.status.map(i64::from))
            .bind(settled.outcome.error())
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::time::SECOND;

    use super::*;

    #[test]
    fn waiting_doubles_up_to_two_hours() {
        assert_eq!(backoff(1), 60 * SECOND);
        assert_eq!(backoff(2), 120 * SECOND);
        assert_eq!(backoff(30), 2 * HOUR);
    }
}
