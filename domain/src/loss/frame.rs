//! The frame: an account's takings around an outage in days of 24 hours that begin where the outage begins, so that
//! the like hours of every other day and week are found by counting.

use std::ops::Range;

use crate::{calendar::Holidays, series::Series};

use super::{moments::dot, printed::whole, window::Span};

/// Days before the outage that are looked at: 16 weeks of placebo windows and 14 weeks before the first of them, beyond
/// which a reference week would count less than a thirtieth.
pub const BEFORE: i64 = 30 * 7;
/// Days after its start that are looked at.
pub const AFTER: i64 = 12 * 7;

/// What of an account's takings is compared with nothing.
#[derive(Clone, Debug)]
pub(crate) struct Hidden<'a> {
    /// The slots of the outage and of the time in which sales catch up.
    pub own: Range<i64>,
    /// Slots at other times of which nothing is known.
    pub others: &'a [Range<i64>],
}

impl Hidden<'_> {
    /// Whether none of the slots is hidden.
    pub fn spares(&self, slots: &Range<i64>) -> bool {
        let apart = |hidden: &Range<i64>| slots.end <= hidden.start || slots.start >= hidden.end;
        apart(&self.own) && self.others.iter().all(apart)
    }
}

/// Takings of one part of the day, day by day. Days on which that part is hidden, unknown or a holiday have `usable` 0.
#[derive(Clone, Debug)]
pub(crate) struct Daily {
    /// Takings in whole minor units; 0 where not usable.
    pub takings: Vec<f64>,
    /// 1 where usable, 0 where not.
    pub usable: Vec<f64>,
}

impl Daily {
    /// Takings and usability on a day of the frame; nothing outside it.
    pub fn on(&self, index: i64) -> (f64, f64) {
        let found = usize::try_from(index).ok().filter(|i| *i < self.takings.len());
        found.map_or((0.0, 0.0), |i| (self.takings[i], self.usable[i]))
    }
}

/// A part of the outage that lies in one day of the frame.
#[derive(Clone, Debug)]
pub(crate) struct Portion {
    /// Days from the outage's first.
    pub day: i64,
    /// Whether its local date is a holiday.
    pub holiday: bool,
    /// Whether it is a day of 24 hours as a whole.
    pub whole: bool,
    /// First and last of its slots, counted from the day's first.
    pub hours: (i64, i64),
    /// How much of each slot of the day it holds, 0 to 1; up to 2 of one that was lived twice.
    pub weights: Vec<f64>,
    /// The like hours of every day of the frame that may be like it.
    pub like: Daily,
}

/// An account's takings around an outage.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The slot at which day 0 begins.
    pub origin: i64,
    /// Slots in a day.
    pub per_day: usize,
    /// Days before day 0.
    pub before: i64,
    /// Takings by slot; 0 where not usable.
    takings: Vec<f64>,
    /// Whether a slot is known, not hidden and no holiday.
    usable: Vec<bool>,
    /// All 24 hours of each day.
    pub whole: Daily,
    /// Takings by slot of the day, over the usable days.
    hours: Vec<f64>,
}

impl Frame {
    /// The frame of a series. `known_end` is the slot up to which the ledger is complete.
    pub fn new(series: &Series, origin: i64, hidden: &Hidden, known_end: i64, holidays: &Holidays) -> Self {
        let per_day = series.slot_minutes.per_day();
        let before = ((origin - series.first_slot).max(0) / per_day + 1).min(BEFORE);
        let after = ((known_end - origin).max(0) / per_day + 1).min(AFTER);
        let (first, end) = (origin - before * per_day, origin + after * per_day);
        let length = usize::try_from(end - first).unwrap_or(0);
        let (mut takings, mut usable) = (vec![0.0; length], vec![false; length]);
        let place = |slot: i64| usize::try_from(slot - first).unwrap_or(0).min(length);
        let Hidden { own, others } = hidden;
        for known in [series.first_slot..known_end.min(own.start), series.first_slot.max(own.end)..known_end] {
            let (start, end) = (place(known.start), place(known.end));
            if start >= end {
                continue;
            }
            usable[start..end].fill(true);
            let skipped = usize::try_from(first.max(known.start) - series.first_slot).unwrap_or(usize::MAX);
            let values = series.values.get(skipped..).unwrap_or_default();
            for (taken, value) in takings[start..end].iter_mut().zip(values) {
                *taken = *value as f64;
            }
        }
        let days = holidays.days_between(first.div_euclid(per_day), end.div_euclid(per_day));
        let of_days = days.map(|day| day * per_day..(day + 1) * per_day);
        for slots in of_days.chain(others.iter().cloned()) {
            let slots = place(slots.start)..place(slots.end).max(place(slots.start));
            takings[slots.clone()].fill(0.0);
            usable[slots].fill(false);
        }
        let per_day = usize::try_from(per_day).unwrap_or(24);
        let mut frame = Self {
            origin,
            per_day,
            before,
            takings,
            usable,
            whole: Daily { takings: Vec::new(), usable: Vec::new() },
            hours: Vec::new(),
        };
        frame.whole = frame.daily(&vec![1.0; per_day], 0, 1);
        let mut hours = vec![0.0; per_day];
        (0..after + before).for_each(|index| frame.add_hours(index, 1.0, &mut hours));
        frame.hours = hours;
        frame
    }

    /// The days of the frame, counted from the outage's first, with their index.
    pub fn days(&self) -> impl Iterator<Item = (i64, usize)> + use<> {
        (-self.before..).zip(0..self.whole.takings.len())
    }

    /// Takings in the hours of the weights, in whole minor units, of each day whole `cycle`s away from one.
    fn daily(&self, weights: &[f64], day: i64, cycle: i64) -> Daily {
        let is_within = |weight: &f64| *weight > 0.0;
        let first = weights.iter().position(is_within).unwrap_or(0);
        let end = weights.iter().rposition(is_within).map_or(first, |last| last + 1);
        let weights = &weights[first..end];
        let days = self.takings.len() / self.per_day;
        let mut daily = Daily { takings: vec![0.0; days], usable: vec![0.0; days] };
        let like = usize::try_from((day + self.before).rem_euclid(cycle)).unwrap_or(0);
        for index in (like..days).step_by(usize::try_from(cycle).unwrap_or(1)) {
            let slots = index * self.per_day..(index + 1) * self.per_day;
            let (takings, usable) = (&self.takings[slots.clone()], &self.usable[slots]);
            let missing = usable[first..end].iter().zip(weights).any(|(usable, weight)| !*usable && is_within(weight));
            if !missing {
                daily.takings[index] = whole(dot(&takings[first..end], weights));
                daily.usable[index] = 1.0;
            }
        }
        daily
    }

    /// The parts of a span, one for each day of the frame, holidays apart, with the days whole `cycle`s away. The span
    /// must not begin before the frame's first day.
    pub fn portions(&self, span: &Span, holidays: &Holidays, cycle: i64) -> Vec<Portion> {
        let per_day = i64::try_from(self.per_day).unwrap_or(24);
        let mut found: Vec<(i64, bool, Vec<f64>)> = Vec::new();
        // the date last asked for, and whether it is a holiday
        let mut asked = (i64::MIN, false);
        for (slot, weight) in span.iter() {
            let (day, hour) = ((slot - self.origin).div_euclid(per_day), (slot - self.origin).rem_euclid(per_day));
            let date = slot.div_euclid(per_day);
            if asked.0 != date {
                asked = (date, holidays.contains_day(date));
            }
            let holiday = asked.1;
            let index = found.iter().position(|(d, h, _)| (*d, *h) == (day, holiday)).unwrap_or_else(|| {
                found.push((day, holiday, vec![0.0; self.per_day]));
                found.len() - 1
            });
            if let Some(place) = usize::try_from(hour).ok().and_then(|hour| found[index].2.get_mut(hour)) {
                *place = weight;
            }
        }
        let whole = |weights: &[f64]| weights.iter().all(|weight| (*weight - 1.0).abs() < f64::EPSILON);
        let hours = |weights: &[f64]| {
            let within = |hour: &(i64, &f64)| *hour.1 > 0.0;
            let first = (0..).zip(weights).find(within).map_or(0, |(hour, _)| hour);
            (first, (0..).zip(weights).filter(within).last().map_or(first, |(hour, _)| hour))
        };
        let portion = |(day, holiday, weights): (i64, bool, Vec<f64>)| Portion {
            day,
            holiday,
            hours: hours(&weights),
            whole: whole(&weights),
            like: if whole(&weights) { self.whole.clone() } else { self.daily(&weights, day, cycle) },
            weights,
        };
        found.into_iter().map(portion).collect()
    }

    /// Those of the slots that lie in the frame, with their takings where they are known, not hidden and of no holiday.
    /// Slots are counted from day 0.
    pub fn slots(&self, slots: Range<i64>) -> impl Iterator<Item = (i64, Option<f64>)> + '_ {
        let first = self.before * i64::try_from(self.per_day).unwrap_or(24);
        let index = |slot: i64| usize::try_from(slot + first).unwrap_or(0).min(self.takings.len());
        let (start, end) = (index(slots.start), index(slots.end));
        let takings = self.takings[start..end].iter().zip(&self.usable[start..end]);
        (slots.start.max(-first)..).zip(takings.map(|(taken, usable)| usable.then_some(*taken)))
    }

    /// The share of each slot in a day's takings, over the usable days outside `hidden`; zeros without takings.
    pub fn hours_without(&self, hidden: Range<i64>) -> Vec<f64> {
        let mut hours = self.hours.clone();
        for day in hidden {
            self.add_hours(day + self.before, -1.0, &mut hours);
        }
        let sum: f64 = hours.iter().sum();
        if sum <= 0.0 {
            return vec![0.0; self.per_day];
        }
        hours.iter().map(|hour| (hour / sum).max(0.0)).collect()
    }

    fn add_hours(&self, index: i64, times: f64, hours: &mut [f64]) {
        let Some(index) = usize::try_from(index).ok().filter(|i| self.whole.usable.get(*i).is_some_and(|u| *u > 0.0))
        else {
            return;
        };
        let takings = self.takings.iter().skip(index * self.per_day);
        for (sum, taken) in hours.iter_mut().zip(takings) {
            *sum += times * taken;
        }
    }

    /// The size of a typical sale, weighted by size: squares of the slots' takings over the takings. 0 without sales.
    pub fn ticket(&self) -> f64 {
        // day by day: sums of which none waits for another
        let takings: f64 = self.takings.chunks(self.per_day).map(|day| day.iter().sum::<f64>()).sum();
        let squares = dot(&self.takings, &self.takings);
        if takings > 0.0 { squares / takings } else { 0.0 }
    }

    /// The number of usable days.
    pub fn known_days(&self) -> usize {
        self.whole.usable.iter().filter(|usable| **usable > 0.0).count()
    }
}
