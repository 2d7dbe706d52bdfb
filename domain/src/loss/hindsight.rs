//! Hindsight: how far the days around a window and its like hours told what it brought, over all accounts of a trade, in
//! weeks in which nothing happened. What one account shows of this is mostly chance; a trade shows it.

use super::{
    interval::scale,
    reading::{Placebo, Reading},
};

/// What a part is worth before it was seen, as a standard deviation around 1.
const WORTHS_DIFFER: f64 = 0.5;
/// The most that a part is worth of what it was taken for.
pub(crate) const MOST_WORTH: f64 = 1.5;
/// Standard deviations that a window counts at most, so that one odd week does not decide.
const MOST_DEVIATIONS: f64 = 2.0;
/// Steps in 1: sums are kept in integers, so that any order of accounts gives the same bits.
const STEPS: f64 = 1_048_576.0;

/// Sums over placebo windows of what a part moved the expectation by, in standard deviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    /// Products with how far the takings departed from the expectation.
    departed: i128,
    /// Squares.
    moved: i128,
}

impl Told {
    fn merge(&mut self, other: Self) {
        self.departed = self.departed.saturating_add(other.departed);
        self.moved = self.moved.saturating_add(other.moved);
    }

    /// The regression of the departures on what the part moved, drawn to none (normal prior): 1 where it was worth what it
    /// was taken for, 0 where it told nothing.
    fn worth(self) -> f64 {
        let certain = 1.0 / (WORTHS_DIFFER * WORTHS_DIFFER);
        let beyond = self.departed as f64 / STEPS / (self.moved as f64 / STEPS + certain);
        (1.0 + beyond).clamp(0.0, MOST_WORTH)
    }
}

/// What the placebo windows of some accounts say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hindsight {
    days: Told,
    hours: Told,
}

impl Hindsight {
    /// Adds an account.
    pub fn add(&mut self, reading: &Reading) {
        let spread = reading.misfits().spread();
        for Placebo { expected, by_days, by_hours, taken, .. } in reading.placebos.iter().copied() {
            let deviation = spread * scale(expected, reading.ticket);
            if deviation > 0.0 {
                let departure = ((taken - expected) / deviation).clamp(-MOST_DEVIATIONS, MOST_DEVIATIONS);
                let told = |part: f64| {
                    let moved = part / deviation;
                    Told { departed: steps(moved * departure), moved: steps(moved * moved) }
                };
                self.days.merge(told(by_days));
                self.hours.merge(told(by_hours));
            }
        }
    }

    /// Adds what another has added.
    pub fn merge(&mut self, other: &Self) {
        self.days.merge(other.days);
        self.hours.merge(other.hours);
    }

    /// What the days around were worth, 0 to 1.5 of what they were taken for.
    pub fn days(&self) -> f64 {
        self.days.worth()
    }

    /// What the like hours were worth, 0 to 1.5 of what they were taken for.
    pub fn hours(&self) -> f64 {
        self.hours.worth()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
fn steps(value: f64) -> i128 {
    (value * STEPS) as i128
}

#[cfg(test)]
mod tests {
    use super::super::{expectation::Cycle, printed::Factor};
    use super::*;

    /// An account of 100 sales a window; the days around say a tenth more or less, in turn, of which `worth` is true.
    fn account(worth: f64) -> Reading {
        let placebo = |week: i64| {
            let by_days = if week % 2 == 0 { 10_000.0 } else { -10_000.0 };
            let expected = 100_000.0 + by_days;
            Placebo { week, expected, borrowed: 0.0, by_days, by_hours: 0.0, taken: 100_000.0 + worth * by_days }
        };
        Reading {
            cycle: Cycle::Week,
            base: 100_000.0,
            taken: 0.0,
            after_base: 0.0,
            after_taken: 0.0,
            ticket: 1_000.0,
            placebos: (-16..0).map(placebo).collect(),
            borrowed: Factor::ZERO,
            by_days: Factor::of(0.1),
            by_hours: Factor::ZERO,
        }
    }

    fn told(worth: f64, accounts: usize) -> Hindsight {
        let mut told = Hindsight::default();
        for _ in 0..accounts {
            told.add(&account(worth));
        }
        told
    }

    #[test]
    fn a_trade_shows_what_its_days_are_worth_and_one_account_little_of_it() {
        for worth in [0.0, 0.4, 1.0, 1.4] {
            let many = told(worth, 100).days();
            assert!((many - worth).abs() < 0.02, "{worth} {many}");
            let one = told(worth, 1).days();
            assert!(
                (one - 1.0).abs() <= (worth - 1.0).abs() && (one - worth) * (1.0 - worth) >= -1e-9,
                "{worth} {one}"
            );
        }
        assert!((told(3.0, 100).days() - MOST_WORTH).abs() < 1e-9);
        assert!(told(-3.0, 100).days().abs() < 1e-9);
    }

    #[test]
    fn what_never_moved_anything_is_taken_as_it_was() {
        assert!((told(0.0, 100).hours() - 1.0).abs() < 1e-9);
        assert!((Hindsight::default().days() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn one_odd_week_does_not_decide() {
        let mut odd = account(1.0);
        for placebo in &mut odd.placebos[1..] {
            placebo.by_days = 0.0;
        }
        odd.placebos[0].taken = 1e9;
        let mut told = Hindsight::default();
        told.add(&odd);
        assert!(told.days() < 1.2, "{}", told.days());
    }
}
