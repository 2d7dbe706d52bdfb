//! Updates that were published without the record are put on it, once each.

use std::collections::BTreeMap;

use domain::{
    emergency::EmergencyUpdate,
    id::{IncidentId, UpdateId},
    role::Permission,
};

use super::{
    LONGEST_BODY, LONGEST_TITLE, NewIncident, NewUpdate, component_keys, incident_within, queries, queries::Published,
    text_problems,
};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Problem, Result},
    publication,
};

/// Checks the texts of an update that is to be published without the record, by the same rules as with it. Errors: the
/// fields.
pub fn check_emergency(update: &EmergencyUpdate) -> Result<()> {
    let mut problems = text_problems("title", &update.title, LONGEST_TITLE);
    problems.extend(text_problems("body", &update.body, LONGEST_BODY));
    if update.by.trim().is_empty() {
        problems.push(Problem::new("by", "이름을 입력해 주세요.", "Say who publishes this."));
    }
    if update.started_at > update.at {
        problems.push(Problem::new(
            "started_at",
            "시작 시각은 지금보다 늦을 수 없어요.",
            "The start cannot lie in the future.",
        ));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

impl Backend {
    /// Puts an update on record that was published without it, with the time and name of then; also its incident where
    /// the record has none. False where it is on record already. Changes of impacts that no longer fit are left out.
    pub async fn record_emergency(&self, actor: &Actor, update: &EmergencyUpdate) -> Result<bool> {
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let components = component_keys(&self.db).await?;
        let new = as_new(update);
        let mut tx = self.db.begin().await?;
        queries::insert_incident(&mut tx, &new, actor.author(), update.at).await?;
        let standing = incident_within(&mut tx, update.incident).await?;
        let impacts = standing.map_or_else(Vec::new, |incident| incident.impacts);
        let published = Published { by: actor.author(), at: update.at, corrects: None, emergency_by: Some(&update.by) };
        if !queries::insert_update(&mut tx, update.incident, &new.update, published).await? {
            return Ok(false);
        }
        let entries = update.entries(&impacts, &components);
        self.append_impacts(&mut tx, update.incident, update.id, &entries, now).await?;
        let act = Act {
            action: "incident.emergency_recorded",
            subject: format!("incident:{}", update.incident),
            detail: format!("{}, {} impacts", update.status.name(), entries.len()),
        };
        audit::append(&mut tx, now, actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        Ok(true)
    }

    /// Who published the emergency updates of an incident, in the words given then. Errors: nobody of the operator.
    pub async fn emergency_names(&self, actor: &Actor, incident: IncidentId) -> Result<BTreeMap<UpdateId, String>> {
        actor.staff()?;
        Ok(queries::emergency_names(&self.db, incident).await?.into_iter().collect())
    }
}

fn as_new(update: &EmergencyUpdate) -> NewIncident {
    NewIncident {
        id: update.incident,
        title: update.title.clone(),
        started_at: update.started_at,
        update: NewUpdate {
            id: update.id,
            status: update.status,
            body: update.body.clone(),
            next_update_by: None,
            changes: update.changes.clone(),
        },
    }
}
