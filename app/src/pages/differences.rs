//! What differs between two computations of one account, line by line.

use domain::{
    assessment::{Assessment, Step},
    language::Language,
    money::Money,
};
use leptos::prelude::*;

use crate::{
    parts::{Column, Table},
    text::console::transactions::Transactions as Words,
};

/// The amount of a computation in words.
pub fn amount(assessment: &Assessment, language: Language) -> String {
    let amount = assessment.outcome.amount().map(Money::format);
    amount.unwrap_or_else(|| Words::of(language).nothing_paid.to_owned())
}

/// The lines of both computations whose figures differ, in the order of the later one.
pub fn differences(before: &Assessment, after: &Assessment, language: Language) -> AnyView {
    let words = Words::of(language);
    let columns = vec![Column::text(words.line), Column::number(words.before), Column::number(words.after)];
    let (before, after) = (&before.steps, &after.steps);
    let figure = |step: Option<&Step>| step.map(|step| step.figure(language)).unwrap_or_default();
    let line = |step: &Step, old: Option<&Step>, new: Option<&Step>| {
        vec![step.label.get(language).to_owned().into_any(), figure(old).into_any(), figure(new).into_any()]
    };
    let like = |steps: &'_ [Step], step: &Step| {
        steps.iter().find(|other| other.key == step.key && other.label == step.label).cloned()
    };
    let changed = after.iter().filter_map(|step| {
        let old = like(before, step);
        (old.as_ref().map(|old| old.value) != Some(step.value)).then(|| line(step, old.as_ref(), Some(step)))
    });
    let gone = before.iter().filter(|step| like(after, step).is_none()).map(|step| line(step, Some(step), None));
    let rows = changed.chain(gone).collect();
    view! { <Table caption=words.differences caption_hidden=true columns=columns rows=rows/> }.into_any()
}
