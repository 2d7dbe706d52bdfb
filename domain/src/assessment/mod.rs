//! Assessment: the immutable result for one account under one version of a policy, with every step that led to it.
//!
//! The way: [`Figures`] are the loss as printed; [`award`] goes through the terms of the account's group and writes one
//! [`Step`] for each line of arithmetic; [`words`] gives each its sentence. [`assess`] puts the outcome, how sure it is
//! and a digest of everything it rests on around them. [`replay`] is the claimant's pocket calculator.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    component::ComponentKey,
    id::{AccountId, ProgrammeId},
    language::Text,
    ledger::{AccountKind, Category, Region},
    loss::{Band, CohortKey, ExclusionReason, Loss, Outage},
    money::{Currency, Money},
    policy::{Percent, Policy},
    time::{Instant, MINUTE, Window},
    uptime,
};

mod award;
mod basis;
mod certainty;
mod company;
mod division;
mod explanation;
mod figures;
mod records;
mod sharing;
mod step;
#[cfg(test)]
mod tests;
mod words;

pub use basis::{Award, Basis};
pub use certainty::Certainty;
pub use division::{Employer, VehiclePart, divide};
pub use explanation::Explanation;
pub use figures::{ComponentFigures, Figures, RateFigures};
pub use records::{Check, CheckError, Difference, Format, Records};
pub use sharing::{IncidentPart, Sharer, Sharing, apportion};
pub use step::{Operation, Source, Step, StepKey, Value, replay};

/// The version of the rules from a loss to an award; a change of any figure or sentence gets a new one.
pub const ENGINE_VERSION: &str = "5";

/// What an assessment has to know of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFacts {
    /// Its id.
    pub id: AccountId,
    /// Who holds it.
    pub kind: AccountKind,
    /// The line of trade.
    pub category: Category,
    /// Where it trades.
    pub region: Region,
    /// The name on its sign.
    pub name: String,
    /// The currency of its ledger.
    pub currency: Currency,
    /// The company whose taxi its holder drives; none for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<Employer>,
}

impl AccountFacts {
    /// The accounts it is measured with.
    pub fn cohort(&self) -> CohortKey {
        CohortKey { kind: self.kind, category: self.category.clone(), region: self.region.clone() }
    }
}

/// What failed and how long, as the published record has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impacts {
    /// The components that failed.
    pub components: Vec<ImpactedComponent>,
    /// Minutes during which any of them failed; begun minutes count whole.
    pub minutes: u32,
    /// Local days touched.
    pub days: u32,
    /// With which other incidents it is one outage; none for an incident by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
}

impl Impacts {
    /// What failed in an outage; `components` are those it names.
    pub fn of(outage: &Outage, components: Vec<ImpactedComponent>) -> Self {
        let all = Window::try_new(Instant(i64::MIN / 2), outage.observed_until);
        let pieces = all.map(|all| uptime::pieces(&outage.impacts, all)).unwrap_or_default();
        let micros: i64 = pieces.iter().map(|(piece, _)| piece.length()).sum();
        let days = pieces.first().zip(pieces.last()).map_or(0, |((first, _), (last, _))| {
            let dates = outage.zone.date(last.end.plus(-1)) - outage.zone.date(first.start);
            u32::try_from(dates.num_days() + 1).unwrap_or(0)
        });
        let minutes = u32::try_from((micros + MINUTE - 1) / MINUTE).unwrap_or(u32::MAX);
        Self { components, minutes, days, sharing: None }
    }
}

/// A component that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactedComponent {
    /// Its key.
    pub key: ComponentKey,
    /// Its name.
    pub name: Text,
}

/// What the claimant proved or the operator knows beyond the ledger. Amounts are minor units of the account's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proven {
    /// The contribution margin by own books; takes the place of the trade's.
    pub margin: Option<Percent>,
    /// Cost spent to make the loss smaller; at least 0.
    pub extra_cost: i64,
    /// The subscription fee that the account pays for a period; at least 0.
    pub fee: Option<i64>,
}

/// What an assessment is made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentInput {
    /// The programme.
    pub programme: ProgrammeId,
    /// The account.
    pub account: AccountFacts,
    /// Its loss.
    pub loss: Loss,
    /// What failed.
    pub impacts: Impacts,
    /// What was proved.
    pub proven: Proven,
}

/// What comes out for the account. Every outcome leaves the way to a person open, and its reason says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An award.
    Offer {
        /// Above 0.
        amount: Money,
        /// Whether a person looks at it before it goes out.
        needs_person: bool,
        /// How firm it is.
        band: Band,
    },
    /// The policy leaves the amount to a person.
    Review {
        /// Why.
        reason: Text,
    },
    /// The rules give nothing.
    NoMeasurableLoss {
        /// Why.
        reason: Text,
    },
    /// The failed services were not used before.
    NotExposed {
        /// Why.
        reason: Text,
    },
    /// No group of the policy takes the account.
    NotEligible {
        /// Why.
        reason: Text,
    },
}

impl Outcome {
    /// The name in records and totals.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Offer { .. } => "offer",
            Self::Review { .. } => "review",
            Self::NoMeasurableLoss { .. } => "no_measurable_loss",
            Self::NotExposed { .. } => "not_exposed",
            Self::NotEligible { .. } => "not_eligible",
        }
    }

    /// The amount offered, if any.
    pub const fn amount(&self) -> Option<Money> {
        match self {
            Self::Offer { amount, .. } => Some(*amount),
            _ => None,
        }
    }
}

/// The result. It rests on nothing but its `figures` and the policy of its `policy_version`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// [`ENGINE_VERSION`] when it was made.
    pub engine_version: String,
    /// The version of the policy.
    pub policy_version: u32,
    /// SHA-256, in hexadecimal, of engine version, figures and policy.
    pub digest: String,
    /// What it was computed from.
    pub figures: Figures,
    /// What came out.
    pub outcome: Outcome,
    /// The outcome in one sentence.
    pub summary: Text,
    /// The table, from top to bottom; empty where nothing was computed.
    pub steps: Vec<Step>,
    /// How sure the award is; none where it is no estimate.
    pub certainty: Option<Certainty>,
}

impl Assessment {
    /// Computes it again under the same policy; equal to this one to the byte unless figures, policy or rules differ.
    pub fn recompute(&self, policy: &Policy) -> Result<Self, Refused> {
        self.figures.clone().assess(policy)
    }
}

/// Why no assessment can be made. All are faults of the input, none of the claimant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A figure is no number or lies outside the range its field promises.
    #[error("{0} is no number or out of range")]
    OutOfRange(&'static str),
    /// The account's ledger is in another currency than the policy.
    #[error("the policy is in {}, the account in {}", .policy.code(), .account.code())]
    CurrencyMismatch {
        /// The policy's.
        policy: Currency,
        /// The account's.
        account: Currency,
    },
}

/// Assesses an account under a policy that [`Policy::validate`] found fit.
pub fn assess(input: &AssessmentInput, policy: &Policy) -> Result<Assessment, Refused> {
    Figures::of(input)?.assess(policy)
}

impl Figures {
    /// Assesses figures rounded before. They and the policy are all that has to be kept of an assessment.
    pub fn assess(self, policy: &Policy) -> Result<Assessment, Refused> {
        let is_company = self.account.kind == AccountKind::TaxiCompany;
        let computed = if is_company { company::compute(&self, policy)? } else { award::compute(&self, policy)? };
        let summary = match &computed.outcome {
            Outcome::Offer { .. } if is_company => words::company_offer(&self),
            Outcome::Offer { .. } => words::offer(&self, computed.is_estimate()),
            Outcome::Review { reason }
            | Outcome::NoMeasurableLoss { reason }
            | Outcome::NotExposed { reason }
            | Outcome::NotEligible { reason } => reason.clone(),
        };
        Ok(Assessment {
            engine_version: ENGINE_VERSION.to_owned(),
            policy_version: policy.version,
            digest: digest(&self, policy)?,
            certainty: certainty::of(&self, policy, &computed)?,
            figures: self,
            outcome: computed.outcome,
            summary,
            steps: computed.steps,
        })
    }
}

/// Why a day was left out of the comparison, in a sentence.
pub fn exclusion_sentence(reason: ExclusionReason) -> Text {
    words::exclusion(reason)
}

/// The digest of what an assessment rests on. The figures hold no floating point, so the text is the same everywhere.
fn digest(figures: &Figures, policy: &Policy) -> Result<String, Refused> {
    let text = serde_json::to_vec(&(ENGINE_VERSION, figures, policy)).map_err(|_| Refused::OutOfRange("figures"))?;
    Ok(sha256(&text))
}

/// SHA-256 in hexadecimal.
fn sha256(text: &[u8]) -> String {
    let nibbles = Sha256::digest(text).into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}
