//! One maintenance: what was said, and the forms for the next entry and for calling it off.

use domain::{
    maintenance::{Maintenance, MaintenanceStatus},
    role::Permission,
    status::PublicState,
};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    badge, fields,
};
use crate::{
    pages::public::{maintenance::moments, time},
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Confirm, ErrorSummary, FormState, LinkButton, TextArea,
        Timeline, page_title,
    },
    routes,
    shell::Document,
    text::{
        console,
        maintenance::{self as said, Maintenance as Words},
    },
};

/// `/console/maintenance/{id}`; the form holds `entry`, which makes sending it twice harmless.
pub fn page(console: &Console, state: &PublicState, maintenance: &Maintenance, form: &FormState) -> Document {
    let language = console.language();
    let title = maintenance.title.get(language);
    let top = Top::new(title)
        .of(routes::STAFF_MAINTENANCE, Words::of(language).name)
        .with_tab(page_title(language, title, form));
    layout::page(
        console,
        &top,
        || {
            let href = console.href(&routes::maintenance(maintenance.id));
            let is_public = state.public_maintenance(maintenance).is_some();
            let label = Words::of(language).see_public;
            is_public.then(|| view! { <LinkButton href=href label=label compact=true/> }).into_any()
        },
        || {
            let words = Words::of(language);
            let window = maintenance.window;
            let may = console.may(Permission::PublishMaintenance);
            let name = |key| state.component(key).map(|c| c.name.get(language).to_owned());
            let components: Vec<_> = maintenance.components.iter().filter_map(name).collect();
            view! {
                <div class="inner" id="form">
                    <ErrorSummary form=form.clone() language=language/>
                    <p class="meta">
                        {badge(console, maintenance)}
                        <span class="muted">
                            {time::span(&console.context, window.start, window.end)} " · " {components.join(", ")}
                        </span>
                    </p>
                    <section><h2>{words.updates}</h2><Timeline moments=moments(&console.context, maintenance)/></section>
                    {may.then(|| change(console, state, maintenance, form))}
                    {(may && !maintenance.status.is_over()).then(|| cancel(console, maintenance, form))}
                </div>
            }
            .into_any()
        },
    )
}

fn change(console: &Console, state: &PublicState, maintenance: &Maintenance, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let next = MaintenanceStatus::ALL.iter().copied();
    let next = next.filter(|next| *next != MaintenanceStatus::Cancelled || maintenance.status == *next);
    let next = next.filter(|next| maintenance.status.may_become(*next));
    let choices = next.map(|next| Choice::new(next.name(), said::status(language, next))).collect();
    let began = maintenance.status != MaintenanceStatus::Scheduled;
    view! {
        <section class="panel-below">
            <h2>{words.change}</h2>
            <p class="hint">{words.change_hint}</p>
            <form method="post" action=console.href(&routes::staff_maintenance(maintenance.id)) novalidate=true>
                {hidden(maintenance, form)}
                <ChoiceGroup name="status" legend=words.status kind=ChoiceKind::Radio
                    options=choices values=form.values("status") error=form.error("status")/>
                {fields::body(console, form)}
                {fields::plan(console, form, &state.groups, began)}
                <p class="send"><Button label=words.publish kind=ButtonKind::Primary/></p>
            </form>
        </section>
    }
    .into_any()
}

/// The entry's id, and how many entries there were when the form was made.
fn hidden(maintenance: &Maintenance, form: &FormState) -> AnyView {
    view! {
        <input type="hidden" name="entry" value=form.value("entry")/>
        <input type="hidden" name="seen" value=maintenance.entries.len().to_string()/>
    }
    .into_any()
}

fn cancel(console: &Console, maintenance: &Maintenance, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let action = console.href(&routes::cancel_maintenance(maintenance.id));
    let is_open = form.error("reason_ko").is_some() || form.error("reason_en").is_some();
    let answer = view! {
        <form method="post" action=action novalidate=true>
            {hidden(maintenance, form)}
            <TextArea name="reason_ko" label=words.cancel_reason_ko value=form.value("reason_ko")
                error=form.error("reason_ko")/>
            <TextArea name="reason_en" label=console::optional(language, words.cancel_reason_en)
                hint=words.english_hint value=form.value("reason_en") error=form.error("reason_en")/>
            <p class="send"><Button label=words.cancel_send kind=ButtonKind::Danger/></p>
        </form>
    }
    .into_any();
    view! { <Confirm label=words.cancel question=words.cancel_question open=is_open>{answer}</Confirm> }.into_any()
}
