//! Components and their groups for administrators: the list with its order. One component and one group have their own files.

pub mod component;
pub mod group;

use backend::components::{ComponentRecord, GroupRecord};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    parts::{Badge, ButtonKind, Column, Empty, FormState, LinkButton, Table, Tag, Tone, page_title},
    routes,
    shell::Document,
    text::console::{
        Console as Places,
        components::{Components as Words, moves},
    },
};

/// What a form sends to move something towards the first.
pub const UP: &str = "up";
/// What it sends to move something towards the last.
pub const DOWN: &str = "down";

/// `/console/components`; the form is that of a new group.
pub fn list(console: &Console, groups: &[GroupRecord], form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let title = Places::of(language).components;
    let acts = || {
        let add = view! {
            <LinkButton href=console.href(routes::NEW_COMPONENT) label=words.add_component kind=ButtonKind::Primary
                compact=true/>
        };
        (!groups.is_empty()).then_some(add).into_any()
    };
    layout::page(console, &Top::new(title).with_tab(page_title(language, title, form)), acts, || {
        let empty = groups.is_empty().then(|| view! { <Empty title=words.none text=words.none_text/> });
        view! {
            <div class="inner">
                <p class="muted">{words.lead}</p>
                {empty}
            </div>
            {groups.iter().map(|group| section(console, group)).collect_view()}
            {group::add(console, form)}
        }
        .into_any()
    })
}

fn section(console: &Console, group: &GroupRecord) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let name = group.name.get(language).to_owned();
    let columns =
        vec![Column::text(words.name), Column::text(words.key), Column::text(words.shown), Column::text(words.order)];
    let rows: Vec<_> = group.components.iter().map(|component| row(console, component)).collect();
    let table = if rows.is_empty() {
        view! { <p class="muted">{words.empty_group}</p> }.into_any()
    } else {
        view! { <Table caption=name.clone() caption_hidden=true columns=columns rows=rows/> }.into_any()
    };
    view! {
        <section class="inner component-group">
            <div class="group-head">
                <h2>{name.clone()}</h2>
                <a href=console.href(&routes::component_group(&group.key))>{words.rename}</a>
                {order(console, &routes::component_group(&group.key), &name)}
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn row(console: &Console, component: &ComponentRecord) -> Vec<AnyView> {
    let words = Words::of(console.language());
    let name = component.details.name.get(console.language()).to_owned();
    let href = console.href(&routes::component(&component.key));
    let is_private = !component.details.audience.is_public();
    let private = is_private.then(|| view! { " " <Tag tone=Tone::Maint word=words.private/> });
    let (tone, shown) = match (component.retired_at, component.details.only_if_degraded) {
        (Some(_), _) => (Tone::Unknown, words.retired),
        (None, true) => (Tone::Maint, words.only_if_degraded),
        (None, false) => (Tone::Ok, words.always),
    };
    vec![
        view! { <a href=href>{name.clone()}</a> {private} }.into_any(),
        view! { <code>{component.key.to_string()}</code> }.into_any(),
        view! { <Badge tone=tone word=shown/> }.into_any(),
        order(console, &routes::component(&component.key), &name),
    ]
}

/// The two buttons that move something in its list.
fn order(console: &Console, path: &str, name: &str) -> AnyView {
    let words = Words::of(console.language());
    let button = |value: &'static str, sign: &'static str, label: &str| {
        view! { <button class="btn compact" name="to" value=value aria-label=moves(label, name)>{sign}</button> }
    };
    view! {
        <form method="post" class="order" action=console.href(&format!("{path}/place"))>
            {button(UP, "↑", words.up)} {button(DOWN, "↓", words.down)}
        </form>
    }
    .into_any()
}
