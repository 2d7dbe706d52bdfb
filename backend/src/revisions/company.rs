//! What a driver's revision does to the company: its part of the award follows in the same transaction, so that the two never
//! come to more than the whole.

use domain::{
    assessment::{Assessment, VehiclePart},
    claim::State,
    id::{AccountId, AssessmentId},
    language::Text,
    money::Money,
    policy::Policy,
};

use super::{Revision, queries};
use crate::{
    Backend,
    assessments::{self, StoredAssessment},
    claims::{self, StoredClaim},
    db::Tx,
    error::{Error, Result},
    ledger, programmes,
};

impl Backend {
    /// Lets the company that a driver works for follow the driver's revision: its assessment is computed again, and an open
    /// claim rests on the result. Errors: the award for the shifts became smaller than what the company's claim has moved on
    /// with.
    pub(super) async fn revise_company(
        &self,
        tx: &mut Tx,
        driver: &StoredClaim,
        standing: &StoredAssessment,
        revision: &Revision,
    ) -> Result<()> {
        let Some(employer) = &revision.after.figures.account.employer else { return Ok(()) };
        let policy = programmes::lookup_policy(tx, standing.policy).await?.ok_or(Error::NotFound)?.policy;
        let claim = claims::find(tx, employer.company, driver.programme).await?;
        if let Some(claim) = &claim
            && !self.can_follow(tx, claim, standing, revision, &policy).await?
        {
            return Ok(());
        }
        let before = assessments::latest_in_run(tx, standing.run, employer.company).await?.ok_or(Error::NotFound)?;
        let company = ledger::lookup(tx, employer.company).await?.ok_or(Error::NotFound)?;
        let records = self.records_in(tx, &company, &before).await?;
        let measured = records.measure();
        let figures = assessments::figures_now(tx, standing.run, &company, records, measured.as_ref().ok()).await?;
        let after = figures.assess(&policy);
        let after = after.map_err(|refused| Error::Corrupt(format!("account {}: {refused}", company.id)))?;
        if after.digest == before.result.digest {
            return Ok(());
        }
        let (id, amount) = (AssessmentId(self.random.id(revision.at)), after.outcome.amount());
        let revision = Revision {
            number: queries::count(tx, company.id, driver.programme).await? + 1,
            before: before.result.clone(),
            after,
            ..revision.clone()
        };
        queries::insert(tx, (company.id, driver.programme), &before, id, &revision, &measured).await?;
        match claim {
            Some(claim) => self.claim_follows(tx, &claim, id, amount, revision.at).await,
            None => Ok(()),
        }
    }

    /// Whether the company's claim can be computed again with the driver's. Where it has moved on, or rests on another run, it
    /// stays as it is, and the award for the shifts must not become smaller than the one that it was computed from.
    async fn can_follow(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        standing: &StoredAssessment,
        revision: &Revision,
        policy: &Policy,
    ) -> Result<bool> {
        let resting = assessments::lookup(tx, claim.account, claim.assessment).await?.ok_or(Error::NotFound)?;
        if resting.run == standing.run && !is_settled(claim.claim.state) {
            return Ok(true);
        }
        let account = revision.after.figures.account.id;
        let after = VehiclePart::of(&revision.after, policy)
            .map_err(|refused| Error::Corrupt(format!("account {account}: {refused}")))?;
        let after = after.and_then(|part| part.whole).unwrap_or(0);
        match whole_of(&resting.result, account).filter(|whole| after < *whole) {
            Some(whole) => Err(would_exceed(Money::new(whole, policy.currency))),
            None => Ok(false),
        }
    }
}

/// Whether money was promised that a recomputation does not take back.
const fn is_settled(state: State) -> bool {
    matches!(state, State::Accepted | State::Approved | State::Paying | State::PaymentFailed | State::Paid)
}

/// The award for a driver's shifts that a company's assessment rests on.
fn whole_of(company: &Assessment, driver: AccountId) -> Option<i64> {
    company.figures.parts.iter().find(|part| part.driver == driver).and_then(|part| part.whole)
}

fn would_exceed(whole: Money) -> Error {
    let whole = whole.format();
    Error::Refused(Text::new(
        format!(
            "회사의 청구가 이 운행의 보상액 {whole}을 바탕으로 진행되고 있어 그보다 낮출 수 없어요. 낮추면 기사와 회사가 받는 금액의 합이 보상액을 넘게 돼요."
        ),
        format!(
            "The company's claim goes on with {whole} for these shifts, so the award cannot become smaller. Driver and company would get more than the whole."
        ),
    ))
}
