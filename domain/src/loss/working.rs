//! The working: the expectation as a table that a person redoes with a pocket calculator.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::{calendar::Holidays, series::AccountHistory};

use super::{
    ExclusionReason,
    expectation::Tables,
    frame::Portion,
    measure::{Measure, View},
    profile::{Line, Place},
    reading::Reader,
    window::Outage,
};

/// The like hours of one other day or week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LikeHours {
    /// Local start of the hours.
    pub from: NaiveDateTime,
    /// Local end of the hours.
    pub to: NaiveDateTime,
    /// Takings in them, net of refunds; minor units, hours at the outage's edges by their minutes.
    pub amount: f64,
    /// Takings of the whole day; minor units.
    pub day: f64,
    /// How much they count, 0 to 1; nearer weeks more.
    pub weight: f64,
    /// Why they do not count.
    pub excluded: Option<ExclusionReason>,
}

/// One part of the window: at most 24 hours from the hour in which the outage began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Local start.
    pub from: NaiveDateTime,
    /// Local end.
    pub to: NaiveDateTime,
    /// Whether its date is a holiday.
    pub holiday: bool,
    /// The like hours that are known, earliest first.
    pub like: Vec<LikeHours>,
    /// What is expected of the whole day; minor units.
    pub day: f64,
    /// The share of a usual day that falls into these hours, 0 to 1.
    pub share: f64,
    /// How far the share on the like days is trusted against it, 0 to 1.
    pub trust: f64,
    /// `day x (share + trust x (sum of amount x weight / sum of day x weight - share))`, minor units.
    pub expected: f64,
}

/// How the expectation of a window comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Working {
    /// The parts of the window, in order.
    pub parts: Vec<Part>,
    /// How trade in the days around compares with the same profile.
    pub level: f64,
    /// What a holiday brings of an ordinary day.
    pub holiday_factor: f64,
    /// `level x (sum of the parts, holidays x holiday factor)`, at least 0; before the market, minor units.
    pub base: f64,
}

/// The working of an account's expectation; its base is the measure's. None where the outage cannot be measured.
pub fn working(history: &AccountHistory, outage: &Outage, measure: &Measure) -> Option<Working> {
    let slots = history.total.slot_minutes;
    let view = View::of(outage, slots)?;
    let tables = Tables::of(slots);
    let reader = view.reader(&history.total, outage, tables);
    let window = view.windows().into_iter().nth(usize::from(measure.window))?;
    let portions = reader.frame.portions(&window, &outage.holidays);
    let estimator = reader.estimator(&portions);
    let pattern = reader.pattern(measure.reading.cycle)?;
    let sheet = estimator.sheet(0, pattern, tables);
    let cycle = pattern.cycle.days();
    let place = estimator.place(0);
    let part = |(portion, line): (&Portion, &Line)| {
        let (from, to) = edges(&reader, portion, portion.day);
        Part {
            from,
            to,
            holiday: portion.holiday,
            like: like_hours(&reader, &view, portion, place, cycle, tables, &outage.holidays),
            day: line.day,
            share: line.share,
            trust: line.trust,
            expected: line.expected,
        }
    };
    let parts: Vec<Part> = portions.iter().zip(&sheet.lines).map(part).collect();
    let factor = |part: &Part| if part.holiday { reader.holiday } else { 1.0 };
    let base = sheet.level * parts.iter().map(|part| part.expected * factor(part)).sum::<f64>();
    Some(Working { level: sheet.level, holiday_factor: reader.holiday, base: base.max(0.0), parts })
}

/// The local edges of a portion's hours on some day of the frame.
fn edges(reader: &Reader, portion: &Portion, day: i64) -> (NaiveDateTime, NaiveDateTime) {
    let slots = reader.slot_length();
    let first = reader.frame.origin + day * slots.per_day();
    (slots.start_of(first + portion.hours.0), slots.start_of(first + portion.hours.1 + 1))
}

/// The days whole cycles away from a portion, as far as they are known.
fn like_hours(
    reader: &Reader,
    view: &View,
    portion: &Portion,
    place: Place,
    cycle: i64,
    tables: &Tables,
    holidays: &Holidays,
) -> Vec<LikeHours> {
    let row = |(day, index): (i64, usize)| {
        let (from, to) = edges(reader, portion, day);
        let used = reader.frame.whole.usable[index] > 0.0 && !place.hides(day);
        let slots = reader.slot_length();
        let holiday = holidays.contains(from.date()) || holidays.contains(slots.date_of(slots.slot(to) - 1));
        let excluded = if used {
            None
        } else if view.outage().contains(&slots.slot(from)) {
            Some(ExclusionReason::Outage)
        } else if place.hides(day) || view.hidden.contains(&slots.slot(from)) {
            Some(ExclusionReason::CatchUp)
        } else if holiday {
            Some(ExclusionReason::Holiday)
        } else {
            // before the first record or after the last: nothing is known, nothing is shown
            return None;
        };
        let weight = if used { tables.memory.at(day - portion.day) } else { 0.0 };
        Some(LikeHours {
            from,
            to,
            amount: portion.like.takings[index],
            day: reader.frame.whole.takings[index],
            weight,
            excluded,
        })
    };
    let like = |(day, _): &(i64, usize)| (day - portion.day).rem_euclid(cycle) == 0 && *day != portion.day;
    reader.frame.days().filter(like).filter_map(row).collect()
}
