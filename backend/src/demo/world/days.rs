//! The days of the world: 12 weeks before the outage, its week, and 5 weeks after, with what they do to everyone's
//! sales.

use chrono::{Datelike, NaiveDate};
use domain::time::{Instant, Zone};

use super::{chance::Chance, trades::Trade};
use crate::ledger::Holiday;

/// Days in the world: 18 weeks.
pub const DAYS: usize = 126;

/// The day from which private taxis in Seoul no longer had to rest every third day.
const ROTATION_ENDS: (i32, u32, u32) = (2022, 11, 10);

/// A day of the world.
pub struct Day {
    /// Its midnight in Seoul, where no clock is put forward or back.
    pub midnight: Instant,
    /// As references write it: `221015`.
    pub short: String,
    /// 0 for Monday.
    pub weekday: usize,
    /// What kind of day.
    pub kind: DayKind,
    /// Whether private taxis rest every third day.
    pub has_rotation: bool,
}

/// What a day is to trade.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// As its weekday is.
    Ordinary,
    /// A public or substitute holiday: as a Sunday, and a little less.
    Holiday,
    /// One of the three days of Chuseok.
    Chuseok,
}

/// All days from Saturday 23 July 2022.
pub fn days(holidays: &[Holiday]) -> Vec<Day> {
    let zone = Zone::default();
    let rotation_ends = date(ROTATION_ENDS);
    date((2022, 7, 23)).iter_days().take(DAYS).map(|date| day(date, holidays, zone, rotation_ends)).collect()
}

fn date((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn day(date: NaiveDate, holidays: &[Holiday], zone: Zone, rotation_ends: NaiveDate) -> Day {
    let kind = match holidays.iter().find(|holiday| holiday.date == date) {
        None => DayKind::Ordinary,
        Some(holiday) if holiday.name.en.starts_with("Chuseok") && !holiday.name.en.contains("substitute") => {
            DayKind::Chuseok
        }
        Some(_) => DayKind::Holiday,
    };
    Day {
        midnight: zone.midnight(date),
        short: date.format("%y%m%d").to_string(),
        weekday: date.weekday().num_days_from_monday() as usize,
        kind,
        has_rotation: date < rotation_ends,
    }
}

impl Day {
    /// Whether it sells by the hours of a weekend.
    pub fn is_free(&self) -> bool {
        self.weekday >= 5 || self.kind != DayKind::Ordinary
    }

    /// Factor that this day is to a trade.
    pub fn factor(&self, trade: &Trade) -> f64 {
        let sunday = trade.days[6];
        match self.kind {
            DayKind::Ordinary => trade.days[self.weekday],
            DayKind::Holiday => sunday * trade.holiday,
            DayKind::Chuseok => sunday * trade.chuseok,
        }
    }
}

/// What weather, payday and mood make of each day: a factor common to all, and another for each trade.
pub fn markets(seed: u64, trades: usize) -> Vec<Vec<f64>> {
    let mut chance = Chance::new(seed, 1);
    let common: Vec<_> = (0..DAYS).map(|_| chance.factor(0.05)).collect();
    (0..trades).map(|_| common.iter().map(|factor| factor * chance.factor(0.06)).collect()).collect()
}

/// How an account's level drifts from day to day, coming back slowly.
pub fn drift(chance: &mut Chance) -> Vec<f64> {
    let mut away = 0.1 * chance.normal();
    (0..DAYS)
        .map(|_| {
            away = 0.985 * away + 0.02 * chance.normal();
            1.0 + away.clamp(-0.5, 0.8)
        })
        .collect()
}
