//! Scheduled maintenance: planned and changed by publishers, begun and ended at its time by itself. What is published
//! is appended, never edited.

mod notices;
mod queries;
mod rule;

pub(crate) use queries::{append as append_entry, insert as insert_maintenance, maintenances_within};

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    component::ComponentKey,
    id::{MaintenanceId, UpdateId},
    language::Text,
    maintenance::{Maintenance, MaintenanceStatus},
    role::Permission,
    time::{DAY, Instant, Window},
};

pub use self::rule::Repetition;
use crate::{
    Actor, Backend,
    audit::{self, Act},
    components::tell_changes,
    db::Tx,
    error::{Error, Problem, Result},
    incidents::{LONGEST_BODY, LONGEST_TITLE, component_keys, text_problems},
    publication,
};

/// Repetitions that may be planned at once.
pub const MOST_REPETITIONS: usize = 60;
/// Longest a maintenance may take.
const LONGEST: i64 = 30 * DAY;
/// Who begins and ends maintenances at their time.
const KEEPER: Actor = Actor::System("maintenance");

/// A whole plan, as an entry states it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The entry's id, made when the form was shown; sending the form twice publishes once.
    pub entry: UpdateId,
    /// The status it sets.
    pub status: MaintenanceStatus,
    /// What is done, in a line.
    pub title: Text,
    /// What is said.
    pub body: Text,
    /// From when.
    pub start: Instant,
    /// Until when.
    pub end: Instant,
    /// The components worked on.
    pub components: Vec<ComponentKey>,
}

/// A maintenance to schedule.
#[derive(Clone, Debug)]
pub struct NewMaintenance {
    /// Made when the form was shown; sending the form twice schedules once.
    pub id: MaintenanceId,
    /// The plan; its status is scheduled.
    pub plan: Plan,
    /// How it repeats.
    pub repeat: Repetition,
    /// The last date a repetition may begin on; needed where it repeats, but for a rule that counts.
    pub until: Option<NaiveDate>,
}

impl Backend {
    /// Schedules a maintenance and its repetitions, each a maintenance of its own, and publishes them.
    pub async fn schedule_maintenance(&self, actor: &Actor, new: &NewMaintenance) -> Result<MaintenanceId> {
        actor.require(Permission::PublishMaintenance)?;
        let now = self.clock.now();
        let mut problems = self.plan_problems(&new.plan, now).await?;
        let zone = self.site.zone;
        let start = new.plan.start;
        // where its end is wrong, the rest is looked at all the same
        let first = Window::try_new(start, new.plan.end).or_else(|| Window::try_new(start, start.plus(1)));
        let windows = first.map_or_else(|| Ok(Vec::new()), |first| new.repeat.windows(first, new.until, zone));
        let windows = windows.unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        });
        if windows.len() > MOST_REPETITIONS {
            problems.push(Problem::new(
                "until",
                format!("한 번에 {MOST_REPETITIONS}회까지 예약할 수 있어요. 더 이른 날짜를 입력해 주세요."),
                format!("At most {MOST_REPETITIONS} can be planned at once. Enter an earlier date."),
            ));
        }
        if windows.windows(2).any(|pair| pair[1].start < pair[0].end) {
            problems.push(Problem::new(
                "end",
                "다음 반복이 시작되기 전에 끝나야 해요.",
                "It must end before the next repetition begins.",
            ));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let mut tx = self.db.begin().await?;
        let count = windows.len();
        for (index, window) in windows.into_iter().enumerate() {
            let is_first = index == 0;
            let id = if is_first { new.id } else { MaintenanceId(self.random.id(now)) };
            let entry = if is_first { new.plan.entry } else { UpdateId(self.random.id(now)) };
            if !queries::insert(&mut tx, id, new.id, actor.author(), now).await? {
                return Ok(new.id);
            }
            let plan = Plan { entry, start: window.start, end: window.end, ..new.plan.clone() };
            queries::append(&mut tx, id, 1, &plan, actor.author(), now).await?;
        }
        let subject = format!("maintenance:{}", new.id);
        let act = Act { action: "maintenance.scheduled", subject, detail: format!("{count} times") };
        notices::tell_of_plan(self, &mut tx, new, now).await?;
        audit::append(&mut tx, now, actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(new.id)
    }

    /// Publishes an entry with the plan as it stands from now on: a change of time or text, an early start or end, a
    /// cancellation. `seen` is the number of entries the person had before them. Errors: a step that cannot be; the
    /// plan was changed meanwhile.
    pub async fn change_maintenance(&self, actor: &Actor, id: MaintenanceId, seen: usize, plan: &Plan) -> Result<()> {
        actor.require(Permission::PublishMaintenance)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let standing = queries::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
        if standing.entries.iter().any(|entry| entry.id == plan.entry) {
            return Ok(());
        }
        if standing.entries.len() != seen {
            return Err(Error::refused(
                "그 사이에 점검 내용이 바뀌었어요. 바뀐 내용을 확인하고 다시 공개해 주세요.",
                "The maintenance changed in the meantime. Look at what changed and publish again.",
            ));
        }
        let mut problems = match plan.status {
            MaintenanceStatus::Scheduled => self.plan_problems(plan, now).await?,
            _ => self.text_and_time_problems(plan).await?,
        };
        if !standing.status.may_become(plan.status) {
            problems.push(Problem::new(
                "status",
                "이 단계로는 바꿀 수 없어요. 진행 단계는 앞으로만 갈 수 있어요.",
                "The maintenance cannot go to this status; statuses only move forward.",
            ));
        }
        if standing.status != MaintenanceStatus::Scheduled && plan.start != standing.window.start {
            problems.push(Problem::new(
                "start",
                "이미 시작한 점검의 시작 시각은 바꿀 수 없어요.",
                "The start of a maintenance that began cannot be moved.",
            ));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        self.append(&mut tx, actor, &standing, plan, now).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(())
    }

    /// All maintenances as they now stand, latest start first.
    pub async fn maintenances(&self) -> Result<Vec<Maintenance>> {
        maintenances_within(&mut self.db.begin_read().await?, None).await
    }

    /// A maintenance as it now stands.
    pub async fn maintenance(&self, id: MaintenanceId) -> Result<Option<Maintenance>> {
        queries::lookup(&mut self.db.begin_read().await?, id).await
    }

    /// Begins and ends what is due and sends the notices that are due. Several servers may do this at once: each
    /// entry and each notice is written by one of them.
    pub async fn keep_maintenance_times(&self) -> Result<()> {
        let now = self.clock.now();
        for id in queries::due(&self.db, now).await? {
            let mut tx = self.db.begin().await?;
            let Some(standing) = queries::lookup(&mut tx, id).await? else { continue };
            let Some(status) = standing.due(now) else { continue };
            self.append(&mut tx, &KEEPER, &standing, &by_itself(self, &standing, status), now).await?;
            tx.commit().await?;
            self.published();
            self.wake_workers();
        }
        notices::remind(self, now).await
    }

    async fn append(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        standing: &Maintenance,
        plan: &Plan,
        now: Instant,
    ) -> Result<()> {
        let revision = i64::try_from(standing.entries.len()).unwrap_or(i64::MAX - 1) + 1;
        if !queries::append(tx, standing.id, revision, plan, actor.author(), now).await? {
            return Err(Error::refused(
                "그 사이에 점검 내용이 바뀌었어요. 다시 시도해 주세요.",
                "The maintenance changed in the meantime. Try again.",
            ));
        }
        if plan.status != standing.status {
            notices::tell(self, tx, standing.id, plan, now).await?;
        }
        if plan.status.is_active() || standing.status.is_active() {
            let components = plan.components.iter().chain(&standing.components).cloned().collect();
            tell_changes(self, tx, standing.id.0, &components, now).await?;
        }
        let act = Act {
            action: "maintenance.changed",
            subject: format!("maintenance:{}", standing.id),
            detail: plan.status.name().into(),
        };
        audit::append(tx, now, actor, act).await?;
        publication::touch(tx).await
    }

    async fn plan_problems(&self, plan: &Plan, now: Instant) -> Result<Vec<Problem>> {
        let mut problems = self.text_and_time_problems(plan).await?;
        if plan.end > plan.start && plan.end <= now {
            problems.push(Problem::new("end", "이미 지난 시각이에요.", "This time has passed."));
        }
        Ok(problems)
    }

    async fn text_and_time_problems(&self, plan: &Plan) -> Result<Vec<Problem>> {
        let mut problems = text_problems("title", &plan.title, LONGEST_TITLE);
        problems.extend(text_problems("body", &plan.body, LONGEST_BODY));
        if plan.end <= plan.start || plan.end.since(plan.start) > LONGEST {
            problems.push(Problem::new(
                "end",
                "시작한 뒤 30일 안에 끝나야 해요.",
                "It must end after its start, within 30 days.",
            ));
        }
        let known: BTreeSet<ComponentKey> = component_keys(&self.db).await?;
        if plan.components.is_empty() || plan.components.iter().any(|key| !known.contains(key)) {
            problems.push(Problem::new(
                "components",
                "점검할 서비스를 하나 이상 골라 주세요.",
                "Choose at least one service.",
            ));
        }
        Ok(problems)
    }
}

/// The entry that a maintenance writes when its time has come.
fn by_itself(backend: &Backend, standing: &Maintenance, status: MaintenanceStatus) -> Plan {
    let body = match status {
        MaintenanceStatus::InProgress => {
            Text::new("예정한 점검을 시작했습니다.", "The maintenance has begun as planned.")
        }
        _ => Text::new("예정한 점검을 마쳤습니다.", "The maintenance has ended as planned."),
    };
    Plan {
        entry: UpdateId(backend.random.id(backend.clock.now())),
        status,
        title: standing.title.clone(),
        body,
        start: standing.window.start,
        end: standing.window.end,
        components: standing.components.clone(),
    }
}
