//! Notices when a maintenance is planned, before, at its start and at its end: the operator's publishers get them by mail but for the
//! first, which is their own doing; subscribers as everything else that is published.

use domain::{
    id::MaintenanceId,
    language::{Language, Text},
    maintenance::{MaintenanceStatus, NOTICE_BEFORE},
    role::Permission,
    time::Instant,
};

use super::{NewMaintenance, Plan, queries};
use crate::{
    Backend,
    db::Tx,
    error::{Error, Result},
    mail::Mail,
    outbox::{Message, Urgency},
    people,
    subscribers::{Announced, announce},
};

/// Sends the reminders that are due, each once.
pub async fn remind(backend: &Backend, now: Instant) -> Result<()> {
    for id in queries::to_remind(&backend.db, now).await? {
        let mut tx = backend.db.begin().await?;
        let to = people::addresses_of(&mut tx, Permission::PublishMaintenance).await?;
        let Some(m) = queries::lookup(&mut tx, id).await? else { continue };
        if m.status != MaintenanceStatus::Scheduled {
            continue;
        }
        let subject = Text::new("곧 점검을 시작합니다", "Maintenance begins soon");
        let notice = Notice { id, kind: "before", subject, title: &m.title, start: m.window.start, end: m.window.end };
        if send(backend, &mut tx, &notice, &to, now).await? {
            let entry = m.entries.first().ok_or(Error::NotFound)?.id;
            announce(backend, &mut tx, &Announced::Reminder(id, entry, &m.components), now).await?;
        }
        tx.commit().await?;
        backend.wake_workers();
    }
    Ok(())
}

/// Tells subscribers that a maintenance is planned: once for all its repetitions, and not where the reminder says it at once.
pub async fn tell_of_plan(backend: &Backend, tx: &mut Tx, new: &NewMaintenance, now: Instant) -> Result<()> {
    let plan = &new.plan;
    if plan.start <= now.plus(NOTICE_BEFORE) {
        return Ok(());
    }
    announce(backend, tx, &Announced::Maintenance(new.id, plan.entry, &plan.components), now).await
}

/// Says that a maintenance began, ended or was called off.
pub async fn tell(backend: &Backend, tx: &mut Tx, id: MaintenanceId, plan: &Plan, now: Instant) -> Result<()> {
    let (kind, subject) = match plan.status {
        MaintenanceStatus::InProgress => ("start", Text::new("점검을 시작했습니다", "Maintenance has begun")),
        MaintenanceStatus::Completed => ("end", Text::new("점검을 마쳤습니다", "Maintenance has ended")),
        MaintenanceStatus::Cancelled => ("cancelled", Text::new("점검을 취소했습니다", "Maintenance is cancelled")),
        MaintenanceStatus::Scheduled | MaintenanceStatus::Verifying => return Ok(()),
    };
    let to = people::addresses_of(tx, Permission::PublishMaintenance).await?;
    let notice = Notice { id, kind, subject, title: &plan.title, start: plan.start, end: plan.end };
    if send(backend, tx, &notice, &to, now).await? {
        announce(backend, tx, &Announced::Maintenance(id, plan.entry, &plan.components), now).await?;
    }
    Ok(())
}

struct Notice<'a> {
    id: MaintenanceId,
    kind: &'static str,
    subject: Text,
    title: &'a Text,
    start: Instant,
    end: Instant,
}

/// False where this notice went out before.
async fn send(backend: &Backend, tx: &mut Tx, notice: &Notice<'_>, to: &[String], now: Instant) -> Result<bool> {
    if !queries::note_notice(tx, notice.id, notice.kind, notice.start, now).await? {
        return Ok(false);
    }
    for address in to {
        let key = format!("maintenance-{}-{}-{}-{address}", notice.id, notice.kind, notice.start.0);
        let mail = compose(backend, notice, address.clone());
        backend.enqueue_message(tx, &key, Urgency::Bulk, &Message::Mail(mail)).await?;
    }
    Ok(true)
}

/// A notice to the operator's people, Korean first, English below.
fn compose(backend: &Backend, notice: &Notice<'_>, to: String) -> Mail {
    let site = &backend.site;
    let part = |language: Language| {
        let time = |at| site.zone.date_time(at, language);
        format!(
            "{}\n{} – {} ({})\n{}{}/maintenance/{}\n",
            notice.title.get(language),
            time(notice.start),
            time(notice.end),
            site.zone.abbreviation(notice.start),
            site.url,
            language.pick("", "/en"),
            notice.id
        )
    };
    Mail {
        to,
        subject: format!("[{}] {}: {}", site.name.ko, notice.subject.ko, notice.title.ko),
        text: format!(
            "{}.\n\n{}\n{}.\n\n{}",
            notice.subject.ko,
            part(Language::Ko),
            notice.subject.en,
            part(Language::En)
        ),
        language: Language::Ko,
    }
}
