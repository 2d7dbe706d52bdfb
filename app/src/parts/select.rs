//! A field that takes one of many.

use leptos::prelude::*;

use super::{
    choice::Choice,
    field::{Field, described_by},
};

/// A field that takes one of many. For up to five, [`ChoiceGroup`](super::ChoiceGroup) shows them all.
#[component]
pub fn Select(
    /// The name it sends; also its id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What may be chosen.
    options: Vec<Choice>,
    /// What is chosen so far.
    #[prop(optional, into)]
    value: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(default = None)]
    error: Option<String>,
) -> impl IntoView {
    let described = described_by(name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let option = |choice: Choice| {
        let selected = choice.value == value;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    };
    let options = options.into_iter().map(option).collect_view();
    view! {
        <Field id=name label=label hint=hint error=error>
            <select class="control" id=name name=name aria-describedby=described aria-invalid=invalid>
                {options}
            </select>
        </Field>
    }
}
