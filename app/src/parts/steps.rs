//! A calculation step by step, with its sum.

use leptos::prelude::*;

/// A step: what it is, its value, what the amount is after it, and the sentence that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub label: String,
    /// Its value as people read it: `₩931,400`, `× 61%`.
    pub value: String,
    /// The amount after it; empty where the value is it.
    pub result: String,
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
        let result = (!step.result.is_empty()).then(|| view! { <span class="result">"= " {step.result}</span> });
        view! { <li><span>{step.label}</span><b>{step.value}</b>{result}{reason}</li> }
    };
    view! {
        <ol class="steps">
            {steps.into_iter().map(step).collect_view()}
            <li class="sum"><span>{sum_label}</span><b>{sum}</b></li>
        </ol>
    }
}
