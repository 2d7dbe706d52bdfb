//! A back-test as a job: every account is measured at every place, the cohorts' figures are made, and every account is
//! judged by them. Measures are not kept but made twice, so that neither memory nor disk grows with the ledger. After a
//! kill the judging goes on where it was last kept; the measuring, whose sums live in memory, begins anew.

use std::{
    sync::Arc,
    time::{Duration, Instant as Moment},
};

use domain::{
    assessment::Impacts,
    backtest::{Judged, Report, spanning},
    id::{BacktestId, ProgrammeId},
    ledger::Account,
    loss::{CohortSums, CohortTable, Measure, Outage, loss_of, measure},
    money::Currency,
    policy::Policy,
    series::AccountHistory,
};
use uuid::Uuid;

use super::queries::{self, Standing};
use crate::{
    Backend,
    assessments::{RunStatus, cohort_of, count_accounts, input_of},
    error::{Error, Result},
    jobs::Lease,
    ledger, programmes, publication,
};

/// Accounts read at once.
const PAGE: i64 = 50;
/// How long work may go on before it is kept and the lease renewed.
const KEEP_EVERY: Duration = Duration::from_secs(5);

/// What every account is taken through.
struct Course {
    programme: ProgrammeId,
    policy: Policy,
    currency: Currency,
    impacts: Impacts,
    /// The outage as placed.
    outages: Vec<Outage>,
    /// One that reaches over all of them.
    reach: Outage,
}

impl Course {
    fn measures(&self, history: &AccountHistory) -> Vec<Option<Measure>> {
        self.outages.iter().map(|outage| measure(history, outage).ok()).collect()
    }

    fn judge(
        &self,
        report: &mut Report,
        figures: &[CohortTable],
        account: &Account,
        history: &AccountHistory,
    ) -> Result<()> {
        let cohort = cohort_of(account);
        let input = |(measure, table): (Option<Measure>, &CohortTable)| {
            let loss = loss_of(&measure?, table, &cohort);
            Some(input_of(self.programme, account, self.currency, loss, self.impacts.clone()))
        };
        let inputs: Vec<_> = self.measures(history).into_iter().zip(figures).map(input).collect();
        let cases = inputs.iter().map(|input| input.as_ref().map(|input| Judged::of(input, &self.policy)).transpose());
        let cases = cases.collect::<Result<Vec<_>, _>>();
        let cases = cases.map_err(|refused| Error::Corrupt(format!("account {}: {refused}", account.id)))?;
        report.add(&cohort, &cases);
        Ok(())
    }
}

impl Backend {
    /// Works on a back-test until it is done or somebody stopped it.
    pub(crate) async fn work_on_backtest(&self, lease: &Lease, id: BacktestId) -> Result<()> {
        loop {
            let standing = queries::standing(&mut self.db.begin_read().await?, id).await?.ok_or(Error::NotFound)?;
            match standing.backtest.status {
                RunStatus::Queued | RunStatus::Measuring => self.measure_places(lease, &standing).await?,
                RunStatus::Assessing => self.judge_places(lease, standing).await?,
                RunStatus::Done | RunStatus::Failed | RunStatus::Cancelled => return Ok(()),
            }
        }
    }

    async fn course(&self, standing: &Standing) -> Result<Course> {
        let mut tx = self.db.begin_read().await?;
        let backtest = &standing.backtest;
        let programme = programmes::lookup(&mut tx, backtest.programme).await?.ok_or(Error::NotFound)?;
        let record = programmes::lookup_policy(&mut tx, backtest.policy).await?.ok_or(Error::NotFound)?;
        let real = standing.outage.domain(self.site.zone);
        let outages: Vec<_> = backtest.places.iter().map(|place| place.outage(&real)).collect();
        Ok(Course {
            programme: backtest.programme,
            policy: record.policy,
            currency: programme.budget.currency,
            impacts: standing.outage.impacts(self.site.zone),
            reach: spanning(&outages).ok_or(Error::NotFound)?,
            outages,
        })
    }

    /// The accounts after one, with their takings around all places.
    async fn accounts_after(&self, course: &Course, after: Uuid) -> Result<Vec<(Account, AccountHistory)>> {
        let mut tx = self.db.begin_read().await?;
        let mut page = Vec::new();
        for account in ledger::page_after(&mut tx, after, PAGE).await? {
            let history = self.history_of(&mut tx, account.id, &course.reach, course.currency).await?;
            page.push((account, history));
        }
        Ok(page)
    }

    async fn measure_places(&self, lease: &Lease, standing: &Standing) -> Result<()> {
        let id = standing.backtest.id;
        let course = Arc::new(self.course(standing).await?);
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        let total = count_accounts(&mut tx).await?;
        if !queries::begin_measuring(&mut tx, id, total).await? {
            return Ok(());
        }
        tx.commit().await?;
        let mut sums = vec![CohortSums::default(); course.outages.len()];
        let (mut cursor, mut done, mut kept) = (Uuid::nil(), 0, Moment::now());
        loop {
            let page = self.accounts_after(&course, cursor).await?;
            let Some((last, _)) = page.last() else { break };
            (cursor, done) = (last.id.0, done + page.len());
            let course = course.clone();
            sums = off_thread(move || {
                for (account, history) in &page {
                    let measures = course.measures(history);
                    for (sums, measure) in sums.iter_mut().zip(measures) {
                        if let Some(measure) = measure {
                            sums.add(&cohort_of(account), &measure);
                        }
                    }
                }
                sums
            })
            .await?;
            if kept.elapsed() >= KEEP_EVERY {
                let mut tx = self.db.begin().await?;
                self.renew(&mut tx, lease).await?;
                if !queries::measured(&mut tx, id, i64::try_from(done).unwrap_or(i64::MAX)).await? {
                    return Ok(());
                }
                tx.commit().await?;
                kept = Moment::now();
            }
        }
        let figures: Vec<CohortTable> = sums.iter().map(CohortSums::table).collect();
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        queries::begin_judging(&mut tx, id, &figures).await?;
        tx.commit().await
    }

    async fn judge_places(&self, lease: &Lease, standing: Standing) -> Result<()> {
        let id = standing.backtest.id;
        let course = Arc::new(self.course(&standing).await?);
        let figures = Arc::new(standing.figures);
        let (mut cursor, mut report, mut kept) = (standing.cursor, standing.report, Moment::now());
        loop {
            let page = self.accounts_after(&course, cursor).await?;
            let Some((last, _)) = page.last() else { break };
            cursor = last.id.0;
            let (course, figures) = (course.clone(), figures.clone());
            report = off_thread(move || {
                for (account, history) in &page {
                    course.judge(&mut report, &figures, account, history)?;
                }
                Ok::<_, Error>(report)
            })
            .await??;
            if kept.elapsed() >= KEEP_EVERY {
                let mut tx = self.db.begin().await?;
                self.renew(&mut tx, lease).await?;
                if !queries::judged(&mut tx, id, cursor, &report).await? {
                    return Ok(());
                }
                tx.commit().await?;
                kept = Moment::now();
            }
        }
        let mut tx = self.db.begin().await?;
        self.renew(&mut tx, lease).await?;
        if queries::judged(&mut tx, id, cursor, &report).await? {
            queries::end(&mut tx, id, RunStatus::Done, None, self.clock.now()).await?;
            publication::touch(&mut tx).await?;
        }
        tx.commit().await?;
        self.published();
        Ok(())
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))
}
