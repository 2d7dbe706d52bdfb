//! The desk: what waits, and nothing else.

use backend::{
    assessments::Run,
    desk::Desk,
    programmes::{PolicyRecord, Programme},
};
use domain::{claim::State, incident::Incident, money::group_thousands, role::Permission, time::duration};
use leptos::prelude::*;

use super::{
    Console, incidents,
    layout::{self, Top},
    programmes::run,
};
use crate::{
    parts::{Badge, Empty, LinkButton, Tone},
    routes,
    shell::Document,
    text::console::{Console as Words, adjustments::Adjustments, incidents as said, programmes as said_of, states},
};

/// `/console`
pub fn page(console: &Console, desk: &Desk) -> Document {
    let words = Words::of(console.language());
    let acts = || {
        let declare = console.may(Permission::PublishIncidents).then(|| {
            view! { <LinkButton href=console.href(routes::NEW_INCIDENT) label=words.declare compact=true/> }
        });
        declare.into_any()
    };
    layout::page(console, &Top::new(words.desk), acts, || {
        let waiting = desk.claims.iter().flatten().any(|(_, count)| *count > 0);
        if desk.incidents.is_empty()
            && desk.clocks.is_empty()
            && desk.drafts.is_empty()
            && desk.adjustments.is_empty()
            && desk.run.is_none()
            && !waiting
        {
            return view! {
                <div class="inner"><Empty title=words.nothing_waits text=words.nothing_waits_text/></div>
            }
            .into_any();
        }
        view! {
            <div class="inner desk">
                {open_incidents(console, &desk.incidents, desk.silent_after)}
                {incidents::law::on_desk(console, &desk.clocks)}
                {desk.claims.as_ref().map(|counts| claims(console, counts))}
                {(!desk.adjustments.is_empty()).then(|| adjustments(console, &desk.adjustments))}
                {(!desk.drafts.is_empty()).then(|| drafts(console, &desk.drafts))}
                {desk.run.as_ref().map(|(programme, run)| latest_run(console, programme, run))}
            </div>
        }
        .into_any()
    })
}

fn open_incidents(console: &Console, open: &[Incident], silent_after: Option<i64>) -> AnyView {
    let words = Words::of(console.language());
    if open.is_empty() {
        return view! {
            <section><h2>{words.open_incidents}</h2><p class="muted">{words.no_open_incidents}</p></section>
        }
        .into_any();
    }
    let item = |incident: &Incident| {
        let href = console.href(&routes::staff_incident(incident.id));
        let length = duration(console.context.now.since(incident.started_at), console.language());
        view! {
            <li>
                <a href=href dir="auto">{incident.title.get(console.language()).to_owned()}</a>
                <span class="meta">
                    {incidents::status_badge(console, incident.status)}
                    <span class="muted">{said::ongoing(console.language(), &length)}</span>
                    {incidents::alarm(console, incident, silent_after)}
                </span>
            </li>
        }
    };
    view! { <section><h2>{words.open_incidents}</h2><ul class="waits">{open.iter().map(item).collect_view()}</ul></section> }
        .into_any()
}

fn claims(console: &Console, counts: &[(State, i64)]) -> AnyView {
    let words = Words::of(console.language());
    let waiting: Vec<_> = counts.iter().filter(|(_, count)| *count > 0).collect();
    if waiting.is_empty() {
        return view! { <section><h2>{words.waiting_claims}</h2><p class="muted">{words.no_claims}</p></section> }
            .into_any();
    }
    let item = |(state, count): &(State, i64)| {
        let href = console.href(&format!("{}?state={}", routes::STAFF_CLAIMS, state.name()));
        view! {
            <li>
                <a href=href>{states::claim(console.language(), *state)}</a>
                <b>{group_thousands(count.unsigned_abs())}</b>
            </li>
        }
    };
    let items = waiting.into_iter().map(item).collect_view();
    view! { <section><h2>{words.waiting_claims}</h2><ul class="waits">{items}</ul></section> }.into_any()
}

/// Later results that wait for a decision, by programme.
fn adjustments(console: &Console, waiting: &[(Programme, i64)]) -> AnyView {
    let item = |(programme, count): &(Programme, i64)| {
        let href = console.href(&routes::adjustments(programme.id));
        view! {
            <li>
                <a href=href dir="auto">{programme.title.get(console.language()).to_owned()}</a>
                <b>{group_thousands(count.unsigned_abs())}</b>
            </li>
        }
    };
    let heading = Adjustments::of(console.language()).waiting_link;
    let items = waiting.iter().map(item).collect_view();
    view! { <section><h2>{heading}</h2><ul class="waits">{items}</ul></section> }.into_any()
}

fn drafts(console: &Console, drafts: &[(Programme, PolicyRecord)]) -> AnyView {
    let item = |(programme, draft): &(Programme, PolicyRecord)| {
        let href = console.href(&routes::staff_programme(programme.id));
        let version = said_of::version(console.language(), draft.policy.version);
        view! {
            <li>
                <a href=href dir="auto">{programme.title.get(console.language()).to_owned()}</a>
                <Badge tone=Tone::Slow word=version/>
            </li>
        }
    };
    let items = drafts.iter().map(item).collect_view();
    view! { <section><h2>{Words::of(console.language()).to_publish}</h2><ul class="waits">{items}</ul></section> }
        .into_any()
}

fn latest_run(console: &Console, programme: &Programme, latest: &Run) -> AnyView {
    let href = console.href(&routes::staff_programme(programme.id));
    view! {
        <section>
            <h2>{Words::of(console.language()).latest_run}</h2>
            <ul class="waits">
                <li>
                    <a href=href dir="auto">{programme.title.get(console.language()).to_owned()}</a>
                    <div>{run::standing(console, latest)}</div>
                </li>
            </ul>
        </section>
    }
    .into_any()
}
