//! One incident: what was said, what it affected, and the form for the next update.

use std::collections::BTreeMap;

use backend::{proofs::Proof, templates::Template};
use domain::{
    id::UpdateId,
    impact::Impact,
    incident::{Incident, IncidentStatus, IncidentUpdate, Lag},
    role::Permission,
    status::PublicState,
    time::{Window, duration},
};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    alarm, fields, law, length, private, status_badge,
};
use crate::{
    pages::public::{corrected, time},
    parts::{
        Button, ButtonKind, Column, ErrorSummary, FormState, LinkButton, Moment, StatusBadge, Table, Tag, Timeline,
        Tone, page_title,
    },
    prose::Prose,
    routes,
    shell::Document,
    text::{
        console::{Console as Places, corrections::Corrections, incidents::Incidents as Words},
        public::{self, Public},
        status,
    },
};

/// What the page shows besides what is public.
pub struct Data {
    /// Who published the emergency updates.
    pub names: BTreeMap<UpdateId, String>,
    /// Texts that an update may begin with.
    pub templates: Vec<Template>,
    /// After how long without news it is marked, in microseconds; none for never.
    pub silent_after: Option<i64>,
    /// The proofs made, newest first.
    pub proofs: Vec<Proof>,
}

/// `/console/incidents/{id}`; the form holds `update` and `proof`, which make sending twice harmless.
pub fn page(console: &Console, state: &PublicState, incident: &Incident, data: &Data, form: &FormState) -> Document {
    let language = console.language();
    let title = incident.title.get(language);
    let top = Top::new(title)
        .of(routes::STAFF_INCIDENTS, Places::of(language).incidents)
        .with_tab(page_title(language, title, form));
    layout::page(
        console,
        &top,
        || acts(console, state, incident),
        || {
            let words = Words::of(language);
            let moment = |update: &IncidentUpdate| moment(console, state, incident, update, data.names.get(&update.id));
            let moments = incident.updates.iter().map(moment).collect();
            // the law asks what the public was told
            let public = state.public_incident(incident);
            let may_update = console.may(Permission::PublishIncidents);
            view! {
            <div class="inner" id="form">
                <ErrorSummary form=form.clone() language=language/>
                <p class="meta">
                    {status_badge(console, incident.status)}
                    <span class="muted">
                        {time::day_and_minute(&console.context, incident.started_at)} " · " {length(console, incident)}
                    </span>
                    {private(console, state, incident)}
                    {alarm(console, incident, data.silent_after)}
                </p>
                <div class="halves">
                    <section><h2>{words.timeline}</h2><Timeline moments=moments/></section>
                    <section>
                        <h2>{words.impacts}</h2>
                        {impacts(console, state, incident)}
                        {may_update.then(|| correct_impacts(console, incident))}
                    </section>
                </div>
                {public.as_ref().map(|public| law::section(console, state, public))}
                {may_update.then(|| update_form(console, state, incident, data, form))}
                {public.as_ref().map(|public| law::proofs(console, public, &data.proofs, form))}
            </div>
        }
        .into_any()
        },
    )
}

fn acts(console: &Console, state: &PublicState, incident: &Incident) -> AnyView {
    let words = Words::of(console.language());
    let public = state.public_incident(incident).map(|_| {
        let href = console.href(&routes::incident(incident.id));
        view! { <LinkButton href=href label=words.see_public compact=true/> }
    });
    let programme = console.may(Permission::ManageProgrammes).then(|| {
        let href = console.href(&routes::new_programme_for(incident.id));
        view! { <LinkButton href=href label=words.programme compact=true/> }
    });
    view! {
        <p class="chips">
            {programme}
            {public}
        </p>
    }
    .into_any()
}

fn moment(
    console: &Console,
    state: &PublicState,
    incident: &Incident,
    update: &IncidentUpdate,
    emergency_by: Option<&String>,
) -> Moment {
    let language = console.language();
    let correction =
        if update.is_correction() { format!(" · {}", Public::of(language).correction) } else { String::new() };
    let impacts = corrected::lines(&console.context, state, update);
    Moment {
        id: Some(routes::update_anchor(update.id)),
        datetime: console.context.zone().rfc3339(update.at),
        time: time::day_and_minute(&console.context, update.at),
        label: format!("{}{correction}", status::incident(language, update.status)),
        said: Prose::markdown(&public::said(language, update)),
        note: Some(view! { {impacts} {note(console, incident, update, emergency_by)} }.into_any()),
    }
}

/// Who published it in the emergency, whether a language is behind, and the way to correct it.
fn note(console: &Console, incident: &Incident, update: &IncidentUpdate, emergency_by: Option<&String>) -> AnyView {
    let words = Words::of(console.language());
    let name = emergency_by.map(|name| {
        view! { <p class="small muted">{words.emergency_by} ": " <bdi>{name.clone()}</bdi></p> }
    });
    if let Some(correction) = incident.correction_of(update.id) {
        let href = format!("#{}", routes::update_anchor(correction.id));
        return view! { {name} <p class="small"><a href=href>{words.was_corrected}</a></p> }.into_any();
    }
    let behind = incident.lag(update).map(|lag| {
        let word = match lag {
            Lag::Missing => words.no_english,
            Lag::Older => words.older_english,
        };
        view! { <p class="small"><Tag tone=Tone::Slow word=word/></p> }
    });
    let correct = console.may(Permission::PublishIncidents).then(|| {
        let href = console.href(&routes::correct_update(incident.id, update.id));
        view! { <p class="small"><a href=href>{words.correct_this}</a></p> }
    });
    view! { {name} {behind} {correct} }.into_any()
}

fn correct_impacts(console: &Console, incident: &Incident) -> AnyView {
    let href = console.href(&routes::correct_impacts(incident.id));
    view! { <p class="small"><a href=href>{Corrections::of(console.language()).link}</a></p> }.into_any()
}

/// The impacts as they now stand.
pub(super) fn impacts(console: &Console, state: &PublicState, incident: &Incident) -> AnyView {
    let words = Words::of(console.language());
    if incident.lasting_impacts().next().is_none() {
        return view! { <p class="muted">{words.no_impacts}</p> }.into_any();
    }
    let columns = vec![
        Column::text(words.service),
        Column::text(words.severity),
        Column::text(words.began),
        Column::text(words.ended),
        Column::number(words.length),
    ];
    let rows = incident.lasting_impacts().map(|impact| row(console, state, impact)).collect();
    view! { <Table caption=words.impacts caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn row(console: &Console, state: &PublicState, impact: &Impact) -> Vec<AnyView> {
    let (context, language) = (&console.context, console.language());
    let name = state.component(&impact.component).map_or(impact.component.as_str(), |c| c.name.get(language));
    let ended = impact.end.map(|end| time::day_and_minute(context, end));
    let length = impact.window(context.now).map_or(0, Window::length);
    vec![
        name.to_owned().into_any(),
        view! { <StatusBadge status=impact.severity.into() language=language/> }.into_any(),
        time::day_and_minute(context, impact.start).into_any(),
        ended.unwrap_or_else(|| Public::of(language).ongoing.to_owned()).into_any(),
        duration(length, language).into_any(),
    ]
}

fn update_form(console: &Console, state: &PublicState, incident: &Incident, data: &Data, form: &FormState) -> AnyView {
    let words = Words::of(console.language());
    let statuses: Vec<_> = IncidentStatus::ALL.into_iter().filter(|next| incident.status.may_become(*next)).collect();
    let action = console.href(&routes::staff_incident(incident.id));
    view! {
        <section class="panel-below">
            <h2>{words.update}</h2>
            <form method="post" action=action novalidate=true>
                <input type="hidden" name="update" value=form.value("update")/>
                {fields::update(console, form, &statuses, &data.templates)}
                {fields::impacts(console, form, &state.groups, Some(incident), words.impacts_update_hint)}
                <p class="send"><Button label=words.publish kind=ButtonKind::Primary/></p>
            </form>
        </section>
    }
    .into_any()
}
