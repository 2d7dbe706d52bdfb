//! What is wrong with a form, above it.

use domain::language::Language;
use leptos::prelude::*;

use super::form::FormState;
use crate::text::form::Form;

/// The errors of a form, each a link to its field. Nothing where there are none. Stands above the heading.
#[component]
pub fn ErrorSummary(
    /// The form, whose errors are listed.
    form: FormState,
    /// The language of the heading.
    language: Language,
) -> impl IntoView {
    let errors = form.errors().iter();
    let items = errors.map(|(name, error)| view! { <li><a href=format!("#{name}")>{error.clone()}</a></li> });
    let items = items.collect_view();
    form.is_wrong().then(|| {
        view! {
            <div class="problems" role="alert" tabindex="-1" aria-labelledby="problems-title" autofocus=true>
                <h2 id="problems-title">{Form::of(language).problem_title}</h2>
                <ul>{items}</ul>
            </div>
        }
    })
}
