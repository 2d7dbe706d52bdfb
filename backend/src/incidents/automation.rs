//! Whose word counts. What a person said last about a component, that it fails or that it works, holds against programs
//! until the incident it was said in is over; what a person said of the past, for good.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    component::ComponentKey,
    correction::ImpactCorrection,
    id::{IncidentId, UpdateId},
    incident::{ImpactChange, ImpactEntry, Incident},
    time::Instant,
};
use uuid::Uuid;

use super::{NewIncident, NewUpdate, entries, queries};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::{Error, Problem, Result, known},
    execute_within, publication, within,
};

impl Backend {
    /// Declares an incident by itself, within the transaction of its cause, which heeds people.
    pub(crate) async fn declare_within(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        new: &NewIncident,
        now: Instant,
    ) -> Result<()> {
        queries::insert_incident(tx, new, actor.author(), now).await?;
        let entries = entries(&[], &new.update.changes)?;
        self.append_update(tx, actor, new.id, &new.update, &entries, now).await?;
        let subject = format!("incident:{}", new.id);
        let act = Act { action: "incident.declared", subject, detail: format!("{} impacts", entries.len()) };
        audit::append(tx, now, actor, act).await?;
        publication::touch(tx).await
    }

    /// Publishes an update by itself, within the transaction of its cause, which heeds people.
    pub(crate) async fn update_within(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        standing: &Incident,
        new: &NewUpdate,
        now: Instant,
    ) -> Result<()> {
        let entries = entries(&standing.impacts, &new.changes)?;
        self.append_update(tx, actor, standing.id, new, &entries, now).await?;
        let act = Act {
            action: "incident.updated",
            subject: format!("incident:{}", standing.id),
            detail: format!("{}, {} impacts", new.status.name(), entries.len()),
        };
        audit::append(tx, now, actor, act).await?;
        publication::touch(tx).await
    }
}

/// Notes that no person wrote an update.
pub async fn mark_automated(tx: &mut Tx, update: UpdateId) -> Result<()> {
    execute_within!(tx, sqlx::query("insert into automated_updates (update_id) values ($1)").bind(update.0))?;
    Ok(())
}

/// Notes a person's words that change nothing, since the components already are as they say.
pub async fn note_confirmations(
    tx: &mut Tx,
    incident: IncidentId,
    update: &NewUpdate,
    entries: &[ImpactEntry],
    now: Instant,
) -> Result<()> {
    const NOTE: &str = "insert into confirmed_impacts (update_id, incident_id, component_key, recorded_at)
        values ($1, $2, $3, $4)";
    let changes = |component: &ComponentKey| {
        entries.iter().any(|entry| matches!(entry, ImpactEntry::Open { component: its, .. } if its == component))
    };
    for change in &update.changes {
        let ImpactChange::Set { component, .. } = change else { continue };
        if !changes(component) {
            execute_within!(
                tx,
                sqlx::query(NOTE).bind(update.id.0).bind(incident.0).bind(component.as_str()).bind(now.0)
            )?;
        }
    }
    Ok(())
}

/// Components of which a person said the last word in an incident that lasts.
pub async fn held_by_people(tx: &mut Tx) -> Result<BTreeSet<ComponentKey>> {
    last_said_by_people(tx, None).await
}

/// The same of one incident, be it over or not, or of all that last where none is named.
async fn last_said_by_people(tx: &mut Tx, only: Option<IncidentId>) -> Result<BTreeSet<ComponentKey>> {
    const WORDS: &str = "select w.incident_id, w.component_key, a.update_id
        from (
            select incident_id, component_key, update_id, recorded_at, revision from impact_entries
            union all
            select incident_id, component_key, update_id, recorded_at, 0 from confirmed_impacts
        ) w
        left join automated_updates a on a.update_id = w.update_id
        where w.incident_id = $1 or $1 is null and (
            select u.status from incident_updates u where u.incident_id = w.incident_id
            order by u.published_at desc, u.id desc limit 1
        ) not in ('resolved', 'postmortem')
        order by w.recorded_at, w.revision";
    let rows: Vec<(Uuid, String, Option<Uuid>)> =
        within!(tx, c => sqlx::query_as(WORDS).bind(only.map(|id| id.0)).fetch_all(c))?;
    let mut last: BTreeMap<(Uuid, String), bool> = BTreeMap::new();
    for (incident, component, automated) in rows {
        last.insert((incident, component), automated.is_none());
    }
    let held = last.into_iter().filter(|(_, is_by_person)| *is_by_person);
    held.map(|((_, key), _)| known(ComponentKey::parse(&key), "component", &key)).collect()
}

/// Passes people, and programs that say nothing about what a person decided. Errors: the components.
pub async fn heed_people(tx: &mut Tx, actor: &Actor, changes: &[ImpactChange]) -> Result<()> {
    if !actor.is_automated() || changes.is_empty() {
        return Ok(());
    }
    let problem = |component: &ComponentKey| {
        Problem::new(
            format!("impact-{component}"),
            "담당자가 마지막으로 정한 상태예요. 이 장애가 끝날 때까지 프로그램은 바꿀 수 없어요.",
            "A person decided the state of this component. Programs cannot change it until that incident is over.",
        )
    };
    refuse(&held_by_people(tx).await?, changes.iter().map(ImpactChange::component), problem)
}

/// The same with corrections of the past of one incident, of which a person's word holds also once it is over.
pub async fn heed_people_in(
    tx: &mut Tx,
    actor: &Actor,
    incident: IncidentId,
    corrections: &[ImpactCorrection],
) -> Result<()> {
    if !actor.is_automated() {
        return Ok(());
    }
    let problem = |component: &ComponentKey| {
        Problem::new(
            format!("impact-{component}"),
            "담당자가 마지막으로 기록한 내용이라 프로그램은 바로잡을 수 없어요.",
            "A person said the last word on this component. Programs cannot correct it.",
        )
    };
    let held = last_said_by_people(tx, Some(incident)).await?;
    refuse(&held, corrections.iter().map(|correction| &correction.component), problem)
}

fn refuse<'a>(
    held: &BTreeSet<ComponentKey>,
    named: impl Iterator<Item = &'a ComponentKey>,
    problem: impl Fn(&ComponentKey) -> Problem,
) -> Result<()> {
    let problems: Vec<_> = named.filter(|component| held.contains(component)).map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
