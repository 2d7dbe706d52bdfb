//! Probes: every server looks at what staff name, and enough servers that find the same raise or lower the component's
//! impact as an alert does. How servers agree is decided in [`domain::probe::agreement`]; how one looks stands in
//! [`prober`], when in [`runner`].

mod forms;
pub mod prober;
mod queries;
pub mod runner;

use domain::{
    alert::Alert,
    component::ComponentKey,
    id::ProbeId,
    impact::Severity,
    probe::{
        Probe, Reading,
        agreement::{Agreed, Standing, agreed},
    },
    role::Permission,
    time::{DAY, Instant},
};

pub use self::forms::{LONGEST_INTERVAL, LONGEST_TIMEOUT, SHORTEST_INTERVAL};
use crate::{
    Actor, Backend,
    alerts::Told,
    audit::{self, Act},
    db::Tx,
    error::{Error, Result},
    incidents::component_keys,
};

/// Results of servers that are no more are kept for so long.
const KEPT: i64 = 7 * DAY;

/// A probe as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingProbe {
    /// Which.
    pub id: ProbeId,
    /// How often it was changed.
    pub revision: i64,
    /// What it looks at, and when that counts.
    pub probe: Probe,
    /// Whether nobody looks for now.
    pub is_paused: bool,
    /// The impact that stands because of it, and since when; none while none does.
    pub raised: Option<(Severity, Instant)>,
}

/// What a server found last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerResult {
    /// Its name.
    pub server: String,
    /// The last look.
    pub reading: Reading,
    /// What it makes of its looks so far.
    pub standing: Standing,
}

/// A probe as staff see it.
#[derive(Clone, Debug)]
pub struct WatchedProbe {
    /// The probe.
    pub standing: StandingProbe,
    /// What enough servers say; none where it is not known.
    pub agreed: Option<Agreed>,
    /// What each server found last, by name.
    pub results: Vec<ServerResult>,
}

impl Backend {
    /// All probes with what is known of them, by name.
    pub async fn list_probes(&self, actor: &Actor) -> Result<Vec<WatchedProbe>> {
        actor.require(Permission::ReadMonitoring)?;
        let now = self.clock.now();
        let mut tx = self.db.begin_read().await?;
        let mut results = queries::results(&mut tx, None).await?;
        let watched = |standing: StandingProbe| {
            let results = results.remove(&standing.id).unwrap_or_default();
            WatchedProbe { agreed: agreement(&standing.probe, &results, now), standing, results }
        };
        Ok(queries::list(&mut tx).await?.into_iter().map(watched).collect())
    }

    /// One of them. Errors: there is none such.
    pub async fn lookup_probe(&self, actor: &Actor, id: ProbeId) -> Result<StandingProbe> {
        actor.require(Permission::ManageSettings)?;
        queries::lookup(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound)
    }

    /// Sets a probe up; sending the form twice makes one. Errors: fields, see [`Backend::check_probe`].
    pub async fn add_probe(&self, actor: &Actor, id: ProbeId, probe: &Probe) -> Result<()> {
        self.check_probe(actor, probe).await?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !queries::insert(&mut tx, id, probe, actor.author(), now).await? {
            return Ok(());
        }
        audit::append(&mut tx, now, actor, act("probe.added", id)).await?;
        tx.commit().await
    }

    /// Changes a probe. What servers found so far is forgotten, and what it raised stands until they agree anew; on another
    /// component it is lowered at once. Errors: there is none such; fields, see [`Backend::check_probe`].
    pub async fn change_probe(&self, actor: &Actor, id: ProbeId, probe: &Probe) -> Result<()> {
        self.check_probe(actor, probe).await?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(before) = queries::hold(&mut tx, id).await? else { return Err(Error::NotFound) };
        if &before.probe == probe {
            return Ok(());
        }
        let is_published = before.probe.component != probe.component && self.lower(&mut tx, &before, now).await?;
        queries::change(&mut tx, id, probe).await?;
        audit::append(&mut tx, now, actor, act("probe.changed", id)).await?;
        tx.commit().await?;
        self.say_published(is_published);
        Ok(())
    }

    /// Stops looking for a while, and lowers what the probe raised; or looks again. Errors: there is none such.
    pub async fn pause_probe(&self, actor: &Actor, id: ProbeId, is_paused: bool) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(before) = queries::hold(&mut tx, id).await? else { return Err(Error::NotFound) };
        if before.is_paused == is_paused {
            return Ok(());
        }
        let is_published = self.lower(&mut tx, &before, now).await?;
        queries::pause(&mut tx, id, is_paused).await?;
        let action = if is_paused { "probe.paused" } else { "probe.resumed" };
        audit::append(&mut tx, now, actor, act(action, id)).await?;
        tx.commit().await?;
        self.say_published(is_published);
        Ok(())
    }

    /// Removes a probe; what it raised is lowered. Errors: there is none such.
    pub async fn remove_probe(&self, actor: &Actor, id: ProbeId) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(before) = queries::hold(&mut tx, id).await? else { return Err(Error::NotFound) };
        let is_published = self.lower(&mut tx, &before, now).await?;
        queries::remove(&mut tx, id).await?;
        audit::append(&mut tx, now, actor, act("probe.removed", id)).await?;
        tx.commit().await?;
        self.say_published(is_published);
        Ok(())
    }

    /// Looks once, from here, and changes nothing: what staff try before they save. Errors: fields, see
    /// [`Backend::check_probe`].
    pub async fn try_probe(&self, actor: &Actor, probe: &Probe) -> Result<Reading> {
        self.check_probe(actor, probe).await?;
        Ok(self.prober.look(&probe.target, probe.timeout, self.clock.now()).await)
    }

    /// Passes a probe that can be set up, by who may. Errors: no name, no such component, a target that cannot be looked at,
    /// numbers out of their range.
    pub async fn check_probe(&self, actor: &Actor, probe: &Probe) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let problems = forms::problems(probe, component_keys(&self.db).await?.contains(&probe.component));
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    /// The probes that servers look at now: of components that are offered, and not paused.
    pub async fn active_probes(&self) -> Result<Vec<StandingProbe>> {
        queries::active(&mut self.db.begin_read().await?).await
    }

    /// Takes what a server found, and publishes what follows where enough of them agree. The probe's row is held until this
    /// is done, so that of several servers one decides at a time. A result of a probe that was changed, paused or removed
    /// meanwhile is dropped.
    pub async fn record_reading(&self, server: &str, looked_at: &StandingProbe, reading: Reading) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(held) = queries::hold(&mut tx, looked_at.id).await? else { return Ok(()) };
        if held.is_paused || held.revision != looked_at.revision {
            return Ok(());
        }
        let mut results = queries::results(&mut tx, Some(held.id)).await?.remove(&held.id).unwrap_or_default();
        let before = results.iter().position(|result| result.server == server).map(|index| results.remove(index));
        let verdict = held.probe.verdict(&reading);
        let before = before.map(|result| result.standing);
        let standing = Standing::after(before, verdict, now, held.probe.thresholds);
        let result = ServerResult { server: server.to_owned(), reading, standing };
        queries::store_result(&mut tx, held.id, &result).await?;
        results.push(result);
        let is_published = match agreement(&held.probe, &results, now) {
            Some(agreed) => self.heed(&mut tx, &held, agreed).await?,
            None => false,
        };
        tx.commit().await?;
        self.say_published(is_published);
        Ok(())
    }

    /// Raises or lowers what servers agree on, where it differs from what stands; true where something was published.
    async fn heed(&self, tx: &mut Tx, probe: &StandingProbe, agreed: Agreed) -> Result<bool> {
        let severity = probe.probe.raises(agreed.verdict);
        if severity == probe.raised.map(|(severity, _)| severity) {
            return Ok(false);
        }
        match severity {
            None => self.lower(tx, probe, agreed.since).await,
            Some(severity) => {
                queries::raise(tx, probe.id, Some((severity, agreed.since))).await?;
                self.tell_alert(tx, probe, (severity, agreed.since), None).await
            }
        }
    }

    /// Lowers what stands, since `at`; true where something was published.
    async fn lower(&self, tx: &mut Tx, probe: &StandingProbe, at: Instant) -> Result<bool> {
        let Some(raised) = probe.raised else { return Ok(false) };
        queries::raise(tx, probe.id, None).await?;
        self.tell_alert(tx, probe, raised, Some(at)).await
    }

    async fn tell_alert(
        &self,
        tx: &mut Tx,
        probe: &StandingProbe,
        (severity, started_at): (Severity, Instant),
        ended_at: Option<Instant>,
    ) -> Result<bool> {
        let component: ComponentKey = probe.probe.component.clone();
        let name = probe.probe.name.clone();
        let fingerprint = "agreed".to_owned();
        let alert = Alert { fingerprint, name, component, severity, started_at, ended_at, is_held: false };
        let told = Told { key: "agreed".into(), alerts: vec![alert], is_whole: true };
        Ok(self.receive_within(tx, &Actor::Probe(probe.id), told).await?.is_published)
    }

    /// Forgets results of servers that are no more.
    pub async fn sweep_probes(&self) -> Result<()> {
        queries::sweep(&self.db, self.clock.now().plus(-KEPT)).await
    }
}

fn agreement(probe: &Probe, results: &[ServerResult], now: Instant) -> Option<Agreed> {
    let standings = results.iter().map(|result| &result.standing);
    agreed(standings, probe.thresholds.quorum, probe.result_counts_for(), now)
}

fn act(action: &'static str, id: ProbeId) -> Act<'static> {
    Act { action, subject: format!("probe:{id}"), detail: String::new() }
}
