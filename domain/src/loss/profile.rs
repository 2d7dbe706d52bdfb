//! The profile: what the like hours and the like days of an account's other weeks brought.

use super::{
    decay::Decay,
    frame::{Frame, Portion},
    moments::trust,
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

/// Weighted takings of like days: of the whole days, and of a portion of them.
#[derive(Clone, Copy, Debug, Default)]
struct LikeDays {
    /// Weighted takings of the whole days.
    whole: f64,
    /// Weighted takings of the portion.
    part: f64,
    /// Sum of the weights.
    weight: f64,
    /// Sum of their squares.
    squares: f64,
}

impl LikeDays {
    /// The days whole cycles away from `day`, each weighted by its distance; without the day `skip`.
    fn of(frame: &Frame, part: &[f64], day: i64, skip: i64, place: Place, cycle: i64, memory: &Decay) -> Self {
        let mut sum = Self::default();
        let length = i64::try_from(part.len()).unwrap_or(0);
        let first = (day + frame.before).rem_euclid(cycle);
        for index in (first..length).step_by(usize::try_from(cycle).unwrap_or(7)) {
            let other = index - frame.before;
            let (whole, usable) = frame.whole.on(index);
            if usable > 0.0 && other != skip && !place.hides(other) {
                let weight = memory.at(other - day);
                sum.whole += weight * whole;
                sum.part += weight * usize::try_from(index).ok().and_then(|i| part.get(i)).copied().unwrap_or(0.0);
                sum.weight += weight;
                sum.squares += weight * weight;
            }
        }
        sum
    }

    /// Whether nothing was ever taken on such days, though days like the others would have brought many sales.
    fn is_closed(&self, ticket: f64, mean: f64) -> bool {
        self.whole == 0.0 && self.weight * mean >= SURE_SALES * ticket
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

/// What is expected of a whole day of the cycle.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Day {
    /// What the like days brought, pulled to a day of the account by chance.
    pub expected: f64,
    /// How far the like hours of its own weekday are trusted, 0 to 1.
    hours_trust: f64,
}

/// The pattern of an account at a place: estimator, step 1.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Whole days by their place in the cycle, counted from the window's first day.
    days: Vec<Day>,
}

impl Profile {
    /// The pattern around a place over a cycle of days (7: the week; 3: two days on, one off). `ticket` is the size of a
    /// typical sale.
    pub fn of(frame: &Frame, place: Place, cycle: i64, ticket: f64, memory: &Decay) -> Self {
        let like: Vec<LikeDays> = (0..cycle)
            .map(|k| LikeDays::of(frame, &frame.whole.takings, place.shift + k, i64::MIN, place, cycle, memory))
            .collect();
        let sums = like.iter().fold((0.0, 0.0), |sums, day| (sums.0 + day.whole, sums.1 + day.weight));
        let mean = if sums.1 > 0.0 { sums.0 / sums.1 } else { 0.0 };
        let day = |like: &LikeDays| {
            if like.weight <= 0.0 {
                return Day { expected: mean, hours_trust: 0.0 };
            }
            if like.is_closed(ticket, mean) {
                return Day::default();
            }
            let own = trust(WEEKDAYS_DIFFER, like.chance(ticket, mean));
            let expected = mean + own * (like.whole / like.weight - mean);
            Day { expected, hours_trust: trust(SHARES_DIFFER, like.chance(ticket, expected / PARTS)) }
        };
        Self { days: like.iter().map(day).collect() }
    }

    /// What the pattern expects of the days from one on, without end.
    pub fn days_from(&self, first: i64) -> impl Iterator<Item = Day> + '_ {
        let cycle = i64::try_from(self.days.len()).unwrap_or(7).max(1);
        let skipped = usize::try_from(first.rem_euclid(cycle)).unwrap_or(0);
        self.days.iter().copied().cycle().skip(skipped)
    }

    /// What the pattern expects of a whole day so many days from the window's first.
    pub fn day(&self, days: i64) -> Day {
        let cycle = i64::try_from(self.days.len()).unwrap_or(7).max(1);
        usize::try_from(days.rem_euclid(cycle)).ok().and_then(|k| self.days.get(k)).copied().unwrap_or_default()
    }
}

/// What is expected of a portion of a day, and how it comes about; before the level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// What is expected of the whole day.
    pub day: f64,
    /// The share of a usual day that falls into these hours, 0 to 1.
    pub share: f64,
    /// How far the share on the like days is trusted against it, 0 to 1.
    pub trust: f64,
    /// `day x (share + trust x (share on the like days - share))`.
    pub expected: f64,
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
        let day = profile.day(portion.day);
        if portion.whole {
            return Self { day: day.expected, share: 1.0, trust: 0.0, expected: day.expected };
        }
        let cycle = i64::try_from(profile.days.len()).unwrap_or(7).max(1);
        let own = place.shift + portion.day;
        let like = LikeDays::of(frame, &portion.like.takings, own, own, place, cycle, memory);
        let share: f64 = portion.weights.iter().zip(hours).map(|(weight, hour)| weight * hour).sum();
        let own = if like.whole > 0.0 { like.part / like.whole } else { share };
        let expected = day.expected * (share + day.hours_trust * (own - share));
        Self { day: day.expected, share, trust: day.hours_trust, expected }
    }
}
