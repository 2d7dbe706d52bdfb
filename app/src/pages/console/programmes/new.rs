//! Preparing a programme.

use domain::{incident::Incident, policy::TEMPLATES};
use leptos::prelude::*;

use super::{
    super::{
        Console,
        layout::{self, Top},
    },
    versions::template_choice,
};
use crate::{
    pages::public::time,
    parts::{Button, ButtonKind, Choice, ErrorSummary, FormState, InputKind, Select, TextArea, TextField, page_title},
    routes,
    shell::Document,
    text::console::{self, programmes::Programmes as Words},
};

/// `/console/programmes/new`; the form holds `id`, which makes sending it twice harmless.
pub fn page(console: &Console, incidents: &[Incident], form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top =
        Top::new(words.new).of(routes::STAFF_PROGRAMMES, words.title).with_tab(page_title(language, words.new, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let zone = console.zone_name();
            view! {
            <div class="inner">
                <ErrorSummary form=form.clone() language=language/>
                <p class="muted">{words.new_lead}</p>
                {incidents.is_empty().then(|| view! { <p>{words.no_incidents}</p> })}
                <form method="post" action=console.href(routes::NEW_PROGRAMME) novalidate=true>
                    <input type="hidden" name="id" value=form.value("id")/>
                    <Select name="incident" label=words.incident options=incident_choices(console, incidents)
                        value=form.value("incident") error=form.error("incident")/>
                    <div class="pair">
                        <TextField name="title_ko" label=words.name_ko
                            value=form.value("title_ko") error=form.error("title_ko")/>
                        <TextField name="title_en" label=console::optional(language, words.name_en)
                            value=form.value("title_en") error=form.error("title_en")/>
                        <TextArea name="criteria_ko" label=words.criteria_ko hint=words.criteria_hint
                            value=form.value("criteria_ko") error=form.error("criteria_ko")/>
                        <TextArea name="criteria_en" label=console::optional(language, words.criteria_en)
                            hint=words.english_hint
                            value=form.value("criteria_en") error=form.error("criteria_en")/>
                        <TextField name="opens_at" label=console::in_zone(words.opens_at, &zone) kind=InputKind::DateTime
                            value=form.value("opens_at") error=form.error("opens_at")/>
                        <TextField name="closes_at" label=console::in_zone(words.closes_at, &zone) kind=InputKind::DateTime
                            value=form.value("closes_at") error=form.error("closes_at")/>
                        <Select name="template" label=words.template hint=words.template_hint
                            options=TEMPLATES.iter().map(|template| template_choice(console, template)).collect()
                            value=form.value("template") error=form.error("template")/>
                        <TextField name="budget" label=words.budget hint=words.budget_hint
                            value=form.value("budget") error=form.error("budget")/>
                    </div>
                    <p class="send"><Button label=words.prepare kind=ButtonKind::Primary/></p>
                </form>
            </div>
        }
        .into_any()
        },
    )
}

fn incident_choices(console: &Console, incidents: &[Incident]) -> Vec<Choice> {
    let choice = |incident: &Incident| {
        let began = time::day_and_minute(&console.context, incident.started_at);
        Choice::new(incident.id.to_string(), format!("{} · {began}", incident.title.get(console.language())))
    };
    let none = Choice::new("", Words::of(console.language()).choose_incident);
    std::iter::once(none).chain(incidents.iter().map(choice)).collect()
}
