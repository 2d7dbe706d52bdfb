//! The expectation: what an account's own pattern says of a window. Everything measured is pulled to the wider figure as
//! far as chance could have made it, so that busy and quiet accounts are read by one rule.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::series::SlotLength;

use super::{
    decay::Decay,
    frame::{AFTER, BEFORE, Frame, Portion},
    level::{Level, Nearness, Surroundings, day_to_day},
    nearby::Nearby,
    printed::Factor,
    profile::{Line, Place, Profile},
};

/// After how long an account's pattern repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Every week.
    #[default]
    Week,
    /// Every third day: drivers who work two days and rest one.
    Rotation,
}

impl Cycle {
    /// Whether it is the week, as for nearly all.
    pub fn is_week(&self) -> bool {
        *self == Self::Week
    }

    /// Days after which the pattern repeats.
    pub const fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Rotation => 3,
        }
    }
}

/// How an account is read: the cycle, and how much its trade moves from day to day.
pub(crate) struct Pattern {
    /// The cycle.
    pub cycle: Cycle,
    /// The days around any place, by the decay of weeks and by that of days.
    nearby: [Nearby; 2],
    /// Standard deviation of the level between neighbouring days.
    day_to_day: f64,
}

/// What is expected of a window before the market, and how it comes about. Amounts are whole minor units.
pub(crate) struct Sheet {
    /// What is expected of each portion.
    pub lines: Vec<Line>,
    /// A day of the account, whatever its place in the cycle.
    pub ordinary_day: f64,
    /// The lines of ordinary days, added up.
    pub ordinary: f64,
    /// Those of holidays, as if they were ordinary days.
    pub holidays: f64,
    /// The level that all are multiplied by.
    pub level: Level,
    /// `(ordinary + holidays x holiday factor) x level`, at least 0.
    pub base: f64,
    /// What the trade is asked about.
    pub parts: Parts,
}

/// The parts of an expectation of which the trade knows better than one account. Amounts are whole minor units before the
/// level, holidays counted as they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    /// What was borrowed from other days and hours.
    pub borrowed: f64,
    /// What the like hours add to a usual day's; below 0 where they take from it.
    pub by_hours: f64,
    /// Both, and what the days around moved the level by, as shares of the expectation.
    pub shares: Shares,
}

/// Shares of an expectation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shares {
    /// What was borrowed, 0 to 1.
    pub borrowed: Factor,
    /// What the days around added or took, -1 to 1.
    pub by_days: Factor,
    /// What the like hours added or took, -1 to 1.
    pub by_hours: Factor,
}

/// An account's window with everything that its expectation is computed from.
pub(crate) struct Estimator<'a> {
    pub frame: &'a Frame,
    pub portions: &'a [Portion],
    /// Slots that the outage and its time of catching up last.
    pub hidden: i64,
    /// Slots that the outage lasts.
    pub outage: i64,
    /// The size of a typical sale.
    pub ticket: f64,
    /// How near the window is to the time around it.
    pub nearness: Nearness,
}

impl Estimator<'_> {
    /// The place so many days from the outage.
    pub fn place(&self, shift: i64) -> Place {
        let per_day = i64::try_from(self.frame.per_day).unwrap_or(24);
        Place { shift, hidden: self.hidden, span: (self.hidden + per_day - 1) / per_day }
    }

    /// How the account is read over a cycle.
    pub fn pattern(&self, cycle: Cycle, tables: &Tables) -> Pattern {
        let place = self.place(0);
        let profile = Profile::of(self.frame, place, cycle.days(), self.ticket, &tables.memory);
        let nearby = [&tables.weeks, &tables.days].map(|decay| Nearby::of(self.frame, cycle.days(), decay));
        Pattern { cycle, nearby, day_to_day: day_to_day(self.frame, &profile, place) }
    }

    /// The expectation at a place. `holiday` is what a holiday brings of an ordinary day.
    pub fn sheet(&self, shift: i64, pattern: &Pattern, holiday: Factor, tables: &Tables) -> Sheet {
        let place = self.place(shift);
        let profile = Profile::of(self.frame, place, pattern.cycle.days(), self.ticket, &tables.memory);
        let hours = self.frame.hours_without(place.shift..place.shift + place.span);
        let line = |portion| Line::of(self.frame, portion, &profile, place, &hours, &tables.memory);
        let lines: Vec<Line> = self.portions.iter().map(line).collect();
        let of_kind = |holiday| self.portions.iter().zip(&lines).filter(move |(portion, _)| portion.holiday == holiday);
        let sum = |of: fn(&Line) -> f64, holiday| of_kind(holiday).map(|(_, line)| of(line)).sum::<f64>();
        let (ordinary, holidays) = (sum(|line| line.expected, false), sum(|line| line.expected, true));
        let together = |of: fn(&Line) -> f64| sum(of, false) + holiday.times(sum(of, true));
        let (borrowed, by_hours) = (together(|line| line.borrowed), together(|line| line.by_hours));
        let surroundings = Surroundings {
            frame: self.frame,
            profile: &profile,
            hours: &hours,
            place,
            nearby: &pattern.nearby,
            window: self.outage,
            nearness: self.nearness,
            ticket: self.ticket,
            day_to_day: pattern.day_to_day,
        };
        let level = surroundings.level(tables);
        let all = ordinary + holiday.times(holidays);
        let base = level.level.times(all).max(0.0);
        let shares = Shares {
            borrowed: Factor::ratio(borrowed, all),
            by_days: level.by_days(),
            by_hours: Factor::ratio(by_hours, all).clamp(Factor::ZERO.less(Factor::ONE), Factor::ONE),
        };
        let parts = Parts { borrowed, by_hours, shares };
        Sheet { lines, ordinary_day: profile.ordinary, ordinary, holidays, level, base, parts }
    }

    /// What was taken in the window's hours at a place; none where part of it is hidden, unknown or a holiday.
    pub fn taken(&self, shift: i64) -> Option<f64> {
        let mut sum = 0.0;
        for portion in self.portions {
            let (takings, usable) = portion.like.on(shift + portion.day + self.frame.before);
            if usable <= 0.0 {
                return None;
            }
            sum += takings;
        }
        Some(sum)
    }
}

/// exp(-1/28), by the day: four weeks.
const MEMORY: f64 = 0.964_916_876_1;
/// exp(-1/21), by the day: three weeks.
const WEEKS: f64 = 0.953_497_228_4;
/// exp(-1/5), by the day.
const DAYS: f64 = 0.818_730_753_1;
/// exp(-1/24), by the hour: one day.
const DAY: f64 = 0.959_189_457_1;
/// exp(-1/10), by the hour: ten hours.
const HOURS: f64 = 0.904_837_418_0;

/// Decays as tables, long enough for every frame.
pub(crate) struct Tables {
    /// Of reference weeks, by the day: four weeks; in ten-thousandths.
    pub memory: Decay,
    /// Of the weeks around the window, by the day: three weeks.
    pub weeks: Decay,
    /// Of the days around it, by the day: five days.
    pub days: Decay,
    /// Of the day around it, by the slot.
    pub day: Decay,
    /// Of the hours around it, by the slot: ten hours.
    pub hours: Decay,
}

impl Tables {
    /// The tables for slots of a length, made once.
    pub fn of(slots: SlotLength) -> &'static Self {
        static QUARTERS: LazyLock<Tables> = LazyLock::new(|| Tables::new(15));
        static HALVES: LazyLock<Tables> = LazyLock::new(|| Tables::new(30));
        static HOURS: LazyLock<Tables> = LazyLock::new(|| Tables::new(60));
        match slots.minutes() {
            15 => &QUARTERS,
            30 => &HALVES,
            _ => &HOURS,
        }
    }

    fn new(slot_minutes: i64) -> Self {
        let reach = usize::try_from(BEFORE + AFTER).unwrap_or(0);
        let by_slot = |hour: f64| match slot_minutes {
            15 => hour.sqrt().sqrt(),
            30 => hour.sqrt(),
            _ => hour,
        };
        let slot_reach = usize::try_from(24 * 60 / slot_minutes * SLOT_REACH).unwrap_or(0);
        Self {
            memory: Decay::new(MEMORY, reach).printed(),
            weeks: Decay::new(WEEKS, reach),
            days: Decay::new(DAYS, reach),
            day: Decay::new(by_slot(DAY), slot_reach),
            hours: Decay::new(by_slot(HOURS), slot_reach),
        }
    }
}

/// Days that the decays by the slot reach: half the longest outage and the days around it.
const SLOT_REACH: i64 = 72;
