//! Browsers that are told by web push. A browser asks its owner itself, so that nothing is confirmed by mail. Who knows the
//! secret that it made for this subscription, or has the link, manages it; its endpoint alone shows nothing.

use std::collections::BTreeSet;

use domain::{
    id::SubscriberId,
    language::Language,
    subscription::{Channel, Topic},
};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use url::Url;

use super::{Purpose, Subscriber, queries};
use crate::{
    Backend,
    db::Tx,
    error::{Error, Result},
    push::{self, Push, PushMessage, Receiver},
    webhooks::{self, Outgoing},
};

/// Longest endpoint of a push service.
const LONGEST_ENDPOINT: usize = 2_000;

/// A browser as its script describes it.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Where its push service takes messages for it.
    pub endpoint: String,
    /// Its public key in base64url.
    pub p256dh: String,
    /// Its secret in base64url.
    pub auth: String,
}

/// A browser that asks to be told.
#[derive(Clone, Debug)]
pub struct NewBrowser {
    /// Which.
    pub browser: Browser,
    /// What it is to be told of.
    pub topics: BTreeSet<Topic>,
    /// In which language.
    pub language: Language,
}

impl Backend {
    /// The key that browsers subscribe with; none where they are not told.
    pub fn push_key(&self) -> Option<String> {
        self.sending.push.as_ref().map(|push| push.key.public())
    }

    /// Subscribes a browser; gives the token of the link to manage it by. Where it is subscribed already, what it asks for
    /// now is added. Errors: an endpoint that is no push service's, keys that are none, nothing chosen, something that does
    /// not exist; the endpoint is known with another secret.
    pub async fn subscribe_browser(&self, new: &NewBrowser) -> Result<String> {
        let (endpoint, receiver) = self.checked(&new.browser)?;
        if let Some(problem) = self.topic_problem(&new.topics).await? {
            return Err(Error::Invalid(vec![problem]));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let id = if let Some(standing) = queries::find_browser(&mut tx, endpoint.as_str()).await? {
            if self.receiver(&standing)? != receiver {
                return Err(not_ours());
            }
            let topics = standing.topics.union(&new.topics).cloned().collect();
            queries::change(&mut tx, standing.id, new.language).await?;
            queries::replace_topics(&mut tx, standing.id, &Topic::reduced(topics)).await?;
            standing.id
        } else {
            let id = SubscriberId(self.random.id(now));
            let subscriber = Subscriber {
                id,
                channel: Channel::Push,
                email: String::new(),
                url: endpoint.into(),
                push_keys: Some(self.sealed(id, &receiver)?),
                language: new.language,
                topics: Topic::reduced(new.topics.clone()),
                confirmed_at: now,
                ended_at: None,
            };
            if !queries::insert_browser(&mut tx, &subscriber).await? {
                return Err(not_ours());
            }
            id
        };
        tx.commit().await?;
        Ok(self.sending.key.token(Purpose::Manage, id))
    }

    /// Goes on with the browser of a link under another endpoint, which its push service gave it. Errors: an endpoint that is
    /// no push service's, keys that are none; no such browser.
    pub async fn renew_browser(&self, token: &str, browser: &Browser) -> Result<()> {
        let (endpoint, receiver) = self.checked(browser)?;
        let id = self.sending.key.open(Purpose::Manage, token).ok_or(Error::NotFound)?;
        let mut tx = self.db.begin().await?;
        let standing = queries::lookup(&mut tx, id).await?.filter(|found| found.channel == Channel::Push);
        let standing = standing.ok_or(Error::NotFound)?;
        self.clear_endpoint(&mut tx, &standing, &endpoint, &receiver).await?;
        queries::move_browser(&mut tx, id, endpoint.as_str(), &self.sealed(id, &receiver)?).await?;
        tx.commit().await
    }

    /// Removes what stands under an endpoint that a browser moves to: it subscribed there by itself meanwhile. Errors: the
    /// endpoint is known with another secret.
    async fn clear_endpoint(&self, tx: &mut Tx, moving: &Subscriber, to: &Url, receiver: &Receiver) -> Result<()> {
        match queries::find_browser(tx, to.as_str()).await? {
            Some(there) if there.id != moving.id => {
                if self.receiver(&there)? != *receiver {
                    return Err(not_ours());
                }
                queries::remove(tx, there.id).await?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The subscription of a browser with the token of its link. Errors: there is none, or not with this secret.
    pub async fn subscriber_by_browser(&self, endpoint: &str, auth: &str) -> Result<(Subscriber, String)> {
        let found = queries::find_browser(&mut self.db.begin_read().await?, endpoint).await?.ok_or(Error::NotFound)?;
        if !self.receiver(&found)?.has_secret(auth) {
            return Err(Error::NotFound);
        }
        let token = self.sending.key.token(Purpose::Manage, found.id);
        Ok((found, token))
    }

    /// The request that hands a message for a browser to its push service. Errors: browsers are not told, or what is kept of
    /// this one cannot be read.
    pub fn push_request(&self, subscriber: &Subscriber, message: &PushMessage) -> Result<Outgoing> {
        let push = self.push()?;
        let endpoint = Url::parse(&subscriber.url).map_err(|_| Error::Corrupt("the endpoint of a browser".into()))?;
        let to = (&endpoint, self.site.url.as_str());
        push::request(push, &self.receiver(subscriber)?, message, to, &self.random, self.clock.now())
    }

    fn push(&self) -> Result<&Push> {
        self.sending.push.as_ref().ok_or(Error::NotFound)
    }

    fn checked(&self, browser: &Browser) -> Result<(Url, Receiver)> {
        let push = self.push()?;
        let endpoint = webhooks::target(&browser.endpoint, self.sending.hooks.allows_private())
            .ok()
            .filter(|url| push.serves(url) && url.as_str().len() <= LONGEST_ENDPOINT)
            .ok_or_else(|| {
                Error::invalid(
                    "endpoint",
                    "이 브라우저의 알림 서비스로는 보낼 수 없어요. 메일이나 피드로 받아 주세요.",
                    "We cannot send to the push service of this browser. Use e-mail or a feed.",
                )
            })?;
        let receiver = Receiver::parse(&browser.p256dh, &browser.auth).ok_or_else(|| {
            Error::invalid(
                "p256dh",
                "브라우저가 보낸 키를 쓸 수 없어요. 알림을 껐다가 다시 켜 주세요.",
                "The keys of this browser cannot be used. Turn notifications off and on again.",
            )
        })?;
        Ok((endpoint, receiver))
    }

    /// The keys of a browser as they are kept: who reads the database can manage nothing.
    fn sealed(&self, id: SubscriberId, receiver: &Receiver) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = self.random.bytes();
        let mut sealed = receiver.to_bytes();
        let key = self.storage_key(id)?;
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .map_err(|_| unreadable())?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn receiver(&self, subscriber: &Subscriber) -> Result<Receiver> {
        let kept = subscriber.push_keys.as_deref().and_then(|kept| kept.split_at_checked(NONCE_LEN));
        let (nonce, sealed) = kept.ok_or_else(unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
        let (key, mut sealed) = (self.storage_key(subscriber.id)?, sealed.to_vec());
        let plain = key.open_in_place(nonce, Aad::empty(), &mut sealed).map_err(|_| unreadable())?;
        Receiver::from_bytes(plain).ok_or_else(unreadable)
    }

    fn storage_key(&self, id: SubscriberId) -> Result<LessSafeKey> {
        let key = UnboundKey::new(&AES_256_GCM, &self.sending.key.storage_secret(id)).map_err(|_| unreadable())?;
        Ok(LessSafeKey::new(key))
    }
}

fn unreadable() -> Error {
    Error::Corrupt("the keys of a browser".into())
}

fn not_ours() -> Error {
    Error::refused(
        "알림을 켜지 못했어요. 브라우저 설정에서 이 사이트의 알림을 지우고 다시 켜 주세요.",
        "Notifications could not be turned on. Remove them for this site in the browser's settings and try again.",
    )
}
