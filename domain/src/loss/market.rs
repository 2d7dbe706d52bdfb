//! The market: how trade of accounts that did not use the failed services compared with their own patterns, at the
//! same time.

use super::{
    habit::Habit,
    moments::{Moments, trust},
};

/// Standard deviation of the market's moves between weeks: what a factor from ever so many controls may move.
const MOVES: f64 = 0.2;
/// Fewest controls that are believed without having been followed before.
const FEWEST: u32 = 3;
/// By how much one account strays from the market, chance apart, where nothing is known of it; a share of its base.
const STRAYS: f64 = 0.1;
/// Accounts that this weighs against the controls' own straying: three shops that agree by luck prove little.
const PRIOR_ACCOUNTS: f64 = 3.0;
/// The factor's lower end.
const LEAST_MARKET: f64 = 0.5;
/// The factor's upper end.
pub(crate) const MOST_MARKET: f64 = 2.0;

/// Base, takings, the size of chance (`sqrt(base x ticket)`) and the parts of the base that a [`Habit`] moves, of the
/// controls over one span of time.
pub(crate) type Controls = Moments<6>;

/// How the market moved, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Market {
    /// Factor by which it moved, 0.5 to 2.
    pub factor: f64,
    /// The variance of that by the controls' chance; 0 where no controls were heard.
    pub variance: f64,
    /// Controls of the widest scope that was heard.
    pub accounts: u32,
}

/// Nothing is known of the market: it stands still.
pub(crate) const STILL: Market = Market { factor: 1.0, variance: 0.0, accounts: 0 };

impl Market {
    /// Whether it has enough controls to be believed of accounts that were never seen to follow it.
    pub fn is_believed(&self) -> bool {
        self.accounts >= FEWEST
    }

    /// What is believed of it by all.
    pub fn believed(self) -> Self {
        if self.is_believed() { self } else { STILL }
    }
}

/// Sums over the controls of some cohorts, each with its trade's habit. Cohorts are added in their order, so that the same
/// accounts give the same bits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heard {
    accounts: u32,
    base: f64,
    taken: f64,
    base_base: f64,
    base_taken: f64,
    taken_taken: f64,
    chance_chance: f64,
}

impl Heard {
    /// Adds the controls of a cohort with the habit of their trade.
    pub fn add(&mut self, controls: &Controls, habit: Habit) {
        let [borrowed, days, hours] = habit.beyond();
        let (base, taken) = ([1.0, 0.0, 0.0, borrowed, days, hours], [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        let chance = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
        self.accounts = self.accounts.saturating_add(controls.count);
        self.base += controls.sum(base);
        self.taken += controls.sum(taken);
        self.base_base += controls.product(base, base);
        self.base_taken += controls.product(base, taken);
        self.taken_taken += controls.product(taken, taken);
        self.chance_chance += controls.product(chance, chance);
    }
}

/// Takings over base of the controls, pulled towards `wider` by its own sampling noise: estimator, step 5. Few controls
/// are heard only where there are no others.
pub(crate) fn market(heard: &Heard, wider: Market) -> Market {
    let is_enough = heard.accounts >= FEWEST || heard.accounts > 0 && !wider.is_believed();
    if !is_enough || heard.base <= 0.0 {
        return wider;
    }
    let factor = heard.taken / heard.base;
    let residuals = heard.taken_taken - 2.0 * factor * heard.base_taken + factor * factor * heard.base_base;
    let usual = STRAYS * STRAYS * heard.base_base + heard.chance_chance;
    let count = f64::from(heard.accounts);
    let squares = residuals.max(0.0) + PRIOR_ACCOUNTS * usual / count;
    let own = count / (count - 1.0 + PRIOR_ACCOUNTS) * squares / (heard.base * heard.base);
    let weight = trust(MOVES, own);
    let rest = 1.0 - weight;
    Market {
        factor: (weight * factor + rest * wider.factor).clamp(LEAST_MARKET, MOST_MARKET),
        variance: if weight > 0.0 { weight * weight * own } else { 0.0 } + rest * rest * wider.variance,
        accounts: wider.accounts.max(heard.accounts),
    }
}
