//! The market: how trade of accounts that did not use the failed services compared with their own patterns, at the
//! same time.

use super::moments::{Moments, ratio_variance, trust};

/// Standard deviation of the market's moves between weeks: what a factor from ever so many controls may move.
const MOVES: f64 = 0.1;
/// Fewest controls that say anything.
const FEWEST: u32 = 5;
/// The factor's lower end.
const LEAST_MARKET: f64 = 0.5;
/// The factor's upper end.
pub(crate) const MOST_MARKET: f64 = 2.0;

/// Base and takings of the controls over one span of time.
pub(crate) type Controls = Moments<2>;

/// Takings over base of the controls, pulled towards `wider` by its own sampling noise: estimator, step 5.
pub(crate) fn market_factor(controls: &Controls, wider: f64) -> f64 {
    let base = controls.sum([1.0, 0.0]);
    if controls.count < FEWEST || base <= 0.0 {
        return wider;
    }
    let factor = controls.sum([0.0, 1.0]) / base;
    let residual = [-factor, 1.0];
    let weight = trust(MOVES, ratio_variance(controls.count, controls.product(residual, residual), base));
    (weight * factor + (1.0 - weight) * wider).clamp(LEAST_MARKET, MOST_MARKET)
}
