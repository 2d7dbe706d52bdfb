//! Uptime of every component with its formula, and the affected days as a table.

pub mod month;

use domain::{
    component::{Component, ComponentGroup, ComponentStatus},
    status::PublicState,
    time::{duration, long_date},
    uptime::{DayBar, day_bars},
};
use leptos::prelude::*;

use super::{
    services::{DAYS, share},
    state_page, time,
};
use crate::{
    parts::{Column, DayBars, StatusBadge, Table},
    routes,
    shell::{Document, PageContext},
    text::{
        public::{self, Public},
        reports::Reports,
    },
};

/// `/uptime`
pub fn page(context: &PageContext, state: &PublicState) -> Document {
    let words = Public::of(context.language);
    state_page(context, state, words.uptime_title, || {
        view! {
            <div class="page prose">
                <h1>{words.uptime_title}</h1>
                <p><b>{words.formula}</b></p>
                <p class="muted">{words.formula_note}</p>
                {time::as_of(context, state)}
                {downloads(context)}
            </div>
            {state.groups.iter().map(|g| group(context, state, g)).collect_view()}
            {month::all(context, state)}
        }
        .into_any()
    })
}

/// The same by month, to keep; of what is public only.
fn downloads(context: &PageContext) -> AnyView {
    if context.partner.is_some() {
        return ().into_any();
    }
    let words = Reports::of(context.language);
    view! {
        <p class="small">
            {words.by_month} ": "
            <a href=context.href(routes::UPTIME_CSV)>{words.csv}</a> " · "
            <a href=context.href(routes::UPTIME_PDF)>{words.pdf}</a>
        </p>
    }
    .into_any()
}

fn group(context: &PageContext, state: &PublicState, group: &ComponentGroup) -> AnyView {
    view! {
        <section class="sec">
            <h2>{group.name.get(context.language).to_owned()}</h2>
            {group.components.iter().map(|c| component(context, state, c)).collect_view()}
        </section>
    }
    .into_any()
}

fn component(context: &PageContext, state: &PublicState, component: &Component) -> AnyView {
    let impacts = state.impacts_on(&component.key);
    let days = day_bars(&impacts, component.uptime_from, context.zone(), context.now, DAYS);
    let name = component.name.get(context.language).to_owned();
    view! {
        <div class="days" id=component.key.to_string()>
            <h3 class="row"><span>{name.clone()}</span><span>{share(context, component, &impacts)}</span></h3>
            {target(context, component)}
            <DayBars days=days.clone() language=context.language/>
            {affected_days(context, name, &days)}
        </div>
    }
    .into_any()
}

/// What its uptime by month is to be at least, if anything is aimed at.
fn target(context: &PageContext, component: &Component) -> AnyView {
    let words = Reports::of(context.language);
    let said = component.uptime_target().map(|target| format!("{} {target}%", words.monthly_target));
    said.map(|said| view! { <p class="small muted">{said}</p> }).into_any()
}

/// The affected days, newest first, behind a fold.
fn affected_days(context: &PageContext, caption: String, days: &[DayBar]) -> AnyView {
    let words = Public::of(context.language);
    let is_affected = |day: &&DayBar| !matches!(day.worst, ComponentStatus::Operational | ComponentStatus::Unknown);
    let row = |day: &DayBar| {
        vec![
            long_date(day.date, context.language).into_any(),
            view! { <StatusBadge status=day.worst language=context.language/> }.into_any(),
            duration(day.affected, context.language).into_any(),
        ]
    };
    let rows: Vec<_> = days.iter().rev().filter(is_affected).map(row).collect();
    if rows.is_empty() {
        return view! { <p class="small muted">{words.no_affected_days}</p> }.into_any();
    }
    let columns = vec![Column::text(words.date), Column::text(words.worst), Column::number(words.affected_time)];
    view! {
        <details class="more">
            <summary>{public::affected_days(context.language, rows.len())}</summary>
            <Table caption=caption caption_hidden=true columns=columns rows=rows/>
        </details>
    }
    .into_any()
}
