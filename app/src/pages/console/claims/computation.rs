//! The whole computation behind a claim, for staff.

use domain::{assessment::Explanation, id::ClaimId};
use leptos::prelude::*;

use crate::{
    pages::{
        claims::working::explanation as tables,
        console::{
            Console,
            layout::{self, Top},
        },
    },
    routes,
    shell::Document,
    text::{console::claims::Claims, working::Working},
};

/// `/console/claims/{id}/computation`
pub fn page(console: &Console, claim: ClaimId, explanation: &Explanation) -> Document {
    let words = Working::of(console.language());
    let top = Top::new(words.title).of(routes::STAFF_CLAIMS, Claims::of(console.language()).title);
    let paper = console.href(&routes::staff_claim_paper(claim));
    let document = console.href(&routes::staff_claim_explanation(claim));
    let back = console.href(&routes::staff_claim(claim));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            view! {
                <p><a href=back>{words.back}</a></p>
                <p><span dir="auto">{explanation.assessment.figures.account.name.clone()}</span></p>
                <p>{words.lead}</p>
                {tables(console.language(), explanation)}
                <p><a href=paper download>{words.paper}</a></p>
                <p><a href=document download>{words.document}</a></p>
            }
            .into_any()
        },
    )
}
