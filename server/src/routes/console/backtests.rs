//! `/console/programmes/{id}/backtests`: a programme's outage placed where none was.

use app::{
    pages::console::programmes::backtest::{self as backtest_page, Data},
    parts::FormState,
    routes,
    shell::Document,
    text::console::backtest::Backtest as Words,
};
use axum::{
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use backend::Error;
use domain::id::{BacktestId, ProgrammeId};
use serde::Deserialize;

use super::{enter, id};
use crate::{
    backtest,
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// What an address may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    of: Option<String>,
}

/// The latest back-test, or the one that is asked for, and the earlier ones.
pub async fn page(visit: Visit, Path(asked): Path<String>, Query(query): Query<Asked>) -> Answer {
    Ok(visit::page(render(&visit, id(&asked)?, query.of.as_deref(), &FormState::default()).await?))
}

async fn render(visit: &Visit, id: ProgrammeId, of: Option<&str>, form: &FormState) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    let (programme, policies) = visit.backend.programme(&visit.actor, id).await?;
    let backtests = visit.backend.backtests(&visit.actor, id).await?;
    let asked = of.map(|of| backtests.iter().position(|found| found.id.to_string() == of).ok_or(Failure::NotFound));
    let shown = asked.transpose()?.unwrap_or(0);
    Ok(backtest_page::page(&console, &Data { programme, policies, backtests, shown }, form))
}

/// Starts one.
pub async fn start(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let programme = id(&asked)?;
    match visit.backend.start_backtest(&visit.actor, programme).await {
        Ok(_) => done(&visit, programme, Words::of(visit.language).started).await,
        Err(error) => {
            let form = form::with_problems(Vec::new(), error, visit.language)?;
            form::once_more(render(&visit, programme, None, &form).await?)
        }
    }
}

/// Stops one.
pub async fn cancel(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let backtest: BacktestId = id(&asked)?;
    visit.backend.cancel_backtest(&visit.actor, backtest).await?;
    let programme = id(form::value(&fields.0, "programme"))?;
    done(&visit, programme, Words::of(visit.language).stopped).await
}

async fn done(visit: &Visit, programme: ProgrammeId, said: &str) -> Answer {
    visit.leave_notice(said).await?;
    Ok(visit.redirect(&routes::backtests(programme)))
}

/// All rows as CSV.
pub async fn rows(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let found = visit.backend.backtest(&visit.actor, id(&asked)?).await?;
    let rows = backtest::rows(&found, visit.state.site().zone);
    let text = backtest::csv(&rows).map_err(|error| Error::Corrupt(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"backtest.csv\""),
    ];
    Ok((headers, text).into_response())
}
