//! The benchmark's contract: what would an account have taken between a start and an end?

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::{
    calendar::Holidays,
    ledger::{AccountKind, Category, Region},
    series::{Series, SlotLength},
};

use super::{
    cohort::{CohortKey, CohortSums},
    expectation::Tables,
    reading::{Reader, Reading},
    window::Span,
};

/// A row of the history: local wall clock, minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The account, `set/name`.
    pub account: String,
    /// When, by the local wall clock.
    pub at: NaiveDateTime,
    /// How much, in minor units.
    pub amount: i64,
}

/// A question. Times are half-open, by the local wall clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// The set of like accounts.
    pub set: String,
    /// Merchant or taxi.
    pub kind: AccountKind,
    /// The account that was hit.
    pub account: String,
    /// Start of the window.
    pub start: NaiveDateTime,
    /// End of the window.
    pub end: NaiveDateTime,
    /// End of the time in which sales catch up; nothing of the account is looked at from the start to here.
    pub resume: NaiveDateTime,
    /// Length of slot that fits the window's edges.
    pub slot_minutes: SlotLength,
}

/// An answer, in minor units.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The case's name.
    pub case_id: String,
    /// Expected takings of the window.
    pub expected_minor: f64,
    /// Lower end of the 90 % interval, at least 0.
    pub lo90_minor: f64,
    /// Upper end.
    pub hi90_minor: f64,
    /// Expected takings from the window's end to the resume.
    pub catchup_expected_minor: f64,
}

/// Answers cases from the histories of their sets; accounts of a set that are in none of the cases are its controls.
/// `holidays` by set.
pub fn answer(rows: &[Row], cases: &[Case], holidays: &BTreeMap<String, Holidays>) -> Vec<Answer> {
    let tables = Tables::new();
    let none = Holidays::default();
    let mut sets: BTreeMap<(&str, i64), Set> = BTreeMap::new();
    cases
        .iter()
        .map(|case| {
            let set =
                sets.entry((&case.set, case.slot_minutes.minutes())).or_insert_with(|| Set::of(rows, cases, case));
            set.answer(case, holidays.get(&case.set).unwrap_or(&none), &tables)
        })
        .collect()
}

/// The accounts of a set.
struct Set {
    series: BTreeMap<String, (Series, bool)>,
    known: std::ops::Range<i64>,
}

impl Set {
    fn of(rows: &[Row], cases: &[Case], case: &Case) -> Self {
        let slots = case.slot_minutes;
        let mut by_account: BTreeMap<&str, Vec<(NaiveDateTime, i64)>> = BTreeMap::new();
        let ours = |account: &str| account.strip_prefix(case.set.as_str()).is_some_and(|rest| rest.starts_with('/'));
        for row in rows.iter().filter(|row| ours(&row.account)) {
            by_account.entry(&row.account).or_default().push((row.at, row.amount));
        }
        let all = || by_account.values().flatten().map(|(at, _)| slots.slot(*at));
        let known = all().min().unwrap_or(0)..all().max().map_or(0, |last| last + 1);
        let series = by_account
            .into_iter()
            .map(|(account, rows)| {
                let hidden =
                    cases.iter().filter(|c| c.account == account).map(|c| c.start..c.resume).collect::<Vec<_>>();
                let seen = rows.into_iter().filter(|(at, _)| hidden.iter().all(|hidden| !hidden.contains(at)));
                (account.to_owned(), (Series::from_local(slots, seen), !hidden.is_empty()))
            })
            .collect();
        Self { series, known }
    }

    fn answer(&self, case: &Case, holidays: &Holidays, tables: &Tables) -> Answer {
        let slots = case.slot_minutes;
        let [start, end, resume] = [case.start, case.end, case.resume].map(|at| slots.slot(at));
        let span = |first: i64, end: i64| Span::whole(first, end.max(first));
        let (window, after) = (span(start, end), span(end, resume));
        let read = |series: &Series| {
            Reader::new(series, start..resume.max(start + 1), start.midpoint(end), self.known.end, holidays, tables)
                .read(&window, &after)
        };
        let key = CohortKey { kind: case.kind, category: Category(case.set.clone()), region: Region(String::new()) };
        let mut sums = CohortSums::default();
        let mut own: Option<Reading> = None;
        for (account, (series, hit)) in &self.series {
            let reading = read(series);
            if *hit {
                sums.add_placebos(&key, 0, &reading);
            } else {
                sums.add_control(&key, 0, &reading);
            }
            if *account == case.account {
                own = Some(reading);
            }
        }
        let table = sums.table();
        let Some(reading) = own else {
            return Answer {
                case_id: case.id.clone(),
                expected_minor: 0.0,
                lo90_minor: 0.0,
                hi90_minor: 0.0,
                catchup_expected_minor: 0.0,
            };
        };
        let figures = table.figures(&key, 0);
        let expected = figures.expect(&reading);
        Answer {
            case_id: case.id.clone(),
            expected_minor: expected.value,
            lo90_minor: expected.low90,
            hi90_minor: expected.high90,
            catchup_expected_minor: reading.after_base * figures.after_market,
        }
    }
}
