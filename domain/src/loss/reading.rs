//! A reading: what an account's own pattern expects of one window, what was taken, and how well such readings did on
//! windows in which nothing happened.

use serde::{Deserialize, Serialize};

use crate::{calendar::Holidays, series::Series};

use super::{
    expectation::{Cycle, Estimator, Pattern, Shares, Tables},
    frame::{Frame, Hidden, Portion},
    holiday::holiday_factor,
    interval::Misfits,
    level::Nearness,
    printed::{Factor, minor},
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
    /// After how long the account's pattern repeats.
    pub cycle: Cycle,
    /// Takings expected of the window by the account's own pattern, at least 0; whole minor units.
    pub base: f64,
    /// Takings in the window, net of refunds; hours at its edges by their minutes.
    pub taken: f64,
    /// Takings expected of the time in which sales may catch up.
    pub after_base: f64,
    /// Takings in that time.
    pub after_taken: f64,
    /// The size of a typical sale, weighted by size: the unit of chance.
    pub ticket: f64,
    /// The placebo windows that are known, earliest first.
    pub placebos: Vec<Placebo>,
    /// The share of the base that rests on other days and hours of the account than the like ones, which were too few.
    pub borrowed: Factor,
    /// The share of the base that the days around added to it or, below 0, took from it; -1 to 1.
    #[serde(default)]
    pub by_days: Factor,
    /// The share that the like hours added to a usual day's or, below 0, took from it; -1 to 1.
    #[serde(default)]
    pub by_hours: Factor,
}

impl Reading {
    /// The shares of the base that a trade's habit moves: what was borrowed, by the days around, by the like hours.
    pub(crate) fn shares(&self) -> [f64; 3] {
        [self.borrowed, self.by_days, self.by_hours].map(Factor::value)
    }

    /// How far the placebo windows fell from what was expected of them by the account's own pattern.
    pub fn misfits(&self) -> Misfits {
        Misfits::of(self.placebos.iter().map(|placebo| (placebo.expected, placebo.taken)), self.ticket)
    }
}

/// The outage's hours of another week, in which nothing happened. Whole minor units. Stored as
/// `[week, expected, borrowed, taken, by days, by hours]`; earlier versions left out the last two.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<i64>", into = "[i64; 6]")]
pub struct Placebo {
    /// Weeks from the outage, 16 before it to 6 after.
    pub week: i64,
    /// Takings expected of them by the account's own pattern.
    pub expected: f64,
    /// What of that was borrowed from other days and hours.
    pub borrowed: f64,
    /// What the days around added to it or took from it.
    pub by_days: f64,
    /// What the like hours added to a usual day's or took from it.
    pub by_hours: f64,
    /// Takings in them.
    pub taken: f64,
}

impl TryFrom<Vec<i64>> for Placebo {
    type Error = &'static str;

    fn try_from(stored: Vec<i64>) -> Result<Self, Self::Error> {
        let [week, expected, borrowed, taken, parts @ ..] = &stored[..] else { return Err("a window has six numbers") };
        let (by_days, by_hours) = match parts {
            [] => (0, 0),
            [by_days, by_hours] => (*by_days, *by_hours),
            _ => return Err("a window has six numbers"),
        };
        let amounts = [*expected, *borrowed, by_days, by_hours, *taken].map(|amount| amount as f64);
        let [expected, borrowed, by_days, by_hours, taken] = amounts;
        Ok(Self { week: *week, expected, borrowed, by_days, by_hours, taken })
    }
}

impl From<Placebo> for [i64; 6] {
    fn from(placebo: Placebo) -> Self {
        let Placebo { week, expected, borrowed, by_days, by_hours, taken } = placebo;
        let [expected, borrowed, taken, by_days, by_hours] = [expected, borrowed, taken, by_days, by_hours].map(minor);
        [week, expected, borrowed, taken, by_days, by_hours]
    }
}

/// An account's takings made ready to be read.
pub(crate) struct Reader<'a> {
    series: &'a Series,
    holidays: &'a Holidays,
    /// The takings by day.
    pub frame: Frame,
    /// Slots of other outages that are left out.
    pub others: Vec<std::ops::Range<i64>>,
    /// Factor of holidays in the window.
    pub holiday: Factor,
    hidden: i64,
    outage: i64,
    tables: &'a Tables,
    ticket: f64,
    nearness: Nearness,
    /// The patterns that may fit, the week first.
    patterns: Vec<Pattern>,
}

impl<'a> Reader<'a> {
    /// Makes a series ready; `outage_end` is the slot after the outage's last.
    pub fn new(
        series: &'a Series,
        hidden: &Hidden,
        outage_end: i64,
        known_end: i64,
        holidays: &'a Holidays,
        tables: &'a Tables,
    ) -> Self {
        let (start, others) = (hidden.own.start, hidden.others.to_vec());
        let frame = Frame::new(series, start, hidden, known_end, holidays);
        let ticket = frame.ticket();
        let holiday = Factor::of(holiday_factor(series, start, hidden, known_end, holidays, ticket));
        let cycles: &[Cycle] =
            if rotates(series, hidden, known_end) { &[Cycle::Week, Cycle::Rotation] } else { &[Cycle::Week] };
        let outage = (outage_end - start).max(1);
        let hidden = hidden.own.end - start;
        let nearness = Nearness::of(outage, hidden, series.slot_minutes.per_day(), tables);
        let estimator = Estimator { frame: &frame, portions: &[], hidden, outage, ticket, nearness };
        let patterns = cycles.iter().map(|cycle| estimator.pattern(*cycle, tables)).collect();
        Self { series, holidays, frame, others, holiday, hidden, outage, tables, ticket, nearness, patterns }
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
        let portions = self.portions(window);
        let estimator = self.estimator(&portions);
        let (pattern, placebos) = self.choose(&estimator);
        let sheet = pattern.map(|pattern| estimator.sheet(0, pattern, self.holiday, self.tables));
        let shares = sheet.as_ref().map_or_else(Shares::default, |sheet| sheet.parts.shares);
        Reading {
            cycle: pattern.map_or(Cycle::Week, |pattern| pattern.cycle),
            base: sheet.as_ref().map_or(0.0, |sheet| sheet.base),
            taken: self.taken(window),
            after_base: self.of_pattern(after, pattern),
            after_taken: self.taken(after),
            ticket: self.ticket,
            placebos,
            borrowed: shares.borrowed,
            by_days: shares.by_days,
            by_hours: shares.by_hours,
        }
    }

    /// Takings expected of weighted slots over a cycle, at least 0.
    pub fn base(&self, span: &Span, cycle: Cycle) -> f64 {
        self.of_pattern(span, self.pattern(cycle))
    }

    /// The pattern of a cycle.
    pub fn pattern(&self, cycle: Cycle) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| pattern.cycle == cycle)
    }

    fn of_pattern(&self, span: &Span, pattern: Option<&Pattern>) -> f64 {
        let portions = self.portions(span);
        let estimator = self.estimator(&portions);
        pattern.map_or(0.0, |pattern| estimator.sheet(0, pattern, self.holiday, self.tables).base)
    }

    /// The parts of a span with the days that may be like them, whichever pattern is chosen.
    pub fn portions(&self, span: &Span) -> Vec<Portion> {
        let cycle = if self.patterns.len() > 1 { 1 } else { Cycle::Week.days() };
        self.frame.portions(span, self.holidays, cycle)
    }

    fn taken(&self, span: &Span) -> f64 {
        span.iter().map(|(slot, weight)| weight / span.lived(slot) * self.series.at(slot) as f64).sum()
    }

    /// The estimator of portions of this frame.
    pub fn estimator<'b>(&'b self, portions: &'b [Portion]) -> Estimator<'b> {
        let Self { frame, hidden, outage, ticket, nearness, .. } = self;
        Estimator { frame, portions, hidden: *hidden, outage: *outage, ticket: *ticket, nearness: *nearness }
    }

    /// The pattern with the least absolute error over the placebo windows, and what it expected of them and what they
    /// took: estimator, step 6. The week where none can be tried.
    fn choose(&self, estimator: &Estimator) -> (Option<&Pattern>, Vec<Placebo>) {
        let weeks = || (-PLACEBO_BEFORE..=PLACEBO_AFTER).filter(|week| *week != 0);
        let tried = |pattern: &Pattern| -> Vec<Placebo> {
            let placebo = |week: i64| {
                let taken = estimator.taken(7 * week)?;
                let sheet = estimator.sheet(7 * week, pattern, Factor::ONE, self.tables);
                let Shares { borrowed, by_days, by_hours } = sheet.parts.shares;
                let [borrowed, by_days, by_hours] = [borrowed, by_days, by_hours].map(|share| share.times(sheet.base));
                Some(Placebo { week, expected: sheet.base, borrowed, by_days, by_hours, taken })
            };
            weeks().filter_map(placebo).collect()
        };
        let error =
            |placebos: &[Placebo]| placebos.iter().map(|placebo| (placebo.taken - placebo.expected).abs()).sum::<f64>();
        let all = self.patterns.iter().map(|pattern| (pattern, tried(pattern)));
        let best = all.min_by(|a, b| error(&a.1).total_cmp(&error(&b.1)));
        best.map_or((None, Vec::new()), |(pattern, placebos)| (Some(pattern), placebos))
    }
}
