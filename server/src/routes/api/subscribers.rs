//! `/api/v1/subscribers`

use std::collections::{BTreeMap, BTreeSet};

use axum::{body::Bytes, extract::Query, http::StatusCode};
use backend::subscribers::NewSubscription;
use domain::{id::SubscriberId, language::Language, subscription::Topic, token::Scope};
use serde::Deserialize;
use serde_json::json;

use super::{
    caller::{Caller, Part, answer, read},
    represent,
};
use crate::layers::{errors::Failure, visit::Answer};

/// Which subscribers.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// A subscription to ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    email: String,
    url: Option<String>,
    #[serde(default = "everything")]
    topics: Vec<TopicName>,
    #[serde(default)]
    language: Language,
}

/// `all`, `group:pay`, `component:pay-qr`, `incident:0192…`
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct TopicName(Topic);

impl TryFrom<String> for TopicName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Topic::parse(&text).map(Self).ok_or_else(|| format!("no such topic: {text}"))
    }
}

fn everything() -> Vec<TopicName> {
    vec![TopicName(Topic::Everything)]
}

/// Who confirmed, newest first; addresses are masked.
pub async fn list(caller: Caller, Query(asked): Query<Asked>, Query(part): Query<Part>) -> Answer {
    caller.require(Scope::SubscribersRead)?;
    let (page, size) = part.of()?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let skip = count((page - 1).saturating_mul(size));
    let found = caller.backend.list_subscribers(&caller.actor, &asked.q, skip, count(size)).await?;
    let items = found.listed.iter().map(|listed| represent::subscriber(caller.state.site(), listed)).collect();
    part.answer(items, usize::try_from(found.total).unwrap_or_default())
}

/// How many there are.
pub async fn counts(caller: Caller) -> Answer {
    caller.require(Scope::SubscribersRead)?;
    let (channels, topics) = caller.backend.count_subscribers(&caller.actor).await?;
    let total: i64 = channels.iter().map(|counted| counted.count).sum();
    let channels: BTreeMap<_, _> = channels.iter().map(|counted| (counted.of.name(), counted.count)).collect();
    let topics: BTreeMap<_, _> = topics.iter().map(|counted| (counted.of.to_string(), counted.count)).collect();
    Ok(answer(StatusCode::OK, json!({ "total": total, "channels": channels, "topics": topics })))
}

/// Asks for a subscription: its address gets a link to confirm it, and nothing else before that. The answer is the same
/// whether the address is known or not.
pub async fn ask(caller: Caller, body: Bytes) -> Answer {
    caller.require(Scope::SubscribersWrite)?;
    let sent: Request = read(&body)?;
    if !caller.state.limits().allows_address(&format!("subscribe {}", sent.email)) {
        return Err(Failure::TooMany);
    }
    let reserved = caller.reserve(&body).await?;
    let topics: BTreeSet<_> = sent.topics.into_iter().map(|topic| topic.0).collect();
    let new = NewSubscription { email: sent.email, url: sent.url, topics, language: sent.language };
    if !reserved.is_done {
        let asked = caller.backend.request_subscription(SubscriberId(reserved.id), &new).await;
        caller.settle(&reserved, asked).await?;
    }
    Ok(answer(StatusCode::ACCEPTED, json!({ "status": "confirmation_sent" })))
}
