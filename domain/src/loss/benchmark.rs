//! The benchmark's contract: what would an account have taken between a start and an end?

use std::{collections::BTreeMap, ops::Range};

use chrono::NaiveDateTime;

use crate::{
    calendar::Holidays,
    ledger::{AccountKind, Category, Region},
    series::{Series, SlotLength},
};

use super::{
    cohort::{CohortKey, Figures},
    expectation::Tables,
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

/// The accounts of a set.
struct Set {
    /// By name; whether a case hit it.
    series: BTreeMap<String, (Series, bool)>,
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
        let series = by_account
            .into_iter()
            .map(|(account, rows)| (account.to_owned(), (Series::from_local(slots, rows), !hit(account).is_empty())))
            .collect();
        Self { series, known_end }
    }

    /// Reads all accounts over the window of a case.
    fn read(&self, case: &Case, holidays: &Holidays) -> Readings {
        let slots = case.slot_minutes;
        let tables = Tables::of(slots);
        let [start, end, resume] = [case.start, case.end, case.resume].map(|at| slots.slot(at));
        let span = |first: i64, end: i64| Span::whole(first, end.max(first));
        let (window, after) = (span(start, end), span(end, resume));
        let hidden = start..resume.max(start + 1);
        let key = cohort_of(case);
        let mut sums = CohortSums::default();
        let mut hit_readings = BTreeMap::new();
        for (account, (series, hit)) in &self.series {
            let reader = Reader::new(series, hidden.clone(), end, self.known_end, holidays, tables);
            let reading = reader.read(&window, &after);
            if *hit {
                sums.add_placebos(&key, 0, &reading);
                hit_readings.insert(account.clone(), reading);
            } else {
                sums.add_control(&key, 0, &reading);
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

/// All accounts of a set are alike.
fn cohort_of(case: &Case) -> CohortKey {
    CohortKey { kind: case.kind, category: Category(case.set.clone()), region: Region(String::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, hour: u32) -> NaiveDateTime {
        let date = chrono::NaiveDate::from_ymd_opt(2022, 1, 1).and_then(|d| d.and_hms_opt(hour, 0, 0)).expect("a time");
        date + chrono::TimeDelta::days(day)
    }

    fn rows(inside: i64) -> Vec<Row> {
        let amount = |day: i64| if (100..103).contains(&day) { inside } else { 500 };
        let row = |day: i64, hour: u32| Row { account: "set/a".into(), at: at(day, hour), amount: amount(day) };
        (0..150).flat_map(|day| (9..18).map(move |hour| (day, hour))).map(|(day, hour)| row(day, hour)).collect()
    }

    #[test]
    fn what_lies_between_start_and_resume_is_never_looked_at() {
        let case = Case {
            id: "1".into(),
            set: "set".into(),
            kind: AccountKind::Merchant,
            account: "set/a".into(),
            start: at(100, 0),
            end: at(101, 0),
            resume: at(103, 0),
            slot_minutes: SlotLength::HALF_HOUR,
        };
        let ask = |rows: &[Row]| answer(rows, std::slice::from_ref(&case), &BTreeMap::new());
        let answers = ask(&rows(0));
        assert_eq!(answers, ask(&rows(i64::MAX)));
        assert!((answers[0].expected_minor - 4_500.0).abs() < 1e-6, "{answers:?}");
        assert!((answers[0].catchup_expected_minor - 9_000.0).abs() < 1e-6, "{answers:?}");
        assert_eq!(ask(&[])[0].expected_minor.to_bits(), 0);
    }
}
