//! What is counted of some accounts over the places of a back-test.

use serde::{Deserialize, Serialize};

use super::{Judged, MOST_PAID};
use crate::{assessment::Award, loss::Band};

/// Upper bounds of the relative errors that are counted together, exclusive, in hundredths; a last bucket has none.
const ERRORS: [i32; 11] = [-50, -40, -30, -20, -10, 0, 10, 20, 30, 40, 50];

/// The upper bounds of [`Tally::errors`], exclusive, in hundredths of the expectation; none for the last.
pub fn error_bounds() -> impl Iterator<Item = Option<i32>> {
    ERRORS.map(Some).into_iter().chain([None])
}

/// Sums over cases, each one account at one place. Amounts are minor units; estimates are not rounded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Cases measured.
    pub cases: u64,
    /// Those that used the services in question.
    pub exposed: u64,
    /// Sales expected.
    pub expected: f64,
    /// Sales really taken.
    pub taken: f64,
    /// Sum of the distances between the two.
    pub distance: f64,
    /// Cases whose 90 % interval held what was taken.
    pub covered: u64,
    /// Sales expected through the services in question, weighted by severity.
    pub exposure: f64,
    /// Loss found where there was none, before the policy.
    pub basis: f64,
    /// Awards of exposed accounts.
    pub awards: u64,
    /// Their sum.
    pub paid: i64,
    /// Of these: offers that would have gone out without a person.
    pub automatic: u64,
    /// Their sum.
    pub paid_automatic: i64,
    /// Awards of accounts that did not use the services.
    pub unexposed_awards: u64,
    /// Their sum.
    pub paid_unexposed: i64,
    /// Cases by relative error; see [`error_bounds`].
    pub errors: [u64; ERRORS.len() + 1],
}

impl Tally {
    /// Counts a case.
    pub fn add(&mut self, case: &Judged) {
        let loss = case.loss;
        let taken = case.taken();
        self.cases += 1;
        self.expected += loss.expected;
        self.taken += taken;
        self.distance += (loss.expected - taken).abs();
        self.covered += u64::from(loss.expected_low <= taken && taken <= loss.expected_high);
        if loss.expected > 0.0 {
            let hundredths = 100.0 * (loss.expected - taken) / loss.expected;
            self.errors[ERRORS.partition_point(|bound| f64::from(*bound) <= hundredths)] += 1;
        }
        let amount = case.award.minor();
        if loss.band == Band::NotExposed {
            self.unexposed_awards += u64::from(amount > 0);
            self.paid_unexposed = self.paid_unexposed.saturating_add(amount);
            return;
        }
        self.exposed += 1;
        self.exposure += loss.exposure;
        self.basis += loss.basis;
        self.awards += u64::from(amount > 0);
        self.paid = self.paid.saturating_add(amount);
        if let Award::Offer { amount, needs_person: false } = case.award {
            self.automatic += 1;
            self.paid_automatic = self.paid_automatic.saturating_add(amount);
        }
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.cases += other.cases;
        self.exposed += other.exposed;
        self.expected += other.expected;
        self.taken += other.taken;
        self.distance += other.distance;
        self.covered += other.covered;
        self.exposure += other.exposure;
        self.basis += other.basis;
        self.awards += other.awards;
        self.paid = self.paid.saturating_add(other.paid);
        self.automatic += other.automatic;
        self.paid_automatic = self.paid_automatic.saturating_add(other.paid_automatic);
        self.unexposed_awards += other.unexposed_awards;
        self.paid_unexposed = self.paid_unexposed.saturating_add(other.paid_unexposed);
        for (count, more) in self.errors.iter_mut().zip(other.errors) {
            *count += more;
        }
    }

    /// By how much of what was taken the expectations together were too high; negative where too low. None where
    /// nothing was taken.
    pub fn bias(&self) -> Option<f64> {
        share(self.expected - self.taken, self.taken)
    }

    /// The distances between expected and taken as a share of what was taken.
    pub fn error(&self) -> Option<f64> {
        share(self.distance, self.taken)
    }

    /// The share of cases whose 90 % interval held what was taken.
    pub fn coverage(&self) -> Option<f64> {
        share(self.covered as f64, self.cases as f64)
    }

    /// What exposed accounts would have been paid for nothing, as a share of the sales expected through the services.
    pub fn paid_share(&self) -> Option<f64> {
        share(self.paid as f64, self.exposure)
    }

    /// Whether no account that did not use the services was paid.
    pub const fn spares_unexposed(&self) -> bool {
        self.unexposed_awards == 0
    }

    /// Whether no more was paid for nothing than [`MOST_PAID`].
    pub fn pays_little(&self) -> bool {
        self.paid as f64 <= MOST_PAID * self.exposure
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
