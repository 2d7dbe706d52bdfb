//! Small marks: tags that say something, chips that filter a list.

use leptos::prelude::*;

use super::badge::Tone;

/// A word that marks a row.
#[component]
pub fn Tag(
    /// Its meaning.
    tone: Tone,
    /// The word.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! { <span class=format!("tag {}", tone.class())>{word}</span> }
}

/// A filter of a list; a link, so that the filtered list has an address.
#[component]
pub fn Chip(
    /// The list with this filter, or without it where it is on.
    #[prop(into)]
    href: String,
    /// What is filtered.
    #[prop(into)]
    label: String,
    /// By what; may be empty.
    #[prop(optional, into)]
    value: String,
    /// Whether it is on.
    #[prop(optional)]
    active: bool,
) -> impl IntoView {
    let current = active.then_some("true");
    let value = (!value.is_empty()).then(|| view! { <b>{value}</b> });
    view! { <a class="chip" href=href aria-current=current>{label}{value}</a> }
}
