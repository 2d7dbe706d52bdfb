//! A box to search a list.

use domain::language::Language;
use leptos::prelude::*;

use crate::text::form::Form;

/// A search by GET: the result has an address.
#[component]
pub fn Search(
    /// The address of the list.
    #[prop(into)]
    action: String,
    /// What can be searched for.
    #[prop(into)]
    label: String,
    /// What was searched for.
    #[prop(optional, into)]
    value: String,
    /// The language of the button.
    language: Language,
    /// Filters of the list that stay as they are.
    #[prop(optional)]
    keep: Vec<(&'static str, String)>,
) -> impl IntoView {
    let keep = keep.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form class="search" role="search" method="get" action=action>
            {keep.collect_view()}
            <input class="control" type="search" name="q" value=value aria-label=label.clone() placeholder=label/>
            <button class="btn compact">{Form::of(language).search}</button>
        </form>
    }
}
