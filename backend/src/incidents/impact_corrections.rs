//! Corrections of impacts: staff say anew how badly a component failed in the past, also once the incident is over. What was
//! on record stays beside it, and what is computed from the record follows.

use std::collections::BTreeSet;

use domain::{
    component::ComponentKey,
    correction::{Corrected, ImpactCorrection, Refusal, Restated},
    id::{ImpactId, IncidentId, UpdateId},
    incident::Incident,
    language::{Language, Text},
    role::Permission,
    time::Instant,
};

use super::{
    LONGEST_BODY, NewUpdate, Published, automation, component_keys, correction_queries, incident_within, queries,
    text_problems,
};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    components::tell_changes,
    db::Tx,
    error::{Error, Problem, Result},
    publication,
    subscribers::{Announced, announce},
};

/// Most corrections that are published at once.
const MOST: usize = 50;

/// Corrections of impacts to publish.
#[derive(Clone, Debug)]
pub struct ImpactsCorrection {
    /// Made when the form was shown; sending the form twice publishes them once.
    pub id: UpdateId,
    /// How the components were.
    pub corrections: Vec<ImpactCorrection>,
    /// Why; published with it.
    pub reason: Text,
    /// How many entries the incident's impacts had that the corrections were written for; they are refused where there are
    /// more by now. None where that does not matter.
    pub entries_seen: Option<i64>,
}

impl Backend {
    /// What corrections of an incident's impacts would do. Errors: those of publishing them.
    pub async fn preview_impacts_correction(
        &self,
        actor: &Actor,
        incident: IncidentId,
        new: &ImpactsCorrection,
    ) -> Result<Corrected> {
        actor.require(Permission::PublishIncidents)?;
        let known = component_keys(&self.db).await?;
        let mut tx = self.db.begin_read().await?;
        let standing = incident_within(&mut tx, incident).await?.ok_or(Error::NotFound)?;
        self.checked_corrections(&mut tx, actor, (&standing, &known), new).await
    }

    /// How many entries the impacts of an incident have.
    pub async fn impact_entries(&self, actor: &Actor, incident: IncidentId) -> Result<i64> {
        actor.require(Permission::PublishIncidents)?;
        correction_queries::count_entries(&mut self.db.begin_read().await?, incident).await
    }

    /// Publishes corrections of an incident's impacts. They leave its status and the promise of the next update as they are.
    /// Errors: fields, times outside of the incident, two about the same time, nothing that changes; a program about a
    /// component of which a person said the last word.
    pub async fn correct_impacts(&self, actor: &Actor, incident: IncidentId, new: &ImpactsCorrection) -> Result<()> {
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let known = component_keys(&self.db).await?;
        let mut tx = self.db.begin().await?;
        let standing = incident_within(&mut tx, incident).await?.ok_or(Error::NotFound)?;
        if standing.updates.iter().any(|update| update.id == new.id) {
            return Ok(());
        }
        let corrected = self.checked_corrections(&mut tx, actor, (&standing, &known), new).await?;
        let update = NewUpdate {
            id: new.id,
            status: standing.status,
            body: new.reason.clone(),
            next_update_by: None,
            changes: Vec::new(),
        };
        let published = Published { by: actor.author(), at: now, corrects: None, emergency_by: None };
        if !queries::insert_update(&mut tx, incident, &update, published).await? {
            return Ok(());
        }
        if actor.is_automated() {
            automation::mark_automated(&mut tx, new.id).await?;
        }
        correction_queries::insert(&mut tx, incident, new.id, &corrected.published).await?;
        self.restate(&mut tx, (incident, new.id), &corrected.entries, now).await?;
        let (action, subject) = ("incident.impacts_corrected", format!("incident:{incident}"));
        let detail = format!("{} corrections, {} impacts", corrected.published.len(), corrected.entries.len());
        audit::append(&mut tx, now, actor, Act { action, subject, detail }).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(())
    }

    /// What the record makes of corrections that may be made. Errors: why they may not.
    async fn checked_corrections(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (standing, known): (&Incident, &BTreeSet<ComponentKey>),
        new: &ImpactsCorrection,
    ) -> Result<Corrected> {
        let mut problems = text_problems("reason", &new.reason, LONGEST_BODY);
        if new.corrections.is_empty() || new.corrections.len() > MOST {
            problems.push(Problem::new(
                "impacts",
                format!("바로잡을 내용을 1건에서 {MOST}건까지 보내 주세요."),
                format!("Give between 1 and {MOST} corrections."),
            ));
        }
        for (place, correction) in new.corrections.iter().enumerate() {
            let is_affected = standing.impacts.iter().any(|impact| impact.component == correction.component);
            if !is_affected && !known.contains(&correction.component) {
                let field = format!("impacts[{place}].component");
                problems.push(Problem::new(field, "없는 서비스예요.", "There is no such service."));
            }
        }
        let corrected = standing.correct(&new.corrections, self.clock.now());
        problems.extend(corrected.as_ref().err().map(|(place, refusal)| self.problem(*place, *refusal)));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let is_stale = match new.entries_seen {
            Some(seen) => correction_queries::count_entries(tx, standing.id).await? != seen,
            None => false,
        };
        if is_stale {
            return Err(Error::refused(
                "그 사이에 이 장애의 영향 기록이 바뀌었어요. 지금 기록을 확인하고 다시 보내 주세요.",
                "The impacts on record changed in the meantime. Please check them and send it again.",
            ));
        }
        automation::heed_people_in(tx, actor, standing.id, &new.corrections).await?;
        corrected.map_err(|(_, refusal)| Error::Corrupt(refusal.to_string()))
    }

    /// Where and why a correction is refused.
    fn problem(&self, place: usize, refusal: Refusal) -> Problem {
        let zone = self.site.zone;
        let (field, ko, en) = match refusal {
            Refusal::Backwards => (
                "until",
                "끝 시각은 시작 시각보다 늦어야 해요.".to_owned(),
                "The end has to come after the start.".to_owned(),
            ),
            Refusal::Outside(begin, end) => {
                let span = |language| {
                    let [begin, end] = [begin, end].map(|at| zone.short(at, language));
                    language.pick(
                        format!("장애가 있던 시간 안에서만 바로잡을 수 있어요: {begin}부터 {end}까지"),
                        format!("Only the time of the incident can be corrected: {begin} to {end}"),
                    )
                };
                ("from", span(Language::Ko), span(Language::En))
            }
            Refusal::NotOpen => (
                "until",
                "지금 이어지고 있는 영향이 없어요. 끝 시각을 입력해 주세요.".to_owned(),
                "No impact of this service lasts. Enter the end.".to_owned(),
            ),
            Refusal::WorksNow => (
                "until",
                "지금 복구된 것이라면 새 소식으로 알려 주세요. 지난 시간을 바로잡으려면 끝 시각을 입력해 주세요."
                    .to_owned(),
                "Where it works again now, post an update. To correct the past, enter the end.".to_owned(),
            ),
            Refusal::Overlapping => (
                "from",
                "같은 서비스의 같은 시간을 두 번 바로잡을 수 없어요.".to_owned(),
                "Two corrections are about the same time of one service.".to_owned(),
            ),
            Refusal::NothingChanges => (
                "state",
                "기록이 이미 그렇게 되어 있어요. 바뀌는 내용이 없어요.".to_owned(),
                "The record says so already. Nothing would change.".to_owned(),
            ),
        };
        Problem::new(format!("impacts[{place}].{field}"), ko, en)
    }

    /// Appends whole impacts; with them the update is whole, and subscribers are to be told, of it and of components.
    async fn restate(
        &self,
        tx: &mut Tx,
        (incident, update): (IncidentId, UpdateId),
        entries: &[Restated],
        now: Instant,
    ) -> Result<()> {
        for entry in entries {
            let impact = entry.id.unwrap_or_else(|| ImpactId(self.random.id(now)));
            correction_queries::restate(tx, (incident, update), impact, entry, now).await?;
        }
        announce(self, tx, &Announced::Incident(incident, update), now).await?;
        let components = queries::affected(tx, incident).await?;
        tell_changes(self, tx, incident.0, &components, now).await
    }
}
