//! Corrections: what was published stays, and what was wrong is said anew beside it.

use domain::{
    id::{IncidentId, UpdateId},
    incident::CorrectionRefusal,
    language::Text,
    role::Permission,
};

use super::{LONGEST_BODY, NewUpdate, Published, incident_within, queries, text_problems};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Result},
    publication,
};

/// A correction to publish.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Made when the form was shown; sending the form twice publishes one correction.
    pub id: UpdateId,
    /// The update that it corrects.
    pub corrects: UpdateId,
    /// What is said instead.
    pub body: Text,
}

impl Backend {
    /// Publishes a correction. It leaves status, impacts and the promise of the next update as they are. Errors: fields, an
    /// update that is not of this incident, or that was corrected before.
    pub async fn correct_update(&self, actor: &Actor, incident: IncidentId, new: &Correction) -> Result<()> {
        actor.require(Permission::PublishIncidents)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let standing = incident_within(&mut tx, incident).await?.ok_or(Error::NotFound)?;
        if standing.updates.iter().any(|update| update.id == new.id) {
            return Ok(());
        }
        let was = match standing.correctable(new.corrects) {
            Ok(update) => &update.body,
            Err(CorrectionRefusal::Unknown) => return Err(Error::NotFound),
            Err(CorrectionRefusal::AlreadyCorrected) => return Err(corrected_before()),
        };
        let mut problems = text_problems("body", &new.body, LONGEST_BODY);
        if problems.is_empty() && same(&new.body, was) {
            problems.push(crate::Problem::new("body_ko", "바뀐 내용이 없어요.", "Nothing is different."));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let update = NewUpdate {
            id: new.id,
            status: standing.status,
            body: new.body.clone(),
            next_update_by: None,
            changes: Vec::new(),
        };
        let published = Published { by: actor.author(), at: now, corrects: Some(new.corrects), emergency_by: None };
        if !queries::insert_update(&mut tx, incident, &update, published).await? {
            return Err(corrected_before());
        }
        self.append_impacts(&mut tx, incident, new.id, &[], now).await?;
        let (subject, detail) = (format!("incident:{incident}"), String::new());
        audit::append(&mut tx, now, actor, Act { action: "incident.corrected", subject, detail }).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(())
    }
}

fn same(one: &Text, other: &Text) -> bool {
    one.ko.trim() == other.ko.trim() && one.en.trim() == other.en.trim()
}

fn corrected_before() -> Error {
    Error::refused(
        "이미 바로잡은 소식이에요. 바로잡은 소식을 다시 바로잡아 주세요.",
        "This update is corrected already. Correct the correction instead.",
    )
}
