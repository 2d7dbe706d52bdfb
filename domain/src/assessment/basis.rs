//! The numbers of an account that an award is made of, without the words: what a policy is tried on over all accounts.

use super::{ComponentFigures, Figures, Impacts, Proven, Refused, award};
use crate::{
    ledger::{AccountKind, Category, Region},
    loss::Band,
    money::Currency,
    policy::{Percent, Policy},
};

/// The numbers of an account that an award is made of. Amounts are minor units of `currency`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Basis<'a> {
    /// Who holds the account.
    pub kind: AccountKind,
    /// The line of trade.
    pub category: &'a Category,
    /// Where it trades.
    pub region: &'a Region,
    /// The currency of its ledger.
    pub currency: Currency,
    /// What failed and how long.
    pub impacts: &'a Impacts,
    /// What was proved.
    pub proven: Proven,
    /// How firm the loss is.
    pub band: Band,
    /// Whether nothing is known of it from before the outage, and it was compared with the weeks after it alone.
    pub is_afterwards: bool,
    /// Lower 80 % bound of the loss that own records show.
    pub own_loss_low: i64,
    /// Sales that would have come through each failed component, where `expected` is expected.
    pub components: &'a [ComponentFigures],
    /// Share of such sales really lost.
    pub loss_rate: Percent,
    /// Share of the loss made up later.
    pub catch_up: Percent,
    /// Sales expected that the components' exposures belong to.
    pub expected: i64,
    /// Sales expected for which the award is asked; exposures move in proportion.
    pub at: i64,
    /// The driver's share of the award; none where all of it is asked, or nobody shares in it.
    pub driver_share: Option<Percent>,
}

/// What an account gets, without the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Award {
    /// An award.
    Offer {
        /// Above 0, minor units.
        amount: i64,
        /// Whether a person looks at it before it goes out.
        needs_person: bool,
    },
    /// The policy leaves the amount to a person.
    Review,
    /// The rules give nothing.
    NoMeasurableLoss,
    /// The failed services were not used before.
    NotExposed,
    /// No group of the policy takes the account.
    NotEligible,
}

impl Award {
    /// What is paid, minor units; 0 where nothing is, or where a person has to say.
    pub const fn minor(self) -> i64 {
        match self {
            Self::Offer { amount, .. } => amount,
            _ => 0,
        }
    }
}

impl<'a> Basis<'a> {
    /// The numbers of some figures.
    pub fn of(figures: &'a Figures) -> Self {
        let account = &figures.account;
        Self {
            kind: account.kind,
            category: &account.category,
            region: &account.region,
            currency: account.currency,
            impacts: &figures.impacts,
            proven: figures.proven,
            band: figures.band,
            is_afterwards: figures.afterwards.is_some(),
            own_loss_low: figures.own_loss_low,
            components: &figures.components,
            loss_rate: figures.loss_rate.value,
            catch_up: figures.catch_up.value,
            expected: figures.expected,
            at: figures.expected,
            driver_share: account.employer.as_ref().map(|employer| employer.driver_share),
        }
    }

    /// The same award as [`Figures::assess`] gives, with nothing put into words. Errors:
    /// another currency, or a result out of 64 bits.
    pub fn award(self, policy: &Policy) -> Result<Award, Refused> {
        award::settle(self, None, policy).map(|(award, ..)| award)
    }

    /// What would have come through a component if `at` had been expected.
    pub(super) fn exposure(&self, component: &ComponentFigures) -> Result<i64, Refused> {
        if self.at == self.expected {
            return Ok(component.exposure);
        }
        let scaled = i128::from(component.exposure).checked_mul(self.at.max(0).into());
        let exposure = scaled.and_then(|scaled| scaled.checked_div(self.expected.into()));
        exposure.and_then(|exposure| exposure.try_into().ok()).ok_or(Refused::OutOfRange("exposure"))
    }
}
