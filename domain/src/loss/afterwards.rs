//! Afterwards: an account of which nothing is known from before the outage is compared with the weeks after it, once
//! trade is as usual again (reference 5.4, "history after the outage only"). That shows what it uses and what its weeks
//! are like, but not that it traded during the outage: what it took then is unknown, not nothing.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::series::{Series, SlotLength};

/// Hours after the time of catching up that are compared with nothing either: a week.
pub(crate) const WASHOUT: i64 = 7 * 24;
/// Days of ordinary trade under which such weeks say nothing.
const FEWEST_DAYS: u32 = 14;

/// The weeks after an outage that alone an account is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Afterwards {
    /// The first local date of them.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
    /// Days of ordinary trade known in them, at least 14.
    pub days: u32,
    /// The date on which the rules of the trade changed between the outage and `until`. Weeks after it are not like those
    /// before, so nothing is compared then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_on: Option<NaiveDate>,
}

/// The part of a series that an account is compared with.
pub(crate) struct Compared<'a> {
    /// The part.
    pub series: Cow<'a, Series>,
    /// The slots of the reference, where it lies after the outage alone.
    pub afterwards: Option<std::ops::Range<i64>>,
}

impl<'a> Compared<'a> {
    /// All of a series; where it shows no sale before the slot `outage`, its part in the slots `afterwards`.
    pub fn of(series: &'a Series, outage: i64, afterwards: std::ops::Range<i64>) -> Self {
        if begins_before(series, outage) {
            return Self { series: Cow::Borrowed(series), afterwards: None };
        }
        Self { series: Cow::Owned(series.clone().between(&afterwards)), afterwards: Some(afterwards) }
    }

    /// The weeks it is compared with, where they lie after the outage alone and so many days of them are known. Errors: too
    /// few.
    pub fn weeks(&self, days: u32, slots: SlotLength) -> Result<Option<Afterwards>, TooFewDays> {
        let Some(range) = &self.afterwards else { return Ok(None) };
        if days < FEWEST_DAYS {
            return Err(TooFewDays);
        }
        let (from, until) = (slots.date_of(range.start), slots.date_of(range.end - 1));
        Ok(Some(Afterwards { from, until, days, changed_on: None }))
    }
}

/// The days known after the outage are too few to say what the account is like.
pub(crate) struct TooFewDays;

/// Whether anything is known of an account from before the outage. A series begins at the midnight before its first sale, so
/// the hours from there to it are no past.
fn begins_before(series: &Series, outage: i64) -> bool {
    let before = series.first_slot..outage;
    before.end - before.start >= series.slot_minutes.per_day()
        || before.start < before.end && series.within(&before).1.iter().any(|taken| *taken > 0)
}
