//! A reading: what an account's own pattern expects of one window, what was taken, and how well such readings did on
//! windows in which nothing happened.

use serde::{Deserialize, Serialize};

use crate::{calendar::Holidays, series::Series};

use super::{
    expectation::{Base, Estimator, Setting, Tables},
    frame::{Frame, Portion},
    holiday::holiday_factor,
    interval::Misfits,
    rotation::rotates,
    window::Span,
};

/// Weeks before the outage with a placebo window.
const PLACEBO_BEFORE: i64 = 16;
/// Weeks after it with one.
const PLACEBO_AFTER: i64 = 6;

/// What is known of an account over one window of the outage. Amounts are estimates in minor units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// How the account's past was read.
    pub setting: Setting,
    /// Takings expected of the window by the account's own pattern, at least 0.
    pub base: f64,
    /// Takings in the window, net of refunds; hours at its edges by their minutes.
    pub taken: f64,
    /// Takings expected of the time in which sales may catch up.
    pub after_base: f64,
    /// Takings in that time.
    pub after_taken: f64,
    /// The size of a typical sale, weighted by size: the unit of chance.
    pub ticket: f64,
    /// Misfits of the placebo windows.
    pub misfits: Misfits,
}

/// An account's takings made ready to be read.
pub(crate) struct Reader<'a> {
    series: &'a Series,
    holidays: &'a Holidays,
    /// The takings by day.
    pub frame: Frame,
    /// Factor of holidays in the window.
    pub holiday: f64,
    span: i64,
    middle: i64,
    tables: &'a Tables,
    ticket: f64,
    rotates: bool,
}

impl<'a> Reader<'a> {
    /// Makes a series ready: the slots `hidden` are the outage and the time in which sales catch up, `middle` lies in
    /// the middle of the outage.
    pub fn new(
        series: &'a Series,
        hidden: std::ops::Range<i64>,
        middle: i64,
        known_end: i64,
        holidays: &'a Holidays,
        tables: &'a Tables,
    ) -> Self {
        let per_day = series.slot_minutes.per_day();
        let span = (hidden.end - hidden.start + per_day - 1) / per_day;
        let holiday = holiday_factor(series, hidden.start, &hidden, known_end, holidays);
        let rotates = rotates(series, &hidden, known_end);
        let middle = (middle - hidden.start) / per_day;
        let frame = Frame::new(series, hidden.start, hidden, known_end, holidays);
        let ticket = frame.ticket();
        Self { series, holidays, frame, holiday, span, middle, tables, ticket, rotates }
    }

    /// Length of the slots.
    pub fn slot_length(&self) -> crate::series::SlotLength {
        self.series.slot_minutes
    }

    /// Days of ordinary trade that are known.
    pub fn known_days(&self) -> usize {
        self.frame.known_days()
    }

    /// Reads a window and the time after it.
    pub fn read(&self, window: &Span, after: &Span) -> Reading {
        let portions = self.frame.portions(window, self.holidays);
        let estimator = self.estimator(&portions);
        let (setting, placebos) = choose(&estimator, &Setting::candidates(self.rotates), self.tables);
        Reading {
            setting,
            base: self.of_estimator(&estimator, setting),
            taken: self.taken(window),
            after_base: self.base(after, setting),
            after_taken: self.taken(after),
            ticket: self.ticket,
            misfits: Misfits::of(&placebos, self.ticket),
        }
    }

    /// Takings expected of weighted slots under a setting, at least 0.
    pub fn base(&self, span: &Span, setting: Setting) -> f64 {
        let portions = self.frame.portions(span, self.holidays);
        self.of_estimator(&self.estimator(&portions), setting)
    }

    fn of_estimator(&self, estimator: &Estimator, setting: Setting) -> f64 {
        let bases = estimator.bases(0, &[setting], self.tables);
        bases.first().map_or(0.0, |base| (base.ordinary + self.holiday * base.holiday).max(0.0))
    }

    fn taken(&self, span: &Span) -> f64 {
        span.iter().map(|(slot, weight)| weight * self.series.at(slot) as f64).sum()
    }

    /// The estimator of portions of this frame.
    pub fn estimator<'b>(&'b self, portions: &'b [Portion]) -> Estimator<'b> {
        Estimator { frame: &self.frame, portions, span: self.span, middle: self.middle }
    }
}

/// The setting with the least absolute error over the placebo windows, and what it expected of them and what they
/// took: estimator, step 6. The first where none can be tried.
fn choose(estimator: &Estimator, settings: &[Setting], tables: &Tables) -> (Setting, Vec<(f64, f64)>) {
    let weeks = (-PLACEBO_BEFORE..=PLACEBO_AFTER).filter(|week| *week != 0);
    let tried: Vec<(f64, Vec<Base>)> = weeks
        .filter_map(|week| Some((estimator.taken(7 * week)?, estimator.bases(7 * week, settings, tables))))
        .collect();
    let expected = |index: usize, bases: &[Base]| (bases[index].ordinary + bases[index].holiday).max(0.0);
    let error = |index: usize| tried.iter().map(|(taken, bases)| (taken - expected(index, bases)).abs()).sum::<f64>();
    let best = (0..settings.len()).min_by(|a, b| error(*a).total_cmp(&error(*b))).unwrap_or(0);
    (settings[best], tried.iter().map(|(taken, bases)| (expected(best, bases), *taken)).collect())
}
