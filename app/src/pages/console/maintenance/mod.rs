//! Maintenance for staff: the list. Scheduling and one maintenance have their own files.

pub mod new;
pub mod one;

mod fields;

use domain::{maintenance::Maintenance, role::Permission, status::PublicState};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::time,
    parts::{Badge, ButtonKind, Column, Empty, LinkButton, Table},
    routes,
    shell::Document,
    text::maintenance::{self as said, Maintenance as Words},
};

/// `/console/maintenance`: what is to come first, the next at the top, then what is over.
pub fn list(console: &Console, state: &PublicState) -> Document {
    let words = Words::of(console.language());
    let acts = || new_button(console, ButtonKind::Primary, true);
    layout::page(console, &Top::new(words.name), acts, || {
        if state.maintenances.is_empty() {
            let schedule = new_button(console, ButtonKind::Plain, false);
            return view! {
                <div class="inner"><Empty title=words.none text=words.none_text>{schedule}</Empty></div>
            }
            .into_any();
        }
        let columns = vec![
            Column::text(words.title),
            Column::text(words.status),
            Column::text(words.start),
            Column::text(words.end),
        ];
        let over = state.maintenances.iter().filter(|m| m.status.is_over());
        let rows = state.active_maintenances().chain(state.upcoming_maintenances()).chain(over);
        let rows = rows.map(|maintenance| row(console, maintenance)).collect();
        view! { <Table caption=words.name caption_hidden=true columns=columns rows=rows/> }.into_any()
    })
}

fn new_button(console: &Console, kind: ButtonKind, compact: bool) -> AnyView {
    let may = console.may(Permission::PublishMaintenance);
    may.then(|| {
        let label = Words::of(console.language()).new;
        view! { <LinkButton href=console.href(routes::NEW_MAINTENANCE) label=label kind=kind compact=compact/> }
    })
    .into_any()
}

fn row(console: &Console, maintenance: &Maintenance) -> Vec<AnyView> {
    let href = console.href(&routes::staff_maintenance(maintenance.id));
    let span = maintenance.span();
    vec![
        view! { <a href=href dir="auto">{maintenance.title.get(console.language()).to_owned()}</a> }.into_any(),
        badge(console, maintenance),
        time::day_and_minute(&console.context, span.start).into_any(),
        time::day_and_minute(&console.context, span.end).into_any(),
    ]
}

/// Where a maintenance stands.
fn badge(console: &Console, maintenance: &Maintenance) -> AnyView {
    let status = maintenance.status;
    view! { <Badge tone=status.into() word=said::status(console.language(), status)/> }.into_any()
}
