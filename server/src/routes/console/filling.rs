//! A template's text put into the form of an update, which is then shown again instead of published.

use app::{
    parts::FormState,
    text::{console::templates::Templates as Words, sentence},
};
use domain::{
    component::Component,
    id::TemplateId,
    impact::{Impact, Severity},
    incident::Incident,
    language::{Language, Text},
    status::PublicState,
    template::{self, Variable},
    time::{Instant, Zone, duration},
};

use crate::{
    layers::{errors::Failure, visit::Visit},
    routes::form,
};

/// Services that a text names before it counts the rest.
const NAMED: usize = 6;

/// Whether the form asks for a template's text.
pub fn is_asked(fields: &[(String, String)]) -> bool {
    !form::value(fields, "fill").is_empty()
}

/// The form with the texts of the template that was chosen; with an error where none was. `standing` is the incident so far.
pub async fn filled(
    visit: &Visit,
    state: &PublicState,
    standing: Option<&Incident>,
    fields: Vec<(String, String)>,
) -> Result<FormState, Failure> {
    let facts = Facts::of(visit, state, standing, &fields);
    let form = FormState::sent(fields.clone());
    let Ok(chosen) = form::value(&fields, "template").parse::<TemplateId>() else {
        return Ok(form.with_error("template", Words::of(visit.language).choose_first));
    };
    let chosen = visit.backend.template(&visit.actor, chosen).await?;
    let facts = if facts.title.ko.is_empty() { Facts { title: facts.filled(&chosen.title), ..facts } } else { facts };
    let body = facts.filled(&chosen.body);
    // nothing stays chosen, so that what is typed from here on is not replaced by accident
    let form = form.with_value("template", "").with_value("body_ko", body.ko).with_value("body_en", body.en);
    if standing.is_some() {
        return Ok(form);
    }
    Ok(form.with_value("title_ko", facts.title.ko).with_value("title_en", facts.title.en))
}

/// What variables become.
struct Facts {
    title: Text,
    services: Text,
    start: Option<Instant>,
    next_update: Option<Instant>,
    now: Instant,
    zone: Zone,
}

impl Facts {
    fn of(visit: &Visit, state: &PublicState, standing: Option<&Incident>, fields: &[(String, String)]) -> Self {
        let zone = visit.state.site().zone;
        let time = |name| zone.parse_field(form::value(fields, name));
        let mut affected: Vec<_> = state.components().filter(|component| fails(component, standing, fields)).collect();
        // what concerns a public one too is a public text
        if affected.iter().any(|component| component.audience.is_public()) {
            affected.retain(|component| component.audience.is_public());
        }
        let services = |language: Language| {
            let names: Vec<_> = affected.iter().map(|component| component.name.get(language)).collect();
            sentence::names(language, &names, NAMED)
        };
        Self {
            title: standing.map_or_else(
                || Text::new(form::value(fields, "title_ko"), form::value(fields, "title_en")),
                |incident| incident.title.clone(),
            ),
            services: Text::new(services(Language::Ko), services(Language::En)),
            start: standing.map(|incident| incident.started_at).or_else(|| time("started_at")),
            next_update: time("next_update_by"),
            now: visit.now(),
            zone,
        }
    }

    fn filled(&self, text: &Text) -> Text {
        let in_language = |language: Language, text: &str| template::fill(text, |it| self.value(it, language));
        Text::new(in_language(Language::Ko, &text.ko), in_language(Language::En, &text.en))
    }

    /// What a variable becomes; none where that is not known yet.
    fn value(&self, variable: Variable, language: Language) -> Option<String> {
        let time = |at: Instant| self.zone.short(at, language);
        let value = match variable {
            Variable::Title => self.title.get(language).to_owned(),
            Variable::Services => self.services.get(language).to_owned(),
            Variable::Start => time(self.start?),
            Variable::Lasted => duration(self.now.since(self.start?), language),
            Variable::Now => time(self.now),
            Variable::NextUpdate => time(self.next_update?),
        };
        Some(value).filter(|value| !value.is_empty())
    }
}

/// Whether a service fails by what is chosen in the form, or did before and is not restored in it.
fn fails(component: &Component, standing: Option<&Incident>, fields: &[(String, String)]) -> bool {
    match form::value(fields, &format!("impact-{}", component.key)) {
        "" => {
            let is_open = |impact: &Impact| impact.component == component.key && impact.end.is_none();
            standing.is_some_and(|incident| incident.impacts.iter().any(is_open))
        }
        chosen => Severity::from_name(chosen).is_some(),
    }
}
