//! Edge cases of an account's past.

use super::*;
use crate::{assessment::StepKey, money::Money, policy::standard_2022};

/// A number from 0 to 99 for a slot, without a pattern (the mixing of SplitMix64).
fn erratic(slot: i64) -> i64 {
    let mut z = slot.wrapping_mul(-7_046_029_254_386_353_131);
    z = (z ^ (z >> 30)).wrapping_mul(-4_658_895_280_553_007_687);
    z = (z ^ (z >> 27)).wrapping_mul(-7_723_592_293_110_705_685);
    (z ^ (z >> 31)).rem_euclid(100)
}

#[test]
fn a_past_of_less_than_four_weeks_is_a_new_business_and_gets_a_flat_sum() {
    for days in [1, 5, 20, 27] {
        let history = shop_over(-days..3, |_| (20_000, 30_000));
        let outage = Outage { observed_until: START.plus(3 * DAY), ..full_stop(24) };
        let loss = loss(&history, &outage);
        assert_eq!(loss.band, Band::Assumed, "{days} days");
        assert!(loss.expected.is_finite() && loss.expected >= 0.0);
        let award = assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &standard_2022()).outcome.amount();
        assert_eq!(award, Some(Money::won(30_000)), "{days} days");
    }
    let outage = Outage { observed_until: START.plus(3 * DAY), ..full_stop(24) };
    let month = loss(&shop_over(-32..3, |_| (20_000, 30_000)), &outage);
    assert_near(month.expected, 1_200_000.0);
    assert_eq!(month.band, Band::Automatic);
}

#[test]
fn hours_mostly_without_sales_are_expected_by_their_mean_and_not_their_median() {
    let history = shop(|slot| if slot.rem_euclid(9) == 0 { (90_000, 0) } else { (0, 0) });
    let loss = loss(&history, &full_stop(126));
    let mean = 126.0 * 10_000.0;
    assert!((loss.expected - mean).abs() < 0.1 * mean, "{}", loss.expected);
}

#[test]
fn an_irregular_merchant_is_offered_on_exposure_and_its_own_records_are_only_shown() {
    let inside = slot(START)..slot(START) + 24;
    let sells = |shop: i64, slot: i64| if erratic(slot + 100_000 * shop) == 0 { 2_000_000 } else { 0 };
    let like: Vec<Measure> = (1..=60)
        .map(|number| shop(|slot| (sells(number, slot), 0)))
        .map(|history| measure(&history, &full_stop(24)).expect("a measure"))
        .collect();
    let closed = shop(|slot| (if inside.contains(&slot) { 0 } else { sells(0, slot) }, 0));
    let closed = measure(&closed, &full_stop(24)).expect("a measure");
    let key = cohort(&closed, 1).0;
    let table = cohort_figures(like.iter().chain([&closed]).map(|measure| (&key, measure)));
    let loss = loss_of(&closed, &table, &key);
    assert!(loss.own_loss > 0.0 && loss.expected_low < 0.6 * loss.expected, "{loss:?}");
    assert_eq!(loss.band, Band::Automatic);
    assert_near(loss.basis, loss.loss_rate.value * loss.exposure);
}

#[test]
fn one_giant_sale_in_the_past_is_kept_and_makes_the_interval_wide() {
    let usual = loss(&constant(24, 0), &full_stop(24));
    let inside = slot(START)..slot(START) + 24;
    let giant_at = slot(START) - 21 * 24 + 5;
    let history = shop(|slot| match slot {
        s if inside.contains(&s) => (0, 30_000),
        s if s == giant_at => (20_000, 50_000_000),
        _ => (20_000, 30_000),
    });
    let loss = loss(&history, &full_stop(24));
    assert!(loss.expected > usual.expected && loss.expected < usual.expected + 50_000_000.0 / 4.0, "{loss:?}");
    assert!(loss.expected_high - loss.expected_low > 10.0 * (usual.expected_high - usual.expected_low), "{loss:?}");
    assert_ne!(loss.band, Band::OwnRecords);
    let flagged = loss.giant.expect("a flag");
    assert_eq!((slot_of(flagged.from), flagged.amount), (giant_at, 50_020_000));
    assert_eq!(usual.giant, None);
    let told = assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &standard_2022());
    let told = told.steps.iter().find(|step| step.key == StepKey::Expected).expect("a step");
    assert!(told.sentence.ko.contains("₩50,020,000") && told.sentence.en.contains("₩50,020,000"), "{told:?}");
}

/// The slot of an hour by the wall clock.
fn slot_of(from: chrono::NaiveDateTime) -> i64 {
    from.and_utc().timestamp() / 3600
}

#[test]
fn one_giant_sale_in_the_window_counts_as_taken() {
    let inside = slot(START)..slot(START) + 24;
    let giant = shop(|slot| match slot {
        s if s == inside.start + 3 => (0, 50_000_000),
        s if inside.contains(&s) => (0, 30_000),
        _ => (20_000, 30_000),
    });
    let giant = measure(&giant, &full_stop(24)).expect("a measure");
    let like = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    let key = cohort(&like, 1).0;
    let table = cohort_figures((0..40).map(|account| (&key, if account == 0 { &giant } else { &like })));
    let loss = loss_of(&giant, &table, &key);
    assert_eq!(loss.actual, 50_000_000 + 23 * 30_000);
    assert_eq!(loss.giant.map(|sale| slot_of(sale.from)), Some(inside.start + 3));
    assert!(loss.own_loss < 0.0 && loss.band == Band::Automatic);
    assert!(table.figures(&key, 0).loss_rate.low < 0.9, "one account of forty makes the rate unsure");
}

#[test]
fn holidays_in_the_past_are_left_out() {
    let holiday = NaiveDate::from_ymd_opt(2022, 10, 8).expect("a date");
    let day = SlotLength::HOUR.slot(holiday.and_time(chrono::NaiveTime::MIN));
    let history = shop(|slot| if (day..day + 24).contains(&slot) { (200_000, 300_000) } else { (20_000, 30_000) });
    let outage = Outage { holidays: [holiday].into_iter().collect(), ..full_stop(24) };
    let loss = loss(&history, &outage);
    assert_near(loss.expected, 1_200_000.0);
    assert!(loss.excluded.contains(&ExcludedDay { date: holiday, reason: ExclusionReason::Holiday }));
    assert_eq!(loss.excluded.iter().filter(|day| day.reason == ExclusionReason::Outage).count(), 2);
    assert_eq!(loss.excluded.iter().filter(|day| day.reason == ExclusionReason::CatchUp).count(), 2);
}

/// A shop that took nothing in the outage's hours of two weeks before.
fn stopped_before() -> AccountHistory {
    let earlier = slot(START) - 14 * 24;
    let inside = slot(START)..slot(START) + 24;
    shop(|slot| match slot {
        s if inside.contains(&s) => (0, 30_000),
        s if (earlier..earlier + 24).contains(&s) => (0, 0),
        _ => (20_000, 30_000),
    })
}

/// The outage, with another incident of a component two weeks before it.
fn with_another(component: &str, severity: Severity) -> Outage {
    let other = impact(component, severity, START.plus(-14 * DAY), 24);
    Outage { others: vec![other], ..full_stop(24) }
}

#[test]
fn an_earlier_outage_that_is_not_on_record_lowers_the_expectation_only_by_its_share() {
    let loss = loss(&stopped_before(), &full_stop(24));
    assert!(loss.expected > 0.8 * 1_200_000.0 && loss.expected < 0.99 * 1_200_000.0, "{}", loss.expected);
}

#[test]
fn an_earlier_outage_of_a_service_that_the_account_uses_is_left_out() {
    let earlier = Zone::default().date(START.plus(-14 * DAY));
    for severity in [Severity::MajorOutage, Severity::PartialOutage] {
        let loss = loss(&stopped_before(), &with_another("pay-qr", severity));
        assert_near(loss.expected, 1_200_000.0);
        let left_out: Vec<_> =
            loss.excluded.iter().filter(|day| day.reason == ExclusionReason::OtherOutage).map(|day| day.date).collect();
        assert_eq!(left_out.first(), Some(&earlier));
        assert!(left_out.len() <= 2, "{left_out:?}");
    }
}

#[test]
fn a_day_on_which_several_impacts_fell_is_named_once() {
    let of = |hours| impact("pay-qr", Severity::MajorOutage, START.plus(-14 * DAY), hours);
    let outage = Outage { others: vec![of(60), of(70), of(50)], ..full_stop(24) };
    let loss = loss(&stopped_before(), &outage);
    let mut left_out: Vec<_> =
        loss.excluded.iter().filter(|day| day.reason == ExclusionReason::OtherOutage).map(|day| day.date).collect();
    assert!(left_out.len() >= 3);
    let named = left_out.len();
    left_out.dedup();
    assert_eq!(left_out.len(), named);
}

#[test]
fn what_was_slow_or_is_not_used_leaves_nothing_out() {
    let without = loss(&stopped_before(), &full_stop(24));
    for other in [with_another("pay-qr", Severity::Degraded), with_another("taxi-dispatch", Severity::MajorOutage)] {
        assert_eq!(loss(&stopped_before(), &other), without);
    }
}

#[test]
fn an_outage_that_never_ends_leaves_no_account_without_a_past() {
    let always = Impact { end: None, ..impact("pay-qr", Severity::PartialOutage, START.plus(-400 * DAY), 1) };
    let outage = Outage { others: vec![always], ..full_stop(24) };
    assert_eq!(loss(&stopped_before(), &outage), loss(&stopped_before(), &full_stop(24)));
}
