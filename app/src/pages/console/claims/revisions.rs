//! What became of a claim's computation in review: each revision with the amounts before and after, line by line.

use backend::revisions::Revision;
use domain::{
    assessment::{Assessment, Step},
    language::Language,
    money::Money,
};
use leptos::prelude::*;

use crate::{
    pages::{
        console::{Console, Names},
        public::{paragraphs, time},
    },
    parts::{Column, Table},
    text::console::transactions::Transactions as Words,
};

/// The revisions of a claim, newest first; nothing where there are none.
pub fn revisions(console: &Console, revisions: &[Revision], names: &Names) -> AnyView {
    let words = Words::of(console.language());
    let all = revisions.iter().rev().map(|revision| one(console, revision, names)).collect_view();
    (!revisions.is_empty())
        .then(|| {
            view! {
                <section>
                    <h2>{words.revisions}</h2>
                    {all}
                </section>
            }
        })
        .into_any()
}

fn one(console: &Console, revision: &Revision, names: &Names) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let amount = |assessment: &Assessment| amount(assessment, language);
    let who = names.of(revision.by).unwrap_or_default().to_owned();
    let when = time::day_and_minute(&console.context, revision.at);
    let note = paragraphs(&revision.note).into_iter().map(|line| view! { <p dir="auto">{line}</p> }).collect_view();
    view! {
        <div class="revision">
            <p>
                <b>{amount(&revision.before)} " → " {amount(&revision.after)}</b> " "
                <span class="small muted">{who} " · " {when}</span>
            </p>
            {note}
            <details class="fold">
                <summary>{words.differences}</summary>
                {differences(revision, language)}
            </details>
        </div>
    }
    .into_any()
}

fn amount(assessment: &Assessment, language: Language) -> String {
    let amount = assessment.outcome.amount().map(Money::format);
    amount.unwrap_or_else(|| Words::of(language).nothing_paid.to_owned())
}

/// The lines of both computations whose figures differ, in the order of the newer one.
fn differences(revision: &Revision, language: Language) -> AnyView {
    let words = Words::of(language);
    let columns = vec![Column::text(words.line), Column::number(words.before), Column::number(words.after)];
    let (before, after) = (&revision.before.steps, &revision.after.steps);
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
