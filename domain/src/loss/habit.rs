//! The habit of a trade: where an account's like hours are too few, its expectation borrows from its other days and hours;
//! what the window's hours bring of that is seen over all accounts of the trade, in weeks in which nothing happened.

use super::{
    interval::scale,
    moments::{Moments, ratio_variance, trust},
    printed::{Factor, whole},
    reading::{Placebo, Reading},
};

/// How much trades differ in it, as a standard deviation.
const HABITS_DIFFER: f64 = 0.3;
/// Fewest accounts over which it is measured.
const FEWEST: u32 = 30;
/// Its lower end.
pub(crate) const LEAST_HABIT: f64 = 0.2;
/// Its upper end.
pub(crate) const MOST_HABIT: f64 = 2.0;

/// What a trade makes of the parts of an account's expectation: what is multiplied by what. 1 takes a part as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Habit {
    /// Of what was borrowed, 0.2 to 2.
    pub borrowed: f64,
    /// Of what the days around moved it by, 0 to 1.5.
    pub days: f64,
    /// Of what the like hours moved it by, 0 to 1.5.
    pub hours: f64,
}

impl Habit {
    /// What is added for 1 of each part.
    pub fn beyond(self) -> [f64; 3] {
        [self.borrowed, self.days, self.hours].map(|worth| worth - 1.0)
    }

    /// What a placebo window is expected to bring.
    pub fn expected(self, placebo: &Placebo) -> f64 {
        let [borrowed, days, hours] = self.beyond();
        let Placebo { expected, borrowed: of_borrowed, by_days, by_hours, .. } = *placebo;
        let all = expected + borrowed * of_borrowed + days * by_days + hours * by_hours;
        whole(all.clamp(LEAST_HABIT * expected, MOST_HABIT * expected))
    }

    /// What the shares of an expectation come to as one factor: `1 + borrowed x (habit - 1) + ...`.
    pub fn factor(self, reading: &Reading) -> Factor {
        let parts = [(self.borrowed, reading.borrowed), (self.days, reading.by_days), (self.hours, reading.by_hours)];
        let all = parts.into_iter().fold(Factor::ONE, |all, (worth, share)| all.and(Factor::of(worth), share));
        all.clamp(Factor::of(LEAST_HABIT), Factor::of(MOST_HABIT))
    }
}

/// Of each account's placebo windows, a window's mean: expected, taken, borrowed, and the borrowed in the unit of the
/// account's misfits over its spread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Habits(Moments<4>);

impl Habits {
    /// Adds an account.
    pub fn add(&mut self, reading: &Reading) {
        let windows = reading.placebos.len() as f64;
        let mean = |of: fn(&Placebo) -> f64| reading.placebos.iter().map(of).sum::<f64>() / windows;
        let (expected, borrowed) = (mean(|placebo| placebo.expected), mean(|placebo| placebo.borrowed));
        let unit = scale(expected, reading.ticket) * reading.misfits().spread();
        if windows > 0.0 && unit > 0.0 {
            self.0.add([expected, mean(|placebo| placebo.taken), borrowed, borrowed / unit]);
        }
    }

    /// Adds what another has added.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// What the hours bring of what was borrowed for them, as far as chance could not have made it; 1 of few accounts.
    pub fn habit(&self) -> f64 {
        let borrowed = self.0.sum([0.0, 0.0, 1.0, 0.0]);
        if self.0.count < FEWEST || borrowed <= 0.0 {
            return 1.0;
        }
        let beyond = self.0.sum([-1.0, 1.0, 0.0, 0.0]) / borrowed;
        let residual = [-1.0, 1.0, -beyond, 0.0];
        let squares = self.0.product(residual, residual);
        let weight = trust(HABITS_DIFFER, ratio_variance(self.0.count, squares, borrowed));
        (1.0 + weight * beyond).clamp(LEAST_HABIT, MOST_HABIT)
    }

    /// By how much a habit above 1 by 1 would move misfits, in spreads.
    pub fn shift(&self) -> f64 {
        self.0.sum([0.0, 0.0, 0.0, 1.0]) / f64::from(self.0.count.max(1))
    }
}
