//! The whole computation of one account: what the result page says in steps, down to the like hours.

use domain::{assessment::Explanation, id::ProgrammeId};
use leptos::prelude::*;

use super::{claims_page, working::explanation as tables};
use crate::{
    routes,
    shell::{Document, PageContext},
    text::working::Working,
};

/// `/claims/{account}/{programme}/computation`
pub fn page(context: &PageContext, programme: ProgrammeId, explanation: &Explanation) -> Document {
    let words = Working::of(context.language);
    let account = &explanation.assessment.figures.account;
    let back = context.href(&routes::case(account.id, programme));
    let paper = context.href(&routes::case_paper(account.id, programme));
    let document = context.href(&routes::case_explanation(account.id, programme));
    claims_page(context, words.title, || {
        view! {
            <p class="crumb"><a href=back>{words.back}</a></p>
            <p class="crumb"><span dir="auto">{account.name.clone()} " · " {account.region.0.clone()}</span></p>
            <h1>{words.title}</h1>
            <p class="lead">{words.lead}</p>
            {tables(context.language, explanation)}
            <p><a href=paper download>{words.paper}</a></p>
            <p><a href=document download>{words.document}</a></p>
        }
        .into_any()
    })
}
