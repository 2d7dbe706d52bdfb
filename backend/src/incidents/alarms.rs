//! Alarms to the operator's publishers: a promised update that does not come, and an incident of which nothing is heard.

use domain::{
    id::{IncidentId, UpdateId},
    incident::{Alarm, Incident},
    language::Language,
    role::Permission,
    time::{Instant, duration},
};
use uuid::Uuid;

use super::incident_within;
use crate::{
    Backend,
    db::Tx,
    error::{Error, Result},
    execute_within,
    mail::Mail,
    on,
    outbox::{Message, Urgency},
    people, within,
};

/// Incidents whose newest update does not end them.
const OPEN: &str = "select u.incident_id from incident_updates u
    where u.status not in ('resolved', 'postmortem')
      and not exists (select 1 from incident_updates n where n.incident_id = u.incident_id
          and (n.published_at > u.published_at or (n.published_at = u.published_at and n.id > u.id)))";

impl Backend {
    /// Tells publishers, once after each update, that its promise has lapsed or that nothing followed it for too long.
    pub async fn raise_incident_alarms(&self) -> Result<()> {
        let open: Vec<(Uuid,)> = on!(self.db, c => sqlx::query_as(OPEN).fetch_all(c))?;
        for (id,) in open {
            self.raise(IncidentId(id)).await?;
        }
        Ok(())
    }

    async fn raise(&self, id: IncidentId) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.begin_read().await?;
        let Some(incident) = incident_within(&mut tx, id).await? else { return Ok(()) };
        let Some(alarm) = incident.alarm(now, self.silent_after) else { return Ok(()) };
        let after = incident.latest_news().id;
        if is_raised(&mut tx, after, alarm).await? {
            return Ok(());
        }
        drop(tx);
        let mut tx = self.db.begin().await?;
        if !note(&mut tx, after, alarm, now).await? {
            return Ok(());
        }
        for address in people::addresses_of(&mut tx, Permission::PublishIncidents).await? {
            let key = format!("incident-{}-{after}-{address}", alarm.name());
            let mail = self.alarm_mail(&incident, alarm, address, now);
            self.enqueue_message(&mut tx, &key, Urgency::Now, &Message::Mail(mail)).await?;
        }
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// Korean first, English below.
    fn alarm_mail(&self, incident: &Incident, alarm: Alarm, to: String, now: Instant) -> Mail {
        let site = &self.site;
        let length = |since: Instant, language| duration(now.since(since), language);
        let (ko, en) = match alarm {
            Alarm::Overdue { by } => (
                format!("{}까지 알리기로 한 소식이 나가지 않았습니다.", site.zone.short(by, Language::Ko)),
                format!("The update promised by {} was not published.", site.zone.short(by, Language::En)),
            ),
            Alarm::Silent { since } => (
                format!("{}째 새 소식이 없습니다.", length(since, Language::Ko)),
                format!("Nothing was published for {}.", length(since, Language::En)),
            ),
        };
        let part = |language: Language, said: &str| {
            let prefix = language.pick("", "/en");
            format!(
                "{}\n{said}\n{}{prefix}/console/incidents/{}\n",
                incident.title.get(language),
                site.url,
                incident.id
            )
        };
        Mail {
            to,
            subject: format!("[{}] {ko} {}", site.name.ko, incident.title.ko),
            text: format!("{}\n{}", part(Language::Ko, &ko), part(Language::En, &en)),
            language: Language::Ko,
        }
    }
}

async fn is_raised(tx: &mut Tx, after: UpdateId, alarm: Alarm) -> Result<bool> {
    const RAISED: &str = "select raised_at from incident_alarms where update_id = $1 and kind = $2";
    let found: Option<(i64,)> =
        within!(tx, c => sqlx::query_as(RAISED).bind(after.0).bind(alarm.name()).fetch_optional(c))?;
    Ok(found.is_some())
}

/// False where somebody noted it before.
async fn note(tx: &mut Tx, after: UpdateId, alarm: Alarm, now: Instant) -> Result<bool, Error> {
    const NOTE: &str = "insert into incident_alarms (update_id, kind, raised_at) values ($1, $2, $3)
        on conflict (update_id, kind) do nothing";
    let noted = execute_within!(tx, sqlx::query(NOTE).bind(after.0).bind(alarm.name()).bind(now.0))?;
    Ok(noted == 1)
}
