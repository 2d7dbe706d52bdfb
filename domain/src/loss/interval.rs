//! The interval: how far windows in which nothing happened fell from what was expected of them.

use serde::{Deserialize, Serialize};

/// Misfits of an account's placebo windows in hundredths: `(taken - expected) / scale`, so that they are free of
/// currency and size and can be pooled over accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Misfits(Vec<i16>);

/// Windows that a spread of 1 weighs against the account's own; 1 is the spread of sales that come by pure chance.
const PRIOR_WINDOWS: f64 = 8.0;

impl Misfits {
    /// The misfits of windows given as expected and taken.
    pub(crate) fn of(windows: &[(f64, f64)], ticket: f64) -> Self {
        let misfit = |(expected, taken): &(f64, f64)| {
            let scale = scale(*expected, ticket);
            if scale > 0.0 { ((taken - expected) / scale * 100.0).round().clamp(-32_000.0, 32_000.0) as i16 } else { 0 }
        };
        Self(windows.iter().map(misfit).collect())
    }

    /// The account's own spread, shrunk: estimator, step 7.
    pub fn spread(&self) -> f64 {
        let squares: f64 = self.values().map(|misfit| misfit * misfit).sum();
        ((squares + PRIOR_WINDOWS) / (self.0.len() as f64 + PRIOR_WINDOWS)).sqrt()
    }

    /// The misfits.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().map(|misfit| f64::from(*misfit) / 100.0)
    }
}

/// The standard deviation of a sum of sales that come by chance, each about a ticket: `sqrt(expected x ticket)`, with
/// a quarter of a ticket more so that nothing expected is not nothing possible.
pub(crate) fn scale(expected: f64, ticket: f64) -> f64 {
    ((expected.max(0.0) + ticket / 4.0) * ticket).sqrt()
}

/// Counts of misfits over spread, in steps of a tenth; integers, so that any order of accounts gives the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Histogram(Vec<u32>);

/// The least value counted apart, in steps.
const LEAST: f64 = -60.0;
/// Number of steps.
const STEPS: usize = 161;

impl Default for Histogram {
    fn default() -> Self {
        Self(vec![0; STEPS])
    }
}

impl Histogram {
    /// Counts the misfits of an account.
    pub fn add(&mut self, misfits: &Misfits) {
        let spread = misfits.spread();
        for misfit in misfits.values() {
            let step = (misfit / spread * 10.0).round() - LEAST;
            let count = &mut self.0[step.clamp(0.0, (STEPS - 1) as f64) as usize];
            *count = count.saturating_add(1);
        }
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count = count.saturating_add(*more);
        }
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|count| u64::from(*count)).sum()
    }

    /// The value below which the share `at` of the counts lies, by the rank of split conformal prediction.
    pub fn quantile(&self, at: f64) -> f64 {
        let rank = at * (self.count() as f64 + 1.0);
        let mut below = 0.0;
        for (step, count) in self.0.iter().enumerate() {
            let count = f64::from(*count);
            if count > 0.0 && below + count >= rank {
                let into = ((rank - below) / count).clamp(0.0, 1.0);
                return (LEAST + step as f64 - 0.5 + into) / 10.0;
            }
            below += count;
        }
        (LEAST + STEPS as f64) / 10.0
    }
}
