//! `/api/v1/incidents`

use axum::{
    body::Bytes,
    extract::{Path, Query},
    http::StatusCode,
};
use backend::incidents::{ImpactsCorrection, NewIncident, NewUpdate};
use domain::{
    component::ComponentKey,
    correction::ImpactCorrection,
    id::{IncidentId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, Incident, IncidentStatus},
    time::Instant,
    token::Scope,
};
use serde::Deserialize;

use super::{
    caller::{Caller, Part, answer, id, read},
    represent::{self, Said, Time},
};
use crate::layers::{errors::Failure, visit::Answer};

/// Which incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Which {
    #[default]
    All,
    Open,
    Over,
}

/// Which list.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: Which,
}

/// An incident to declare.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    title: Said,
    started_at: Option<Time>,
    #[serde(default = "investigating")]
    status: IncidentStatus,
    body: Said,
    next_update_by: Option<Time>,
    #[serde(default)]
    impacts: Vec<Impact>,
}

const fn investigating() -> IncidentStatus {
    IncidentStatus::Investigating
}

/// An update to publish.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    status: IncidentStatus,
    body: Said,
    next_update_by: Option<Time>,
    #[serde(default)]
    impacts: Vec<Impact>,
}

/// What fails or works.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Impact {
    component: ComponentKey,
    state: ImpactState,
    from: Option<Time>,
}

/// How a component is said to be.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ImpactState {
    Operational,
    Degraded,
    PartialOutage,
    MajorOutage,
}

impl Impact {
    fn change(self, default_at: Instant) -> ImpactChange {
        let at = self.from.map_or(default_at, |from| from.0);
        match self.state.severity() {
            None => ImpactChange::Restore { component: self.component, at },
            Some(severity) => ImpactChange::Set { component: self.component, severity, from: at },
        }
    }
}

impl ImpactState {
    const fn severity(self) -> Option<Severity> {
        match self {
            Self::Operational => None,
            Self::Degraded => Some(Severity::Degraded),
            Self::PartialOutage => Some(Severity::PartialOutage),
            Self::MajorOutage => Some(Severity::MajorOutage),
        }
    }
}

/// Corrections of impacts to publish.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Corrections {
    reason: Said,
    impacts: Vec<Corrected>,
}

/// How a component was within a time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Corrected {
    component: ComponentKey,
    state: ImpactState,
    from: Time,
    until: Option<Time>,
}

impl Update {
    fn new_update(self, id: UpdateId, default_at: Instant) -> NewUpdate {
        NewUpdate {
            id,
            status: self.status,
            body: self.body.into(),
            next_update_by: self.next_update_by.map(|by| by.0),
            changes: self.impacts.into_iter().map(|impact| impact.change(default_at)).collect(),
        }
    }
}

/// All, newest first.
pub async fn list(caller: Caller, Query(asked): Query<Asked>, Query(part): Query<Part>) -> Answer {
    caller.require(Scope::IncidentsRead)?;
    let mut incidents = caller.backend.incidents().await?;
    incidents.retain(|incident| match asked.state {
        Which::All => true,
        Which::Open => !incident.status.is_over(),
        Which::Over => incident.status.is_over(),
    });
    part.cut(&incidents, |incident| represent::incident(caller.state.site(), incident))
}

/// One.
pub async fn one(caller: Caller, Path(asked): Path<String>) -> Answer {
    caller.require(Scope::IncidentsRead)?;
    let found = found(&caller, id(&asked)?).await?;
    Ok(answer(StatusCode::OK, represent::incident(caller.state.site(), &found)))
}

async fn found(caller: &Caller, id: IncidentId) -> Result<Incident, Failure> {
    caller.backend.incident(id).await?.ok_or(Failure::NotFound)
}

/// Declares one.
pub async fn declare(caller: Caller, body: Bytes) -> Answer {
    caller.require(Scope::IncidentsWrite)?;
    let sent: Declaration = read(&body)?;
    let now = caller.backend.clock.now();
    let started_at = sent.started_at.map_or(now, |at| at.0);
    let reserved = caller.reserve(&body).await?;
    let Declaration { title, status, body: said, next_update_by, impacts, .. } = sent;
    let update = Update { status, body: said, next_update_by, impacts };
    let new = NewIncident {
        id: IncidentId(reserved.id),
        title: title.into(),
        started_at,
        update: update.new_update(UpdateId(caller.backend.random.id(now)), started_at),
    };
    let declared = caller.backend.declare_incident(&caller.actor, &new).await;
    let id = caller.settle(&reserved, declared).await?;
    Ok(answer(StatusCode::CREATED, represent::incident(caller.state.site(), &found(&caller, id).await?)))
}

/// Publishes an update.
pub async fn update(caller: Caller, Path(asked): Path<String>, body: Bytes) -> Answer {
    caller.require(Scope::IncidentsWrite)?;
    let incident = id(&asked)?;
    let sent: Update = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    let new = sent.new_update(UpdateId(reserved.id), caller.backend.clock.now());
    let published = caller.backend.update_incident(&caller.actor, incident, &new).await;
    caller.settle(&reserved, published).await?;
    Ok(answer(StatusCode::CREATED, represent::incident(caller.state.site(), &found(&caller, incident).await?)))
}

/// Corrects impacts of the past.
pub async fn correct(caller: Caller, Path(asked): Path<String>, body: Bytes) -> Answer {
    caller.require(Scope::IncidentsWrite)?;
    let incident = id(&asked)?;
    let sent: Corrections = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    let correction = |sent: Corrected| ImpactCorrection {
        component: sent.component,
        severity: sent.state.severity(),
        from: sent.from.0,
        until: sent.until.map(|until| until.0),
    };
    let new = ImpactsCorrection {
        id: UpdateId(reserved.id),
        corrections: sent.impacts.into_iter().map(correction).collect(),
        reason: sent.reason.into(),
        entries_seen: None,
    };
    let published = caller.backend.correct_impacts(&caller.actor, incident, &new).await;
    caller.settle(&reserved, published).await?;
    Ok(answer(StatusCode::CREATED, represent::incident(caller.state.site(), &found(&caller, incident).await?)))
}
