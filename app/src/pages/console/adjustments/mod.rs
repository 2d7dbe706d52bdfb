//! Later results that differ from what was offered: the list of a programme, one of them, and those of a claim.

pub mod list;
pub mod one;

use backend::adjustments::Adjustment;
use domain::{
    adjustment::{Direction, Status, Verdict},
    money::Money,
};
use leptos::prelude::*;

use super::{Console, Names};
use crate::{
    pages::public::time,
    parts::{Badge, Column, Table, Tag, Tone},
    routes,
    text::console::adjustments::{self as said, Adjustments as Words},
};

/// What the two buttons send.
const VERDICTS: [Verdict; 2] = [Verdict::Apply, Verdict::Keep];

/// The later results of a claim, newest first; nothing where there are none.
pub fn later(console: &Console, all: &[Adjustment], names: &Names) -> AnyView {
    let words = Words::of(console.language());
    if all.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(words.since),
        Column::number(words.before),
        Column::number(words.after),
        Column::text(words.status),
        Column::text(words.decided_by),
    ];
    let row = |found: &Adjustment| {
        let href = console.href(&routes::adjustment(found.programme, found.id));
        let since = time::day_and_minute(&console.context, found.created_at);
        let who = found.decided_by.and_then(|id| names.of(id)).unwrap_or_default().to_owned();
        vec![
            view! { <a href=href>{since}</a> }.into_any(),
            found.from.format().into_any(),
            after(console, found).into_any(),
            badge(console, found),
            who.into_any(),
        ]
    };
    let rows = all.iter().rev().map(row).collect();
    view! {
        <section>
            <h2>{words.later_results}</h2>
            <Table caption=words.later_results caption_hidden=true columns=columns rows=rows/>
        </section>
    }
    .into_any()
}

/// What the later result comes to, in words.
fn after(console: &Console, found: &Adjustment) -> String {
    let review = said::direction(console.language(), Direction::Review);
    found.to.map_or_else(|| review.to_owned(), Money::format)
}

/// A difference with its sign.
fn signed(minor: i64, like: Money) -> String {
    let money = Money::new(minor, like.currency).format();
    if minor > 0 { format!("+{money}") } else { money }
}

fn badge(console: &Console, found: &Adjustment) -> AnyView {
    let tone = match found.status {
        Status::Waiting => Tone::Slow,
        Status::Applied => Tone::Ok,
        Status::Kept | Status::Spared | Status::Adopted => Tone::Maint,
        Status::Overtaken | Status::Superseded => Tone::Unknown,
    };
    view! { <Badge tone=tone word=said::status(console.language(), found.status)/> }.into_any()
}

/// What has to be known before deciding.
fn marks(console: &Console, found: &Adjustment) -> AnyView {
    let words = Words::of(console.language());
    let is_more = found.direction == Direction::Increase;
    let marks = [
        (found.needs_two(), Tone::Down, words.two_people),
        (found.first_by.is_some() && found.status == Status::Waiting, Tone::Maint, words.first_approval),
        (found.made_by.is_some(), Tone::Slow, words.by_reviewer),
        (is_more && found.waits_for_payment(), Tone::Slow, words.after_payment),
        (is_more && found.state == domain::claim::State::Paid, Tone::Slow, words.supplement),
    ];
    let marks = marks.into_iter().filter(|(holds, ..)| *holds);
    marks.map(|(_, tone, word)| view! { <Tag tone=tone word=word/> " " }).collect_view().into_any()
}
