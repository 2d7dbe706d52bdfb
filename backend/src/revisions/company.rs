//! What a driver's revision does to the company: its part of the award is computed again in the same transaction, and reaches
//! its claim as any later result does. More goes out at once; less waits for a person, and until then what was promised
//! stands. The driver's promise stands in the same way, so for that time the two may hold more than the new whole: the
//! operator bears the difference, as it does for everybody whose later result waits, and who decides is shown both sums.

use domain::id::AssessmentId;

use super::{Revision, queries};
use crate::{
    Backend,
    assessments::{self, StoredAssessment},
    claims::{self, AssessmentBasis, RunResult, StoredClaim},
    db::Tx,
    error::{Error, Result},
    ledger,
};

impl Backend {
    /// Computes the company again that a driver works for, and takes the result to its claim.
    pub(super) async fn revise_company(
        &self,
        tx: &mut Tx,
        driver: &StoredClaim,
        standing: &StoredAssessment,
        revision: &Revision,
    ) -> Result<()> {
        let Some(employer) = &revision.after.figures.account.employer else { return Ok(()) };
        let (company, programme) = (employer.company, driver.programme);
        let before = assessments::latest_in_run(tx, standing.run, company).await?.ok_or(Error::NotFound)?;
        let newest = claims::latest_assessment(tx, company, programme).await?.ok_or(Error::NotFound)?;
        let account = ledger::lookup(tx, company).await?.ok_or(Error::NotFound)?;
        let records = self.records_in(tx, &account, &before).await?;
        let measured = records.measure();
        let policy = records.policy.clone();
        let figures = assessments::figures_now(tx, standing.run, &account, records, measured.as_ref().ok()).await?;
        let after = figures.assess(&policy);
        let after = after.map_err(|refused| Error::Corrupt(format!("account {company}: {refused}")))?;
        if after.digest == before.result.digest {
            return Ok(());
        }
        let (assessment, outcome) = (AssessmentId(self.random.id(revision.at)), after.outcome.clone());
        let number = queries::count(tx, company, programme).await? + 1;
        let of_company = Revision { number, before: before.result.clone(), after, ..revision.clone() };
        queries::insert(tx, (company, programme), &before, assessment, &of_company, &measured).await?;
        // where a later run came to another result, that one has reached the claim and holds
        let is_newest = newest.assessment == before.id;
        let Some(claim) = claims::find(tx, company, programme).await?.filter(|_| is_newest) else { return Ok(()) };
        let basis = AssessmentBasis { account: company, programme, assessment, limit: claim.limit };
        self.take_revised(tx, claim, (standing.run, revision.by), &RunResult { basis, outcome }).await
    }
}
