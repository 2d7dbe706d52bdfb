//! Incidents by month. The newest months on one page, each older month that has incidents on its own.

use chrono::{Datelike, Months, NaiveDate};
use domain::{
    incident::Incident,
    maintenance::{Maintenance, MaintenanceStatus},
    status::PublicState,
};
use leptos::prelude::*;

use super::{maintenance, state_page, status::past_incident, time};
use crate::{
    routes,
    shell::{Document, PageContext},
    text::{frame::Frame, maintenance::Maintenance as Words, public, public::Public},
};

/// Months on the first page.
const NEWEST: u32 = 3;

/// `/history`
pub fn page(context: &PageContext, state: &PublicState) -> Document {
    let title = Frame::of(context.language).history;
    let this_month = first_day(context.zone().date(context.now));
    let newest: Vec<_> = (0..NEWEST).filter_map(|back| this_month.checked_sub_months(Months::new(back))).collect();
    state_page(context, state, title, || {
        let older = months(context, state).into_iter().filter(|month| !newest.contains(month));
        let older = older.map(|month| {
            let href = context.here(&routes::month(month));
            view! { <li><a href=href>{public::month(context.language, month)}</a></li> }
        });
        let older: Vec<_> = older.collect();
        let older = (!older.is_empty()).then(|| {
            view! { <section class="sec"><h2>{Public::of(context.language).older}</h2><ul class="past">{older}</ul></section> }
        });
        view! {
            <div class="page"><h1>{title}</h1></div>
            {newest.iter().map(|month| month_section(context, state, *month)).collect_view()}
            {older}
            {time::as_of(context, state)}
        }
        .into_any()
    })
}

/// `/history/{year}-{month}`
pub fn month_page(context: &PageContext, state: &PublicState, month: NaiveDate) -> Document {
    let words = Frame::of(context.language);
    let title = format!("{} · {}", public::month(context.language, month), words.history);
    state_page(context, state, &title, || {
        view! {
            <div class="page">
                <p class="small"><a href=context.here(routes::HISTORY)>{words.history}</a></p>
                <h1>{public::month(context.language, month)}</h1>
            </div>
            <div class="sec">{events(context, state, month)}</div>
            {time::as_of(context, state)}
        }
        .into_any()
    })
}

/// The months that have incidents or maintenance, by their first days, newest first.
pub fn months(context: &PageContext, state: &PublicState) -> Vec<NaiveDate> {
    let incidents = state.incidents.iter().map(|incident| month_of(context, incident));
    let mut months: Vec<_> = incidents.chain(begun(state).map(|m| month_of_maintenance(context, m))).collect();
    months.sort_unstable_by(|a, b| b.cmp(a));
    months.dedup();
    months
}

pub(super) fn month_of(context: &PageContext, incident: &Incident) -> NaiveDate {
    first_day(context.zone().date(incident.started_at))
}

pub(super) fn month_of_maintenance(context: &PageContext, maintenance: &Maintenance) -> NaiveDate {
    first_day(context.zone().date(maintenance.span().start))
}

/// Maintenances that began or were called off.
pub(super) fn begun(state: &PublicState) -> impl Iterator<Item = &Maintenance> {
    state.maintenances.iter().filter(|m| m.status != MaintenanceStatus::Scheduled)
}

pub(super) fn first_day(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

fn month_section(context: &PageContext, state: &PublicState, month: NaiveDate) -> AnyView {
    view! {
        <section class="sec">
            <h2>{public::month(context.language, month)}</h2>
            {events(context, state, month)}
        </section>
    }
    .into_any()
}

/// What happened in a month.
fn events(context: &PageContext, state: &PublicState, month: NaiveDate) -> AnyView {
    let incidents: Vec<_> = state.incidents.iter().filter(|i| month_of(context, i) == month).collect();
    let list = if incidents.is_empty() {
        view! { <p class="muted">{Public::of(context.language).no_incidents}</p> }.into_any()
    } else {
        view! { <ul class="past">{incidents.into_iter().map(|i| past_incident(context, i)).collect_view()}</ul> }
            .into_any()
    };
    let maintenances: Vec<_> = begun(state).filter(|m| month_of_maintenance(context, m) == month).collect();
    let maintenances = (!maintenances.is_empty()).then(|| {
        let lines = maintenances.into_iter().map(|m| maintenance::line(context, m)).collect_view();
        view! { <h3>{Words::of(context.language).name}</h3> <ul class="past">{lines}</ul> }
    });
    view! { {list} {maintenances} }.into_any()
}
