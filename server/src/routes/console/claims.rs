//! `/console/claims`

use app::{
    pages::console::claims::{
        case::{self, Data},
        computation, queue as queue_page,
    },
    parts::FormState,
    routes,
    shell::Document,
    text::console::claims::Claims as Words,
};
use axum::extract::{Path, Query};
use backend::{
    Error, Problem,
    claims::{OFFER_OPEN, QueueFilter, Request},
};
use domain::{
    claim::{Action, Decision, Event, State},
    id::ClaimId,
    language::Language,
    money::{Currency, Money},
    time::Instant,
};
use serde::Deserialize;

use super::{enter, id, names};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::{
        download::{download, paper as paper_of},
        form::{self, Fields},
    },
};

/// What an address may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    state: Option<String>,
    #[serde(default)]
    q: String,
    page: Option<String>,
}

/// The queue.
pub async fn queue(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let console = enter(&visit).await?;
    let filter = QueueFilter {
        state: asked.state.as_deref().and_then(State::from_name),
        search: asked.q.trim().to_owned(),
        page: asked.page.and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    };
    let found = visit.backend.claim_queue(&visit.actor, &filter).await?;
    let counts = visit.backend.claim_counts(&visit.actor).await?;
    Ok(visit::page(queue_page(&console, &filter, &counts, &found)))
}

/// One claim.
pub async fn page(visit: Visit, Path(asked): Path<String>) -> Answer {
    Ok(visit::page(render(&visit, id(&asked)?, &FormState::default()).await?))
}

async fn render(visit: &Visit, claim: ClaimId, form: &FormState) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    let case = visit.backend.staff_case(&visit.actor, claim).await?;
    let data = Data { case, names: names(visit).await? };
    Ok(case::page(&console, &data, form))
}

/// What the result of a claim rests on, to be computed again.
pub async fn records(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let records = visit.backend.staff_records(&visit.actor, id(&asked)?).await?;
    Ok(download("records", &records.published.digest, &records))
}

/// How the result of a claim comes about, for programs.
pub async fn explanation(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let explanation = visit.backend.staff_records(&visit.actor, id(&asked)?).await?.explain();
    Ok(download("explanation", &explanation.assessment.digest, &explanation))
}

/// The same to print and to keep.
pub async fn paper(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let claim: ClaimId = id(&asked)?;
    let case = visit.backend.staff_case(&visit.actor, claim).await?;
    let explanation = visit.backend.staff_records(&visit.actor, claim).await?.explain();
    paper_of(visit.language, &case.programme.title, &explanation)
}

/// The same for people.
pub async fn computation(visit: Visit, Path(asked): Path<String>) -> Answer {
    let claim = id(&asked)?;
    let console = enter(&visit).await?;
    let explanation = visit.backend.staff_records(&visit.actor, claim).await?.explain();
    Ok(visit::page(computation::page(&console, claim, &explanation)))
}

/// Does something with a claim.
pub async fn act(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let claim: ClaimId = id(&asked)?;
    let name = form::value(&fields.0, "action").to_owned();
    match decide(&visit, claim, &name, &fields.0).await {
        Ok(decision) => {
            let words = Words::of(visit.language);
            let said = match decision {
                Decision::Executed(Event::FirstApproval, _) => words.one_approved,
                Decision::Executed(..) => words.done,
                Decision::AlreadyApplied => words.already,
            };
            visit.leave_notice(said).await?;
            Ok(visit.redirect(&routes::staff_claim(claim)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, at_action(error, &name), visit.language)?;
            form::once_more(render(&visit, claim, &form).await?)
        }
    }
}

async fn decide(visit: &Visit, claim: ClaimId, name: &str, fields: &[(String, String)]) -> Result<Decision, Error> {
    // permission to read comes first: without it nothing is said about the claim
    let case = visit.backend.staff_case(&visit.actor, claim).await?;
    let action = action(name, form::value(fields, "amount"), case.programme.budget.currency, visit.now())?;
    let note = form::value(fields, "note").to_owned();
    visit.backend.staff_acts(&visit.actor, claim, &Request { action, note }).await
}

/// The action of a name.
fn action(name: &str, amount: &str, currency: Currency, now: Instant) -> Result<Action, Error> {
    let wrong = |field: &str, said: fn(&Words) -> &'static str| {
        let [ko, en] = Language::ALL.map(|language| said(Words::of(language)));
        Error::Invalid(vec![Problem::new(field, ko, en)])
    };
    Ok(match name {
        "start_review" => Action::StartReview,
        "return_to_queue" => Action::ReturnToQueue,
        "request_information" => Action::RequestInformation,
        "reject" => Action::Reject,
        "approve" => Action::Approve,
        "send_back" => Action::SendBack,
        "offer" => Action::Offer {
            amount: Money::parse(amount, currency).ok_or_else(|| wrong("amount", |words| words.bad_amount))?,
            answer_by: now.plus(OFFER_OPEN),
        },
        _ => return Err(wrong("form", |words| words.bad_action)),
    })
}

/// Each action's form has its own field for a note.
fn at_action(error: Error, name: &str) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let at = |problem: Problem| match problem.field.as_str() {
        "note" => Problem { field: format!("note-{name}"), ..problem },
        _ => problem,
    };
    Error::Invalid(problems.into_iter().map(at).collect())
}
