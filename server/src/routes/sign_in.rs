//! Claimants sign in by a link in a mail; there is no password to forget.

use app::{pages::claims::sign_in as pages, parts::FormState, routes::CLAIMS};
use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use backend::{Actor, Error, people::Principal};
use serde::Deserialize;

use super::form::{Fields, once_more, value, with_problems};
use crate::layers::{
    errors::Failure,
    visit::{Answer, Visit, page, page_with, safe_next},
};

/// Where to go after signing in, kept in the session while the mail is on its way.
const NEXT: &str = "next";

/// What the address of the form may say.
#[derive(Debug, Deserialize)]
pub struct Asked {
    next: Option<String>,
    again: Option<String>,
}

/// `GET /sign-in`. Who is signed in goes on, unless they want to be somebody else.
pub async fn claimant_form(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let next = safe_next(asked.next.as_deref());
    if matches!(visit.actor, Actor::Claimant { .. }) && asked.again.is_none() {
        return Ok(visit.redirect(next.unwrap_or(CLAIMS)));
    }
    let form = next.map_or_else(FormState::default, |next| FormState::default().with_value(NEXT, next));
    let notice = visit.take_notice().await?;
    Ok(page(pages::page(&visit.context(), &form, notice.as_deref())))
}

/// `POST /sign-in`: sends a link. The answer is the same whether the address is known or not.
pub async fn send_link(visit: Visit, Fields(fields): Fields) -> Answer {
    let email = value(&fields, "email").to_owned();
    if !visit.state.limits().allows(visit.client, &email) {
        return Err(Failure::TooMany);
    }
    if let Err(error) = visit.backend.request_sign_in_link(&email, visit.language).await {
        let form = with_problems(fields, error, visit.language)?;
        return once_more(pages::page(&visit.context(), &form, None));
    }
    if let Some(next) = safe_next(Some(value(&fields, NEXT))) {
        visit.session.insert(NEXT, next).await?;
    }
    Ok(page(pages::sent(&visit.context(), &email, visit.state.mail_folder().is_some())))
}

/// `GET /sign-in/{secret}`: only a button, since programs that guard mailboxes open links too.
pub async fn confirm_link(visit: Visit) -> Answer {
    Ok(page(pages::confirm(&visit.context())))
}

/// `POST /sign-in/{secret}`: uses the link.
pub async fn use_link(visit: Visit, Path(secret): Path<String>) -> Answer {
    if !visit.state.limits().allows(visit.client, &secret) {
        return Err(Failure::TooMany);
    }
    match visit.backend.sign_in_by_link(&secret, visit.language).await {
        Ok(claimant) => {
            let next: Option<String> = visit.session.remove(NEXT).await?;
            visit.sign_in(Principal::Claimant(claimant)).await?;
            Ok(visit.redirect(safe_next(next.as_deref()).unwrap_or(CLAIMS)))
        }
        Err(Error::Refused(_)) => Ok(page_with(StatusCode::GONE, pages::gone(&visit.context()))),
        Err(error) => Err(error.into()),
    }
}
