//! `/console/reports`: uptime by month. The months stand in the address, so that a report can be passed on.

use app::{pages::console::reports as reports_page, parts::FormState, report::Report, text::reports::Reports as Words};
use axum::{extract::Query, http::header, response::IntoResponse};
use backend::{Error, Problem};
use chrono::NaiveDate;
use domain::{
    language::{Language, Text},
    uptime::report::{Period, first_of},
};

use super::enter;
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::{download::named, form},
};

type Fields = Vec<(String, String)>;

/// The form, and the report of its months.
pub async fn page(visit: Visit, Query(query): Query<Fields>) -> Answer {
    let console = enter(&visit).await?;
    let state = visit.backend.public_state().await?;
    let fields = if query.is_empty() { last_year(&visit) } else { query };
    match period(&visit, &fields) {
        Ok(period) => {
            let report = Report { site: visit.state.site(), state: &state, period, language: visit.language };
            Ok(visit::page(reports_page::page(&console, Some(&report), &FormState::sent(fields))))
        }
        Err(error) => {
            let form = form::with_problems(fields, error, visit.language)?;
            form::once_more(reports_page::page(&console, None, &form))
        }
    }
}

/// The same as CSV.
pub async fn csv(visit: Visit, Query(query): Query<Fields>) -> Answer {
    file(&visit, &query, "csv", "text/csv; charset=utf-8", |report| Ok(report.csv().into_bytes())).await
}

/// The same on paper.
pub async fn pdf(visit: Visit, Query(query): Query<Fields>) -> Answer {
    file(&visit, &query, "pdf", "application/pdf", |report| Ok(report.pdf()?)).await
}

async fn file(
    visit: &Visit,
    query: &[(String, String)],
    extension: &str,
    content_type: &'static str,
    make: impl FnOnce(&Report<'_>) -> Result<Vec<u8>, Failure>,
) -> Answer {
    visit.staff_only()?;
    let state = visit.backend.public_state().await?;
    let period = period(visit, query).map_err(|_| Failure::NotFound)?;
    let body = make(&Report { site: visit.state.site(), state: &state, period, language: visit.language })?;
    let month = |day: NaiveDate| day.format("%Y-%m");
    let name = format!("uptime-{}-{}.{extension}", month(period.first), month(period.last));
    Ok(named(([(header::CONTENT_TYPE, content_type)], body).into_response(), &name))
}

/// The form before anything was asked for.
fn last_year(visit: &Visit) -> Fields {
    let period = Period::last_twelve(visit.state.site().zone, visit.now());
    [("from", period.first), ("to", period.last)]
        .map(|(name, day)| (name.to_owned(), day.format("%Y-%m").to_string()))
        .into()
}

/// The months that are asked for, up to now.
fn period(visit: &Visit, fields: &[(String, String)]) -> Result<Period, Error> {
    let problem = |field: &str, said: fn(&Words) -> &'static str| {
        let text = Text::new(said(Words::of(Language::Ko)), said(Words::of(Language::En)));
        Error::Invalid(vec![Problem { field: field.to_owned(), message: text }])
    };
    let month = |name: &str| {
        let day = format!("{}-01", form::value(fields, name)).parse::<NaiveDate>();
        day.map(first_of).map_err(|_| problem(name, |words| words.bad_month))
    };
    let period = Period { first: month("from")?, last: month("to")?, until: visit.now() };
    if period.last < period.first {
        return Err(problem("to", |words| words.reversed));
    }
    if period.months().last() != Some(period.last) {
        return Err(problem("to", |words| words.too_long));
    }
    Ok(period)
}
