//! Back-tests: a programme's outage placed in earlier weeks in which nothing failed, over the whole ledger and through
//! the whole way to the award, so that everyone can see what would have been paid for nothing.

mod queries;
mod work;

use domain::{
    backtest::{Place, Report, places},
    id::{BacktestId, IncidentId, PolicyId, ProgrammeId},
    role::Permission,
    time::{Instant, Window},
};

pub(crate) use self::queries::{latest_done, lookup};
use crate::{
    Actor, Backend,
    assessments::{RunStatus, frozen_outage},
    audit::{self, Act},
    db::Tx,
    error::{Error, Result},
    incidents,
    jobs::Job,
    programmes,
};

/// Weeks in which an outage is placed.
const PLACES: usize = 6;

/// A back-test as staff see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// Its id.
    pub id: BacktestId,
    /// The programme.
    pub programme: ProgrammeId,
    /// The policy that the awards come from.
    pub policy: PolicyId,
    /// Where it stands.
    pub status: RunStatus,
    /// Accounts of the ledger.
    pub total: i64,
    /// Accounts done in this stage.
    pub done: i64,
    /// Where the outage is placed, the nearest first.
    pub places: Vec<Place>,
    /// What came out; none before the end.
    pub report: Option<Report>,
    /// When it was started.
    pub created_at: Instant,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// Why it failed.
    pub error: Option<String>,
}

impl Backend {
    /// Starts a back-test of a programme over all accounts, under the policy in force or else the newest draft. Two
    /// starts at once make one. Errors: nothing failed in the incident; no earlier weeks that are free and on record.
    pub async fn start_backtest(&self, actor: &Actor, programme: ProgrammeId) -> Result<BacktestId> {
        actor.require(Permission::RunAssessments)?;
        let now = self.clock.now();
        // before the transaction: it goes through the whole ledger, and nobody could write meanwhile
        let begins = queries::ledger_begins(&mut self.db.begin_read().await?).await?.unwrap_or(now);
        let mut tx = self.db.begin().await?;
        let standing = programmes::lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?;
        let policy = programmes::policy_to_try(&mut tx, programme).await?.ok_or(Error::NotFound)?;
        let frozen = frozen_outage(&mut tx, standing.incident, now).await?;
        let others = others(&mut tx, standing.incident, now).await?;
        let places = places(&frozen.domain(self.site.zone), &others, begins, PLACES);
        if places.is_empty() {
            return Err(Error::refused(
                "장애 전에 아무 장애도 없던 같은 요일과 시간이 기록에 없어요. 장애 전 9주가 넘는 거래 기록을 가져온 뒤 다시 시작해 주세요.",
                "The ledger has no earlier week with the same weekday and hours in which nothing failed. Import more than \
                 nine weeks of transactions from before the outage, then start again.",
            ));
        }
        let id = BacktestId(self.random.id(now));
        let new = queries::NewBacktest { id, programme, policy: policy.id, outage: &frozen, places: &places };
        if !queries::insert(&mut tx, &new, actor.author(), now).await? {
            return queries::active(&mut tx, programme).await?.ok_or(Error::NotFound);
        }
        self.enqueue_jobs(&mut tx, &[(format!("backtest-{id}"), Job::Backtest { backtest: id })]).await?;
        let act = Act {
            action: "backtest.started",
            subject: format!("backtest:{id}"),
            detail: format!("programme {programme}, policy version {}", policy.policy.version),
        };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(id)
    }

    /// Stops a back-test that is at work.
    pub async fn cancel_backtest(&self, actor: &Actor, backtest: BacktestId) -> Result<()> {
        actor.require(Permission::RunAssessments)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if queries::end(&mut tx, backtest, RunStatus::Cancelled, None, now).await? {
            let act =
                Act { action: "backtest.cancelled", subject: format!("backtest:{backtest}"), detail: String::new() };
            audit::append(&mut tx, now, actor, act).await?;
        }
        tx.commit().await
    }

    pub(crate) async fn fail_backtest(&self, backtest: BacktestId, error: &Error) -> Result<()> {
        let mut tx = self.db.begin().await?;
        queries::end(&mut tx, backtest, RunStatus::Failed, Some(&error.to_string()), self.clock.now()).await?;
        tx.commit().await
    }

    /// The back-tests of a programme, newest first.
    pub async fn backtests(&self, actor: &Actor, programme: ProgrammeId) -> Result<Vec<Backtest>> {
        actor.require(Permission::ReadProgrammes)?;
        queries::of_programme(&mut self.db.begin_read().await?, programme).await
    }

    /// A back-test.
    pub async fn backtest(&self, actor: &Actor, backtest: BacktestId) -> Result<Backtest> {
        actor.require(Permission::ReadProgrammes)?;
        lookup(&mut self.db.begin_read().await?, backtest).await?.ok_or(Error::NotFound)
    }
}

/// When anything failed in other incidents.
async fn others(tx: &mut Tx, incident: IncidentId, now: Instant) -> Result<Vec<Window>> {
    let incidents = incidents::all_within(tx).await?;
    let others = incidents.into_iter().filter(|other| other.id != incident);
    Ok(others.flat_map(|other| other.impacts).filter_map(|impact| impact.window(now)).collect())
}
