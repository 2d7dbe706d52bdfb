//! `/console/tokens`

use app::{pages::console::tokens as pages, parts::FormState, routes, text::console::tokens::Tokens as Words};
use axum::extract::Path;
use backend::{Error, tokens::NewToken};
use chrono::NaiveDate;
use domain::{
    id::TokenId,
    token::{Scope, ScopeSet},
};

use super::{enter, id, input::Input};
use crate::{
    layers::visit::{self, Answer, Visit},
    routes::form::{self, Fields},
};

/// All of them, with the form for a new one.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let tokens = visit.backend.list_tokens(&visit.actor).await?;
    Ok(visit::page(pages::page(&console, &tokens, None, &empty(&visit))))
}

fn empty(visit: &Visit) -> FormState {
    FormState::default().with_value("id", visit.fresh_id().to_string())
}

/// Makes one. Its secret is in this answer and nowhere else, so there is no redirect.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let added = match new_token(&visit, &fields.0) {
        Ok(new) => visit.backend.add_token(&visit.actor, &new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(Some(secret)) => {
            let tokens = visit.backend.list_tokens(&visit.actor).await?;
            Ok(visit::page(pages::page(&console, &tokens, Some(&secret), &empty(&visit))))
        }
        Ok(None) => {
            visit.leave_notice(Words::of(visit.language).made_before).await?;
            Ok(visit.redirect(routes::TOKENS))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            let tokens = visit.backend.list_tokens(&visit.actor).await?;
            form::once_more(pages::page(&console, &tokens, None, &form))
        }
    }
}

fn new_token(visit: &Visit, fields: &[(String, String)]) -> Result<NewToken, Error> {
    let zone = visit.state.site().zone;
    let mut input = Input::new(fields, zone);
    let end = input.value("expires_on");
    // it works until its last day is over
    let expires_at = end.parse().ok().and_then(|day: NaiveDate| day.succ_opt()).map(|next| zone.midnight(next));
    if !end.is_empty() && expires_at.is_none() {
        input.problem("expires_on", |language| Words::of(language).bad_date.to_owned());
    }
    let new = NewToken {
        id: TokenId(input.id("id", || visit.fresh_id())),
        name: input.value("name").to_owned(),
        scopes: scopes(fields),
        expires_at,
    };
    input.finish()?;
    Ok(new)
}

fn scopes(fields: &[(String, String)]) -> ScopeSet {
    fields.iter().filter(|(name, _)| name == "scopes").filter_map(|(_, scope)| Scope::from_name(scope)).collect()
}

/// Ends one.
pub async fn revoke(visit: Visit, Path(token): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.revoke_token(&visit.actor, id(&token)?).await?;
    visit.leave_notice(Words::of(visit.language).was_revoked).await?;
    Ok(visit.redirect(routes::TOKENS))
}
