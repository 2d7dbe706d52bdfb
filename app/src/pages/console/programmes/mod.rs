//! Programmes for staff: the list. Preparing one, one programme, its policy and its runs have their own files.

pub mod backtest;
pub mod new;
pub mod programme;
pub mod run;
pub mod trial;

mod policy;
mod versions;

use backend::programmes::{Programme, ProgrammeStatus};
use domain::role::Permission;
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::time,
    parts::{Badge, ButtonKind, Column, Empty, LinkButton, Table, Tone},
    routes,
    shell::Document,
    text::console::{programmes::Programmes as Words, states},
};

/// `/console/programmes`
pub fn list(console: &Console, programmes: &[Programme]) -> Document {
    let words = Words::of(console.language());
    let acts = || prepare_button(console, ButtonKind::Primary, true);
    layout::page(console, &Top::new(words.title), acts, || {
        if programmes.is_empty() {
            let prepare = prepare_button(console, ButtonKind::Plain, false);
            return view! {
                <div class="inner">
                    <Empty title=words.none text=words.none_text>{prepare}</Empty>
                </div>
            }
            .into_any();
        }
        let columns = vec![
            Column::text(words.name),
            Column::text(words.status),
            Column::text(words.period),
            Column::number(words.budget),
        ];
        let rows = programmes.iter().map(|programme| row(console, programme)).collect();
        view! { <Table caption=words.title caption_hidden=true columns=columns rows=rows/> }.into_any()
    })
}

fn prepare_button(console: &Console, kind: ButtonKind, compact: bool) -> AnyView {
    let may = console.may(Permission::ManageProgrammes);
    may.then(|| {
        let label = Words::of(console.language()).new;
        view! { <LinkButton href=console.href(routes::NEW_PROGRAMME) label=label kind=kind compact=compact/> }
    })
    .into_any()
}

fn row(console: &Console, programme: &Programme) -> Vec<AnyView> {
    let href = console.href(&routes::staff_programme(programme.id));
    vec![
        view! { <a href=href dir="auto">{programme.title.get(console.language()).to_owned()}</a> }.into_any(),
        status_badge(console, programme.status),
        period(console, programme).into_any(),
        programme.budget.format().into_any(),
    ]
}

fn period(console: &Console, programme: &Programme) -> String {
    let [opens, closes] =
        [programme.opens_at, programme.closes_at].map(|instant| time::day_and_minute(&console.context, instant));
    format!("{opens} – {closes}")
}

fn status_badge(console: &Console, status: ProgrammeStatus) -> AnyView {
    let tone = match status {
        ProgrammeStatus::Draft => Tone::Unknown,
        ProgrammeStatus::Open => Tone::Ok,
        ProgrammeStatus::Closed => Tone::Maint,
    };
    view! { <Badge tone=tone word=states::programme(console.language(), status)/> }.into_any()
}
