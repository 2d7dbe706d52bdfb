//! The way from an outage to its compensation.

use domain::status::ProgrammeSummary;
use leptos::prelude::*;

use crate::{
    parts::{ButtonKind, LinkButton},
    routes,
    shell::PageContext,
    text::public::Public,
};

/// Asks who reads whether they were affected, and leads them to their offer.
pub fn claim_box(context: &PageContext, programme: &ProgrammeSummary) -> AnyView {
    let words = Public::of(context.language);
    let criteria = context.href(&routes::programme(programme.id));
    let claim = context.href(&routes::new_claim(programme.id));
    view! {
        <div class="claim">
            <div>
                <h3>{words.claim_question}</h3>
                <p>{words.claim_answer} " " <a href=criteria>{words.programme_details}</a></p>
            </div>
            <LinkButton href=claim label=words.claim_button kind=ButtonKind::Primary/>
        </div>
    }
    .into_any()
}
