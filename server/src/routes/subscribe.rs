//! Subscribing to what is published. The forms are public bytes; what is sent from them comes here.

use app::{
    pages::public::subscribe::{self as pages, Managed},
    parts::FormState,
    routes,
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use backend::{
    Error,
    subscribers::{NewSubscription, Subscriber, shown_address},
};
use domain::{
    id::SubscriberId,
    language::Language,
    subscription::{Channel, Topic},
};
use serde::Deserialize;

use super::form::{Fields, once_more, value, with_problems};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit, page, page_with},
    },
    state::AppState,
};

/// `POST /subscribe`: by mail. The answer is the same whether the address is known or not.
pub async fn by_mail(visit: Visit, Fields(fields): Fields) -> Answer {
    ask(visit, fields, false).await
}

/// `POST /subscribe/webhook`
pub async fn by_webhook(visit: Visit, Fields(fields): Fields) -> Answer {
    ask(visit, fields, true).await
}

async fn ask(visit: Visit, fields: Vec<(String, String)>, by_webhook: bool) -> Answer {
    let email = value(&fields, "email").to_owned();
    if !visit.state.limits().allows(visit.client, &format!("subscribe {email}")) {
        return Err(Failure::TooMany);
    }
    let new = NewSubscription {
        url: by_webhook.then(|| value(&fields, "url").to_owned()),
        topics: pages::asked(&fields),
        language: visit.language,
        email,
    };
    match visit.backend.request_subscription(SubscriberId(visit.fresh_id()), &new).await {
        Ok(()) => Ok(page(pages::sent(&visit.context(), &new.email, visit.state.mail_folder().is_some()))),
        Err(error) => {
            let form = with_problems(fields, error, visit.language)?;
            let (context, state) = (visit.context(), visit.backend.public_state().await?);
            let incident = new.topics.iter().find_map(|topic| match topic {
                Topic::Incident(id) => state.incident(*id),
                _ => None,
            });
            once_more(match incident {
                _ if by_webhook => pages::webhook_page(&context, &state, &form),
                Some(incident) => pages::incident_page(&context, incident, &form),
                None => pages::page(&context, &state, &form),
            })
        }
    }
}

/// `GET /subscribe/confirm/{token}`: only a button, since programs that guard mailboxes open links too.
pub async fn confirm_form(visit: Visit) -> Answer {
    Ok(page(pages::confirm(&visit.context())))
}

/// `POST /subscribe/confirm/{token}`
pub async fn confirm(visit: Visit, Path(token): Path<String>) -> Answer {
    match visit.backend.confirm_subscription(&token).await {
        Ok(manage) => Ok(visit.redirect(&format!("{}?new=1", routes::manage_subscription(&manage)))),
        Err(Error::Refused(_)) => Ok(page_with(StatusCode::GONE, pages::gone(&visit.context()))),
        Err(error) => Err(error.into()),
    }
}

/// What the address of the page says of how one came there.
#[derive(Debug, Deserialize)]
pub struct Came {
    new: Option<String>,
    saved: Option<String>,
}

/// `GET /subscribe/manage/{token}`
pub async fn manage(visit: Visit, Path(token): Path<String>, Query(came): Query<Came>) -> Answer {
    let Some(subscriber) = found(&visit, &token).await? else {
        return Ok(page_with(StatusCode::GONE, pages::gone(&visit.context())));
    };
    let form = FormState::sent(pages::fields(&subscriber.topics)).with_value("language", subscriber.language.tag());
    Ok(page(managed(&visit, &token, &subscriber, &came, &form).await?))
}

/// `POST /subscribe/manage/{token}`
pub async fn change(visit: Visit, Path(token): Path<String>, Fields(fields): Fields) -> Answer {
    let Some(subscriber) = found(&visit, &token).await? else {
        return Ok(page_with(StatusCode::GONE, pages::gone(&visit.context())));
    };
    let language = Language::from_tag(value(&fields, "language")).unwrap_or(subscriber.language);
    match visit.backend.change_subscription(&token, &pages::asked(&fields), language).await {
        Ok(()) => Ok(visit.redirect(&format!("{}?saved=1", routes::manage_subscription(&token)))),
        Err(error) => {
            let form = with_problems(fields, error, visit.language)?;
            let came = Came { new: None, saved: None };
            once_more(managed(&visit, &token, &subscriber, &came, &form).await?)
        }
    }
}

/// None where a link leads to nobody any more.
async fn found(visit: &Visit, token: &str) -> Result<Option<Subscriber>, Failure> {
    match visit.backend.subscriber_by_link(token).await {
        Ok(subscriber) => Ok(Some(subscriber)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn managed(
    visit: &Visit,
    token: &str,
    subscriber: &Subscriber,
    came: &Came,
    form: &FormState,
) -> Result<app::shell::Document, Failure> {
    let attempts = visit.backend.attempts_by_link(token).await?;
    let is_signed = subscriber.channel == Channel::Webhook;
    let managed = Managed {
        token,
        subscriber,
        address: shown_address(&subscriber.email, &subscriber.url),
        secret: is_signed.then(|| visit.backend.signing_secret(subscriber.id)),
        attempts: &attempts,
        is_new: came.new.is_some(),
        is_saved: came.saved.is_some(),
    };
    let state = visit.backend.public_state().await?;
    Ok(pages::manage(&visit.context(), &state, &managed, form))
}

/// `GET /subscribe/end/{token}`: what a mail program opens that does not know the one click; ends nothing.
pub async fn end_form(visit: Visit, Path(token): Path<String>) -> Answer {
    Ok(visit.redirect(&routes::manage_subscription(&token)))
}

/// `POST /subscribe/end/{token}`: from the page, or by a mail program without it (RFC 8058), which comes from no page of
/// this site and has no session: the token is what allows it.
pub async fn end(
    State(state): State<AppState>,
    language: Option<axum::Extension<Language>>,
    Path(token): Path<String>,
) -> Answer {
    let backend = state.backend().ok_or(Failure::Unavailable)?;
    backend.unsubscribe(&token).await?;
    let language = language.map_or_else(Language::default, |language| language.0);
    Ok(page(pages::stopped(&visit::page_context(&state, language, routes::SUBSCRIBE, None))))
}
