//! A giant sale: one hour that brought what two weeks bring. It is kept, in the past and in the outage alike, and told, so that
//! a person may look at it (reference 5.4).

use std::ops::Range;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::series::Series;

/// Days whose takings together make an hour's giant.
const DAYS: f64 = 14.0;
/// Fewest hours with takings for which one is told from the others.
const FEWEST_HOURS: usize = 50;

/// An hour that stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiantSale {
    /// Local start of the hour.
    pub from: NaiveDateTime,
    /// Its takings in minor units.
    pub amount: i64,
}

/// The largest of the slots, if it brought as much as 14 mean days of the others.
pub(crate) fn giant_sale(series: &Series, slots: &Range<i64>) -> Option<GiantSale> {
    let slots = slots.start.max(series.first_slot)..slots.end;
    let (first, values) = series.within(&slots);
    let (mut amount, mut sum, mut lively) = (i64::MIN, 0.0, 0);
    for value in values {
        amount = amount.max(*value);
        sum += *value as f64;
        lively += usize::from(*value > 0);
    }
    let others = sum - amount as f64;
    let days = (slots.end - slots.start) as f64 / series.slot_minutes.per_day() as f64;
    if lively < FEWEST_HOURS || others <= 0.0 || (amount as f64) * days < DAYS * others {
        return None;
    }
    let slot = (first..).zip(values).find(|(_, value)| **value == amount)?.0;
    Some(GiantSale { from: series.slot_minutes.start_of(slot), amount })
}
