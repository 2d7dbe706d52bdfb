//! What the script of notifications and the service worker ask, as JSON: subscribing a browser, its state, going on under
//! another endpoint, ending it.

use app::{pages::public::subscribe as pages, routes};
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use backend::subscribers::{Browser, NewBrowser};
use serde_json::json;

use super::form::{Fields, value};
use crate::{
    layers::{
        errors::Failure,
        visit::{Answer, Visit},
    },
    state::AppState,
};

/// `GET /subscribe/push/key`: what browsers subscribe with. Not found where they are not told.
pub async fn key(State(state): State<AppState>) -> Answer {
    let backend = state.backend().ok_or(Failure::Unavailable)?;
    let key = backend.push_key().ok_or(Failure::NotFound)?;
    Ok(Json(json!({ "key": key })).into_response())
}

/// `POST /subscribe/push`
pub async fn subscribe(visit: Visit, Fields(fields): Fields) -> Answer {
    let browser = browser(&visit, &fields)?;
    let new = NewBrowser { browser, topics: pages::asked(&fields), language: visit.language };
    visit.backend.subscribe_browser(&new).await?;
    Ok(Json(json!({})).into_response())
}

/// `POST /subscribe/push/state`: how the subscription of a browser stands, for who knows its secret. The same as for nothing
/// where there is none or the secret is another.
pub async fn standing(visit: Visit, Fields(fields): Fields) -> Answer {
    let browser = browser(&visit, &fields)?;
    let (found, token) = visit.backend.subscriber_by_browser(&browser.endpoint, &browser.auth).await?;
    let topics: Vec<_> = found.topics.iter().map(ToString::to_string).collect();
    let body = json!({
        "topics": topics,
        "ended": found.ended_at.is_some(),
        "manage": visit.href(&routes::manage_subscription(&token)),
        "token": token,
    });
    Ok(Json(body).into_response())
}

/// `POST /subscribe/push/renew`: by the service worker, which has the token.
pub async fn renew(visit: Visit, Fields(fields): Fields) -> Answer {
    let browser = browser(&visit, &fields)?;
    visit.backend.renew_browser(value(&fields, "token"), &browser).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /subscribe/push/end`: the same for every token.
pub async fn end(visit: Visit, Fields(fields): Fields) -> Answer {
    visit.backend.unsubscribe(value(&fields, "token")).await?;
    Ok(Json(json!({})).into_response())
}

/// The browser that asks; each client may ask so often.
fn browser(visit: &Visit, fields: &[(String, String)]) -> Result<Browser, Failure> {
    let field = |name| value(fields, name).to_owned();
    let browser = Browser { endpoint: field("endpoint"), p256dh: field("p256dh"), auth: field("auth") };
    if !visit.state.limits().allows(visit.client, &format!("push {}", browser.endpoint)) {
        return Err(Failure::TooMany);
    }
    Ok(browser)
}
