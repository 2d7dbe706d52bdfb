//! Incidents: declared and updated by publishers. What is published is appended, never edited.

mod alarms;
mod automation;
mod correction_queries;
mod corrections;
mod emergency;
mod impact_corrections;
pub(crate) mod queries;
mod state;

use self::queries::Published;
pub(crate) use automation::held_by_people;
pub use corrections::Correction;
pub use emergency::check_emergency;
pub use impact_corrections::ImpactsCorrection;
pub(crate) use queries::component_keys;
pub(crate) use state::{all_within, incident_within};

use std::collections::BTreeSet;

use domain::{
    component::ComponentKey,
    id::{ImpactId, IncidentId, UpdateId},
    incident::{ImpactChange, ImpactEntry, IncidentStatus, impact_entries, with_restorations},
    language::Text,
    role::Permission,
    time::{DAY, Instant},
};

use crate::{
    Actor, Backend,
    audit::{self, Act},
    components::tell_changes,
    db::Tx,
    error::{Error, Problem, Result},
    publication,
    subscribers::{Announced, announce},
    templates::unfilled_problem,
};

/// Longest text of an update, in characters.
pub(crate) const LONGEST_BODY: usize = 10_000;
/// Longest title, in characters.
pub(crate) const LONGEST_TITLE: usize = 200;

/// An incident to declare.
#[derive(Clone, Debug)]
pub struct NewIncident {
    /// Made when the form was shown; sending the form twice declares one incident.
    pub id: IncidentId,
    /// What happened, in a line.
    pub title: Text,
    /// When it began.
    pub started_at: Instant,
    /// The first update.
    pub update: NewUpdate,
}

/// An update to publish.
#[derive(Clone, Debug)]
pub struct NewUpdate {
    /// Made when the form was shown; sending the form twice publishes one update.
    pub id: UpdateId,
    /// The status it sets.
    pub status: IncidentStatus,
    /// What is said.
    pub body: Text,
    /// Until when the next update is promised.
    pub next_update_by: Option<Instant>,
    /// What fails or works from when on.
    pub changes: Vec<ImpactChange>,
}

impl Backend {
    /// Declares an incident with its first update and impacts, and publishes it.
    pub async fn declare_incident(&self, actor: &Actor, new: &NewIncident) -> Result<IncidentId> {
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let mut problems = text_problems("title", &new.title, LONGEST_TITLE);
        if new.started_at > now {
            problems.push(Problem::new(
                "started_at",
                "시작 시각은 지금보다 늦을 수 없어요.",
                "The start cannot lie in the future.",
            ));
        }
        problems.extend(update_problems(&new.update, now));
        let components = component_keys(&self.db).await?;
        problems.extend(change_problems(&new.update.changes, &components, now));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let mut tx = self.db.begin().await?;
        if !queries::insert_incident(&mut tx, new, actor.author(), now).await? {
            return Ok(new.id);
        }
        automation::heed_people(&mut tx, actor, &new.update.changes).await?;
        let entries = entries(&[], &new.update.changes)?;
        if !self.append_update(&mut tx, actor, new.id, &new.update, &entries, now).await? {
            return Ok(new.id);
        }
        let act = Act {
            action: "incident.declared",
            subject: format!("incident:{}", new.id),
            detail: format!("{} impacts", entries.len()),
        };
        audit::append(&mut tx, now, actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(new.id)
    }

    /// Publishes an update. Errors: a step back in status, a change of impacts that cannot be.
    pub async fn update_incident(&self, actor: &Actor, incident: IncidentId, new: &NewUpdate) -> Result<()> {
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let components = component_keys(&self.db).await?;
        let mut problems = update_problems(new, now);
        problems.extend(change_problems(&new.changes, &components, now));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let mut tx = self.db.begin().await?;
        let Some(standing) = incident_within(&mut tx, incident).await? else {
            return Err(Error::NotFound);
        };
        if standing.updates.iter().any(|update| update.id == new.id) {
            return Ok(());
        }
        if !standing.status.may_become(new.status) {
            return Err(Error::invalid(
                "status",
                "이 단계로는 바꿀 수 없어요. 진행 단계는 앞으로만 갈 수 있어요.",
                "The incident cannot go to this status; statuses only move forward.",
            ));
        }
        let changes = with_restorations(&standing.impacts, new.status, &new.changes, now);
        automation::heed_people(&mut tx, actor, &changes).await?;
        let entries = entries(&standing.impacts, &changes)?;
        if !self.append_update(&mut tx, actor, incident, new, &entries, now).await? {
            return Ok(());
        }
        let act = Act {
            action: "incident.updated",
            subject: format!("incident:{incident}"),
            detail: format!("{}, {} impacts", new.status.name(), entries.len()),
        };
        audit::append(&mut tx, now, actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(())
    }

    /// False where the update is on record already.
    async fn append_update(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        incident: IncidentId,
        new: &NewUpdate,
        entries: &[ImpactEntry],
        now: Instant,
    ) -> Result<bool> {
        let published = Published { by: actor.author(), at: now, corrects: None, emergency_by: None };
        if !queries::insert_update(tx, incident, new, published).await? {
            return Ok(false);
        }
        if actor.is_automated() {
            automation::mark_automated(tx, new.id).await?;
        } else {
            automation::note_confirmations(tx, incident, new, entries, now).await?;
        }
        self.append_impacts(tx, incident, new.id, entries, now).await?;
        Ok(true)
    }

    /// Appends the impacts of an update; with them it is whole, and subscribers are to be told, of it and of components.
    async fn append_impacts(
        &self,
        tx: &mut Tx,
        incident: IncidentId,
        update: UpdateId,
        entries: &[ImpactEntry],
        now: Instant,
    ) -> Result<()> {
        for entry in entries {
            let fresh = ImpactId(self.random.id(now));
            queries::append_impact(tx, incident, update, entry, fresh, now).await?;
        }
        announce(self, tx, &Announced::Incident(incident, update), now).await?;
        if entries.is_empty() {
            return Ok(());
        }
        let components = queries::affected(tx, incident).await?;
        tell_changes(self, tx, incident.0, &components, now).await
    }
}

fn entries(impacts: &[domain::impact::Impact], changes: &[ImpactChange]) -> Result<Vec<ImpactEntry>> {
    impact_entries(impacts, changes).map_err(|refusal| {
        use domain::incident::ImpactRefusal as R;
        let (component, ko, en) = match refusal {
            R::NotAffected(key) => (key, "지금 영향을 받고 있지 않은 서비스예요.", "This service is not affected now."),
            R::BeforeStart(key) => {
                (key, "이미 기록된 영향보다 이른 시각이에요.", "This is before the impact that is on record.")
            }
            R::NamedTwice(key) => (key, "같은 서비스가 두 번 들어 있어요.", "This service is named twice."),
        };
        Error::invalid(&format!("impact-{component}"), ko, en)
    })
}

pub(crate) fn text_problems(field: &str, text: &Text, longest: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    if text.ko.trim().is_empty() {
        let (ko, en) = match field {
            "title" => ("제목을 한국어로 입력해 주세요.", "Enter the title in Korean."),
            _ => ("내용을 한국어로 입력해 주세요.", "Enter the text in Korean."),
        };
        problems.push(Problem::new(format!("{field}_ko"), ko, en));
    }
    for (suffix, version) in [("ko", &text.ko), ("en", &text.en)] {
        problems.extend(Problem::unstorable(format!("{field}_{suffix}"), version));
        if version.chars().count() > longest {
            problems.push(Problem::new(
                format!("{field}_{suffix}"),
                format!("{longest}자까지 쓸 수 있어요."),
                format!("Use at most {longest} characters."),
            ));
        }
    }
    problems
}

fn update_problems(new: &NewUpdate, now: Instant) -> Vec<Problem> {
    let mut problems = text_problems("body", &new.body, LONGEST_BODY);
    problems.extend(unfilled_problem("body_ko", &new.body.ko));
    problems.extend(unfilled_problem("body_en", &new.body.en));
    if new.next_update_by.is_some_and(|by| by <= now || by > now.plus(7 * DAY)) {
        problems.push(Problem::new(
            "next_update_by",
            "다음 소식 시각은 지금부터 7일 안이어야 해요.",
            "The next update must be promised within the coming seven days.",
        ));
    }
    problems
}

fn change_problems(changes: &[ImpactChange], components: &BTreeSet<ComponentKey>, now: Instant) -> Vec<Problem> {
    let mut problems = Vec::new();
    for change in changes {
        let (ImpactChange::Set { from: at, .. } | ImpactChange::Restore { at, .. }) = change;
        let field = format!("impact-{}", change.component());
        if !components.contains(change.component()) {
            problems.push(Problem::new(&field, "없는 서비스예요.", "There is no such service."));
        }
        if *at > now {
            problems.push(Problem::new(&field, "지금보다 늦은 시각이에요.", "This time lies in the future."));
        }
    }
    problems
}
