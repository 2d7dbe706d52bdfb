//! SQL of subscribers, and what each is told of.

use std::collections::BTreeSet;

use domain::{
    id::{NoticeId, SubscriberId},
    language::Language,
    subscription::{Channel, Topic},
    time::Instant,
};
use uuid::Uuid;

use super::{Attempt, Subscriber, announce::is_public_incident};
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_on, execute_within, on, within,
};

/// Tries of a webhook that are shown.
const ATTEMPTS_SHOWN: i64 = 50;
/// Deliveries that are removed at once.
const SWEPT: i64 = 20_000;

#[derive(sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    pub channel: String,
    pub email: String,
    pub url: String,
    pub push_keys: Option<Vec<u8>>,
    pub language: String,
    pub confirmed_at: i64,
    pub ended_at: Option<i64>,
}

impl Row {
    /// The subscriber without what they are told of.
    pub fn subscriber(self) -> Result<Subscriber> {
        Ok(Subscriber {
            id: SubscriberId(self.id),
            channel: known(Channel::from_name(&self.channel), "channel", &self.channel)?,
            email: self.email,
            url: self.url,
            push_keys: self.push_keys,
            language: known(Language::from_tag(&self.language), "language", &self.language)?,
            topics: BTreeSet::new(),
            confirmed_at: Instant(self.confirmed_at),
            ended_at: self.ended_at.map(Instant),
        })
    }
}

/// Whether there is what a topic is about, as far as everybody may know.
pub async fn exists(tx: &mut Tx, topic: &Topic) -> Result<bool> {
    const COMPONENT: &str = "select key from components where key = $1 and retired_at is null and is_private = false";
    const GROUP: &str = "select g.key from component_groups g where g.key = $1
        and (not exists (select 1 from components c where c.group_key = g.key)
          or exists (select 1 from components c where c.group_key = g.key and c.is_private = false))";
    let found: Option<(String,)> = match topic {
        Topic::Everything => return Ok(true),
        Topic::Component(key) => within!(tx, c => sqlx::query_as(COMPONENT).bind(key.as_str()).fetch_optional(c))?,
        Topic::Group(key) => within!(tx, c => sqlx::query_as(GROUP).bind(key.as_str()).fetch_optional(c))?,
        Topic::Incident(id) => {
            const INCIDENT: &str = "select id from incidents where id = $1";
            let found: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(INCIDENT).bind(id.0).fetch_optional(c))?;
            return Ok(found.is_some() && is_public_incident(tx, *id).await?);
        }
    };
    Ok(found.is_some())
}

/// How many requests of an address that wait for their confirmation are younger than an instant.
pub async fn count_requests(tx: &mut Tx, email: &str, since: Instant) -> Result<i64> {
    const COUNT: &str = "select count(*) from subscribers
        where confirmed_at is null and created_at > $1 and email = $2";
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT).bind(since.0).bind(email).fetch_one(c))?;
    Ok(count)
}

/// Adds a browser, which needs no confirmation; false where its endpoint is there already.
pub async fn insert_browser(tx: &mut Tx, new: &Subscriber) -> Result<bool> {
    const INSERT: &str = "insert into subscribers
        (id, channel, email, url, push_keys, language, created_at, confirmed_at, failures)
        values ($1, $2, $3, $4, $5, $6, $7, $7, 0) on conflict do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.channel.name())
            .bind(&new.email)
            .bind(&new.url)
            .bind(&new.push_keys)
            .bind(new.language.tag())
            .bind(new.confirmed_at.0)
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    insert_topics(tx, new.id, &new.topics).await?;
    Ok(true)
}

/// The browser of an endpoint.
pub async fn find_browser(tx: &mut Tx, endpoint: &str) -> Result<Option<Subscriber>> {
    const FIND: &str = "select id from subscribers
        where channel = 'push' and email = '' and url = $1 and confirmed_at is not null";
    let row: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(FIND).bind(endpoint).fetch_optional(c))?;
    match row {
        Some((id,)) => lookup(tx, SubscriberId(id)).await,
        None => Ok(None),
    }
}

/// Gives a browser another endpoint with other keys, and begins anew with it.
pub async fn move_browser(tx: &mut Tx, id: SubscriberId, endpoint: &str, push_keys: &[u8]) -> Result<()> {
    const MOVE: &str = "update subscribers set url = $2, push_keys = $3, failures = 0, ended_at = null where id = $1";
    execute_within!(tx, sqlx::query(MOVE).bind(id.0).bind(endpoint).bind(push_keys))?;
    Ok(())
}

/// Keeps a request; false where one of its id is there.
pub async fn insert_request(tx: &mut Tx, new: &Subscriber, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into subscribers (id, channel, email, url, language, created_at, failures)
        values ($1, $2, $3, $4, $5, $6, 0) on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.channel.name())
            .bind(&new.email)
            .bind(&new.url)
            .bind(new.language.tag())
            .bind(now.0)
    )?;
    if inserted == 1 {
        insert_topics(tx, new.id, &new.topics).await?;
    }
    Ok(inserted == 1)
}

async fn insert_topics(tx: &mut Tx, id: SubscriberId, topics: &BTreeSet<Topic>) -> Result<()> {
    const INSERT: &str = "insert into subscriber_topics (topic, subscriber_id) values ($1, $2)
        on conflict (topic, subscriber_id) do nothing";
    for topic in topics {
        execute_within!(tx, sqlx::query(INSERT).bind(topic.to_string()).bind(id.0))?;
    }
    Ok(())
}

pub async fn replace_topics(tx: &mut Tx, id: SubscriberId, topics: &BTreeSet<Topic>) -> Result<()> {
    execute_within!(tx, sqlx::query("delete from subscriber_topics where subscriber_id = $1").bind(id.0))?;
    insert_topics(tx, id, topics).await
}

async fn topics(tx: &mut Tx, id: SubscriberId) -> Result<BTreeSet<Topic>> {
    const TOPICS: &str = "select topic from subscriber_topics where subscriber_id = $1";
    let rows: Vec<(String,)> = within!(tx, c => sqlx::query_as(TOPICS).bind(id.0).fetch_all(c))?;
    rows.into_iter().map(|(topic,)| known(Topic::parse(&topic), "topic", &topic)).collect()
}

/// Confirms a request made after `since`; gives the subscriber, who may have been there before. None where there is no
/// such request.
pub async fn confirm(tx: &mut Tx, id: SubscriberId, since: Instant, now: Instant) -> Result<Option<SubscriberId>> {
    const REQUEST: &str =
        "select channel, email, url, language, created_at, confirmed_at from subscribers where id = $1";
    const STANDING: &str = "select id from subscribers
        where channel = $1 and email = $2 and url = $3 and confirmed_at is not null";
    const CONFIRM: &str = "update subscribers set confirmed_at = $2 where id = $1";
    type Request = (String, String, String, String, i64, Option<i64>);
    let request: Option<Request> = within!(tx, c => sqlx::query_as(REQUEST).bind(id.0).fetch_optional(c))?;
    let Some((channel, email, url, language, created_at, confirmed_at)) = request else { return Ok(None) };
    if confirmed_at.is_some() {
        return Ok(Some(id));
    }
    if created_at < since.0 {
        return Ok(None);
    }
    let standing: Option<(Uuid,)> =
        within!(tx, c => sqlx::query_as(STANDING).bind(&channel).bind(&email).bind(&url).fetch_optional(c))?;
    let Some((standing,)) = standing else {
        execute_within!(tx, sqlx::query(CONFIRM).bind(id.0).bind(now.0))?;
        return Ok(Some(id));
    };
    let standing = SubscriberId(standing);
    let mut wanted = topics(tx, standing).await?;
    wanted.extend(topics(tx, id).await?);
    change(tx, standing, known(Language::from_tag(&language), "language", &language)?).await?;
    replace_topics(tx, standing, &Topic::reduced(wanted)).await?;
    remove(tx, id).await?;
    Ok(Some(standing))
}

pub async fn lookup(tx: &mut Tx, id: SubscriberId) -> Result<Option<Subscriber>> {
    const LOOKUP: &str = "select id, channel, email, url, push_keys, language, confirmed_at, ended_at
        from subscribers where id = $1 and confirmed_at is not null";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Subscriber { topics: topics(tx, id).await?, ..row.subscriber()? }))
}

/// False where there is no such subscriber.
pub async fn change(tx: &mut Tx, id: SubscriberId, language: Language) -> Result<bool> {
    const CHANGE: &str = "update subscribers set language = $2, failures = 0, ended_at = null
        where id = $1 and confirmed_at is not null";
    Ok(execute_within!(tx, sqlx::query(CHANGE).bind(id.0).bind(language.tag()))? == 1)
}

/// False where there is none. What they are told of and the tries to reach them go with them.
pub async fn remove(tx: &mut Tx, id: SubscriberId) -> Result<bool> {
    Ok(execute_within!(tx, sqlx::query("delete from subscribers where id = $1").bind(id.0))? == 1)
}

pub async fn attempts(db: &Db, id: SubscriberId) -> Result<Vec<Attempt>> {
    const LATEST: &str = "select at, notice_id, attempt, status, error from webhook_attempts
        where subscriber_id = $1 order by at desc, notice_id limit $2";
    Ok(on!(db, c => sqlx::query_as(LATEST).bind(id.0).bind(ATTEMPTS_SHOWN).fetch_all(c))?)
}

pub async fn sweep_requests(db: &Db, before: Instant) -> Result<()> {
    const SWEEP: &str = "delete from subscribers where confirmed_at is null and created_at < $1";
    execute_on!(db, sqlx::query(SWEEP).bind(before.0))?;
    Ok(())
}

pub async fn sweep_attempts(db: &Db, before: Instant) -> Result<()> {
    execute_on!(db, sqlx::query("delete from webhook_attempts where at < $1").bind(before.0))?;
    Ok(())
}

/// The next notice whose deliveries are kept for nothing.
pub async fn notice_to_sweep(db: &Db, before: Instant) -> Result<Option<NoticeId>> {
    const OLD: &str = "select id from notices where created_at < $1 and queued_at is not null and swept_at is null
        order by created_at limit 1";
    let row: Option<(Uuid,)> = on!(db, c => sqlx::query_as(OLD).bind(before.0).fetch_optional(c))?;
    Ok(row.map(|(id,)| NoticeId(id)))
}

/// Removes some deliveries of a notice; false where there are none left.
pub async fn sweep_deliveries(db: &Db, notice: NoticeId) -> Result<bool> {
    const SWEEP: &str = "delete from deliveries where notice_id = $1 and subscriber_id in (
        select subscriber_id from deliveries where notice_id = $1 limit $2)";
    Ok(execute_on!(db, sqlx::query(SWEEP).bind(notice.0).bind(SWEPT))? > 0)
}

pub async fn mark_swept(db: &Db, notice: NoticeId, now: Instant) -> Result<()> {
    execute_on!(db, sqlx::query("update notices set swept_at = $2 where id = $1").bind(notice.0).bind(now.0))?;
    Ok(())
}
