//! Records of one assessment, for whoever wants to compute it again.

use domain::{
    assessment::{AccountFacts, Employer, Format, Proven, Records},
    id::{AccountId, ClaimId, ProgrammeId},
    ledger::Account,
    money::Currency,
    policy::Policy,
};

use super::{
    StoredAssessment, divisions,
    outage::reach,
    queries::{self, StandingRun},
    run::cohort_of,
};
use crate::{
    Actor, Backend,
    db::Tx,
    error::{Error, Result},
    ledger::histories,
    programmes,
};

impl Backend {
    /// All that the result of a claimant's account rests on. Errors: not found, also where it is another's.
    pub async fn claimant_records(&self, actor: &Actor, account: AccountId, programme: ProgrammeId) -> Result<Records> {
        let case = self.claimant_case(actor, account, programme).await?;
        self.records_of(&case.account, case.assessment).await
    }

    /// The same for staff, by the claim.
    pub async fn staff_records(&self, actor: &Actor, claim: ClaimId) -> Result<Records> {
        let case = self.staff_case(actor, claim).await?;
        self.records_of(&case.account, case.assessment).await
    }

    /// A company's parts are those of the assessment: a driver's revision since may wait for a person to decide.
    async fn records_of(&self, account: &Account, stored: StoredAssessment) -> Result<Records> {
        let parts = stored.result.figures.parts.clone();
        let records = self.records_in(&mut self.db.begin_read().await?, account, &stored).await?;
        Ok(Records { parts, ..records }.sealed()?)
    }

    /// What an assessment of an account rests on, as the ledger has it now.
    pub(crate) async fn records_in(
        &self,
        tx: &mut Tx,
        account: &Account,
        stored: &StoredAssessment,
    ) -> Result<Records> {
        let run = queries::standing_run(tx, stored.run).await?.ok_or(Error::NotFound)?;
        let record = programmes::lookup_policy(tx, stored.policy).await?.ok_or(Error::NotFound)?;
        self.records(tx, &run, &record.policy, account, stored.result.clone()).await
    }

    /// What an account's assessment in a run rests on, as the ledger has it now.
    pub(super) async fn records(
        &self,
        tx: &mut Tx,
        run: &StandingRun,
        policy: &Policy,
        account: &Account,
        published: domain::assessment::Assessment,
    ) -> Result<Records> {
        let extent = run.outage.extent_for(run.run.programme, account);
        let mut outage = extent.domain(self.site.zone);
        let history = histories::sums_of(tx, account.id, self.making()).await?.history();
        // what failed that the account does not use is none of its business
        outage.others.retain(|impact| history.by_component.iter().any(|(used, _)| *used == impact.component));
        let employer = divisions::employer_of(tx, run.run.id, account.id).await?;
        Ok(Records {
            format: Format::First,
            programme: run.run.programme,
            account: facts(account, policy.currency, employer),
            history: history.between(&reach(&outage).unwrap_or_default()),
            proven: Proven::default(),
            components: extent.components(),
            cohort: run.figures.of(&cohort_of(account)),
            policy: policy.clone(),
            sharing: published.figures.impacts.sharing.clone(),
            parts: divisions::parts(tx, run.run.id, account, policy).await?,
            outage,
            published,
            seal: None,
        })
    }
}

/// What an assessment has to know of an account.
pub(crate) fn facts(account: &Account, currency: Currency, employer: Option<Employer>) -> AccountFacts {
    AccountFacts {
        id: account.id,
        kind: account.kind,
        category: account.category.clone(),
        region: account.region.clone(),
        name: account.name.clone(),
        currency,
        employer,
    }
}
