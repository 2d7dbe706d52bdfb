//! The clocks of the law on an incident's page and on the desk, and the proofs of what was published.

use backend::proofs::Proof;
use domain::{
    incident::Incident,
    law::{Compensation, LawClock, Notice, Standing, law_clock},
    role::Permission,
    status::PublicState,
    time::{Instant, duration, long_date},
};
use leptos::prelude::*;

use super::super::Console;
use crate::{
    pages::public::time,
    parts::{Badge, Button, Column, Facts, FormState, Table, Tone},
    routes,
    text::{
        console::law::{self as said, Law as Words},
        public::Public,
    },
};

/// Both clocks of an incident; nothing where the law asks for nothing.
pub fn section(console: &Console, state: &PublicState, incident: &Incident) -> AnyView {
    let context = &console.context;
    let Some(clock) = law_clock(incident, &state.programmes, context.zone(), context.now) else {
        return ().into_any();
    };
    let words = Words::of(console.language());
    let ended = clock.recovered_at.unwrap_or(context.now);
    let until = match clock.recovered_at {
        Some(end) => time::span(context, clock.stopped_at, end),
        None => {
            format!("{} – {}", time::day_and_minute(context, clock.stopped_at), Public::of(console.language()).ongoing)
        }
    };
    let stopped = format!("{until} · {}", duration(ended.since(clock.stopped_at), console.language()));
    let ahead = (!clock.is_due).then(|| view! { <br/><span class="small muted">{words.not_yet_due}</span> });
    let facts = vec![
        (words.stop.to_owned(), view! { {stopped} {ahead} }.into_any()),
        (words.notice.to_owned(), notice(console, &clock.notice)),
        (words.compensation.to_owned(), compensation(console, clock.compensation.as_ref())),
    ];
    view! {
        <section class="panel-below" id="law">
            <h2>{words.title}</h2>
            <p class="small muted">{words.lead}</p>
            <Facts facts=facts/>
        </section>
    }
    .into_any()
}

fn notice(console: &Console, duty: &Notice) -> AnyView {
    let words = Words::of(console.language());
    let due = time::day_and_minute(&console.context, duty.due_at);
    let told = |name: &str, at: Option<Instant>| {
        let at = at.map_or_else(|| words.not_told.to_owned(), |at| time::day_and_minute(&console.context, at));
        format!("{name}: {at}")
    };
    let parts = [(words.fact, duty.fact_at), (words.cause, duty.cause_at), (words.response, duty.response_at)];
    let lines = parts.map(|(name, at)| view! { <br/>{told(name, at)} }).collect_view();
    let note = duty.cause_at.is_none().then(|| view! { <br/><span class="small muted">{words.cause_note}</span> });
    view! { {standing(console, duty.standing, &due, duty.due_at)} {lines} {note} }.into_any()
}

fn compensation(console: &Console, duty: Option<&Compensation>) -> AnyView {
    let (language, context) = (console.language(), &console.context);
    let words = Words::of(language);
    let Some(duty) = duty else {
        return view! { <span class="muted">{words.after_recovery}</span> }.into_any();
    };
    // the deadline is the end of a day, and the day is what people speak of
    let due = long_date(context.zone().date(duty.due_at.plus(-1)), language);
    let programme = duty.programme.zip(duty.announced_at).map(|(id, at)| {
        let at = time::day_and_minute(context, at);
        view! { <br/><a href=console.href(&routes::programme(id))>{words.announced}</a> ": " {at} }
    });
    view! { {standing(console, duty.standing, &due, duty.due_at)} {programme} }.into_any()
}

fn standing(console: &Console, standing: Standing, due: &str, due_at: Instant) -> AnyView {
    let (language, now) = (console.language(), console.context.now);
    let (tone, word) = badge(console, standing);
    let when = match standing {
        Standing::Running => said::left(language, due, &duration(due_at.since(now), language)),
        Standing::Late => said::over(language, due, &duration(now.since(due_at), language)),
        Standing::Done | Standing::DoneLate => said::was(language, due),
    };
    view! { <Badge tone=tone word=word/> " " <span>{when}</span> }.into_any()
}

fn badge(console: &Console, standing: Standing) -> (Tone, &'static str) {
    let words = Words::of(console.language());
    match standing {
        Standing::Running => (Tone::Slow, words.running),
        Standing::Late => (Tone::Down, words.late),
        Standing::Done => (Tone::Ok, words.done),
        Standing::DoneLate => (Tone::Part, words.done_late),
    }
}

/// The duties that wait, for the desk; nothing where none does.
pub fn on_desk(console: &Console, clocks: &[(Incident, LawClock)]) -> AnyView {
    if clocks.is_empty() {
        return ().into_any();
    }
    let (language, words) = (console.language(), Words::of(console.language()));
    let duty = |name: &'static str, standing: Standing, due_at: Instant| {
        let (is_late, now) = (standing == Standing::Late, console.context.now);
        let length = if is_late { now.since(due_at) } else { due_at.since(now) };
        let word = said::on_desk(language, name, &duration(length, language), is_late);
        standing.is_open().then(|| view! { <Badge tone=badge(console, standing).0 word=word/> })
    };
    let item = |(incident, clock): &(Incident, LawClock)| {
        let href = format!("{}#law", console.href(&routes::staff_incident(incident.id)));
        let compensation = clock.compensation.and_then(|due| duty(words.compensation, due.standing, due.due_at));
        view! {
            <li>
                <a href=href dir="auto">{incident.title.get(language).to_owned()}</a>
                {duty(words.notice, clock.notice.standing, clock.notice.due_at)}
                {compensation}
            </li>
        }
    };
    let items = clocks.iter().map(item).collect_view();
    view! { <section><h2>{words.clocks}</h2><ul class="waits">{items}</ul></section> }.into_any()
}

/// What proves what was published, with the way to make a proof; `form` holds `proof`, which makes sending it twice harmless.
pub fn proofs(console: &Console, incident: &Incident, proofs: &[Proof], form: &FormState) -> AnyView {
    if !console.may(Permission::ReadSubscribers) {
        return ().into_any();
    }
    let words = Words::of(console.language());
    let issue = console.may(Permission::PublishIncidents).then(|| {
        let action = console.href(&routes::incident_proofs(incident.id));
        view! {
            <form method="post" action=action>
                <input type="hidden" name="proof" value=form.value("proof")/>
                <Button label=words.issue/>
            </form>
        }
    });
    view! {
        <section class="panel-below" id="proof">
            <h2>{words.proof}</h2>
            <p class="small muted">{words.proof_lead}</p>
            {table(console, proofs)}
            {issue}
            <p class="small"><a href=routes::incident_record(incident.id)>{words.record}</a></p>
        </section>
    }
    .into_any()
}

fn table(console: &Console, proofs: &[Proof]) -> AnyView {
    if proofs.is_empty() {
        return ().into_any();
    }
    let words = Words::of(console.language());
    let row = |proof: &Proof| {
        let files = view! {
            <a href=routes::proof_document(proof.id)>{words.document}</a>
            " · "
            <a href=routes::proof_signature(proof.id)>{words.signature}</a>
        };
        vec![time::day_and_minute(&console.context, proof.issued_at).into_any(), files.into_any()]
    };
    let columns = vec![Column::text(words.issued_at), Column::text(words.files)];
    let rows = proofs.iter().map(row).collect();
    view! {
        <Table caption=words.proof caption_hidden=true columns=columns rows=rows/>
        <p class="small"><a href=routes::PROOF_KEY>{words.public_key}</a></p>
    }
    .into_any()
}
