//! Assessments: runs of the engine over the ledger, and their results.

mod cohorts;
mod companies;
mod divisions;
mod figures;
pub(crate) mod outage;
mod queries;
mod records;
mod run;
mod sharing;
mod simulate;
mod verify;

use domain::{
    assessment::Assessment,
    id::{AccountId, AssessmentId, PolicyId, ProgrammeId, RunId},
    ledger::Account,
    loss::{ChartPoint, CohortFigures, Measure, Outage},
    role::Permission,
    series::SlotLength,
    time::{Instant, SECOND, Window, Zone},
};

pub(crate) use self::{
    cohorts::Cohorts,
    figures::input_of,
    outage::of_incident as frozen_outage,
    queries::{AssessmentRow, latest_in_run, measure_of_text, measure_text},
    records::facts,
    run::{Measured, cohort_of, measured, off_thread},
    sharing::{figures_now, promised_between},
    simulate::Rolls,
};
pub use self::{queries::latest_of_account, sharing::Overlap, verify::Verification};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::{Error, Result},
    jobs,
    ledger::histories,
    programmes, revisions,
};

/// A result as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAssessment {
    /// Its id.
    pub id: AssessmentId,
    /// The run that made it.
    pub run: RunId,
    /// The policy it was made under.
    pub policy: PolicyId,
    /// When.
    pub created_at: Instant,
    /// The result.
    pub result: Assessment,
}

/// What an assessment was made on.
pub(crate) struct Grounds {
    /// The outage that the account's loss was measured over.
    pub outage: Outage,
    /// The account.
    pub account: Account,
    /// What was measured of it, with the figures of its cohort; none where nothing could be.
    pub measured: Option<(Measure, CohortFigures)>,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStatus {
    /// Waits for a worker.
    Queued,
    /// Measures each account by itself.
    Measuring,
    /// Turns measures into assessments.
    Assessing,
    /// All accounts are assessed.
    Done,
    /// Gave up; the error says why.
    Failed,
    /// A person stopped it.
    Cancelled,
}

impl RunStatus {
    /// The name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Measuring => "measuring",
            Self::Assessing => "assessing",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Queued, Self::Measuring, Self::Assessing, Self::Done, Self::Failed, Self::Cancelled];
        all.into_iter().find(|status| status.name() == name)
    }

    /// Whether it is still at work.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Measuring | Self::Assessing)
    }
}

/// A run as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The programme.
    pub programme: ProgrammeId,
    /// The policy.
    pub policy: PolicyId,
    /// Where it stands.
    pub status: RunStatus,
    /// Accounts of the ledger.
    pub total: i64,
    /// Accounts done in this stage.
    pub done: i64,
    /// When it was started.
    pub created_at: Instant,
    /// When its present stage began.
    pub stage_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// Why it failed.
    pub error: Option<String>,
}

/// How fast a stage of a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Accounts a second, since the stage began.
    pub per_second: i64,
    /// Microseconds that the rest of the stage takes at this pace.
    pub left: i64,
}

impl Run {
    /// The pace of the present stage; none where it has not got under way.
    pub fn pace(&self, now: Instant) -> Option<Pace> {
        let spent = i128::from(now.since(self.stage_at.filter(|_| self.status.is_active())?));
        let (done, rest) = (i128::from(self.done), i128::from(self.total - self.done));
        if done <= 0 || spent <= 0 {
            return None;
        }
        let whole = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
        Some(Pace { per_second: whole(done * i128::from(SECOND) / spent), left: whole(rest.max(0) * spent / done) })
    }
}

/// Results of a run by outcome: how many, and the sum of the amounts in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeTotal {
    /// Name of the outcome.
    pub outcome: String,
    /// Accounts.
    pub accounts: i64,
    /// Sum of offers in minor units.
    pub total_minor: i64,
}

impl Backend {
    /// Starts a run of the policy in force over all accounts. Two starts at once make one run: the second finds the
    /// first. Errors: no published policy.
    pub async fn start_run(&self, actor: &Actor, programme: ProgrammeId) -> Result<RunId> {
        actor.require(Permission::RunAssessments)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        // of two programmes that start at once, one sees the other
        audit::hold(&mut tx).await?;
        let standing = programmes::lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?;
        let Some(policy) = programmes::policy_in_force(&mut tx, programme).await? else {
            return Err(Error::refused(
                "공개된 보상 기준이 없어요. 먼저 기준을 공개해 주세요.",
                "No policy is published yet. Publish one first.",
            ));
        };
        let outage = outage::of_programme(&mut tx, &standing, &policy.policy, now).await?;
        check_others(&mut tx, &outage, programme).await?;
        let id = RunId(self.random.id(now));
        if !queries::insert_run(&mut tx, id, programme, policy.id, &outage, actor.author(), now).await? {
            return queries::active_run(&mut tx, programme).await?.ok_or(Error::NotFound);
        }
        self.enqueue_run(&mut tx, id, RunStatus::Measuring).await?;
        let act = Act {
            action: "run.started",
            subject: format!("run:{id}"),
            detail: format!("programme {programme}, policy version {}", policy.policy.version),
        };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(id)
    }

    /// Stops a run that is at work. What it wrote stays; nothing was offered yet where it was still measuring.
    pub async fn cancel_run(&self, actor: &Actor, run: RunId) -> Result<()> {
        actor.require(Permission::RunAssessments)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if queries::end_run(&mut tx, run, RunStatus::Cancelled, None, now).await? {
            jobs::drop_jobs_of(&mut tx, run).await?;
            let act = Act { action: "run.cancelled", subject: format!("run:{run}"), detail: String::new() };
            audit::append(&mut tx, now, actor, act).await?;
        }
        tx.commit().await
    }

    pub(crate) async fn fail_run(&self, run: RunId, error: &Error) -> Result<()> {
        let mut tx = self.db.begin().await?;
        queries::end_run(&mut tx, run, RunStatus::Failed, Some(&error.to_string()), self.clock.now()).await?;
        jobs::drop_jobs_of(&mut tx, run).await?;
        tx.commit().await
    }

    /// The runs of a programme, newest first.
    pub async fn runs(&self, actor: &Actor, programme: ProgrammeId) -> Result<Vec<Run>> {
        actor.require(Permission::ReadProgrammes)?;
        queries::runs(&mut self.db.begin_read().await?, programme).await
    }

    /// What a run came to, by outcome.
    pub async fn run_totals(&self, actor: &Actor, run: RunId) -> Result<Vec<OutcomeTotal>> {
        actor.require(Permission::ReadProgrammes)?;
        queries::totals(&mut self.db.begin_read().await?, run).await
    }

    /// Expected and actual takings around the outage by hour, for the chart of an assessment, and when the services
    /// that the account uses failed. Empty where the account could not be measured. The caller has checked that the
    /// actor may see the account.
    pub(crate) async fn chart_of(
        &self,
        account: AccountId,
        assessment: &StoredAssessment,
    ) -> Result<(Vec<ChartPoint>, Vec<Window>)> {
        let nothing = (Vec::new(), Vec::new());
        let Some(grounds) = self.grounds_of(account, assessment).await? else { return Ok(nothing) };
        let Grounds { outage, measured: Some((measure, figures)), .. } = grounds else { return Ok(nothing) };
        let Some(reach) = outage::reach(&outage) else { return Ok(nothing) };
        let mut tx = self.db.begin_read().await?;
        let history = histories::history_of(&mut tx, account, self.making()).await?.between(&reach);
        let sharing = assessment.result.figures.impacts.sharing.as_ref();
        let told = sharing.map_or_else(|| outage.clone(), |sharing| sharing.outage(&outage));
        let used = measure.components.iter().map(|component| &component.component).collect::<Vec<_>>();
        Ok((domain::loss::chart(&history, &outage, &measure, &figures), outage::stops(&told, &used)))
    }

    /// What an assessment of an account was made on; none where its run or account is gone. The caller has checked that the
    /// actor may see the account.
    pub(crate) async fn grounds_of(
        &self,
        account: AccountId,
        assessment: &StoredAssessment,
    ) -> Result<Option<Grounds>> {
        let mut tx = self.db.begin_read().await?;
        let run = assessment.run;
        let Some(standing) = queries::standing_run(&mut tx, run).await? else { return Ok(None) };
        let Some(account) = crate::ledger::lookup(&mut tx, account).await? else { return Ok(None) };
        let own = standing.run.programme;
        let measured = if let Some(revised) = revisions::measure_of(&mut tx, account.id, assessment.id).await? {
            Some(revised)
        } else {
            let extent = standing.outage.extent_of(own, &cohort_of(&account));
            queries::measures_of(&mut tx, run, account.id).await?.into_iter().nth(extent)
        };
        let outage = standing.outage.extent_for(own, &account).domain(self.site.zone);
        let measured = measured.and_then(std::result::Result::ok).map(|measure| {
            let figures = standing.figures.figures(&cohort_of(&account), measure.window);
            (measure, figures)
        });
        Ok(Some(Grounds { outage, account, measured }))
    }

    /// The outage of the newest run of a programme; none before the first.
    pub(crate) async fn latest_outage(&self, programme: ProgrammeId) -> Result<Option<Outage>> {
        let mut tx = self.db.begin_read().await?;
        let Some(run) = queries::runs(&mut tx, programme).await?.into_iter().next() else { return Ok(None) };
        let standing = queries::standing_run(&mut tx, run.id).await?;
        Ok(standing.map(|standing| standing.outage.domain(self.site.zone)))
    }
}

/// Errors: a run of a programme that shares the outage is at work and does not know of this one, so that its offers would
/// be for the whole.
async fn check_others(tx: &mut Tx, outage: &outage::FrozenOutage, own: ProgrammeId) -> Result<()> {
    for other in outage.programmes().filter(|other| *other != own) {
        let Some(active) = queries::active_run(tx, other).await? else { continue };
        let active = queries::standing_run(tx, active).await?.ok_or(Error::NotFound)?;
        if !active.outage.programmes().any(|known| known == own) {
            return Err(Error::refused(
                "시간이 겹친 다른 장애의 보상을 지금 계산하고 있어요. 그 계산이 끝난 뒤에 시작해 주세요.",
                "The compensation for an overlapping incident is being computed. Start when that run has ended.",
            ));
        }
    }
    Ok(())
}

/// One assessment of an account, be it a run's or made in a review.
pub async fn lookup(tx: &mut Tx, account: AccountId, id: AssessmentId) -> Result<Option<StoredAssessment>> {
    match queries::lookup(tx, account, id).await? {
        Some(found) => Ok(Some(found)),
        None => revisions::lookup(tx, account, id).await,
    }
}

/// The time whose transactions the assessment of an account in a run reads. Errors: there is none such, or nothing had begun.
pub(crate) async fn reach_of(tx: &mut Tx, run: RunId, account: &Account, zone: Zone) -> Result<Window> {
    let run = queries::standing_run(tx, run).await?.ok_or(Error::NotFound)?;
    let outage = run.outage.extent_for(run.run.programme, account).domain(zone);
    let slots = outage::reach(&outage).ok_or(Error::NotFound)?;
    let instant = |slot| zone.instant(SlotLength::HOUR.start_of(slot));
    Window::try_new(instant(slots.start), instant(slots.end)).ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_pace_is_counted_from_the_beginning_of_the_stage() {
        let run = |status, done| Run {
            id: RunId(Uuid::nil()),
            programme: ProgrammeId(Uuid::nil()),
            policy: PolicyId(Uuid::nil()),
            status,
            total: 1000,
            done,
            created_at: Instant(0),
            stage_at: Some(Instant(10 * SECOND)),
            finished_at: None,
            error: None,
        };
        let now = Instant(14 * SECOND);
        let pace = Pace { per_second: 50, left: 16 * SECOND };
        assert_eq!(run(RunStatus::Measuring, 200).pace(now), Some(pace));
        assert_eq!(run(RunStatus::Measuring, 0).pace(now), None);
        assert_eq!(run(RunStatus::Done, 200).pace(now), None);
        assert_eq!(run(RunStatus::Assessing, 200).pace(Instant(10 * SECOND)), None);
        let last = run(RunStatus::Assessing, 1000).pace(Instant(i64::MAX)).expect("a pace");
        assert_eq!(last.left, 0);
    }
}
