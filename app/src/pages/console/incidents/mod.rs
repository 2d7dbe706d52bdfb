//! Incidents for staff: the list. Declaring, updating and one incident have their own files.

pub mod correct;
pub mod impacts;
pub mod incident;
pub mod law;
pub mod new;
pub mod record;

mod fields;

use domain::{
    incident::{Alarm, Incident, IncidentStatus},
    role::Permission,
    status::PublicState,
    time::duration,
};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::time,
    parts::{Badge, ButtonKind, Column, Empty, LinkButton, StatusBadge, Table, Tag, Tone},
    routes,
    shell::Document,
    text::{
        console::Console as Places,
        console::incidents::{self as said, Incidents as Words},
        status,
    },
};

/// `/console/incidents`
pub fn list(console: &Console, state: &PublicState) -> Document {
    let words = Words::of(console.language());
    let acts = || declare_button(console, ButtonKind::Primary, true);
    layout::page(console, &Top::new(Places::of(console.language()).incidents), acts, || {
        if state.incidents.is_empty() {
            let declare = declare_button(console, ButtonKind::Plain, false);
            return view! {
                <div class="inner">
                    <Empty title=words.none text=words.none_text>{declare}</Empty>
                </div>
            }
            .into_any();
        }
        let columns = vec![
            Column::text(words.title),
            Column::text(words.status),
            Column::text(words.worst),
            Column::text(words.started),
            Column::number(words.lasted),
        ];
        let rows = state.incidents.iter().map(|incident| row(console, state, incident)).collect();
        let caption = Places::of(console.language()).incidents;
        view! { <Table caption=caption caption_hidden=true columns=columns rows=rows/> }.into_any()
    })
}

fn declare_button(console: &Console, kind: ButtonKind, compact: bool) -> AnyView {
    let may = console.may(Permission::PublishIncidents);
    may.then(|| {
        let label = Words::of(console.language()).new;
        view! { <LinkButton href=console.href(routes::NEW_INCIDENT) label=label kind=kind compact=compact/> }
    })
    .into_any()
}

fn row(console: &Console, state: &PublicState, incident: &Incident) -> Vec<AnyView> {
    let (language, context) = (console.language(), &console.context);
    let href = console.href(&routes::staff_incident(incident.id));
    vec![
        view! { <a href=href dir="auto">{incident.title.get(language).to_owned()}</a> {private(console, state, incident)} }
            .into_any(),
        status_badge(console, incident.status),
        incident.worst().map_or_else(
            || Words::of(language).no_impact.into_any(),
            |worst| view! { <StatusBadge status=worst.into() language=language/> }.into_any(),
        ),
        time::day_and_minute(context, incident.started_at).into_any(),
        length(console, incident).into_any(),
    ]
}

/// That a promised update is late, or that nothing was said for too long.
pub fn alarm(console: &Console, incident: &Incident, silent_after: Option<i64>) -> AnyView {
    let (language, now) = (console.language(), console.context.now);
    let badge = incident.alarm(now, silent_after).map(|alarm| {
        let length = |since| duration(now.since(since), language);
        let (tone, word) = match alarm {
            Alarm::Overdue { by } => (Tone::Down, said::overdue(language, &length(by))),
            Alarm::Silent { since } => (Tone::Slow, said::silent(language, &length(since))),
        };
        view! { <Badge tone=tone word=word/> }
    });
    badge.into_any()
}

/// That the public knows nothing of an incident; nothing where it does.
pub fn private(console: &Console, state: &PublicState, incident: &Incident) -> AnyView {
    let is_private = state.public_incident(incident).is_none();
    let word = Words::of(console.language()).private;
    is_private.then(|| view! { " " <Tag tone=Tone::Maint word=word/> }).into_any()
}

/// How long an incident lasted, or has lasted so far.
fn length(console: &Console, incident: &Incident) -> String {
    let language = console.language();
    match incident.ended_at() {
        Some(end) => duration(end.since(incident.started_at), language),
        None => said::ongoing(language, &duration(console.context.now.since(incident.started_at), language)),
    }
}

/// Where an incident stands.
pub fn status_badge(console: &Console, status: IncidentStatus) -> AnyView {
    view! { <Badge tone=status.into() word=status::incident(console.language(), status)/> }.into_any()
}
