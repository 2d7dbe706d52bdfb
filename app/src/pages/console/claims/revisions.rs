//! What became of a claim's computation in review: each revision with the amounts before and after, line by line.

use backend::revisions::Revision;
use leptos::prelude::*;

use crate::{
    pages::{
        console::{Console, Names},
        differences::{amount, differences},
        public::{paragraphs, time},
    },
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
    let who = names.of(revision.by).unwrap_or_default().to_owned();
    let when = time::day_and_minute(&console.context, revision.at);
    let note = paragraphs(&revision.note).into_iter().map(|line| view! { <p dir="auto">{line}</p> }).collect_view();
    view! {
        <div class="revision">
            <p>
                <b>{amount(&revision.before, language)} " → " {amount(&revision.after, language)}</b> " "
                <span class="small muted">{who} " · " {when}</span>
            </p>
            {note}
            <details class="fold">
                <summary>{words.differences}</summary>
                {differences(&revision.before, &revision.after, language)}
            </details>
        </div>
    }
    .into_any()
}
