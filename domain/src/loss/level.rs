//! The level: how trade around the window compares with the pattern, from the weeks around down to the hours around,
//! each trusted as far as its own chance and its distance allow.

use super::{
    decay::Decay,
    expectation::Tables,
    frame::{Daily, Frame},
    moments::trust,
    nearby::Nearby,
    printed::{Factor, whole},
    profile::{Place, Profile},
};

/// Level below which the chance of a level is taken to shrink no further.
const LOWEST: f64 = 0.05;
/// A level beyond this says that the account changed, not that its trade is lively.
const HIGHEST: f64 = 3.0;
/// How much levels of three weeks differ from the pattern of the seasons, as a standard deviation.
const SEASONS_DIFFER: f64 = 0.3;
/// How much levels of some days differ from those of the weeks around.
const DAYS_DIFFER: f64 = 0.15;
/// Days around the window whose hours are looked at one by one.
const NEAR_DAYS: i64 = 6;
/// Days on each side over which the run of trade is smoothed to see how it moves from day to day.
const SMOOTHED: usize = 10;

/// Takings and expected takings of the time around, each weighted by distance, and the expected by the squares.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Around {
    pub taken: f64,
    pub expected: f64,
    pub squares: f64,
}

impl Around {
    fn add(&mut self, taken: f64, expected: f64, weight: f64) {
        self.taken += weight * taken;
        self.expected += weight * expected;
        self.squares += weight * weight * expected;
    }

    /// The level moved towards this one: by how much levels differ against the chance of this one (`ticket`: the size of a
    /// typical sale), times `near`, the share of such a difference that still holds within the window.
    fn moves(self, level: Factor, differ: f64, ticket: f64, near: f64) -> Layer {
        let (taken, expected) = (whole(self.taken), whole(self.expected));
        if expected <= 0.0 {
            return Layer { level, ..Layer::default() };
        }
        let chance = ticket * self.squares / (self.expected * self.expected) / level.value().max(LOWEST);
        let pull = Factor::of(near * trust(differ, chance));
        let ratio = Factor::ratio(taken, expected);
        Layer { taken, expected, ratio, pull, level: level.towards(ratio, pull) }
    }
}

/// A stretch of time around the window, and the level after it. Amounts are whole minor units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layer {
    /// Takings, each weighted by distance.
    pub taken: f64,
    /// What the pattern expects of the same time, weighted alike; 0 where nothing is known of it.
    pub expected: f64,
    /// `taken / expected`.
    pub ratio: Factor,
    /// How far the level before is moved towards the ratio, 0 to 1.
    pub pull: Factor,
    /// `level before + pull x (ratio - level before)`.
    pub level: Factor,
}

/// How trade around a window compares with the pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    /// The three weeks around, the days around, the day around and the hours around, in this order; the first begins at 1.
    pub layers: [Layer; 4],
    /// The level after the last, 0 to 3.
    pub level: Factor,
}

impl Level {
    /// What the days around moved the level by, as a share of it, -1 to 1: `(level after them - level before) x (1 - pull of
    /// the day) x (1 - pull of the hours) / level`. 0 where the level lies at one of its ends.
    pub fn by_days(&self) -> Factor {
        let [weeks, days, day, hours] = self.layers;
        if hours.level != self.level || self.level <= Factor::ZERO {
            return Factor::ZERO;
        }
        let rest = |layer: Layer| Factor::ONE.less(layer.pull);
        let moved = days.level.less(weeks.level).by(rest(day)).by(rest(hours));
        moved.over(self.level).clamp(Factor::ZERO.less(Factor::ONE), Factor::ONE)
    }
}

/// What a level is computed from.
pub(crate) struct Surroundings<'a> {
    pub frame: &'a Frame,
    pub profile: &'a Profile,
    /// Share of a day's takings by slot.
    pub hours: &'a [f64],
    pub place: Place,
    /// The days around any place, by the decay of weeks and by that of days.
    pub nearby: &'a [Nearby; 2],
    /// Slots of the window itself.
    pub window: i64,
    /// How near the window is to the time around it.
    pub nearness: Nearness,
    /// The size of a typical sale.
    pub ticket: f64,
    /// How much levels differ from day to day, as a standard deviation: [`day_to_day`].
    pub day_to_day: f64,
}

impl Surroundings<'_> {
    /// Takings over expected takings of the time around a window, on both sides: estimator, step 2, from wide to near.
    pub fn level(&self, tables: &Tables) -> Level {
        let Nearness { weeks, days, day, hours } = self.nearness;
        let middle = self.place.shift + self.window / 2 / self.per_day();
        let around = |nearby: &Nearby, decay| nearby.around(decay, self.profile, self.place, middle);
        let [weeks_around, days_around] =
            [around(&self.nearby[0], &tables.weeks), around(&self.nearby[1], &tables.days)];
        let [day_around, hours_around] = self.hours_around([&tables.day, &tables.hours]);
        let weeks = weeks_around.moves(Factor::ONE, SEASONS_DIFFER, self.ticket, weeks);
        let days = days_around.moves(weeks.level, DAYS_DIFFER, self.ticket, days);
        let day = day_around.moves(days.level, self.day_to_day, self.ticket, day);
        let hours = hours_around.moves(day.level, self.day_to_day, self.ticket, hours);
        Level { layers: [weeks, days, day, hours], level: hours.level.clamp(Factor::ZERO, Factor::of(HIGHEST)) }
    }

    fn per_day(&self) -> i64 {
        i64::try_from(self.frame.per_day).unwrap_or(24)
    }

    /// The hours before the window and after its time of catching up.
    fn hours_around(&self, decays: [&Decay; 2]) -> [Around; 2] {
        let (per_day, mut sums) = (self.per_day(), [Around::default(); 2]);
        let hidden = self.place.slots(per_day);
        let middle = hidden.start + self.window / 2;
        let reach = NEAR_DAYS * per_day;
        for side in [hidden.start - reach..hidden.start, hidden.end..hidden.end + reach] {
            for day in side.start.div_euclid(per_day)..=(side.end - 1).div_euclid(per_day) {
                let expected = self.profile.day(day - self.place.shift);
                let slots = (day * per_day).max(side.start)..((day + 1) * per_day).min(side.end);
                let hours = usize::try_from(slots.start - day * per_day).ok().and_then(|hour| self.hours.get(hour..));
                for ((slot, taken), hour) in self.frame.slots(slots).zip(hours.unwrap_or_default()) {
                    let Some(taken) = taken else { continue };
                    for (sum, decay) in sums.iter_mut().zip(decays) {
                        sum.add(taken, expected * hour, decay.at(slot - middle));
                    }
                }
            }
        }
        sums
    }
}

/// The mean over a window of each decay to the nearest time that can be seen; the same wherever the window lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nearness {
    weeks: f64,
    days: f64,
    day: f64,
    hours: f64,
}

impl Nearness {
    /// Of a window of so many slots that is hidden with its time of catching up.
    pub fn of(window: i64, hidden: i64, per_day: i64, tables: &Tables) -> Self {
        // `unit` is the decay's step in slots
        let mean = |decay: &Decay, unit: i64| {
            let near = |slot: i64| decay.at((slot + 1).min(hidden - slot) / unit);
            (0..window).map(near).sum::<f64>() / window.max(1) as f64
        };
        Self {
            weeks: mean(&tables.weeks, per_day),
            days: mean(&tables.days, per_day),
            day: mean(&tables.day, 1),
            hours: mean(&tables.hours, 1),
        }
    }
}

/// How much the level differs between neighbouring days, as a standard deviation: from the products of the departures of
/// days that follow each other, chance having no share in them; few or lumpy sales leave it at what is usual.
pub(crate) fn day_to_day(frame: &Frame, profile: &Profile, place: Place) -> f64 {
    let usual = DAYS_DIFFER * DAYS_DIFFER;
    let Daily { takings, usable } = &frame.whole;
    let seen = |(day, index): (i64, usize)| usable[index] > 0.0 && !place.hides(day);
    let mut sums = Vec::with_capacity(takings.len() + 1);
    let mut sum = (0.0, 0.0);
    sums.push(sum);
    for (day, index) in frame.days() {
        if seen((day, index)) {
            sum = (sum.0 + takings[index], sum.1 + profile.day(day - place.shift));
        }
        sums.push(sum);
    }
    let departure = |(day, index): (i64, usize)| {
        seen((day, index)).then(|| {
            let (taken, expected) = (takings[index], profile.day(day - place.shift));
            let (from, to) = (sums[index.saturating_sub(SMOOTHED)], sums[(index + SMOOTHED + 1).min(takings.len())]);
            let (around, pattern) = (to.0 - from.0, to.1 - from.1);
            let smooth = if pattern > 0.0 { expected * around / pattern } else { expected };
            (taken - smooth, smooth)
        })
    };
    let departures: Vec<Option<(f64, f64)>> = frame.days().map(departure).collect();
    let covariance = |lag: usize| {
        let pairs = departures.iter().zip(departures.iter().skip(lag)).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
        let sum = pairs.fold((0.0, 0.0, 0.0), |s, (a, b)| (s.0 + a.0 * b.0, s.1 + a.1 * b.1, s.2 + 1.0));
        (sum.1 > 0.0).then(|| (sum.0 / sum.1, sum.2))
    };
    let (Some((variance, _)), Some((neighbours, pairs))) = (covariance(0), covariance(1)) else { return DAYS_DIFFER };
    // smoothing takes a little of every day's own departure from its neighbours
    let measured = neighbours + variance / (2 * SMOOTHED + 1) as f64;
    let own = trust(2.0 * usual, variance * variance / pairs);
    (usual + own * (measured - usual)).max(usual / 10.0).sqrt()
}
