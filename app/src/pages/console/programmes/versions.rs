//! The versions of a programme's policy: which is in force, one of them to read, and editing it into a new draft.

use backend::programmes::PolicyRecord;
use domain::{
    id::StaffId,
    policy::{Policy, TEMPLATES, Template},
    role::Permission,
};
use leptos::prelude::*;

use super::{super::Console, policy, programme::Data};
use crate::{
    pages::public::time,
    parts::{
        Badge, Button, ButtonKind, Choice, Column, Confirm, FormState, LinkButton, Notice, Select, Table, TextArea,
        Tone,
    },
    routes,
    text::console::programmes::{self as said, Programmes as Words},
};

/// The list of versions, the one that is shown, and what can be done with it.
pub fn section(console: &Console, data: &Data, form: &FormState) -> AnyView {
    let words = Words::of(console.language());
    let columns = vec![
        Column::text(words.version),
        Column::text(words.status),
        Column::text(words.drafted_by),
        Column::text(words.drafted_at),
        Column::text(words.published_at),
    ];
    let rows = data.policies.iter().map(|record| row(console, data, record)).collect();
    view! {
        <section class="panel-below">
            <h2>{words.versions}</h2>
            <Table caption=words.versions caption_hidden=true columns=columns rows=rows/>
            {data.shown().map(|record| shown(console, data, record, form))}
        </section>
    }
    .into_any()
}

fn row(console: &Console, data: &Data, record: &PolicyRecord) -> Vec<AnyView> {
    let (language, words) = (console.language(), Words::of(console.language()));
    let version = record.policy.version;
    let href = console.href(&format!("{}?version={version}", routes::staff_programme(data.programme.id)));
    let current = data.shown().is_some_and(|shown| shown.id == record.id).then_some("true");
    let (tone, word) = if data.in_force().is_some_and(|in_force| in_force.id == record.id) {
        (Tone::Ok, words.in_force)
    } else if record.published_at.is_none() {
        (Tone::Slow, words.draft)
    } else {
        (Tone::Unknown, words.earlier)
    };
    let published = record.published_at.map(|at| time::day_and_minute(&console.context, at));
    let by = data.names.of(StaffId(record.drafted_by)).unwrap_or(words.system).to_owned();
    vec![
        view! { <a href=href aria-current=current>{said::version(language, version)}</a> }.into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
        view! { <span dir="auto">{by}</span> }.into_any(),
        time::day_and_minute(&console.context, record.drafted_at).into_any(),
        published.into_any(),
    ]
}

fn shown(console: &Console, data: &Data, record: &PolicyRecord, form: &FormState) -> AnyView {
    let language = console.language();
    let name = said::version(language, record.policy.version);
    view! {
        {publish(console, data, record)}
        <p><LinkButton href=console.href(&routes::try_policy(data.programme.id, record.policy.version))
            label=said::try_version(language, record.policy.version) compact=true/></p>
        <details class="fold" open=record.published_at.is_none()>
            <summary>{name}</summary>
            {policy::readable(language, &record.policy)}
        </details>
        {console.may(Permission::DraftPolicies).then(|| edit(console, data, record, form))}
    }
    .into_any()
}

/// The way to publish a draft; or why not, where somebody else has to.
fn publish(console: &Console, data: &Data, record: &PolicyRecord) -> AnyView {
    let words = Words::of(console.language());
    if record.published_at.is_some() || !console.may(Permission::PublishPolicies) {
        return ().into_any();
    }
    if record.drafted_by == console.actor.author() {
        return view! { <Notice tone=Tone::Slow><p>{words.own_draft}</p></Notice> }.into_any();
    }
    let (action, programme) = (console.href(&routes::publish_policy(record.id)), data.programme.id.to_string());
    view! {
        <Confirm label=words.publish question=words.publish_question>
            <form method="post" action=action>
                <input type="hidden" name="programme" value=programme/>
                <Button label=words.publish_button kind=ButtonKind::Primary compact=true/>
            </form>
        </Confirm>
    }
    .into_any()
}

/// The document to edit: what was typed, or the template that is asked for, or the version that is shown.
fn edit(console: &Console, data: &Data, record: &PolicyRecord, form: &FormState) -> AnyView {
    let words = Words::of(console.language());
    let typed = form.value("policy");
    let template = data.template.map(|template| pretty(&(template.policy)()));
    let document = if typed.is_empty() { template.unwrap_or_else(|| pretty(&record.policy)) } else { typed };
    let templates = TEMPLATES.iter().map(|template| template_choice(console, template)).collect();
    let chosen = data.template.unwrap_or(&TEMPLATES[0]).name;
    view! {
        <details class="fold" id="edit" open=form.error("policy").is_some() || data.template.is_some()>
            <summary>{words.edit}</summary>
            <form method="get" action=format!("{}#edit", console.href(&routes::staff_programme(data.programme.id)))>
                <Select name="template" label=words.load_template hint=words.load_template_hint options=templates
                    value=chosen/>
                <p class="send"><Button label=words.load_template_button compact=true/></p>
            </form>
            <form method="post" action=console.href(&routes::programme_policies(data.programme.id)) novalidate=true>
                <TextArea name="policy" label=words.edit_label hint=words.edit_hint value=document
                    error=form.error("policy") tall=true/>
                <p class="send"><Button label=words.edit_button kind=ButtonKind::Primary compact=true/></p>
            </form>
        </details>
    }
    .into_any()
}

/// A template by its title and currency.
pub fn template_choice(console: &Console, template: &Template) -> Choice {
    let policy = (template.policy)();
    Choice::new(template.name, format!("{} ({})", policy.title.get(console.language()), policy.currency.code()))
}

fn pretty(policy: &Policy) -> String {
    // a document that can be read from JSON can be written as JSON
    serde_json::to_string_pretty(policy).unwrap_or_default()
}
