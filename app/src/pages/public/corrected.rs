//! What an update corrects of impacts, as sentences.

use domain::{
    component::ComponentStatus, correction::CorrectedImpact, impact::Severity, incident::IncidentUpdate,
    status::PublicState,
};
use leptos::prelude::*;

use super::time;
use crate::{
    shell::PageContext,
    text::{public, status},
};

/// What an update corrects of impacts; none where it corrects nothing of them.
pub fn lines(context: &PageContext, state: &PublicState, update: &IncidentUpdate) -> Option<AnyView> {
    let corrected = update.corrected_impacts.as_ref()?;
    let line = |one: &CorrectedImpact| view! { <p class="small">{sentence(context, state, one)}</p> };
    Some(corrected.iter().map(line).collect_view().into_any())
}

/// One of them: which component, when, from what to what.
pub fn sentence(context: &PageContext, state: &PublicState, corrected: &CorrectedImpact) -> String {
    let language = context.language;
    let found = state.components_on_record().find(|component| component.key == corrected.component);
    let name = found.map_or(corrected.component.as_str(), |component| component.name.get(language));
    let when = match corrected.until {
        Some(until) => time::span(context, corrected.from, until),
        None => public::corrected_since(language, &time::day_and_minute(context, corrected.from)),
    };
    let [was, now] = [corrected.was, corrected.now].map(|severity| status::component(language, state_of(severity)));
    public::corrected_impact(language, name, &when, was, now)
}

/// The state of a component of a severity; operational where it has none.
pub fn state_of(severity: Option<Severity>) -> ComponentStatus {
    severity.map_or(ComponentStatus::Operational, ComponentStatus::from)
}
