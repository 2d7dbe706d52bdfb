//! The rules of loss on worlds whose true loss is known.

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    calendar::Holidays,
    id::{ImpactId, IncidentId},
    impact::{Impact, Severity},
    ledger::{AccountKind, Category, Region},
    series::{AccountHistory, Series, SlotLength},
    time::{DAY, HOUR, Instant, MINUTE, Zone},
};

/// 2022-10-15 15:00 in Seoul, a Saturday.
const START: Instant = Instant(1_665_813_600 * 1_000_000);

fn component(key: &str) -> ComponentKey {
    ComponentKey::parse(key).expect("a key")
}

fn impact(key: &str, severity: Severity, start: Instant, hours: i64) -> Impact {
    let id = Uuid::nil();
    Impact {
        id: ImpactId(id),
        incident: IncidentId(id),
        component: component(key),
        severity,
        start,
        end: Some(start.plus(hours * HOUR)),
    }
}

fn outage(impacts: Vec<Impact>) -> Outage {
    let last = impacts.iter().filter_map(|impact| impact.end).max().unwrap_or(START);
    Outage { zone: Zone::default(), impacts, holidays: Holidays::default(), observed_until: last.plus(10 * DAY) }
}

fn full_stop(hours: i64) -> Outage {
    outage(vec![impact("pay-qr", Severity::MajorOutage, START, hours)])
}

fn slot(at: Instant) -> i64 {
    SlotLength::HOUR.slot(Zone::default().local(at))
}

/// A shop from 20 weeks before to 10 days after: by the slot, takings through the component and through other ways.
fn shop(sales: impl Fn(i64) -> (i64, i64)) -> AccountHistory {
    let first = slot(START) - 15 - 140 * 24;
    let slots = first..first + 155 * 24;
    let series = |values: Vec<i64>| Series { slot_minutes: SlotLength::HOUR, first_slot: first, values };
    AccountHistory {
        total: series(slots.clone().map(|slot| sales(slot).0 + sales(slot).1).collect()),
        by_component: vec![(component("pay-qr"), series(slots.map(|slot| sales(slot).0).collect()))],
    }
}

/// Takes 20,000 an hour through the component and 30,000 in other ways; while it fails for `hours`, `kept` of the
/// 20,000 come in other ways.
fn constant(hours: i64, kept: i64) -> AccountHistory {
    let failed = slot(START)..slot(START) + hours;
    shop(|slot| if failed.contains(&slot) { (0, 30_000 + kept) } else { (20_000, 30_000) })
}

/// A cohort of that many measures of one kind.
fn cohort(measure: &Measure, accounts: usize) -> (CohortKey, CohortTable) {
    let key = CohortKey {
        kind: AccountKind::Merchant,
        category: Category("cafe".into()),
        region: Region("서울 마포구".into()),
    };
    let table = cohort_figures((0..accounts).map(|_| (&key, measure)));
    (key, table)
}

fn loss(history: &AccountHistory, outage: &Outage) -> Loss {
    let measure = measure(history, outage).expect("a measure");
    let (key, table) = cohort(&measure, 40);
    loss_of(&measure, &table, &key)
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-6 * left.abs().max(right.abs()).max(1.0)
}

#[track_caller]
fn assert_near(left: f64, right: f64) {
    assert!(near(left, right), "{left} is not {right}");
}

#[test]
fn constant_shops_lose_what_came_through_the_dead_service() {
    for (kept, rate, basis) in [(0, 1.0, 480_000.0), (10_000, 0.5, 240_000.0), (20_000, 0.0, 0.0)] {
        let loss = loss(&constant(24, kept), &full_stop(24));
        assert_near(loss.expected, 1_200_000.0);
        assert_near(loss.exposure, 480_000.0);
        assert_near(loss.own_loss, basis);
        assert_near(loss.loss_rate.value, rate);
        assert_near(loss.basis, basis);
    }
}

#[test]
fn a_severity_set_too_low_is_made_up_by_the_loss_rate_up_to_its_cap() {
    let half = outage(vec![impact("pay-qr", Severity::PartialOutage, START, 24)]);
    let loss = loss(&constant(24, 0), &half);
    assert_near(loss.exposure, 240_000.0);
    assert_near(loss.loss_rate.value, 1.1);
}

#[test]
fn overlapping_impacts_count_once_at_the_worst() {
    let twice = outage(vec![
        impact("pay-qr", Severity::MajorOutage, START, 24),
        impact("pay-qr", Severity::PartialOutage, START, 24),
        impact("pay-qr", Severity::MajorOutage, START.plus(2 * HOUR), 3),
    ]);
    let history = constant(24, 0);
    assert_eq!(loss(&history, &twice), loss(&history, &full_stop(24)));
}

#[test]
fn a_long_mild_tail_adds_exposure_but_no_noise() {
    let tail = outage(vec![
        impact("pay-qr", Severity::MajorOutage, START, 24),
        impact("pay-qr", Severity::Degraded, START.plus(24 * HOUR), 48),
    ]);
    let loss = loss(&constant(24, 0), &tail);
    assert_near(loss.expected, 1_200_000.0);
    assert_near(loss.exposure, 480_000.0 + 0.1 * 2.0 * 480_000.0);
    assert_near(loss.components[0].hours, 24.0 + 4.8);
}

#[test]
fn edges_inside_an_hour_count_by_their_minutes() {
    let mut half_hours = impact("pay-qr", Severity::MajorOutage, START.plus(30 * MINUTE), 24);
    half_hours.end = Some(START.plus(24 * HOUR));
    let measure = measure(&constant(24, 0), &outage(vec![half_hours])).expect("a measure");
    assert_near(measure.hours, 23.5);
    assert_near(measure.exposure(), 23.5 * 20_000.0);
}

#[test]
fn who_does_not_use_the_failed_service_is_a_control_and_offered_nothing() {
    let history = shop(|_| (0, 50_000));
    let measured = measure(&history, &full_stop(24)).expect("a measure");
    assert!(measured.is_control());
    let loss = loss(&history, &full_stop(24));
    assert_eq!((loss.band, loss.basis), (Band::NotExposed, 0.0));
}

#[test]
fn controls_show_the_market() {
    let busy = slot(START)..slot(START) + 24;
    let control = shop(|slot| (0, if busy.contains(&slot) { 60_000 } else { 50_000 }));
    let control = measure(&control, &full_stop(24)).expect("a measure");
    let (key, table) = cohort(&control, 40);
    assert_near(table.figures(&key, 0).market, 1.2);
}

#[test]
fn a_small_cohort_is_for_a_person_to_look_at() {
    let measured = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    let (key, table) = cohort(&measured, 12);
    assert_eq!(loss_of(&measured, &table, &key).band, Band::Review);
}

#[test]
fn short_outages_and_new_businesses_are_assumed() {
    assert_eq!(loss(&constant(2, 0), &full_stop(2)).band, Band::Assumed);
    let mut young = constant(24, 0);
    for series in std::iter::once(&mut young.total).chain(young.by_component.iter_mut().map(|(_, series)| series)) {
        series.values.drain(..130 * 24);
        series.first_slot += 130 * 24;
    }
    assert_eq!(loss(&young, &full_stop(24)).band, Band::Assumed);
}

#[test]
fn own_records_that_firmly_show_more_are_followed() {
    let measured = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    let mild = measure(&constant(24, 20_000), &full_stop(24)).expect("a measure");
    let (key, table) = cohort(&mild, 40);
    let loss = loss_of(&measured, &table, &key);
    assert_eq!(loss.band, Band::OwnRecords);
    assert!(loss.basis > 0.0 && loss.basis <= loss.own_loss, "{loss:?}");
}

#[test]
fn a_closed_weekday_and_hours_outside_trading_lose_nothing() {
    let sunday = |slot: i64| (slot.div_euclid(24) + 4).rem_euclid(7) == 0;
    let closed = outage(vec![impact("pay-qr", Severity::MajorOutage, START.plus(9 * HOUR), 24)]);
    let loss_sunday = loss(&shop(|slot| if sunday(slot) { (0, 0) } else { (20_000, 30_000) }), &closed);
    assert_near(loss_sunday.expected, 0.0);
    assert_near(loss_sunday.basis, 0.0);
    let evening = shop(|slot| if slot.rem_euclid(24) >= 20 { (20_000, 30_000) } else { (0, 0) });
    assert_near(loss(&evening, &full_stop(4)).expected, 0.0);
}

#[test]
fn who_takes_more_than_expected_loses_nothing() {
    let loss = loss(&constant(24, 60_000), &full_stop(24));
    assert!(loss.own_loss < 0.0);
    assert_near(loss.basis, 0.0);
}

#[test]
fn only_what_can_be_stored_catches_up() {
    let failed = slot(START)..slot(START) + 24;
    let later = slot(START) + 24..slot(START) + 48;
    let history = shop(|slot| match slot {
        s if failed.contains(&s) => (0, 30_000),
        s if later.contains(&s) => (30_000, 30_000),
        _ => (20_000, 30_000),
    });
    let measured = measure(&history, &full_stop(24)).expect("a measure");
    for (category, rate) in [("flower_shop", 0.5), ("cafe", 0.0)] {
        let key = CohortKey { category: Category(category.into()), ..cohort(&measured, 1).0 };
        let table = cohort_figures((0..40).map(|_| (&key, &measured)));
        assert_near(loss_of(&measured, &table, &key).catch_up.value, rate);
    }
}

#[test]
fn holidays_are_no_ordinary_days() {
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

#[test]
fn a_driver_on_rotation_is_expected_on_working_days_only() {
    let rests = |slot: i64| (slot - 4).div_euclid(24).rem_euclid(3) == slot_day_of_rest();
    let history = shop(|slot| if rests(slot) { (0, 0) } else { (20_000, 0) });
    let resting = measure(&history, &outage(vec![impact("pay-qr", Severity::MajorOutage, START.plus(-11 * HOUR), 24)]));
    assert_near(resting.expect("a measure").reading.base, 0.0);
}

/// The day of the cycle on which 2022-10-15 falls.
fn slot_day_of_rest() -> i64 {
    (slot(START) - 15).div_euclid(24).rem_euclid(3)
}

#[test]
fn without_a_window_or_a_past_there_is_no_measure() {
    let history = constant(24, 0);
    let refused = |outage: &Outage| measure(&history, outage).expect_err("refused");
    assert_eq!(refused(&outage(vec![])), MeasureError::NoWindow);
    assert_eq!(refused(&full_stop(24 * 70)), MeasureError::NoWindow);
    let before = START.plus(-400 * DAY);
    assert_eq!(refused(&outage(vec![impact("pay-qr", Severity::MajorOutage, before, 24)])), MeasureError::NoHistory);
    let far = Instant(i64::MAX - 2 * HOUR);
    assert_eq!(refused(&outage(vec![impact("pay-qr", Severity::MajorOutage, far, 1)])), MeasureError::NoWindow);
}

#[test]
fn the_working_gives_the_measured_base() {
    let history = shop(|slot| (slot.rem_euclid(7) * 1_000, slot.rem_euclid(11) * 500 + slot.rem_euclid(168) * 10));
    let outage = full_stop(31);
    let measure = measure(&history, &outage).expect("a measure");
    let working = working(&history, &outage, &measure).expect("a working");
    assert_near(working.base, measure.reading.base);
    for part in &working.parts {
        let used = || part.like.iter().filter(|like| like.excluded.is_none());
        let takings: f64 = used().map(|like| like.amount * like.weight).sum();
        let weights: f64 = used().map(|like| like.weight).sum();
        let expected = (takings + part.usual * part.usual_weight) / (weights + part.usual_weight);
        assert_near(expected, part.expected);
        assert!(part.like.iter().any(|like| like.excluded.is_none()));
    }
}

#[test]
fn the_chart_sums_to_the_expectation() {
    let (history, outage) = (constant(24, 0), full_stop(24));
    let measure = measure(&history, &outage).expect("a measure");
    let points = chart(&history, &outage, &measure, 1.0);
    assert_eq!(points.len(), 7 * 24);
    let inside = points.iter().filter(|p| START <= p.at && p.at < START.plus(24 * HOUR));
    assert_near(inside.clone().map(|p| p.expected).sum(), measure.reading.base);
    assert_eq!(inside.map(|p| p.actual).sum::<i64>(), 24 * 30_000);
}

#[test]
fn a_measure_is_small_and_survives_storage() {
    let history = shop(|slot| (slot.rem_euclid(7) * 1_000, slot.rem_euclid(11) * 500));
    let measure = measure(&history, &full_stop(31)).expect("a measure");
    let text = serde_json::to_string(&measure).expect("a text");
    assert!(text.len() < 1_200, "{} bytes: {text}", text.len());
    let (key, table) = cohort(&measure, 40);
    let again: Measure = serde_json::from_str(&text).expect("a measure");
    let table_again = serde_json::from_str(&serde_json::to_string(&table).expect("a text")).expect("a table");
    assert_eq!(loss_of(&again, &table_again, &key), loss_of(&measure, &table, &key));
}

/// Hourly sales of a year, sparse and skewed, with refunds.
fn sales() -> impl Strategy<Value = Vec<i64>> {
    let sale = prop_oneof![6 => Just(0), 3 => 1_000..50_000_i64, 1 => -20_000..0_i64];
    prop::collection::vec(sale, 140 * 24..155 * 24)
}

fn of_values(values: &[i64], by: i64, shift: i64) -> AccountHistory {
    let first_slot = slot(START) - 15 - 140 * 24 + shift;
    let series = |part: i64| Series {
        slot_minutes: SlotLength::HOUR,
        first_slot,
        values: values.iter().map(|v| v * by / part).collect(),
    };
    AccountHistory { total: series(1), by_component: vec![(component("pay-qr"), series(2))] }
}

fn is_sound(loss: &Loss) -> bool {
    let numbers = [
        loss.expected,
        loss.expected_low,
        loss.expected_high,
        loss.own_loss,
        loss.own_loss_low,
        loss.exposure,
        loss.basis,
    ];
    numbers.iter().all(|number| number.is_finite())
        && loss.basis >= 0.0
        && 0.0 <= loss.expected_low
        && loss.expected_low <= loss.expected
        && loss.expected <= loss.expected_high
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn amounts_a_thousand_times_as_large_lose_a_thousand_times_as_much(values in sales(), hours in 1..130_i64) {
        let one = loss(&of_values(&values, 2, 0), &full_stop(hours));
        let thousand = loss(&of_values(&values, 2_000, 0), &full_stop(hours));
        prop_assert!((one.basis * 1_000.0 - thousand.basis).abs() <= 1e-3 * thousand.basis.abs() + 10.0);
        prop_assert!(near(one.expected * 1_000.0, thousand.expected));
    }

    #[test]
    fn whole_weeks_later_is_the_same(values in sales(), hours in 1..130_i64, weeks in 1..60_i64) {
        let later = outage(vec![impact("pay-qr", Severity::MajorOutage, START.plus(7 * weeks * DAY), hours)]);
        let one = loss(&of_values(&values, 2, 0), &full_stop(hours));
        let other = loss(&of_values(&values, 2, 7 * 24 * weeks), &later);
        prop_assert_eq!(one.basis.to_bits(), other.basis.to_bits());
        prop_assert_eq!(one.expected_high.to_bits(), other.expected_high.to_bits());
    }

    #[test]
    fn whatever_was_sold_the_loss_is_defined(
        values in sales(), hours in 1..130_i64, giant in any::<i64>(), at in 0..150 * 24_usize,
        hole in 0..150 * 24_usize, length in 0..100 * 24_usize,
    ) {
        let mut history = of_values(&values, 2, 0);
        for value in history.total.values.iter_mut().skip(hole).take(length) {
            *value = 0;
        }
        if let Some(value) = history.total.values.get_mut(at) {
            *value = giant;
        }
        prop_assert!(is_sound(&loss(&history, &full_stop(hours))));
        history.total.values.iter_mut().for_each(|value| *value = 0);
        prop_assert!(is_sound(&loss(&history, &full_stop(hours))));
    }

    #[test]
    fn cohorts_do_not_depend_on_the_order_of_accounts(many in prop::collection::vec(sales(), 3..6), turn in 0..5_usize) {
        let measures: Vec<Measure> =
            many.iter().map(|values| measure(&of_values(values, 2, 0), &full_stop(24)).expect("a measure")).collect();
        let key = cohort(&measures[0], 1).0;
        let forward = cohort_figures(measures.iter().map(|m| (&key, m)));
        let mut turned: Vec<&Measure> = measures.iter().collect();
        turned.rotate_left(turn % measures.len());
        prop_assert_eq!(&cohort_figures(turned.iter().map(|m| (&key, *m))), &forward);
        let (mut left, mut right) = (CohortSums::default(), CohortSums::default());
        measures.iter().enumerate().for_each(|(i, m)| if i % 2 == 0 { left.add(&key, m) } else { right.add(&key, m) });
        right.merge(&left);
        prop_assert_eq!(right.table(), forward);
    }

    #[test]
    fn a_longer_outage_never_exposes_less(week in prop::collection::vec(0..50_000_i64, 168), hours in 1..100_i64, more in 1..30_i64) {
        let sale = |slot: i64| usize::try_from(slot.rem_euclid(168)).map_or(0, |hour| week[hour]);
        let history = shop(|slot| (sale(slot), 1_000));
        let exposure = |hours| measure(&history, &full_stop(hours)).map_or(0.0, |measure| measure.exposure());
        prop_assert!(exposure(hours + more) >= exposure(hours) * (1.0 - 1e-9));
    }
}
