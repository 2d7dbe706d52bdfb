//! Radio buttons and checkboxes.

use leptos::prelude::*;

use super::field::{described_by, notes};

/// One of the things to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What helps to choose; may be empty.
    pub hint: String,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// Whether one or several may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    /// One.
    Radio,
    /// Several.
    Checkbox,
}

/// A question with all its answers in sight.
#[component]
pub fn ChoiceGroup(
    /// The name it sends; the first answer has it as its id, so that the error summary leads there.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// Whether one or several may be chosen.
    kind: ChoiceKind,
    /// The answers.
    options: Vec<Choice>,
    /// What is chosen so far.
    #[prop(optional)]
    values: Vec<String>,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(default = None)]
    error: Option<String>,
) -> impl IntoView {
    let described = described_by(name, hint.is_some(), error.is_some());
    let class = if error.is_some() { "field wrong" } else { "field" };
    let choices = options.into_iter().enumerate().map(|(index, choice)| {
        let id = if index == 0 { name.to_owned() } else { format!("{name}-{index}") };
        let checked = values.contains(&choice.value);
        control(kind, id, name, choice, checked)
    });
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>{legend}</legend>
            {notes(name, hint, error)}
            {choices.collect_view()}
        </fieldset>
    }
}

/// A single box to tick: consents.
#[component]
pub fn Checkbox(
    /// The name it sends; also its id. It sends `yes`.
    name: &'static str,
    /// What one says by ticking it.
    #[prop(into)]
    label: String,
    /// What follows from it.
    #[prop(optional, into)]
    hint: String,
    /// Whether it is ticked.
    #[prop(optional)]
    checked: bool,
    /// What is wrong.
    #[prop(default = None)]
    error: Option<String>,
) -> impl IntoView {
    let class = if error.is_some() { "field wrong" } else { "field" };
    let choice = Choice::new("yes", label).with_hint(hint);
    view! {
        <div class=class>
            {notes(name, None, error)}
            {control(ChoiceKind::Checkbox, name.to_owned(), name, choice, checked)}
        </div>
    }
}

fn control(kind: ChoiceKind, id: String, name: &'static str, choice: Choice, checked: bool) -> AnyView {
    let kind = match kind {
        ChoiceKind::Radio => "radio",
        ChoiceKind::Checkbox => "checkbox",
    };
    let hint = (!choice.hint.is_empty()).then(|| view! { <small>{choice.hint}</small> });
    view! {
        <label class="choice">
            <input type=kind id=id name=name value=choice.value checked=checked/>
            <span>{choice.label}{hint}</span>
        </label>
    }
    .into_any()
}
