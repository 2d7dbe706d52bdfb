//! Alerts of monitoring systems: a group of them raises one incident, which is over when all of them are. What follows
//! from them is decided in [`domain::alert`]; what is sent twice changes nothing, since only the difference to what is on
//! record is published.

mod queries;
mod words;

use std::collections::BTreeMap;

use domain::{
    alert::{Alert, Plan, Step, plan},
    component::ComponentKey,
    id::{IncidentId, UpdateId},
    incident::{Incident, IncidentStatus},
    role::Permission,
    time::{DAY, Instant},
};

use crate::{
    Actor, Backend,
    db::Tx,
    error::{Error, Result},
    incidents::{self, NewIncident, NewUpdate},
};

/// How long groups that ended are kept.
const KEPT: i64 = 30 * DAY;
/// Most alerts of a group that are taken.
const MOST_ALERTS: usize = 1000;

/// What a monitoring system tells of a group of alerts.
#[derive(Clone, Debug)]
pub struct Told {
    /// Tells the group from the others of its system.
    pub key: String,
    /// Its alerts.
    pub alerts: Vec<Alert>,
    /// Whether those are all; then alerts that are missing have ended.
    pub is_whole: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// The incident of the group, if it has one.
    pub incident: Option<IncidentId>,
    /// Whether something was published.
    pub is_published: bool,
}

/// A group that fires, as staff see it.
#[derive(Clone, Debug)]
pub struct StandingGroup {
    /// Whose it is: the actor's label.
    pub source: String,
    /// Its incident, if it raised one.
    pub incident: Option<IncidentId>,
    /// Its alerts, latest start first.
    pub alerts: Vec<Alert>,
}

impl Backend {
    /// Takes what a monitoring system tells of a group, and publishes what follows. Errors: a group too large.
    pub async fn receive_alerts(&self, actor: &Actor, told: Told) -> Result<Received> {
        actor.require(Permission::RaiseAlerts)?;
        if told.alerts.len() > MOST_ALERTS {
            return Err(Error::invalid(
                "alerts",
                &format!("한 번에 {MOST_ALERTS}개까지 받을 수 있어요."),
                &format!("At most {MOST_ALERTS} alerts are taken at once."),
            ));
        }
        let mut tx = self.db.begin().await?;
        let received = self.receive_within(&mut tx, actor, told).await?;
        tx.commit().await?;
        self.say_published(received.is_published);
        Ok(received)
    }

    /// Tells this process of a publication, once it is committed.
    pub(crate) fn say_published(&self, is_published: bool) {
        if is_published {
            self.published();
            self.wake_workers();
        }
    }

    /// The same within a transaction, for who commits more with it; who does tells this process of a publication.
    pub(crate) async fn receive_within(&self, tx: &mut Tx, actor: &Actor, told: Told) -> Result<Received> {
        let now = self.clock.now();
        let fresh = self.random.id(now);
        let group = queries::lock_group(tx, fresh, &actor.label(), &told.key, now).await?;
        let fires = told.alerts.iter().any(|alert| alert.ended_at.is_none());
        if group.is_ended && !fires {
            return Ok(Received { incident: None, is_published: false });
        }
        // what ended long ago has no part in what begins now
        let (mut alerts, incident) =
            if group.is_ended { (Vec::new(), None) } else { (queries::alerts(tx, group.id).await?, group.incident) };
        merge(&mut alerts, told, now);
        let standing = match incident {
            Some(id) => incidents::incident_within(tx, id).await?,
            None => None,
        };
        let people = incidents::held_by_people(tx).await?;
        let Plan { step, leaves_incident } = plan(&mut alerts, standing.as_ref(), &people, now);
        let standing = standing.filter(|_| !leaves_incident);
        let is_published = step != Step::Nothing;
        let incident = self.take_step(tx, actor, step, standing, now).await?;
        let is_ended = alerts.iter().all(|alert| alert.ended_at.is_some());
        queries::store(tx, group.id, &alerts, incident, is_ended.then_some(now)).await?;
        Ok(Received { incident, is_published })
    }

    async fn take_step(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        step: Step,
        standing: Option<Incident>,
        now: Instant,
    ) -> Result<Option<IncidentId>> {
        let id = UpdateId(self.random.id(now));
        let update = |status, body, changes| NewUpdate { id, status, body, next_update_by: None, changes };
        match (step, standing) {
            (Step::Declare { started_at, changes }, _) => {
                let names = queries::public_names(tx).await?;
                let failing: Vec<_> = changes.iter().filter_map(|change| names.get(change.component())).collect();
                let new = NewIncident {
                    id: IncidentId(self.random.id(now)),
                    title: words::title(&failing),
                    started_at,
                    update: update(IncidentStatus::Investigating, words::noticed(), changes),
                };
                self.declare_within(tx, actor, &new, now).await?;
                Ok(Some(new.id))
            }
            (Step::Update { turn, status, changes }, Some(standing)) => {
                let update = update(status, words::update(turn), changes);
                self.update_within(tx, actor, &standing, &update, now).await?;
                Ok(Some(standing.id))
            }
            (_, standing) => Ok(standing.map(|incident| incident.id)),
        }
    }

    /// The groups that fire, latest first.
    pub async fn standing_alerts(&self, actor: &Actor) -> Result<Vec<StandingGroup>> {
        actor.require(Permission::ReadMonitoring)?;
        queries::standing(&mut self.db.begin_read().await?).await
    }

    /// The keys that alerts may name: of the components that are offered.
    pub async fn alert_components(&self, actor: &Actor) -> Result<Vec<ComponentKey>> {
        actor.require(Permission::RaiseAlerts)?;
        Ok(incidents::component_keys(&self.db).await?.into_iter().collect())
    }

    /// Forgets groups that ended long ago.
    pub async fn sweep_alerts(&self) -> Result<()> {
        queries::sweep(&self.db, self.clock.now().plus(-KEPT)).await
    }
}

/// What is known now: an alert that fires again begins anew, and one that is missing from the whole has ended.
fn merge(alerts: &mut Vec<Alert>, told: Told, now: Instant) {
    let mut fresh: BTreeMap<String, Alert> =
        told.alerts.into_iter().map(|alert| (alert.fingerprint.clone(), alert)).collect();
    for known in alerts.iter_mut() {
        match fresh.remove(&known.fingerprint) {
            Some(next) => {
                let is_held = known.is_held && known.ended_at.is_none();
                *known = Alert { is_held, ..next };
            }
            None if told.is_whole && known.ended_at.is_none() => known.ended_at = Some(now),
            None => {}
        }
    }
    alerts.extend(fresh.into_values());
}
