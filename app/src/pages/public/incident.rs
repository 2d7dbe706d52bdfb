//! One incident: where it stands, what it affected from when to when, and all that was said.

use domain::{
    component::{Component, ComponentKey},
    impact::Impact,
    incident::Incident,
    status::PublicState,
    time::{Window, duration},
};
use leptos::prelude::*;

use super::{card, claim_box::claim_box, state_page, time};
use crate::{
    parts::{StatusBadge, Timeline},
    routes,
    shell::{Document, PageContext},
    text::{
        public::{self, Public},
        subscribe::Subscribe,
    },
};

/// `/incidents/{id}`
pub fn page(context: &PageContext, state: &PublicState, incident: &Incident) -> Document {
    let words = Public::of(context.language);
    let title = incident.title.get(context.language).to_owned();
    state_page(context, state, &title, || {
        let moments = incident.updates.iter().map(|update| card::moment(context, state, incident, update)).collect();
        let promised = incident.next_update_by.map(|by| view! { <p class="lead">{time::promise(context, by)}</p> });
        view! {
            <div class="page">
                {card::standing(context, incident)}
                <h1 dir="auto">{title.clone()}</h1>
                {promised}
                {follow(context, incident)}
                {state.open_programme(incident.id, context.now).map(|programme| claim_box(context, programme, None))}
            </div>
            <section class="sec">
                <h2>{words.updates}</h2>
                <Timeline moments=moments/>
            </section>
            {impacts(context, state, incident)}
            {time::as_of(context, state)}
        }
        .into_any()
    })
}

/// The way to be told of what follows, while something does; subscribers are told of what is public only.
fn follow(context: &PageContext, incident: &Incident) -> AnyView {
    let is_told = context.partner.is_none() && !incident.status.is_over();
    let link = is_told.then(|| {
        let href = context.href(&routes::subscribe_incident(incident.id));
        view! { <p class="small"><a href=href>{Subscribe::of(context.language).incident_link}</a></p> }
    });
    link.into_any()
}

/// The components an incident affected, each with its impacts in the order they came.
fn impacts(context: &PageContext, state: &PublicState, incident: &Incident) -> AnyView {
    let of = |key: &ComponentKey| incident.impacts.iter().filter(|i| &i.component == key).collect::<Vec<_>>();
    let affected = state.components_on_record().map(|component| (component, of(&component.key)));
    let affected: Vec<_> = affected.filter(|(_, impacts)| !impacts.is_empty()).collect();
    if affected.is_empty() {
        return ().into_any();
    }
    let entry = |(component, mut impacts): (&Component, Vec<&Impact>)| {
        impacts.sort_by_key(|impact| impact.start);
        let lines = impacts.into_iter().map(|impact| line(context, impact)).collect_view();
        view! { <div><dt>{component.name.get(context.language).to_owned()}</dt>{lines}</div> }
    };
    view! {
        <section class="sec">
            <h2>{Public::of(context.language).impacts}</h2>
            <dl class="impacts">{affected.into_iter().map(entry).collect_view()}</dl>
        </section>
    }
    .into_any()
}

/// How badly, from when to when, how long.
fn line(context: &PageContext, impact: &Impact) -> AnyView {
    let end = impact.end.filter(|end| *end <= context.now);
    let when = match end {
        Some(end) => time::span(context, impact.start, end),
        None => public::from(context.language, &time::day_and_minute(context, impact.start)),
    };
    let length = impact.window(context.now).map_or(0, Window::length);
    view! {
        <dd>
            <StatusBadge status=impact.severity.into() language=context.language/>
            {time::when(context, impact.start, end, when)}
            <span class="muted">{duration(length, context.language)}</span>
        </dd>
    }
    .into_any()
}
