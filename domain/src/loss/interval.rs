//! The interval: how far windows in which nothing happened fell from what was expected of them.

use serde::{Deserialize, Serialize};

/// The quantile of the normal distribution that bounds a one-sided 10 %.
pub(crate) const TENTH: f64 = 1.281_552;
/// The same for 5 %.
pub(crate) const TWENTIETH: f64 = 1.644_854;

/// Misfits of an account's placebo windows in hundredths: `(taken - expected) / scale`, so that they are free of
/// currency and size and can be pooled over accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Misfits(Vec<i16>);

/// Windows that a spread of 1 weighs against the account's own; 1 is the spread of sales that come by pure chance.
const PRIOR_WINDOWS: f64 = 8.0;

impl Misfits {
    /// The misfits of windows given as expected and taken.
    pub(crate) fn of(windows: impl Iterator<Item = (f64, f64)>, ticket: f64) -> Self {
        let misfit = |(expected, taken): (f64, f64)| {
            let scale = scale(expected, ticket);
            if scale > 0.0 { hundredths((taken - expected) / scale) } else { 0 }
        };
        Self(windows.map(misfit).collect())
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

#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
fn hundredths(misfit: f64) -> i16 {
    (misfit * 100.0).round() as i16
}

/// The standard deviation of a sum of sales that come by chance, each about a ticket: `sqrt(expected x ticket)`, with
/// a quarter of a ticket more so that nothing expected is not nothing possible.
pub(crate) fn scale(expected: f64, ticket: f64) -> f64 {
    ((expected.max(0.0) + ticket / 4.0) * ticket).sqrt()
}

/// Counts of misfits over spread, in steps of a tenth; integers, so that any order of accounts gives the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Histogram(Vec<u32>);

/// Misfits that the normal distribution weighs against those counted: the tails of a few are not known.
const PRIOR_MISFITS: f64 = 20.0;

/// The least value counted apart, in steps.
const LEAST: f64 = -60.0;
/// Number of steps.
const STEPS: usize = 161;
/// What no quantile exceeds: the end of the last step.
pub(crate) const MOST_MISFIT: f64 = 10.05;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn step_of(value: f64) -> usize {
    ((value * 10.0).round() - LEAST).clamp(0.0, (STEPS - 1) as f64) as usize
}

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
            let count = &mut self.0[step_of(misfit / spread)];
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

    /// The value below which the share `at` of the misfits lies, by the rank of split conformal prediction; where few
    /// were counted pulled towards `normal`, the same quantile of the normal distribution.
    pub fn quantile(&self, at: f64, normal: f64) -> f64 {
        let count = self.count() as f64;
        let counted = if count > 0.0 { self.ranked((at * (count + 1.0)).clamp(1.0, count)) } else { normal };
        (count * counted + PRIOR_MISFITS * normal) / (count + PRIOR_MISFITS)
    }

    /// The value of a rank from 1 to the number counted.
    fn ranked(&self, rank: f64) -> f64 {
        let mut below = 0.0;
        for (step, count) in self.0.iter().enumerate() {
            let count = f64::from(*count);
            if below + count >= rank {
                return (LEAST + step as f64 - 0.5 + (rank - below) / count) / 10.0;
            }
            below += count;
        }
        LEAST / 10.0
    }
}
