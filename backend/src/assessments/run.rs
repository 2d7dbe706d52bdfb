//! A run as a resumable job: measure every account, make the cohorts' figures, assess every account. Each page of
//! accounts is one transaction that also moves the run's cursor and renews the lease, so that after a kill the next
//! worker goes on with the next page and nothing is done twice.

use domain::{
    assessment::{AccountFacts, AssessmentInput, Outcome, Proven, assess},
    claim::Track,
    id::{AssessmentId, RunId},
    ledger::Account,
    loss::{CohortKey, CohortSums, Measure, MeasureError, Outage, loss_of, measure},
    policy::Policy,
    series::AccountHistory,
};
use uuid::Uuid;

use super::{RunStatus, StoredAssessment, queries, queries::StandingRun};
use crate::{
    Backend, claims,
    db::Tx,
    error::{Error, Result},
    jobs::Lease,
    ledger, programmes, publication,
};

/// Accounts measured or assessed in one transaction.
const PAGE: i64 = 50;

/// The cohort of an account.
pub fn cohort_of(account: &Account) -> CohortKey {
    CohortKey { kind: account.kind, category: account.category.clone(), region: account.region.clone() }
}

impl Backend {
    /// Works on a run until it is done or somebody cancelled it.
    pub(crate) async fn work_on_run(&self, lease: &Lease, id: RunId) -> Result<()> {
        loop {
            let mut tx = self.db.begin_read().await?;
            let Some(run) = queries::standing_run(&mut tx, id).await? else { return Err(Error::NotFound) };
            drop(tx);
            match run.run.status {
                RunStatus::Queued => self.begin_measuring(lease, &run).await?,
                RunStatus::Measuring => self.measure_page(lease, &run).await?,
                RunStatus::Assessing => self.assess_page(lease, &run).await?,
                RunStatus::Done | RunStatus::Failed | RunStatus::Cancelled => return Ok(()),
            }
        }
    }

    async fn begin_measuring(&self, lease: &Lease, run: &StandingRun) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        let total = queries::count_accounts(&mut tx).await?;
        queries::enter_stage(&mut tx, run.run.id, RunStatus::Measuring, total).await?;
        tx.commit().await
    }

    async fn measure_page(&self, lease: &Lease, run: &StandingRun) -> Result<()> {
        let outage = run.outage.domain(self.site.zone);
        let page = ledger::page_after(&mut self.db.begin_read().await?, run.cursor, PAGE).await?;
        let Some(last) = page.last().map(|account| account.id) else {
            return self.make_figures(lease, run).await;
        };
        let (accounts, histories): (Vec<_>, Vec<_>) =
            self.histories_between(run.cursor, last.0).await?.into_iter().unzip();
        let measures: Vec<Measured> =
            off_thread(move || histories.iter().map(|history| measured(history, &outage)).collect()).await?;
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        for (account, measure) in accounts.iter().zip(&measures) {
            queries::insert_measure(&mut tx, run.run.id, account.id, measure).await?;
        }
        queries::advance(&mut tx, run, last.0, accounts.len()).await?;
        tx.commit().await
    }

    /// Sums the measures page by page, so that memory does not grow with the ledger.
    async fn make_figures(&self, lease: &Lease, run: &StandingRun) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        let sums = sums(&mut tx, run.run.id).await?;
        let total = queries::count_measures(&mut tx, run.run.id).await?;
        queries::store_figures(&mut tx, run.run.id, &sums.table()).await?;
        queries::enter_stage(&mut tx, run.run.id, RunStatus::Assessing, total).await?;
        tx.commit().await
    }

    async fn assess_page(&self, lease: &Lease, run: &StandingRun) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        let page = queries::measures_after(&mut tx, run.run.id, run.cursor, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return self.finish_run(tx, run).await;
        };
        let last = last.id.0;
        let record = programmes::lookup_policy(&mut tx, run.run.policy).await?.ok_or(Error::NotFound)?;
        for (account, measure) in &page {
            let assessed = self.assess_one(run, &record.policy, account, measure.as_ref().ok())?;
            queries::insert_assessment(&mut tx, &assessed, account.id, run).await?;
            self.offer(&mut tx, run, &record.policy, account, &assessed).await?;
        }
        queries::advance(&mut tx, run, last, page.len()).await?;
        tx.commit().await
    }

    fn assess_one(
        &self,
        run: &StandingRun,
        policy: &Policy,
        account: &Account,
        measure: Option<&Measure>,
    ) -> Result<StoredAssessment> {
        let now = self.clock.now();
        Ok(StoredAssessment {
            id: AssessmentId(self.random.id(now)),
            run: run.run.id,
            policy: run.run.policy,
            created_at: now,
            result: compute(run, self.site.zone, policy, account, measure)?,
        })
    }

    /// Puts an offer on the table where there is one and the claim has not moved on; tells the account's holder.
    async fn offer(
        &self,
        tx: &mut Tx,
        run: &StandingRun,
        policy: &Policy,
        account: &Account,
        assessed: &StoredAssessment,
    ) -> Result<()> {
        let Outcome::Offer { amount, needs_person: false, .. } = assessed.result.outcome else { return Ok(()) };
        let basis = claims::AssessmentBasis {
            account: account.id,
            programme: run.run.programme,
            assessment: assessed.id,
            limit: policy.authority(),
        };
        self.put_offer(tx, basis, Track::Fast, amount).await
    }

    async fn finish_run(&self, mut tx: Tx, run: &StandingRun) -> Result<()> {
        queries::end_run(&mut tx, run.run.id, RunStatus::Done, None, self.clock.now()).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(())
    }
}

/// Measures the part of a history that lies around an outage.
pub fn measured(history: &AccountHistory, outage: &Outage) -> Measured {
    let reach = super::outage::reach(outage).ok_or(MeasureError::NoWindow)?;
    measure(&history.between(&reach), outage)
}

/// What the engine says of one account: pure, so that a check gets the same.
pub fn compute(
    run: &StandingRun,
    zone: domain::time::Zone,
    policy: &Policy,
    account: &Account,
    measure: Option<&Measure>,
) -> Result<domain::assessment::Assessment> {
    let loss = match measure {
        Some(measure) => loss_of(measure, &run.figures, &cohort_of(account)),
        None => queries::unmeasured(),
    };
    let input = AssessmentInput {
        programme: run.run.programme,
        account: AccountFacts {
            id: account.id,
            kind: account.kind,
            category: account.category.clone(),
            region: account.region.clone(),
            name: account.name.clone(),
            currency: policy.currency,
        },
        loss,
        impacts: run.outage.impacts(zone),
        proven: Proven::default(),
    };
    assess(&input, policy).map_err(|refused| Error::Corrupt(format!("account {}: {refused}", account.id)))
}

/// The sums over all measures of a run.
pub async fn sums(tx: &mut Tx, run: RunId) -> Result<CohortSums> {
    let mut sums = CohortSums::default();
    let mut cursor = Uuid::nil();
    loop {
        let page = queries::measures_after(tx, run, cursor, 500).await?;
        let Some((last, _)) = page.last() else { return Ok(sums) };
        cursor = last.id.0;
        for (account, measure) in &page {
            if let Ok(measure) = measure {
                sums.add(&cohort_of(account), measure);
            }
        }
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))
}

/// A measure, or the reason why there is none; both are stored.
pub type Measured = std::result::Result<Measure, MeasureError>;
