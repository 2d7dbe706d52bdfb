//! Series: an account's takings by local hour. All estimation reads series, never single transactions.

use std::{collections::BTreeMap, ops::Range};

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    ledger::{Transaction, TransactionKind},
    time::{DAY, Instant, Zone},
};

mod codec;
mod sources;

pub use codec::CodecError;
pub use sources::Sources;

/// Minutes in a day of the wall clock.
const DAY_MINUTES: i64 = 1440;

/// Local dates that a series may reach, 1900 to 2200: a mistyped year must not ask for a terabyte.
const DAYS: Range<i64> = -25_567..84_006;

/// Whether an instant lies in the years 1900 to 2200, where zones and calendars are sure to have an answer.
pub(crate) fn is_calendar(instant: Instant) -> bool {
    DAYS.contains(&instant.0.div_euclid(DAY))
}

/// The same of a wall clock.
pub fn is_calendar_clock(local: NaiveDateTime) -> bool {
    is_calendar(Instant(local.and_utc().timestamp_micros()))
}

/// A length of slot that divides the day: 15, 30 or 60 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct SlotLength(u16);

impl SlotLength {
    /// Half an hour: for records whose edges fall on half hours.
    pub const HALF_HOUR: Self = Self(30);
    /// An hour, the product's grain.
    pub const HOUR: Self = Self(60);

    /// Minutes in a slot.
    pub fn minutes(self) -> i64 {
        i64::from(self.0)
    }

    /// Slots in a day of the wall clock.
    pub fn per_day(self) -> i64 {
        DAY_MINUTES / self.minutes()
    }

    /// The slot of a wall clock, counted from local 1970-01-01 00:00.
    pub fn slot(self, local: NaiveDateTime) -> i64 {
        local.and_utc().timestamp().div_euclid(self.minutes() * 60)
    }

    /// The wall clock at which a slot begins; the start of 1970 where it lies outside the calendar.
    pub fn start_of(self, slot: i64) -> NaiveDateTime {
        let seconds = slot.saturating_mul(self.minutes() * 60);
        DateTime::from_timestamp(seconds, 0).unwrap_or_default().naive_utc()
    }

    /// The local date of a slot.
    pub fn date_of(self, slot: i64) -> NaiveDate {
        self.start_of(slot).date()
    }
}

impl TryFrom<u16> for SlotLength {
    type Error = String;
    fn try_from(minutes: u16) -> Result<Self, Self::Error> {
        if [15, 30, 60].contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(format!("no slot length: {minutes} minutes"))
        }
    }
}

impl From<SlotLength> for u16 {
    fn from(length: SlotLength) -> Self {
        length.0
    }
}

/// Takings by consecutive slots of the local wall clock, net of refunds, in minor units. Slots before the first are
/// unknown; within the series a slot without sales is a true zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// Length of a slot.
    pub slot_minutes: SlotLength,
    /// First slot, counted from local 1970-01-01 00:00.
    pub first_slot: i64,
    /// Takings of each slot.
    pub values: Vec<i64>,
}

impl Series {
    /// The series of amounts at wall clocks, in any order. It begins at the local midnight before the first of them.
    /// Sums saturate at the ends of 64 bits; dates outside 1900 to 2200 are left out.
    pub fn from_local(slot_minutes: SlotLength, rows: impl IntoIterator<Item = (NaiveDateTime, i64)>) -> Self {
        let mut sums = Sums::new();
        for (local, amount) in rows {
            let slot = slot_minutes.slot(local);
            if DAYS.contains(&slot.div_euclid(slot_minutes.per_day())) {
                *sums.entry(slot).or_default() += i128::from(amount);
            }
        }
        Self::from_sums(slot_minutes, &sums)
    }

    fn from_sums(slot_minutes: SlotLength, sums: &Sums) -> Self {
        let (Some((&first, _)), Some((&last, _))) = (sums.first_key_value(), sums.last_key_value()) else {
            return Self { slot_minutes, first_slot: 0, values: Vec::new() };
        };
        let first_slot = first - first.rem_euclid(slot_minutes.per_day());
        let length = usize::try_from(last - first_slot + 1).unwrap_or(0);
        let mut values = vec![0; length];
        for (slot, sum) in sums {
            if let Some(value) = usize::try_from(slot - first_slot).ok().and_then(|index| values.get_mut(index)) {
                *value = i64::try_from(*sum).unwrap_or(if *sum > 0 { i64::MAX } else { i64::MIN });
            }
        }
        Self { slot_minutes, first_slot, values }
    }

    /// Takings of a slot; 0 outside the series.
    pub fn at(&self, slot: i64) -> i64 {
        let index = usize::try_from(slot.saturating_sub(self.first_slot)).ok();
        index.and_then(|i| self.values.get(i)).copied().unwrap_or(0)
    }

    /// Takings of those of the slots that lie in the series, with the first of these slots.
    pub(crate) fn within(&self, slots: &Range<i64>) -> (i64, &[i64]) {
        let index = |slot: i64| usize::try_from(slot.saturating_sub(self.first_slot)).unwrap_or(0);
        let end = index(slots.end).min(self.values.len());
        let start = index(slots.start).min(end);
        (self.first_slot.saturating_add_unsigned(start as u64), &self.values[start..end])
    }

    /// Whether all of it lies in the years 1900 to 2200, as every series that is made here does.
    pub(crate) fn is_calendar(&self) -> bool {
        let days = |slot: i64| slot.div_euclid(self.slot_minutes.per_day());
        self.values.is_empty() || (DAYS.contains(&days(self.first_slot)) && DAYS.contains(&days(self.end_slot() - 1)))
    }

    /// The part from one slot up to another. What lies outside the series stays unknown.
    #[must_use]
    pub fn between(mut self, slots: &Range<i64>) -> Self {
        let (first, kept) = self.within(slots);
        let kept = kept.len();
        if kept == 0 {
            return Self { first_slot: 0, values: Vec::new(), ..self };
        }
        let skipped = usize::try_from(first - self.first_slot).unwrap_or(0);
        self.values.truncate(skipped + kept);
        self.values.drain(..skipped);
        Self { first_slot: first, ..self }
    }

    /// The slot after the last one.
    pub fn end_slot(&self) -> i64 {
        self.first_slot.saturating_add_unsigned(self.values.len() as u64)
    }
}

/// What the engine reads of an account: its takings, all together and by the component they came through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountHistory {
    /// All ways together, also those without a component.
    pub total: Series,
    /// By component, in the order of their keys.
    pub by_component: Vec<(ComponentKey, Series)>,
}

impl AccountHistory {
    /// The hourly history of an account's transactions, in any order, in one currency.
    pub fn from_transactions(transactions: &[Transaction], zone: Zone) -> Self {
        let mut sums = HistorySums::new(zone);
        for transaction in transactions {
            sums.add(transaction.component.as_ref(), transaction.at, transaction.amount.minor, transaction.kind);
        }
        sums.history()
    }

    /// The part from one slot up to another, without the components that have nothing in it.
    #[must_use]
    pub fn between(self, slots: &Range<i64>) -> Self {
        let parts = self.by_component.into_iter().map(|(component, series)| (component, series.between(slots)));
        Self {
            total: self.total.between(slots),
            by_component: parts.filter(|(_, series)| !series.values.is_empty()).collect(),
        }
    }
}

/// Sums by slot.
type Sums = BTreeMap<i64, i128>;

/// A history in the making: takings are added one by one, in any order. Fees are no takings and left out, and so are
/// instants outside the years 1900 to 2200; a refund is netted into the hour in which it was made.
#[derive(Clone, Debug)]
pub struct HistorySums {
    zone: Zone,
    last: Option<Instant>,
    total: Sums,
    by_component: BTreeMap<ComponentKey, Sums>,
    /// Takings of sources that compete: by component and local day, then by the source's rank.
    competing: BTreeMap<(Option<ComponentKey>, i64), BTreeMap<usize, Sums>>,
}

impl HistorySums {
    /// A history without takings, in local hours of a zone.
    pub const fn new(zone: Zone) -> Self {
        Self { zone, last: None, total: Sums::new(), by_component: BTreeMap::new(), competing: BTreeMap::new() }
    }

    /// Adds an amount in minor units.
    pub fn add(&mut self, component: Option<&ComponentKey>, at: Instant, amount: i64, kind: TransactionKind) {
        if let Some(slot) = self.slot_of(at, kind) {
            self.add_to(component, slot, amount.into());
        }
    }

    /// Adds an amount of a source that competes with others, by its [rank](Sources::rank). Of each component, and of what came
    /// through none, only the records of the most trusted source with any on that local day count.
    pub fn add_ranked(
        &mut self,
        rank: usize,
        component: Option<&ComponentKey>,
        at: Instant,
        amount: i64,
        kind: TransactionKind,
    ) {
        let Some(slot) = self.slot_of(at, kind) else { return };
        let day = slot.div_euclid(SlotLength::HOUR.per_day());
        let ranks = self.competing.entry((component.cloned(), day)).or_default();
        *ranks.entry(rank).or_default().entry(slot).or_default() += i128::from(amount);
    }

    /// The slot of takings; none for what are none.
    fn slot_of(&mut self, at: Instant, kind: TransactionKind) -> Option<i64> {
        self.last = self.last.max(Some(at));
        let counts = kind != TransactionKind::Fee && is_calendar(at);
        counts.then(|| SlotLength::HOUR.slot(self.zone.local(at)))
    }

    fn add_to(&mut self, component: Option<&ComponentKey>, slot: i64, amount: i128) {
        *self.total.entry(slot).or_default() += amount;
        let Some(component) = component else { return };
        if let Some(sums) = self.by_component.get_mut(component) {
            *sums.entry(slot).or_default() += amount;
        } else {
            self.by_component.insert(component.clone(), BTreeMap::from([(slot, amount)]));
        }
    }

    /// The latest instant that was added, whether it counts as takings or not.
    pub const fn last(&self) -> Option<Instant> {
        self.last
    }

    /// The history of what was added.
    pub fn history(mut self) -> AccountHistory {
        for ((component, _), ranks) in std::mem::take(&mut self.competing) {
            for (slot, amount) in ranks.into_values().next().unwrap_or_default() {
                self.add_to(component.as_ref(), slot, amount);
            }
        }
        let series = |sums| Series::from_sums(SlotLength::HOUR, sums);
        AccountHistory {
            total: series(&self.total),
            by_component: self.by_component.iter().map(|(key, sums)| (key.clone(), series(sums))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        ledger::TransactionKind::{Fare, Fee, Refund, Sale},
        money::Money,
    };

    fn transaction(at: &str, amount: i64, kind: TransactionKind, component: Option<&str>) -> Transaction {
        Transaction {
            reference: at.to_owned(),
            component: component.and_then(ComponentKey::parse),
            at: Instant::parse_rfc3339(at).expect("a time"),
            amount: Money::won(amount),
            kind,
            terminal: None,
        }
    }

    #[test]
    fn hours_are_local_and_begin_at_midnight() {
        let rows = [
            transaction("2022-10-15T06:30:00Z", 9_000, Sale, Some("pay-qr")),
            transaction("2022-10-15T06:59:59Z", -2_000, Refund, None),
            transaction("2022-10-15T06:45:00Z", 500, Fee, Some("pay-qr")),
            transaction("2022-10-15T08:00:00Z", 4_000, Fare, Some("taxi")),
        ];
        let history = AccountHistory::from_transactions(&rows, Zone::default());
        let total = &history.total;
        assert_eq!(total.slot_minutes.start_of(total.first_slot).to_string(), "2022-10-15 00:00:00");
        assert_eq!((total.values[15], total.values[16], total.values[17]), (7_000, 0, 4_000));
        let keys: Vec<_> =
            history.by_component.iter().map(|(key, series)| (key.as_str(), series.values.len())).collect();
        assert_eq!(keys, [("pay-qr", 16), ("taxi", 18)]);
    }

    #[test]
    fn a_part_of_a_history_is_cut_at_its_slots() {
        let rows = [
            transaction("2022-10-01T03:00:00Z", 1_000, Sale, Some("taxi")),
            transaction("2022-10-15T06:30:00Z", 9_000, Sale, Some("pay-qr")),
        ];
        let history = AccountHistory::from_transactions(&rows, Zone::default());
        let (first, end) = (history.total.first_slot, history.total.end_slot());
        let part = history.clone().between(&(first + 24..end + 5));
        assert_eq!((part.total.first_slot, part.total.end_slot()), (first + 24, end));
        assert_eq!(part.by_component.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["pay-qr"]);
        assert_eq!(history.clone().between(&(first - 50..end)), history);
        for outside in [end..end + 9, first - 9..first, i64::MIN..i64::MIN, i64::MAX - 9..i64::MAX] {
            assert_eq!(history.clone().between(&outside), AccountHistory::from_transactions(&[], Zone::default()));
        }
    }

    #[test]
    fn of_two_sources_of_the_same_sales_the_more_trusted_counts_by_channel_and_day() {
        let sources = Sources::in_order(vec!["app".into(), "card".into()]);
        let mut sums = HistorySums::new(Zone::default());
        let pay = ComponentKey::parse("pay-qr");
        let mut add = |source: Option<&str>, component: Option<&ComponentKey>, at: &str, amount, kind| {
            let at = Instant::parse_rfc3339(at).expect("a time");
            match sources.rank(source) {
                Some(rank) => sums.add_ranked(rank, component, at, amount, kind),
                None => sums.add(component, at, amount, kind),
            }
        };
        let (day, next) = ("2022-10-14T03:00:00Z", "2022-10-15T03:00:00Z");
        // one sale, told by both
        add(Some("app"), pay.as_ref(), day, 9_000, Sale);
        add(Some("card"), pay.as_ref(), day, 9_000, Sale);
        // the card machine alone has what came through no component, and the next day
        add(Some("card"), None, day, 4_000, Sale);
        add(Some("card"), pay.as_ref(), next, 7_000, Sale);
        // a fee is no record of a sale, other sources always count
        add(Some("app"), pay.as_ref(), next, -100, Fee);
        add(Some("cash book"), None, day, 500, Sale);
        add(None, None, day, 30, Sale);
        let history = sums.history();
        assert_eq!((history.total.values[12], history.total.values[36]), (13_530, 7_000));
        assert_eq!(history.by_component[0].1.values[12], 9_000);
    }

    #[test]
    fn an_empty_history_is_an_empty_series() {
        let history = AccountHistory::from_transactions(&[], Zone::default());
        assert!(history.total.values.is_empty() && history.by_component.is_empty());
    }

    proptest! {
        #[test]
        fn any_transactions_give_a_series_without_panic(rows in prop::collection::vec((any::<i64>(), any::<i64>()), 0..20)) {
            let transaction = |(at, amount): (i64, i64)| Transaction {
                at: Instant(at),
                ..transaction("2022-10-15T06:30:00Z", amount, Sale, Some("taxi"))
            };
            let transactions: Vec<_> = rows.into_iter().map(transaction).collect();
            let _ = AccountHistory::from_transactions(&transactions, Zone::default());
        }

        #[test]
        fn sums_stay_within_range(amounts in prop::collection::vec(any::<i64>(), 1..6)) {
            let noon = NaiveDate::default().and_hms_opt(12, 0, 0).expect("noon");
            let series = Series::from_local(SlotLength::HOUR, amounts.iter().map(|amount| (noon, *amount)));
            let exact: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
            prop_assert_eq!(i128::from(series.values[12]), exact.clamp(i64::MIN.into(), i64::MAX.into()));
        }
    }
}
