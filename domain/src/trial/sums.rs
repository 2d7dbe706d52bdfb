//! What a trial adds up, and what it shows.

use std::collections::BTreeMap;

use super::{Roll, Row, Standing, TWENTIETH};
use crate::{
    assessment::Award,
    ledger::{AccountKind, Category, Region},
    money::Currency,
};

/// Upper bounds of the distribution's buckets in won, exclusive; a last bucket has none.
const BOUNDS: [i64; 9] = [10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000];

/// Accounts of a part, and what they get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Accounts.
    pub accounts: u64,
    /// Those with an award.
    pub awards: u64,
    /// Sum of the awards, minor units.
    pub cost: i64,
    /// The same under the policy compared with.
    pub cost_against: i64,
}

impl Slice {
    fn merge(&mut self, other: &Self) {
        self.accounts += other.accounts;
        self.awards += other.awards;
        self.cost = self.cost.saturating_add(other.cost);
        self.cost_against = self.cost_against.saturating_add(other.cost_against);
    }
}

/// What the programme will cost, in minor units, with a 90 % interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forecast {
    /// Accepted already: accounts.
    pub settled_accounts: u64,
    /// And their sum.
    pub settled: i64,
    /// What it will cost in all.
    pub expected: i64,
    /// Lower end.
    pub low: i64,
    /// Upper end.
    pub high: i64,
}

/// What a policy would come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// All accounts.
    pub whole: Slice,
    /// Awards that a person looks at before they go out.
    pub needs_person: u64,
    /// Accounts whose amount the policy leaves to a person.
    pub review: u64,
    /// Accounts that get more than under the policy compared with.
    pub better: u64,
    /// Accounts that get less.
    pub worse: u64,
    /// Awards by size: upper bound in minor units, exclusive, none for the last; number; sum.
    pub buckets: Vec<(Option<i64>, u64, i64)>,
    /// By kind and line of trade, the dearest first; what a taxi company gets stands with its drivers.
    pub by_trade: Vec<((AccountKind, Category), Slice)>,
    /// By region, the dearest first.
    pub by_region: Vec<(Region, Slice)>,
    /// What it will cost.
    pub forecast: Forecast,
}

/// The sums over some rows.
pub(super) struct Sums {
    needs_person: u64,
    review: u64,
    better: u64,
    worse: u64,
    buckets: [(u64, i64); BOUNDS.len() + 1],
    places: Vec<Slice>,
    open: f64,
    open_squares: f64,
    variance: f64,
    rate_spreads: Vec<f64>,
}

/// Won are whole units; other currencies have a thousandth as many.
fn bounds(currency: Currency) -> [i64; BOUNDS.len()] {
    let minor = 10_i64.pow(currency.exponent());
    BOUNDS.map(|won| if currency == Currency::Krw { won } else { won / 1000 * minor })
}

impl Sums {
    pub fn new(roll: &Roll) -> Self {
        Self {
            needs_person: 0,
            review: 0,
            better: 0,
            worse: 0,
            buckets: [(0, 0); BOUNDS.len() + 1],
            places: vec![Slice::default(); roll.places.len()],
            open: 0.0,
            open_squares: 0.0,
            variance: 0.0,
            rate_spreads: vec![0.0; roll.rates.len()],
        }
    }

    pub fn add(&mut self, row: &Row, award: Award, other: Award, currency: Currency) {
        let (amount, before) = (award.minor(), other.minor());
        let place = &mut self.places[row.place as usize];
        place.merge(&Slice { accounts: 1, awards: u64::from(amount > 0), cost: amount, cost_against: before });
        if amount > 0 {
            let bucket = bounds(currency).partition_point(|bound| *bound <= amount);
            self.buckets[bucket].0 += 1;
            self.buckets[bucket].1 = self.buckets[bucket].1.saturating_add(amount);
        }
        self.needs_person += u64::from(matches!(award, Award::Offer { needs_person: true, .. }));
        self.review += u64::from(award == Award::Review);
        self.better += u64::from(amount > before);
        self.worse += u64::from(amount < before);
    }

    pub fn add_open(&mut self, row: &Row, amount: i64, spread: f64, rate_spread: f64) {
        let amount = amount as f64;
        self.open += amount;
        self.open_squares += amount * amount;
        self.variance += spread * spread;
        self.rate_spreads[row.rates as usize] += rate_spread;
    }

    pub fn merge(&mut self, other: &Self) {
        self.needs_person += other.needs_person;
        self.review += other.review;
        self.better += other.better;
        self.worse += other.worse;
        for (bucket, more) in self.buckets.iter_mut().zip(&other.buckets) {
            bucket.0 += more.0;
            bucket.1 = bucket.1.saturating_add(more.1);
        }
        for (place, more) in self.places.iter_mut().zip(&other.places) {
            place.merge(more);
        }
        self.open += other.open;
        self.open_squares += other.open_squares;
        self.variance += other.variance;
        for (spread, more) in self.rate_spreads.iter_mut().zip(&other.rate_spreads) {
            *spread += more;
        }
    }

    pub fn trial(&self, roll: &Roll, standing: &Standing) -> Trial {
        let mut whole = Slice::default();
        let mut trades: BTreeMap<(AccountKind, Category), Slice> = BTreeMap::new();
        let mut regions: BTreeMap<Region, Slice> = BTreeMap::new();
        for (place, slice) in roll.places.iter().zip(&self.places) {
            whole.merge(slice);
            trades.entry((place.kind, place.category.clone())).or_default().merge(slice);
            regions.entry(place.region.clone()).or_default().merge(slice);
        }
        let ends = bounds(roll.currency).map(Some).into_iter().chain([None]);
        Trial {
            whole,
            needs_person: self.needs_person,
            review: self.review,
            better: self.better,
            worse: self.worse,
            buckets: ends.zip(self.buckets).map(|(end, (count, sum))| (end, count, sum)).collect(),
            by_trade: dearest_first(trades),
            by_region: dearest_first(regions),
            forecast: self.forecast(standing),
        }
    }

    fn forecast(&self, standing: &Standing) -> Forecast {
        let settled = standing.settled.iter().fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount));
        let share = f64::from(standing.acceptance.tenths()) / 1000.0;
        let common: f64 = self.rate_spreads.iter().map(|spread| spread * spread).sum();
        let variance = share * share * (self.variance + common) + share * (1.0 - share) * self.open_squares;
        let margin = TWENTIETH * variance.sqrt();
        let open = share * self.open;
        Forecast {
            settled_accounts: standing.settled.len() as u64,
            settled,
            expected: settled.saturating_add(whole(open)),
            low: settled.saturating_add(whole((open - margin).max(0.0))),
            high: settled.saturating_add(whole(open + margin)),
        }
    }
}

fn dearest_first<K: Ord>(slices: BTreeMap<K, Slice>) -> Vec<(K, Slice)> {
    let mut all: Vec<_> = slices.into_iter().collect();
    all.sort_by_key(|(_, slice)| std::cmp::Reverse(slice.cost));
    all
}

/// The nearest whole amount, within 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
fn whole(amount: f64) -> i64 {
    amount.round() as i64
}
