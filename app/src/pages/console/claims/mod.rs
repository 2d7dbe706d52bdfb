//! Claims for staff: the queue. One claim has its own files.

pub mod case;
pub mod computation;
pub mod transactions;

mod actions;
mod revisions;

use backend::claims::{ClaimSummary, QueueFilter, QueuePage};
use domain::{claim::State, money::group_thousands, time::duration};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    parts::{Badge, Chip, Column, Empty, LinkButton, PageOf, Pagination, Search, Table, Tag, Tone},
    routes,
    shell::Document,
    text::console::{claims::Claims as Words, states},
};

/// `/console/claims`; `counts` are the numbers of claims in each state.
pub fn queue(console: &Console, filter: &QueueFilter, counts: &[(State, i64, i64)], found: &QueuePage) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let acts = || {
        let keep = filter.state.map(|state| ("state", state.name().to_owned())).into_iter().collect();
        view! {
            <Search action=console.href(routes::STAFF_CLAIMS) label=words.search value=filter.search.clone()
                language=language keep=keep/>
        }
        .into_any()
    };
    layout::page(console, &Top::new(words.title), acts, || {
        view! {
            {chips(console, filter, counts)}
            {if found.claims.is_empty() { nothing(console) } else { table(console, found) }}
            {(!found.claims.is_empty()).then(|| {
                view! { <div class="under"><Pagination page=page_of(console, filter, found) language=language/></div> }
            })}
        }
        .into_any()
    })
}

fn chips(console: &Console, filter: &QueueFilter, counts: &[(State, i64, i64)]) -> AnyView {
    let language = console.language();
    let states = State::ALL.iter().filter_map(|state| {
        let count = counts.iter().find(|(found, ..)| found == state).map_or(0, |(_, count, _)| *count);
        let is_chosen = filter.state == Some(*state);
        (count > 0 || is_chosen).then(|| {
            let only = QueueFilter { state: Some(*state), page: 1, ..filter.clone() };
            let count = group_thousands(count.unsigned_abs());
            view! {
                <Chip href=address(console, &only) label=states::claim(language, *state) value=count active=is_chosen/>
            }
        })
    });
    let all = QueueFilter { state: None, page: 1, ..filter.clone() };
    view! {
        <nav class="chips filters" aria-label=Words::of(language).state>
            <Chip href=address(console, &all) label=Words::of(language).waiting active=filter.state.is_none()/>
            {states.collect_view()}
        </nav>
    }
    .into_any()
}

/// The address of the queue under a filter.
fn address(console: &Console, filter: &QueueFilter) -> String {
    let mut query = Vec::new();
    query.extend(filter.state.map(|state| ("state", state.name().to_owned())));
    if !filter.search.is_empty() {
        query.push(("q", filter.search.clone()));
    }
    if filter.page > 1 {
        query.push(("page", filter.page.to_string()));
    }
    routes::with_query(&console.href(routes::STAFF_CLAIMS), &query)
}

fn nothing(console: &Console) -> AnyView {
    let words = Words::of(console.language());
    let all = console.href(routes::STAFF_CLAIMS);
    view! {
        <div class="inner">
            <Empty title=words.none text=words.none_text>
                <LinkButton href=all label=words.all_waiting/>
            </Empty>
        </div>
    }
    .into_any()
}

fn table(console: &Console, found: &QueuePage) -> AnyView {
    let words = Words::of(console.language());
    let columns = vec![
        Column::text(words.claimant),
        Column::text(words.number),
        Column::text(words.trade),
        Column::text(words.track),
        Column::number(words.amount),
        Column::text(words.state),
        Column::text(words.mark),
        Column::number(words.waits),
    ];
    let rows = found.claims.iter().map(|claim| row(console, claim)).collect();
    view! { <Table caption=words.title caption_hidden=true columns=columns rows=rows class="queue"/> }.into_any()
}

fn row(console: &Console, claim: &ClaimSummary) -> Vec<AnyView> {
    let (language, words) = (console.language(), Words::of(console.language()));
    let href = console.href(&routes::staff_claim(claim.id));
    let above = claim.above_limit.then(|| view! { <Tag tone=Tone::Down word=words.above_limit/> " " });
    let first = claim.has_first_approval.then(|| view! { <Tag tone=Tone::Maint word=words.first_approval/> });
    let waits = duration(console.context.now.since(claim.updated_at), language);
    let amount = match claim.offer {
        Some(offer) => offer.format().into_any(),
        None => view! { <span class="muted">{words.no_amount}</span> }.into_any(),
    };
    vec![
        view! { <a href=href dir="auto">{claim.account_name.clone()}</a> }.into_any(),
        view! { <span class="muted small">{claim.number.clone()}</span> }.into_any(),
        view! { <span dir="auto">{states::trade(language, &claim.category).to_owned()}</span> }.into_any(),
        states::track(language, claim.track).into_any(),
        amount,
        state_badge(console, claim.state),
        view! { {above} {first} }.into_any(),
        view! { <span class="muted">{waits}</span> }.into_any(),
    ]
}

/// Where a claim stands.
pub fn state_badge(console: &Console, state: State) -> AnyView {
    let tone = match state {
        State::Submitted => Tone::Slow,
        State::InReview | State::Offered | State::Accepted | State::Paying => Tone::Maint,
        State::Appealed => Tone::Part,
        State::Approved | State::Paid => Tone::Ok,
        State::Rejected | State::PaymentFailed => Tone::Down,
        State::Draft | State::NeedsInformation | State::Withdrawn | State::Lapsed => Tone::Unknown,
    };
    view! { <Badge tone=tone word=states::claim(console.language(), state)/> }.into_any()
}

fn page_of(console: &Console, filter: &QueueFilter, found: &QueuePage) -> PageOf {
    let [page, per_page, total] = [filter.page, found.per_page, found.total].map(i64::unsigned_abs);
    PageOf::of(page, per_page, total, |page| {
        address(console, &QueueFilter { page: page.cast_signed(), ..filter.clone() })
    })
}
