//! A run as jobs that can be resumed. One cuts the accounts into shards of neighbours; each shard is measured by a job of
//! its own; when the last is done, one makes the cohorts' figures; then each shard is assessed. The transaction that
//! keeps a shard's results also counts it and ends its job, so that after a kill nothing is done twice and the next
//! worker, of this server or another, goes on with what is left. Taxi companies come last, when the awards of their drivers
//! are known.

use std::sync::Arc;

use domain::{
    id::{AccountId, AssessmentId, RunId},
    ledger::{Account, AccountKind},
    loss::{CohortKey, CohortSums, CohortTable, Measure, MeasureError, Outage, measure},
    money::Money,
    policy::Policy,
    series::AccountHistory,
    time::Instant,
};
use uuid::Uuid;

use super::{
    RunStatus, divisions,
    figures::Course,
    outage::Promised,
    queries::{self, Advance, MeasuredAccount, NewAssessment, Shard, StandingRun},
    sharing,
};
use crate::{
    Backend,
    claims::{AssessmentBasis, RunResult},
    db::Tx,
    error::{Error, Result},
    jobs::{Job, Lease},
    ledger::{self, histories},
    programmes, publication,
};

/// Most accounts of a shard: enough that the jobs cost nothing, few enough that a lost one is soon done again.
const LARGEST_SHARD: i64 = 256;
/// Fewest accounts of a shard.
const SMALLEST_SHARD: i64 = 16;
/// Shards that a small ledger is cut into, so that several workers share it and its progress is seen.
const SHARDS: i64 = 64;
/// Measures that are summed between two signs of life.
const SUMMED: i64 = 2000;

/// What a shard is assessed from.
type Work = (StandingRun, Policy, Vec<MeasuredAccount>);

/// The cohort of an account.
pub fn cohort_of(account: &Account) -> CohortKey {
    CohortKey { kind: account.kind, category: account.category.clone(), region: account.region.clone() }
}

/// The stage of a run in which its shards are worked on.
fn jobs_of(run: RunId, stage: RunStatus, shards: i64) -> Vec<(String, Job)> {
    let job = |shard| match stage {
        RunStatus::Measuring => Job::MeasureShard { run, shard },
        _ => Job::AssessShard { run, shard },
    };
    (0..shards).map(|shard| (format!("run-{run}-{}-{shard}", stage.name()), job(shard))).collect()
}

impl Backend {
    /// Queues what a run needs as a whole before a stage.
    pub(crate) async fn enqueue_run(&self, tx: &mut Tx, run: RunId, before: RunStatus) -> Result<()> {
        self.enqueue_jobs(tx, &[(format!("run-{run}-before-{}", before.name()), Job::Assess { run })]).await
    }

    /// Does what a run needs as a whole before its next stage. Nothing where somebody stopped it.
    pub(crate) async fn work_on_run(&self, lease: &Lease, id: RunId) -> Result<()> {
        let run = queries::standing_run(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound)?;
        match run.run.status {
            RunStatus::Queued => self.cut_run(lease, run).await,
            RunStatus::Measuring => self.make_figures(lease, &run).await,
            RunStatus::Assessing => self.assess_companies(lease, &run).await,
            _ => Ok(()),
        }
    }

    /// Settles how far the ledger goes, cuts the accounts there are into shards, and has them measured.
    async fn cut_run(&self, lease: &Lease, run: StandingRun) -> Result<()> {
        let id = run.run.id;
        let (shards, last) = self.shards(lease).await?;
        let mut outage = run.outage.observed_to(last);
        if outage.is_shared() {
            let cohorts = ledger::cohorts(&mut self.db.begin_read().await?).await?;
            outage = outage.narrowed_for(run.run.programme, &cohorts);
        }
        let total = shards.iter().map(|shard| shard.accounts).sum();
        let mut tx = self.db.begin().await?;
        let now = self.clock.now();
        if !queries::enter_stage(&mut tx, id, RunStatus::Queued, RunStatus::Measuring, total, now).await? {
            return Ok(());
        }
        self.complete_job(&mut tx, lease).await?;
        queries::store_outage(&mut tx, id, &outage).await?;
        queries::insert_shards(&mut tx, id, &shards).await?;
        if shards.is_empty() {
            self.enqueue_run(&mut tx, id, RunStatus::Assessing).await?;
        }
        self.enqueue_jobs(&mut tx, &jobs_of(id, RunStatus::Measuring, total_of(&shards))).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// The accounts there are as shards, and the instant of the ledger's last transaction. A transaction for each shard:
    /// accounts whose histories are not stored take a while.
    async fn shards(&self, lease: &Lease) -> Result<(Vec<Shard>, Option<Instant>)> {
        let count = ledger::count_all(&mut self.db.begin_read().await?).await?;
        let size = (count / SHARDS).clamp(SMALLEST_SHARD, LARGEST_SHARD);
        let (mut shards, mut after, mut end) = (Vec::new(), Uuid::nil(), None);
        loop {
            let mut read = self.db.begin_read().await?;
            let ids = ledger::ids_after(&mut read, after, size).await?;
            let Some(last) = ids.last().copied() else { return Ok((shards, end)) };
            end = end.max(histories::last_transaction(&mut read, after, last).await?);
            drop(read);
            let accounts = i64::try_from(ids.len()).unwrap_or(i64::MAX);
            shards.push(Shard { number: total_of(&shards), after, last, accounts });
            after = last;
            self.renew(lease).await?;
        }
    }

    /// A run and one of its shards. None where the run is not in that stage any more.
    async fn standing_shard(&self, id: RunId, stage: RunStatus, number: i64) -> Result<Option<(StandingRun, Shard)>> {
        let mut tx = self.db.begin_read().await?;
        let run = queries::standing_run(&mut tx, id).await?.ok_or(Error::NotFound)?;
        if run.run.status != stage {
            return Ok(None);
        }
        let shard = queries::shard(&mut tx, id, number).await?.ok_or(Error::NotFound)?;
        Ok(Some((run, shard)))
    }

    /// Measures the accounts of a shard.
    pub(crate) async fn measure_shard(&self, lease: &Lease, id: RunId, number: i64) -> Result<()> {
        let Some((run, shard)) = self.standing_shard(id, RunStatus::Measuring, number).await? else { return Ok(()) };
        let outages: Vec<_> = run.outage.extents().iter().map(|extent| extent.domain(self.site.zone)).collect();
        let histories = self.histories_between(shard.after, shard.last).await?;
        let measures = off_thread(move || -> Result<Vec<_>> {
            let measures = histories.iter().map(|stored| {
                let over = |outage| Ok(measured(stored.decode()?, outage));
                let measures = outages.iter().map(over).collect::<Result<Vec<_>>>()?;
                Ok((stored.account, queries::measures_text(&measures)?))
            });
            measures.collect()
        });
        let measures = measures.await??;
        let mut tx = self.db.begin().await?;
        let advance = queries::advance(&mut tx, id, RunStatus::Measuring, &shard).await?;
        if advance == Advance::Stopped {
            return Ok(());
        }
        self.complete_job(&mut tx, lease).await?;
        let divisions = divisions::of_shard(&mut tx, run.run.programme, &shard).await?;
        queries::insert_measures(&mut tx, id, &measures, &divisions).await?;
        if advance == Advance::Complete {
            self.enqueue_run(&mut tx, id, RunStatus::Assessing).await?;
        }
        tx.commit().await?;
        if advance == Advance::Complete {
            self.wake_workers();
        }
        Ok(())
    }

    /// Makes the figures of all cohorts from the measures and has the shards assessed.
    async fn make_figures(&self, lease: &Lease, run: &StandingRun) -> Result<()> {
        let id = run.run.id;
        let mut sums = Summing::of(run);
        loop {
            // a transaction for each page: a long one would keep the database from tidying up
            let more = sums.add_page(&mut self.db.begin_read().await?).await?;
            if !more {
                break;
            }
            self.renew(lease).await?;
        }
        let mut tx = self.db.begin().await?;
        let (total, now) = (run.run.total, self.clock.now());
        if !queries::enter_stage(&mut tx, id, RunStatus::Measuring, RunStatus::Assessing, total, now).await? {
            return Ok(());
        }
        self.complete_job(&mut tx, lease).await?;
        queries::store_figures(&mut tx, id, &sums.table(run)).await?;
        let shards = queries::count_shards(&mut tx, id).await?;
        self.enqueue_jobs(&mut tx, &jobs_of(id, RunStatus::Assessing, shards)).await?;
        if shards == 0 {
            self.end_run(&mut tx, id).await?;
        }
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// Assesses the accounts of a shard and takes the results to their claims.
    pub(crate) async fn assess_shard(&self, lease: &Lease, id: RunId, number: i64) -> Result<()> {
        let Some((run, shard)) = self.standing_shard(id, RunStatus::Assessing, number).await? else { return Ok(()) };
        let mut read = self.db.begin_read().await?;
        let policy = programmes::lookup_policy(&mut read, run.run.policy).await?.ok_or(Error::NotFound)?.policy;
        let measures = queries::measures_of_shard(&mut read, id, &shard).await?;
        drop(read);
        let (now, limit, standing) = (self.clock.now(), policy.authority(), run.run.clone());
        let (is_shared, work) = (run.outage.is_shared(), Arc::new((run, policy, measures)));
        let alone = if is_shared { None } else { Some(self.compute_all(&work, Promised::new()).await?) };
        let mut tx = self.db.begin().await?;
        let advance = queries::advance(&mut tx, id, RunStatus::Assessing, &shard).await?;
        if advance == Advance::Stopped {
            return Ok(());
        }
        self.complete_job(&mut tx, lease).await?;
        let assessments = if let Some(assessments) = alone {
            assessments
        } else {
            // what others promise these accounts stays as it is read until ours is promised too
            let accounts = (AccountId(shard.after), AccountId(shard.last));
            let promised = sharing::held_between(&mut tx, &work.0, accounts).await?;
            self.compute_all(&work, promised).await?
        };
        queries::insert_assessments(&mut tx, &standing, &assessments, now).await?;
        let results: Vec<_> = assessments.iter().map(|assessed| result_of(assessed, &standing, limit)).collect();
        self.take_results(&mut tx, id, &results).await?;
        let is_last = advance == Advance::Complete;
        let has_companies = is_last && divisions::company_after(&mut tx, id, Uuid::nil()).await?.is_some();
        if has_companies {
            self.enqueue_run(&mut tx, id, RunStatus::Done).await?;
        } else if is_last {
            self.end_run(&mut tx, id).await?;
        }
        tx.commit().await?;
        if is_last && !has_companies {
            self.published();
        }
        self.wake_workers();
        Ok(())
    }

    /// What the engine says of the accounts of a shard; companies come when their drivers are known.
    async fn compute_all(&self, work: &Arc<Work>, promised: Promised) -> Result<Vec<NewAssessment>> {
        let (work, now, random, zone) = (work.clone(), self.clock.now(), self.random.clone(), self.site.zone);
        off_thread(move || {
            let (run, policy, measures) = &*work;
            let course = Course::of(run, zone);
            let assess = |measured: &MeasuredAccount| {
                let account = measured.account.id;
                let result = course.figures(measured, policy.currency, &promised)?.assess(policy);
                let result = result.map_err(|refused| Error::Corrupt(format!("account {account}: {refused}")))?;
                Ok(NewAssessment {
                    account,
                    id: AssessmentId(random.id(now)),
                    document: serde_json::to_string(&result)?,
                    outcome: result.outcome,
                    digest: result.digest,
                })
            };
            let themselves = measures.iter().filter(|measured| measured.account.kind != AccountKind::TaxiCompany);
            themselves.map(assess).collect()
        })
        .await?
    }

    pub(super) async fn end_run(&self, tx: &mut Tx, id: RunId) -> Result<()> {
        queries::end_run(tx, id, RunStatus::Done, None, self.clock.now()).await?;
        publication::touch(tx).await
    }
}

/// What an assessment means for a claim.
pub fn result_of(assessed: &NewAssessment, run: &super::Run, limit: Money) -> RunResult {
    let basis = AssessmentBasis { account: assessed.account, programme: run.programme, assessment: assessed.id, limit };
    RunResult { basis, outcome: assessed.outcome.clone() }
}

fn total_of(shards: &[Shard]) -> i64 {
    i64::try_from(shards.len()).unwrap_or(i64::MAX)
}

/// Measures the part of a history that lies around an outage.
pub fn measured(history: AccountHistory, outage: &Outage) -> Measured {
    let reach = super::outage::reach(outage).ok_or(MeasureError::NoWindow)?;
    measure(&history.between(&reach), outage)
}

/// The measures of a run being summed, page by page, so that memory does not grow with the ledger.
struct Summing {
    run: RunId,
    /// One for each extent of the run's outage.
    sums: Vec<CohortSums>,
    cursor: Uuid,
}

impl Summing {
    fn of(run: &StandingRun) -> Self {
        let sums = vec![CohortSums::default(); run.outage.extents().len()];
        Self { run: run.run.id, sums, cursor: Uuid::nil() }
    }

    /// Adds the next measures; false where there are no more.
    async fn add_page(&mut self, tx: &mut Tx) -> Result<bool> {
        let page = queries::measures_after(tx, self.run, self.cursor, SUMMED).await?;
        let Some(last) = page.last() else { return Ok(false) };
        self.cursor = last.account.id.0;
        for MeasuredAccount { account, measures, .. } in &page {
            for (sums, measured) in self.sums.iter_mut().zip(measures) {
                if let Ok(measure) = measured {
                    sums.add(&cohort_of(account), measure);
                }
            }
        }
        Ok(true)
    }

    /// The figures of every cohort, each from the measures over the extent that its accounts are assessed over.
    fn table(&self, run: &StandingRun) -> CohortTable {
        let mut rows = Vec::new();
        for (extent, sums) in self.sums.iter().enumerate() {
            let is_of = |cohort: &CohortKey| run.outage.extent_of(run.run.programme, cohort) == extent;
            rows.extend(sums.table().rows.into_iter().filter(|row| is_of(&row.cohort)));
        }
        rows.sort_by(|a, b| (a.window, &a.cohort).cmp(&(b.window, &b.cohort)));
        CohortTable { rows }
    }
}

/// The figures of a run from all its measures.
pub async fn figures_again(tx: &mut Tx, run: &StandingRun) -> Result<CohortTable> {
    let mut sums = Summing::of(run);
    while sums.add_page(tx).await? {}
    Ok(sums.table(run))
}

/// Computes where it keeps no other work waiting.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))
}

/// A measure, or the reason why there is none; both are stored.
pub type Measured = std::result::Result<Measure, MeasureError>;
