//! Subscribers: who asked to be told of what is published, and by which way. An address is confirmed before anything else
//! is sent to it, and no answer says whether one is known.

mod announce;
mod links;
mod mails;
mod push;
mod queries;
mod sending;
mod staff;

use std::collections::BTreeSet;

use domain::{
    id::{NoticeId, SubscriberId},
    language::Language,
    subscription::{Channel, Topic},
    time::{DAY, HOUR, Instant},
};
use url::Url;

pub use self::{
    announce::Notice,
    links::{LinkKey, Purpose, keyed},
    push::{Browser, NewBrowser},
    sending::{Batch, Due, Lane, Outcome, Settled},
    staff::{Counted, Listed, Progress, SubscriberPage, shown_address},
};
use crate::{
    Backend,
    error::{Error, Problem, Result},
    mail::parse_address,
    outbox::{Message, Urgency},
    webhooks,
};
pub(crate) use announce::{Announced, announce, has_webhooks, is_public_incident};

/// How long a request may stay without its confirmation.
pub const REQUEST_LASTS: i64 = 3 * DAY;
/// How long it is kept what was sent to whom.
pub const DELIVERIES_KEPT: i64 = 30 * DAY;
/// Requests of one address within an hour: a mailbox cannot be flooded from many places.
const MOST_REQUESTS: i64 = 3;
/// Longest address of a webhook.
const LONGEST_URL: usize = 500;

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    /// The address that confirms and manages it.
    pub email: String,
    /// Where requests go; none for mails.
    pub url: Option<String>,
    /// What it is about.
    pub topics: BTreeSet<Topic>,
    /// The language to be told in.
    pub language: Language,
}

/// A subscriber as their link shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// Who.
    pub id: SubscriberId,
    /// The way they are told.
    pub channel: Channel,
    /// Their address; empty for browsers.
    pub email: String,
    /// Where requests go; empty for mails.
    pub url: String,
    /// The keys of a browser, encrypted.
    pub push_keys: Option<Vec<u8>>,
    /// The language they are told in.
    pub language: Language,
    /// What they are told of.
    pub topics: BTreeSet<Topic>,
    /// When they confirmed.
    pub confirmed_at: Instant,
    /// When a webhook was ended because nothing reached it.
    pub ended_at: Option<Instant>,
}

/// One try to reach a webhook.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Attempt {
    /// When.
    pub at: i64,
    /// What it told of.
    pub notice_id: uuid::Uuid,
    /// Which try it was, from 1.
    pub attempt: i64,
    /// What the receiver answered; none where it did not.
    pub status: Option<i64>,
    /// Why it did not count.
    pub error: Option<String>,
}

impl Backend {
    /// Takes a request and mails its address a link to confirm it; a request that comes twice under one id is taken once.
    /// The same happens whether the address is known or not. Errors: a malformed address, nothing chosen, something that does not exist.
    pub async fn request_subscription(&self, id: SubscriberId, new: &NewSubscription) -> Result<()> {
        let email = parse_address(&new.email);
        let mut problems = Vec::new();
        if email.is_none() {
            problems.push(Problem::new(
                "email",
                "이메일 주소를 name@example.com 같은 형식으로 입력해 주세요.",
                "Enter an e-mail address in the form name@example.com.",
            ));
        }
        let target = match new.url.as_deref().map(|url| self.target(url)).transpose() {
            Ok(target) => target,
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        problems.extend(self.topic_problem(&new.topics).await?);
        let (Some(email), true) = (email, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let now = self.clock.now();
        let subscriber = Subscriber {
            id,
            channel: target.as_ref().and_then(Url::host_str).map_or(Channel::Email, Channel::of_host),
            email,
            url: target.map(String::from).unwrap_or_default(),
            push_keys: None,
            language: new.language,
            topics: Topic::reduced(new.topics.clone()),
            confirmed_at: now,
            ended_at: None,
        };
        let mut tx = self.db.begin().await?;
        if queries::count_requests(&mut tx, &subscriber.email, now.plus(-HOUR)).await? >= MOST_REQUESTS {
            return Ok(());
        }
        if !queries::insert_request(&mut tx, &subscriber, now).await? {
            return Ok(());
        }
        let token = self.sending.key.token(Purpose::Confirm, subscriber.id);
        let mail = mails::confirmation(&self.site, &subscriber, &token);
        let key = format!("subscription-{}", subscriber.id);
        self.enqueue_message(&mut tx, &key, Urgency::Now, &Message::Mail(mail)).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// Confirms a request by the token of its link; gives the token of the link to manage it by. Where the address had
    /// confirmed before, what was asked now is added. Errors: the request is gone.
    pub async fn confirm_subscription(&self, token: &str) -> Result<String> {
        let gone = || {
            Error::refused(
                "이미 확인했거나 기한이 지난 링크예요. 다시 신청해 주세요.",
                "This link was used before or has expired. Please subscribe again.",
            )
        };
        let id = self.sending.key.open(Purpose::Confirm, token).ok_or_else(gone)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let confirmed = queries::confirm(&mut tx, id, now.plus(-REQUEST_LASTS), now).await?.ok_or_else(gone)?;
        tx.commit().await?;
        Ok(self.sending.key.token(Purpose::Manage, confirmed))
    }

    /// The subscriber whom a link is for. Errors: there is none any more.
    pub async fn subscriber_by_link(&self, token: &str) -> Result<Subscriber> {
        let id = self.sending.key.open(Purpose::Manage, token).ok_or(Error::NotFound)?;
        queries::lookup(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound)
    }

    /// Changes what a subscriber is told of, and in which language; a webhook that was ended begins again. Errors:
    /// nothing chosen, something that does not exist; no such subscriber.
    pub async fn change_subscription(&self, token: &str, topics: &BTreeSet<Topic>, language: Language) -> Result<()> {
        let id = self.sending.key.open(Purpose::Manage, token).ok_or(Error::NotFound)?;
        if let Some(problem) = self.topic_problem(topics).await? {
            return Err(Error::Invalid(vec![problem]));
        }
        let mut tx = self.db.begin().await?;
        if !queries::change(&mut tx, id, language).await? {
            return Err(Error::NotFound);
        }
        queries::replace_topics(&mut tx, id, &Topic::reduced(topics.clone())).await?;
        tx.commit().await
    }

    /// Ends a subscription and forgets the address. One that is not there counts as ended.
    pub async fn unsubscribe(&self, token: &str) -> Result<()> {
        let Some(id) = self.sending.key.open(Purpose::Manage, token) else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        queries::remove(&mut tx, id).await?;
        tx.commit().await
    }

    /// The latest tries to reach the webhook of a link's subscriber, newest first.
    pub async fn attempts_by_link(&self, token: &str) -> Result<Vec<Attempt>> {
        let id = self.sending.key.open(Purpose::Manage, token).ok_or(Error::NotFound)?;
        queries::attempts(&self.db, id).await
    }

    /// What a link's webhook is signed with, as its receiver needs it.
    pub fn signing_secret(&self, id: SubscriberId) -> String {
        webhooks::secret_text(&self.sending.key.signing_secret(id))
    }

    /// Removes requests that nobody confirmed, and what was sent long ago.
    pub async fn sweep_subscribers(&self) -> Result<()> {
        let now = self.clock.now();
        queries::sweep_requests(&self.db, now.plus(-REQUEST_LASTS)).await?;
        queries::sweep_attempts(&self.db, now.plus(-DELIVERIES_KEPT)).await?;
        while let Some(notice) = queries::notice_to_sweep(&self.db, now.plus(-DELIVERIES_KEPT)).await? {
            self.sweep_deliveries(notice, now).await?;
        }
        Ok(())
    }

    async fn sweep_deliveries(&self, notice: NoticeId, now: Instant) -> Result<()> {
        // in parts, so that others can write in between
        while queries::sweep_deliveries(&self.db, notice).await? {}
        queries::mark_swept(&self.db, notice, now).await
    }

    fn target(&self, url: &str) -> std::result::Result<Url, Problem> {
        let url = url.trim();
        if url.len() > LONGEST_URL {
            return Err(Problem::new("url", "주소가 너무 길어요.", "The address is too long."));
        }
        webhooks::target(url, self.sending.hooks.allows_private()).map_err(|_| {
            Problem::new(
                "url",
                "https://로 시작하고 인터넷에서 접속할 수 있는 주소를 입력해 주세요.",
                "Enter an address that begins with https:// and can be reached from the internet.",
            )
        })
    }

    async fn topic_problem(&self, topics: &BTreeSet<Topic>) -> Result<Option<Problem>> {
        if topics.is_empty() {
            return Ok(Some(Problem::new(
                "topics",
                "소식을 받을 서비스를 하나 이상 골라 주세요.",
                "Choose at least one service.",
            )));
        }
        let mut tx = self.db.begin_read().await?;
        for topic in topics {
            if !queries::exists(&mut tx, topic).await? {
                return Ok(Some(Problem::new("topics", "없는 서비스예요.", "There is no such service.")));
            }
        }
        Ok(None)
    }
}
