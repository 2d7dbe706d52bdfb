//! `/api/v1/maintenance`

use axum::{
    body::Bytes,
    extract::{Path, Query},
    http::StatusCode,
};
use backend::maintenance::{NewMaintenance, Plan, Repetition};
use chrono::NaiveDate;
use domain::{
    component::ComponentKey,
    id::{MaintenanceId, UpdateId},
    language::Text,
    maintenance::{Maintenance, MaintenanceStatus, Repeat},
    token::Scope,
};
use serde::Deserialize;

use super::{
    caller::{Caller, Part, answer, id, read},
    represent::{self, Said, Time},
};
use crate::layers::{errors::Failure, visit::Answer};

/// Which maintenances.
#[derive(Debug, Deserialize)]
pub struct Asked {
    status: Option<MaintenanceStatus>,
}

/// A maintenance to schedule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schedule {
    title: Said,
    body: Said,
    start: Time,
    end: Time,
    components: Vec<ComponentKey>,
    #[serde(default = "never")]
    repeat: Repeat,
    #[serde(default)]
    rrule: String,
    until: Option<NaiveDate>,
}

const fn never() -> Repeat {
    Repeat::Never
}

/// What is said of it from now on; what is left out stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    body: Said,
    title: Option<Said>,
    status: Option<MaintenanceStatus>,
    start: Option<Time>,
    end: Option<Time>,
    components: Option<Vec<ComponentKey>>,
    revision: Option<usize>,
}

/// Why it is called off.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cancellation {
    body: Said,
}

/// All, latest start first.
pub async fn list(caller: Caller, Query(asked): Query<Asked>, Query(part): Query<Part>) -> Answer {
    caller.require(Scope::MaintenanceRead)?;
    let mut maintenances = caller.backend.maintenances().await?;
    maintenances.retain(|found| asked.status.is_none_or(|status| found.status == status));
    part.cut(&maintenances, |found| represent::maintenance(caller.state.site(), found))
}

/// One.
pub async fn one(caller: Caller, Path(asked): Path<String>) -> Answer {
    caller.require(Scope::MaintenanceRead)?;
    shown(&caller, StatusCode::OK, id(&asked)?).await
}

async fn found(caller: &Caller, id: MaintenanceId) -> Result<Maintenance, Failure> {
    caller.backend.maintenance(id).await?.ok_or(Failure::NotFound)
}

async fn shown(caller: &Caller, status: StatusCode, id: MaintenanceId) -> Answer {
    Ok(answer(status, represent::maintenance(caller.state.site(), &found(caller, id).await?)))
}

/// Schedules one and its repetitions; answers with the first.
pub async fn schedule(caller: Caller, body: Bytes) -> Answer {
    caller.require(Scope::MaintenanceWrite)?;
    let sent: Schedule = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    let new = NewMaintenance {
        id: MaintenanceId(reserved.id),
        plan: Plan {
            entry: UpdateId(caller.backend.random.id(caller.backend.clock.now())),
            status: MaintenanceStatus::Scheduled,
            title: sent.title.into(),
            body: sent.body.into(),
            start: sent.start.0,
            end: sent.end.0,
            components: sent.components,
        },
        repeat: Repetition::new(sent.repeat, &sent.rrule),
        until: sent.until,
    };
    let scheduled = caller.backend.schedule_maintenance(&caller.actor, &new).await;
    let id = caller.settle(&reserved, scheduled).await?;
    shown(&caller, StatusCode::CREATED, id).await
}

/// Publishes an entry.
pub async fn change(caller: Caller, Path(asked): Path<String>, body: Bytes) -> Answer {
    caller.require(Scope::MaintenanceWrite)?;
    let sent: Change = read(&body)?;
    let standing = found(&caller, id(&asked)?).await?;
    let seen = sent.revision.unwrap_or(standing.entries.len());
    let change = move |entry| Plan {
        entry,
        status: sent.status.unwrap_or(standing.status),
        title: sent.title.map_or(standing.title, Text::from),
        body: sent.body.into(),
        start: sent.start.map_or(standing.window.start, |at| at.0),
        end: sent.end.map_or(standing.window.end, |at| at.0),
        components: sent.components.unwrap_or(standing.components),
    };
    publish(&caller, standing.id, seen, change, &body).await
}

/// Calls it off.
pub async fn cancel(caller: Caller, Path(asked): Path<String>, body: Bytes) -> Answer {
    caller.require(Scope::MaintenanceWrite)?;
    let sent: Cancellation = read(&body)?;
    let standing = found(&caller, id(&asked)?).await?;
    let seen = standing.entries.len();
    let change = move |entry| Plan {
        entry,
        status: MaintenanceStatus::Cancelled,
        title: standing.title,
        body: sent.body.into(),
        start: standing.window.start,
        end: standing.window.end,
        components: standing.components,
    };
    publish(&caller, standing.id, seen, change, &body).await
}

async fn publish(
    caller: &Caller,
    id: MaintenanceId,
    seen: usize,
    plan: impl FnOnce(UpdateId) -> Plan,
    body: &Bytes,
) -> Answer {
    let reserved = caller.reserve(body).await?;
    let plan = plan(UpdateId(reserved.id));
    let published = caller.backend.change_maintenance(&caller.actor, id, seen, &plan).await;
    caller.settle(&reserved, published).await?;
    shown(caller, StatusCode::OK, id).await
}
