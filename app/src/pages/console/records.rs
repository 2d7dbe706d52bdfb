//! The audit log and what was sent: what happened, for who checks it.

use backend::{audit::Entry, outbox::Delivery};
use domain::{language::Language, role::Permission, time::Instant};
use leptos::prelude::*;

use super::{
    Console, Names,
    layout::{self, Top},
    mirrors::{self, MirrorStanding},
};
use crate::{
    pages::public::time,
    parts::{Badge, Column, Empty, Table, Tone},
    routes,
    shell::Document,
    text::console::records::{self as said, Records as Words},
};

/// `/console/audit`; `before` is the entry the page begins before.
pub fn audit(console: &Console, entries: &[Entry], before: Option<i64>, names: &Names) -> Document {
    let words = Words::of(console.language());
    layout::page(
        console,
        &Top::new(words.audit),
        || ().into_any(),
        || {
            if entries.is_empty() {
                return view! {
                    <div class="inner"><Empty title=words.audit_none text=words.audit_none_text/></div>
                }
                .into_any();
            }
            let columns = vec![
                Column::text(words.what),
                Column::text(words.who),
                Column::text(words.at),
                Column::text(words.subject),
                Column::text(words.detail),
                Column::number(words.sequence),
            ];
            let rows = entries.iter().map(|entry| entry_row(console, entry, names)).collect();
            view! {
                <p class="inner muted">{words.audit_lead}</p>
                <Table caption=words.audit caption_hidden=true columns=columns rows=rows/>
                {ways(console, entries, before)}
            }
            .into_any()
        },
    )
}

fn entry_row(console: &Console, entry: &Entry, names: &Names) -> Vec<AnyView> {
    let language = console.language();
    vec![
        said::action(language, &entry.action).to_owned().into_any(),
        view! { <span dir="auto">{who(language, entry, names)}</span> }.into_any(),
        time::day_and_minute(&console.context, Instant(entry.at)).into_any(),
        subject(console, &entry.subject),
        small(Some(said::detail(language, &entry.action, &entry.detail))),
        view! { <span class="muted">{entry.sequence}</span> }.into_any(),
    ]
}

fn who(language: Language, entry: &Entry, names: &Names) -> String {
    let words = Words::of(language);
    // who signs in is known only afterwards
    let by = if entry.action == "staff.signed_in" { &entry.subject } else { &entry.actor };
    match by.split_once(':') {
        Some(("staff", _)) => names.of_label(by).unwrap_or(by).to_owned(),
        Some(("token", _)) => format!("{} ({})", words.token, names.of_label(by).unwrap_or(by)),
        Some(("heartbeat", _)) => words.heartbeat.to_owned(),
        Some(("probe", _)) => words.probe.to_owned(),
        Some(("claimant", _)) => words.claimant.to_owned(),
        Some(("system", "policy")) => words.by_rule.to_owned(),
        Some((_, what)) => format!("{} ({})", words.system, said::system(language, what)),
        None => by.clone(),
    }
}

/// The kind, and the end of the id, where ids of the same hour differ; a link where there is a page for it.
fn subject(console: &Console, subject: &str) -> AnyView {
    let Some((kind, id)) = subject.split_once(':') else { return subject.to_owned().into_any() };
    let end = id.get(id.len().saturating_sub(8)..).unwrap_or(id).to_owned();
    let name = said::subject(console.language(), kind).to_owned();
    let path = match kind {
        "incident" => id.parse().ok().map(routes::staff_incident),
        "programme" if console.may(Permission::ReadProgrammes) => id.parse().ok().map(routes::staff_programme),
        "claim" if console.may(Permission::ReadClaims) => id.parse().ok().map(routes::staff_claim),
        _ => None,
    };
    match path {
        Some(path) => view! { <a href=console.href(&path)>{name} " " <code>{end}</code></a> }.into_any(),
        None => view! { <span>{name} " " <code>{end}</code></span> }.into_any(),
    }
}

/// A remark; nothing where there is none.
fn small(text: Option<String>) -> AnyView {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| view! { <span class="small muted" dir="auto">{text}</span> }).into_any()
}

/// Links to older entries and back to the newest.
fn ways(console: &Console, entries: &[Entry], before: Option<i64>) -> AnyView {
    let words = Words::of(console.language());
    let older = entries.last().map(|entry| entry.sequence).filter(|last| *last > 1);
    let older = older.map(|last| {
        let href = console.href(&format!("{}?before={last}", routes::AUDIT));
        view! { <a class="btn compact" rel="next" href=href>{words.older}</a> }
    });
    let newest = before.map(|_| view! { <a class="btn compact" href=console.href(routes::AUDIT)>{words.newest}</a> });
    view! { <nav class="under chips" aria-label=words.audit>{newest} {older}</nav> }.into_any()
}

/// `/console/deliveries`: mails, and the mirrors of the public pages.
pub fn deliveries(console: &Console, deliveries: &[Delivery], mirrors: &[MirrorStanding]) -> Document {
    let words = Words::of(console.language());
    layout::page(
        console,
        &Top::new(words.deliveries),
        || ().into_any(),
        || {
            if deliveries.is_empty() {
                return view! {
                    {mirrors::section(console, mirrors)}
                    <div class="inner"><Empty title=words.deliveries_none text=words.deliveries_none_text/></div>
                }
                .into_any();
            }
            let columns = vec![
                Column::text(words.kind),
                Column::text(words.state),
                Column::text(words.written),
                Column::number(words.tries),
                Column::text(words.next_try),
                Column::text(words.error),
            ];
            let rows = deliveries.iter().map(|delivery| delivery_row(console, delivery)).collect();
            view! {
                {mirrors::section(console, mirrors)}
                <p class="inner muted">{words.deliveries_lead}</p>
                <Table caption=words.deliveries caption_hidden=true columns=columns rows=rows/>
            }
            .into_any()
        },
    )
}

fn delivery_row(console: &Console, delivery: &Delivery) -> Vec<AnyView> {
    let words = Words::of(console.language());
    let at = |micros| time::day_and_minute(&console.context, Instant(micros));
    let (tone, word) = match (delivery.delivered_at, &delivery.last_error) {
        (Some(_), _) => (Tone::Ok, words.delivered),
        (None, Some(_)) => (Tone::Down, words.failing),
        (None, None) => (Tone::Maint, words.waiting),
    };
    let kind = if delivery.kind == "mail" { words.mail.to_owned() } else { delivery.kind.clone() };
    let next = delivery.delivered_at.is_none().then(|| at(delivery.due_at));
    vec![
        kind.into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
        at(delivery.created_at).into_any(),
        delivery.attempts.to_string().into_any(),
        next.into_any(),
        small(delivery.last_error.clone()),
    ]
}
