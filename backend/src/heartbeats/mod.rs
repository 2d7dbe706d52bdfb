//! Heartbeats: addresses that other systems call as long as they work. A call that does not come raises the component's
//! impact as an alert does, the next one lowers it.

mod queries;

use domain::{
    alert::Alert,
    component::ComponentKey,
    id::HeartbeatId,
    impact::Severity,
    role::Permission,
    time::{DAY, Instant, MINUTE, SECOND},
};

use crate::{
    Actor, Backend,
    alerts::Told,
    audit::{self, Act},
    db::Tx,
    error::{Error, Problem, Result},
    incidents::component_keys,
    people::digest,
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Longest period and grace.
pub const LONGEST: i64 = 31 * DAY;
/// How exactly it is kept when a server last looked.
const LOOK_NOTED: i64 = 10 * SECOND;
/// Nobody looking for this long means that calls may have been lost.
const BLIND: i64 = 30 * SECOND;

/// A heartbeat as staff see it. Its address is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// Which.
    pub id: HeartbeatId,
    /// What calls it.
    pub name: String,
    /// The component that fails where it does not.
    pub component: ComponentKey,
    /// How badly.
    pub severity: Severity,
    /// How often it is called, in microseconds.
    pub period: i64,
    /// How much later a call may come, in microseconds.
    pub grace: i64,
    /// When it was last called.
    pub last_beat_at: Option<Instant>,
    /// When a call counts as missed; none before the first.
    pub due_at: Option<Instant>,
    /// Since when one is missed.
    pub missed_at: Option<Instant>,
}

/// A heartbeat to set up.
#[derive(Clone, Debug)]
pub struct NewHeartbeat {
    /// Made when the form was shown; sending the form twice makes one.
    pub id: HeartbeatId,
    /// What calls it.
    pub name: String,
    /// The component that fails where it does not.
    pub component: ComponentKey,
    /// How badly.
    pub severity: Severity,
    /// How often it is called, in microseconds: from a minute to 31 days.
    pub period: i64,
    /// How much later a call may come, in microseconds: up to 31 days.
    pub grace: i64,
}

impl Backend {
    /// Sets one up; gives the secret of its address, which cannot be had again. None where it was set up before. Errors:
    /// no name, no such component, times out of their range.
    pub async fn add_heartbeat(&self, actor: &Actor, new: &NewHeartbeat) -> Result<Option<String>> {
        actor.require(Permission::ManageSettings)?;
        let problems = problems(new, component_keys(&self.db).await?.contains(&new.component));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let (now, secret) = (self.clock.now(), self.random.secret());
        let mut tx = self.db.begin().await?;
        if !queries::insert(&mut tx, new, &digest(&secret), actor.author(), now).await? {
            return Ok(None);
        }
        let subject = format!("heartbeat:{}", new.id);
        audit::append(&mut tx, now, actor, Act { action: "heartbeat.added", subject, detail: String::new() }).await?;
        tx.commit().await?;
        Ok(Some(secret))
    }

    /// All of them, by name.
    pub async fn list_heartbeats(&self, actor: &Actor) -> Result<Vec<Heartbeat>> {
        actor.require(Permission::ReadMonitoring)?;
        queries::list(&self.db).await
    }

    /// Ends one; what it raised is lowered. Errors: there is none such.
    pub async fn remove_heartbeat(&self, actor: &Actor, id: HeartbeatId) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(removed) = queries::remove(&mut tx, id).await? else { return Err(Error::NotFound) };
        let is_published = removed.missed_at.is_some() && self.tell(&mut tx, &removed, Some(now)).await?;
        let subject = format!("heartbeat:{id}");
        audit::append(&mut tx, now, actor, Act { action: "heartbeat.removed", subject, detail: String::new() }).await?;
        tx.commit().await?;
        self.say_published(is_published);
        Ok(())
    }

    /// Takes a call. Errors: no such address.
    pub async fn beat(&self, secret: &str) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(found) = queries::beat(&mut tx, &digest(secret), now).await? else { return Err(Error::NotFound) };
        let mut is_published = false;
        if found.missed_at.is_some() {
            is_published = self.tell(&mut tx, &found, Some(now)).await?;
            queries::clear(&mut tx, found.id).await?;
        }
        tx.commit().await?;
        self.say_published(is_published);
        Ok(())
    }

    /// Looks for calls that did not come. Several servers may do this at once: each missed call is taken by one of them.
    pub async fn watch_heartbeats(&self) -> Result<()> {
        let now = self.clock.now();
        self.note_look(now).await?;
        for id in queries::due(&self.db, now).await? {
            let mut tx = self.db.begin().await?;
            let Some(missed) = queries::miss(&mut tx, id, now).await? else { continue };
            let is_published = self.tell(&mut tx, &missed, None).await?;
            tx.commit().await?;
            self.say_published(is_published);
        }
        Ok(())
    }

    /// After a time in which nobody looked, every system gets a whole period to call again.
    async fn note_look(&self, now: Instant) -> Result<()> {
        let last = queries::watched_at(&self.db).await?;
        let gap = now.since(last);
        if gap < LOOK_NOTED {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        if queries::note_look(&mut tx, last, now).await? && gap > BLIND {
            queries::give_time(&mut tx, now).await?;
        }
        tx.commit().await
    }

    /// Tells of a missed call as of an alert; true where something was published.
    async fn tell(&self, tx: &mut Tx, heartbeat: &Heartbeat, ended_at: Option<Instant>) -> Result<bool> {
        let expected = heartbeat.due_at.map_or(Instant(0), |due| due.plus(-heartbeat.grace));
        let alert = Alert {
            fingerprint: "missed".into(),
            name: heartbeat.name.clone(),
            component: heartbeat.component.clone(),
            severity: heartbeat.severity,
            started_at: expected,
            ended_at,
            is_held: false,
        };
        let told = Told { key: "missed".into(), alerts: vec![alert], is_whole: true };
        Ok(self.receive_within(tx, &Actor::Heartbeat(heartbeat.id), told).await?.is_published)
    }
}

fn problems(new: &NewHeartbeat, is_known: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = new.name.trim().chars().count();
    if length == 0 || length > LONGEST_NAME {
        problems.push(Problem::new(
            "name",
            format!("무엇이 호출하는지 {LONGEST_NAME}자 안으로 입력해 주세요."),
            format!("Say what calls it, in at most {LONGEST_NAME} characters."),
        ));
    }
    if !is_known {
        problems.push(Problem::new("component", "서비스를 골라 주세요.", "Choose a service."));
    }
    if !(MINUTE..=LONGEST).contains(&new.period) {
        problems.push(Problem::new("period", "1분에서 31일까지 정할 수 있어요.", "From a minute to 31 days."));
    }
    if !(0..=LONGEST).contains(&new.grace) {
        problems.push(Problem::new("grace", "0분에서 31일까지 정할 수 있어요.", "From 0 minutes to 31 days."));
    }
    problems
}
