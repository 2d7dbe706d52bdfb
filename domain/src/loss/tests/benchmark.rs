//! The benchmark's contract: whatever history and cases it is given.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use super::{
    super::benchmark::{Answer, Case, CaseError, Row, answer},
    *,
};

fn at(day: i64, hour: i64) -> NaiveDateTime {
    let date = NaiveDate::from_ymd_opt(2022, 1, 1).and_then(|d| d.and_hms_opt(0, 0, 0)).expect("a time");
    date + TimeDelta::hours(24 * day + hour)
}

/// From 9 to 18 o'clock 500 an hour on some days, and `inside` in the hours of a case and after it.
fn rows_of(account: &str, days: Range<i64>, hidden: &[Range<NaiveDateTime>], inside: Option<i64>) -> Vec<Row> {
    let hours = days.flat_map(|day| (9..18).map(move |hour| at(day, hour)));
    let amount = |at: NaiveDateTime| if hidden.iter().any(|hidden| hidden.contains(&at)) { inside } else { Some(500) };
    hours.filter_map(|at| Some(Row { account: account.into(), at, amount: amount(at)? })).collect()
}

fn case(start: NaiveDateTime, end: NaiveDateTime, resume: NaiveDateTime) -> Case {
    Case {
        id: "1".into(),
        set: "set".into(),
        kind: AccountKind::Merchant,
        account: "set/a".into(),
        start,
        end,
        resume,
        slot_minutes: SlotLength::HALF_HOUR,
    }
}

fn hides(case: &Case) -> Range<NaiveDateTime> {
    case.start..case.resume
}

fn ask(rows: &[Row], case: &Case) -> Answer {
    answer(rows, std::slice::from_ref(case), &BTreeMap::new()).remove(0)
}

#[test]
fn what_lies_between_start_and_resume_is_never_looked_at() {
    let case = case(at(100, 0), at(101, 0), at(103, 0));
    let with = |inside| ask(&rows_of("set/a", 0..150, &[hides(&case)], inside), &case);
    let answer = with(None);
    assert_eq!((&with(Some(0)), &with(Some(i64::MAX))), (&answer, &answer));
    assert_near(answer.expected_minor, 4_500.0);
    assert_near(answer.catchup_expected_minor, 9_000.0);
    assert_eq!(ask(&[], &case).expected_minor.to_bits(), 0);
}

#[test]
fn what_another_case_of_the_account_hides_is_unknown_and_not_nothing() {
    let cases = [(100, 102), (101, 104), (107, 109)].map(|(from, to)| case(at(from, 0), at(to, 0), at(to + 2, 0)));
    let rows = rows_of("set/a", 0..150, &cases.each_ref().map(hides), None);
    for (answer, days) in answer(&rows, &cases, &BTreeMap::new()).into_iter().zip([2.0, 3.0, 2.0]) {
        assert_near(answer.expected_minor, days * 4_500.0);
        assert_near(answer.catchup_expected_minor, 9_000.0);
    }
}

#[test]
fn a_window_counts_the_slots_at_its_edges_by_the_part_inside() {
    let minutes = |minutes| at(100, 12) + TimeDelta::minutes(minutes);
    let expected = |from, to| {
        let case = case(minutes(from), minutes(to), minutes(to + 2_880));
        ask(&rows_of("set/a", 0..150, &[hides(&case)], None), &case).expected_minor
    };
    // the sales lie in the first half hour of each hour
    for (from, to, share) in [(0, 60, 1.0), (15, 60, 0.5), (0, 2, 1.0 / 15.0), (30, 60, 0.0), (7, 113, 53.0 / 30.0)] {
        assert!((expected(from, to) - 500.0 * share).abs() <= 1.0, "{from} to {to}: {}", expected(from, to));
    }
}

#[test]
fn controls_whose_records_have_ended_do_not_show_that_the_market_stood_still() {
    let case = case(at(151, 0), at(152, 0), at(154, 0));
    let rows: Vec<Row> = ["set/a", "set/b", "set/c", "set/d", "set/e"]
        .into_iter()
        .flat_map(|account| rows_of(account, 0..150, &[], None))
        .collect();
    assert_near(ask(&rows, &case).expected_minor, 4_500.0);
    assert_near(ask(&rows, &case).catchup_expected_minor, 9_000.0);
    // a day with records is whole
    let evening = Case { start: at(149, 16), end: at(149, 23), resume: at(151, 23), ..case };
    let busy = |row: &Row| if row.account != "set/a" && row.at >= at(149, 16) { 1_000 } else { row.amount };
    let rows: Vec<Row> = rows.iter().map(|row| Row { amount: busy(row), ..row.clone() }).collect();
    assert!(ask(&rows, &evening).expected_minor > 1.2 * 1_000.0, "{:?}", ask(&rows, &evening));
}

#[test]
fn a_case_without_a_window_is_refused() {
    let [before, start, end, resume] = [at(99, 0), at(100, 0), at(101, 0), at(103, 0)];
    for (case, refusal) in [
        (case(start, start, resume), Some(CaseError::NoLength)),
        (case(start, before, resume), Some(CaseError::NoLength)),
        (case(start, end, start), Some(CaseError::ResumeBeforeEnd)),
        (case(start, end, at(900, 0)), Some(CaseError::TooLong)),
        (case(start, end, end), None),
        (case(start, at(500, 0), at(502, 0)), None),
    ] {
        assert_eq!(case.check().err(), refusal);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_asked_of_whatever_history_the_answer_is_ordered_and_finite(
        rows in prop::collection::vec((0..4_usize, 0..300_000_i64, prop_oneof![3 => 1..50_000_i64, 1 => any::<i64>()]), 0..300),
        cases in prop::collection::vec((0..4_usize, -100_000..400_000_i64, 1..200_000_i64, 0..10_000_i64, 0..3_usize), 1..4),
        holidays in prop::collection::vec(-30..230_i64, 0..20),
    ) {
        let minute = |minutes: i64| at(0, 0) + TimeDelta::minutes(minutes);
        let name = |account: usize| format!("set/{account}");
        let rows: Vec<Row> =
            rows.into_iter().map(|(account, at, amount)| Row { account: name(account), at: minute(at), amount }).collect();
        let of = |(account, start, length, after, slots): (usize, i64, i64, i64, usize)| Case {
            account: name(account),
            slot_minutes: SlotLength::try_from([15, 30, 60][slots]).expect("a length"),
            ..case(minute(start), minute(start + length), minute(start + length + after))
        };
        let cases: Vec<Case> = cases.into_iter().map(of).collect();
        prop_assert!(cases.iter().all(|case| case.check().is_ok()));
        let days: Holidays = holidays.into_iter().map(|day| at(day, 0).date()).collect();
        let answers = answer(&rows, &cases, &BTreeMap::from([("set".to_owned(), days)]));
        prop_assert_eq!(answers.len(), cases.len());
        for Answer { expected_minor, lo90_minor, hi90_minor, catchup_expected_minor, .. } in answers {
            prop_assert!(0.0 <= lo90_minor && lo90_minor <= expected_minor && expected_minor <= hi90_minor);
            prop_assert!(hi90_minor.is_finite() && catchup_expected_minor >= 0.0 && catchup_expected_minor.is_finite());
        }
    }
}
