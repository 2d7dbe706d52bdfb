//! `/console/programmes/{id}/adjustments`

use app::{
    pages::console::adjustments::{list as list_page, one},
    parts::FormState,
    routes,
    shell::Document,
    text::console::adjustments::Adjustments as Words,
};
use axum::extract::{Path, Query};
use backend::{
    Error, Problem,
    adjustments::{AdjustmentFilter, Order, Settled},
};
use domain::{
    adjustment::{Direction, Status, Verdict},
    id::{AdjustmentId, ProgrammeId, RunId},
    language::Language,
};
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
    status: Option<String>,
    direction: Option<String>,
    order: Option<String>,
    page: Option<String>,
}

impl Asked {
    fn filter(&self) -> AdjustmentFilter {
        AdjustmentFilter {
            status: self.status.as_deref().and_then(Status::from_name).unwrap_or(Status::Waiting),
            direction: self.direction.as_deref().and_then(Direction::from_name),
            order: self.order.as_deref().and_then(Order::from_name).unwrap_or_default(),
            page: self.page.as_ref().and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
        }
    }
}

/// The later results of a programme.
pub async fn list(visit: Visit, Path(programme): Path<String>, Query(asked): Query<Asked>) -> Answer {
    Ok(visit::page(render_list(&visit, id(&programme)?, &asked.filter(), &FormState::default()).await?))
}

async fn render_list(
    visit: &Visit,
    programme: ProgrammeId,
    filter: &AdjustmentFilter,
    form: &FormState,
) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    let found = visit.backend.adjustments(&visit.actor, programme, filter).await?;
    Ok(list_page::page(&console, filter, &found, form))
}

/// Decides on all that wait of a run, one way.
pub async fn decide_all(visit: Visit, Path(programme): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let programme: ProgrammeId = id(&programme)?;
    let run: RunId = id(form::value(&fields.0, "run"))?;
    let direction = Direction::from_name(form::value(&fields.0, "direction")).ok_or(Failure::NotFound)?;
    let reason = form::value(&fields.0, "reason");
    let decided = match verdict(&fields.0) {
        Ok(verdict) => {
            visit.backend.decide_adjustments(&visit.actor, programme, (run, direction), verdict, reason).await
        }
        Err(error) => Err(error),
    };
    match decided {
        Ok(_) => {
            visit.leave_notice(Words::of(visit.language).started).await?;
            Ok(visit.redirect(&routes::adjustments(programme)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(render_list(&visit, programme, &Asked::default().filter(), &form).await?)
        }
    }
}

/// One later result.
pub async fn page(visit: Visit, Path((programme, adjustment)): Path<(String, String)>) -> Answer {
    Ok(visit::page(render(&visit, id(&programme)?, id(&adjustment)?, &FormState::default()).await?))
}

async fn render(
    visit: &Visit,
    programme: ProgrammeId,
    adjustment: AdjustmentId,
    form: &FormState,
) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    let case = visit.backend.adjustment(&visit.actor, adjustment).await?;
    if case.programme.id != programme {
        return Err(Failure::NotFound);
    }
    Ok(one::page(&console, &case, &names(visit).await?, form))
}

/// Decides on it.
pub async fn decide(visit: Visit, Path((programme, adjustment)): Path<(String, String)>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let (programme, adjustment) = (id(&programme)?, id(&adjustment)?);
    let reason = form::value(&fields.0, "reason");
    let decided = match verdict(&fields.0) {
        Ok(verdict) => visit.backend.decide_adjustment(&visit.actor, adjustment, verdict, reason).await,
        Err(error) => Err(error),
    };
    match decided {
        Ok(settled) => {
            let words = Words::of(visit.language);
            let said = match settled {
                Settled::Applied => words.applied,
                Settled::Kept => words.kept,
                Settled::FirstApproval => words.one_approved,
                Settled::Already => words.already,
            };
            visit.leave_notice(said).await?;
            Ok(visit.redirect(&routes::adjustments(programme)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(render(&visit, programme, adjustment, &form).await?)
        }
    }
}

fn verdict(fields: &[(String, String)]) -> Result<Verdict, Error> {
    Verdict::from_name(form::value(fields, "verdict")).ok_or_else(|| {
        let [ko, en] = Language::ALL.map(|language| Words::of(language).bad_verdict);
        Error::Invalid(vec![Problem::new("form", ko, en)])
    })
}
