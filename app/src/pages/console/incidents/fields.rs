//! The fields of an update: status, texts, promise, and what fails how badly from when on.

use backend::templates::Template;
use domain::{
    component::{Component, ComponentGroup},
    impact::Severity,
    incident::{Incident, IncidentStatus},
};
use leptos::prelude::*;

use super::super::Console;
use crate::{
    parts::{
        Button, Choice, ChoiceGroup, ChoiceKind, FormState, InputKind, Select, StatusBadge, Tag, TextArea, TextField,
        Tone,
    },
    text::{
        console::{
            self,
            incidents::{self as said, Incidents as Words},
            templates::Templates,
        },
        status,
    },
};

/// Status, texts and promise.
pub fn update(console: &Console, form: &FormState, statuses: &[IncidentStatus], templates: &[Template]) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let choice = |status: &IncidentStatus| Choice::new(status.name(), status::incident(language, *status));
    let promise = console::optional(language, &console::in_zone(words.next_update_by, &console.zone_name()));
    view! {
        <ChoiceGroup name="status" legend=words.status kind=ChoiceKind::Radio
            options=statuses.iter().map(choice).collect() values=form.values("status") error=form.error("status")/>
        {from_template(console, form, templates)}
        <div class="pair">
            <TextArea name="body_ko" label=words.body_ko hint=words.body_hint
                value=form.value("body_ko") error=form.error("body_ko")/>
            <TextArea name="body_en" label=console::optional(language, words.body_en) hint=words.english_hint
                value=form.value("body_en") error=form.error("body_en")/>
        </div>
        <TextField name="next_update_by" label=promise kind=InputKind::DateTime hint=words.next_update_hint
            value=form.value("next_update_by") error=form.error("next_update_by")/>
    }
    .into_any()
}

/// The choice of a text to begin with, and the button that fills it in.
fn from_template(console: &Console, form: &FormState, templates: &[Template]) -> AnyView {
    if templates.is_empty() {
        return ().into_any();
    }
    let words = Templates::of(console.language());
    let none = Choice::new("", words.choose_none);
    let choices = templates.iter().map(|template| Choice::new(template.id.to_string(), template.name.clone()));
    view! {
        <div class="from-template">
            <Select name="template" label=console::optional(console.language(), words.choose) hint=words.choose_hint
                options=std::iter::once(none).chain(choices).collect() value=form.value("template")
                error=form.error("template")/>
            <Button label=words.fill name="fill" value="1"/>
        </div>
    }
    .into_any()
}

/// A line for each component, by group. `standing` is the incident so far, where there is one.
pub fn impacts(
    console: &Console,
    form: &FormState,
    groups: &[ComponentGroup],
    standing: Option<&Incident>,
    hint: &'static str,
) -> AnyView {
    let language = console.language();
    let group = |group: &ComponentGroup| {
        let lines = group.components.iter().map(|component| line(console, form, component, standing));
        view! {
            <fieldset class="impacts">
                <legend>{group.name.get(language).to_owned()}</legend>
                {lines.collect_view()}
            </fieldset>
        }
    };
    let has_private = groups.iter().flat_map(|group| &group.components).any(|c| !c.audience.is_public());
    view! {
        <section class="field wide">
            <h2>{Words::of(language).impacts}</h2>
            <p class="hint">{hint}</p>
            {has_private.then(|| view! { <p class="hint">{Words::of(language).private_hint}</p> })}
            {groups.iter().map(group).collect_view()}
        </section>
    }
    .into_any()
}

fn line(console: &Console, form: &FormState, component: &Component, standing: Option<&Incident>) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let name = component.name.get(language).to_owned();
    let is_private = !component.audience.is_public();
    let field = format!("impact-{}", component.key);
    let (at, error_id) = (format!("{field}-at"), format!("{field}-error"));
    let (error, chosen) = (form.error(&field).or_else(|| form.error(&at)), form.value(&field));
    let now = standing.and_then(|incident| {
        incident.impacts.iter().find(|impact| impact.component == component.key && impact.end.is_none())
    });
    let restored = now.map(|_| ("restored", words.restored));
    let severities = Severity::ALL.map(|severity| (severity.name(), status::component(language, severity.into())));
    let options = std::iter::once(("", words.no_change)).chain(restored).chain(severities).map(|(value, label)| {
        view! { <option value=value selected=chosen == value>{label}</option> }
    });
    let (invalid, described) = (error.is_some().then_some("true"), error.is_some().then(|| error_id.clone()));
    view! {
        <div class="impact">
            <span>
                {name.clone()}
                {is_private.then(|| view! { " " <Tag tone=Tone::Maint word=words.private/> })}
                {now.map(|impact| view! { " " <StatusBadge status=impact.severity.into() language=language/> })}
            </span>
            <select class="control" id=field.clone() name=field aria-label=said::choice_label(&name, words.state)
                aria-invalid=invalid aria-describedby=described>
                {options.collect_view()}
            </select>
            <input class="control" type="datetime-local" id=at.clone() name=at.clone() value=form.value(&at)
                aria-label=said::choice_label(&name, words.from)/>
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
        </div>
    }
    .into_any()
}
