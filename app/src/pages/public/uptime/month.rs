//! Uptime of every component in a month that anybody picks, with its days and the incidents that touched it.

use chrono::{Datelike, Months, NaiveDate};
use domain::{
    component::{Component, ComponentGroup},
    incident::Incident,
    status::PublicState,
    time::Window,
    uptime::{
        month_bars,
        report::{self, Month, Period, first_of},
    },
};
use leptos::prelude::*;

use super::{affected_days, state_page, time};
use crate::{
    parts::{Badge, DayBars, Tone},
    report::{length, outcome},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::{
        number,
        public::{self, Public},
        reports::{self as said, Reports},
    },
};

/// Months that have a page at most, ten years, so that a component counted from long ago does not slow publication.
const MOST: usize = 120;

/// The months that have a page, by their first days, newest first: from the one in which the first component begins to be
/// counted up to this one.
pub fn months(context: &PageContext, state: &PublicState) -> Vec<NaiveDate> {
    let month = |instant| first_of(context.zone().date(instant));
    let Some(first) = state.components().map(|component| month(component.uptime_from)).min() else {
        return Vec::new();
    };
    let before = |later: &NaiveDate| later.checked_sub_months(Months::new(1));
    std::iter::successors(Some(month(context.now)), before).take_while(|month| *month >= first).take(MOST).collect()
}

/// `/uptime/{year}-{month}`
pub fn page(context: &PageContext, state: &PublicState, first_day: NaiveDate) -> Document {
    let title = said::of_month(context.language, first_day);
    let end = first_day.checked_add_months(Months::new(1)).map(|next| context.zone().midnight(next));
    let is_over = end.is_some_and(|end| end <= state.at && end <= context.now);
    let body = || body(context, state, first_day, is_over);
    if is_over && context.partner.is_none() {
        // it does not tell its age: a month that is over stays the same bytes, packed once, until the record changes
        return document(context, Layout::Public(None), &title, body);
    }
    state_page(context, state, &title, body)
}

fn body(context: &PageContext, state: &PublicState, first_day: NaiveDate, is_over: bool) -> AnyView {
    let words = Public::of(context.language);
    view! {
        <div class="page prose">
            <p class="small"><a href=context.here(routes::UPTIME)>{words.uptime_title}</a></p>
            <h1>{said::of_month(context.language, first_day)}</h1>
            <p><b>{words.formula}</b></p>
            <p class="muted">{words.formula_note}</p>
            {(!is_over || context.partner.is_some()).then(|| time::as_of(context, state))}
        </div>
        {neighbours(context, state, first_day)}
        {state.groups.iter().map(|g| group(context, state, g, first_day, is_over)).collect_view()}
        {all(context, state)}
    }
    .into_any()
}

/// The way to the month before and to the one after.
fn neighbours(context: &PageContext, state: &PublicState, first_day: NaiveDate) -> AnyView {
    let months = months(context, state);
    let link = |month: Option<NaiveDate>, rel: &'static str| {
        let month = month.filter(|month| months.contains(month))?;
        let (before, after) = if rel == "prev" { ("← ", "") } else { ("", " →") };
        let href = context.here(&routes::uptime_of_month(month));
        Some(view! { <a href=href rel=rel>{before}{public::month(context.language, month)}{after}</a> })
    };
    view! {
        <nav class="sec" aria-label=Reports::of(context.language).neighbours>
            <p class="row">
                <span>{link(first_day.checked_sub_months(Months::new(1)), "prev")}</span>
                <span>{link(first_day.checked_add_months(Months::new(1)), "next")}</span>
            </p>
        </nav>
    }
    .into_any()
}

/// The way to every month, a line to a year.
pub(super) fn all(context: &PageContext, state: &PublicState) -> AnyView {
    let (language, months) = (context.language, months(context, state));
    let link = |month: &NaiveDate| {
        let href = context.here(&routes::uptime_of_month(*month));
        let current = (context.in_language(language) == href).then_some("page");
        view! { " " <a href=href aria-current=current>{public::month_name(language, *month)}</a> }
    };
    let years: Vec<_> = months
        .chunk_by(|later, earlier| later.year() == earlier.year())
        .filter_map(|year| Some((year.first()?.year(), year)))
        .map(|(year, months)| {
            let links = months.iter().rev().map(link).collect_view();
            view! { <li><b>{said::year(language, year)}</b>{links}</li> }
        })
        .collect();
    if years.is_empty() {
        return ().into_any();
    }
    let name = Reports::of(language).any_month;
    view! {
        <section class="sec">
            <h2>{name}</h2>
            <nav aria-label=name><ul class="past">{years}</ul></nav>
        </section>
    }
    .into_any()
}

fn group(
    context: &PageContext,
    state: &PublicState,
    group: &ComponentGroup,
    first_day: NaiveDate,
    is_over: bool,
) -> AnyView {
    let components = group.components.iter().map(|c| component(context, state, c, first_day, is_over)).collect_view();
    view! {
        <section class="sec">
            <h2>{group.name.get(context.language).to_owned()}</h2>
            {components}
        </section>
    }
    .into_any()
}

fn component(
    context: &PageContext,
    state: &PublicState,
    component: &Component,
    first_day: NaiveDate,
    is_over: bool,
) -> AnyView {
    let (zone, now) = (context.zone(), context.now);
    let period = Period { first: first_day, last: first_day, until: now };
    let month = report::months(component, state, zone, period).into_iter().next();
    let impacts = state.impacts_on(&component.key);
    let days = month_bars(&impacts, component.uptime_from, zone, now, first_day);
    let name = component.name.get(context.language).to_owned();
    let uptime = month.map_or_else(|| "–".to_owned(), |month| number::percent(month.uptime));
    view! {
        <div class="days" id=component.key.to_string()>
            <h3 class="row"><span>{name.clone()}</span><span>{uptime}</span></h3>
            {month.and_then(|month| target(context, &month, is_over))}
            <DayBars days=days.clone() language=context.language month=first_day/>
            {affected_days(context, name, &days)}
            {incidents(context, state, component, first_day)}
        </div>
    }
    .into_any()
}

/// What the month was to be at least, what that left, and once it is over whether it was met; nothing without a target.
fn target(context: &PageContext, month: &Month, is_over: bool) -> Option<AnyView> {
    let (language, words) = (context.language, Reports::of(context.language));
    let budget = month.budget?;
    let figures = format!(
        "{} {}% · {} {} · {} {}",
        words.monthly_target,
        budget.target,
        words.allowed,
        length(language, budget.allowed),
        words.used,
        length(language, budget.used),
    );
    let outcome = is_over.then(|| {
        let tone = if budget.is_met { Tone::Ok } else { Tone::Down };
        view! { " · " <Badge tone=tone word=outcome(language, budget)/> }
    });
    Some(view! { <p class="small muted">{figures}{outcome}</p> }.into_any())
}

/// The incidents that touched a component in a month; nothing where none did.
fn incidents(
    context: &PageContext,
    state: &PublicState,
    component: &Component,
    first_day: NaiveDate,
) -> Option<AnyView> {
    let zone = context.zone();
    let window = Window::try_new(
        zone.midnight(first_day).max(component.uptime_from),
        zone.midnight(first_day.checked_add_months(Months::new(1))?),
    )?;
    let touches = |incident: &&Incident| {
        incident.impacts.iter().any(|impact| {
            let affected = impact.window(context.now).and_then(|affected| affected.intersection(window));
            impact.component == component.key && affected.is_some()
        })
    };
    let link = |incident: &Incident| {
        let href = context.here(&routes::incident(incident.id));
        view! { <li><a href=href dir="auto">{incident.title.get(context.language).to_owned()}</a></li> }
    };
    let links: Vec<_> = state.incidents.iter().filter(touches).map(link).collect();
    let name = Reports::of(context.language).incidents;
    (!links.is_empty()).then(|| view! { <h4 class="small">{name}</h4> <ul class="small">{links}</ul> }.into_any())
}
