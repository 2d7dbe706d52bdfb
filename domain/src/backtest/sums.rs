//! The report of a back-test while it comes about: one tally each for every place, cohort and band.

use serde::{Deserialize, Serialize};

use super::Tally;
use crate::{
    assessment::{AssessmentInput, Award, Basis, Figures, Refused},
    loss::{Band, CohortKey, Loss},
    policy::Policy,
};

/// One account at one place, gone through to the award.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// Its loss, although there was none.
    pub loss: &'a Loss,
    /// What it would have been awarded.
    pub award: Award,
}

impl<'a> Judged<'a> {
    /// Takes an account through a policy, as a run does. Errors: a figure out of range, another currency.
    pub fn of(input: &'a AssessmentInput, policy: &Policy) -> Result<Self, Refused> {
        let award = Basis::of(&Figures::of(input)?).award(policy)?;
        Ok(Self { loss: &input.loss, award })
    }

    /// What was taken; hours at the edges by their minutes.
    pub(super) fn taken(&self) -> f64 {
        self.loss.expected - self.loss.own_loss
    }
}

/// What came out for some accounts, and how many there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// Which.
    pub cohort: CohortKey,
    /// Accounts measured at one place at least.
    pub accounts: u64,
    /// The sums.
    pub tally: Tally,
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Accounts gone through.
    pub accounts: u64,
    /// Accounts that could be measured at no place: no history before any of them.
    pub unmeasured: u64,
    /// By place, in the order of the places.
    pub places: Vec<Tally>,
    /// By cohort, in its order.
    pub cohorts: Vec<Slice>,
    /// By band, in the order in which they came up.
    pub bands: Vec<(Band, Tally)>,
}

impl Report {
    /// An empty report over that many places.
    pub fn new(places: usize) -> Self {
        Self { places: vec![Tally::default(); places], ..Self::default() }
    }

    /// Counts an account: for each place what came out, none where it could not be measured.
    pub fn add(&mut self, cohort: &CohortKey, cases: &[Option<Judged>]) {
        self.accounts += 1;
        if cases.iter().all(Option::is_none) {
            self.unmeasured += 1;
            return;
        }
        let slice = self.slice(cohort);
        slice.accounts += 1;
        for case in cases.iter().flatten() {
            slice.tally.add(case);
        }
        for (place, case) in self.places.iter_mut().zip(cases) {
            if let Some(case) = case {
                place.add(case);
            }
        }
        for case in cases.iter().flatten() {
            self.band(case.loss.band).add(case);
        }
    }

    fn band(&mut self, band: Band) -> &mut Tally {
        let index = self.bands.iter().position(|(known, _)| *known == band).unwrap_or_else(|| {
            self.bands.push((band, Tally::default()));
            self.bands.len() - 1
        });
        &mut self.bands[index].1
    }

    fn slice(&mut self, cohort: &CohortKey) -> &mut Slice {
        let index = match self.cohorts.binary_search_by(|slice| slice.cohort.cmp(cohort)) {
            Ok(index) => index,
            Err(index) => {
                let slice = Slice { cohort: cohort.clone(), accounts: 0, tally: Tally::default() };
                self.cohorts.insert(index, slice);
                index
            }
        };
        &mut self.cohorts[index]
    }

    /// All places together.
    pub fn whole(&self) -> Tally {
        let mut whole = Tally::default();
        for place in &self.places {
            whole.merge(place);
        }
        whole
    }
}
