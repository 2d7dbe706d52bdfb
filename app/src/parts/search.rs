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
) -> impl IntoView {
    view! {
        <form class="search" role="search" method="get" action=action>
            <input class="control" type="search" name="q" value=value aria-label=label.clone() placeholder=label/>
            <button class="btn compact">{Form::of(language).search}</button>
        </form>
    }
}
