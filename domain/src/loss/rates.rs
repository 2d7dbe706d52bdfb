//! Rates over many accounts: which share of the exposed sales was lost, and which share of the loss came back.

use std::collections::BTreeMap;

use super::{
    Rate,
    cohort::Scope,
    habit::Habit,
    interval::TENTH,
    market::Market,
    moments::{ratio_variance, trust},
    sums::Exposed,
};

/// How much loss rates differ between cohorts, as a standard deviation, before any is measured.
const RATES_DIFFER: f64 = 0.15;
/// How many cohorts that counts for.
const RATES_DIFFER_COUNT: f64 = 4.0;
/// The same of everyone's loss rate, of which nothing is known beforehand.
const ANY_RATE: f64 = 1.0;
/// A variance of a rate that nothing measured falls below: 0.1 % squared.
const LEAST_VARIANCE: f64 = 1e-6;
/// Upper end of the loss rate: sales through other ways may be lost too, but not much more than all.
const HIGHEST_RATE: f64 = 1.1;
/// Upper end of the catch-up rate.
const HIGHEST_CATCH_UP: f64 = 0.6;
/// Fewest accounts over which a catch-up is measured.
const FEWEST_CATCH_UP: u32 = 30;

/// Sums of losses and exposures of a cohort, market applied.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Losses {
    accounts: u32,
    loss: f64,
    exposure: f64,
    loss_loss: f64,
    loss_exposure: f64,
    exposure_exposure: f64,
    /// Of accounts whose sales can be made up only: accounts, loss, excess after, and their products.
    storable: u32,
    storable_loss: f64,
    excess: f64,
    excess_excess: f64,
    excess_loss: f64,
    storable_loss_loss: f64,
    /// The standard deviation of the loss by the market's chance, which all accounts share.
    market: f64,
}

/// How the chance of two markets goes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chance {
    /// They were measured on the same controls.
    Shared,
    /// They were measured on others.
    Apart,
}

impl Losses {
    /// Those of a cohort over one window.
    pub fn of(exposed: &Exposed, habit: Habit, market: Market, after_market: Market, storable: bool) -> Self {
        let factor = market.factor;
        let [borrowed, days, hours] = habit.beyond().map(|beyond| factor * beyond);
        let loss = [factor, -1.0, 0.0, 0.0, 0.0, borrowed, days, hours, 0.0, 0.0, 0.0];
        let exposure = [0.0, 0.0, factor, 0.0, 0.0, 0.0, 0.0, 0.0, borrowed, days, hours];
        let excess = [0.0, 0.0, 0.0, -after_market.factor, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        // of the rate `1 - y / (m x)` the market's chance moves `y / m`
        let taken = exposed.sum([0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]).max(0.0);
        let mut sums = Self {
            accounts: exposed.count,
            loss: exposed.sum(loss),
            exposure: exposed.sum(exposure),
            loss_loss: exposed.product(loss, loss),
            loss_exposure: exposed.product(loss, exposure),
            exposure_exposure: exposed.product(exposure, exposure),
            market: market.variance.sqrt() * taken / market.factor,
            ..Self::default()
        };
        if storable {
            sums.storable = sums.accounts;
            sums.storable_loss = sums.loss;
            sums.storable_loss_loss = sums.loss_loss;
            sums.excess = exposed.sum(excess);
            sums.excess_excess = exposed.product(excess, excess);
            sums.excess_loss = exposed.product(excess, loss);
        }
        sums
    }

    /// Lost sales over exposed sales, and the variance of that by chance. None where nothing was exposed.
    fn rate(&self) -> Option<(f64, f64)> {
        if self.exposure <= 0.0 {
            return None;
        }
        let rate = self.loss / self.exposure;
        let squares = self.loss_loss - 2.0 * rate * self.loss_exposure + rate * rate * self.exposure_exposure;
        let of_market = self.market * self.market / (self.exposure * self.exposure);
        Some((rate, ratio_variance(self.accounts, squares, self.exposure) + of_market))
    }

    /// Adds those of others.
    pub fn merge(&mut self, other: &Self, markets: Chance) {
        self.market = match markets {
            Chance::Shared => self.market + other.market,
            Chance::Apart => (self.market * self.market + other.market * other.market).sqrt(),
        };
        self.accounts = self.accounts.saturating_add(other.accounts);
        self.loss += other.loss;
        self.exposure += other.exposure;
        self.loss_loss += other.loss_loss;
        self.loss_exposure += other.loss_exposure;
        self.exposure_exposure += other.exposure_exposure;
        self.storable = self.storable.saturating_add(other.storable);
        self.storable_loss += other.storable_loss;
        self.excess += other.excess;
        self.excess_excess += other.excess_excess;
        self.excess_loss += other.excess_loss;
        self.storable_loss_loss += other.storable_loss_loss;
    }
}

/// Nothing comes back.
pub(crate) const NO_CATCH_UP: Rate = Rate { value: 0.0, low: 0.0, high: 0.0, accounts: 0, everyone: false };

/// How much loss rates differ within scopes of one width, as a standard deviation, from everyone (1.0) to narrow: what is
/// seen beyond chance between the parts of a wider scope (DerSimonian and Laird 1986), drawn to what is usual where they
/// are few.
pub(crate) fn rates_differ(losses: &BTreeMap<Scope, Losses>) -> [f64; 4] {
    let mut seen = [(0.0, 0.0, 0.0); 4];
    let mut parts: BTreeMap<(usize, Scope), Vec<(f64, f64)>> = BTreeMap::new();
    for (scope, losses) in losses {
        let measured = losses.rate().filter(|(_, variance)| variance.is_finite());
        if let (Some(wider), Some((rate, variance))) = (scope.wider(), measured) {
            parts.entry((scope.width(), wider)).or_default().push((rate, 1.0 / (variance + LEAST_VARIANCE)));
        }
    }
    for ((width, _), rates) in parts.iter().filter(|(_, rates)| rates.len() > 1) {
        let sum = |of: &dyn Fn(f64, f64) -> f64| rates.iter().map(|(rate, weight)| of(*rate, *weight)).sum::<f64>();
        let all = sum(&|_, weight| weight);
        let mean = sum(&|rate, weight| rate * weight) / all;
        let (spread, by_chance, scale) = &mut seen[*width];
        *spread += sum(&|rate, weight| weight * (rate - mean) * (rate - mean));
        *by_chance += rates.len() as f64 - 1.0;
        *scale += all - sum(&|_, weight| weight * weight) / all;
    }
    let mut differ = seen.map(|(spread, parts, scale)| {
        let measured = if scale > 0.0 { ((spread - parts) / scale).max(0.0) } else { 0.0 };
        let usual = RATES_DIFFER_COUNT * RATES_DIFFER * RATES_DIFFER;
        ((parts * measured + usual) / (parts + RATES_DIFFER_COUNT)).sqrt()
    });
    differ[0] = ANY_RATE;
    differ
}

/// Lost sales over exposed sales, over scopes from everyone to narrow, each drawn to the wider one by its chance:
/// estimator, "exposure times the cohort's loss rate". A rate whose 80 % interval holds 0 is 0: no loss was shown.
pub(crate) fn loss_rate(scopes: &[Option<&Losses>], differ: [f64; 4]) -> Rate {
    // without any measured account: all of it may be lost, and nothing is firm
    let unknown = (1.0, RATES_DIFFER * RATES_DIFFER, (0, false));
    let (rate, variance, (accounts, everyone)) = scopes.iter().zip(differ).enumerate().fold(
        unknown,
        |(wider, wider_variance, over), (width, (sums, differ))| {
            let Some((sums, (rate, own_variance))) = sums.and_then(|sums| Some((sums, sums.rate()?))) else {
                return (wider, wider_variance, over);
            };
            let weight = trust(differ, own_variance);
            let rest = 1.0 - weight;
            let variance =
                if weight > 0.0 { weight * weight * own_variance } else { 0.0 } + rest * rest * wider_variance;
            let is_carried = weight >= 0.5 || sums.accounts >= over.0;
            (weight * rate + rest * wider, variance, if is_carried { (sums.accounts, width == 0) } else { over })
        },
    );
    let within = |value: f64| value.clamp(0.0, HIGHEST_RATE);
    let margin = TENTH * variance.sqrt();
    let (low, high) = (within(rate - margin), within(rate + margin));
    Rate { value: if low > 0.0 { within(rate) } else { 0.0 }, low, high, accounts, everyone }
}

/// The loss rate of a cohort of which nothing was measured.
pub(crate) fn unknown_rate() -> Rate {
    loss_rate(&[], [RATES_DIFFER; 4])
}

/// The lower confidence bound of what came back after the outage, as a share of the loss, over the narrowest scope
/// with enough accounts.
pub(crate) fn catch_up(scopes: &[&Losses]) -> Rate {
    let Some(sums) = scopes.iter().find(|sums| sums.storable >= FEWEST_CATCH_UP && sums.storable_loss > 0.0) else {
        return NO_CATCH_UP;
    };
    let rate = sums.excess / sums.storable_loss;
    let squares = sums.excess_excess - 2.0 * rate * sums.excess_loss + rate * rate * sums.storable_loss_loss;
    let margin = TENTH * ratio_variance(sums.storable, squares, sums.storable_loss).sqrt();
    let within = |value: f64| value.clamp(0.0, HIGHEST_CATCH_UP);
    let low = within(rate - margin);
    Rate { value: low, low, high: within(rate + margin), accounts: sums.storable, everyone: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{AccountKind, Category, Region};

    fn scope(number: usize) -> Scope {
        Scope {
            kind: Some(AccountKind::Merchant),
            category: Some(Category("cafe".into())),
            region: Some(Region(format!("region {number}"))),
        }
    }

    /// 40 regions of 25 cafes, each with its true rate, measured with a standard deviation of 8 %: the rates as they come
    /// out for each.
    fn measured(truth: impl Fn(usize) -> f64) -> Vec<(f64, Rate)> {
        let chance = [-1.4, 0.9, 0.1, -0.6, 1.3, -0.2, 0.5, -0.9];
        let losses = |number: usize| {
            let (accounts, exposure) = (25.0, 25.0);
            let rate = truth(number) + 0.08 * chance[number % chance.len()];
            // each account's own loss departs from the rate by so much that the mean of all departs by 8 %
            let departure = 0.08 * 0.08 * accounts * (accounts - 1.0);
            Losses {
                accounts: 25,
                loss: rate * exposure,
                exposure,
                loss_loss: rate * rate * accounts + departure,
                loss_exposure: rate * accounts,
                exposure_exposure: accounts,
                ..Losses::default()
            }
        };
        let mut all: BTreeMap<Scope, Losses> = BTreeMap::new();
        for number in 0..40 {
            let mut at = Some(scope(number));
            while let Some(scope) = at {
                at = scope.wider();
                all.entry(scope).or_default().merge(&losses(number), Chance::Shared);
            }
        }
        let differ = rates_differ(&all);
        let rate = |number: usize| {
            let mut scopes = Vec::new();
            let mut at = Some(scope(number));
            while let Some(scope) = at {
                at = scope.wider();
                scopes.insert(0, all.get(&scope));
            }
            (truth(number), loss_rate(&scopes, differ))
        };
        (0..40).map(rate).collect()
    }

    #[test]
    fn where_nothing_was_lost_no_cohort_shows_a_loss_by_chance() {
        for (_, rate) in measured(|_| 0.0) {
            assert!(rate.value.abs() < f64::EPSILON && rate.high < 0.06, "{rate:?}");
        }
    }

    #[test]
    fn cohorts_that_lost_alike_are_measured_together() {
        for (truth, rate) in measured(|_| 0.6) {
            assert!((rate.value - truth).abs() < 0.112 / 3.0, "{rate:?}");
        }
    }

    #[test]
    fn a_rate_that_few_of_a_kind_do_not_carry_says_that_it_is_of_everyone() {
        let of = |accounts: u32, spread: f64| {
            let (count, rate) = (f64::from(accounts), 0.5);
            let departure = spread * spread * count * (count - 1.0);
            Losses {
                accounts,
                loss: rate * count,
                exposure: count,
                loss_loss: rate * rate * count + departure,
                loss_exposure: rate * count,
                exposure_exposure: count,
                ..Losses::default()
            }
        };
        let (all, few, alike) = (of(1_800, 0.01), of(30, 0.5), of(300, 0.02));
        let rate = |kind: &Losses| loss_rate(&[Some(&all), Some(kind)], [1.0, 0.15, 0.15, 0.15]);
        assert_eq!((rate(&few).accounts, rate(&few).everyone), (1_800, true));
        assert_eq!((rate(&alike).accounts, rate(&alike).everyone), (300, false));
        // where everyone is of one kind, they are of that kind
        assert_eq!((rate(&all).accounts, rate(&all).everyone), (1_800, false));
    }

    #[test]
    fn cohorts_that_lost_differently_keep_their_own_rate() {
        for (truth, rate) in measured(|number| 0.3 + 0.1 * (number % 7) as f64) {
            assert!((rate.value - truth).abs() < 0.16 && rate.low > 0.0, "{truth} {rate:?}");
        }
        let spread = measured(|number| 0.3 + 0.1 * (number % 7) as f64);
        let values = || spread.iter().map(|(_, rate)| rate.value);
        assert!(values().fold(0.0, f64::max) - values().fold(1.0, f64::min) > 0.4);
    }
}
