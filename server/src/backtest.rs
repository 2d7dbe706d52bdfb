//! The rows of a back-test, as the command and the download write them.

use backend::backtests::Backtest;
use domain::{
    backtest::Tally,
    time::{Window, Zone},
};
use serde::Serialize;

/// The sums of some cases. Amounts are whole minor units, times the wall clock of the site's zone.
#[derive(Debug, Default, Serialize)]
pub struct Row {
    /// `whole`, `place`, `band` or `cohort`.
    pub of: &'static str,
    /// Of a place.
    pub start: String,
    /// Of a place.
    pub end: String,
    /// Of a cohort.
    pub kind: &'static str,
    /// Of a cohort.
    pub category: String,
    /// Of a cohort.
    pub region: String,
    /// Of a band.
    pub band: String,
    /// Accounts at places.
    pub cases: u64,
    /// Those that used the services.
    pub exposed: u64,
    /// Sales expected.
    pub expected: i64,
    /// Sales taken.
    pub taken: i64,
    /// By how much the expectation was too high, as a share of what was taken.
    pub bias: Option<f64>,
    /// Distances as a share of what was taken.
    pub error: Option<f64>,
    /// Share of cases inside the 90 % interval.
    pub covered: Option<f64>,
    /// Sales expected through the services, weighted by severity.
    pub exposure: i64,
    /// Loss found where there was none, before the policy.
    pub basis: i64,
    /// Awards of exposed accounts.
    pub awards: u64,
    /// Their sum.
    pub paid: i64,
    /// That as a share of the exposure.
    pub paid_share: Option<f64>,
    /// Of the awards: offers without a person.
    pub automatic_awards: u64,
    /// Their sum.
    pub automatic_paid: i64,
    /// Awards of accounts that did not use the services.
    pub unexposed_awards: u64,
    /// Their sum.
    pub unexposed_paid: i64,
}

impl Row {
    fn new(of: &'static str, tally: &Tally) -> Self {
        Self {
            of,
            cases: tally.cases,
            exposed: tally.exposed,
            expected: whole(tally.expected),
            taken: whole(tally.taken),
            bias: tally.bias(),
            error: tally.error(),
            covered: tally.coverage(),
            exposure: whole(tally.exposure),
            basis: whole(tally.basis),
            awards: tally.awards,
            paid: tally.paid,
            paid_share: tally.paid_share(),
            automatic_awards: tally.automatic,
            automatic_paid: tally.paid_automatic,
            unexposed_awards: tally.unexposed_awards,
            unexposed_paid: tally.paid_unexposed,
            ..Self::default()
        }
    }
}

/// Whole minor units.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
pub fn whole(amount: f64) -> i64 {
    amount.round() as i64
}

/// The whole, then places, bands and cohorts; nothing before the end of the back-test.
pub fn rows(found: &Backtest, zone: Zone) -> Vec<Row> {
    let Some(report) = &found.report else { return Vec::new() };
    let clock = |at| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
    let place = |(window, tally): (Window, &Tally)| Row {
        start: clock(window.start),
        end: clock(window.end),
        ..Row::new("place", tally)
    };
    let places = found.places.iter().map(|place| place.window).zip(&report.places).map(place);
    let bands = report.bands.iter().map(|(band, tally)| {
        let name = serde_json::to_value(band).ok().and_then(|name| name.as_str().map(str::to_owned));
        Row { band: name.unwrap_or_default(), ..Row::new("band", tally) }
    });
    let cohorts = report.cohorts.iter().map(|slice| Row {
        kind: slice.cohort.kind.name(),
        category: slice.cohort.category.0.clone(),
        region: slice.cohort.region.0.clone(),
        ..Row::new("cohort", &slice.tally)
    });
    std::iter::once(Row::new("whole", &report.whole())).chain(places).chain(bands).chain(cohorts).collect()
}

/// The rows as CSV. Errors: none that a row can cause; the writer's own.
pub fn csv(rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
