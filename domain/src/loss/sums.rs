//! Sums over accounts, from which the figures of the cohorts are made: the second of three steps.

use std::collections::BTreeMap;

use super::{
    Rate,
    cohort::{CohortKey, CohortTable, Figures, MarketWeek, Scope},
    habit::{Habit, Habits},
    hindsight::Hindsight,
    interval::{Histogram, TENTH, TWENTIETH},
    market::{Controls, Heard, Market, STILL, market},
    measure::Measure,
    moments::Moments,
    rates::{Chance, Losses, NO_CATCH_UP, catch_up, loss_rate, rates_differ},
    reading::{Placebo, Reading},
};

/// Fewest misfits of a cohort whose quantiles stand for themselves.
const FEWEST_MISFITS: u64 = 200;

/// Base, takings, exposure, base after, takings after, and the parts of the base and of the exposure that a [`Habit`]
/// moves: what is summed of an exposed account.
pub(crate) type Exposed = Moments<11>;

/// What is summed of a cohort over one window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    controls: Controls,
    controls_after: Controls,
    /// The placebo windows of the controls, by week.
    weeks: BTreeMap<i64, Controls>,
    exposed: Exposed,
    misfits: Histogram,
    past: Habits,
    told: Hindsight,
}

impl Sums {
    fn merge(&mut self, other: &Self) {
        self.controls.merge(&other.controls);
        self.controls_after.merge(&other.controls_after);
        for (week, controls) in &other.weeks {
            self.weeks.entry(*week).or_default().merge(controls);
        }
        self.exposed.merge(&other.exposed);
        self.misfits.merge(&other.misfits);
        self.past.merge(&other.past);
        self.told.merge(&other.told);
    }
}

/// Sums over accounts, from which the table is made. Measures may be added in any order, and parts merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CohortSums(BTreeMap<(u8, CohortKey), Sums>);

impl CohortSums {
    /// Adds an account. One of which nothing is known from the outage's own time says nothing of any other.
    pub fn add(&mut self, key: &CohortKey, measure: &Measure) {
        if measure.afterwards.is_some() {
            return;
        }
        if measure.is_control() {
            self.add_control(key, measure.window, &measure.reading);
            for (window, reading) in &measure.others {
                self.add_control(key, *window, reading);
            }
        } else {
            self.add_placebos(key, measure.window, &measure.reading);
            let Reading { base, taken, after_base, after_taken, .. } = measure.reading;
            let exposure = measure.measured_exposure;
            let parts = |of: f64| measure.reading.shares().map(|share| share * of);
            let [borrowed, by_days, by_hours] = parts(base);
            let [exposed_borrowed, exposed_by_days, exposed_by_hours] = parts(exposure);
            let sums = self.0.entry((measure.window, key.clone())).or_default();
            sums.exposed.add([
                base,
                taken,
                exposure,
                after_base,
                after_taken,
                borrowed,
                by_days,
                by_hours,
                exposed_borrowed,
                exposed_by_days,
                exposed_by_hours,
            ]);
        }
    }

    /// Adds an account that the outage did not touch.
    pub(crate) fn add_control(&mut self, key: &CohortKey, window: u8, reading: &Reading) {
        self.add_placebos(key, window, reading);
        let chance = |base: f64| (base * reading.ticket).max(0.0).sqrt();
        let sums = self.0.entry((window, key.clone())).or_default();
        let [borrowed, by_days, by_hours] = reading.shares().map(|share| share * reading.base);
        sums.controls.add([reading.base, reading.taken, chance(reading.base), borrowed, by_days, by_hours]);
        let after = [reading.after_base, reading.after_taken, chance(reading.after_base)];
        sums.controls_after.add([after[0], after[1], after[2], 0.0, 0.0, 0.0]);
        for Placebo { week, expected, borrowed, by_days, by_hours, taken } in reading.placebos.iter().copied() {
            let week = sums.weeks.entry(week).or_default();
            week.add([expected, taken, chance(expected), borrowed, by_days, by_hours]);
        }
    }

    /// Adds only how well an account's pattern did where nothing happened.
    pub(crate) fn add_placebos(&mut self, key: &CohortKey, window: u8, reading: &Reading) {
        let sums = self.0.entry((window, key.clone())).or_default();
        sums.misfits.add(&reading.misfits());
        sums.past.add(reading);
        sums.told.add(reading);
    }

    /// Adds the accounts of another part.
    pub fn merge(&mut self, other: &Self) {
        for (key, sums) in &other.0 {
            self.0.entry(key.clone()).or_default().merge(sums);
        }
    }

    /// The figures of every cohort.
    pub fn table(&self) -> CohortTable {
        let table = Table::of(self);
        CohortTable { rows: self.0.iter().map(|((window, key), sums)| table.row(*window, key, sums)).collect() }
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

/// What one window brought in some scope.
#[derive(Clone, Debug, Default)]
struct Scoped {
    misfits: Histogram,
    past: Habits,
    told: Hindsight,
    controls: Heard,
    controls_after: Heard,
    weeks: BTreeMap<i64, Heard>,
}

/// The sums in the scopes around the cohorts.
struct Table {
    scoped: BTreeMap<(u8, Scope), Scoped>,
    losses: BTreeMap<Scope, Losses>,
    /// By how much loss rates differ within scopes of each width.
    differ: [f64; 4],
}

impl Table {
    fn of(sums: &CohortSums) -> Self {
        let mut table = Self { scoped: BTreeMap::new(), losses: BTreeMap::new(), differ: [0.0; 4] };
        for ((window, key), sums) in &sums.0 {
            for scope in key.scopes() {
                let scoped = table.scoped.entry((*window, scope)).or_default();
                scoped.misfits.merge(&sums.misfits);
                scoped.past.merge(&sums.past);
                scoped.told.merge(&sums.told);
            }
        }
        for ((window, key), sums) in &sums.0 {
            let habit = table.habit(*window, key);
            for scope in key.scopes() {
                let scoped = table.scoped.entry((*window, scope)).or_default();
                scoped.controls.add(&sums.controls, habit);
                scoped.controls_after.add(&sums.controls_after, habit);
                for (week, controls) in &sums.weeks {
                    scoped.weeks.entry(*week).or_default().add(controls, habit);
                }
            }
        }
        table.losses = table.losses(sums);
        table.differ = rates_differ(&table.losses);
        table
    }

    fn habit(&self, window: u8, key: &CohortKey) -> Habit {
        let unknown = Scoped::default();
        let Scoped { past, told, .. } = self.scoped.get(&(window, key.trade())).unwrap_or(&unknown);
        Habit { borrowed: past.habit(), days: told.days(), hours: told.hours() }
    }

    /// The market of a cohort, from everyone's to its own.
    fn market(&self, window: u8, key: &CohortKey, controls: impl Fn(&Scoped) -> Option<&Heard>) -> Market {
        key.scopes().into_iter().rev().fold(STILL, |wider, scope| {
            let heard = self.scoped.get(&(window, scope)).and_then(&controls);
            heard.map_or(wider, |heard| market(heard, wider))
        })
    }

    /// How its market moved in the placebo windows, earliest first.
    fn market_weeks(&self, window: u8, key: &CohortKey) -> Vec<MarketWeek> {
        let everyone = key.scopes().into_iter().next_back().and_then(|scope| self.scoped.get(&(window, scope)));
        let weeks = everyone.into_iter().flat_map(|scoped| scoped.weeks.keys());
        let factor = |week: &i64| self.market(window, key, |scoped| scoped.weeks.get(week)).factor;
        weeks.map(|week| MarketWeek { week: *week, market: factor(week) }).collect()
    }

    /// Losses over all windows. Cohorts of a trade share the chance of their market, trades hardly do.
    fn losses(&self, sums: &CohortSums) -> BTreeMap<Scope, Losses> {
        let mut losses: BTreeMap<Scope, Losses> = BTreeMap::new();
        for ((window, key), sums) in &sums.0 {
            let market = self.market(*window, key, |scoped| Some(&scoped.controls)).believed();
            let after = self.market(*window, key, |scoped| Some(&scoped.controls_after)).believed();
            let own = Losses::of(&sums.exposed, self.habit(*window, key), market, after, key.is_storable());
            for scope in key.scopes().into_iter().filter(|scope| scope.category.is_some()) {
                losses.entry(scope).or_default().merge(&own, Chance::Shared);
            }
        }
        let of_a_trade =
            |(scope, losses): (&Scope, &Losses)| Some((scope.wider().filter(|_| scope.width() == 2)?, *losses));
        let trades: Vec<(Scope, Losses)> = losses.iter().filter_map(of_a_trade).collect();
        for (kind, own) in trades {
            for scope in kind.wider().into_iter().chain([kind]) {
                losses.entry(scope).or_default().merge(&own, Chance::Apart);
            }
        }
        losses
    }

    fn row(&self, window: u8, key: &CohortKey, sums: &Sums) -> Figures {
        let habit = self.habit(window, key);
        let market = self.market(window, key, |scoped| Some(&scoped.controls));
        let scopes = key.scopes();
        let mut scoped = scopes.iter().filter_map(|scope| self.scoped.get(&(window, scope.clone())));
        let enough = scoped.clone().find(|scoped| scoped.misfits.count() >= FEWEST_MISFITS);
        let counted = enough.or_else(|| scoped.next_back()).cloned().unwrap_or_default();
        let quantile =
            |at, normal| counted.misfits.quantile(at, normal) - (habit.borrowed - 1.0) * counted.past.shift();
        Figures {
            cohort: key.clone(),
            window,
            market: market.factor,
            after_market: self.market(window, key, |scoped| Some(&scoped.controls_after)).factor,
            market_believed: market.is_believed(),
            market_weeks: self.market_weeks(window, key),
            controls: sums.controls.count,
            habit: habit.borrowed,
            days_worth: habit.days,
            hours_worth: habit.hours,
            low5: quantile(0.05, -TWENTIETH),
            low10: quantile(0.10, -TENTH),
            high95: quantile(0.95, TWENTIETH),
            loss_rate: self.loss_rate(key),
            catch_up: self.catch_up(key),
        }
    }

    fn loss_rate(&self, key: &CohortKey) -> Rate {
        let from_everyone: Vec<_> = key.scopes().iter().rev().map(|scope| self.losses.get(scope)).collect();
        loss_rate(&from_everyone, self.differ)
    }

    fn catch_up(&self, key: &CohortKey) -> Rate {
        if !key.is_storable() {
            return NO_CATCH_UP;
        }
        let from_narrow: Vec<_> = key.scopes().iter().filter_map(|scope| self.losses.get(scope)).collect();
        catch_up(&from_narrow)
    }
}
