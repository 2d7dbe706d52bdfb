//! The benchmark's contract: what would an account have taken between a start and an end?

use std::{collections::BTreeMap, ops::Range};

use chrono::{NaiveDateTime, TimeDelta};

use crate::{
    calendar::Holidays,
    ledger::{AccountKind, Category, Region},
    series::{Series, SlotLength},
};

use super::{
    cohort::{CohortKey, Figures},
    expectation::Tables,
    frame::Hidden,
    reading::{Reader, Reading},
    sums::CohortSums,
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

/// Longest time from a window's start to its resume, in days: a longer one leaves nothing of the account to compare with.
const LONGEST_DAYS: i64 = 731;

/// Why a case has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Its end is not after its start.
    #[error("the window ends before it has begun")]
    NoLength,
    /// Its resume lies before its end, so that a part of the window would be seen.
    #[error("the resume lies before the end of the window")]
    ResumeBeforeEnd,
    /// More than two years.
    #[error("from the start to the resume are more than {LONGEST_DAYS} days")]
    TooLong,
}

impl Case {
    /// Whether it can be answered.
    pub fn check(&self) -> Result<(), CaseError> {
        if self.end <= self.start {
            return Err(CaseError::NoLength);
        }
        if self.resume < self.end {
            return Err(CaseError::ResumeBeforeEnd);
        }
        if self.resume - self.start > TimeDelta::days(LONGEST_DAYS) {
            return Err(CaseError::TooLong);
        }
        Ok(())
    }
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

/// Answers cases that [`Case::check`] found fit from the histories of their sets; accounts of a set that are in none of the
/// cases are its controls. `holidays` by set.
pub fn answer(rows: &[Row], cases: &[Case], holidays: &BTreeMap<String, Holidays>) -> Vec<Answer> {
    let none = Holidays::default();
    let mut sets: BTreeMap<(&str, i64), Set> = BTreeMap::new();
    let mut windows: BTreeMap<(&str, i64, [NaiveDateTime; 3]), Readings> = BTreeMap::new();
    cases
        .iter()
        .map(|case| {
            let (set, minutes) = (case.set.as_str(), case.slot_minutes.minutes());
            let accounts = sets.entry((set, minutes)).or_insert_with(|| Set::of(rows, cases, case));
            let readings = windows
                .entry((set, minutes, [case.start, case.end, case.resume]))
                .or_insert_with(|| accounts.read(case, holidays.get(set).unwrap_or(&none)));
            readings.answer(case)
        })
        .collect()
}

/// An account of a set.
struct Account {
    series: Series,
    /// The slots that its cases hide, of each one its own; empty for a control.
    hidden: Vec<Range<i64>>,
}

/// The accounts of a set.
struct Set {
    /// By name.
    accounts: BTreeMap<String, Account>,
    /// The slot after the last row of any of them.
    known_end: i64,
}

impl Set {
    fn of(rows: &[Row], cases: &[Case], case: &Case) -> Self {
        let slots = case.slot_minutes;
        let mut hidden: BTreeMap<&str, Vec<Range<NaiveDateTime>>> = BTreeMap::new();
        for case in cases {
            hidden.entry(&case.account).or_default().push(case.start..case.resume);
        }
        let hit = |account: &str| hidden.get(account).map_or(&[][..], Vec::as_slice);
        let ours = |account: &str| account.strip_prefix(case.set.as_str()).is_some_and(|rest| rest.starts_with('/'));
        let mut by_account: BTreeMap<&str, Vec<(NaiveDateTime, i64)>> = BTreeMap::new();
        for row in rows.iter().filter(|row| ours(&row.account)) {
            if !hit(&row.account).iter().any(|hidden| hidden.contains(&row.at)) {
                by_account.entry(&row.account).or_default().push((row.at, row.amount));
            }
        }
        let known_end = by_account.values().flatten().map(|(at, _)| slots.slot(*at) + 1).max().unwrap_or(0);
        let in_slots = |hidden: &Range<NaiveDateTime>| slots.slot(hidden.start)..slot_after(slots, hidden.end);
        let accounts = by_account
            .into_iter()
            .map(|(name, rows)| {
                let hidden = hit(name).iter().map(in_slots).collect();
                (name.to_owned(), Account { series: Series::from_local(slots, rows), hidden })
            })
            .collect();
        Self { accounts, known_end }
    }

    /// Reads all accounts over the window of a case.
    fn read(&self, case: &Case, holidays: &Holidays) -> Readings {
        let slots = case.slot_minutes;
        let tables = Tables::of(slots);
        let (window, after) = (span(slots, case.start, case.end), span(slots, case.end, case.resume));
        let (end, resume) = (slot_after(slots, case.end), slot_after(slots, case.resume));
        let own = window.first..resume.max(window.first + 1);
        // the history of a set is taken to be whole up to the end of its last day
        let known = self.known_end + (-self.known_end).rem_euclid(slots.per_day());
        let after_known = after.before(known);
        let key = cohort_of(case);
        let mut sums = CohortSums::default();
        let mut hit_readings = BTreeMap::new();
        for (account, Account { series, hidden }) in &self.accounts {
            // rows that another case of the account hides are unknown, not takings of nothing
            let hidden_here = Hidden { own: own.clone(), others: hidden };
            let reader = Reader::new(series, &hidden_here, end, self.known_end, holidays, tables);
            if !hidden.is_empty() {
                let reading = reader.read(&window, &after);
                sums.add_placebos(&key, 0, &reading);
                hit_readings.insert(account.clone(), reading);
            } else if end <= known {
                sums.add_control(&key, 0, &reader.read(&window, &after_known));
            } else {
                // that nothing is recorded of a time does not show that nothing was sold in it
                sums.add_placebos(&key, 0, &reader.read(&window, &after_known));
            }
        }
        Readings { hit: hit_readings, figures: sums.table().figures(&key, 0) }
    }
}

/// What one window brought: the readings of the accounts hit, and the figures of the set.
struct Readings {
    hit: BTreeMap<String, Reading>,
    figures: Figures,
}

impl Readings {
    /// The answer to a case of this window; zeros for an account without any row.
    fn answer(&self, case: &Case) -> Answer {
        let reading = self.hit.get(&case.account);
        let expected = reading.map(|reading| self.figures.expect(reading));
        Answer {
            case_id: case.id.clone(),
            expected_minor: expected.map_or(0.0, |e| e.value),
            lo90_minor: expected.map_or(0.0, |e| e.low90),
            hi90_minor: expected.map_or(0.0, |e| e.high90),
            catchup_expected_minor: reading.map_or(0.0, |reading| self.figures.expect_after(reading)),
        }
    }
}

/// The slots of a window, each by the share of it that lies inside.
fn span(slots: SlotLength, from: NaiveDateTime, to: NaiveDateTime) -> Span {
    let [start, end] = [from, to].map(|at| at.and_utc().timestamp());
    let length = slots.minutes() * 60;
    let weight = |slot: i64| (end.min((slot + 1) * length) - start.max(slot * length)).max(0) as f64 / length as f64;
    let first = slots.slot(from);
    Span { weights: (first..slot_after(slots, to)).map(weight).collect(), first, ..Span::default() }
}

/// The first slot that begins at a time or after it.
fn slot_after(slots: SlotLength, at: NaiveDateTime) -> i64 {
    let slot = slots.slot(at);
    if slots.start_of(slot) < at { slot + 1 } else { slot }
}

/// All accounts of a set are alike.
fn cohort_of(case: &Case) -> CohortKey {
    CohortKey { kind: case.kind, category: Category(case.set.clone()), region: Region(String::new()) }
}
