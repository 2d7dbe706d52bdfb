//! The service status: one sentence, open incidents, the components, what was lately.

use domain::{
    component::ComponentStatus,
    incident::Incident,
    status::{ProgrammeSummary, PublicState},
    time::duration,
};
use leptos::prelude::*;

use super::{card::card, claim_box::claim_box, maintenance, services, state_page, time};
use crate::{
    parts::{Badge, Tone},
    routes,
    shell::{Document, PageContext},
    text::{
        public::{self, Public},
        sentence, status,
    },
};

/// Past incidents that are listed.
const PAST_SHOWN: usize = 5;

/// `/`
pub fn page(context: &PageContext, state: &PublicState) -> Document {
    let words = Public::of(context.language);
    let title = headline(context, state);
    state_page(context, state, &title, || {
        let open: Vec<_> = state.open_incidents().map(|incident| card(context, state, incident)).collect();
        let open = (!open.is_empty()).then(|| {
            view! { <section aria-label=words.open_incidents>{open}</section> }
        });
        view! {
            {first_sentence(context, state)}
            {lost(context, state)}
            {open}
            {claims_for_past(context, state)}
            {maintenance::on_status_page(context, state)}
            {components(context, state)}
            {past(context, state)}
        }
        .into_any()
    })
}

/// The state in a sentence.
fn headline(context: &PageContext, state: &PublicState) -> String {
    let statuses: Vec<_> = state.components().map(|c| (c, state.status_of(&c.key, context.now))).collect();
    let worst = worst(context, state);
    let is_worst = |(_, status): &&(_, ComponentStatus)| *status == worst;
    let names: Vec<_> = statuses.iter().filter(is_worst).map(|(c, _)| c.name.get(context.language)).collect();
    sentence::headline(context.language, worst, &names, names.len() == statuses.len())
}

fn worst(context: &PageContext, state: &PublicState) -> ComponentStatus {
    let statuses = state.components().map(|component| state.status_of(&component.key, context.now));
    statuses.max().unwrap_or(ComponentStatus::Unknown)
}

fn first_sentence(context: &PageContext, state: &PublicState) -> AnyView {
    let worst = worst(context, state);
    let promised = state.open_incidents().filter_map(|incident| incident.next_update_by).min();
    let promised = promised.map(|by| time::promise(context, by));
    view! {
        <div class="state">
            <Badge tone=worst.into() word=status::overall(context.language, worst) large=true/>
            <h1>{headline(context, state)}</h1>
            <p class="lead">{others(context, state, worst)} " " {promised}</p>
            {time::as_of(context, state)}
        </div>
    }
    .into_any()
}

/// How the components are that the headline does not speak of.
fn others(context: &PageContext, state: &PublicState, worst: ComponentStatus) -> Option<String> {
    let mut counts: Vec<(ComponentStatus, usize)> = Vec::new();
    for component in state.components() {
        let status = state.status_of(&component.key, context.now);
        match counts.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count += 1,
            None => counts.push((status, 1)),
        }
    }
    counts.retain(|(status, _)| *status != worst);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    sentence::others(context.language, &counts)
}

/// What takes the place of the first sentence once the state is stale. Hidden until then.
fn lost(context: &PageContext, state: &PublicState) -> AnyView {
    let unknown = ComponentStatus::Unknown;
    let time = context.zone().date_time(state.at, context.language);
    let (before, after) = public::lost_contact(context.language);
    view! {
        <div class="lost state-lost">
            <Badge tone=Tone::Unknown word=status::overall(context.language, unknown) large=true/>
            <h1>{sentence::headline(context.language, unknown, &[], false)}</h1>
            <p class="lead">
                {before}<time datetime=context.zone().rfc3339(state.at) data-as-of="">{time}</time>{after}
                <span data-age=""></span>
            </p>
        </div>
    }
    .into_any()
}

/// Programmes that take claims for incidents that are over: those have no card above.
fn claims_for_past(context: &PageContext, state: &PublicState) -> AnyView {
    let is_open = |p: &&ProgrammeSummary| p.opens_at <= context.now && context.now < p.closes_at;
    let is_past = |p: &&ProgrammeSummary| state.incident(p.incident).is_none_or(|i| i.status.is_over());
    let boxes = state
        .programmes
        .iter()
        .filter(is_open)
        .filter(is_past)
        .map(|p| claim_box(context, p, state.incident(p.incident)));
    boxes.collect_view().into_any()
}

fn components(context: &PageContext, state: &PublicState) -> AnyView {
    let words = Public::of(context.language);
    if state.groups.is_empty() {
        return view! { <p>{words.nothing_registered}</p> }.into_any();
    }
    view! {
        <section class="sec">
            <div class="row">
                <h2>{words.services}</h2>
                <a class="small" href=context.here(routes::UPTIME)>{words.day_by_day}</a>
            </div>
            <p class="lost small">{words.last_known}</p>
            {state.groups.iter().map(|group| services::group(context, state, group)).collect_view()}
            <p class="small muted">{words.ninety_days}</p>
        </section>
    }
    .into_any()
}

fn past(context: &PageContext, state: &PublicState) -> AnyView {
    let words = Public::of(context.language);
    let over: Vec<_> = state.incidents.iter().filter(|i| i.status.is_over()).take(PAST_SHOWN).collect();
    let list = if over.is_empty() {
        view! { <p class="muted">{words.no_past}</p> }.into_any()
    } else {
        view! { <ul class="past">{over.into_iter().map(|i| past_incident(context, i)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="sec">
            <div class="row">
                <h2>{words.past_incidents}</h2>
                <a class="small" href=context.here(routes::HISTORY)>{words.all_history}</a>
            </div>
            {list}
        </section>
    }
    .into_any()
}

/// An incident in a line or two: what, when, how long.
pub fn past_incident(context: &PageContext, incident: &Incident) -> AnyView {
    let title = incident.title.get(context.language).to_owned();
    let href = context.here(&routes::incident(incident.id));
    let start = time::day_and_minute(context, incident.started_at);
    let when = match incident.ended_at() {
        Some(end) => format!("{start} · {}", duration(end.since(incident.started_at), context.language)),
        None => format!("{start} · {}", Public::of(context.language).ongoing),
    };
    view! {
        <li>
            <a href=href dir="auto">{title}</a>
            <p class="meta">
                <Badge tone=incident.status.into() word=status::incident(context.language, incident.status)/>
                {time::when(context, incident.started_at, None, when)}
            </p>
        </li>
    }
    .into_any()
}
