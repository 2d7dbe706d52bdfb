//! How the mirrors of the public pages stand.

use domain::{
    status::STALE_AFTER,
    time::{Instant, duration},
};
use leptos::prelude::*;

use super::Console;
use crate::{
    pages::public::time,
    parts::{Badge, Column, Table, Tone},
    text::console::mirrors::Mirrors as Words,
};

/// How a mirror stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MirrorStanding {
    /// The folder or bucket.
    pub target: String,
    /// When the state it holds was read; none before the first write since the start.
    pub holds: Option<Instant>,
    /// What the last write met, where it failed.
    pub error: Option<String>,
}

/// The mirrors with their age and last error; nothing where none is set up.
pub fn section(console: &Console, mirrors: &[MirrorStanding]) -> AnyView {
    if mirrors.is_empty() {
        return ().into_any();
    }
    let words = Words::of(console.language());
    let columns = vec![
        Column::text(words.target),
        Column::text(words.state),
        Column::text(words.holds),
        Column::text(words.age),
        Column::text(words.error),
    ];
    let rows = mirrors.iter().map(|mirror| row(console, mirror)).collect();
    view! {
        <div class="inner">
            <section>
                <h2>{words.mirrors}</h2>
                <Table caption=words.mirrors caption_hidden=true columns=columns rows=rows/>
            </section>
        </div>
    }
    .into_any()
}

fn row(console: &Console, mirror: &MirrorStanding) -> Vec<AnyView> {
    let words = Words::of(console.language());
    let age = mirror.holds.map(|at| console.context.now.since(at).max(0));
    let (tone, word) = match (&mirror.error, age) {
        (Some(_), _) => (Tone::Down, words.failing),
        (None, None) => (Tone::Maint, words.waiting),
        (None, Some(age)) if age > STALE_AFTER => (Tone::Slow, words.behind),
        (None, Some(_)) => (Tone::Ok, words.current),
    };
    vec![
        view! { <code dir="auto">{mirror.target.clone()}</code> }.into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
        mirror.holds.map(|at| time::day_and_minute(&console.context, at)).into_any(),
        age.map(|age| duration(age, console.language())).into_any(),
        mirror.error.clone().map(|error| view! { <span class="small muted" dir="auto">{error}</span> }).into_any(),
    ]
}
