//! A back-test as a job: every account is measured at every place, the cohorts' figures are made, and every account is
//! judged by them. Measures are not kept but made twice, so that neither memory nor disk grows with the ledger. After a
//! kill the judging goes on where it was last kept; the measuring, whose sums live in memory, begins anew.

use std::{
    sync::Arc,
    time::{Duration, Instant as Moment},
};

use domain::{
    assessment::Impacts,
    backtest::{Judged, Report},
    id::{BacktestId, ProgrammeId},
    ledger::{Account, AccountKind},
    loss::{CohortSums, CohortTable, Measure, Outage, loss_of},
    policy::Policy,
    series::AccountHistory,
};
use uuid::Uuid;

use super::queries::{self, Standing};
use crate::{
    Backend,
    assessments::{RunStatus, cohort_of, facts, input_of, measured, off_thread},
    error::{Error, Result},
    jobs::Lease,
    ledger::{self, histories::StoredHistory},
    programmes, publication,
};

/// Accounts read at once.
const PAGE: i64 = 50;
/// How long work may go on before it is kept and the lease renewed.
const KEEP_EVERY: Duration = Duration::from_secs(5);

/// What every account is taken through.
struct Course {
    programme: ProgrammeId,
    policy: Policy,
    impacts: Impacts,
    /// The outage as placed.
    outages: Vec<Outage>,
}

impl Course {
    /// What was measured at each place. Where nothing is known of the account at the time, nothing can be judged.
    fn measures(&self, history: &AccountHistory) -> Vec<Option<Measure>> {
        let measure = |outage| measured(history.clone(), outage).ok().filter(|measure| measure.afterwards.is_none());
        self.outages.iter().map(measure).collect()
    }

    fn judge(
        &self,
        report: &mut Report,
        figures: &[CohortTable],
        account: &Account,
        history: &AccountHistory,
    ) -> Result<()> {
        // what a taxi company gets is part of its drivers' awards, which are judged as a whole
        if account.kind == AccountKind::TaxiCompany {
            return Ok(());
        }
        let cohort = cohort_of(account);
        let input = |(measure, table): (Option<Measure>, &CohortTable)| {
            let loss = loss_of(&measure?, table, &cohort);
            let facts = facts(account, self.policy.currency, None);
            Some(input_of(self.programme, facts, loss, self.impacts.clone()))
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
        let record = programmes::lookup_policy(&mut tx, backtest.policy).await?.ok_or(Error::NotFound)?;
        let real = standing.outage.domain(self.site.zone);
        let outages: Vec<_> = backtest.places.iter().map(|place| place.outage(&real)).collect();
        Ok(Course {
            programme: backtest.programme,
            policy: record.policy,
            impacts: standing.outage.impacts(self.site.zone),
            outages,
        })
    }

    /// The accounts after one, with their histories.
    async fn accounts_after(&self, after: Uuid) -> Result<Vec<(Account, StoredHistory)>> {
        let accounts = ledger::page_after(&mut self.db.begin_read().await?, after, PAGE).await?;
        let Some(last) = accounts.last() else { return Ok(Vec::new()) };
        let mut histories = self.histories_between(after, last.id.0).await?;
        // an account that came in between is part of neither
        histories.retain(|history| accounts.iter().any(|account| account.id == history.account));
        Ok(accounts.into_iter().zip(histories).collect())
    }

    async fn measure_places(&self, lease: &Lease, standing: &Standing) -> Result<()> {
        let id = standing.backtest.id;
        let course = Arc::new(self.course(standing).await?);
        self.renew(lease).await?;
        let mut tx = self.db.begin().await?;
        let total = ledger::count_all(&mut tx).await?;
        if !queries::begin_measuring(&mut tx, id, total).await? {
            return Ok(());
        }
        tx.commit().await?;
        let mut sums = vec![CohortSums::default(); course.outages.len()];
        let (mut cursor, mut done, mut kept) = (Uuid::nil(), 0, Moment::now());
        loop {
            let page = self.accounts_after(cursor).await?;
            let Some((last, _)) = page.last() else { break };
            (cursor, done) = (last.id.0, done + page.len());
            let course = course.clone();
            sums = off_thread(move || {
                for (account, history) in &page {
                    let measures = course.measures(&history.decode()?);
                    for (sums, measure) in sums.iter_mut().zip(measures) {
                        if let Some(measure) = measure {
                            sums.add(&cohort_of(account), &measure);
                        }
                    }
                }
                Ok::<_, Error>(sums)
            })
            .await??;
            if kept.elapsed() >= KEEP_EVERY {
                self.renew(lease).await?;
                let mut tx = self.db.begin().await?;
                if !queries::measured(&mut tx, id, i64::try_from(done).unwrap_or(i64::MAX)).await? {
                    return Ok(());
                }
                tx.commit().await?;
                kept = Moment::now();
            }
        }
        let figures: Vec<CohortTable> = sums.iter().map(CohortSums::table).collect();
        self.renew(lease).await?;
        let mut tx = self.db.begin().await?;
        queries::begin_judging(&mut tx, id, &figures).await?;
        tx.commit().await
    }

    async fn judge_places(&self, lease: &Lease, standing: Standing) -> Result<()> {
        let id = standing.backtest.id;
        let course = Arc::new(self.course(&standing).await?);
        let figures = Arc::new(standing.figures);
        let (mut cursor, mut report, mut kept) = (standing.cursor, standing.report, Moment::now());
        loop {
            let page = self.accounts_after(cursor).await?;
            let Some((last, _)) = page.last() else { break };
            cursor = last.id.0;
            let (course, figures) = (course.clone(), figures.clone());
            report = off_thread(move || {
                for (account, history) in &page {
                    course.judge(&mut report, &figures, account, &history.decode()?)?;
                }
                Ok::<_, Error>(report)
            })
            .await??;
            if kept.elapsed() >= KEEP_EVERY {
                self.renew(lease).await?;
                let mut tx = self.db.begin().await?;
                if !queries::judged(&mut tx, id, cursor, &report).await? {
                    return Ok(());
                }
                tx.commit().await?;
                kept = Moment::now();
            }
        }
        self.renew(lease).await?;
        let mut tx = self.db.begin().await?;
        if queries::judged(&mut tx, id, cursor, &report).await? {
            queries::end(&mut tx, id, RunStatus::Done, None, self.clock.now()).await?;
            publication::touch(&mut tx).await?;
        }
        tx.commit().await?;
        self.published();
        Ok(())
    }
}
