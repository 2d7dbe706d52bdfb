//! Edge cases of how an account trades.

use super::*;
use crate::{assessment::Outcome, policy::standard_2022};

fn is_sunday(slot: i64) -> bool {
    (slot.div_euclid(24) + 4).rem_euclid(7) == 0
}

/// All of the Sunday after [`START`].
fn closed_sunday() -> Outage {
    outage(vec![impact("pay-qr", Severity::MajorOutage, START.plus(9 * HOUR), 24)])
}

/// The reason for which the standard policy gives nothing.
#[track_caller]
fn reason_of_nothing(loss: &Loss) -> Text {
    match assessed(loss, 24 * 60, AccountKind::Merchant, "cafe", &standard_2022()).outcome {
        Outcome::NoMeasurableLoss { reason } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_closed_weekday_loses_nothing_and_says_why() {
    let history = shop(|slot| if is_sunday(slot) { (0, 0) } else { (20_000, 30_000) });
    let loss = loss(&history, &closed_sunday());
    assert_near(loss.expected, 0.0);
    assert_near(loss.basis, 0.0);
    let reason = reason_of_nothing(&loss);
    assert!(reason.en.contains("At the time of the outage no sales usually come"), "{}", reason.en);
    assert!(reason.ko.contains("평소에도"), "{}", reason.ko);
}

#[test]
fn opened_specially_in_the_window_the_takings_count_against_the_loss() {
    let window = slot(START) + 9..slot(START) + 33;
    let opened = shop(|slot| match slot {
        s if window.contains(&s) => (0, 10_000),
        s if is_sunday(s) => (0, 0),
        _ => (20_000, 30_000),
    });
    let loss = loss(&opened, &closed_sunday());
    assert_eq!(loss.actual, 240_000);
    assert_near(loss.own_loss, -240_000.0);
    assert_near(loss.basis, 0.0);
}

#[test]
fn closed_because_of_the_outage_all_of_the_day_is_lost() {
    let window = slot(START)..slot(START) + 24;
    let closed = shop(|slot| if window.contains(&slot) { (0, 0) } else { (20_000, 30_000) });
    let closed = measure(&closed, &full_stop(24)).expect("a measure");
    let open = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    let (key, table) = cohort(&open, 40);
    let loss = loss_of(&closed, &table, &key);
    assert_near(loss.own_loss, 1_200_000.0);
    assert_eq!(loss.band, Band::OwnRecords);
    assert!(loss.basis > 480_000.0 && loss.basis <= 1_200_000.0, "{}", loss.basis);
}

#[test]
fn a_claimant_who_gains_loses_nothing_and_is_awarded_nothing() {
    let loss = loss(&constant(24, 60_000), &full_stop(24));
    assert!(loss.own_loss < 0.0);
    assert_near(loss.basis, 0.0);
    assert!(reason_of_nothing(&loss).en.contains("show no lost sales"));
}

#[test]
fn gainers_show_no_catch_up() {
    let failed = slot(START)..slot(START) + 24;
    let later = failed.end..failed.end + 24;
    let history = shop(|slot| match slot {
        s if failed.contains(&s) => (0, 90_000),
        s if later.contains(&s) => (40_000, 60_000),
        _ => (20_000, 30_000),
    });
    let measured = measure(&history, &full_stop(24)).expect("a measure");
    let key = CohortKey { category: Category("flower_shop".into()), ..cohort(&measured, 1).0 };
    let table = cohort_figures((0..40).map(|_| (&key, &measured)));
    assert_near(table.figures(&key, 0).catch_up.value, 0.0);
}

#[test]
fn an_evening_bar_loses_nothing_at_noon_and_hears_that_it_was_outside_its_hours() {
    let evening = shop(|slot| if slot.rem_euclid(24) >= 20 { (20_000, 30_000) } else { (0, 0) });
    let loss = loss(&evening, &full_stop(4));
    assert_near(loss.expected, 0.0);
    assert_near(loss.basis, 0.0);
    assert!(loss.expected_low.is_finite() && loss.expected_high.is_finite());
    assert!(reason_of_nothing(&loss).ko.contains("줄어든 금액이 없어요"));
}

#[test]
fn a_busy_shop_follows_the_days_around_more_than_one_of_few_sales() {
    // a half more from a week before on; the same takings come in many sales, or in one a day
    let lively = slot(START) - 7 * 24;
    let expected = |hours: i64| {
        let history = shop(|slot| {
            let open = slot.rem_euclid(24) < hours;
            let taken = if open { 480_000 / hours } else { 0 };
            (if slot >= lively { taken * 3 / 2 } else { taken }, 0)
        });
        loss(&history, &full_stop(24)).expected
    };
    let (busy, quiet) = (expected(24), expected(1));
    assert!(busy > quiet && busy > 640_000.0 && quiet > 480_000.0, "{busy} and {quiet}");
}
