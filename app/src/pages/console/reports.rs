//! Uptime by month for any range of months, to look at and to download.

use domain::{language::Language, uptime::target::Budget};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    parts::{Badge, Button, Column, ErrorSummary, FormState, LinkButton, Table, TextField, Tone, page_title},
    report::{Report, length, outcome},
    routes,
    shell::Document,
    text::{
        number,
        public::{self, Public},
        reports::Reports as Words,
    },
};

/// `/console/reports`; without a report where the months in the form make none.
pub fn page(console: &Console, report: Option<&Report<'_>>, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(words.name).with_tab(page_title(language, words.name, form));
    layout::page(
        console,
        &top,
        || report.map(|_| ways(console, form)).into_any(),
        || {
            view! {
                <div class="inner">
                    <ErrorSummary form=form.clone() language=language/>
                    <form method="get" action=console.href(routes::REPORTS) class="from-template" novalidate=true>
                        <TextField name="from" label=words.from hint=words.month_hint value=form.value("from")
                            error=form.error("from")/>
                        <TextField name="to" label=words.to hint=words.month_hint value=form.value("to")
                            error=form.error("to")/>
                        <Button label=words.show/>
                    </form>
                    <section>
                        {report.map(|report| view! { <h2>{report.said_period()}</h2> })}
                        <p class="muted">{words.lead}</p>
                        <p><b>{Public::of(language).formula}</b></p>
                        {report.is_some_and(Report::has_targets).then(|| view! {
                            <p class="muted">{words.budget_note}</p>
                        })}
                    </section>
                </div>
                {report.map(|report| table(console, report))}
            }
            .into_any()
        },
    )
}

/// The files of the same months.
fn ways(console: &Console, form: &FormState) -> AnyView {
    let words = Words::of(console.language());
    let query = [("from", form.value("from")), ("to", form.value("to"))];
    let link = |path: &str, label: &'static str| {
        let href = console.href(&routes::with_query(path, &query));
        view! { <LinkButton href=href label=label compact=true/> }
    };
    view! {
        <p class="chips">{link(routes::REPORT_CSV, words.csv)} {link(routes::REPORT_PDF, words.pdf)}</p>
    }
    .into_any()
}

fn table(console: &Console, report: &Report<'_>) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let has_targets = report.has_targets();
    let rows: Vec<_> = report
        .rows()
        .into_iter()
        .flat_map(|(component, months)| {
            let name = component.name.get(language).to_owned();
            months.into_iter().map(move |month| {
                let mut row = vec![
                    name.clone().into_any(),
                    public::month(language, month.first_day).into_any(),
                    number::percent(month.uptime).into_any(),
                    length(language, month.major).into_any(),
                    length(language, month.partial).into_any(),
                    length(language, month.degraded).into_any(),
                    length(language, month.counted).into_any(),
                ];
                if has_targets {
                    row.extend(budget(language, month.budget));
                }
                row
            })
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="inner muted">{words.nothing}</p> }.into_any();
    }
    let mut columns = vec![
        Column::text(Public::of(language).services),
        Column::text(words.month),
        Column::number(words.uptime),
        Column::number(words.major),
        Column::number(words.partial),
        Column::number(words.degraded),
        Column::number(words.counted),
    ];
    if has_targets {
        let further = [words.target, words.allowed, words.used].map(Column::number);
        columns.extend(further);
        columns.push(Column::text(words.outcome));
    }
    view! { <Table caption=words.name caption_hidden=true columns=columns rows=rows/> }.into_any()
}

/// Target, downtime allowed and used, and whether it is met; dashes where there is no target.
fn budget(language: Language, budget: Option<Budget>) -> [AnyView; 4] {
    let Some(budget) = budget else { return ["–"; 4].map(IntoAny::into_any) };
    let tone = if budget.is_met { Tone::Ok } else { Tone::Down };
    [
        format!("{}%", budget.target).into_any(),
        length(language, budget.allowed).into_any(),
        length(language, budget.used).into_any(),
        view! { <Badge tone=tone word=outcome(language, budget)/> }.into_any(),
    ]
}
