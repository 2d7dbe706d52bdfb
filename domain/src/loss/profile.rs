//! The profile: what the like hours and the like days of an account's other weeks brought.

use super::{
    decay::{Decay, PRINTED},
    frame::{Frame, Portion},
    moments::trust,
    printed::{Factor, between, whole},
};

/// How much weekdays differ within an account, as a standard deviation.
const WEEKDAYS_DIFFER: f64 = 0.3;
/// How much an hour's share of the day differs between weekdays.
const SHARES_DIFFER: f64 = 0.3;
/// Sales that do not all fail to come by chance: once in 150 times, exp(-5).
const SURE_SALES: f64 = 5.0;
/// Parts of a day whose chance says how far its own hours are trusted: some six hours.
const PARTS: f64 = 4.0;

/// Where a window lies: the outage's own place, or a placebo's so many days away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Days from the outage's first day.
    pub shift: i64,
    /// Slots from the window's start to the end of its time of catching up; none of them is compared with.
    pub hidden: i64,
    /// The same in days, the last one begun.
    pub span: i64,
}

impl Place {
    /// Whether a day belongs to the window or its time of catching up.
    pub fn hides(self, day: i64) -> bool {
        (self.shift..self.shift + self.span).contains(&day)
    }

    /// The slots of the window and its time of catching up.
    pub fn slots(self, per_day: i64) -> std::ops::Range<i64> {
        self.shift * per_day..self.shift * per_day + self.hidden
    }
}

/// Weighted takings of like days. Weights are ten-thousandths.
#[derive(Clone, Copy, Debug, Default)]
struct LikeDays {
    /// Weighted takings of the whole days.
    whole: f64,
    /// Sum of the weights.
    weight: f64,
    /// Sum of their squares.
    squares: f64,
}

impl LikeDays {
    /// The days whole cycles away from `day`, each weighted by its distance.
    fn of(frame: &Frame, day: i64, place: Place, cycle: i64, memory: &Decay) -> Self {
        let mut sum = Self::default();
        each_like(frame, day, place, cycle, memory, |index, weight| {
            sum.whole += weight * frame.whole.takings[index];
            sum.weight += weight;
            sum.squares += weight * weight;
        });
        sum
    }

    /// The weighted mean of the whole days; 0 without any.
    fn mean(&self) -> f64 {
        if self.weight > 0.0 { whole(self.whole / self.weight) } else { 0.0 }
    }

    /// Whether nothing was ever taken on such days, though days like the others would have brought many sales.
    fn is_closed(&self, ticket: f64, mean: f64) -> bool {
        self.whole == 0.0 && self.weight / PRINTED * mean >= SURE_SALES * ticket
    }

    /// The variance of a mean of such days by chance, over the mean `of`.
    fn chance(&self, ticket: f64, of: f64) -> f64 {
        if self.weight > 0.0 && of > 0.0 {
            ticket * self.squares / (self.weight * self.weight) / of
        } else {
            f64::INFINITY
        }
    }
}

/// The usable days whole cycles away from `day`, by their index in the frame, each with its weight.
fn each_like(frame: &Frame, day: i64, place: Place, cycle: i64, memory: &Decay, mut add: impl FnMut(usize, f64)) {
    let step = usize::try_from(cycle).unwrap_or(7);
    let mut index = usize::try_from((day + frame.before).rem_euclid(cycle)).unwrap_or(0);
    let mut other = day - (day + frame.before).div_euclid(cycle) * cycle;
    while let Some(usable) = frame.whole.usable.get(index) {
        if *usable > 0.0 && !place.hides(other) {
            add(index, memory.at(other - day));
        }
        index += step;
        other += cycle;
    }
}

/// What is expected of a whole day of the cycle. Amounts are whole minor units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Day {
    /// The weighted mean of the like days.
    pub like: f64,
    /// How far it is trusted against a day of the account, 0 to 1.
    pub trust: Factor,
    /// `a day of the account + trust x (like - a day of the account)`.
    pub expected: f64,
    /// How far the like hours of its own weekday are trusted, 0 to 1.
    hours_trust: Factor,
}

impl Day {
    /// The day that like days make. `ordinary` is a day of the account, `ticket` the size of a typical sale.
    fn of(days: &LikeDays, ordinary: f64, ticket: f64) -> Self {
        if days.is_closed(ticket, ordinary) {
            return Self { trust: Factor::ONE, ..Self::default() };
        }
        let like = days.mean();
        let trusted = Factor::of(trust(WEEKDAYS_DIFFER, days.chance(ticket, ordinary)));
        let expected = between(ordinary, like, trusted);
        let hours_trust = Factor::of(trust(SHARES_DIFFER, days.chance(ticket, expected / PARTS)));
        Self { like, trust: trusted, expected, hours_trust }
    }
}

/// The pattern of an account at a place: estimator, step 1.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// A day of the account, whatever its place in the cycle; whole minor units.
    pub ordinary: f64,
    /// The size of a typical sale.
    ticket: f64,
    /// The like days of each place in the cycle, counted from the window's first day.
    like: Vec<LikeDays>,
    /// Whole days by their place in the cycle, likewise.
    days: Vec<Day>,
}

impl Profile {
    /// The pattern around a place over a cycle of days (7: the week; 3: two days on, one off). `ticket` is the size of a
    /// typical sale.
    pub fn of(frame: &Frame, place: Place, cycle: i64, ticket: f64, memory: &Decay) -> Self {
        let like: Vec<LikeDays> =
            (0..cycle).map(|k| LikeDays::of(frame, place.shift + k, place, cycle, memory)).collect();
        let add = |sum: LikeDays, day: &LikeDays| LikeDays {
            whole: sum.whole + day.whole,
            weight: sum.weight + day.weight,
            ..sum
        };
        let ordinary = like.iter().fold(LikeDays::default(), add).mean();
        let days = like.iter().map(|days| Day::of(days, ordinary, ticket)).collect();
        Self { ordinary, ticket, like, days }
    }

    /// What the pattern expects of a whole day so many days from the window's first.
    pub fn day(&self, days: i64) -> f64 {
        let day = usize::try_from(days.rem_euclid(self.cycle())).ok().and_then(|k| self.days.get(k));
        day.map_or(0.0, |day| day.expected)
    }

    /// Days after which it repeats.
    fn cycle(&self) -> i64 {
        i64::try_from(self.days.len()).unwrap_or(7).max(1)
    }
}

/// What is expected of a portion of a day, and how it comes about; before the level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// The whole day.
    pub day: Day,
    /// The share of the like days' takings that fell into these hours.
    pub like_share: Factor,
    /// The share of a usual day that falls into them, 0 to 1; above it where an hour was lived twice.
    pub usual_share: Factor,
    /// How far the share on the like days is trusted against it, 0 to 1.
    pub trust: Factor,
    /// `usual + trust x (like - usual)`.
    pub share: Factor,
    /// `day x share`, whole minor units.
    pub expected: f64,
    /// How far it rests on the like days and their like hours alone: `day's trust x trust`, 0 to 1.
    pub own: Factor,
    /// The rest of it, which other days and hours were borrowed for: `expected - own x expected`, whole minor units.
    pub borrowed: f64,
    /// What the like hours add to a usual day's: `expected - usual_share x day`, whole minor units.
    pub by_hours: f64,
}

impl Line {
    /// The line of a portion. `hours` are a usual day's takings by slot, as shares of the day.
    pub fn of(
        frame: &Frame,
        portion: &Portion,
        profile: &Profile,
        place: Place,
        hours: &[f64],
        memory: &Decay,
    ) -> Self {
        let own = place.shift + portion.day;
        let cycle = profile.cycle();
        let known = usize::try_from(portion.day).ok().and_then(|day| profile.like.get(day)).copied();
        let like = known.unwrap_or_else(|| LikeDays::of(frame, own, place, cycle, memory));
        let day = Day::of(&like, profile.ordinary, profile.ticket);
        let usual_share = if portion.whole {
            Factor::ONE
        } else {
            Factor::of(portion.weights.iter().zip(hours).map(|(weight, hour)| weight * hour).sum())
        };
        let like_share = if like.whole > 0.0 && !portion.whole {
            let mut part = 0.0;
            each_like(frame, own, place, cycle, memory, |index, weight| part += weight * portion.like.takings[index]);
            Factor::ratio(part, like.whole)
        } else {
            usual_share
        };
        // all of a day is all of it, on any day
        let trust = if portion.whole { Factor::ONE } else { day.hours_trust };
        let share = usual_share.towards(like_share, trust);
        let expected = share.times(day.expected);
        let own = day.trust.by(trust);
        let (borrowed, by_hours) = (expected - own.times(expected), expected - usual_share.times(day.expected));
        Self { day, like_share, usual_share, trust, share, expected, own, borrowed, by_hours }
    }
}
