//! Web push: notifications to a browser whose owner gives no address. A message is encrypted for that browser alone
//! (RFC 8291) and handed to the browser's push service, which knows this server by its key (RFC 8292).

mod encryption;
mod vapid;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::time::Instant;
use url::Url;
use uuid::Uuid;

pub use self::{
    encryption::{LONGEST_MESSAGE, Receiver},
    vapid::PushKey,
};
use crate::{
    Random,
    error::{Error, Result},
    webhooks::Outgoing,
};

/// How long a push service keeps a message for a browser that is away, in seconds: a day. Later it is no news.
const KEPT: u32 = 24 * 60 * 60;

/// How browsers are told.
#[derive(Clone, Debug)]
pub struct Push {
    /// The key that push services know this server by.
    pub key: PushKey,
    /// Hosts that messages may go to, with all below them; empty for every public one.
    pub services: Vec<String>,
}

impl Push {
    /// Whether a browser's endpoint stands on the host of a push service. Nobody confirms an endpoint, so that this server
    /// could else be made to send to whom one likes.
    pub fn serves(&self, endpoint: &Url) -> bool {
        let host = endpoint.host_str().unwrap_or_default();
        let is_of = |service: &String| {
            host.strip_suffix(service.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.services.is_empty() || self.services.iter().any(is_of)
    }
}

/// What a browser is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushMessage {
    /// The text for the browser, at most [`LONGEST_MESSAGE`] bytes.
    pub text: String,
    /// What it is about: a newer message about the same replaces an older one that is still on its way.
    pub subject: Uuid,
    /// Whether it shall wake a device that saves its battery.
    pub is_urgent: bool,
}

/// The request that hands a message to a push service; `contact` is where its operators find who sends. Errors: keys that
/// are none, a message that is too long.
pub fn request(
    push: &Push,
    receiver: &Receiver,
    message: &PushMessage,
    (endpoint, contact): (&Url, &str),
    random: &Random,
    now: Instant,
) -> Result<Outgoing> {
    let body = receiver
        .encrypt(random.bytes(), message.text.as_bytes())
        .ok_or_else(|| Error::Corrupt("a message for a browser cannot be encrypted".into()))?;
    let urgency = if message.is_urgent { "high" } else { "normal" };
    let headers = vec![
        ("authorization", push.key.authorization(endpoint, contact, now)?),
        ("content-encoding", "aes128gcm".to_owned()),
        ("ttl", KEPT.to_string()),
        ("urgency", urgency.to_owned()),
        ("topic", URL_SAFE_NO_PAD.encode(message.subject.as_bytes())),
    ];
    Ok(Outgoing { content_type: "application/octet-stream", headers, body: body.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hosts_of_push_services_are_served() {
        let push = |services: &[&str]| Push {
            key: PushKey::passing().expect("a key"),
            services: services.iter().map(|&service| service.to_owned()).collect(),
        };
        let serves = |push: &Push, url: &str| push.serves(&Url::parse(url).expect("an address"));
        let some = push(&["fcm.googleapis.com", "push.example.com"]);
        for good in
            ["https://fcm.googleapis.com/fcm/send/a", "https://push.example.com/", "https://a.push.example.com/b"]
        {
            assert!(serves(&some, good), "{good}");
        }
        for bad in ["https://example.com/", "https://evilpush.example.com/", "https://push.example.com.evil.example/"] {
            assert!(!serves(&some, bad), "{bad}");
        }
        assert!(serves(&push(&[]), "https://anywhere.example/"));
    }
}
