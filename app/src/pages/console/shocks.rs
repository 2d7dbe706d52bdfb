//! The calendar of shocks: the list, one of them, and what claims and programmes show of it.

use backend::shocks::{MarketStood, ShockMet, ShocksAround};
use chrono::{Datelike, NaiveDate};
use domain::{
    language::Language,
    money::group_thousands,
    role::Permission,
    shock::{Shock, ShockKind},
    time::long_date,
};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, Confirm, Empty, ErrorSummary, Facts, FormState,
        InputKind, LinkButton, Table, Tag, TextField, Tone, page_title,
    },
    routes,
    shell::Document,
    text::console::{
        self,
        shocks::{self as said, Shocks as Words},
    },
};

/// `/console/shocks`
pub fn list(console: &Console, shocks: &[Shock]) -> Document {
    let words = Words::of(console.language());
    let may_change = console.may(Permission::ManageShocks);
    let new = |kind, compact| {
        may_change.then(|| {
            view! { <LinkButton href=console.href(routes::NEW_SHOCK) label=words.new kind=kind compact=compact/> }
        })
    };
    let acts = || new(ButtonKind::Primary, true).into_any();
    layout::page(console, &Top::new(words.name), acts, || {
        let lead = view! { <p class="muted">{words.lead}</p> };
        if shocks.is_empty() {
            let add = new(ButtonKind::Plain, false);
            return view! {
                <div class="inner">{lead}<Empty title=words.none text=words.none_text>{add}</Empty></div>
            }
            .into_any();
        }
        let columns = vec![
            Column::text(words.called),
            Column::text(words.kind),
            Column::text(words.days),
            Column::text(words.region),
            Column::text(words.source),
        ];
        let rows = shocks.iter().map(|shock| row(console, shock, may_change)).collect();
        view! {
            <div class="inner">{lead}</div>
            <Table caption=words.name caption_hidden=true columns=columns rows=rows/>
        }
        .into_any()
    })
}

fn row(console: &Console, shock: &Shock, may_change: bool) -> Vec<AnyView> {
    let language = console.language();
    let name = shock.name.get(language).to_owned();
    let name = if may_change {
        view! { <a href=console.href(&routes::shock(shock.id)) dir="auto">{name}</a> }.into_any()
    } else {
        view! { <span dir="auto">{name}</span> }.into_any()
    };
    vec![
        name,
        said::kind(language, shock.kind).into_any(),
        days(language, shock.from, shock.until).into_any(),
        region(language, shock).into_any(),
        source(shock).into_any(),
    ]
}

/// `2022년 10월 30일 – 11월 5일`, `30 October – 5 November 2022`; one day alone.
fn days(language: Language, from: NaiveDate, until: NaiveDate) -> String {
    let (first, last) = (long_date(from, language), long_date(until, language));
    if from == until {
        return first;
    }
    if from.year() != until.year() {
        return format!("{first} – {last}");
    }
    match language {
        Language::Ko => format!("{first} – {}월 {}일", until.month(), until.day()),
        Language::En => format!("{} – {last}", from.format("%-d %B")),
    }
}

fn region(language: Language, shock: &Shock) -> String {
    shock.region.as_ref().map_or_else(|| Words::of(language).everywhere.to_owned(), |region| region.0.clone())
}

/// The link to what tells of it, by the name of its site.
fn source(shock: &Shock) -> AnyView {
    let link = shock.source.clone().map(|address| {
        let site = address.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(&address).to_owned();
        view! { <a href=address rel="external noopener noreferrer">{site}</a> }
    });
    link.into_any()
}

/// `/console/shocks/new`; the form holds `id`, which makes sending it twice harmless.
pub fn new(console: &Console, form: &FormState) -> Document {
    let words = Words::of(console.language());
    one(console, words.new, routes::NEW_SHOCK, form, || ().into_any())
}

/// `/console/shocks/{id}`; the form begins with what holds.
pub fn page(console: &Console, shock: &Shock, form: &FormState) -> Document {
    let words = Words::of(console.language());
    let path = routes::shock(shock.id);
    one(console, shock.name.get(console.language()), &path, form, || {
        let action = console.href(&format!("{path}/remove"));
        view! {
            <Confirm label=words.remove question=words.remove_question>
                <form method="post" action=action>
                    <Button label=words.remove_button kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        }
        .into_any()
    })
}

fn one(console: &Console, title: &str, path: &str, form: &FormState, below: impl FnOnce() -> AnyView) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(title).of(routes::SHOCKS, words.name).with_tab(page_title(language, title, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let kinds = ShockKind::ALL.iter().map(|kind| Choice::new(kind.name(), said::kind(language, *kind)));
            view! {
                <div class="inner">
                    <ErrorSummary form=form.clone() language=language/>
                    <form method="post" action=console.href(path) novalidate=true>
                        <input type="hidden" name="id" value=form.value("id")/>
                        <div class="pair">
                            <TextField name="name_ko" label=words.name_ko value=form.value("name_ko")
                                error=form.error("name_ko")/>
                            <TextField name="name_en" label=words.name_en value=form.value("name_en")
                                error=form.error("name_en")/>
                        </div>
                        <ChoiceGroup name="kind" legend=words.kind kind=ChoiceKind::Radio options=kinds.collect()
                            values=vec![form.value("kind")] error=form.error("kind")/>
                        <div class="pair">
                            <TextField name="from" label=words.from kind=InputKind::Date value=form.value("from")
                                error=form.error("from")/>
                            <TextField name="until" label=words.until kind=InputKind::Date value=form.value("until")
                                error=form.error("until")/>
                        </div>
                        <TextField name="region" label=console::optional(language, words.region_field)
                            hint=words.region_hint value=form.value("region") error=form.error("region")/>
                        <TextField name="source" label=console::optional(language, words.source_field)
                            value=form.value("source") error=form.error("source")/>
                        <p class="send"><Button label=words.save kind=ButtonKind::Primary/></p>
                    </form>
                    {below()}
                </div>
            }
            .into_any()
        },
    )
}

/// What a claim shows: the shocks around its outage, and how the market stood. Nothing where there are none.
pub fn around(console: &Console, around: &ShocksAround) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let section = (!around.shocks.is_empty()).then(|| {
        let market = match &around.market {
            Some(market) => view! { <Facts facts=market_facts(language, market) close=true/> }.into_any(),
            None => view! { <p class="muted">{words.not_measured}</p> }.into_any(),
        };
        view! {
            <section class="shocks" id="shocks">
                <h2>{words.around}</h2>
                <p class="small muted">{words.around_text}</p>
                {met(console, &around.shocks)}
                {market}
            </section>
        }
    });
    section.into_any()
}

/// The same of a programme, wherever the shocks were.
pub fn of_programme(console: &Console, shocks: &[ShockMet]) -> AnyView {
    let section = (!shocks.is_empty()).then(|| {
        view! { <section class="shocks" id="shocks"><h2>{Words::of(console.language()).of_programme}</h2>{met(console, shocks)}</section> }
    });
    section.into_any()
}

fn met(console: &Console, shocks: &[ShockMet]) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let columns = vec![Column::text(words.called), Column::text(words.where_it_lies)];
    let row = |met: &ShockMet| {
        let stretches = met.days.iter().map(|stretch| {
            let tag = said::stretch(language, stretch.kind);
            view! { <p><Tag tone=Tone::Unknown word=tag/> " " {days(language, stretch.from, stretch.until)}</p> }
        });
        let weeks = met.weeks.iter().map(|(week, factor)| {
            view! { <p class="small muted">{said::market_of_week(language, *week, &factor.to_string())}</p> }
        });
        vec![
            called(language, &met.shock),
            view! { <div>{stretches.collect_view()}{weeks.collect_view()}</div> }.into_any(),
        ]
    };
    let rows = shocks.iter().map(row).collect();
    view! { <Table caption=words.around caption_hidden=true columns=columns rows=rows/> }.into_any()
}

/// Its name, which leads to what tells of it, with kind and region.
fn called(language: Language, shock: &Shock) -> AnyView {
    let name = shock.name.get(language).to_owned();
    let name = match shock.source.clone() {
        Some(address) => view! { <a href=address rel="external noopener noreferrer" dir="auto">{name}</a> }.into_any(),
        None => view! { <span dir="auto">{name}</span> }.into_any(),
    };
    let kind = said::kind(language, shock.kind);
    view! { {name} <br/> <span class="small muted">{kind} " · " {region(language, shock)}</span> }.into_any()
}

fn market_facts(language: Language, market: &MarketStood) -> Vec<(String, AnyView)> {
    let words = Words::of(language);
    let factor = |factor: domain::loss::Factor| format!("× {factor}").into_any();
    vec![
        (words.market_outage.to_owned(), factor(market.outage.market)),
        (words.market_account.to_owned(), factor(market.outage.factor)),
        (words.market_catch_up.to_owned(), factor(market.catch_up)),
        (words.controls.to_owned(), group_thousands(market.controls.into()).into_any()),
    ]
}
