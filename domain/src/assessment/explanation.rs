//! The explanation: how an award comes about, from transactions to the sum. One structure for pages, documents and
//! programs; a person with a calculator and nothing but this gets the same award.

use serde::{Deserialize, Serialize};

use super::{Assessment, Records};
use crate::loss::{CohortFigures, Working, workings};

/// How an award comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The steps from the expectation to the award, each with value, unit, source and a sentence; the days left out with
    /// their reasons; how sure it is; versions and digest.
    pub assessment: Assessment,
    /// The figures of the account's cohort that it rests on; none where the account could not be measured.
    pub cohort: Option<CohortFigures>,
    /// How the expectations in those steps come about from like hours; empty where the account could not be measured.
    pub workings: Vec<Working>,
}

impl Records {
    /// Explains the published assessment by the records.
    pub fn explain(self) -> Explanation {
        let is_compared = self.published.figures.afterwards.is_none_or(|weeks| weeks.changed_on.is_none());
        let measure = self.measure().ok().filter(|_| is_compared);
        let cohort = measure.as_ref().map(|measure| self.cohort.figures(&self.account.cohort(), measure.window));
        let workings = measure
            .as_ref()
            .zip(cohort.as_ref())
            .map_or_else(Vec::new, |(measure, figures)| workings(&self.history, &self.outage, measure, figures));
        Explanation { assessment: self.published, cohort, workings }
    }
}
