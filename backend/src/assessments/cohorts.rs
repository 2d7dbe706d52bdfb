//! The cohorts of a programme's latest run as they are published, kept in memory until there is a newer run or back-test.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    id::{BacktestId, ProgrammeId, RunId},
    ledger::{AccountKind, Category, Region},
    loss::CohortKey,
    published::{Counted, PublishedCohort, published},
    role::Permission,
};

use super::{RunStatus, queries};
use crate::{
    Actor, Backend, backtests,
    db::Tx,
    error::{Error, Result, known},
    within,
};

/// What the figures were made from.
type Sources = (RunId, Option<BacktestId>);

/// The published cohorts of a programme, with what they were made from.
type Kept = (Sources, Arc<Vec<PublishedCohort>>);

/// The published cohorts of every programme.
#[derive(Default)]
pub struct Cohorts(Mutex<HashMap<ProgrammeId, Kept>>);

impl Cohorts {
    fn get(&self, programme: ProgrammeId, sources: &Sources) -> Option<Arc<Vec<PublishedCohort>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&programme).filter(|(from, _)| from == sources).map(|(_, cohorts)| cohorts.clone())
    }

    fn keep(&self, programme: ProgrammeId, sources: Sources, cohorts: Arc<Vec<PublishedCohort>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(programme, (sources, cohorts));
    }
}

impl Backend {
    /// The cohorts of a programme's latest finished run, as they are published; empty without a run.
    pub async fn cohorts(&self, actor: &Actor, programme: ProgrammeId) -> Result<Arc<Vec<PublishedCohort>>> {
        actor.require(Permission::ReadProgrammes)?;
        self.published_cohorts(&mut self.db.begin_read().await?, programme).await
    }

    /// The cohorts of a programme's latest finished run, with what its latest back-test found; empty without a run.
    pub(crate) async fn published_cohorts(
        &self,
        tx: &mut Tx,
        programme: ProgrammeId,
    ) -> Result<Arc<Vec<PublishedCohort>>> {
        let runs = queries::runs(tx, programme).await?;
        let Some(run) = runs.into_iter().find(|run| run.status == RunStatus::Done) else { return Ok(Arc::default()) };
        let backtest = backtests::latest_done(tx, programme).await?;
        let sources = (run.id, backtest);
        if let Some(cohorts) = self.cohorts.get(programme, &sources) {
            return Ok(cohorts);
        }
        let standing = queries::standing_run(tx, run.id).await?.ok_or(Error::NotFound)?;
        let report = match backtest {
            Some(backtest) => backtests::lookup(tx, backtest).await?.and_then(|found| found.report),
            None => None,
        };
        let counted = counted(tx, run.id).await?;
        let cohorts = Arc::new(published(&counted, &standing.figures, report.as_ref()));
        self.cohorts.keep(programme, sources, cohorts.clone());
        Ok(cohorts)
    }
}

/// The assessed accounts of each cohort, and those that used the failed services, in the order of cohorts. Taxi companies are
/// measured with nobody.
async fn counted(tx: &mut Tx, run: RunId) -> Result<Vec<Counted>> {
    const COUNT: &str = "select a.kind, a.category, a.region, count(*)
          , count(case when s.outcome in ('offer', 'review', 'no_measurable_loss') then 1 end)
        from assessments s join accounts a on a.id = s.account_id
        where s.run_id = $1 and a.kind <> 'taxi_company'
        group by a.kind, a.category, a.region";
    let rows: Vec<(String, String, String, i64, i64)> =
        within!(tx, c => sqlx::query_as(COUNT).bind(run.0).fetch_all(c))?;
    let cohort = |(kind, category, region, accounts, exposed): (String, String, String, i64, i64)| {
        Ok(Counted {
            cohort: CohortKey {
                kind: known(AccountKind::from_name(&kind), "account kind", &kind)?,
                category: Category(category),
                region: Region(region),
            },
            accounts: accounts.unsigned_abs(),
            exposed: exposed.unsigned_abs(),
        })
    };
    let mut counted = rows.into_iter().map(cohort).collect::<Result<Vec<_>>>()?;
    counted.sort_by(|a, b| a.cohort.cmp(&b.cohort));
    Ok(counted)
}
