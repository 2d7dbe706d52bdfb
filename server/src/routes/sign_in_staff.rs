//! Signing in as a person of the operator, and signing out.

use app::{pages::console::sign_in, parts::FormState};
use axum::extract::Query;
use backend::{Error, people::Principal};
use serde::Deserialize;

use super::form::{self, Fields};
use crate::layers::{
    errors::Failure,
    visit::{Answer, Visit, page, safe_next},
};

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// `GET /console/sign-in`
pub async fn form(visit: Visit, Query(asked): Query<Next>) -> Answer {
    let form = FormState::default().with_value("next", asked.next.unwrap_or_default());
    Ok(page(sign_in::page(&visit.context(), &form)))
}

/// `POST /console/sign-in`
pub async fn sign_in(visit: Visit, fields: Fields) -> Answer {
    let fields = fields.0;
    let (email, password) = (form::value(&fields, "email"), form::raw_value(&fields, "password"));
    if !visit.state.limits().allows(visit.client, email) {
        return Err(Failure::TooMany);
    }
    match visit.backend.sign_in_staff(email, password).await {
        Ok(id) => {
            visit.sign_in(Principal::Staff(id)).await?;
            let next = safe_next(Some(form::value(&fields, "next")).filter(|next| !next.is_empty()));
            Ok(visit.redirect(next.unwrap_or(app::routes::DESK)))
        }
        Err(Error::Refused(text)) => {
            // the password is not sent back
            let kept = fields.into_iter().filter(|(name, _)| name != "password");
            let form = FormState::sent(kept).with_error("email", text.get(visit.language));
            form::once_more(sign_in::page(&visit.context(), &form))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-out`, for claimants and staff
pub async fn sign_out(visit: Visit) -> Answer {
    let at = if visit.actor.staff().is_ok() { app::routes::STAFF_SIGN_IN } else { app::routes::HOME };
    visit.sign_out().await?;
    Ok(visit.redirect(at))
}
