//! The profile: what the like hours and the like days of an account's other weeks brought.

use super::{
    decay::Decay,
    frame::{Daily, Frame, Portion},
};

/// Where a window lies: the outage's own place, or a placebo's so many days away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Days from the outage's first day.
    pub shift: i64,
    /// Days from the window's start to the end of its time of catching up; none of them is compared with.
    pub span: i64,
}

impl Place {
    /// Whether a day belongs to the window or its time of catching up.
    pub fn hides(self, day: i64) -> bool {
        (self.shift..self.shift + self.span).contains(&day)
    }
}

/// Sum of takings and of weights over reference days.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weighted {
    /// Weighted takings.
    pub takings: f64,
    /// Sum of the weights.
    pub weight: f64,
}

impl Weighted {
    /// The weighted mean; none without weight.
    pub fn mean(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.takings / self.weight)
    }

    /// The mean together with a prior value of some weight; the prior alone without any.
    pub fn with(self, prior: f64, weight: f64) -> f64 {
        let all = self.weight + weight;
        if all > 0.0 { (self.takings + weight * prior) / all } else { prior }
    }

    fn add(&mut self, (takings, usable): (f64, f64), weight: f64) {
        self.takings += weight * takings;
        self.weight += weight * usable;
    }
}

/// The profile of a window: estimator, step 1.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// The like hours of each portion.
    pub portions: Vec<Weighted>,
    /// Whole days by their place in the cycle, counted from the window's first day.
    pub days: Vec<f64>,
}

impl Profile {
    /// The profile of a window at a place, over a cycle of `cycle` days (7: the week; 3: two days on, one off).
    pub fn of(frame: &Frame, portions: &[Portion], place: Place, cycle: usize, memory: &Decay) -> Self {
        let cycle = i64::try_from(cycle).unwrap_or(7);
        let days: Vec<Weighted> = (0..cycle)
            .map(|k| like_days(frame, &frame.whole, place.shift + k, place, i64::MIN, cycle, memory))
            .collect();
        let mut all = Weighted::default();
        for day in &days {
            all.add((day.takings, day.weight), 1.0);
        }
        let ordinary = all.mean().unwrap_or(0.0);
        Self {
            portions: portions
                .iter()
                .map(|portion| (portion, place.shift + portion.day))
                .map(|(portion, day)| like_days(frame, &portion.like, day, place, day, cycle, memory))
                .collect(),
            days: days.into_iter().map(|day| day.mean().unwrap_or(ordinary)).collect(),
        }
    }

    /// What the profile expects of a whole day so many days from the window's first.
    pub fn day(&self, days: i64) -> f64 {
        let cycle = i64::try_from(self.days.len()).unwrap_or(7).max(1);
        usize::try_from(days.rem_euclid(cycle)).ok().and_then(|k| self.days.get(k)).copied().unwrap_or(0.0)
    }
}

/// The days whole cycles away from `day`, each weighted by its distance; without the day `skip`.
fn like_days(frame: &Frame, daily: &Daily, day: i64, place: Place, skip: i64, cycle: i64, memory: &Decay) -> Weighted {
    let mut sum = Weighted::default();
    let length = i64::try_from(daily.takings.len()).unwrap_or(0);
    let mut index = (day + frame.before).rem_euclid(cycle);
    while index < length {
        let other = index - frame.before;
        if !place.hides(other) && other != skip {
            sum.add(daily.on(index), memory.at(other - day));
        }
        index += cycle;
    }
    sum
}
