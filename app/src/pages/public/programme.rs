//! A compensation programme: who gets what, until when, and how far it is.

use domain::{
    money::group_thousands,
    status::{ProgrammeSummary, PublicState},
};
use leptos::prelude::*;

use super::{claim_box::claim_box, cohorts, paragraphs, state_page, time};
use crate::{
    routes,
    shell::{Document, PageContext},
    text::public::Public,
};

/// `/programmes/{id}`
pub fn page(context: &PageContext, state: &PublicState, programme: &ProgrammeSummary) -> Document {
    let words = Public::of(context.language);
    let title = programme.title.get(context.language).to_owned();
    state_page(context, state, &title, || {
        let criteria = paragraphs(programme.criteria.get(context.language));
        view! {
            <div class="page">
                {of_incident(context, state, programme)}
                <h1 dir="auto">{title.clone()}</h1>
                {period(context, programme)}
                {way_to_claim(context, programme)}
            </div>
            <section class="sec prose">
                <h2>{words.criteria}</h2>
                {criteria.into_iter().map(|text| view! { <p dir="auto">{text}</p> }).collect_view()}
            </section>
            <section class="sec">
                <h2>{words.progress}</h2>
                {progress(context, programme)}
            </section>
            {cohorts::section(context, programme)}
            {time::as_of(context, state)}
        }
        .into_any()
    })
}

fn of_incident(context: &PageContext, state: &PublicState, programme: &ProgrammeSummary) -> AnyView {
    let incident = state.incident(programme.incident).map(|incident| {
        let href = context.href(&routes::incident(incident.id));
        let title = incident.title.get(context.language).to_owned();
        view! { <p class="meta">{Public::of(context.language).incident} ": " <a href=href dir="auto">{title}</a></p> }
    });
    incident.into_any()
}

fn period(context: &PageContext, programme: &ProgrammeSummary) -> AnyView {
    let (zone, language) = (context.zone(), context.language);
    let label = Public::of(language).claim_period;
    let (opens, closes) = (zone.date_time(programme.opens_at, language), zone.date_time(programme.closes_at, language));
    view! { <p class="lead">{label} ": " {opens} " – " {closes}</p> }.into_any()
}

fn way_to_claim(context: &PageContext, programme: &ProgrammeSummary) -> AnyView {
    let words = Public::of(context.language);
    if context.now < programme.opens_at {
        return view! { <p class="lead">{words.not_open_yet}</p> }.into_any();
    }
    if context.now >= programme.closes_at {
        return view! { <p class="lead">{words.closed} " " {words.closed_note}</p> }.into_any();
    }
    claim_box(context, programme, None)
}

fn progress(context: &PageContext, programme: &ProgrammeSummary) -> AnyView {
    let words = Public::of(context.language);
    let count = |number: i64| group_thousands(number.max(0).unsigned_abs());
    let figures = [
        (words.assessed, count(programme.assessed)),
        (words.offered, count(programme.offered)),
        (words.accepted, count(programme.accepted)),
        (words.approved, count(programme.approved)),
        (words.approved_total, programme.approved_total.format()),
    ];
    let figure = |(name, value)| view! { <div class="figure"><dt>{name}</dt><dd>{value}</dd></div> };
    view! { <dl class="figures">{figures.map(figure).collect_view()}</dl> }.into_any()
}
