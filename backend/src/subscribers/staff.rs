//! What staff see of subscribers: how many there are, masked addresses, and how far what was published has come.

use domain::{
    id::{NoticeId, SubscriberId},
    role::Permission,
    subscription::{Channel, NoticeKind, Topic},
    time::Instant,
};
use uuid::Uuid;

use super::{Attempt, announce::NoticeRow, queries};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Result, known},
    mail::mask_address,
    on,
};

/// How many subscribers there are of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted<T> {
    /// The kind.
    pub of: T,
    /// How many.
    pub count: i64,
}

/// A subscriber in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: SubscriberId,
    /// The way they are told.
    pub channel: Channel,
    /// Their address, masked; of a webhook its host besides, of a browser the host of its push service alone.
    pub address: String,
    /// When they confirmed.
    pub confirmed_at: Instant,
    /// When a webhook was ended.
    pub ended_at: Option<Instant>,
}

/// A part of the list.
#[derive(Clone, Debug)]
pub struct SubscriberPage {
    /// The part, newest first.
    pub listed: Vec<Listed>,
    /// How many there are in all.
    pub total: i64,
}

/// How far the telling of something published has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is told.
    pub id: NoticeId,
    /// What it is.
    pub kind: NoticeKind,
    /// The incident or maintenance.
    pub subject: Uuid,
    /// When it was published.
    pub at: Instant,
    /// Whether everybody whom it concerns is queued.
    pub is_queued: bool,
    /// To how many.
    pub queued: i64,
    /// How many have it.
    pub sent: i64,
    /// How many could not be reached.
    pub failed: i64,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    id: Uuid,
    channel: String,
    email: String,
    url: String,
    confirmed_at: i64,
    ended_at: Option<i64>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = Error;
    fn try_from(row: ListedRow) -> Result<Self> {
        Ok(Self {
            id: SubscriberId(row.id),
            channel: known(Channel::from_name(&row.channel), "channel", &row.channel)?,
            address: shown_address(&row.email, &row.url),
            confirmed_at: Instant(row.confirmed_at),
            ended_at: row.ended_at.map(Instant),
        })
    }
}

/// An address as others may see it. The rest of a webhook's or a browser's address is a secret of its owner.
pub fn shown_address(email: &str, url: &str) -> String {
    match url::Url::parse(url).ok().as_ref().and_then(url::Url::host_str) {
        Some(host) if email.is_empty() => host.to_owned(),
        Some(host) => format!("{host} ({})", mask_address(email)),
        None => mask_address(email),
    }
}

#[derive(sqlx::FromRow)]
struct ProgressRow {
    #[sqlx(flatten)]
    notice: NoticeRow,
    created_at: i64,
    queued_at: Option<i64>,
    queued: i64,
    sent: i64,
    failed: i64,
}

impl Backend {
    /// How many confirmed subscribers there are by channel, and by what they want to be told of.
    pub async fn count_subscribers(&self, actor: &Actor) -> Result<(Vec<Counted<Channel>>, Vec<Counted<Topic>>)> {
        const CHANNELS: &str = "select channel, count(*) from subscribers
            where confirmed_at is not null group by channel";
        const TOPICS: &str = "select t.topic, count(*) as found
            from subscriber_topics t join subscribers s on s.id = t.subscriber_id
            where s.confirmed_at is not null group by t.topic order by found desc, t.topic limit 100";
        actor.require(Permission::ReadSubscribers)?;
        let channels: Vec<(String, i64)> = on!(self.db, c => sqlx::query_as(CHANNELS).fetch_all(c))?;
        let topics: Vec<(String, i64)> = on!(self.db, c => sqlx::query_as(TOPICS).fetch_all(c))?;
        let channel = |(name, count): (String, i64)| {
            Ok(Counted { of: known(Channel::from_name(&name), "channel", &name)?, count })
        };
        let topic =
            |(name, count): (String, i64)| Ok(Counted { of: known(Topic::parse(&name), "topic", &name)?, count });
        Ok((
            channels.into_iter().map(channel).collect::<Result<_>>()?,
            topics.into_iter().map(topic).collect::<Result<_>>()?,
        ))
    }

    /// A part of the confirmed subscribers, newest first: those whose address or host begins with what is searched for,
    /// all where that is empty.
    pub async fn list_subscribers(&self, actor: &Actor, search: &str, skip: i64, most: i64) -> Result<SubscriberPage> {
        const LIST: &str = "select id, channel, email, url, confirmed_at, ended_at from subscribers
            where confirmed_at is not null and (email like $1 escape '\\' or url like $2 escape '\\')
            order by id desc limit $3 offset $4";
        const COUNT: &str = "select count(*) from subscribers
            where confirmed_at is not null and (email like $1 escape '\\' or url like $2 escape '\\')";
        actor.require(Permission::ReadSubscribers)?;
        let plain = search.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        // a mail's address has no such thing as a host to search by
        let (email, url) = (format!("{plain}%"), format!("https://{plain}_%"));
        let rows: Vec<ListedRow> =
            on!(self.db, c => sqlx::query_as(LIST).bind(&email).bind(&url).bind(most).bind(skip).fetch_all(c))?;
        let (total,): (i64,) = on!(self.db, c => sqlx::query_as(COUNT).bind(&email).bind(&url).fetch_one(c))?;
        Ok(SubscriberPage { listed: rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?, total })
    }

    /// One subscriber, and the latest tries to reach their webhook.
    pub async fn listed_subscriber(&self, actor: &Actor, id: SubscriberId) -> Result<(Listed, Vec<Attempt>)> {
        actor.require(Permission::ReadSubscribers)?;
        let found = queries::lookup(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound)?;
        let listed = Listed {
            id,
            channel: found.channel,
            address: shown_address(&found.email, &found.url),
            confirmed_at: found.confirmed_at,
            ended_at: found.ended_at,
        };
        Ok((listed, queries::attempts(&self.db, id).await?))
    }

    /// Ends somebody's subscription and forgets their address. Errors: there is none.
    pub async fn remove_subscriber(&self, actor: &Actor, id: SubscriberId) -> Result<()> {
        actor.require(Permission::ManageSubscribers)?;
        let mut tx = self.db.begin().await?;
        if !queries::remove(&mut tx, id).await? {
            return Err(Error::NotFound);
        }
        let act = Act { action: "subscriber.removed", subject: format!("subscriber:{id}"), detail: String::new() };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        tx.commit().await
    }

    /// How far the latest notices have come that concern somebody, or are still being queued; newest first. Components that
    /// webhooks are told of one by one are not among them: they come many at once, with the update that is.
    pub async fn sending_progress(&self, actor: &Actor) -> Result<Vec<Progress>> {
        const LATEST: &str = "select id, kind, subject_id, entry_id, created_at, queued_at, queued, sent, failed
            from notices where kind <> 'component' and (queued > 0 or queued_at is null)
            order by created_at desc, id desc limit 20";
        actor.require(Permission::ReadSubscribers)?;
        let rows: Vec<ProgressRow> = on!(self.db, c => sqlx::query_as(LATEST).fetch_all(c))?;
        let progress = |row: ProgressRow| {
            let notice = super::Notice::try_from(row.notice)?;
            Ok(Progress {
                id: notice.id,
                kind: notice.kind,
                subject: notice.subject,
                at: Instant(row.created_at),
                is_queued: row.queued_at.is_some(),
                queued: row.queued,
                sent: row.sent,
                failed: row.failed,
            })
        };
        rows.into_iter().map(progress).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::shown_address;

    #[test]
    fn an_address_shows_no_secret() {
        assert_eq!(shown_address("kimcafe@example.kr", ""), "ki***@example.kr");
        let slack = shown_address("kim@example.kr", "https://hooks.slack.com/services/T0/B0/secret");
        assert_eq!(slack, "hooks.slack.com (ki***@example.kr)");
        assert_eq!(shown_address("", "https://fcm.googleapis.com/fcm/send/secret"), "fcm.googleapis.com");
    }
}
