//! Trials: a policy tried on every account of a run at once, without an offer being written.
//!
//! A [`Roll`] holds the numbers of all accounts in some hundred bytes each; [`Roll::try_policy`] goes through them with
//! the same code that makes the assessments. Sums are made over fixed pieces of the roll and merged in order, so that
//! the number of threads changes no bit.

use std::collections::BTreeMap;

use crate::{
    assessment::{Award, Basis, ComponentFigures, Figures, Impacts, Proven, Refused, divide},
    id::AccountId,
    ledger::{AccountKind, Category, Region},
    loss::Band,
    money::Currency,
    policy::{Percent, Policy},
};

mod changes;
mod sums;

pub use changes::Changes;
use sums::Sums;
pub use sums::{Forecast, Slice, Trial};

/// Accounts summed as one piece.
pub const PIECE: usize = 4096;
/// The quantile of the normal distribution that bounds a two-sided 90 %.
const TWENTIETH: f64 = 1.644_854;
/// The same for 80 %.
const TENTH: f64 = 1.281_552;

/// Accounts alike in all that a policy asks of them but their amounts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    kind: AccountKind,
    category: Category,
    region: Region,
}

/// What was measured over a cohort in a window: loss rate, its 80 % interval, catch-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rates {
    value: Percent,
    low: Percent,
    high: Percent,
    catch_up: Percent,
}

/// One account.
#[derive(Clone, Copy, Debug)]
struct Row {
    id: AccountId,
    place: u32,
    rates: u32,
    band: Band,
    is_afterwards: bool,
    /// Of the roll's components: the first and the one after the last.
    components: (u32, u32),
    /// Of the roll's divisions; none where the whole award is the account's own.
    division: Option<u32>,
    expected: i64,
    expected_low: i64,
    expected_high: i64,
    own_loss_low: i64,
}

/// With which company an account's award is divided, and the account's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Division {
    company: AccountId,
    share: Percent,
}

/// The numbers of all accounts of a run. A company's taxi counts once, with the driver: the company has no row of its own.
#[derive(Clone, Debug)]
pub struct Roll {
    currency: Currency,
    impacts: Impacts,
    places: Vec<Place>,
    rates: Vec<Rates>,
    rows: Vec<Row>,
    components: Vec<ComponentFigures>,
    divisions: Vec<Division>,
    place_of: BTreeMap<Place, u32>,
    rates_of: BTreeMap<Rates, u32>,
    division_of: BTreeMap<Division, u32>,
}

/// What is assumed of claims, and what is settled already.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Accounts whose offer was accepted, with the amount in minor units, in the order of ids.
    pub settled: Vec<(AccountId, i64)>,
    /// Share of the other offers that will be accepted.
    pub acceptance: Percent,
}

impl Roll {
    /// An empty roll of an outage.
    pub fn new(currency: Currency, impacts: Impacts) -> Self {
        Self {
            currency,
            impacts,
            places: Vec::new(),
            rates: Vec::new(),
            rows: Vec::new(),
            components: Vec::new(),
            divisions: Vec::new(),
            place_of: BTreeMap::new(),
            rates_of: BTreeMap::new(),
            division_of: BTreeMap::new(),
        }
    }

    /// Adds an account; accounts come in the order of ids. What a company gets is part of its drivers' awards, so a company
    /// is passed over.
    pub fn add(&mut self, figures: &Figures) {
        let account = &figures.account;
        if account.kind == AccountKind::TaxiCompany {
            return;
        }
        let division = account.employer.as_ref().map(|employer| {
            let division = Division { company: employer.company, share: employer.driver_share };
            index_of(&mut self.division_of, &mut self.divisions, division)
        });
        let place = Place { kind: account.kind, category: account.category.clone(), region: account.region.clone() };
        let rate = figures.loss_rate;
        let rates = Rates { value: rate.value, low: rate.low, high: rate.high, catch_up: figures.catch_up.value };
        let first = number(self.components.len());
        self.components.extend(figures.components.iter().cloned());
        self.rows.push(Row {
            id: account.id,
            place: index_of(&mut self.place_of, &mut self.places, place),
            rates: index_of(&mut self.rates_of, &mut self.rates, rates),
            band: figures.band,
            is_afterwards: figures.afterwards.is_some(),
            components: (first, number(self.components.len())),
            division,
            expected: figures.expected,
            expected_low: figures.expected_low,
            expected_high: figures.expected_high,
            own_loss_low: figures.own_loss_low,
        });
    }

    /// The number of accounts.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes that the roll takes, nearly.
    pub fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Row>() + self.components.len() * (size_of::<ComponentFigures>() + 24)
    }

    fn basis(&self, row: &Row) -> Basis<'_> {
        let place = &self.places[row.place as usize];
        let rates = self.rates[row.rates as usize];
        Basis {
            kind: place.kind,
            category: &place.category,
            region: &place.region,
            currency: self.currency,
            impacts: &self.impacts,
            proven: Proven::default(),
            band: row.band,
            is_afterwards: row.is_afterwards,
            own_loss_low: row.own_loss_low,
            components: &self.components[row.components.0 as usize..row.components.1 as usize],
            loss_rate: rates.value,
            catch_up: rates.catch_up,
            expected: row.expected,
            at: row.expected,
            driver_share: None,
        }
    }

    /// Tries a policy, beside another one, over `threads` threads. The budget's forecast is
    /// `C = S + r sum A_i` with S what was accepted, A_i the awards of all other accounts, r the share accepted, and
    /// `C ± 1.645 sqrt(r^2 sum s_i^2 + r^2 sum_c d_c^2 + r (1 - r) sum A_i^2)`, where s_i is the award's range over the
    /// 90 % interval of the account's expected sales divided by 2 x 1.645, and d_c the range of a cohort's awards over
    /// the 80 % interval of its loss rate divided by 2 x 1.282: chance of each account, of each cohort's rate, and of
    /// who accepts. Errors: an amount out of 64 bits, another currency.
    pub fn try_policy(
        &self,
        policy: &Policy,
        against: &Policy,
        standing: &Standing,
        threads: usize,
    ) -> Result<Trial, Refused> {
        let pieces: Vec<&[Row]> = self.rows.chunks(PIECE).collect();
        let share = pieces.len().div_ceil(threads.max(1)).max(1);
        let of_pieces = |pieces: &[&[Row]]| -> Result<Vec<Sums>, Refused> {
            pieces.iter().map(|rows| self.sums(rows, policy, against, standing)).collect()
        };
        let parts: Vec<Result<Vec<Sums>, Refused>> = std::thread::scope(|scope| {
            let started: Vec<_> = pieces.chunks(share).map(|part| scope.spawn(move || of_pieces(part))).collect();
            let ended = started.into_iter().map(std::thread::ScopedJoinHandle::join);
            ended.map(|sums| sums.unwrap_or(Err(Refused::OutOfRange("trial")))).collect()
        });
        let mut all = Sums::new(self);
        for part in parts {
            for sums in part? {
                all.merge(&sums);
            }
        }
        Ok(all.trial(self, standing))
    }

    fn open(&self, row: &Row, standing: &Standing) -> Open {
        let is_open = |id: &AccountId| standing.settled.binary_search_by_key(id, |(id, _)| *id).is_err();
        let own = is_open(&row.id);
        let Some(division) = row.division.map(|index| self.divisions[index as usize]) else {
            return Open { own, ..Open::NONE };
        };
        let company = is_open(&division.company);
        // what of it is gone is gone, whatever the share
        if own || company { Open { own, company, share: division.share } } else { Open::NONE }
    }

    fn sums(&self, rows: &[Row], policy: &Policy, against: &Policy, standing: &Standing) -> Result<Sums, Refused> {
        let mut sums = Sums::new(self);
        for row in rows {
            let basis = self.basis(row);
            let award = basis.award(policy)?;
            let other = if policy == against { award } else { basis.award(against)? };
            sums.add(row, award, other, self.currency);
            let open = self.open(row, standing);
            if open == Open::NONE {
                continue;
            }
            let amount = open.of(award.minor());
            // an award that no sales can change is certain
            let (spread, rate_spread) = if row.expected > 0 && !matches!(award, Award::NotExposed | Award::NotEligible)
            {
                let at = |basis: Basis| basis.award(policy).map(|award| open.of(award.minor()));
                let rates = self.rates[row.rates as usize];
                let low = at(Basis { at: row.expected_low, ..basis })?;
                let high = at(Basis { at: row.expected_high, ..basis })?;
                let rate_low = at(Basis { loss_rate: rates.low, ..basis })?;
                let rate_high = at(Basis { loss_rate: rates.high, ..basis })?;
                ((high - low) as f64 / (2.0 * TWENTIETH), (rate_high - rate_low) as f64 / (2.0 * TENTH))
            } else {
                (0.0, 0.0)
            };
            sums.add_open(row, amount, spread, rate_spread);
        }
        Ok(sums)
    }
}

/// What of an award nobody has accepted yet: the account's own part, and that of the company it is divided with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    own: bool,
    company: bool,
    share: Percent,
}

impl Open {
    const NONE: Self = Self { own: false, company: false, share: Percent::WHOLE };

    fn of(self, whole: i64) -> i64 {
        let (own, company) = divide(whole, self.share).unwrap_or((whole, 0));
        (if self.own { own } else { 0 }) + (if self.company { company } else { 0 })
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn index_of<T: Clone + Ord>(known: &mut BTreeMap<T, u32>, all: &mut Vec<T>, value: T) -> u32 {
    *known.entry(value.clone()).or_insert_with(|| {
        all.push(value);
        number(all.len() - 1)
    })
}

#[cfg(test)]
mod tests;
