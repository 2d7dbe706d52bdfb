//! The fields of a plan: what, when, which services, what is said.

use domain::component::ComponentGroup;
use leptos::prelude::*;

use super::super::Console;
use crate::{
    parts::{Choice, ChoiceGroup, ChoiceKind, FormState, InputKind, TextArea, TextField},
    text::{
        console::{self, incidents::Incidents},
        maintenance::Maintenance as Words,
    },
};

/// Titles, times, services. `start_fixed` where it began: its start then stays as it was.
pub fn plan(console: &Console, form: &FormState, groups: &[ComponentGroup], start_fixed: bool) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let zone = console.zone_name();
    let choices = groups.iter().flat_map(|group| {
        group.components.iter().map(move |component| {
            let name = format!("{} · {}", group.name.get(language), component.name.get(language));
            let hint = if component.audience.is_public() { "" } else { Incidents::of(language).private };
            Choice::new(component.key.as_str(), name).with_hint(hint)
        })
    });
    let has_private = groups.iter().flat_map(|group| &group.components).any(|c| !c.audience.is_public());
    let private = has_private.then(|| view! { <p class="small muted">{words.private_hint}</p> });
    let start = if start_fixed {
        view! { <input type="hidden" name="start" value=form.value("start")/> }.into_any()
    } else {
        view! {
            <TextField name="start" label=console::in_zone(words.start, &zone) kind=InputKind::DateTime
                value=form.value("start") error=form.error("start")/>
        }
        .into_any()
    };
    view! {
        <div class="pair">
            <TextField name="title_ko" label=words.title_ko hint=words.title_hint
                value=form.value("title_ko") error=form.error("title_ko")/>
            <TextField name="title_en" label=console::optional(language, words.title_en) hint=words.english_hint
                value=form.value("title_en") error=form.error("title_en")/>
        </div>
        <div class="pair">
            {start}
            <TextField name="end" label=console::in_zone(words.end, &zone) kind=InputKind::DateTime
                value=form.value("end") error=form.error("end")/>
        </div>
        <ChoiceGroup name="components" legend=words.services kind=ChoiceKind::Checkbox
            options=choices.collect() values=form.values("components") error=form.error("components")/>
        {private}
    }
    .into_any()
}

/// What is said.
pub fn body(console: &Console, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    view! {
        <div class="pair">
            <TextArea name="body_ko" label=words.body_ko hint=words.body_hint
                value=form.value("body_ko") error=form.error("body_ko")/>
            <TextArea name="body_en" label=console::optional(language, words.body_en) hint=words.english_hint
                value=form.value("body_en") error=form.error("body_en")/>
        </div>
    }
    .into_any()
}
