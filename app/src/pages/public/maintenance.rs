//! Maintenance: what is planned, what is being done, what was.

use domain::{
    maintenance::{Maintenance, MaintenanceEntry},
    status::PublicState,
};
use leptos::prelude::*;

use super::{state_page, time};
use crate::{
    parts::{Badge, Moment, Timeline},
    prose::Prose,
    routes,
    shell::{Document, PageContext},
    text::maintenance::{self as said, Maintenance as Words},
};

/// Upcoming ones that the status page names.
const UPCOMING_SHOWN: usize = 3;
/// Past ones that the list names.
const PAST_SHOWN: usize = 50;

/// `/maintenance`
pub fn list(context: &PageContext, state: &PublicState) -> Document {
    let words = Words::of(context.language);
    state_page(context, state, words.name, || {
        let active: Vec<_> = state.active_maintenances().collect();
        let upcoming: Vec<_> = state.upcoming_maintenances().collect();
        // the calendar is of what is public
        let calendar = context.partner.is_none().then(|| {
            view! { <p><a href=context.href(routes::CALENDAR)>{words.calendar}</a></p> }
        });
        let past: Vec<_> = state.maintenances.iter().filter(|m| m.status.is_over()).take(PAST_SHOWN).collect();
        view! {
            <div class="page">
                <h1>{words.name}</h1>
                {calendar}
            </div>
            {(!active.is_empty()).then(|| section(context, words.active, &active, ""))}
            {section(context, words.upcoming, &upcoming, words.no_upcoming)}
            {section(context, words.past, &past, words.no_past)}
            {time::as_of(context, state)}
        }
        .into_any()
    })
}

fn section(context: &PageContext, title: &'static str, list: &[&Maintenance], none: &'static str) -> AnyView {
    let lines = if list.is_empty() {
        view! { <p class="muted">{none}</p> }.into_any()
    } else {
        view! { <ul class="past">{list.iter().map(|m| line(context, m)).collect_view()}</ul> }.into_any()
    };
    view! { <section class="sec"><h2>{title}</h2>{lines}</section> }.into_any()
}

/// What the status page says of maintenance: what is being done and what comes next; nothing where there is none.
pub fn on_status_page(context: &PageContext, state: &PublicState) -> AnyView {
    let words = Words::of(context.language);
    let shown: Vec<_> = state.active_maintenances().chain(state.upcoming_maintenances().take(UPCOMING_SHOWN)).collect();
    if shown.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="sec">
            <div class="row">
                <h2>{words.name}</h2>
                <a class="small" href=context.here(routes::MAINTENANCE)>{words.all}</a>
            </div>
            <ul class="past">{shown.into_iter().map(|m| line(context, m)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// A maintenance in a line or two: what, where it stands, when.
pub fn line(context: &PageContext, maintenance: &Maintenance) -> AnyView {
    let span = maintenance.span();
    view! {
        <li>
            <a href=context.here(&routes::maintenance(maintenance.id)) dir="auto">
                {maintenance.title.get(context.language).to_owned()}
            </a>
            <p class="meta">
                {badge(context, maintenance)}
                {time::when(context, span.start, Some(span.end), time::span(context, span.start, span.end))}
            </p>
        </li>
    }
    .into_any()
}

fn badge(context: &PageContext, maintenance: &Maintenance) -> AnyView {
    let status = maintenance.status;
    view! { <Badge tone=status.into() word=said::status(context.language, status)/> }.into_any()
}

/// `/maintenance/{id}`
pub fn page(context: &PageContext, state: &PublicState, maintenance: &Maintenance) -> Document {
    let words = Words::of(context.language);
    let title = maintenance.title.get(context.language).to_owned();
    state_page(context, state, &title, || {
        let window = maintenance.window;
        let planned = time::span(context, window.start, window.end);
        let planned = time::when(context, window.start, Some(window.end), planned);
        let component = |key| state.component(key).map(|c| c.name.get(context.language).to_owned());
        let components: Vec<_> = maintenance.components.iter().filter_map(component).collect();
        view! {
            <div class="page">
                <p class="small"><a href=context.here(routes::MAINTENANCE)>{words.name}</a></p>
                <h1 dir="auto">{title.clone()}</h1>
                <p class="meta">
                    {badge(context, maintenance)}
                    <span>{words.planned} ": " {planned}</span>
                </p>
                <p class="meta">{words.services} ": " {components.join(", ")}</p>
            </div>
            <section class="sec">
                <h2>{words.updates}</h2>
                <Timeline moments=moments(context, maintenance)/>
            </section>
            {time::as_of(context, state)}
        }
        .into_any()
    })
}

/// Everything that was said, newest first; a change of the plan is named.
pub fn moments(context: &PageContext, maintenance: &Maintenance) -> Vec<Moment> {
    let moment = |(index, entry): (usize, &MaintenanceEntry)| {
        let before = maintenance.entries.get(index + 1);
        let is_new = before.is_none_or(|before| before.status != entry.status);
        let moved = before.is_some_and(|before| before.window != entry.window).then(|| {
            let window = time::span(context, entry.window.start, entry.window.end);
            view! { <p class="small">{Words::of(context.language).moved} ": " {window}</p> }.into_any()
        });
        Moment {
            id: Some(routes::update_anchor(entry.id)),
            datetime: context.zone().rfc3339(entry.at),
            time: time::day_and_minute(context, entry.at),
            label: if is_new { said::status(context.language, entry.status).to_owned() } else { String::new() },
            said: Prose::markdown(entry.body.get(context.language)),
            note: moved,
        }
    };
    maintenance.entries.iter().enumerate().map(moment).collect()
}
