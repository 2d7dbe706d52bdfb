//! `/console/monitoring`: alerts and heartbeats; probes have pages of their own.

use app::{
    pages::console::{
        Console,
        monitoring::{self as pages, Overview},
    },
    parts::FormState,
    routes,
    shell::Document,
    text::console::monitoring::Monitoring as Words,
};
use axum::extract::Path;
use backend::{Error, heartbeats::NewHeartbeat};
use domain::{component::ComponentKey, id::HeartbeatId, impact::Severity, time::MINUTE};

use super::{enter, id, input::Input, names};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// What fires, and the heartbeats.
pub async fn page(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    Ok(visit::page(shown(&visit, &console, None, &empty(&visit)).await?))
}

fn empty(visit: &Visit) -> FormState {
    let fresh = FormState::default().with_value("id", visit.fresh_id().to_string());
    fresh.with_value("severity", Severity::MajorOutage.name()).with_value("grace", "5")
}

async fn shown(
    visit: &Visit,
    console: &Console,
    address: Option<String>,
    form: &FormState,
) -> Result<Document, Failure> {
    let (backend, actor) = (&visit.backend, &visit.actor);
    let heartbeats = backend.list_heartbeats(actor).await?;
    let probes = backend.list_probes(actor).await?;
    let groups = backend.standing_alerts(actor).await?;
    let (state, names) = (backend.record(actor).await?.into_whole(), names(visit).await?);
    let overview =
        Overview { state: &state, groups: &groups, probes: &probes, heartbeats: &heartbeats, names: &names, address };
    Ok(pages::page(console, &overview, form))
}

/// Sets a heartbeat up. Its address is in this answer and nowhere else, so there is no redirect.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let added = match new_heartbeat(&visit, &fields.0) {
        Ok(new) => visit.backend.add_heartbeat(&visit.actor, &new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(Some(secret)) => {
            let address = format!("{}{}", visit.state.site().url, routes::heartbeat(&secret));
            Ok(visit::page(shown(&visit, &console, Some(address), &empty(&visit)).await?))
        }
        Ok(None) => {
            visit.leave_notice(Words::of(visit.language).made_before).await?;
            Ok(visit.redirect(routes::MONITORING))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(shown(&visit, &console, None, &form).await?)
        }
    }
}

fn new_heartbeat(visit: &Visit, fields: &[(String, String)]) -> Result<NewHeartbeat, Error> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let mut minutes = |name: &str| {
        let found = input.value(name).parse::<u32>().ok();
        if found.is_none() {
            input.problem(name, |language| Words::of(language).bad_number.to_owned());
        }
        i64::from(found.unwrap_or(1)) * MINUTE
    };
    let (period, grace) = (minutes("period"), minutes("grace"));
    let severity = Severity::from_name(input.value("severity"));
    if severity.is_none() {
        input.problem("severity", |language| Words::of(language).bad_severity.to_owned());
    }
    let component = ComponentKey::parse(input.value("component")).or_else(|| ComponentKey::parse("-"));
    let new = NewHeartbeat {
        id: HeartbeatId(input.id("id", || visit.fresh_id())),
        name: input.value("name").to_owned(),
        component: component.ok_or(Error::NotFound)?,
        severity: severity.unwrap_or(Severity::MajorOutage),
        period,
        grace,
    };
    input.finish()?;
    Ok(new)
}

/// Ends one.
pub async fn remove(visit: Visit, Path(heartbeat): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.remove_heartbeat(&visit.actor, id(&heartbeat)?).await?;
    visit.leave_notice(Words::of(visit.language).removed).await?;
    Ok(visit.redirect(routes::MONITORING))
}
