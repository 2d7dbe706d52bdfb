//! Edge cases of drivers: rotation, nights, days off, other ways of earning.

use super::*;
use crate::{
    ledger::{Transaction, TransactionKind},
    money::Money,
    policy::standard_2022,
};

/// The driver's day, begun at 04:00, on which a slot lies, counted from that of [`START`].
fn shift_day(at: i64) -> i64 {
    (at - 4).div_euclid(24) - (slot(START) - 4).div_euclid(24)
}

/// Fares of an hour: a little different each hour and day, so that nothing is constant.
fn fare(slot: i64) -> i64 {
    14_000 + slot.rem_euclid(7) * 900 + slot.rem_euclid(31) * 200
}

/// The mean of such fares.
const FARE: f64 = 14_000.0 + 3.0 * 900.0 + 15.0 * 200.0;

/// A driver who works two days and rests the third, from 10 to 24 o'clock; day `rest` of the cycle is off. All fares
/// come through the app. `failed` slots bring nothing.
fn rotating(rest: i64, hours: Range<i64>, failed: &Range<i64>) -> AccountHistory {
    shop(|slot| {
        let hour = (slot - 4).rem_euclid(24) + 4;
        let works = shift_day(slot).rem_euclid(3) != rest && hours.contains(&hour) && !failed.contains(&slot);
        (if works { fare(slot) } else { 0 }, 0)
    })
}

/// One of the driver's days, 04:00 to 04:00, so many after that of [`START`].
fn day_out(day: i64) -> (Outage, Range<i64>) {
    let start = START.plus((day * 24 - 11) * HOUR);
    (outage(vec![impact("pay-qr", Severity::MajorOutage, start, 24)]), slot(start)..slot(start) + 24)
}

/// The mean of the same hours of the eight weeks before: what reads a rotation by the week.
fn by_the_week(history: &AccountHistory, window: &Range<i64>) -> f64 {
    let week = |week: i64| window.clone().map(|slot| history.total.at(slot - 168 * week) as f64).sum::<f64>();
    (1..=8).map(week).sum::<f64>() / 8.0
}

/// Errors of the engine and of the week over nine days in a row, summed; and what was earned on them.
fn errors(hours: Range<i64>) -> (f64, f64, f64) {
    let nothing = 0..0;
    let whole = rotating(0, hours.clone(), &nothing);
    let (mut engine, mut week, mut earned) = (0.0, 0.0, 0.0);
    for day in 0..9 {
        let (outage, window) = day_out(day);
        let truth: f64 = window.clone().map(|slot| whole.total.at(slot) as f64).sum();
        let measure = measure(&rotating(0, hours.clone(), &window), &outage).expect("a measure");
        assert_eq!(measure.reading.cycle, Cycle::Rotation, "day {day}");
        engine += (measure.reading.base - truth).abs();
        week += (by_the_week(&whole, &window) - truth).abs();
        earned += truth;
    }
    (engine, week, earned)
}

#[test]
fn a_driver_on_a_three_day_rotation_is_read_by_worked_days_and_not_by_the_week() {
    let (engine, week, earned) = errors(10..24);
    assert!(week > 0.5 * earned && engine < 0.1 * earned, "{engine} and by the week {week} of {earned}");
}

#[test]
fn a_night_shift_over_midnight_belongs_to_the_day_it_began() {
    let (engine, week, earned) = errors(18..28);
    assert!(week > 0.5 * earned && engine < 0.1 * earned, "{engine} and by the week {week} of {earned}");
}

#[test]
fn on_a_day_of_rest_a_driver_loses_nothing_and_on_a_working_day_all_of_it() {
    for (day, works) in [(0, false), (1, true), (2, true), (3, false)] {
        let (outage, window) = day_out(day);
        let history = rotating(0, 10..24, &window);
        let loss = loss(&history, &outage);
        let usual = 14.0 * FARE;
        if works {
            assert!((loss.basis - usual).abs() < 0.1 * usual, "day {day}: {}", loss.basis);
        } else {
            assert_near(loss.basis, 0.0);
        }
    }
}

#[test]
fn a_window_over_a_whole_cycle_expects_two_days_of_three() {
    let start = START.plus(-11 * HOUR);
    let outage = outage(vec![impact("pay-qr", Severity::MajorOutage, start, 72)]);
    let history = rotating(0, 10..24, &(slot(start)..slot(start) + 72));
    let loss = loss(&history, &outage);
    let usual = 2.0 * 14.0 * FARE;
    assert!((loss.expected - usual).abs() < 0.05 * usual, "{}", loss.expected);
}

#[test]
fn a_rotation_that_was_given_up_after_the_outage_is_still_read_as_one() {
    let (outage, window) = day_out(0);
    let last = Outage { observed_until: START.plus(40 * DAY), ..outage };
    let history = shop_over(-140..40, |at| {
        let hour = (at - 4).rem_euclid(24) + 4;
        let works = shift_day(at).rem_euclid(3) != 0 || shift_day(at) >= 26;
        (if works && (10..24).contains(&hour) && !window.contains(&at) { fare(at) } else { 0 }, 0)
    });
    let measure = measure(&history, &last).expect("a measure");
    assert_eq!(measure.reading.cycle, Cycle::Rotation);
    assert!(measure.reading.base < 0.35 * 14.0 * FARE, "{}", measure.reading.base);
}

#[test]
fn a_driver_who_did_not_log_in_at_all_is_counted_where_such_days_are_usually_worked() {
    let window = slot(START)..slot(START) + 24;
    let every_day = |slot: i64| (10..24).contains(&slot.rem_euclid(24));
    let away = shop(|slot| (if every_day(slot) && !window.contains(&slot) { fare(slot) } else { 0 }, 0));
    let lost = loss(&away, &full_stop(24));
    assert!(lost.basis > 0.8 * 14.0 * FARE, "{}", lost.basis);
    // Who never works on Saturday afternoons and Sunday mornings was not kept from it.
    let weekdays = shop(|at| {
        let into = (at - slot(START)).rem_euclid(168);
        (if every_day(at) && into >= 24 { fare(at) } else { 0 }, 0)
    });
    assert_near(loss(&weekdays, &full_stop(24)).basis, 0.0);
}

#[test]
fn fares_from_the_street_and_other_apps_make_the_net_loss_smaller() {
    let basis = |kept: i64| loss(&constant(24, kept), &full_stop(24)).basis;
    assert_near(basis(0), 480_000.0);
    assert_near(basis(15_000), 120_000.0);
}

#[test]
fn a_commission_waived_in_the_outage_is_not_deducted_twice() {
    let row = |at: Instant, kind: TransactionKind, won: i64| Transaction {
        reference: String::new(),
        component: component("pay-qr").into(),
        at,
        amount: Money::won(won),
        kind,
        terminal: None,
    };
    let history = |waived: bool| {
        let mut rows = Vec::new();
        for hour in -140 * 24..11 * 24 {
            let at = START.plus(hour * HOUR);
            let failed = (0..24).contains(&hour);
            if !failed {
                rows.push(row(at, TransactionKind::Fare, 20_000));
            }
            if !(failed && waived) {
                rows.push(row(at, TransactionKind::Fee, -4_000));
            }
        }
        AccountHistory::from_transactions(&rows, Zone::default())
    };
    let losses = [false, true].map(|waived| loss(&history(waived), &full_stop(24)));
    assert_eq!(losses[0], losses[1]);
    assert_near(losses[0].basis, 480_000.0);
    let award = assessed(&losses[0], 24 * 60, AccountKind::DesignatedDriver, "daeri", &standard_2022());
    assert_eq!(award.outcome.amount(), Some(Money::won(384_000)), "80 % once");
}
