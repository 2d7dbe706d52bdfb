//! `/console/claims/{id}/transactions`

use app::{
    pages::console::claims::transactions as pages, parts::FormState, routes, shell::Document,
    text::console::transactions::Transactions as Words,
};
use axum::extract::{Path, Query};
use backend::{Error, Problem, revisions::Change};
use chrono::NaiveDate;
use domain::{id::ClaimId, language::Language, ledger::SetAsideReason};
use serde::Deserialize;

use super::{enter, id, names};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// What an address may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    day: String,
}

/// What a reviewer should look at, or a day.
pub async fn page(visit: Visit, Path(claim): Path<String>, Query(asked): Query<Asked>) -> Answer {
    Ok(visit::page(render(&visit, id(&claim)?, &asked.day, &FormState::default()).await?))
}

/// A day that is none shows what is remarkable.
async fn render(visit: &Visit, claim: ClaimId, day: &str, form: &FormState) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    let day: Option<NaiveDate> = day.trim().parse().ok();
    let found = visit.backend.entries(&visit.actor, claim, day).await?;
    Ok(pages::page(&console, &found, &names(visit).await?, form))
}

/// Leaves out, puts back, computes again.
pub async fn act(visit: Visit, Path(claim): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let claim: ClaimId = id(&claim)?;
    let note = form::value(&fields.0, "note").to_owned();
    let computed = match change(&fields.0) {
        Ok(change) => visit.backend.compute_again(&visit.actor, claim, &change, &note).await,
        Err(error) => Err(error),
    };
    match computed {
        Ok(revision) => {
            let words = Words::of(visit.language);
            visit.leave_notice(if revision.is_some() { words.changed } else { words.same }).await?;
            Ok(visit.redirect(&routes::staff_claim(claim)))
        }
        Err(error) => {
            let day = form::value(&fields.0, "day").to_owned();
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(render(&visit, claim, &day, &form).await?)
        }
    }
}

fn change(fields: &[(String, String)]) -> Result<Change, Error> {
    let references = || fields.iter().filter(|(name, _)| name == "reference").map(|(_, value)| value.clone()).collect();
    let [set_aside, put_back, compute] = pages::ACTIONS;
    match form::value(fields, "action") {
        action if action == set_aside => {
            let reason = SetAsideReason::from_name(form::value(fields, "reason"));
            let reason = reason.ok_or_else(|| {
                let [ko, en] = Language::ALL.map(|language| Words::of(language).choose_reason);
                Error::Invalid(vec![Problem::new("reason", ko, en)])
            })?;
            Ok(Change::SetAside(references(), reason))
        }
        action if action == put_back => Ok(Change::PutBack(references())),
        action if action == compute => Ok(Change::Nothing),
        _ => Err(Error::NotFound),
    }
}
