//! `/console/incidents`

use app::{
    pages::console::incidents::{correct as correct_page, incident, list as list_page, new},
    parts::FormState,
    routes,
    text::console::incidents::Incidents as Words,
};
use axum::extract::Path;
use backend::{
    Error,
    incidents::{Correction, NewIncident, NewUpdate},
    templates::Template,
};
use domain::{
    component::Component,
    id::{IncidentId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, Incident, IncidentStatus},
    language::Language,
    role::Permission,
    status::PublicState,
    time::Instant,
};

use super::{enter, filling, id, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

fn bad_time(language: Language) -> String {
    Words::of(language).bad_time.to_owned()
}

/// All incidents.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    Ok(visit::page(list_page(&console, &state)))
}

/// The form for a new one.
pub async fn new_form(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::PublishIncidents)?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let form = FormState::default()
        .with_value("id", visit.fresh_id().to_string())
        .with_value("update", visit.fresh_id().to_string())
        .with_value("status", IncidentStatus::Investigating.name())
        .with_value("started_at", visit.state.site().zone.field(visit.now()));
    Ok(visit::page(new::page(&console, &state.groups, &templates(&visit).await?, &form)))
}

/// Declares one.
pub async fn declare(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let templates = templates(&visit).await?;
    if filling::is_asked(&fields.0) {
        visit.actor.require(Permission::PublishIncidents)?;
        let form = filling::filled(&visit, &state, None, fields.0).await?;
        return form::shown(&form, new::page(&console, &state.groups, &templates, &form));
    }
    let declared = match new_incident(&visit, &state, &fields.0) {
        Ok(new) => visit.backend.declare_incident(&visit.actor, &new).await,
        Err(error) => Err(error),
    };
    match declared {
        Ok(id) => {
            visit.leave_notice(Words::of(visit.language).declared).await?;
            Ok(visit.redirect(&routes::staff_incident(id)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(new::page(&console, &state.groups, &templates, &form))
        }
    }
}

fn new_incident(visit: &Visit, state: &PublicState, fields: &[(String, String)]) -> Result<NewIncident, Error> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let started_at = input.instant("started_at", bad_time);
    let new = NewIncident {
        id: IncidentId(input.id("id", || visit.fresh_id())),
        title: input.text("title"),
        started_at,
        update: update_of(&mut input, visit, state, started_at),
    };
    input.finish()?;
    Ok(new)
}

/// The update in a form; impacts without a time of their own count from `default_at`.
fn update_of(input: &mut Input, visit: &Visit, state: &PublicState, default_at: Instant) -> NewUpdate {
    let status = IncidentStatus::from_name(input.value("status"));
    if status.is_none() {
        input.problem("status", |language| Words::of(language).bad_status.to_owned());
    }
    NewUpdate {
        id: UpdateId(input.id("update", || visit.fresh_id())),
        status: status.unwrap_or(IncidentStatus::Investigating),
        body: input.text("body"),
        next_update_by: input.optional_instant("next_update_by", bad_time),
        changes: state.components().filter_map(|component| change(input, component, default_at)).collect(),
    }
}

fn change(input: &mut Input, component: &Component, default_at: Instant) -> Option<ImpactChange> {
    let field = format!("impact-{}", component.key);
    let chosen = input.value(&field);
    if chosen.is_empty() {
        return None;
    }
    let at = input.optional_instant(&format!("{field}-at"), bad_time).unwrap_or(default_at);
    let component = component.key.clone();
    match Severity::from_name(chosen) {
        Some(severity) => Some(ImpactChange::Set { component, severity, from: at }),
        None => Some(ImpactChange::Restore { component, at }),
    }
}

/// One incident, with the form for its next update.
pub async fn page(visit: Visit, Path(asked): Path<String>) -> Answer {
    let console = enter(&visit).await?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let found = state.incident(id(&asked)?).ok_or(Failure::NotFound)?;
    let form = FormState::default()
        .with_value("update", visit.fresh_id().to_string())
        .with_value("proof", visit.fresh_id().to_string())
        .with_value("status", found.status.name());
    Ok(visit::page(incident::page(&console, &state, found, &data(&visit, found.id).await?, &form)))
}

/// The texts that an update may begin with, for who may publish one.
async fn templates(visit: &Visit) -> Result<Vec<Template>, Failure> {
    let may_publish = visit.actor.may(Permission::PublishIncidents);
    Ok(if may_publish { visit.backend.templates(&visit.actor).await? } else { Vec::new() })
}

/// What the page of an incident shows besides what is public.
async fn data(visit: &Visit, incident: IncidentId) -> Result<incident::Data, Failure> {
    let (backend, actor) = (&visit.backend, &visit.actor);
    let may_read = actor.may(Permission::ReadSubscribers);
    Ok(incident::Data {
        names: backend.emergency_names(actor, incident).await?,
        templates: templates(visit).await?,
        silent_after: backend.silent_after,
        proofs: if may_read { backend.proofs(actor, incident).await? } else { Vec::new() },
    })
}

/// Publishes an update.
pub async fn update(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let (incident, state) = (id(&asked)?, visit.backend.record(&visit.actor).await?.into_whole());
    if filling::is_asked(&fields.0) {
        visit.actor.require(Permission::PublishIncidents)?;
        let found = state.incident(incident).ok_or(Failure::NotFound)?;
        let form = filling::filled(&visit, &state, Some(found), fields.0).await?;
        let form = form.with_value("proof", visit.fresh_id().to_string());
        return form::shown(&form, incident::page(&console, &state, found, &data(&visit, incident).await?, &form));
    }
    match publish(&visit, &state, incident, &fields.0).await {
        Ok(()) => {
            visit.leave_notice(Words::of(visit.language).updated).await?;
            Ok(visit.redirect(&routes::staff_incident(incident)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            let found = state.incident(incident).ok_or(Failure::NotFound)?;
            let form = form.with_value("proof", visit.fresh_id().to_string());
            form::once_more(incident::page(&console, &state, found, &data(&visit, incident).await?, &form))
        }
    }
}

async fn publish(
    visit: &Visit,
    state: &PublicState,
    incident: IncidentId,
    fields: &[(String, String)],
) -> Result<(), Error> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let new = update_of(&mut input, visit, state, visit.now());
    input.finish()?;
    visit.backend.update_incident(&visit.actor, incident, &new).await
}

/// The form for a correction, with the text as it was.
pub async fn correct_form(visit: Visit, Path((asked, update)): Path<(String, String)>) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::PublishIncidents)?;
    let (incident, update) = (lookup(&visit, &asked).await?, id::<UpdateId>(&update)?);
    let found = incident.correctable(update).map_err(|_| Failure::NotFound)?;
    let form = FormState::default()
        .with_value("correction", visit.fresh_id().to_string())
        .with_value("body_ko", &found.body.ko)
        .with_value("body_en", &found.body.en);
    Ok(visit::page(correct_page::page(&console, &incident, found, &form)))
}

/// Publishes a correction.
pub async fn correct(visit: Visit, Path((asked, update)): Path<(String, String)>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let (incident, update) = (lookup(&visit, &asked).await?, id::<UpdateId>(&update)?);
    let input = Input::new(&fields.0, visit.state.site().zone);
    let new = Correction {
        id: UpdateId(input.id("correction", || visit.fresh_id())),
        corrects: update,
        body: input.text("body"),
    };
    match visit.backend.correct_update(&visit.actor, incident.id, &new).await {
        Ok(()) => {
            visit.leave_notice(Words::of(visit.language).correction_published).await?;
            Ok(visit.redirect(&routes::staff_incident(incident.id)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            let was = incident.updates.iter().find(|known| known.id == update).ok_or(Failure::NotFound)?;
            form::once_more(correct_page::page(&console, &incident, was, &form))
        }
    }
}

async fn lookup(visit: &Visit, asked: &str) -> Result<Incident, Failure> {
    visit.backend.incident(id(asked)?).await?.ok_or(Failure::NotFound)
}
