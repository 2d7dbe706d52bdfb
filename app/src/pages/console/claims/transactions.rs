//! The transactions behind a claim: what a reviewer should look at, leaving out, putting back, computing again.

use backend::revisions::{Entries, Entry};
use domain::ledger::SetAsideReason;
use leptos::prelude::*;

use crate::{
    pages::{
        console::{
            Console, Names,
            layout::{self, Top},
        },
        public::time,
    },
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, Empty, ErrorSummary, FormState, InputKind, Table,
        Tag, TextArea, TextField, Tone, page_title,
    },
    routes,
    shell::Document,
    text::console::{
        claims::Claims,
        transactions::{self as said, Transactions as Words},
    },
};

/// What can be done with the form, by the value of its buttons.
pub const ACTIONS: [&str; 3] = ["set_aside", "put_back", "compute"];

/// `/console/claims/{id}/transactions`
pub fn page(console: &Console, found: &Entries, names: &Names, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let tab = page_title(language, &format!("{} — {}", words.title, found.account.name), form).into_owned();
    let top = Top::new(words.title).of(routes::STAFF_CLAIMS, Claims::of(language).title).with_tab(tab);
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let lead = if found.day.is_some() { words.lead_day } else { words.lead };
            let here = console.href(&routes::staff_claim_transactions(found.claim.id));
            let back = console.href(&routes::staff_claim(found.claim.id));
            view! {
                <div class="inner">
                    <p><a href=back>{words.back}</a> " " <span class="muted" dir="auto">{found.account.name.clone()}</span></p>
                    {form.is_wrong().then(|| view! { <ErrorSummary form=form.clone() language=language/> })}
                    <p class="muted">{lead}</p>
                    {of_day(console, found, &here)}
                </div>
                <form method="post" action=here novalidate=true>
                    <input type="hidden" name="day" value=found.day.map(|day| day.to_string())/>
                    {list(console, found, names, form)}
                    {change(console, found, form)}
                </form>
            }
            .into_any()
        },
    )
}

/// Another day, or what is remarkable.
fn of_day(console: &Console, found: &Entries, here: &str) -> AnyView {
    let words = Words::of(console.language());
    let back = found.day.map(|_| view! { <p class="whole"><a href=here.to_owned()>{words.remarkable}</a></p> });
    view! {
        <form class="of-day" method="get" action=here.to_owned()>
            <TextField name="day" label=words.day kind=InputKind::Date
                value=found.day.map(|day| day.to_string()).unwrap_or_default()/>
            <Button label=words.show_day compact=true/>
        </form>
        {back}
    }
    .into_any()
}

fn list(console: &Console, found: &Entries, names: &Names, form: &FormState) -> AnyView {
    let words = Words::of(console.language());
    if found.entries.is_empty() {
        let text = if found.day.is_some() { words.none_day_text } else { words.none_text };
        return view! { <div class="inner"><Empty title=words.none text=text/></div> }.into_any();
    }
    let columns = vec![
        Column::text(words.at),
        Column::number(words.amount),
        Column::text(words.kind),
        Column::text(words.through),
        Column::text(words.terminal),
        Column::text(words.reference),
        Column::text(words.remark),
    ];
    let chosen = form.values("reference");
    let rows = found.entries.iter().enumerate().map(|(place, entry)| {
        let is_chosen = chosen.contains(&entry.transaction.reference);
        row(console, found, entry, names, (place, is_chosen))
    });
    view! { <Table caption=words.title caption_hidden=true columns=columns rows=rows.collect()/> }.into_any()
}

fn row(
    console: &Console,
    found: &Entries,
    entry: &Entry,
    names: &Names,
    (place, is_chosen): (usize, bool),
) -> Vec<AnyView> {
    let (language, transaction) = (console.language(), &entry.transaction);
    let at = time::day_and_second(&console.context, transaction.at);
    // the error summary leads to the first
    let id = if place == 0 { "reference".to_owned() } else { format!("reference-{place}") };
    let first = if found.may_change {
        let value = transaction.reference.clone();
        view! {
            <label class="choice">
                <input type="checkbox" id=id name="reference" value=value checked=is_chosen/>
                <span>{at}</span>
            </label>
        }
        .into_any()
    } else {
        at.into_any()
    };
    vec![
        first,
        transaction.amount.format().into_any(),
        said::kind(language, transaction.kind).into_any(),
        transaction.component.as_ref().map(|key| view! { <code>{key.to_string()}</code> }).into_any(),
        transaction.terminal.clone().map(|terminal| view! { <span dir="auto">{terminal}</span> }).into_any(),
        view! { <code>{transaction.reference.clone()}</code> }.into_any(),
        remarks(console, entry, names),
    ]
}

fn remarks(console: &Console, entry: &Entry, names: &Names) -> AnyView {
    let language = console.language();
    if entry.remark.is_none() && entry.set_aside.is_none() {
        return ().into_any();
    }
    let remark = entry.remark.map(|remark| {
        view! { <Tag tone=Tone::Slow word=said::remark(language, remark)/> " " }
    });
    let set_aside = entry.set_aside.as_ref().map(|set_aside| {
        let (word, _) = said::reason(language, set_aside.reason);
        let who = names.of(set_aside.by).unwrap_or_default().to_owned();
        let when = time::day_and_minute(&console.context, set_aside.at);
        view! {
            <Tag tone=Tone::Down word=word/>
            <br/>
            <span class="small" dir="auto">{set_aside.note.clone()}</span>
            <br/>
            <span class="small muted">{who} " · " {when}</span>
        }
    });
    view! {
        <div>
            {remark}
            {set_aside}
        </div>
    }
    .into_any()
}

fn change(console: &Console, found: &Entries, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    if !found.may_change {
        return view! { <div class="inner"><p class="muted">{words.not_yours}</p></div> }.into_any();
    }
    let options = SetAsideReason::ALL.iter().map(|reason| {
        let (name, hint) = said::reason(language, *reason);
        Choice::new(reason.name(), name).with_hint(hint)
    });
    let [set_aside, put_back, compute] = ACTIONS;
    let chooses = !found.entries.is_empty();
    view! {
        <section class="inner" id="form">
            <h2>{words.change}</h2>
            <p class="muted">{words.change_lead}</p>
            {chooses.then(|| view! {
                <ChoiceGroup name="reason" legend=words.reason kind=ChoiceKind::Radio options=options.collect()
                    values=form.values("reason") error=form.error("reason")/>
            })}
            <TextArea name="note" label=words.note hint=words.note_hint value=form.value("note")
                error=form.error("note")/>
            <p class="send several">
                {chooses.then(|| view! {
                    <Button label=words.set_aside name="action" value=set_aside kind=ButtonKind::Primary/>
                    <Button label=words.put_back name="action" value=put_back/>
                })}
                <Button label=words.compute name="action" value=compute/>
            </p>
        </section>
    }
    .into_any()
}
