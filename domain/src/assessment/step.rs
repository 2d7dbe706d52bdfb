//! Steps: the table that a claimant reads from top to bottom and can redo line by line.

use serde::{Deserialize, Serialize};

use crate::{
    language::{Language, Text},
    money::{Money, group_thousands},
    named::named,
    policy::{Percent, Rounding, RoundingRule, TimeUnit},
};

named! {
    /// What a step is about.
    StepKey {
        /// How long the services failed.
        Duration = "duration",
        /// Days known after the outage, where they alone were compared with.
        Afterwards = "afterwards",
        /// Sales expected, all ways together.
        Expected = "expected",
        /// Sales taken.
        Actual = "actual",
        /// Sales through one failed component.
        Component = "component",
        /// Sales through all failed components.
        Exposure = "exposure",
        /// Share really lost.
        LossRate = "loss_rate",
        /// The loss that own records firmly show.
        OwnRecords = "own_records",
        /// Share made up later.
        CatchUp = "catch_up",
        /// Contribution margin.
        Margin = "margin",
        /// Proven cost of making the loss smaller.
        ExtraCost = "extra_cost",
        /// Deductible.
        Deductible = "deductible",
        /// Share of the loss that is paid.
        Coverage = "coverage",
        /// The measure that a bracket goes by.
        Measure = "measure",
        /// The award of a bracket.
        Bracket = "bracket",
        /// A subscription fee.
        Fee = "fee",
        /// The part of a fee that is returned.
        Refunded = "refunded",
        /// The sum for a day or an hour.
        UnitAmount = "unit_amount",
        /// Days or hours paid for.
        Units = "units",
        /// A flat sum.
        Goodwill = "goodwill",
        /// Several terms made one.
        Combined = "combined",
        /// Rounding.
        Rounding = "rounding",
        /// The floor.
        Floor = "floor",
        /// The cap.
        Cap = "cap",
        /// The award for a vehicle's shifts, before it is divided.
        VehicleAward = "vehicle_award",
        /// The driver's share of it.
        DriverShare = "driver_share",
        /// A taxi company's part of the award for one driver's shifts.
        CompanyPart = "company_part",
        /// The award.
        Award = "award",
    }
}

/// A printed figure; it is exact as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// An amount.
    Money(Money),
    /// A share.
    Percent(Percent),
    /// A length in minutes.
    Minutes(u32),
    /// A number of days or hours.
    Count {
        /// How many.
        number: u32,
        /// Of what.
        unit: TimeUnit,
    },
    /// Days of days, or hours of hours.
    Ratio {
        /// The part.
        part: u32,
        /// Of the whole; above 0.
        whole: u32,
        /// Of what.
        unit: TimeUnit,
    },
    /// Downtime in millionths of a month, printed as the uptime that is left.
    DowntimeMillionths(u32),
}

impl Value {
    /// As people read it: `₩931,400`, `61%`, `41시간`, `6/31일`, `99.9884%`.
    pub fn format(self, language: Language) -> String {
        match self {
            Self::Money(money) => money.format(),
            Self::Percent(percent) => percent.to_string(),
            Self::Minutes(minutes) => length(minutes, language),
            Self::Count { number, unit } => count(number, unit, language),
            Self::Ratio { part, whole, unit } => match language {
                Language::Ko => format!("{part}/{}", count(whole, unit, language)),
                Language::En => format!("{part} of {}", count(whole, unit, language)),
            },
            Self::DowntimeMillionths(down) => {
                let up = 1_000_000_u32.saturating_sub(down);
                format!("{}.{:04}%", up / 10_000, up % 10_000)
            }
        }
    }
}

fn count(number: u32, unit: TimeUnit, language: Language) -> String {
    let grouped = group_thousands(number.into());
    let plural = if number == 1 { "" } else { "s" };
    match (language, unit) {
        (Language::Ko, TimeUnit::Day) => format!("{grouped}일"),
        (Language::Ko, TimeUnit::Hour) => format!("{grouped}시간"),
        (Language::En, TimeUnit::Day) => format!("{grouped} day{plural}"),
        (Language::En, TimeUnit::Hour) => format!("{grouped} hour{plural}"),
    }
}

/// Hours and minutes, never days: people speak of a stop of 41 hours.
fn length(minutes: u32, language: Language) -> String {
    let hours = count(minutes / 60, TimeUnit::Hour, language);
    let rest = minutes % 60;
    let plural = if rest == 1 { "" } else { "s" };
    let rest_text = language.pick(format!("{rest}분"), format!("{rest} minute{plural}"));
    match (minutes / 60, rest) {
        (0, _) => rest_text,
        (_, 0) => hours,
        _ => format!("{hours} {rest_text}"),
    }
}

/// What a step does to the running amount. Products are rounded half up to a minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Nothing; it is shown.
    Show,
    /// It is the first amount of a term; one that ran before is set aside.
    Start,
    /// It takes the place of the running amount.
    Replace,
    /// × value.
    Times,
    /// × (100 % − value).
    Less,
    /// + value.
    Plus,
    /// − value, not below 0.
    Minus,
    /// The value where it is larger.
    Raise,
    /// The value where it is smaller.
    Limit,
    /// The largest of the running amount and those set aside.
    Best,
    /// The sum of the running amount and those set aside.
    Sum,
    /// Rounded to multiples of the value.
    Round(RoundingRule),
    /// The running amount is the award.
    Award,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The published record of the outage.
    Record,
    /// The account's own transactions.
    Ledger,
    /// All exposed accounts of the cohort.
    Cohort,
    /// What the claimant proved.
    Evidence,
    /// The division between driver and company that is on record.
    Agreement,
    /// The assessments of the company's drivers.
    Drivers,
    /// A line of the policy, by its path in the document.
    Policy(String),
    /// The steps above.
    Steps,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it is about.
    pub key: StepKey,
    /// Its heading.
    pub label: Text,
    /// The figure.
    pub value: Value,
    /// What it does to the running amount.
    pub operation: Operation,
    /// The running amount after it; none for steps that are only shown.
    pub result: Option<Money>,
    /// Where the figure comes from.
    pub source: Source,
    /// What the claimant reads about it.
    pub sentence: Text,
}

impl Step {
    /// The figure with the sign of what it does: `× 61%`, `− ₩20,000`, `₩931,400`.
    pub fn figure(&self, language: Language) -> String {
        let figure = self.value.format(language);
        match self.operation {
            Operation::Times => format!("× {figure}"),
            Operation::Less | Operation::Minus => format!("− {figure}"),
            Operation::Plus => format!("+ {figure}"),
            _ => figure,
        }
    }
}

/// The running amounts while steps are gone through.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    running: Option<i64>,
    aside: Vec<i64>,
}

impl Tally {
    /// The running amount.
    pub(super) fn running(&self) -> Option<i64> {
        self.running
    }

    /// Applies a step; none where its figure does not fit its operation or the result leaves the range.
    pub(super) fn apply(&mut self, operation: Operation, value: Value) -> Option<i64> {
        if operation == Operation::Start {
            self.aside.extend(self.running.take());
            self.running = Some(0);
        }
        let running = self.running?;
        let result = match (operation, value) {
            (Operation::Start | Operation::Replace, Value::Money(money)) => money.minor,
            (Operation::Times, Value::Percent(share)) => product(running, share.tenths(), 1000)?,
            (Operation::Times, Value::Count { number, .. }) => running.checked_mul(number.into())?,
            (Operation::Times, Value::Ratio { part, whole, .. }) => product(running, part, whole)?,
            (Operation::Less, Value::Percent(share)) => product(running, share.rest().tenths(), 1000)?,
            (Operation::Plus, Value::Money(money)) => running.checked_add(money.minor)?,
            (Operation::Minus, Value::Money(money)) => running.checked_sub(money.minor)?.max(0),
            (Operation::Raise, Value::Money(money)) => running.max(money.minor),
            (Operation::Limit, Value::Money(money)) => running.min(money.minor),
            (Operation::Best, _) => self.aside.drain(..).fold(running, i64::max),
            (Operation::Sum, _) => self.aside.drain(..).try_fold(running, i64::checked_add)?,
            (Operation::Round(rule), Value::Money(unit)) => Rounding { rule, unit: unit.minor }.apply(running)?,
            (Operation::Award, Value::Money(money)) if money.minor == running => running,
            _ => return None,
        };
        self.running = Some(result);
        Some(result)
    }
}

/// amount × part / whole, half up, for amounts of 0 and more.
pub(super) fn product(amount: i64, part: u32, whole: u32) -> Option<i64> {
    let doubled = i128::from(amount).checked_mul(i128::from(part) * 2)?;
    let whole = i128::from(whole);
    i64::try_from((doubled + whole).checked_div(whole * 2)?).ok()
}

/// Goes through the printed steps as a person with a pocket calculator would. None where a line does not follow from
/// those above it, or no line is the award.
pub fn replay(steps: &[Step]) -> Option<Money> {
    let mut tally = Tally::default();
    let mut award = None;
    for step in steps.iter().filter(|step| step.operation != Operation::Show) {
        let result = tally.apply(step.operation, step.value)?;
        let printed = step.result?;
        if printed.minor != result {
            return None;
        }
        award = (step.operation == Operation::Award).then_some(printed);
    }
    award
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        for (value, ko, en) in [
            (Value::Minutes(41 * 60), "41시간", "41 hours"),
            (Value::Minutes(89), "1시간 29분", "1 hour 29 minutes"),
            (Value::Minutes(1), "1분", "1 minute"),
            (Value::Ratio { part: 6, whole: 31, unit: TimeUnit::Day }, "6/31일", "6 of 31 days"),
            (Value::DowntimeMillionths(116), "99.9884%", "99.9884%"),
            (Value::Percent(Percent::from_tenths(323)), "32.3%", "32.3%"),
        ] {
            assert_eq!(value.format(Language::Ko), ko);
            assert_eq!(value.format(Language::En), en);
        }
    }

    #[test]
    fn products_round_half_up() {
        assert_eq!(product(931_400, 610, 1000), Some(568_154));
        assert_eq!(product(568_154, 323, 1000), Some(183_514));
        assert_eq!(product(1, 1, 2), Some(1));
        assert_eq!(product(i64::MAX, u32::MAX, 1), None);
        assert_eq!(product(1, 1, 0), None);
    }
}
