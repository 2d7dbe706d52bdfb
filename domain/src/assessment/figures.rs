//! The one place where an estimate is rounded: from the [`Loss`] in floating point to the figures that are printed.
//!
//! **Every printed figure is the figure used.** Amounts become whole minor units and shares tenths of a percent, halves
//! up, here and nowhere else; what follows is arithmetic with whole numbers, each product rounded half up to a minor
//! unit and printed. So a claimant with a pocket calculator gets the same award to the won, and an assessment computed
//! again gives the same bytes, whatever stored its numbers in between.

use serde::{Deserialize, Serialize};

use super::{AccountFacts, AssessmentInput, Impacts, IncidentPart, Proven, Refused, Sharing, VehiclePart};
use crate::{
    component::ComponentKey,
    id::ProgrammeId,
    loss::{Afterwards, Band, ComponentExposure, Cycle, ExcludedDay, GiantSale, LARGEST_AMOUNT, Loss, Rate},
    policy::Percent,
};

/// The largest loss rate that the engine may report.
const LARGEST_LOSS_RATE: Percent = Percent::from_tenths(1100);

/// All that an assessment is computed from, rounded as printed. Amounts are minor units of the account's currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The programme.
    pub programme: ProgrammeId,
    /// The account.
    pub account: AccountFacts,
    /// What failed and how long.
    pub impacts: Impacts,
    /// What the claimant proved.
    pub proven: Proven,
    /// How firm the loss is.
    pub band: Band,
    /// Length of the time that `expected` and `actual` are of; tenths of an hour. 0 where it is not known.
    #[serde(default)]
    pub hours_tenths: u32,
    /// After how long the account's pattern repeats.
    #[serde(default, skip_serializing_if = "Cycle::is_week")]
    pub cycle: Cycle,
    /// Sales expected, all ways together.
    pub expected: i64,
    /// Lower end of the 90 % interval of `expected`; at most `expected`.
    pub expected_low: i64,
    /// Upper end of it; at least `expected`.
    pub expected_high: i64,
    /// Sales taken; 0 where they are not known: see `afterwards`.
    pub actual: i64,
    /// Lower 80 % bound of the loss that own records show.
    pub own_loss_low: i64,
    /// Sales that would have come through each failed component.
    pub components: Vec<ComponentFigures>,
    /// Share of such sales really lost, over the cohort.
    pub loss_rate: RateFigures,
    /// Share of the loss made up later, over the cohort.
    pub catch_up: RateFigures,
    /// Days left out of the comparison.
    pub excluded: Vec<ExcludedDay>,
    /// An hour that stands out; it counts like any other.
    pub giant: Option<GiantSale>,
    /// The weeks that alone it was compared with, where nothing is known of it from before the outage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
    /// Of a taxi company, what the awards for its drivers' shifts are to it; empty for all others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<VehiclePart>,
}

/// Sales through one failed component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentFigures {
    /// The component.
    pub component: ComponentKey,
    /// Share of the account's sales that came through it.
    pub share: Percent,
    /// Time it was impaired, weighted by severity; tenths of an hour.
    pub hours_tenths: u32,
    /// Sales that would have come through it; at least 0.
    pub exposure: i64,
    /// Which incident's part of them is how much, where incidents share the outage; they sum to `exposure`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<IncidentPart>,
}

/// A rate measured over a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateFigures {
    /// The rate used.
    pub value: Percent,
    /// Lower end of its 80 % interval.
    pub low: Percent,
    /// Upper end of it.
    pub high: Percent,
    /// Accounts it was measured over.
    pub accounts: u32,
    /// Whether these are accounts of every kind.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everyone: bool,
}

impl Figures {
    /// Rounds an input. Errors: a number that is none, infinite, or out of the range its field promises.
    pub fn of(input: &AssessmentInput) -> Result<Self, Refused> {
        let AssessmentInput { programme, account, loss, impacts, proven } = input;
        let sharing = impacts.sharing.as_ref();
        let compensated = sharing.map(|sharing| sharing.compensated(loss));
        let loss = compensated.as_ref().unwrap_or(loss);
        let expected = amount("expected", loss.expected)?;
        if proven.extra_cost < 0 || proven.fee.is_some_and(|fee| fee < 0) {
            return Err(Refused::OutOfRange("proven"));
        }
        Ok(Self {
            programme: *programme,
            account: account.clone(),
            impacts: impacts.clone(),
            proven: *proven,
            band: loss.band,
            hours_tenths: tenths(loss.hours)?,
            cycle: loss.cycle,
            expected,
            expected_low: amount("expected_low", loss.expected_low)?.min(expected),
            expected_high: amount("expected_high", loss.expected_high)?.max(expected),
            actual: within("actual", loss.actual)?,
            own_loss_low: amount("own_loss_low", loss.own_loss_low)?,
            components: components(loss, sharing)?,
            loss_rate: rate("loss_rate", loss.loss_rate, LARGEST_LOSS_RATE)?,
            catch_up: rate("catch_up", loss.catch_up, Percent::WHOLE)?,
            excluded: loss.excluded.clone(),
            giant: loss.giant,
            afterwards: loss.afterwards,
            parts: Vec::new(),
        })
    }

    /// The same with the parts of a taxi company's drivers.
    #[must_use]
    pub fn with_parts(self, parts: Vec<VehiclePart>) -> Self {
        Self { parts, ..self }
    }
}

fn components(loss: &Loss, sharing: Option<&Sharing>) -> Result<Vec<ComponentFigures>, Refused> {
    loss.components.iter().map(|exposure| component(exposure, sharing)).collect()
}

fn component(exposure: &ComponentExposure, sharing: Option<&Sharing>) -> Result<ComponentFigures, Refused> {
    let sales = amount("exposure", exposure.exposure)?;
    if sales < 0 {
        return Err(Refused::OutOfRange("exposure"));
    }
    let parts = match sharing {
        Some(sharing) => sharing.parts(exposure, sales).ok_or(Refused::OutOfRange("spells"))?,
        None => Vec::new(),
    };
    Ok(ComponentFigures {
        component: exposure.component.clone(),
        share: Percent::from_fraction(exposure.share).ok_or(Refused::OutOfRange("share"))?,
        hours_tenths: tenths(exposure.hours)?,
        exposure: sales,
        parts,
    })
}

/// Tenths of an hour, halves up.
fn tenths(hours: f64) -> Result<u32, Refused> {
    u32::try_from(amount("hours", hours * 10.0)?).map_err(|_| Refused::OutOfRange("hours"))
}

fn rate(field: &'static str, rate: Rate, largest: Percent) -> Result<RateFigures, Refused> {
    let out_of_range = Refused::OutOfRange(field);
    let value = Percent::from_fraction(rate.value).filter(|value| *value <= largest).ok_or(out_of_range)?;
    // An interval may reach below 0; a share does not.
    let end = |value: f64| Percent::from_fraction(if value < 0.0 { 0.0 } else { value }).ok_or(out_of_range);
    Ok(RateFigures {
        value,
        low: end(rate.low)?.min(value),
        high: end(rate.high)?.max(value),
        accounts: rate.accounts,
        everyone: rate.everyone,
    })
}

/// Whole minor units, halves up.
fn amount(field: &'static str, value: f64) -> Result<i64, Refused> {
    let rounded = (value + 0.5).floor();
    if !(-LARGEST_AMOUNT as f64..=LARGEST_AMOUNT as f64).contains(&rounded) {
        return Err(Refused::OutOfRange(field));
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to be a whole number within range")]
    Ok(rounded as i64)
}

fn within(field: &'static str, amount: i64) -> Result<i64, Refused> {
    if (-LARGEST_AMOUNT..=LARGEST_AMOUNT).contains(&amount) { Ok(amount) } else { Err(Refused::OutOfRange(field)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_round_half_up_and_nonsense_is_refused() {
        assert_eq!(amount("x", 931_399.5), Ok(931_400));
        assert_eq!(amount("x", -0.5), Ok(0));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e16] {
            assert_eq!(amount("x", bad), Err(Refused::OutOfRange("x")));
        }
    }
}
