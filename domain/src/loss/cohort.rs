//! The cohort: what is only known for many accounts together. The market, the loss rate, the catch-up and the pooled
//! misfits, for accounts of a kind, category and region, shrunk to wider cohorts where few carry a figure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ledger::{AccountKind, Category, Region};

use super::{
    Rate,
    habit::{Habits, MOST_HABIT},
    interval::{Histogram, MOST_MISFIT, TENTH, TWENTIETH, scale},
    market::{Controls, MOST_MARKET, STILL, market},
    measure::Measure,
    moments::Moments,
    printed::Factor,
    rates::{Chance, Losses, NO_CATCH_UP, catch_up, loss_rate, rates_differ, unknown_rate},
    reading::Reading,
};

/// The most that a cohort multiplies an account's own expectation by.
pub(crate) const MOST_FACTOR: f64 = MOST_MARKET * MOST_HABIT;
/// Fewest misfits of a cohort whose quantiles stand for themselves.
const FEWEST_MISFITS: u64 = 200;

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

    /// All of its trade, wherever they are.
    fn trade(&self) -> Scope {
        Scope { kind: Some(self.kind), category: Some(self.category.clone()), region: None }
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
pub(crate) struct Scope {
    pub kind: Option<AccountKind>,
    pub category: Option<Category>,
    pub region: Option<Region>,
}

impl Scope {
    /// How narrow it is: 0 holds everyone, 3 is a cohort.
    pub fn width(&self) -> usize {
        usize::from(self.kind.is_some()) + usize::from(self.category.is_some()) + usize::from(self.region.is_some())
    }

    /// Whether all in it are of one trade.
    pub fn is_of_one_trade(&self) -> bool {
        self.category.is_some()
    }

    /// The next wider one; none around everyone.
    pub fn wider(&self) -> Option<Self> {
        let Self { kind, category, .. } = self.clone();
        match self.width() {
            0 => None,
            1 => Some(Self { kind: None, category: None, region: None }),
            2 => Some(Self { kind, category: None, region: None }),
            _ => Some(Self { kind, category, region: None }),
        }
    }
}

/// Base, takings, exposure, base after, takings after, and what of base and exposure is borrowed: what is summed of an
/// exposed account.
pub(crate) type Exposed = Moments<7>;

/// What is summed of a cohort over one window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    controls: Controls,
    controls_after: Controls,
    exposed: Exposed,
    misfits: Histogram,
    past: Habits,
}

impl Sums {
    fn merge(&mut self, other: &Self) {
        self.controls.merge(&other.controls);
        self.controls_after.merge(&other.controls_after);
        self.exposed.merge(&other.exposed);
        self.misfits.merge(&other.misfits);
        self.past.merge(&other.past);
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
            let Reading { base, taken, after_base, after_taken, borrowed, .. } = measure.reading;
            let (exposure, borrowed) = (measure.measured_exposure, borrowed.value());
            let sums = self.0.entry((measure.window, key.clone())).or_default();
            sums.exposed.add([base, taken, exposure, after_base, after_taken, borrowed * base, borrowed * exposure]);
        }
    }

    /// Adds an account that the outage did not touch.
    pub(crate) fn add_control(&mut self, key: &CohortKey, window: u8, reading: &Reading) {
        self.add_placebos(key, window, reading);
        let chance = |base: f64| (base * reading.ticket).max(0.0).sqrt();
        let sums = self.0.entry((window, key.clone())).or_default();
        let borrowed = reading.borrowed.value() * reading.base;
        sums.controls.add([reading.base, reading.taken, chance(reading.base), borrowed]);
        sums.controls_after.add([reading.after_base, reading.after_taken, chance(reading.after_base), 0.0]);
    }

    /// Adds only how well an account's pattern did where nothing happened.
    pub(crate) fn add_placebos(&mut self, key: &CohortKey, window: u8, reading: &Reading) {
        let sums = self.0.entry((window, key.clone())).or_default();
        sums.misfits.add(&reading.misfits);
        sums.past.add(reading);
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
        let habit = |window: u8, key: &CohortKey| {
            wide.get(&(window, key.trade())).map_or(1.0, |sums| sums.past.habit())
        };
        let markets = |window: u8, key: &CohortKey| {
            let habit = habit(window, key);
            let market = |of: fn(&Sums) -> &Controls| {
                key.scopes().iter().rev().fold(STILL, |wider, scope| {
                    wide.get(&(window, scope.clone())).map_or(wider, |sums| market(of(sums), habit, wider))
                })
            };
            (market(|sums| &sums.controls), market(|sums| &sums.controls_after))
        };
        let mut losses: BTreeMap<Scope, Losses> = BTreeMap::new();
        for ((window, key), sums) in &self.0 {
            let (market, after) = markets(*window, key);
            let own = Losses::of(&sums.exposed, habit(*window, key), market, after, key.is_storable());
            for scope in key.scopes().into_iter().filter(Scope::is_of_one_trade) {
                losses.entry(scope).or_default().merge(&own, Chance::Shared);
            }
        }
        let trades: Vec<(Scope, Losses)> = losses.iter().filter(|(scope, _)| scope.width() == 2).map(|(scope, losses)| (scope.clone(), *losses)).collect();
        for (scope, own) in trades {
            for scope in [scope.wider(), scope.wider().and_then(|scope| scope.wider())].into_iter().flatten() {
                losses.entry(scope).or_default().merge(&own, Chance::Apart);
            }
        }
        let differ = rates_differ(&losses);
        let row = |(window, key): &(u8, CohortKey)| {
            let (market, after_market) = markets(*window, key);
            let scopes = key.scopes();
            let mut counted = scopes.iter().filter_map(|scope| wide.get(&(*window, scope.clone())));
            let enough = counted.clone().find(|sums| sums.misfits.count() >= FEWEST_MISFITS);
            let counted = enough.or_else(|| counted.next_back()).cloned().unwrap_or_default();
            let habit = habit(*window, key);
            let quantile = |at, normal| counted.misfits.quantile(at, normal) - (habit - 1.0) * counted.past.shift();
            let of: Vec<&Losses> = scopes.iter().filter_map(|scope| losses.get(scope)).collect();
            let from_everyone: Vec<Option<&Losses>> = scopes.iter().rev().map(|scope| losses.get(scope)).collect();
            Figures {
                cohort: key.clone(),
                window: *window,
                market: market.factor,
                after_market: after_market.factor,
                controls: wide.get(&(*window, scopes[0].clone())).map_or(0, |sums| sums.controls.count),
                habit,
                low5: quantile(0.05, -TWENTIETH),
                low10: quantile(0.10, -TENTH),
                high95: quantile(0.95, TWENTIETH),
                loss_rate: loss_rate(&from_everyone, differ),
                catch_up: if key.is_storable() { catch_up(&of) } else { NO_CATCH_UP },
            }
        };
        CohortTable { rows: self.0.keys().map(row).collect() }
    }
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
    /// What the window's hours bring, over accounts of the trade, of what their other days and hours say of them; 0.2 to 2.
    pub habit: f64,
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
            habit: 1.0,
            low5: -TWENTIETH,
            low10: -TENTH,
            high95: TWENTIETH,
            loss_rate: unknown_rate(),
            catch_up: NO_CATCH_UP,
        }
    }

    /// The most that the figures of any cohort say of a reading.
    pub(crate) fn most(reading: &Reading) -> f64 {
        let value = reading.base * MOST_FACTOR;
        value + MOST_MISFIT * reading.misfits.spread() * scale(value, reading.ticket)
    }

    /// What the cohort makes of an amount that an account's own pattern expects: the trade's habit, then the market; whole
    /// minor units.
    pub(crate) fn adjust(&self, reading: &Reading, amount: f64) -> f64 {
        Factor::of(self.market).times(self.habit_of(reading).times(amount))
    }

    /// What the trade's habit makes of an account's expectation: the more of that is borrowed, the more it moves.
    pub(crate) fn habit_of(&self, reading: &Reading) -> Factor {
        Factor::ONE.towards(Factor::of(self.habit), reading.borrowed)
    }

    /// The expectation of a reading and its intervals: estimator, step 7.
    pub fn expect(&self, reading: &Reading) -> Expected {
        let value = self.adjust(reading, reading.base);
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
