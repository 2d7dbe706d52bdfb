//! Division: a company's taxi is driven by its employees. The fares of a vehicle's shifts stand in the ledger once, on the
//! driver's account, so the award is computed once, on them, and then divided: the driver gets the wage share, the company
//! the rest, to the minor unit (reference 5.4, corporate taxi: a split key, one total per vehicle-shift).

use serde::{Deserialize, Serialize};

use super::{Assessment, Award, Basis, Refused, StepKey, step::product};
use crate::{
    id::AccountId,
    ledger::AccountKind,
    money::Money,
    policy::{Percent, Policy},
};

/// The company that a driver works for, and how an award for the shifts is divided with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employer {
    /// The company's account.
    pub company: AccountId,
    /// The name on its sign.
    pub name: String,
    /// The driver's share of an award, at most the whole; the rest is the company's.
    pub driver_share: Percent,
}

/// The driver's and the company's part of a whole of 0 or more; they sum to it. The driver's is rounded half up to a minor
/// unit. None for a share above the whole.
pub fn divide(whole: i64, driver_share: Percent) -> Option<(i64, i64)> {
    let driver = product(whole, driver_share.tenths(), Percent::WHOLE.tenths())?;
    (driver_share <= Percent::WHOLE && whole >= 0).then_some((driver, whole - driver))
}

/// What the award for one driver's shifts is to the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VehiclePart {
    /// The driver's account.
    pub driver: AccountId,
    /// The driver's name.
    pub name: String,
    /// The driver's share.
    pub driver_share: Percent,
    /// The award for the shifts before it is divided, minor units; 0 where there is none, and none where a person has to
    /// say.
    pub whole: Option<i64>,
    /// Whether a person looks at it before it goes out.
    pub needs_person: bool,
    /// The digest of the driver's assessment, which shows how the whole comes about.
    pub digest: String,
}

impl VehiclePart {
    /// What a driver's assessment is to the company; none for an account that works for none. Errors: those of the
    /// assessment itself.
    pub fn of(driver: &Assessment, policy: &Policy) -> Result<Option<Self>, Refused> {
        let account = &driver.figures.account;
        let Some(employer) = &account.employer else { return Ok(None) };
        // what was promised elsewhere is taken off from each one's own part
        let impacts = driver.figures.impacts.sharing.as_ref().map(|shared| driver.figures.seen_from(shared.incident));
        let impacts = impacts.as_ref().unwrap_or(&driver.figures.impacts);
        let award = Basis { driver_share: None, impacts, ..Basis::of(&driver.figures) }.award(policy)?;
        Ok(Some(Self {
            driver: account.id,
            name: account.name.clone(),
            driver_share: employer.driver_share,
            whole: (award != Award::Review).then_some(award.minor()),
            needs_person: matches!(award, Award::Offer { needs_person: true, .. }),
            digest: driver.digest.clone(),
        }))
    }

    /// The driver's and the company's part; none for a share above the whole. Nothing is divided before a person has said
    /// how much there is.
    pub fn parts(&self) -> Option<(i64, i64)> {
        divide(self.whole.unwrap_or(0), self.driver_share)
    }
}

impl Assessment {
    /// The most that may be offered on it. An award that is divided with a company, or shared with other incidents, is paid in
    /// parts that never make more than the whole; none where nothing was divided, or where a person sets the whole.
    pub fn most(&self) -> Option<Money> {
        let figures = &self.figures;
        let is_divided = if figures.account.kind == AccountKind::TaxiCompany {
            figures.parts.iter().all(|part| part.whole.is_some())
        } else {
            let divides = [StepKey::VehicleAward, StepKey::SharedAward, StepKey::PromisedElsewhere];
            self.steps.iter().any(|step| divides.contains(&step.key))
        };
        let nothing = Money::new(0, figures.account.currency);
        is_divided.then(|| self.outcome.amount().unwrap_or(nothing))
    }
}
