//! Correcting an update: what was said, and what is said instead.

use domain::{
    incident::{Incident, IncidentUpdate},
    language::Language,
};
use leptos::prelude::*;

use super::super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::{paragraphs, time},
    parts::{Button, ButtonKind, ErrorSummary, FormState, TextArea, page_title},
    routes,
    shell::Document,
    text::console::{
        self, Console as Places,
        incidents::{self as said, Incidents as Words},
    },
};

/// `/console/incidents/{id}/updates/{update}/correct`; the form holds `correction`, which makes sending it twice harmless,
/// and begins with the text as it was.
pub fn page(console: &Console, incident: &Incident, update: &IncidentUpdate, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(words.correct).of(routes::STAFF_INCIDENTS, Places::of(language).incidents).with_tab(page_title(
        language,
        words.correct,
        form,
    ));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let action = console.href(&routes::correct_update(incident.id, update.id));
            let back = console.href(&routes::staff_incident(incident.id));
            let when = time::day_and_minute(&console.context, update.at);
            let lines = Language::ALL.into_iter().filter(|language| update.body.has(*language)).flat_map(|language| {
                let text = paragraphs(update.body.get(language));
                text.into_iter().map(move |line| view! { <p lang=language.tag() dir="auto">{line}</p> })
            });
            view! {
                <div class="inner">
                    <ErrorSummary form=form.clone() language=language/>
                    <p><a href=back dir="auto">{incident.title.get(language).to_owned()}</a></p>
                    <p class="muted">{words.correct_lead}</p>
                    <section class="was">
                        <h2>{said::said_at(language, &when)}</h2>
                        {lines.collect_view()}
                    </section>
                    <form method="post" action=action novalidate=true>
                        <input type="hidden" name="correction" value=form.value("correction")/>
                        <div class="pair">
                            <TextArea name="body_ko" label=words.body_ko value=form.value("body_ko")
                                error=form.error("body_ko")/>
                            <TextArea name="body_en" label=console::optional(language, words.body_en)
                                value=form.value("body_en") error=form.error("body_en")/>
                        </div>
                        <p class="send"><Button label=words.publish_correction kind=ButtonKind::Primary/></p>
                    </form>
                </div>
            }
            .into_any()
        },
    )
}
