//! `/console/incidents/{id}/impacts`

use app::{
    pages::console::incidents::impacts::{self as impacts_page, OPERATIONAL, PUBLISH},
    parts::FormState,
    routes,
    text::console::{corrections::Corrections as Words, incidents::Incidents},
};
use axum::extract::{Path, Query};
use backend::{Error, Problem, incidents::ImpactsCorrection};
use domain::{
    component::ComponentKey,
    correction::ImpactCorrection,
    id::UpdateId,
    impact::Severity,
    incident::Incident,
    language::Language,
    role::Permission,
    status::PublicState,
    time::{Instant, MINUTE},
};
use serde::Deserialize;

use super::{enter, id, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// The service that is to be corrected.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    component: String,
}

/// The form.
pub async fn page(visit: Visit, Path(asked): Path<String>, Query(about): Query<Asked>) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::PublishIncidents)?;
    let (state, incident) = found(&visit, &asked).await?;
    let form = FormState::default()
        .with_value("correction", visit.fresh_id().to_string())
        .with_value("seen", visit.backend.impact_entries(&visit.actor, incident.id).await?.to_string())
        .with_value("component", about.component);
    Ok(visit::page(impacts_page::page(&console, &state, &incident, &form)))
}

/// Shows what a correction would do, then publishes it.
pub async fn correct(visit: Visit, Path(asked): Path<String>, Fields(fields): Fields) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::PublishIncidents)?;
    let (state, incident) = found(&visit, &asked).await?;
    if form::value(&fields, "step") == "edit" {
        return Ok(visit::page(impacts_page::page(&console, &state, &incident, &FormState::sent(fields))));
    }
    let is_sure = form::value(&fields, "step") == PUBLISH;
    match carried_out(&visit, &incident, &fields, is_sure).await {
        Ok(None) => {
            let is_held = |programme: &domain::status::ProgrammeSummary| {
                programme.incident == incident.id && programme.assessed > 0
            };
            let words = Words::of(visit.language);
            let is_computed = state.programmes.iter().any(is_held);
            visit.leave_notice(if is_computed { words.published_programmes } else { words.published }).await?;
            Ok(visit.redirect(&routes::staff_incident(incident.id)))
        }
        Ok(Some(corrected)) => {
            let form = FormState::sent(fields);
            Ok(visit::page(impacts_page::question(&console, &state, &incident, &corrected, &form)))
        }
        Err(error) => {
            // what was seen is the page that comes back, so that it can be sent again
            let seen = visit.backend.impact_entries(&visit.actor, incident.id).await?.to_string();
            let form = form::with_problems(fields, in_words_of_the_form(error), visit.language)?;
            form::once_more(impacts_page::page(&console, &state, &incident, &form.with_value("seen", seen)))
        }
    }
}

/// What a correction would do; none where it is published.
async fn carried_out(
    visit: &Visit,
    incident: &Incident,
    fields: &[(String, String)],
    is_sure: bool,
) -> Result<Option<domain::correction::Corrected>, Error> {
    let new = correction(visit, incident, fields)?;
    if is_sure {
        visit.backend.correct_impacts(&visit.actor, incident.id, &new).await?;
        return Ok(None);
    }
    visit.backend.preview_impacts_correction(&visit.actor, incident.id, &new).await.map(Some)
}

fn correction(visit: &Visit, incident: &Incident, fields: &[(String, String)]) -> Result<ImpactsCorrection, Error> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let bad_time = |language: Language| Incidents::of(language).bad_time.to_owned();
    let component = ComponentKey::parse(input.value("component"));
    if component.is_none() {
        input.problem("component", |language| Words::of(language).no_component.to_owned());
    }
    let from = exact(incident, input.instant("from", bad_time)).0;
    let until = input.optional_instant("until", bad_time).map(|until| exact(incident, until).1);
    let severity = match input.value("state") {
        OPERATIONAL => None,
        name => {
            let found = Severity::from_name(name);
            if found.is_none() {
                input.problem("state", |language| Words::of(language).no_state.to_owned());
            }
            found
        }
    };
    let new = ImpactsCorrection {
        id: UpdateId(input.id("correction", || visit.fresh_id())),
        corrections: component
            .map(|component| ImpactCorrection { component, severity, from, until })
            .into_iter()
            .collect(),
        reason: input.text("reason"),
        entries_seen: input.value("seen").parse().ok(),
    };
    input.finish()?;
    Ok(new)
}

/// The first and the last instant on record of a minute, which a form cannot say to the second; the minute itself where the
/// record has none.
fn exact(incident: &Incident, minute: Instant) -> (Instant, Instant) {
    let of_impacts = incident.impacts.iter().flat_map(|impact| [Some(impact.start), impact.end]);
    let known = of_impacts.chain([Some(incident.started_at), incident.resolved_at]).flatten();
    let within: Vec<_> = known.filter(|at| minute <= *at && *at < minute.plus(MINUTE)).collect();
    let (first, last) = (within.iter().min(), within.iter().max());
    (first.copied().unwrap_or(minute), last.copied().unwrap_or(minute))
}

/// The use case takes several corrections, the form has one.
fn in_words_of_the_form(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let renamed = problems.into_iter().map(|problem| {
        let field = problem.field.strip_prefix("impacts[0].").map(str::to_owned);
        Problem { field: field.unwrap_or(problem.field), ..problem }
    });
    Error::Invalid(renamed.collect())
}

async fn found(visit: &Visit, asked: &str) -> Result<(PublicState, Incident), Failure> {
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let incident = state.incident(id(asked)?).cloned().ok_or(Failure::NotFound)?;
    Ok((state, incident))
}
