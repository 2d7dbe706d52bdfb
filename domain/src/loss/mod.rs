//! Loss: what an account would have taken through the failed services, what it took, what came back later.
//!
//! The way from a history to a loss: [`expectation`] of each account from its own pattern, holidays and the market;
//! [`exposure`] to the failed services; the [`cohort`]'s loss rate and catch-up; and from these the [`Loss`] of one
//! account, which a policy turns into an award.

mod afterwards;
pub mod benchmark;
mod chart;
pub mod cohort;
mod decay;
mod expectation;
mod exposure;
mod following;
mod frame;
mod giant;
mod habit;
mod hindsight;
mod holiday;
mod interval;
mod level;
mod market;
mod measure;
mod moments;
mod nearby;
mod offer;
mod printed;
mod profile;
mod rates;
mod reading;
mod rotation;
mod rules;
mod stretch;
mod sums;
mod window;
mod working;

#[cfg(test)]
mod tests;

pub use afterwards::Afterwards;
pub use chart::{ChartPoint, chart};
pub use cohort::{CohortKey, CohortTable, Figures as CohortFigures};
pub use expectation::Cycle;
pub use exposure::spells;
pub use frame::{AFTER as DAYS_AFTER, BEFORE as DAYS_BEFORE};
pub use giant::GiantSale;
pub use measure::{Measure, MeasureError, measure};
pub use offer::loss_of;
pub use printed::Factor;
pub use reading::{Placebo, Reading};
pub use stretch::{Stretch, StretchKind, stretches};
pub use sums::{CohortSums, cohort_figures};
pub use window::Outage;
pub use working::{Around, HabitShare, HabitStep, Lead, LevelStep, LikeHours, MarketStep, Part, Working, workings};

use serde::{Deserialize, Serialize};

use crate::{component::ComponentKey, id::IncidentId, impact::Severity};

/// The largest amount that is estimated or assessed, in minor units; products of two stay far within 128 bits.
pub const LARGEST_AMOUNT: i64 = 1_000_000_000_000_000;

/// How firm an offer is, and what happens with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Exposure measured, cohort large enough: offered at once.
    Automatic,
    /// The account's own records firmly show more than the cohort's rate: offered at their lower bound.
    OwnRecords,
    /// Too little history or too short an outage to measure: exposure is assumed, a flat bracket fits.
    Assumed,
    /// A person looks at it.
    Review,
    /// No use of the failed services in the 90 days before.
    NotExposed,
}

/// A number between 0 and 1.1 measured over a cohort, with its error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// The rate used, after shrinking and clamping.
    pub value: f64,
    /// Lower end of its 80 % interval.
    pub low: f64,
    /// Upper end of its 80 % interval.
    pub high: f64,
    /// Number of accounts it was measured over.
    pub accounts: u32,
    /// Whether these are accounts of every kind, since those of the cohort's kind did not carry it alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everyone: bool,
}

/// Sales through one failed component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentExposure {
    /// The component.
    pub component: ComponentKey,
    /// Share of the account's sales that came through it in the 90 days before, or else in the weeks after; 0 to 1.
    pub share: f64,
    /// Hours it was impaired, weighted by severity.
    pub hours: f64,
    /// Sales expected through it while it failed, weighted by severity; minor units.
    pub exposure: f64,
    /// The same by the incidents that hit it, where the outage is of several that overlap; empty where it is of one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spells: Vec<Spell>,
}

/// All time in which the same incidents hit a component alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spell {
    /// The incidents and how badly they hit it, in the order of their ids.
    pub hits: Vec<(IncidentId, Severity)>,
    /// Hours, weighted by the worst of the severities.
    pub hours: f64,
    /// Sales expected through the component then, weighted in the same way; minor units.
    pub exposure: f64,
}

/// A local day that the expectation leaves out, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExcludedDay {
    /// The local date.
    pub date: chrono::NaiveDate,
    /// Why.
    pub reason: ExclusionReason,
}

/// Why a day is not an ordinary day to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// A public or substitute holiday.
    Holiday,
    /// The outage itself.
    Outage,
    /// Another outage of a service that the account uses.
    OtherOutage,
    /// The 48 hours after it, when sales may catch up.
    CatchUp,
    /// The time up to ten days after it, where only the weeks after that are compared with.
    Washout,
}

/// The loss of one account. Amounts are estimates in minor units and not yet rounded; the policy rounds once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    /// Length of the window that `expected` and `actual` are of, in hours: the part of the outage that was at least half as
    /// severe as its worst.
    pub hours: f64,
    /// After how long the account's pattern repeats.
    pub cycle: Cycle,
    /// Sales expected over the window, all ways together.
    pub expected: f64,
    /// Sales taken over the window, all ways together, net of refunds; 0 where they are not known: see `afterwards`.
    pub actual: i64,
    /// Lower end of the 90 % interval of `expected`, at least 0.
    pub expected_low: f64,
    /// Upper end of it.
    pub expected_high: f64,
    /// `expected - actual`, netted over the window; may be negative. 0 where `actual` is not known.
    pub own_loss: f64,
    /// Lower 80 % bound of `own_loss`; 0 where `actual` is not known.
    pub own_loss_low: f64,
    /// Sales that would have come through the failed components: the sum over `components`.
    pub exposure: f64,
    /// The same for each component, most first.
    pub components: Vec<ComponentExposure>,
    /// Share of such sales really lost, over the cohort.
    pub loss_rate: Rate,
    /// Share of the loss made up later, over the cohort, 0 to 0.6.
    pub catch_up: Rate,
    /// What is offered on, before the policy: never negative.
    pub basis: f64,
    /// How firm that is.
    pub band: Band,
    /// Days left out of the comparison.
    pub excluded: Vec<ExcludedDay>,
    /// An hour that stands out, in the past or in the outage; it counts like any other.
    pub giant: Option<GiantSale>,
    /// The weeks that alone it was compared with, where nothing is known of it from before the outage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
}

impl Loss {
    /// The loss of an account whose history says nothing: no exposure, so nothing is offered, and a person may look.
    pub fn unmeasured() -> Self {
        let nothing = Rate { value: 0.0, low: 0.0, high: 0.0, accounts: 0, everyone: false };
        Self {
            hours: 0.0,
            cycle: Cycle::Week,
            expected: 0.0,
            actual: 0,
            expected_low: 0.0,
            expected_high: 0.0,
            own_loss: 0.0,
            own_loss_low: 0.0,
            exposure: 0.0,
            components: Vec::new(),
            loss_rate: nothing,
            catch_up: nothing,
            basis: 0.0,
            band: Band::NotExposed,
            excluded: Vec::new(),
            giant: None,
            afterwards: None,
        }
    }
}
