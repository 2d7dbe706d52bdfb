//! The last part of a run: the taxi companies, each assessed when the awards of all drivers are known. A transaction for each
//! company, so that after a kill those that are done stay done.

use domain::{
    assessment::{Assessment, Figures},
    id::AssessmentId,
    ledger::Account,
    loss::Loss,
    policy::Policy,
};
use uuid::Uuid;

use super::{
    divisions,
    figures::input_of,
    queries::{self, NewAssessment, StandingRun},
    records::facts,
    run::result_of,
    sharing,
};
use crate::{
    Backend,
    db::Tx,
    error::{Error, Result},
    jobs::Lease,
    programmes,
};

impl Backend {
    /// Assesses the companies and ends the run. Nothing where shards of it are still out, or somebody stopped it.
    pub(super) async fn assess_companies(&self, lease: &Lease, run: &StandingRun) -> Result<()> {
        if run.run.done < run.run.total {
            return Ok(());
        }
        let id = run.run.id;
        let record = programmes::lookup_policy(&mut self.db.begin_read().await?, run.run.policy).await?;
        let policy = record.ok_or(Error::NotFound)?.policy;
        let mut cursor = Uuid::nil();
        while let Some(company) = divisions::company_after(&mut self.db.begin_read().await?, id, cursor).await? {
            cursor = company.id.0;
            let mut tx = self.db.begin().await?;
            // a stopped run offers nothing more
            if !queries::hold(&mut tx, id).await? {
                return Ok(());
            }
            self.assess_company(&mut tx, run, &policy, &company).await?;
            tx.commit().await?;
            self.renew(lease).await?;
        }
        let mut tx = self.db.begin().await?;
        if !queries::hold(&mut tx, id).await? {
            return Ok(());
        }
        self.complete_job(&mut tx, lease).await?;
        self.end_run(&mut tx, id).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(())
    }

    /// Assesses a company, unless that was done before a worker died, and takes the result to its claim.
    async fn assess_company(&self, tx: &mut Tx, run: &StandingRun, policy: &Policy, company: &Account) -> Result<()> {
        if queries::is_assessed(tx, run.run.id, company.id).await? {
            return Ok(());
        }
        let now = self.clock.now();
        let result = self.compute_company(tx, run, policy, company).await?;
        let assessed = NewAssessment {
            account: company.id,
            id: AssessmentId(self.random.id(now)),
            document: serde_json::to_string(&result)?,
            outcome: result.outcome,
            digest: result.digest,
        };
        let arrived = result_of(&assessed, &run.run, policy.authority());
        queries::insert_assessments(tx, &run.run, &[assessed], now).await?;
        self.take_results(tx, run.run.id, &[arrived]).await
    }

    /// What the engine says of a company.
    async fn compute_company(
        &self,
        tx: &mut Tx,
        run: &StandingRun,
        policy: &Policy,
        company: &Account,
    ) -> Result<Assessment> {
        let parts = divisions::parts(tx, run.run.id, company, policy).await?;
        let extent = run.outage.extent_for(run.run.programme, company);
        let impacts = extent.impacts_for(self.site.zone, sharing::held(tx, run, company).await?);
        let facts = facts(company, policy.currency, None);
        let input = input_of(run.run.programme, facts, Loss::unmeasured(), impacts);
        let corrupt = |refused| Error::Corrupt(format!("account {}: {refused}", company.id));
        let figures = Figures::of(&input).map_err(corrupt)?.with_parts(parts);
        sharing::with_dues(tx, run, company, figures).await?.assess(policy).map_err(corrupt)
    }
}
