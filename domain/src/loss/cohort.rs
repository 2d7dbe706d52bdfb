//! The cohort: what is only known for many accounts together. The market, the loss rate, the catch-up and the pooled
//! misfits, for accounts of a kind, category and region, shrunk to wider cohorts where few carry a figure.

use serde::{Deserialize, Serialize};

use crate::ledger::{AccountKind, Category, Region};

use super::{
    Rate,
    following::{MOST_FOLLOWING, Moved, following},
    habit::{Habit, LEAST_HABIT, MOST_HABIT},
    interval::{MOST_MISFIT, Misfits, TENTH, TWENTIETH, scale},
    market::MOST_MARKET,
    printed::Factor,
    rates::{NO_CATCH_UP, unknown_rate},
    reading::{Placebo, Reading},
    working::MarketStep,
};

/// The most that a cohort multiplies an account's own expectation by.
pub(crate) const MOST_FACTOR: f64 = (1.0 + MOST_FOLLOWING * (MOST_MARKET - 1.0)) * MOST_HABIT;
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
    pub(crate) fn trade(&self) -> Scope {
        Scope { kind: Some(self.kind), category: Some(self.category.clone()), region: None }
    }

    /// The cohort and the wider ones around it, narrowest first; the last holds everyone.
    pub(crate) fn scopes(&self) -> [Scope; 4] {
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
    /// Whether enough accounts carry the market for it to be believed of accounts that were never seen to follow it.
    pub market_believed: bool,
    /// The market in the placebo windows, by which an account's following is measured; earliest first.
    pub market_weeks: Vec<MarketWeek>,
    /// Unexposed accounts of the cohort that the market was measured on.
    pub controls: u32,
    /// What the window's hours bring, over accounts of the trade, of what their other days and hours say of them; 0.2 to 2.
    pub habit: f64,
    /// What the days around a window were worth, over accounts of the trade in weeks in which nothing happened, of what
    /// they were taken for; 0 to 1.5.
    #[serde(default = "as_taken")]
    pub days_worth: f64,
    /// The same of the like hours.
    #[serde(default = "as_taken")]
    pub hours_worth: f64,
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

/// A part of an expectation is worth what it was taken for.
const fn as_taken() -> f64 {
    1.0
}

/// How the market moved in the outage's hours of another week.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketWeek {
    /// Weeks from the outage.
    pub week: i64,
    /// The factor, 0.5 to 2.
    pub market: f64,
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
            market_believed: false,
            market_weeks: Vec::new(),
            controls: 0,
            habit: 1.0,
            days_worth: as_taken(),
            hours_worth: as_taken(),
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
        // a misfit is largest where the habit moves the expectation as far as it can
        let ends = |placebo: &Placebo| [LEAST_HABIT, MOST_HABIT].map(|end| (end * placebo.expected, placebo.taken));
        let spread = Misfits::of(reading.placebos.iter().flat_map(ends), reading.ticket).spread();
        value + MOST_MISFIT * 2.0 * spread * scale(value, reading.ticket)
    }

    /// What the cohort makes of an amount that an account's own pattern expects: the trade's habit, then the market as
    /// far as the account follows it; whole minor units.
    pub(crate) fn adjust(&self, reading: &Reading, amount: f64) -> f64 {
        self.market_of(reading).times(self.habit_of(reading).times(amount))
    }

    fn habit(&self) -> Habit {
        Habit { borrowed: self.habit, days: self.days_worth, hours: self.hours_worth }
    }

    /// What the trade's habit makes of an account's expectation: as much as that rests on what the trade knows better.
    pub(crate) fn habit_of(&self, reading: &Reading) -> Factor {
        self.habit().factor(reading)
    }

    /// The account's own spread around what is expected with the trade's habit.
    fn spread(&self, reading: &Reading) -> f64 {
        let habit = self.habit();
        let windows = reading.placebos.iter().map(|placebo| (habit.expected(placebo), placebo.taken));
        Misfits::of(windows, reading.ticket).spread()
    }

    /// How far an account follows the market: from how its placebo windows went when the market moved in them.
    pub(crate) fn following(&self, reading: &Reading) -> Factor {
        let habit = self.habit();
        let moved = |placebo: &Placebo| {
            let found = self.market_weeks.binary_search_by_key(&placebo.week, |week| week.week).ok()?;
            let expected = habit.expected(placebo);
            Some(Moved { market: self.market_weeks[found].market - 1.0, expected, taken: placebo.taken })
        };
        let moved = reading.placebos.iter().filter_map(moved);
        following(moved, reading.ticket, self.spread(reading), self.market_believed)
    }

    /// What the market makes of an account's expectation: as much as it follows.
    pub(crate) fn market_of(&self, reading: &Reading) -> Factor {
        Factor::ONE.towards(Factor::of(self.market), self.following(reading))
    }

    /// How the market stood, and what it makes of an account's expectation.
    pub fn market_step(&self, reading: &Reading) -> MarketStep {
        let (market, following, factor) = (Factor::of(self.market), self.following(reading), self.market_of(reading));
        MarketStep { market, following, factor }
    }

    /// The expectation of the time after the window, in which sales may catch up; whole minor units.
    pub(crate) fn expect_after(&self, reading: &Reading) -> f64 {
        Factor::ONE.towards(Factor::of(self.after_market), self.following(reading)).times(reading.after_base)
    }

    /// The expectation of a reading and its intervals: estimator, step 7.
    pub fn expect(&self, reading: &Reading) -> Expected {
        let value = self.adjust(reading, reading.base);
        let spread = self.spread(reading) * scale(value, reading.ticket);
        let end = |misfit: f64| (value + misfit * spread).max(0.0);
        Expected {
            value,
            low90: end(self.low5).min(value),
            high90: end(self.high95).max(value),
            low80: end(self.low10).min(value),
        }
    }
}
