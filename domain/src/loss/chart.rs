//! The chart: expected and actual takings by hour around the outage, for the claimant's page.

use chrono::{Days, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{
    series::AccountHistory,
    time::{Instant, Window},
};

use super::{
    cohort::Figures,
    expectation::Tables,
    measure::{Measure, View},
    window::{Outage, Span},
};

/// Days shown before the outage's first.
const DAYS_BEFORE: u64 = 2;
/// Days shown after its last.
const DAYS_AFTER: u64 = 3;

/// One local hour of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartPoint {
    /// When the hour begins.
    pub at: Instant,
    /// Takings expected of it; minor units, at least 0.
    pub expected: f64,
    /// Takings in it, net of refunds; minor units.
    pub actual: i64,
}

/// The days around an outage by local hour, from 2 days before it to 3 days after, as far as the ledger is complete.
/// What the cohort makes of the expectation (habit and market) counts in the outage itself. Empty where the outage cannot be
/// measured, and where nothing is known of the account at that time.
pub fn chart(history: &AccountHistory, outage: &Outage, measure: &Measure, figures: &Figures) -> Vec<ChartPoint> {
    let series = &history.total;
    let slots = series.slot_minutes;
    let Some(view) = View::of(outage, slots).filter(|_| measure.afterwards.is_none()) else { return Vec::new() };
    let (tables, compared) = (Tables::of(slots), view.compared(series));
    let reader = view.reader(history, &compared, outage, tables);
    let (first, last) = measure.outage_dates;
    let midnight = |date: chrono::NaiveDate| slots.slot(date.and_time(NaiveTime::MIN));
    let start = midnight(first.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(first));
    let end = midnight(last.checked_add_days(Days::new(DAYS_AFTER + 1)).unwrap_or(last));
    let begun = |slot| outage.zone.instant(slots.start_of(slot));
    (start..end.min(view.known_end()))
        .filter_map(|slot| {
            // an hour that the clock skips is none, one that it shows twice is two
            let hour = Window::try_new(begun(slot), begun(slot + 1))?;
            let own = reader.base(&Span::of_window(hour, outage.zone, slots), measure.reading.cycle);
            let adjusted = view.outage().contains(&slot);
            let expected = if adjusted { figures.adjust(&measure.reading, own) } else { own };
            Some(ChartPoint { at: hour.start, expected, actual: series.at(slot) })
        })
        .collect()
}
