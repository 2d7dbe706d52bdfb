//! The terms of a policy: the ways in which an amount comes about.

use serde::{Deserialize, Serialize};

use super::{Percent, Reasoned};
use crate::{language::Text, ledger::Category};

/// A rule and when it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// For which losses it holds.
    pub when: When,
    /// The rule.
    pub rule: Rule,
}

/// For which losses a term holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// For all.
    Always,
    /// Where the loss was measured from records.
    Measured,
    /// Where exposure had to be assumed: too little history or too short an outage.
    Assumed,
}

/// How an amount comes about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Lost sales × contribution margin, less a deductible, × coverage. Practice of business-interruption insurance and
    /// of the 2021 loss compensation of small businesses.
    Computed(Computed),
    /// A flat award by bracket of a measure, as in the scheme of 2022.
    Brackets(Brackets),
    /// A part of a subscription fee, as telecommunications terms refund it.
    FeeRefund(FeeRefund),
    /// A sum for each day or hour.
    PerUnit(PerUnit),
    /// A flat sum.
    Goodwill(Goodwill),
}

/// Lost sales × contribution margin (+ proven extra cost), less a deductible, × coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// Contribution margins by line of trade: what is left of sales after costs that do not arise without a sale. Never
    /// the operating margin, which a bad year makes negative although the loss is real.
    pub margins: Vec<Margin>,
    /// The margin of every other trade. A margin that the claimant proved takes the place of either.
    pub other_margin: Reasoned<Percent>,
    /// Taken off the lost profit, minor units; none for nothing.
    #[serde(default)]
    pub deductible: Option<Reasoned<i64>>,
    /// The share of the lost profit that is paid, up to 100 %.
    pub coverage: Reasoned<Percent>,
}

/// The contribution margin of some lines of trade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// The lines of trade, at least one.
    pub categories: Vec<Category>,
    /// The margin, up to 100 %.
    pub margin: Reasoned<Percent>,
}

/// A flat award by bracket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brackets {
    /// What the brackets go by.
    pub by: Measure,
    /// The brackets, ascending; nothing is paid for a measure of 0 or above the last bound.
    pub rows: Vec<Bracket>,
}

/// What brackets go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Lost sales, minor units.
    LostSales,
    /// Local days touched by the failure.
    Days,
    /// Hours of the failure, begun hours counted whole.
    Hours,
    /// Downtime in millionths of a month of 30 days, as service levels count: 100 is an uptime of 99.99 %.
    DowntimeMillionths,
}

/// One bracket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bracket {
    /// The upper bound, inclusive; none in the last bracket for no bound.
    #[serde(default)]
    pub up_to: Option<i64>,
    /// What it gives.
    pub award: BracketAward,
    /// Why, in both languages.
    pub reason: Text,
}

/// What a bracket gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BracketAward {
    /// A flat sum, minor units.
    Flat(i64),
    /// A share of the fee that the account pays for a period.
    ShareOfFee(Percent),
    /// A person looks at it.
    Review,
}

/// Fee × refunded units / units in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRefund {
    /// The fee of a period, minor units; none for the account's own.
    #[serde(default)]
    pub fee: Option<Reasoned<i64>>,
    /// Days in the period, 1 to 366.
    pub period_days: u32,
    /// What is counted.
    pub unit: TimeUnit,
    /// How many units are refunded.
    pub refunded: Reasoned<Affected>,
}

/// How many units of time a refund is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Affected {
    /// The length of the failure times this, then begun units counted whole.
    Times(u32),
    /// This many, however long the failure was.
    Fixed(u32),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Local days touched.
    Day,
    /// Hours.
    Hour,
}

/// A sum for each day or hour above a threshold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerUnit {
    /// What is counted; begun hours count whole.
    pub unit: TimeUnit,
    /// The first units for which nothing is paid.
    pub unpaid: Reasoned<u32>,
    /// For each further one, minor units.
    pub amount: Reasoned<i64>,
}

/// A flat sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goodwill {
    /// The sum, minor units.
    pub amount: Reasoned<i64>,
}
