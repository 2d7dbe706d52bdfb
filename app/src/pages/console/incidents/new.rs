//! Declaring an incident.

use backend::templates::Template;
use domain::{component::ComponentGroup, incident::IncidentStatus};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    fields,
};
use crate::{
    parts::{Button, ButtonKind, ErrorSummary, FormState, InputKind, TextField, page_title},
    routes,
    shell::Document,
    text::console::{self, Console as Places, incidents::Incidents as Words},
};

/// What a fresh incident may begin with.
const STATUSES: [IncidentStatus; 4] =
    [IncidentStatus::Investigating, IncidentStatus::Identified, IncidentStatus::Monitoring, IncidentStatus::Resolved];

/// `/console/incidents/new`; the form holds `id` and `update`, which make sending it twice harmless.
pub fn page(console: &Console, groups: &[ComponentGroup], templates: &[Template], form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(words.new)
        .of(routes::STAFF_INCIDENTS, Places::of(language).incidents)
        .with_tab(page_title(language, words.new, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            view! {
                <div class="inner">
                    <ErrorSummary form=form.clone() language=language/>
                    <p class="muted">{words.new_lead}</p>
                    <form method="post" action=console.href(routes::NEW_INCIDENT) novalidate=true>
                        <input type="hidden" name="id" value=form.value("id")/>
                        <input type="hidden" name="update" value=form.value("update")/>
                        <div class="pair">
                            <TextField name="title_ko" label=words.title_ko hint=words.title_hint
                                value=form.value("title_ko") error=form.error("title_ko")/>
                            <TextField name="title_en" label=console::optional(language, words.title_en)
                                hint=words.english_hint value=form.value("title_en") error=form.error("title_en")/>
                        </div>
                        <TextField name="started_at" label=console::in_zone(words.started_at, &console.zone_name())
                            kind=InputKind::DateTime value=form.value("started_at") error=form.error("started_at")/>
                        {fields::impacts(console, form, groups, None, words.impacts_new_hint)}
                        {fields::update(console, form, &STATUSES, templates)}
                        <p class="send"><Button label=words.publish kind=ButtonKind::Primary/></p>
                    </form>
                </div>
            }
            .into_any()
        },
    )
}
