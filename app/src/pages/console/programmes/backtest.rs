//! A programme's back-tests: its outage placed where none was, and what would have been paid for nothing.

use backend::{
    assessments::RunStatus,
    backtests::Backtest,
    programmes::{PolicyRecord, Programme},
};
use domain::{
    backtest::{Report, Slice, Tally, error_bounds},
    money::{Money, group_thousands},
    role::Permission,
};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    run::tone,
};
use crate::{
    pages::public::time,
    parts::{
        Badge, Bar, Button, ButtonKind, Column, Confirm, Deviation, Empty, ErrorSummary, Facts, FormState, Histogram,
        LinkButton, Notice, Progress, Table, Tone,
    },
    routes,
    shell::Document,
    text::console::{
        backtest::{self as said, Backtest as Words},
        programmes as programme_words, states,
    },
};

/// Cohorts that the page shows.
const COHORTS: usize = 20;
/// The bias that is tolerated, as a share of what was taken.
const TOLERATED: f64 = 0.02;

/// What the page shows.
pub struct Data {
    /// The programme.
    pub programme: Programme,
    /// Versions of its policy.
    pub policies: Vec<PolicyRecord>,
    /// Its back-tests, newest first.
    pub backtests: Vec<Backtest>,
    /// The place in the list of the one to show.
    pub shown: usize,
}

/// `/console/programmes/{id}/backtests`
pub fn page(console: &Console, data: &Data, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let programmes = programme_words::Programmes::of(language);
    let top = Top::new(words.title).of(routes::STAFF_PROGRAMMES, programmes.title);
    let back = || {
        let href = console.href(&routes::staff_programme(data.programme.id));
        view! { <a href=href dir="auto">{data.programme.title.get(language).to_owned()}</a> }.into_any()
    };
    layout::page(console, &top, back, || {
        let shown = data.backtests.get(data.shown);
        view! {
            <div class="inner" id="form">
                <ErrorSummary form=form.clone() language=language/>
                <p class="muted">{words.lead}</p>
                {match shown {
                    Some(backtest) => standing(console, data, backtest),
                    None => view! { <Empty title=words.none text=words.none_text/> }.into_any(),
                }}
                {start(console, data)}
                {shown.and_then(|backtest| Some(result(console, data, backtest, backtest.report.as_ref()?)))}
                {(data.backtests.len() > 1).then(|| earlier(console, data))}
            </div>
        }
        .into_any()
    })
}

fn standing(console: &Console, data: &Data, backtest: &Backtest) -> AnyView {
    let words = Words::of(console.language());
    let began = time::day_and_minute(&console.context, backtest.created_at);
    let [done, total] = [backtest.done, backtest.total].map(|count| count.max(0).unsigned_abs());
    let error = backtest.error.clone().map(|error| view! { <Notice tone=Tone::Down><p>{error}</p></Notice> });
    let is_active = backtest.status.is_active();
    let reload = console.href(&routes::backtests(data.programme.id));
    let stop = (is_active && console.may(Permission::RunAssessments)).then(|| {
        let (action, programme) = (console.href(&routes::cancel_backtest(backtest.id)), data.programme.id.to_string());
        view! {
            <Confirm label=words.stop question=words.stop_question>
                <form method="post" action=action>
                    <input type="hidden" name="programme" value=programme/>
                    <Button label=words.stop kind=ButtonKind::Danger compact=true/>
                </form>
            </Confirm>
        }
    });
    view! {
        <p class="meta">
            <Badge tone=tone(backtest.status) word=status(console, backtest.status)/>
            <span class="muted">{began}</span>
        </p>
        {is_active.then(|| view! {
            <Progress label=words.progress done=done total=total/>
            <div class="choices">
                <a class="btn compact" href=reload>{words.reload}</a>
                {stop}
            </div>
        })}
        {error}
    }
    .into_any()
}

fn status(console: &Console, status: RunStatus) -> &'static str {
    let words = Words::of(console.language());
    match status {
        RunStatus::Measuring => words.measuring,
        RunStatus::Assessing => words.judging,
        status => states::run(console.language(), status),
    }
}

fn start(console: &Console, data: &Data) -> AnyView {
    let is_active = data.backtests.first().is_some_and(|backtest| backtest.status.is_active());
    let may = console.may(Permission::RunAssessments) && !is_active;
    may.then(|| {
        let (action, words) = (console.href(&routes::backtests(data.programme.id)), Words::of(console.language()));
        let kind = if data.backtests.is_empty() { ButtonKind::Primary } else { ButtonKind::Plain };
        view! {
            <form method="post" action=action>
                <p class="send"><Button label=words.start kind=kind compact=true/></p>
            </form>
        }
    })
    .into_any()
}

fn result(console: &Console, data: &Data, backtest: &Backtest, report: &Report) -> AnyView {
    let words = Words::of(console.language());
    view! {
        <section>
            <h2>{words.result}</h2>
            {verdicts(console, &report.whole())}
            {facts(console, data, backtest, report)}
        </section>
        <section>
            <h2>{words.places}</h2>
            {places(console, data, backtest, report)}
        </section>
        <section>
            <h2>{words.distribution}</h2>
            <p class="muted">{words.distribution_text}</p>
            {distribution(console, &report.whole())}
        </section>
        <section>
            <h2>{words.bands}</h2>
            {bands(console, data, report)}
        </section>
        <section>
            <h2>{words.cohorts}</h2>
            {cohorts(console, data, backtest, report)}
        </section>
    }
    .into_any()
}

/// The two promises, and whether they hold.
fn verdicts(console: &Console, whole: &Tally) -> AnyView {
    let words = Words::of(console.language());
    let verdict = |promise: &'static str, holds: bool| {
        let (tone, word) = if holds { (Tone::Ok, words.holds) } else { (Tone::Down, words.fails) };
        view! { <p class="meta"><Badge tone=tone word=word/><span>{promise}</span></p> }
    };
    view! {
        {verdict(words.unexposed, whole.spares_unexposed())}
        {verdict(words.exposed, whole.pays_little())}
    }
    .into_any()
}

fn facts(console: &Console, data: &Data, backtest: &Backtest, report: &Report) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let whole = report.whole();
    let paid = format!("{} ({})", data.money(whole.paid), said::fine(whole.paid_share()));
    let automatic = format!("{} ({})", data.money(whole.paid_automatic), group_thousands(whole.automatic));
    let version = data.policies.iter().find(|record| record.id == backtest.policy);
    let version = version.map(|record| programme_words::version(language, record.policy.version));
    let fact = |name: &str, value: String| (name.to_owned(), value.into_any());
    let facts = vec![
        fact(words.accounts, group_thousands(report.accounts)),
        fact(words.unmeasured, group_thousands(report.unmeasured)),
        fact(words.bias_long, said::signed(whole.bias())),
        fact(words.error_long, said::share(whole.error())),
        fact(words.covered_long, said::share(whole.coverage())),
        fact(words.exposure, data.estimate(whole.exposure)),
        fact(words.paid, paid),
        fact(words.automatic, automatic),
        fact(words.policy, version.unwrap_or_default()),
    ];
    view! { <Facts facts=facts close=true/> }.into_any()
}

impl Data {
    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.programme.budget.currency).format()
    }

    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
    fn estimate(&self, amount: f64) -> String {
        self.money(amount.round() as i64)
    }

    /// The cells that every table of tallies has after its first.
    fn cells(&self, tally: &Tally) -> [AnyView; 6] {
        let bias = tally.bias();
        let picture = bias.map(|bias| view! { <Deviation value=bias tolerated=TOLERATED most=5.0 * TOLERATED/> });
        [
            group_thousands(tally.cases).into_any(),
            view! { <span class="nowrap">{said::signed(bias)} {picture}</span> }.into_any(),
            said::share(tally.error()).into_any(),
            said::share(tally.coverage()).into_any(),
            self.money(tally.paid).into_any(),
            said::fine(tally.paid_share()).into_any(),
        ]
    }
}

fn columns(words: &'static Words, first: &'static str) -> Vec<Column> {
    let rest = [words.cases, words.bias, words.error, words.covered, words.paid, words.paid_share];
    std::iter::once(Column::text(first)).chain(rest.map(Column::number)).collect()
}

fn row(data: &Data, name: AnyView, tally: &Tally) -> Vec<AnyView> {
    std::iter::once(name).chain(data.cells(tally)).collect()
}

fn places(console: &Console, data: &Data, backtest: &Backtest, report: &Report) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let rows = backtest.places.iter().zip(&report.places).map(|(place, tally)| {
        let [start, end] = [place.window.start, place.window.end].map(|at| time::day_and_minute(&console.context, at));
        let when = view! {
            {start} " – " {end} " "
            <span class="small muted">{said::weeks_before(language, place.weeks)}</span>
        };
        row(data, when.into_any(), tally)
    });
    let (rows, columns) = (rows.collect(), columns(words, words.place));
    view! { <Table caption=words.places caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn distribution(console: &Console, whole: &Tally) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let mut from = None;
    let mut bars = Vec::new();
    for (to, count) in error_bounds().zip(whole.errors) {
        let name = from.map_or_else(|| "<".to_owned(), |from| format!("{from}%"));
        bars.push(Bar { name, count, row: vec![said::errors(language, from, to), group_thousands(count)] });
        from = to;
    }
    let columns = vec![Column::text(words.size), Column::number(words.cases)];
    view! { <Histogram bars=bars summary=words.distribution.to_owned() columns=columns language=language/> }.into_any()
}

fn bands(console: &Console, data: &Data, report: &Report) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let rows = report.bands.iter().map(|(band, tally)| row(data, said::band(language, *band).into_any(), tally));
    let (rows, columns) = (rows.collect(), columns(words, words.band));
    view! { <Table caption=words.bands caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn cohorts(console: &Console, data: &Data, backtest: &Backtest, report: &Report) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let mut slices: Vec<&Slice> = report.cohorts.iter().collect();
    slices.sort_by(|a, b| b.tally.exposure.total_cmp(&a.tally.exposure).then_with(|| a.cohort.cmp(&b.cohort)));
    let note = (slices.len() > COHORTS)
        .then(|| view! { <p class="small muted">{said::largest(language, COHORTS, slices.len())}</p> });
    let rows = slices.into_iter().take(COHORTS).map(|slice| {
        let cohort = &slice.cohort;
        let (kind, trade) = (states::account_kind(language, cohort.kind), states::trade(language, &cohort.category.0));
        let name = view! { {format!("{kind} · {trade}")} " " <span dir="auto">{cohort.region.0.clone()}</span> };
        row(data, name.into_any(), &slice.tally)
    });
    let (rows, columns) = (rows.collect(), columns(words, words.cohort));
    let csv = console.href(&routes::backtest_rows(backtest.id));
    view! {
        <Table caption=words.cohorts caption_hidden=true columns=columns rows=rows/>
        {note}
        <p class="send"><LinkButton href=csv label=words.csv compact=true/></p>
    }
    .into_any()
}

fn earlier(console: &Console, data: &Data) -> AnyView {
    let words = Words::of(console.language());
    let base = routes::backtests(data.programme.id);
    let rows = data.backtests.iter().enumerate().map(|(index, backtest)| {
        let href = console.href(&format!("{base}?of={}", backtest.id));
        let current = (index == data.shown).then_some("true");
        let began = time::day_and_minute(&console.context, backtest.created_at);
        let whole = backtest.report.as_ref().map(Report::whole).unwrap_or_default();
        vec![
            view! { <a href=href aria-current=current>{began}</a> }.into_any(),
            view! { <Badge tone=tone(backtest.status) word=status(console, backtest.status)/> }.into_any(),
            said::signed(whole.bias()).into_any(),
            said::share(whole.coverage()).into_any(),
            said::fine(whole.paid_share()).into_any(),
        ]
    });
    let columns = vec![
        Column::text(words.began),
        Column::text(words.status),
        Column::number(words.bias),
        Column::number(words.covered),
        Column::number(words.paid_share),
    ];
    view! {
        <section>
            <h2>{words.earlier}</h2>
            <Table caption=words.earlier caption_hidden=true columns=columns rows=rows.collect()/>
        </section>
    }
    .into_any()
}
