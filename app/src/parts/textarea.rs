//! A field of several lines.

use leptos::prelude::*;

use super::field::{Field, described_by};

/// A field of several lines.
#[component]
pub fn TextArea(
    /// The name it sends; also its id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What was typed so far.
    #[prop(optional, into)]
    value: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(default = None)]
    error: Option<String>,
    /// Its id, where several fields of a page send the same name.
    #[prop(optional, into)]
    id: Option<String>,
    /// Whether it holds a long document.
    #[prop(optional)]
    tall: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.to_owned());
    let class = if tall { "control tall" } else { "control" };
    let described = described_by(&id, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    // a line break straight after the tag is dropped by browsers, so one is given away
    view! {
        <Field id=id.clone() label=label hint=hint error=error>
            <textarea class=class id=id name=name aria-describedby=described aria-invalid=invalid>
                {format!("\n{value}")}
            </textarea>
        </Field>
    }
}
