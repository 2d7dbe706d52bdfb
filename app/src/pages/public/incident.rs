//! One incident: where it stands, what it affected from when to when, and all that was said.

use domain::{
    impact::Impact,
    incident::Incident,
    status::PublicState,
    time::{Window, duration},
};
use leptos::prelude::*;

use super::{card, claim_box::claim_box, state_page, time};
use crate::{
    parts::{Column, StatusBadge, Table, Timeline},
    shell::{Document, PageContext},
    text::public::{self, Public},
};

/// `/incidents/{id}`
pub fn page(context: &PageContext, state: &PublicState, incident: &Incident) -> Document {
    let words = Public::of(context.language);
    let title = incident.title.get(context.language).to_owned();
    state_page(context, state, &title, || {
        let moments = incident.updates.iter().map(|update| card::moment(context, incident, update)).collect();
        let promised = incident.next_update_by.filter(|by| !incident.status.is_over() && *by > context.now);
        let promised = promised.map(|by| {
            view! { <p class="lead">{public::next_update(context.language, &time::short(context, by))}</p> }
        });
        view! {
            <div class="page">
                {card::standing(context, incident)}
                <h1 dir="auto">{title.clone()}</h1>
                {promised}
                {state.open_programme(incident.id, context.now).map(|programme| claim_box(context, programme))}
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

fn impacts(context: &PageContext, state: &PublicState, incident: &Incident) -> AnyView {
    let words = Public::of(context.language);
    if incident.impacts.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(words.service),
        Column::text(words.severity),
        Column::text(words.began),
        Column::text(words.ended),
        Column::number(words.length),
    ];
    let rows = incident.impacts.iter().map(|impact| row(context, state, impact)).collect();
    view! {
        <section class="sec">
            <h2>{words.impacts}</h2>
            <Table caption=words.impacts caption_hidden=true columns=columns rows=rows/>
        </section>
    }
    .into_any()
}

fn row(context: &PageContext, state: &PublicState, impact: &Impact) -> Vec<AnyView> {
    let name = state.component(&impact.component).map_or(impact.component.as_str(), |c| c.name.get(context.language));
    let end = impact.end.filter(|end| *end <= context.now);
    let ended =
        end.map_or_else(|| Public::of(context.language).ongoing.to_owned(), |end| time::day_and_minute(context, end));
    let length = impact.window(context.now).map_or(0, Window::length);
    vec![
        name.to_owned().into_any(),
        view! { <StatusBadge status=impact.severity.into() language=context.language/> }.into_any(),
        time::day_and_minute(context, impact.start).into_any(),
        ended.into_any(),
        duration(length, context.language).into_any(),
    ]
}
