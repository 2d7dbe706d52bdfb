//! What is shown when a request cannot be answered: what happened, what to do next, and a number to quote.

use leptos::prelude::*;

use crate::{
    parts::{ButtonKind, LinkButton},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::errors::{Errors, for_status},
};

/// The page for an HTTP status. `said` takes the place of the general advice where more is known; `reference` finds the
/// request in the log, empty where there is none.
pub fn page(context: &PageContext, status: u16, said: Option<&str>, reference: &str) -> Document {
    let words = Errors::of(context.language);
    let (title, advice) = for_status(context.language, status);
    let next = said.unwrap_or(advice).to_owned();
    document(context, Layout::Public(None), title, || {
        let reference = (!reference.is_empty()).then(|| {
            view! {
                <p class="small muted">
                    {words.reference} " " {words.reference_label} ": " <code>{reference.to_owned()}</code>
                </p>
            }
        });
        view! {
            <div class="state stack">
                <h1>{title}</h1>
                <p>{next}</p>
                <p><LinkButton href=context.href(routes::HOME) label=words.to_status kind=ButtonKind::Primary/></p>
                {reference}
            </div>
        }
        .into_any()
    })
}
