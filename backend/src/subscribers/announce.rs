//! Telling subscribers: what is published is noted in its transaction; a job then queues it to everybody who asked for
//! it, many at a time, each once.

use domain::{
    component::{Audience, ComponentChange, ComponentKey},
    id::{IncidentId, MaintenanceId, NoticeId, UpdateId},
    subscription::NoticeKind,
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Backend,
    components::audience,
    db::Tx,
    error::{Error, Result, known},
    execute_within,
    jobs::{Job, Lease},
    within,
};

/// Subscribers that one transaction goes through: others can write between two of them.
const CHUNK: i64 = 50_000;

/// Something published that subscribers are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What it is.
    pub kind: NoticeKind,
    /// The incident or maintenance.
    pub subject: Uuid,
    /// The update or entry; of a component its change.
    pub entry: UpdateId,
}

/// What is to be told, as its use case knows it.
pub enum Announced<'a> {
    /// An update of an incident, whose impacts are on record.
    Incident(IncidentId, UpdateId),
    /// An entry of a maintenance of components.
    Maintenance(MaintenanceId, UpdateId, &'a [ComponentKey]),
    /// That a maintenance begins soon, as its entry says.
    Reminder(MaintenanceId, UpdateId, &'a [ComponentKey]),
    /// A change of a component by an incident or maintenance.
    Component(Uuid, &'a ComponentChange),
}

impl Announced<'_> {
    const fn notice(&self, id: NoticeId) -> Notice {
        let (kind, subject, entry) = match self {
            Self::Incident(incident, update) => (NoticeKind::Incident, incident.0, *update),
            Self::Maintenance(maintenance, entry, _) => (NoticeKind::Maintenance, maintenance.0, *entry),
            Self::Reminder(maintenance, entry, _) => (NoticeKind::Reminder, maintenance.0, *entry),
            Self::Component(cause, change) => (NoticeKind::Component, *cause, UpdateId(change.id.0)),
        };
        Notice { id, kind, subject, entry }
    }
}

/// Notes that subscribers are to be told, in the transaction of what is published. Of what concerns private components only
/// nobody is told.
pub async fn announce(backend: &Backend, tx: &mut Tx, announced: &Announced<'_>, now: Instant) -> Result<()> {
    const INSERT: &str = "insert into notices
        (id, kind, subject_id, entry_id, cursor, queued, sent, failed, created_at) values ($1, $2, $3, $4, $5, 0, 0, 0, $6)";
    if !is_public(tx, announced).await? {
        return Ok(());
    }
    let notice = announced.notice(NoticeId(backend.random.id(now)));
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(notice.id.0)
            .bind(notice.kind.name())
            .bind(notice.subject)
            .bind(notice.entry.0)
            .bind(Uuid::nil())
            .bind(now.0)
    )?;
    note_topics(tx, &notice, announced).await?;
    backend.enqueue_jobs(tx, &[(format!("notice-{}", notice.id), Job::Announce { notice: notice.id })]).await
}

/// Whether everybody may see it: it concerns a public component, or none.
async fn is_public(tx: &mut Tx, announced: &Announced<'_>) -> Result<bool> {
    match announced {
        Announced::Incident(incident, _) => is_public_incident(tx, *incident).await,
        Announced::Maintenance(_, _, components) | Announced::Reminder(_, _, components) => {
            let mut is_public = components.is_empty();
            for component in *components {
                is_public |= audience(tx, component).await?.is_some_and(Audience::is_public);
            }
            Ok(is_public)
        }
        Announced::Component(_, change) => Ok(audience(tx, &change.component).await?.is_some_and(Audience::is_public)),
    }
}

/// Whether everybody may see an incident.
pub async fn is_public_incident(tx: &mut Tx, incident: IncidentId) -> Result<bool> {
    const AFFECTED: &str = "select distinct c.is_private
        from impact_entries e join components c on c.key = e.component_key
        where e.incident_id = $1";
    let rows: Vec<(bool,)> = within!(tx, c => sqlx::query_as(AFFECTED).bind(incident.0).fetch_all(c))?;
    Ok(rows.is_empty() || rows.iter().any(|(is_private,)| !is_private))
}

/// Notes whom it concerns, by public components alone.
async fn note_topics(tx: &mut Tx, notice: &Notice, announced: &Announced<'_>) -> Result<()> {
    const TOPIC: &str = "insert into notice_topics (notice_id, topic) values ($1, $2)
        on conflict (notice_id, topic) do nothing";
    const GROUP: &str = "insert into notice_topics (notice_id, topic)
        select n.id, 'group:' || c.group_key from notices n, components c where n.id = $1 and c.key = $2 and c.is_private = false
        on conflict (notice_id, topic) do nothing";
    const IMPACTS: &str = "insert into notice_topics (notice_id, topic)
        select n.id, 'component:' || e.component_key
        from notices n join impact_entries e on e.incident_id = n.subject_id join components c on c.key = e.component_key
        where n.id = $1 and c.is_private = false
        union
        select n.id, 'group:' || c.group_key
        from notices n join impact_entries e on e.incident_id = n.subject_id join components c on c.key = e.component_key
        where n.id = $1 and c.is_private = false
        on conflict (notice_id, topic) do nothing";
    let mut topics = vec!["all".to_owned()];
    match announced {
        Announced::Incident(incident, _) => {
            topics.push(format!("incident:{incident}"));
            execute_within!(tx, sqlx::query(IMPACTS).bind(notice.id.0))?;
        }
        Announced::Maintenance(_, _, components) | Announced::Reminder(_, _, components) => {
            for component in *components {
                if audience(tx, component).await?.is_some_and(Audience::is_public) {
                    topics.push(format!("component:{component}"));
                }
                execute_within!(tx, sqlx::query(GROUP).bind(notice.id.0).bind(component.as_str()))?;
            }
        }
        Announced::Component(_, change) => {
            topics.push(format!("component:{}", change.component));
            execute_within!(tx, sqlx::query(GROUP).bind(notice.id.0).bind(change.component.as_str()))?;
        }
    }
    for topic in topics {
        execute_within!(tx, sqlx::query(TOPIC).bind(notice.id.0).bind(topic))?;
    }
    Ok(())
}

/// Whether there is a webhook that is told of components.
pub async fn has_webhooks(tx: &mut Tx) -> Result<bool> {
    const ANY: &str = "select id from subscribers
        where channel = 'webhook' and confirmed_at is not null and ended_at is null limit 1";
    let row: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(ANY).fetch_optional(c))?;
    Ok(row.is_some())
}

impl Backend {
    /// Queues a notice to everybody whom it concerns, a part of them in each transaction. What was committed stays if
    /// this is cut off, and the next who does it goes on from there.
    pub(crate) async fn queue_notice(&self, lease: &Lease, id: NoticeId) -> Result<()> {
        loop {
            let mut tx = self.db.begin().await?;
            let is_last = queue_part(&mut tx, id, self.clock.now()).await?;
            if is_last {
                self.complete_job(&mut tx, lease).await?;
            }
            tx.commit().await?;
            self.wake_workers();
            if is_last {
                return Ok(());
            }
            self.renew(lease).await?;
        }
    }
}

/// Queues a notice to the next subscribers; true where there are no more.
async fn queue_part(tx: &mut Tx, id: NoticeId, now: Instant) -> Result<bool> {
    // taking the row first keeps two servers from doing the same part
    const CURSOR: &str = "update notices set queued = queued where id = $1 and queued_at is null
        returning cursor, kind";
    const UP_TO: &str = "select id from subscribers where id > $1 order by id limit 1 offset $2";
    const UP_TO_HOOK: &str =
        "select id from subscribers where channel = 'webhook' and id > $1 order by id limit 1 offset $2";
    const QUEUE: &str = "insert into deliveries (notice_id, subscriber_id, lane, attempts, due_at, leased_until)
        select n.id, s.id,
            case s.channel when 'email' then 'mail' when 'push' then 'push' else 'hook' end, 0, n.created_at, 0
        from notices n
        join notice_topics w on w.notice_id = n.id
        join subscriber_topics t on t.topic = w.topic
        join subscribers s on s.id = t.subscriber_id
        where n.id = $1 and t.subscriber_id > $2 and t.subscriber_id <= $3
          and s.confirmed_at is not null and s.ended_at is null
        on conflict (notice_id, subscriber_id) do nothing";
    // from the few webhooks, not from the million who want to know of everything
    const QUEUE_HOOKS: &str = "insert into deliveries
            (notice_id, subscriber_id, lane, attempts, due_at, leased_until)
        select n.id, s.id, 'hook', 0, n.created_at, 0
        from notices n cross join subscribers s
        where n.id = $1 and s.channel = 'webhook' and s.id > $2 and s.id <= $3
          and s.confirmed_at is not null and s.ended_at is null
          and exists (
            select 1 from subscriber_topics t join notice_topics w on w.topic = t.topic
            where t.subscriber_id = s.id and w.notice_id = n.id)
        on conflict (notice_id, subscriber_id) do nothing";
    const ADVANCE: &str = "update notices set cursor = $2, queued = queued + $3, queued_at = $4 where id = $1";
    let cursor: Option<(Uuid, String)> = within!(tx, c => sqlx::query_as(CURSOR).bind(id.0).fetch_optional(c))?;
    let Some((cursor, kind)) = cursor else { return Ok(true) };
    let is_for_hooks = kind == NoticeKind::Component.name();
    let (up_to, queue) = if is_for_hooks { (UP_TO_HOOK, QUEUE_HOOKS) } else { (UP_TO, QUEUE) };
    let next: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(up_to).bind(cursor).bind(CHUNK - 1).fetch_optional(c))?;
    let up_to = next.map_or(Uuid::max(), |(id,)| id);
    let queued = execute_within!(tx, sqlx::query(queue).bind(id.0).bind(cursor).bind(up_to))?;
    let queued = i64::try_from(queued).unwrap_or(i64::MAX);
    let queued_at = next.is_none().then_some(now.0);
    execute_within!(tx, sqlx::query(ADVANCE).bind(id.0).bind(up_to).bind(queued).bind(queued_at))?;
    Ok(next.is_none())
}

#[derive(sqlx::FromRow)]
pub struct NoticeRow {
    pub id: Uuid,
    pub kind: String,
    pub subject_id: Uuid,
    pub entry_id: Uuid,
}

impl TryFrom<NoticeRow> for Notice {
    type Error = Error;
    fn try_from(row: NoticeRow) -> Result<Self> {
        Ok(Self {
            id: NoticeId(row.id),
            kind: known(NoticeKind::from_name(&row.kind), "notice kind", &row.kind)?,
            subject: row.subject_id,
            entry: UpdateId(row.entry_id),
        })
    }
}
