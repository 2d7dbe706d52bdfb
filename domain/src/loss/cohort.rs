//! The cohort: what is only known for many accounts together. The market, the loss rate, the catch-up and the pooled
//! misfits, for accounts of a kind, category and region, shrunk to wider cohorts where few carry a figure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ledger::{AccountKind, Category, Region};

use super::{
    Rate,
    interval::{Histogram, MOST_MISFIT, scale},
    market::{Controls, MOST_MARKET, market_factor},
    measure::Measure,
    moments::{Moments, ratio_variance, trust},
    printed::Factor,
    reading::Reading,
};

/// How much loss rates differ between cohorts, as a standard deviation.
const RATES_DIFFER: f64 = 0.15;
/// Upper end of the loss rate: sales through other ways may be lost too, but not much more than all.
const HIGHEST_RATE: f64 = 1.1;
/// Upper end of the catch-up rate.
const HIGHEST_CATCH_UP: f64 = 0.6;
/// Fewest accounts over which a catch-up is measured.
const FEWEST_CATCH_UP: u32 = 30;
/// Fewest misfits of a cohort whose quantiles stand for themselves.
const FEWEST_MISFITS: u64 = 200;
/// The quantile of the normal distribution that bounds a one-sided 10 %.
const TENTH: f64 = 1.281_552;
/// The same for 5 %.
const TWENTIETH: f64 = 1.644_854;

/// Lines of trade whose sales cannot be made up later: nobody eats yesterday's lunch.
const PERISHABLE: [&str; 12] = [
    "restaurant",
    "cafe",
    "bakery",
    "bar",
    "pub",
    "fast_food",
    "chicken",
    "delivery_food",
    "convenience_store",
    "cinema",
    "parking",
    "public_transport",
];

/// Which accounts are alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CohortKey {
    /// Who holds the account.
    pub kind: AccountKind,
    /// The line of trade.
    pub category: Category,
    /// Where it trades.
    pub region: Region,
}

impl CohortKey {
    /// Whether a sale missed may be made later: not a ride, not a meal.
    pub fn is_storable(&self) -> bool {
        self.kind == AccountKind::Merchant && !PERISHABLE.contains(&self.category.0.as_str())
    }

    /// The cohort and the wider ones around it, narrowest first; the last holds everyone.
    fn scopes(&self) -> [Scope; 4] {
        let (kind, category) = (Some(self.kind), Some(self.category.clone()));
        [
            Scope { kind, category: category.clone(), region: Some(self.region.clone()) },
            Scope { kind, category, region: None },
            Scope { kind, category: None, region: None },
            Scope { kind: None, category: None, region: None },
        ]
    }
}

/// A cohort or a wider one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Scope {
    kind: Option<AccountKind>,
    category: Option<Category>,
    region: Option<Region>,
}

/// Base, takings, exposure, base after, takings after: what is summed of an exposed account.
type Exposed = Moments<5>;

/// What is summed of a cohort over one window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    controls: Controls,
    controls_after: Controls,
    exposed: Exposed,
    misfits: Histogram,
}

impl Sums {
    fn merge(&mut self, other: &Self) {
        self.controls.merge(&other.controls);
        self.controls_after.merge(&other.controls_after);
        self.exposed.merge(&other.exposed);
        self.misfits.merge(&other.misfits);
    }
}

/// Sums over accounts, from which the table is made. Measures may be added in any order, and parts merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CohortSums(BTreeMap<(u8, CohortKey), Sums>);

impl CohortSums {
    /// Adds an account.
    pub fn add(&mut self, key: &CohortKey, measure: &Measure) {
        if measure.is_control() {
            self.add_control(key, measure.window, &measure.reading);
            for (window, reading) in &measure.others {
                self.add_control(key, *window, reading);
            }
        } else {
            self.add_placebos(key, measure.window, &measure.reading);
            let Reading { base, taken, after_base, after_taken, .. } = measure.reading;
            let sums = self.0.entry((measure.window, key.clone())).or_default();
            sums.exposed.add([base, taken, measure.measured_exposure, after_base, after_taken]);
        }
    }

    /// Adds an account that the outage did not touch.
    pub(crate) fn add_control(&mut self, key: &CohortKey, window: u8, reading: &Reading) {
        self.add_placebos(key, window, reading);
        let chance = |base: f64| (base * reading.ticket).max(0.0).sqrt();
        let sums = self.0.entry((window, key.clone())).or_default();
        sums.controls.add([reading.base, reading.taken, chance(reading.base)]);
        sums.controls_after.add([reading.after_base, reading.after_taken, chance(reading.after_base)]);
    }

    /// Adds only how well an account's pattern did where nothing happened.
    pub(crate) fn add_placebos(&mut self, key: &CohortKey, window: u8, reading: &Reading) {
        self.0.entry((window, key.clone())).or_default().misfits.add(&reading.misfits);
    }

    /// Adds the accounts of another part.
    pub fn merge(&mut self, other: &Self) {
        for (key, sums) in &other.0 {
            self.0.entry(key.clone()).or_default().merge(sums);
        }
    }

    /// The figures of every cohort.
    pub fn table(&self) -> CohortTable {
        let mut wide: BTreeMap<(u8, Scope), Sums> = BTreeMap::new();
        for ((window, key), sums) in &self.0 {
            for scope in key.scopes() {
                wide.entry((*window, scope)).or_default().merge(sums);
            }
        }
        let markets = |window: u8, key: &CohortKey| {
            let factor = |of: fn(&Sums) -> &Controls| {
                key.scopes().iter().rev().fold(1.0, |wider, scope| {
                    wide.get(&(window, scope.clone())).map_or(wider, |sums| market_factor(of(sums), wider))
                })
            };
            (factor(|sums| &sums.controls), factor(|sums| &sums.controls_after))
        };
        let mut losses: BTreeMap<Scope, Losses> = BTreeMap::new();
        for ((window, key), sums) in &self.0 {
            let (market, after) = markets(*window, key);
            let own = Losses::of(&sums.exposed, market, after, key.is_storable());
            for scope in key.scopes() {
                losses.entry(scope).or_default().merge(&own);
            }
        }
        let row = |(window, key): &(u8, CohortKey)| {
            let (market, after_market) = markets(*window, key);
            let scopes = key.scopes();
            let counted = scopes.iter().filter_map(|scope| wide.get(&(*window, scope.clone())));
            let misfits = counted.clone().map(|sums| &sums.misfits).find(|m| m.count() >= FEWEST_MISFITS);
            let misfits =
                misfits.or_else(|| counted.clone().next_back().map(|sums| &sums.misfits)).cloned().unwrap_or_default();
            let of: Vec<&Losses> = scopes.iter().filter_map(|scope| losses.get(scope)).collect();
            Figures {
                cohort: key.clone(),
                window: *window,
                market,
                after_market,
                controls: wide.get(&(*window, scopes[0].clone())).map_or(0, |sums| sums.controls.count),
                low5: misfits.quantile(0.05, -TWENTIETH),
                low10: misfits.quantile(0.10, -TENTH),
                high95: misfits.quantile(0.95, TWENTIETH),
                loss_rate: loss_rate(&of),
                catch_up: if key.is_storable() { catch_up(&of) } else { NO_CATCH_UP },
            }
        };
        CohortTable { rows: self.0.keys().map(row).collect() }
    }
}

/// Sums of losses and exposures of a cohort, market applied.
#[derive(Clone, Copy, Debug, Default)]
struct Losses {
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
}

impl Losses {
    fn of(exposed: &Exposed, market: f64, after_market: f64, storable: bool) -> Self {
        let loss = [market, -1.0, 0.0, 0.0, 0.0];
        let exposure = [0.0, 0.0, market, 0.0, 0.0];
        let excess = [0.0, 0.0, 0.0, -after_market, 1.0];
        let mut sums = Self {
            accounts: exposed.count,
            loss: exposed.sum(loss),
            exposure: exposed.sum(exposure),
            loss_loss: exposed.product(loss, loss),
            loss_exposure: exposed.product(loss, exposure),
            exposure_exposure: exposed.product(exposure, exposure),
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

    fn merge(&mut self, other: &Self) {
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
const NO_CATCH_UP: Rate = Rate { value: 0.0, low: 0.0, high: 0.0, accounts: 0 };

/// Lost sales over exposed sales, over scopes from narrow to wide: estimator, "exposure times the cohort's loss rate".
fn loss_rate(scopes: &[&Losses]) -> Rate {
    // without any measured account: all of it may be lost, and nothing is firm
    let unknown = (1.0, RATES_DIFFER * RATES_DIFFER, 0);
    let (rate, variance, accounts) =
        scopes.iter().rev().fold(unknown, |(wider, wider_variance, wider_accounts), sums| {
            if sums.exposure <= 0.0 {
                return (wider, wider_variance, wider_accounts);
            }
            let rate = sums.loss / sums.exposure;
            let squares = sums.loss_loss - 2.0 * rate * sums.loss_exposure + rate * rate * sums.exposure_exposure;
            let own_variance = ratio_variance(sums.accounts, squares, sums.exposure);
            let weight = trust(RATES_DIFFER, own_variance);
            let rest = 1.0 - weight;
            let variance =
                if weight > 0.0 { weight * weight * own_variance } else { 0.0 } + rest * rest * wider_variance;
            let accounts = if weight >= 0.5 { sums.accounts } else { wider_accounts.max(sums.accounts) };
            (weight * rate + rest * wider, variance, accounts)
        });
    let within = |value: f64| value.clamp(0.0, HIGHEST_RATE);
    let margin = TENTH * variance.sqrt();
    Rate { value: within(rate), low: within(rate - margin), high: within(rate + margin), accounts }
}

/// The lower confidence bound of what came back after the outage, as a share of the loss, over the narrowest scope
/// with enough accounts.
fn catch_up(scopes: &[&Losses]) -> Rate {
    let Some(sums) = scopes.iter().find(|sums| sums.storable >= FEWEST_CATCH_UP && sums.storable_loss > 0.0) else {
        return NO_CATCH_UP;
    };
    let rate = sums.excess / sums.storable_loss;
    let squares = sums.excess_excess - 2.0 * rate * sums.excess_loss + rate * rate * sums.storable_loss_loss;
    let margin = TENTH * ratio_variance(sums.storable, squares, sums.storable_loss).sqrt();
    let within = |value: f64| value.clamp(0.0, HIGHEST_CATCH_UP);
    let low = within(rate - margin);
    Rate { value: low, low, high: within(rate + margin), accounts: sums.storable }
}

/// The figures of every cohort of an outage, from its measured accounts in any order: the second of three steps.
pub fn cohort_figures<'a>(measures: impl IntoIterator<Item = (&'a CohortKey, &'a Measure)>) -> CohortTable {
    let mut sums = CohortSums::default();
    for (key, measure) in measures {
        sums.add(key, measure);
    }
    sums.table()
}

/// The figures of all cohorts, as they are stored with a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CohortTable {
    /// By window, then cohort.
    pub rows: Vec<Figures>,
}

impl CohortTable {
    /// The rows of one cohort, which say the same of it as the whole table.
    #[must_use]
    pub fn of(&self, key: &CohortKey) -> Self {
        Self { rows: self.rows.iter().filter(|row| row.cohort == *key).cloned().collect() }
    }

    /// The figures of a cohort over a window. For a cohort that had no account in the sums, figures that say nothing.
    pub fn figures(&self, key: &CohortKey, window: u8) -> Figures {
        let found = self.rows.binary_search_by(|row| (row.window, &row.cohort).cmp(&(window, key)));
        found.map_or_else(|_| Figures::unknown(key.clone(), window), |index| self.rows[index].clone())
    }
}

/// The figures of one cohort over one window of the outage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The cohort.
    pub cohort: CohortKey,
    /// The window's number.
    pub window: u8,
    /// Factor by which the market moved in the window, shrunk; 0.5 to 2.
    pub market: f64,
    /// The same for the time after it.
    pub after_market: f64,
    /// Unexposed accounts of the cohort that the market was measured on.
    pub controls: u32,
    /// Misfit over spread below which 5 % of the placebo windows lie.
    pub low5: f64,
    /// The same for 10 %.
    pub low10: f64,
    /// The same for 95 %.
    pub high95: f64,
    /// Share of the exposed sales that were really lost.
    pub loss_rate: Rate,
    /// Share of the loss that came back later.
    pub catch_up: Rate,
}

/// What is expected of a window, with the market, in minor units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The expectation.
    pub value: f64,
    /// Lower end of the 90 % interval, at least 0.
    pub low90: f64,
    /// Upper end of it.
    pub high90: f64,
    /// Lower end of the 80 % interval, at least 0.
    pub low80: f64,
}

impl Figures {
    fn unknown(cohort: CohortKey, window: u8) -> Self {
        Self {
            cohort,
            window,
            market: 1.0,
            after_market: 1.0,
            controls: 0,
            low5: -TWENTIETH,
            low10: -TENTH,
            high95: TWENTIETH,
            loss_rate: loss_rate(&[]),
            catch_up: NO_CATCH_UP,
        }
    }

    /// The most that the figures of any cohort say of a reading.
    pub(crate) fn most(reading: &Reading) -> f64 {
        let value = reading.base * MOST_MARKET;
        value + MOST_MISFIT * reading.misfits.spread() * scale(value, reading.ticket)
    }

    /// The expectation of a reading and its intervals: estimator, step 7.
    pub fn expect(&self, reading: &Reading) -> Expected {
        let value = Factor::of(self.market).times(reading.base);
        let spread = reading.misfits.spread() * scale(value, reading.ticket);
        let end = |misfit: f64| (value + misfit * spread).max(0.0);
        Expected {
            value,
            low90: end(self.low5).min(value),
            high90: end(self.high95).max(value),
            low80: end(self.low10).min(value),
        }
    }
}
