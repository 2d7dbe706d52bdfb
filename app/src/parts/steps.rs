//! A calculation step by step, with its sum.

use leptos::prelude::*;

/// A step: what it is, its value, and the sentence that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub label: String,
    /// Its value as people read it: `₩931,400`, `× 61%`.
    pub value: String,
    /// Why; may be empty.
    pub reason: String,
}

/// Steps that lead to a sum.
#[component]
pub fn Steps(
    /// The steps in order.
    steps: Vec<Step>,
    /// What the sum is called.
    #[prop(into)]
    sum_label: String,
    /// The sum.
    #[prop(into)]
    sum: String,
) -> impl IntoView {
    let step = |step: Step| {
        let reason = (!step.reason.is_empty()).then(|| view! { <small>{step.reason}</small> });
        view! { <li><span>{step.label}</span><b>{step.value}</b>{reason}</li> }
    };
    view! {
        <ol class="steps">
            {steps.into_iter().map(step).collect_view()}
            <li class="sum"><span>{sum_label}</span><b>{sum}</b></li>
        </ol>
    }
}
