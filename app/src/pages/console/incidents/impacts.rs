//! Correcting impacts: the form, and what it would do before it is done.

use domain::{
    correction::Corrected,
    id::IncidentId,
    impact::Severity,
    incident::Incident,
    role::Permission,
    status::{ProgrammeSummary, PublicState},
};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    incident::impacts as on_record,
};
use crate::{
    pages::public::corrected,
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, FormState, InputKind, Notice, Select, TextArea, TextField,
        Tone,
    },
    prose::Prose,
    routes,
    shell::Document,
    text::{
        console::{
            self, Console as Places,
            corrections::{self as said, Corrections as Words},
        },
        status,
    },
};

/// What the form sends of a component that worked.
pub const OPERATIONAL: &str = "operational";
/// What the form's button sends that shows what would be published.
pub const CHECK: &str = "check";
/// What the button sends that publishes it.
pub const PUBLISH: &str = "publish";
/// The fields that go from the form to the question and back.
const FIELDS: [&str; 8] = ["correction", "seen", "component", "state", "from", "until", "reason_ko", "reason_en"];

/// `/console/incidents/{id}/impacts`; the form holds `correction`, which makes sending it twice harmless, and `seen`, how
/// many entries the record had.
pub fn page(console: &Console, state: &PublicState, incident: &Incident, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    framed(console, incident, words.title, form, || {
        let states = std::iter::once(Choice::new(OPERATIONAL, status::component(language, corrected::state_of(None))));
        let severities = Severity::ALL.map(|s| Choice::new(s.name(), status::component(language, s.into())));
        let zoned = |label| console::in_zone(label, &console.zone_name());
        view! {
            <p class="muted">{words.lead}</p>
            <form method="post" action=address(console, incident.id) novalidate=true>
                <input type="hidden" name="correction" value=form.value("correction")/>
                <input type="hidden" name="seen" value=form.value("seen")/>
                <Select name="component" label=words.component options=components(console, state, incident)
                    value=form.value("component") error=form.error("component")/>
                <div class="pair">
                    <TextField name="from" label=zoned(words.from) kind=InputKind::DateTime hint=words.from_hint
                        value=form.value("from") error=form.error("from")/>
                    <TextField name="until" label=console::optional(language, &zoned(words.until)) kind=InputKind::DateTime hint=words.until_hint
                        value=form.value("until") error=form.error("until")/>
                </div>
                <ChoiceGroup name="state" legend=words.state kind=ChoiceKind::Radio
                    options=states.chain(severities).collect() values=form.values("state") error=form.error("state")/>
                <div class="pair">
                    <TextArea name="reason_ko" label=words.reason_ko hint=words.reason_hint
                        value=form.value("reason_ko") error=form.error("reason_ko")/>
                    <TextArea name="reason_en" label=console::optional(language, words.reason_en)
                        value=form.value("reason_en") error=form.error("reason_en")/>
                </div>
                <p class="send"><Button label=words.check name="step" value=CHECK kind=ButtonKind::Primary/></p>
            </form>
            <section class="panel-below"><h2>{words.on_record}</h2>{on_record(console, state, incident)}</section>
        }
        .into_any()
    })
}

/// The question before it is published: what will be said, and what follows.
pub fn question(
    console: &Console,
    state: &PublicState,
    incident: &Incident,
    corrected: &Corrected,
    form: &FormState,
) -> Document {
    let language = console.language();
    let words = Words::of(language);
    framed(console, incident, words.question, form, || {
        let lines = corrected.published.iter().map(|one| {
            let sentence = corrected::sentence(&console.context, state, one);
            view! { <p><b>{sentence}</b></p> }
        });
        let reasons = ["reason_ko", "reason_en"].map(|field| form.value(field));
        let tags = ["ko", "en"].into_iter().zip(reasons).filter(|(_, reason)| !reason.trim().is_empty());
        let reasons = tags.map(|(tag, reason)| {
            let Prose { first, rest } = Prose::markdown(&reason);
            view! { <div lang=tag dir="auto"><p inner_html=first></p><div inner_html=rest></div></div> }
        });
        let hidden = FIELDS.map(|name| view! { <input type="hidden" name=name value=form.value(name)/> });
        view! {
            <section class="was">
                <h2>{words.will_say}</h2>
                {lines.collect_view()}
                {reasons.collect_view()}
            </section>
            <section class="prose">
                <h2>{words.follows}</h2>
                <ul>
                    <li>{words.follows_page}</li>
                    <li>{words.follows_uptime}</li>
                    <li>{words.follows_people}</li>
                </ul>
            </section>
            {programmes(console, state, incident)}
            <form method="post" action=address(console, incident.id)>
                {hidden.collect_view()}
                <p class="send several">
                    <Button label=words.publish name="step" value=PUBLISH kind=ButtonKind::Primary/>
                    <Button label=words.edit name="step" value="edit"/>
                </p>
            </form>
        }
        .into_any()
    })
}

fn framed(
    console: &Console,
    incident: &Incident,
    title: &'static str,
    form: &FormState,
    body: impl FnOnce() -> AnyView,
) -> Document {
    let language = console.language();
    let top = Top::new(title).of(routes::STAFF_INCIDENTS, Places::of(language).incidents);
    layout::form_page(
        console,
        top,
        form,
        || ().into_any(),
        || {
            let back = console.href(&routes::staff_incident(incident.id));
            view! {
                <p><a href=back dir="auto">{incident.title.get(language).to_owned()}</a></p>
                {body()}
            }
            .into_any()
        },
    )
}

fn address(console: &Console, incident: IncidentId) -> String {
    console.href(&routes::correct_impacts(incident))
}

/// Those that were affected first, then the others that are on offer.
fn components(console: &Console, state: &PublicState, incident: &Incident) -> Vec<Choice> {
    let language = console.language();
    let is_affected = |key| incident.impacts.iter().any(|impact| &impact.component == key);
    let (affected, others): (Vec<_>, Vec<_>) =
        state.components_on_record().partition(|component| is_affected(&component.key));
    let others = others.into_iter().filter(|other| state.components().any(|offered| offered.key == other.key));
    let choice =
        |component: &domain::component::Component| Choice::new(component.key.to_string(), component.name.get(language));
    std::iter::once(Choice::new("", Words::of(language).choose))
        .chain(affected.into_iter().map(choice))
        .chain(others.map(choice))
        .collect()
}

/// The programmes whose assessments rest on what was on record before.
fn programmes(console: &Console, state: &PublicState, incident: &Incident) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let assessed: Vec<&ProgrammeSummary> =
        state.programmes.iter().filter(|p| p.incident == incident.id && p.assessed > 0).collect();
    if assessed.is_empty() {
        return view! { <p class="muted">{words.no_programmes}</p> }.into_any();
    }
    let may_read = console.may(Permission::ReadProgrammes);
    let line = |programme: &ProgrammeSummary| {
        let said = said::holds(language, programme.title.get(language), programme.assessed);
        if may_read {
            let href = console.href(&routes::staff_programme(programme.id));
            view! { <li><a href=href dir="auto">{said}</a></li> }.into_any()
        } else {
            view! { <li dir="auto">{said}</li> }.into_any()
        }
    };
    let lines = assessed.into_iter().map(line).collect_view();
    view! { <Notice tone=Tone::Slow><p>{words.programmes}</p><ul>{lines}</ul></Notice> }.into_any()
}
