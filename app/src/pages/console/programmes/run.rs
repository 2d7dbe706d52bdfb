//! Runs of the engine over a programme's accounts.

use backend::{
    assessments::{OutcomeTotal, Run, RunStatus},
    programmes::Programme,
};
use domain::{money::Money, published::PublishedCohort, role::Permission, time::duration};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    programme::Data,
};
use crate::{
    pages::public::time,
    parts::{Badge, Button, ButtonKind, Column, Confirm, LinkButton, Notice, Progress, Table, Tone},
    routes,
    shell::Document,
    text::console::{
        programmes::{self as said, Programmes as Words},
        states,
    },
};

/// The latest run with its totals, the ones before it, and what can be done.
pub fn section(console: &Console, data: &Data) -> AnyView {
    let words = Words::of(console.language());
    let latest = data.runs.first();
    let is_active = latest.is_some_and(|run| run.status.is_active());
    view! {
        <section class="panel-below">
            <h2>{words.runs}</h2>
            {match latest {
                Some(run) => standing(console, run),
                None => view! { <p class="muted">{words.no_runs}</p> }.into_any(),
            }}
            {(!data.totals.is_empty()).then(|| {
                let is_partial = latest.is_some_and(|run| run.status != RunStatus::Done);
                view! {
                    {is_partial.then(|| view! { <p class="small"><b>{words.partial}</b></p> })}
                    {totals(console, &data.programme, &data.totals)}
                }
            })}
            {disagreements(console, &data.cohorts)}
            {latest.filter(|_| is_active).map(|run| while_active(console, data, run))}
            {(!is_active).then(|| start(console, data))}
        </section>
    }
    .into_any()
}

/// Where the severity on record and the sales disagree; nothing where they do not.
fn disagreements(console: &Console, cohorts: &[PublishedCohort]) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let line = |cohort: &PublishedCohort| {
        let (key, rates) = (cohort.cohort.as_ref()?, cohort.rates?);
        let name = format!(
            "{} · {} · {}",
            states::account_kind(language, key.kind),
            states::trade(language, &key.category.0),
            key.region.0
        );
        let text = said::disagreement(language, rates.disagreement()?, &rates.loss.to_string());
        Some(view! { <li><b dir="auto">{name}</b> ": " {text}</li> })
    };
    let lines: Vec<_> = cohorts.iter().filter_map(line).collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! {
        <Notice tone=Tone::Slow>
            <p><b>{words.disagreements}</b></p>
            <p>{words.disagreements_text}</p>
            <ul>{lines}</ul>
        </Notice>
    }
    .into_any()
}

/// `/console/programmes/{id}/runs`
pub fn page(console: &Console, data: &Data) -> Document {
    let words = Words::of(console.language());
    let title = data.programme.title.get(console.language());
    let top = Top::new(title).of(routes::STAFF_PROGRAMMES, words.title).with_tab(format!("{} · {title}", words.runs));
    let acts = || {
        let href = console.href(&routes::staff_programme(data.programme.id));
        view! { <LinkButton href=href label=words.see_programme compact=true/> }.into_any()
    };
    layout::page(console, &top, acts, || {
        view! { <div class="inner">{section(console, data)} {earlier(console, data)}</div> }.into_any()
    })
}

/// The runs before the latest.
fn earlier(console: &Console, data: &Data) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let runs = data.runs.get(1..).unwrap_or_default();
    if runs.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(words.began),
        Column::text(words.status),
        Column::text(words.policy),
        Column::number(words.accounts),
        Column::text(words.length),
    ];
    let row = |run: &Run| {
        let policy = data.policies.iter().find(|record| record.id == run.policy);
        let length = run.finished_at.map(|end| duration(end.since(run.created_at), language));
        vec![
            time::day_and_minute(&console.context, run.created_at).into_any(),
            view! { <Badge tone=tone(run.status) word=states::run(language, run.status)/> }.into_any(),
            policy.map(|record| said::version(language, record.policy.version)).into_any(),
            said::accounts(language, run.total).into_any(),
            length.into_any(),
        ]
    };
    let rows = runs.iter().map(row).collect();
    view! { <section class="panel-below"><h2>{words.earlier_runs}</h2><Table caption=words.earlier_runs caption_hidden=true columns=columns rows=rows/></section> }
        .into_any()
}

/// Where a run stands, and how far it is.
pub fn standing(console: &Console, run: &Run) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let took = run.finished_at.map(|end| format!(" · {}", duration(end.since(run.created_at), language)));
    let began = time::day_and_minute(&console.context, run.created_at);
    let [done, total] = [run.done, run.total].map(|count| count.max(0).unsigned_abs());
    let error = run.error.clone().map(|error| {
        view! {
            <Notice tone=Tone::Down>
                <p>{words.failed_text}</p>
                <p class="small" lang="en" dir="auto">{error}</p>
            </Notice>
        }
    });
    view! {
        <p class="meta">
            <Badge tone=tone(run.status) word=states::run(language, run.status)/>
            <span class="muted">{began} {took}</span>
        </p>
        {run.status.is_active().then(|| view! { <Progress label=words.progress done=done total=total/> })}
        {(run.stage_at.is_some() && run.status.is_active()).then(|| {
            let pace = run.pace(console.context.now);
            view! { <p class="small muted">{said::pace(language, run.status == RunStatus::Measuring, pace)}</p> }
        })}
        {error}
    }
    .into_any()
}

/// The tone of where a run stands.
pub fn tone(status: RunStatus) -> Tone {
    match status {
        RunStatus::Queued | RunStatus::Cancelled => Tone::Unknown,
        RunStatus::Measuring | RunStatus::Assessing => Tone::Maint,
        RunStatus::Done => Tone::Ok,
        RunStatus::Failed => Tone::Down,
    }
}

fn totals(console: &Console, programme: &Programme, totals: &[OutcomeTotal]) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let money = |minor| Money::new(minor, programme.budget.currency).format();
    let columns = vec![Column::text(words.outcome), Column::number(words.accounts), Column::number(words.sum)];
    let row = |total: &OutcomeTotal| {
        let sum = if total.total_minor == 0 { String::new() } else { money(total.total_minor) };
        vec![
            states::outcome(language, &total.outcome).to_owned().into_any(),
            said::accounts(language, total.accounts).into_any(),
            sum.into_any(),
        ]
    };
    let offered: i64 = totals.iter().map(|total| total.total_minor).sum();
    let tenths = i128::from(offered) * 1000 / i128::from(programme.budget.minor.max(1));
    let share = said::share_of_budget(
        language,
        &money(offered),
        &programme.budget.format(),
        i64::try_from(tenths).unwrap_or(i64::MAX),
    );
    view! {
        <Table caption=words.runs caption_hidden=true columns=columns rows=totals.iter().map(row).collect()/>
        <p class="small muted">{share}</p>
    }
    .into_any()
}

fn while_active(console: &Console, data: &Data, run: &Run) -> AnyView {
    let words = Words::of(console.language());
    let (action, programme) = (console.href(&routes::cancel_run(run.id)), data.programme.id.to_string());
    let cancel = console.may(Permission::RunAssessments).then(|| {
        view! {
            <Confirm label=words.cancel question=words.cancel_question>
                <form method="post" action=action>
                    <input type="hidden" name="programme" value=programme/>
                    <Button label=words.cancel kind=ButtonKind::Danger compact=true/>
                </form>
            </Confirm>
        }
    });
    let reload = console.href(&routes::programme_runs(data.programme.id));
    view! {
        <div class="choices">
            <a class="btn compact" href=reload>{words.reload}</a>
            {cancel}
        </div>
    }
    .into_any()
}

fn start(console: &Console, data: &Data) -> AnyView {
    let words = Words::of(console.language());
    if !console.may(Permission::RunAssessments) {
        return ().into_any();
    }
    if data.in_force().is_none() {
        return view! { <p class="muted">{words.needs_policy}</p> }.into_any();
    }
    let action = console.href(&routes::programme_runs(data.programme.id));
    view! {
        <Confirm label=words.start_run question=words.start_run_question>
            <form method="post" action=action>
                <Button label=words.start_run_button kind=ButtonKind::Primary compact=true/>
            </form>
        </Confirm>
    }
    .into_any()
}
