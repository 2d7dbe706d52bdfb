//! A question before what cannot be taken back. A `<details>`, so that it works without script.

use leptos::prelude::*;

/// A button that opens a question, and the form that answers it.
#[component]
pub fn Confirm(
    /// The words of the button that opens it.
    #[prop(into)]
    label: String,
    /// What will happen.
    #[prop(into)]
    question: String,
    /// Whether it is open from the start, as after an error in the form.
    #[prop(optional)]
    open: bool,
    /// The form with the button that does it.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="confirm" open=open>
            <summary class="btn">{label}</summary>
            <div>
                <p>{question}</p>
                {children()}
            </div>
        </details>
    }
}
