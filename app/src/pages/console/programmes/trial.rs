//! Trying a policy: its main numbers changed, and what it would come to over all accounts.

use backend::programmes::{PolicyRecord, Programme};
use domain::{
    money::{Currency, Money, group_thousands},
    policy::Policy,
    trial::{Changes, Slice, Trial},
};
use leptos::prelude::*;

use super::super::{
    Console,
    layout::{self, Top},
};
use crate::{
    islands::{LiveForm, Slider},
    parts::{
        Bar, Button, ButtonKind, Choice, Column, Empty, ErrorSummary, Facts, FormState, Histogram, MoneyField, Select,
        Tab, Table, Tabs, TextField, page_title,
    },
    routes,
    shell::Document,
    text::console::{
        programmes as programme_words, states,
        trial::{self as said, Trial as Words},
    },
};

/// What the page shows.
pub struct Data {
    /// The programme.
    pub programme: Programme,
    /// Versions of its policy, newest first.
    pub policies: Vec<PolicyRecord>,
    /// The version tried.
    pub policy: Policy,
    /// The numbers as the version has them.
    pub changes: Changes,
    /// What came out; none without a finished run, or where the form cannot be read.
    pub trial: Option<Trial>,
}

/// `/console/programmes/{id}/try`
pub fn page(console: &Console, data: &Data, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let title = programme_words::try_version(language, data.policy.version);
    let tab = page_title(language, &title, form).into_owned();
    let programmes = programme_words::Programmes::of(language);
    let top = Top::new(title).of(routes::STAFF_PROGRAMMES, programmes.title).with_tab(tab);
    let back = || {
        let href = console.href(&routes::staff_programme(data.programme.id));
        view! { <a href=href dir="auto">{data.programme.title.get(language).to_owned()}</a> }.into_any()
    };
    layout::page(console, &top, back, || {
        let result = match &data.trial {
            Some(trial) => result(console, data, trial),
            None if form.is_wrong() => ().into_any(),
            None => view! { <Empty title=words.no_run text=words.no_run_text/> }.into_any(),
        };
        view! {
            <div class="inner" id="form">
                <div id=PROBLEMS><ErrorSummary form=form.clone() language=language/></div>
                <p class="muted">{words.lead}</p>
                {groups(console, data)}
                {numbers(console, data, form)}
                <div id=OUTCOME>{result}</div>
            </div>
        }
        .into_any()
    })
}

/// Parts of the page that follow the numbers.
const PROBLEMS: &str = "problems";
const OUTCOME: &str = "outcome";

/// One view for each group of the policy.
fn groups(console: &Console, data: &Data) -> AnyView {
    let base = routes::try_policy(data.programme.id, data.policy.version);
    let tab = |(index, group): (usize, &domain::policy::Group)| Tab {
        href: console.href(&format!("{base}&group={index}")),
        label: group.name.get(console.language()).to_owned(),
        is_current: index == data.changes.group,
    };
    let tabs = data.policy.groups.iter().enumerate().map(tab).collect();
    view! { <Tabs label=Words::of(console.language()).groups tabs=tabs/> }.into_any()
}

fn numbers(console: &Console, data: &Data, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let currency = data.policy.currency;
    let version = |record: &PolicyRecord| {
        let number = record.policy.version;
        Choice::new(number.to_string(), programme_words::version(language, number))
    };
    let versions = data.policies.iter().map(version).collect();
    let action = console.href(&format!("{}/{}/try", routes::STAFF_PROGRAMMES, data.programme.id));
    let share = |name: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <div class="slid">
                <TextField name=name label=label hint=hint value=form.value(name) error=form.error(name)/>
                <Slider field=name.to_owned() label=said::slider(language, label) most=100 step=1 is_share=true/>
            </div>
        }
    };
    // a dollar is some thousand won
    let scale = if currency == Currency::Krw { 1000 } else { 1 };
    let money = |name: &'static str, label: &'static str, hint: &'static str, most: u32, step: u32| {
        view! {
            <div class="slid">
                <MoneyField name=name label=label hint=hint currency=currency
                    value=form.value(name) error=form.error(name)/>
                <Slider field=name.to_owned() label=said::slider(language, label)
                    most=most * scale step=step * scale is_share=false/>
            </div>
        }
    };
    let empty = words.empty_hint;
    let computed = data.changes.coverage.is_some().then(|| {
        view! {
            {share("coverage", words.coverage, words.coverage_hint)}
            {money("deductible", words.deductible, empty, 500, 5)}
        }
    });
    view! {
        <form method="get" action=action novalidate=true>
            <input type="hidden" name="version" value=data.policy.version/>
            <input type="hidden" name="group" value=data.changes.group/>
            <div class="pair">
                {computed}
                {money("floor", words.floor, empty, 100, 1)}
                {money("cap", words.cap, empty, 20_000, 100)}
                {money("limit", words.limit, words.limit_hint, 2_000, 10)}
                {share("acceptance", words.acceptance, words.acceptance_hint)}
                <Select name="against" label=words.against options=versions value=form.value("against")/>
            </div>
            <p class="send"><Button label=words.try_it kind=ButtonKind::Primary/></p>
            <LiveForm parts=[PROBLEMS, OUTCOME].map(str::to_owned).into()/>
        </form>
    }
    .into_any()
}

fn result(console: &Console, data: &Data, trial: &Trial) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let money = |minor: i64| Money::new(minor, data.policy.currency).format();
    let whole = &trial.whole;
    let difference = whole.cost.saturating_sub(whole.cost_against);
    let difference = if difference > 0 { format!("+{}", money(difference)) } else { money(difference) };
    let fact = |name: &str, value: String| (name.to_owned(), value.into_any());
    let facts = vec![
        fact(words.cost, money(whole.cost)),
        fact(words.awards, group_thousands(whole.awards)),
        fact(words.of_accounts, group_thousands(whole.accounts)),
        fact(words.person, group_thousands(trial.needs_person)),
        fact(words.review, group_thousands(trial.review)),
        fact(words.difference, difference),
        fact(words.better, group_thousands(trial.better)),
        fact(words.worse, group_thousands(trial.worse)),
    ];
    let forecast = &trial.forecast;
    let budget = vec![
        fact(words.settled, format!("{} ({})", money(forecast.settled), group_thousands(forecast.settled_accounts))),
        fact(words.expected, money(forecast.expected)),
        fact(words.interval, format!("{} – {}", money(forecast.low), money(forecast.high))),
        fact(words.budget, data.programme.budget.format()),
    ];
    let trades = trial.by_trade.iter().map(|((kind, category), slice)| {
        let name = format!("{} · {}", states::account_kind(language, *kind), states::trade(language, &category.0));
        (name, slice)
    });
    let regions = trial.by_region.iter().map(|(region, slice)| (region.0.clone(), slice));
    view! {
        <section id="result">
            <h2>{words.result}</h2>
            <Facts facts=facts close=true/>
        </section>
        <section>
            <h2>{words.forecast}</h2>
            <Facts facts=budget close=true/>
            <p class="small muted">{words.formula}</p>
        </section>
        <section>
            <h2>{words.distribution}</h2>
            {distribution(console, data, trial)}
        </section>
        <section>
            <h2>{words.by_trade}</h2>
            {slices(console, data, words.by_trade, words.trade, trades)}
        </section>
        <section>
            <h2>{words.by_region}</h2>
            {slices(console, data, words.by_region, words.region, regions)}
        </section>
    }
    .into_any()
}

fn distribution(console: &Console, data: &Data, trial: &Trial) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let currency = data.policy.currency;
    let money = |minor: i64| Money::new(minor, currency).format();
    let mut from = 0_i64;
    let mut bars = Vec::new();
    for (end, count, sum) in &trial.buckets {
        let to = end.map(money);
        let units = from.unsigned_abs() / 10_u64.pow(currency.exponent());
        bars.push(Bar {
            name: format!("{}~", said::short(language, units)),
            count: *count,
            row: vec![said::bucket(language, &money(from), to.as_deref()), group_thousands(*count), money(*sum)],
        });
        from = end.unwrap_or(from);
    }
    let columns = vec![Column::text(words.size), Column::number(words.accounts), Column::number(words.sum)];
    view! { <Histogram bars=bars summary=words.distribution.to_owned() columns=columns language=language/> }.into_any()
}

fn slices<'a>(
    console: &Console,
    data: &Data,
    caption: &'static str,
    heading: &'static str,
    slices: impl Iterator<Item = (String, &'a Slice)>,
) -> AnyView {
    let words = Words::of(console.language());
    let money = |minor: i64| Money::new(minor, data.policy.currency).format();
    let columns = vec![
        Column::text(heading),
        Column::number(words.of_accounts),
        Column::number(words.awards),
        Column::number(words.cost),
        Column::number(words.before),
    ];
    let row = |(name, slice): (String, &Slice)| {
        let cells = [
            name,
            group_thousands(slice.accounts),
            group_thousands(slice.awards),
            money(slice.cost),
            money(slice.cost_against),
        ];
        cells.map(IntoAny::into_any).into()
    };
    let rows = slices.map(row).collect();
    view! { <Table caption=caption caption_hidden=true columns=columns rows=rows/> }.into_any()
}
