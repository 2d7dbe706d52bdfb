//! The way from an outage to its compensation.

use domain::{incident::Incident, status::ProgrammeSummary};
use leptos::prelude::*;

use crate::{
    parts::{ButtonKind, LinkButton},
    routes,
    shell::PageContext,
    text::public::Public,
};

/// Asks who reads whether they were affected, and leads them to their offer. `incident` is named where the box does
/// not stand with it.
pub fn claim_box(context: &PageContext, programme: &ProgrammeSummary, incident: Option<&Incident>) -> AnyView {
    let words = Public::of(context.language);
    let criteria = routes::programme(programme.id);
    let criteria = (context.path != criteria).then(|| {
        view! { " " <a href=context.href(&criteria)>{words.programme_details}</a> }
    });
    let claim = context.href(&routes::new_claim(programme.id));
    view! {
        <div class="claim">
            <div>
                {incident.map(|incident| named(context, incident))}
                <h2>{words.claim_question}</h2>
                <p>{words.claim_answer}{criteria}</p>
            </div>
            <LinkButton href=claim label=words.claim_button kind=ButtonKind::Primary/>
        </div>
    }
    .into_any()
}

fn named(context: &PageContext, incident: &Incident) -> AnyView {
    let href = context.here(&routes::incident(incident.id));
    view! { <p class="small"><a href=href dir="auto">{incident.title.get(context.language).to_owned()}</a></p> }
        .into_any()
}
