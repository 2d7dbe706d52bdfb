//! Claimants: their accounts, what each gets, and what they do about it.

use app::{
    pages::claims::{case as case_page, computation as computation_page, list as list_page, reason as reason_page},
    parts::FormState,
    routes::{CLAIMS, CaseForm, case as case_path},
    text::claims::Claims,
};
use axum::extract::{Path, Query};
use backend::{
    Error,
    claims::{ClaimantCase, Request},
};
use domain::{
    claim::{Action, Decision},
    id::{AccountId, ProgrammeId},
    money::Money,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    download::{download, paper as paper_of},
    form::{Fields, once_more, value, with_problems},
};
use crate::layers::{
    errors::Failure,
    visit::{Answer, Visit, page},
};

/// The ids in the address of a case.
type CasePath = Path<(Uuid, Uuid)>;

/// `GET /claims`
pub async fn list(visit: Visit) -> Answer {
    visit.claimants_only()?;
    let accounts = visit.backend.claimant_accounts(&visit.actor).await?;
    let cases = visit.backend.claimant_cases(&visit.actor).await?;
    let notice = visit.take_notice().await?;
    Ok(page(list_page::page(&visit.context(), &accounts, &cases, notice.as_deref())))
}

/// The programme that a public page leads from.
#[derive(Debug, Deserialize)]
pub struct Asked {
    programme: Option<Uuid>,
}

/// `GET /claims/new?programme=…`: straight to the case where there is just one, else to the list.
pub async fn begin(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit.claimants_only()?;
    let cases = visit.backend.claimant_cases(&visit.actor).await?;
    let mut of_programme = cases.iter().filter(|case| Some(case.programme.id.0) == asked.programme);
    match (of_programme.next(), of_programme.next()) {
        (Some(case), None) => Ok(visit.redirect(&case_path(case.account.id, case.programme.id))),
        _ => Ok(visit.redirect(CLAIMS)),
    }
}

/// `GET /claims/{account}/{programme}`
pub async fn case(visit: Visit, path: CasePath) -> Answer {
    let case = find(&visit, path).await?;
    let notice = visit.take_notice().await?;
    Ok(page(case_page::page(&visit.context(), &case, &FormState::default(), notice.as_deref())))
}

/// `GET …/records.json`: what the result rests on, to be computed again.
pub async fn records(visit: Visit, Path((account, programme)): CasePath) -> Answer {
    visit.claimants_only()?;
    let (account, programme) = (AccountId(account), ProgrammeId(programme));
    let records = visit.backend.claimant_records(&visit.actor, account, programme).await?;
    Ok(download("records", &records.published.digest, &records))
}

/// `GET …/explanation.json`: how the result comes about, for programs.
pub async fn explanation(visit: Visit, Path((account, programme)): CasePath) -> Answer {
    visit.claimants_only()?;
    let (account, programme) = (AccountId(account), ProgrammeId(programme));
    let explanation = visit.backend.claimant_records(&visit.actor, account, programme).await?.explain();
    Ok(download("explanation", &explanation.assessment.digest, &explanation))
}

/// `GET …/explanation.pdf`: the same to print and to keep.
pub async fn paper(visit: Visit, Path((account, programme)): CasePath) -> Answer {
    let case = find(&visit, Path((account, programme))).await?;
    let records = visit.backend.claimant_records(&visit.actor, case.account.id, case.programme.id).await?;
    paper_of(visit.language, &case.programme.title, &records.explain())
}

/// `GET …/computation`: the same for people.
pub async fn computation(visit: Visit, Path((account, programme)): CasePath) -> Answer {
    visit.claimants_only()?;
    let (account, programme) = (AccountId(account), ProgrammeId(programme));
    let explanation = visit.backend.claimant_records(&visit.actor, account, programme).await?.explain();
    Ok(page(computation_page::page(&visit.context(), programme, &explanation)))
}

/// `POST /claims/{account}/{programme}/accept`: the amount that was on the page, and no other.
pub async fn accept(visit: Visit, path: CasePath, Fields(fields): Fields) -> Answer {
    let case = find(&visit, path).await?;
    let stored = case.claim.as_ref().ok_or(Failure::NotFound)?;
    // an amount that cannot be read is not the one on the table, and is refused as such
    let minor = value(&fields, "amount").parse().unwrap_or(0);
    let request = Request { action: Action::Accept(Money::new(minor, stored.limit.currency)), note: String::new() };
    match visit.backend.claimant_acts(&visit.actor, stored.id, &request).await {
        Ok(decision) => done(&visit, &case, is_new(&decision), CaseForm::Accept).await,
        Err(error) => {
            let form = with_problems(fields, error, visit.language)?;
            // the page shows what is on the table now
            let case = visit.backend.claimant_case(&visit.actor, case.account.id, case.programme.id).await?;
            once_more(case_page::page(&visit.context(), &case, &form, None))
        }
    }
}

/// `GET …/appeal`
pub async fn appeal_form(visit: Visit, path: CasePath) -> Answer {
    form(visit, path, CaseForm::Appeal).await
}

/// `POST …/appeal`
pub async fn appeal(visit: Visit, path: CasePath, Fields(fields): Fields) -> Answer {
    act(visit, path, fields, CaseForm::Appeal).await
}

/// `GET …/withdraw`
pub async fn withdraw_form(visit: Visit, path: CasePath) -> Answer {
    form(visit, path, CaseForm::Withdraw).await
}

/// `POST …/withdraw`
pub async fn withdraw(visit: Visit, path: CasePath, Fields(fields): Fields) -> Answer {
    act(visit, path, fields, CaseForm::Withdraw).await
}

/// `GET …/ask`
pub async fn ask_form(visit: Visit, path: CasePath) -> Answer {
    form(visit, path, CaseForm::Ask).await
}

/// `POST …/ask`
pub async fn ask(visit: Visit, path: CasePath, Fields(fields): Fields) -> Answer {
    act(visit, path, fields, CaseForm::Ask).await
}

/// `GET …/answer`
pub async fn answer_form(visit: Visit, path: CasePath) -> Answer {
    form(visit, path, CaseForm::Answer).await
}

/// `POST …/answer`
pub async fn answer(visit: Visit, path: CasePath, Fields(fields): Fields) -> Answer {
    act(visit, path, fields, CaseForm::Answer).await
}

async fn find(visit: &Visit, Path((account, programme)): CasePath) -> Result<ClaimantCase, Failure> {
    visit.claimants_only()?;
    Ok(visit.backend.claimant_case(&visit.actor, AccountId(account), ProgrammeId(programme)).await?)
}

async fn form(visit: Visit, path: CasePath, kind: CaseForm) -> Answer {
    let case = find(&visit, path).await?;
    Ok(page(reason_page::page(&visit.context(), &case, kind, &FormState::default())))
}

async fn act(visit: Visit, path: CasePath, fields: Vec<(String, String)>, kind: CaseForm) -> Answer {
    let case = find(&visit, path).await?;
    match decide(&visit, &case, kind, value(&fields, "note")).await {
        Ok(is_new) => done(&visit, &case, is_new, kind).await,
        Err(error) => {
            let form = with_problems(fields, error, visit.language)?;
            once_more(reason_page::page(&visit.context(), &case, kind, &form))
        }
    }
}

/// Carries it out; false where it had happened already.
async fn decide(visit: &Visit, case: &ClaimantCase, kind: CaseForm, note: &str) -> Result<bool, Error> {
    let Some(stored) = &case.claim else {
        if kind != CaseForm::Ask {
            return Err(Error::NotFound);
        }
        let (account, programme) = (case.account.id, case.programme.id);
        visit.backend.claim_without_offer(&visit.actor, account, programme, note).await?;
        return Ok(true);
    };
    let action = match kind {
        CaseForm::Appeal => Action::Appeal,
        CaseForm::Withdraw => Action::Withdraw,
        CaseForm::Answer => Action::GiveInformation,
        CaseForm::Ask => Action::Submit,
        CaseForm::Accept => return Err(Error::NotFound),
    };
    let request = Request { action, note: note.to_owned() };
    Ok(is_new(&visit.backend.claimant_acts(&visit.actor, stored.id, &request).await?))
}

const fn is_new(decision: &Decision) -> bool {
    matches!(decision, Decision::Executed(..))
}

/// Back to the case, which says what happened.
async fn done(visit: &Visit, case: &ClaimantCase, is_new: bool, kind: CaseForm) -> Answer {
    let words = Claims::of(visit.language);
    let notice = match kind {
        _ if !is_new => words.already_notice,
        CaseForm::Accept => words.accepted_notice,
        CaseForm::Appeal => words.appealed_notice,
        CaseForm::Withdraw => words.withdrawn_notice,
        CaseForm::Ask => words.asked_notice,
        CaseForm::Answer => words.answered_notice,
    };
    visit.leave_notice(notice).await?;
    Ok(visit.redirect(&case_path(case.account.id, case.programme.id)))
}
