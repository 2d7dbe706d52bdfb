//! A calculation step by step, with its sum.

use domain::{assessment, assessment::Operation, language::Language, money::Money};
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

impl Step {
    /// A line of an assessment.
    pub fn of(step: &assessment::Step, language: Language) -> Self {
        let result = step.result.map(Money::format).unwrap_or_default();
        // a rounding's figure is its unit, which the label says already
        let is_rounding = matches!(step.operation, Operation::Round(_));
        let value = if is_rounding { result.clone() } else { step.figure(language) };
        Self {
            label: step.label.get(language).to_owned(),
            result: if value == result { String::new() } else { result },
            value,
            reason: step.sentence.get(language).to_owned(),
        }
    }
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
