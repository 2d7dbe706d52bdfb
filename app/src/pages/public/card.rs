//! An incident that lasts, as the status page shows it; and the parts its own page shares.

use std::cmp::Reverse;

use domain::{
    component::Component,
    incident::{Incident, IncidentUpdate, Lag},
    language::Language,
    status::PublicState,
    time::duration,
};
use leptos::prelude::*;

use super::{claim_box::claim_box, corrected, time};
use crate::{
    parts::{Badge, Moment, Timeline, Tone},
    prose::Prose,
    routes,
    shell::PageContext,
    text::{
        public::{self, Public},
        sentence, status,
    },
};

/// Updates the status page shows; the rest stand on the incident's own page.
const UPDATES_SHOWN: usize = 3;
/// Affected components that are named before the rest is counted.
const COMPONENTS_NAMED: usize = 4;

/// The card of an open incident.
pub fn card(context: &PageContext, state: &PublicState, incident: &Incident) -> AnyView {
    let href = context.here(&routes::incident(incident.id));
    let shown = incident.updates.iter().take(UPDATES_SHOWN);
    let moments = shown.map(|update| moment(context, state, incident, update)).collect();
    let earlier = incident.updates.len().saturating_sub(UPDATES_SHOWN);
    let more = (earlier > 0).then(|| {
        let label = public::earlier_updates(context.language, earlier);
        view! { <p class="small more-link"><a href=href.clone()>{label}</a></p> }
    });
    view! {
        <article class=format!("inc {}", tone(context, incident).class())>
            {standing(context, incident)}
            <h2 dir="auto"><a href=href>{incident.title.get(context.language).to_owned()}</a></h2>
            {affected(context, state, incident)}
            <Timeline moments=moments/>
            {more}
            {state.open_programme(incident.id, context.now).map(|programme| claim_box(context, programme, None))}
        </article>
    }
    .into_any()
}

/// The colour of an incident: its worst impact while one lasts, then its status.
pub fn tone(context: &PageContext, incident: &Incident) -> Tone {
    let open = incident.impacts.iter().filter(|impact| impact.is_open(context.now));
    let worst = open.map(|impact| impact.severity).max();
    worst.map_or_else(|| Tone::from(incident.status), Tone::from)
}

/// Where an incident stands and how long it has lasted.
pub fn standing(context: &PageContext, incident: &Incident) -> AnyView {
    let language = context.language;
    let start = incident.started_at;
    let lasted = if let Some(end) = incident.ended_at() {
        format!("{} · {}", time::span(context, start, end), duration(end.since(start), language))
    } else {
        let length = duration(context.now.since(start), language);
        public::since(language, &time::day_and_minute(context, start), &length)
    };
    view! {
        <p class="meta">
            <Badge tone=tone(context, incident) word=status::incident(language, incident.status)/>
            {time::when(context, start, incident.ended_at(), lasted)}
        </p>
    }
    .into_any()
}

/// The components that fail now, worst first.
fn affected(context: &PageContext, state: &PublicState, incident: &Incident) -> AnyView {
    let severity = |component: &Component| {
        let open = incident.impacts.iter().filter(|i| i.component == component.key && i.is_open(context.now));
        open.map(|impact| impact.severity).max()
    };
    let mut affected: Vec<_> = state.components().filter_map(|c| Some((severity(c)?, c))).collect();
    affected.sort_by_key(|(severity, _)| Reverse(*severity));
    if affected.is_empty() {
        return ().into_any();
    }
    let names: Vec<_> = affected.iter().map(|(_, component)| component.name.get(context.language)).collect();
    let names = sentence::names(context.language, &names, COMPONENTS_NAMED);
    view! { <p class="meta">{Public::of(context.language).affected} ": " {names}</p> }.into_any()
}

/// An update as a moment on the timeline. A correction leads to what it corrects, and the other way round.
pub fn moment(context: &PageContext, state: &PublicState, incident: &Incident, update: &IncidentUpdate) -> Moment {
    let words = Public::of(context.language);
    let corrected_by = incident.correction_of(update.id);
    let link = |id, label: &'static str| {
        let href = context.here(&routes::update(incident.id, id));
        view! { <p class="small"><a href=href>{label}</a></p> }.into_any()
    };
    let (label, note) = match (update.corrects, corrected_by) {
        (Some(corrected), _) => (words.correction, Some(link(corrected, words.corrects))),
        (None, Some(correction)) => (said(context, incident, update), Some(link(correction.id, words.corrected))),
        (None, None) => (said(context, incident, update), None),
    };
    let label = if update.is_correction() { words.correction } else { label };
    let impacts = corrected::lines(context, state, update);
    let lag = incident.lag(update).filter(|_| context.language == Language::En);
    let behind = lag.map(|lag| {
        let said = match lag {
            Lag::Missing => words.korean_only,
            Lag::Older => words.korean_newer,
        };
        view! { <p class="small muted">{said}</p> }
    });
    let note = (note.is_some() || behind.is_some() || impacts.is_some())
        .then(|| view! { {impacts} {behind} {note} }.into_any());
    Moment {
        id: Some(routes::update_anchor(update.id)),
        datetime: context.zone().rfc3339(update.at),
        time: time::day_and_minute(context, update.at),
        label: label.to_owned(),
        said: Prose::markdown(&public::said(context.language, update)),
        note,
    }
}

/// The status an update sets; nothing where it stays as it was.
fn said(context: &PageContext, incident: &Incident, update: &IncidentUpdate) -> &'static str {
    let before = incident.updates.iter().skip_while(|other| other.id != update.id).nth(1);
    let is_new = before.is_none_or(|before| before.status != update.status);
    if is_new { status::incident(context.language, update.status) } else { "" }
}
