//! Where an outage is placed: the same weekday and hours some weeks earlier.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    impact::Impact,
    loss::Outage,
    time::{DAY, HOUR, Instant, Window, Zone},
};

/// Time after a place that has to be free of the real outage and of any other: catch-up is measured in it.
const AFTER: i64 = 72 * HOUR;
/// History that a place has to have before it: with less the rules themselves say that a pattern is not known.
const BEFORE: i64 = 8 * 7 * DAY;
/// A place is looked for this many weeks back at most.
const FARTHEST: u32 = 52;

/// An outage placed earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Weeks before the real one.
    pub weeks: u32,
    /// From the first impact to the last, as placed.
    pub window: Window,
}

/// Up to `most` places of an outage, the nearest first: whole weeks earlier, apart from each other, from the real outage
/// and from `others` (everything else that is known to have failed), and with eight weeks of a ledger that begins at
/// `ledger_begins` before them. Empty where the outage has not begun or there is no such place.
pub fn places(outage: &Outage, others: &[Window], ledger_begins: Instant, most: usize) -> Vec<Place> {
    let Some(real) = hull(outage) else { return Vec::new() };
    let week = 7 * DAY;
    let step = u32::try_from((real.length() + week - 1) / week).unwrap_or(FARTHEST);
    let place = |weeks: u32| {
        let window = Window::try_new(earlier(real.start, weeks, outage.zone), earlier(real.end, weeks, outage.zone))?;
        Some(Place { weeks, window })
    };
    let is_free = |place: &Place| {
        let until = place.window.end.plus(AFTER);
        until <= real.start
            && place.window.start.since(ledger_begins) >= BEFORE
            && others.iter().all(|other| other.end <= place.window.start || until <= other.start)
    };
    (1..=FARTHEST / step).filter_map(|times| place(times * step)).filter(is_free).take(most).collect()
}

impl Place {
    /// The outage as placed. The ledger ends for it where the real outage begins, so that nothing of that is taken for
    /// ordinary trade.
    pub fn outage(&self, real: &Outage) -> Outage {
        let shift = |at| earlier(at, self.weeks, real.zone);
        let impact = |impact: &Impact| {
            let window = impact.window(real.observed_until)?;
            Some(Impact { start: shift(window.start), end: Some(shift(window.end)), ..impact.clone() })
        };
        Outage {
            zone: real.zone,
            impacts: real.impacts.iter().filter_map(impact).collect(),
            others: real.others.clone(),
            holidays: real.holidays.clone(),
            observed_until: hull(real).map_or(real.observed_until, |hull| hull.start),
        }
    }
}

fn hull(outage: &Outage) -> Option<Window> {
    let windows = outage.impacts.iter().filter_map(|impact| impact.window(outage.observed_until));
    windows.reduce(|hull, window| Window { start: hull.start.min(window.start), end: hull.end.max(window.end) })
}

/// The same wall clock some weeks earlier.
fn earlier(at: Instant, weeks: u32, zone: Zone) -> Instant {
    let local = zone.local(at);
    local.checked_sub_signed(TimeDelta::weeks(weeks.into())).map_or(at, |local| zone.instant(local))
}
