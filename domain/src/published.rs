//! What is published of the cohorts of a programme: figures over so many accounts that nobody's trade can be seen.

use serde::{Deserialize, Serialize};

use crate::{
    backtest::{Report, Tally},
    loss::{CohortKey, CohortTable, Rate},
    policy::Percent,
};

/// Fewest accounts that used the failed services for a cohort's figures to be published by themselves.
pub const FEWEST: u64 = 20;

/// How many accounts of a cohort were assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The cohort.
    pub cohort: CohortKey,
    /// Accounts assessed.
    pub accounts: u64,
    /// Those that used the failed services before.
    pub exposed: u64,
}

/// The published figures of a cohort, or of all small ones together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedCohort {
    /// The cohort; none for the small ones together.
    pub cohort: Option<CohortKey>,
    /// Accounts assessed.
    pub accounts: u64,
    /// Those that used the failed services before.
    pub exposed: u64,
    /// The rates that its awards were computed with; none for the small ones together, each of which has its own.
    pub rates: Option<Rates>,
    /// What the latest back-test found; none where there is none, or over too few accounts.
    pub checked: Option<Checked>,
}

/// The rates of a cohort, as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Of the sales that come through the failed services, the share that was really lost.
    pub loss: Percent,
    /// Lower end of its 80 % interval.
    pub loss_low: Percent,
    /// Upper end of it.
    pub loss_high: Percent,
    /// The share of the loss that came back later.
    pub catch_up: Percent,
}

/// How the severity on record and what the cohort's sales show disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// More was lost than all that came through the failed services: they failed worse than recorded.
    TooMild,
    /// Less than a tenth was lost: they failed less than recorded, or sales went another way.
    TooSevere,
}

impl Rates {
    /// Whether somebody has to look at the severity on record: the loss rate is above 1 or below 0.1 (reference 5.4, partial
    /// degradation).
    pub fn disagreement(self) -> Option<Disagreement> {
        match self.loss.tenths() {
            1001.. => Some(Disagreement::TooMild),
            ..100 => Some(Disagreement::TooSevere),
            _ => None,
        }
    }
}

/// How well the cohort's expectations did where nothing had happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// By how much expectations were too high, in tenths of a percent; negative where too low.
    pub bias_tenths: i32,
    /// The distances between expected and taken as a share of what was taken.
    pub error: Percent,
    /// The share of cases inside the 90 % interval.
    pub covered: Percent,
}

/// The figures that may be published, by cohort in the order of `counted`, the small ones together last. Cohorts of
/// fewer than [`FEWEST`] exposed accounts stand together; where even they are fewer, the next smallest cohort joins them,
/// so that nothing can be worked out from the rest.
pub fn published(counted: &[Counted], table: &CohortTable, report: Option<&Report>) -> Vec<PublishedCohort> {
    let mut small = smallest(counted);
    small.sort_unstable();
    let is_small = |index: &usize| small.binary_search(index).is_ok();
    let mut rows: Vec<_> = (0..counted.len())
        .filter(|index| !is_small(index))
        .map(|index| {
            let Counted { cohort, accounts, exposed } = &counted[index];
            PublishedCohort {
                cohort: Some(cohort.clone()),
                accounts: *accounts,
                exposed: *exposed,
                rates: rates(cohort, table),
                checked: checked(report, std::slice::from_ref(&counted[index])),
            }
        })
        .collect();
    let small: Vec<Counted> = small.into_iter().map(|index| counted[index].clone()).collect();
    if !small.is_empty() {
        let exposed = small.iter().map(|cohort| cohort.exposed).sum();
        rows.push(PublishedCohort {
            cohort: None,
            accounts: small.iter().map(|cohort| cohort.accounts).sum(),
            exposed,
            rates: None,
            checked: if exposed >= FEWEST { checked(report, &small) } else { None },
        });
    }
    rows
}

/// Places of the cohorts that cannot stand by themselves.
fn smallest(counted: &[Counted]) -> Vec<usize> {
    let mut by_size: Vec<usize> = (0..counted.len()).collect();
    by_size.sort_by_key(|index| counted[*index].exposed);
    let mut together = 0;
    let joins = |index: &usize| {
        let exposed = counted[*index].exposed;
        let joins = exposed < FEWEST || (0 < together && together < FEWEST);
        together += exposed;
        joins
    };
    by_size.into_iter().take_while(joins).collect()
}

fn rates(cohort: &CohortKey, table: &CohortTable) -> Option<Rates> {
    let row = table.rows.iter().find(|row| &row.cohort == cohort)?;
    let percent = |value: f64| Percent::from_fraction(value.max(0.0));
    let Rate { value, low, high, .. } = row.loss_rate;
    Some(Rates {
        loss: percent(value)?,
        loss_low: percent(low)?,
        loss_high: percent(high)?,
        catch_up: percent(row.catch_up.value)?,
    })
}

/// What a back-test found over some cohorts together.
fn checked(report: Option<&Report>, cohorts: &[Counted]) -> Option<Checked> {
    let mut tally = Tally::default();
    let mut accounts = 0;
    for slice in &report?.cohorts {
        if cohorts.iter().any(|counted| counted.cohort == slice.cohort) {
            tally.merge(&slice.tally);
            accounts += slice.accounts;
        }
    }
    if accounts < FEWEST {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
    let bias_tenths = (tally.bias()? * 1000.0).round() as i32;
    Some(Checked {
        bias_tenths,
        error: Percent::from_fraction(tally.error()?)?,
        covered: Percent::from_fraction(tally.coverage()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        backtest::Slice,
        ledger::{AccountKind, Category, Region},
        loss::cohort_figures,
    };

    fn counted(region: &str, exposed: u64) -> Counted {
        let cohort =
            CohortKey { kind: AccountKind::Merchant, category: Category("cafe".into()), region: Region(region.into()) };
        Counted { cohort, accounts: exposed + 5, exposed }
    }

    /// Where the published rows stand, with their exposed accounts.
    fn shown(sizes: &[u64]) -> Vec<(String, u64)> {
        let regions = ["a", "b", "c", "d", "e"];
        let counted: Vec<_> = regions.iter().zip(sizes).map(|(region, size)| counted(region, *size)).collect();
        let rows = published(&counted, &cohort_figures([]), None);
        let name = |row: &PublishedCohort| row.cohort.as_ref().map_or("rest".to_owned(), |c| c.region.0.clone());
        rows.iter().map(|row| (name(row), row.exposed)).collect()
    }

    fn expected(rows: &[(&str, u64)]) -> Vec<(String, u64)> {
        rows.iter().map(|(name, exposed)| ((*name).to_owned(), *exposed)).collect()
    }

    #[test]
    fn small_cohorts_stand_together_and_never_alone() {
        assert_eq!(shown(&[20, 500]), expected(&[("a", 20), ("b", 500)]));
        assert_eq!(shown(&[500, 12, 30, 11]), expected(&[("a", 500), ("c", 30), ("rest", 23)]));
        // a lone small one would show by itself, so the next smallest joins it
        assert_eq!(shown(&[500, 19, 30]), expected(&[("a", 500), ("rest", 49)]));
        assert_eq!(shown(&[3]), expected(&[("rest", 3)]));
        assert_eq!(shown(&[]), []);
        // who did not use the services is no part of a rate
        assert_eq!(shown(&[0, 400]), expected(&[("b", 400), ("rest", 0)]));
    }

    #[test]
    fn a_loss_rate_that_the_severity_does_not_explain_is_an_alarm() {
        let rates = |tenths| Rates { loss: Percent::from_tenths(tenths), ..rates_of_nothing() };
        let found = [0, 99, 100, 610, 1000, 1001, 1100].map(|tenths| rates(tenths).disagreement());
        let (mild, severe) = (Some(Disagreement::TooMild), Some(Disagreement::TooSevere));
        assert_eq!(found, [severe, severe, None, None, None, mild, mild]);
    }

    fn rates_of_nothing() -> Rates {
        let none = Percent::from_tenths(0);
        Rates { loss: none, loss_low: none, loss_high: none, catch_up: none }
    }

    #[test]
    fn a_back_test_is_told_over_enough_accounts_only() {
        let all = [counted("a", 40), counted("b", 4)];
        let tally =
            Tally { cases: 100, expected: 1_012.0, taken: 1_000.0, distance: 80.0, covered: 91, ..Tally::default() };
        let slice = |counted: &Counted| Slice {
            cohort: counted.cohort.clone(),
            accounts: counted.accounts,
            tally: tally.clone(),
        };
        let report = Report { cohorts: all.iter().map(slice).collect(), ..Report::new(1) };
        let rows = published(&all[..1], &cohort_figures([]), Some(&report));
        let percent = Percent::from_tenths;
        assert_eq!(rows[0].checked, Some(Checked { bias_tenths: 12, error: percent(80), covered: percent(910) }));
        assert_eq!(rows[0].rates, None, "no figures, none made up");
        let rows = published(&all[1..], &cohort_figures([]), Some(&report));
        assert_eq!((rows[0].cohort.is_none(), rows[0].checked), (true, None));
    }
}
