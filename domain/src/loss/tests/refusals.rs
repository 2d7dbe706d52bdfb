//! Bad input: a defined result or a clear refusal.

use proptest::prelude::*;

use super::{properties::is_sound, *};
use crate::policy::standard_2022;

#[test]
fn without_a_window_or_a_past_there_is_no_measure() {
    let history = constant(24, 0);
    let refused = |outage: &Outage| measure(&history, outage).expect_err("refused");
    assert_eq!(refused(&outage(vec![])), MeasureError::NoWindow);
    assert_eq!(refused(&full_stop(0)), MeasureError::NoWindow);
    assert_eq!(refused(&full_stop(-5)), MeasureError::NoWindow);
    assert_eq!(refused(&full_stop(24 * 70)), MeasureError::NoWindow);
    let before = START.plus(-400 * DAY);
    assert_eq!(refused(&outage(vec![impact("pay-qr", Severity::MajorOutage, before, 24)])), MeasureError::NoHistory);
    for far in [i64::MAX - 2 * HOUR, i64::MIN + 2 * HOUR, 9_000_000_000_000_000_000] {
        assert_eq!(
            refused(&outage(vec![impact("pay-qr", Severity::MajorOutage, Instant(far), 1)])),
            MeasureError::NoWindow
        );
    }
    let later = Outage { observed_until: START.plus(-DAY), ..full_stop(24) };
    assert_eq!(refused(&later), MeasureError::NoWindow, "the ledger ends before the outage");
}

#[test]
fn an_empty_history_is_refused() {
    let empty = AccountHistory::from_transactions(&[], Zone::default());
    assert_eq!(measure(&empty, &full_stop(24)), Err(MeasureError::NoHistory));
    let other = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    assert_eq!(chart(&empty, &full_stop(24), &other, &cohort_of_it(&other)).len(), 168);
}

/// A loss over 24 hours that must be sound, and the award for it.
#[track_caller]
fn sound(history: &AccountHistory, outage: &Outage) -> Loss {
    let loss = loss(history, outage);
    assert!(is_sound(&loss), "{loss:?}");
    assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &standard_2022());
    loss
}

#[test]
fn a_single_transaction_gives_a_defined_result() {
    for hour in [-139 * 24, -24, -1, 0, 5, 23, 24, 100, 200] {
        let history = shop(|at| if at == slot(START) + hour { (50_000, 0) } else { (0, 0) });
        let loss = sound(&history, &full_stop(24));
        assert!(loss.expected <= 50_000.0, "{hour}: {loss:?}");
    }
}

#[test]
fn all_zeros_lose_nothing() {
    let loss = sound(&shop(|_| (0, 0)), &full_stop(24));
    assert_eq!((loss.band, loss.basis, loss.expected), (Band::NotExposed, 0.0, 0.0));
}

#[test]
fn a_hole_in_the_history_is_a_time_without_sales_and_gives_a_defined_result() {
    for (from, to) in [(-100, -40), (-60, -1), (-140, -2), (-8, 0), (1, 15)] {
        let midnight = slot(START) - 15;
        let hole = midnight + from * 24..midnight + to * 24;
        let history = shop(|slot| if hole.contains(&slot) { (0, 0) } else { (20_000, 30_000) });
        sound(&history, &full_stop(24));
    }
}

#[test]
fn refunds_above_sales_never_make_an_expectation_below_zero() {
    let history = shop(|slot| (20_000 - 30_000 * (slot % 2), -30_000));
    let loss = sound(&history, &full_stop(24));
    assert_near(loss.expected, 0.0);
    let only_in_window = shop(|at| if at >= slot(START) { (-40_000, -90_000) } else { (20_000, 30_000) });
    let loss = sound(&only_in_window, &full_stop(24));
    assert!(loss.actual < 0 && loss.basis <= 1.1 * loss.exposure.max(loss.own_loss), "{loss:?}");
}

#[test]
fn amounts_at_the_ends_of_64_bits_are_refused_or_defined() {
    for giant in [i64::MAX, i64::MIN, i64::MAX / 1_000, 1_000_000_000_000_000, -1_000_000_000_000_000] {
        for hour in [-200, -30, 3, 40] {
            let history = shop(|at| if at == slot(START) + hour { (giant, 0) } else { (20_000, 30_000) });
            match measure(&history, &full_stop(24)) {
                Ok(_) => drop(sound(&history, &full_stop(24))),
                Err(error) => assert_eq!(error, MeasureError::OutOfRange),
            }
        }
    }
    let everywhere = shop(|_| (i64::MAX / 2, i64::MAX / 2));
    assert_eq!(measure(&everywhere, &full_stop(24)), Err(MeasureError::OutOfRange));
}

#[test]
fn an_account_out_of_range_does_not_spoil_the_cohort() {
    let like = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    let giant = shop(|slot| if slot % 24 == 12 { (i64::MAX, 0) } else { (0, 0) });
    assert_eq!(measure(&giant, &full_stop(24)), Err(MeasureError::OutOfRange));
    let (key, table) = cohort(&like, 40);
    assert_near(loss_of(&like, &table, &key).basis, 480_000.0);
}

#[test]
fn thousands_of_impacts_are_one_outage() {
    let minute = |number: i64| Impact {
        end: Some(START.plus((number + 1) * MINUTE)),
        ..impact("pay-qr", Severity::MajorOutage, START.plus(number * MINUTE), 0)
    };
    let many = outage((0..1_440).chain(0..1_440).map(minute).collect());
    let loss = sound(&constant(24, 0), &many);
    assert_near(loss.basis, 480_000.0);
}

#[test]
fn an_impact_without_length_or_from_the_future_adds_nothing() {
    let with = |extra: Impact| {
        let mut all = full_stop(24);
        all.impacts.push(extra);
        loss(&constant(24, 0), &all)
    };
    let plain = loss(&constant(24, 0), &full_stop(24));
    assert_eq!(with(impact("taxi", Severity::MajorOutage, START.plus(HOUR), 0)), plain);
    assert_eq!(with(impact("taxi", Severity::MajorOutage, START.plus(HOUR), -3)), plain);
    assert_eq!(with(impact("taxi", Severity::MajorOutage, START.plus(50 * DAY), 5)), plain);
}

#[test]
fn an_impact_still_open_counts_up_to_where_the_ledger_is_complete() {
    let mut open = full_stop(24);
    open.impacts[0].end = None;
    open.observed_until = START.plus(12 * HOUR);
    let loss = sound(&constant(24, 0), &open);
    assert_near(loss.exposure, 240_000.0);
}

/// Series as nobody would send them: sparse, giant, negative, short.
fn any_history() -> impl Strategy<Value = AccountHistory> {
    let value = prop_oneof![
        8 => Just(0_i64),
        6 => 1_000..50_000_i64,
        2 => -60_000..0_i64,
        1 => Just(900_000_000_000),
        1 => any::<i64>().prop_map(|n| n / 4_000_000),
    ];
    let values = prop::collection::vec(value, 0..60 * 24);
    (values, -60 * 24..40 * 24_i64, 1..4_i64, any::<bool>()).prop_map(|(values, from, part, tagged)| {
        let first_slot = slot(START) + from;
        let series = |part: i64| Series {
            slot_minutes: SlotLength::HOUR,
            first_slot,
            values: values.iter().map(|value| value / part).collect(),
        };
        let by_component = if tagged { vec![(component("pay-qr"), series(part))] } else { Vec::new() };
        AccountHistory { total: series(1), by_component }
    })
}

fn any_outage() -> impl Strategy<Value = Outage> {
    let one = (0..3_usize, -200..200_i64, -3..160_i64, any::<bool>(), 0..60_i64).prop_map(
        |(severity, from, hours, pay, minutes)| {
            let key = if pay { "pay-qr" } else { "taxi" };
            impact(key, Severity::ALL[severity], START.plus(from * HOUR + minutes * MINUTE), hours)
        },
    );
    let zones = [
        chrono_tz::Asia::Seoul,
        chrono_tz::Europe::London,
        chrono_tz::America::Sao_Paulo,
        chrono_tz::Australia::Lord_Howe,
        chrono_tz::Etc::UTC,
    ];
    let days = prop::collection::vec(-90..30_i64, 0..12);
    (prop::collection::vec(one, 1..5), 0..zones.len(), days, -20..60_i64).prop_map(
        move |(impacts, zone, holidays, until)| {
            let base = NaiveDate::from_ymd_opt(2022, 10, 15).expect("a date");
            let date = |days: i64| base + chrono::TimeDelta::days(days);
            Outage {
                zone: Zone(zones[zone]),
                others: impacts.iter().skip(2).cloned().collect(),
                impacts,
                holidays: holidays.into_iter().map(date).collect(),
                observed_until: START.plus(until * DAY),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_history_and_outage_give_an_ordered_finite_result_or_a_refusal(
        history in any_history(), other in any_history(), outage in any_outage(), accounts in 1..50_usize,
    ) {
        let (Ok(measured), Ok(other)) = (measure(&history, &outage), measure(&other, &outage)) else { return Ok(()) };
        let key = cohort(&measured, 1).0;
        let all = std::iter::once((&key, &measured)).chain(std::iter::repeat_n((&key, &other), accounts));
        let table = cohort_figures(all);
        let loss = loss_of(&measured, &table, &key);
        prop_assert!(is_sound(&loss), "{:?}", loss);
        let policy = standard_2022();
        let assessment = assessed(&loss, 90, AccountKind::Merchant, "cafe", &policy);
        let cap = policy.groups[0].cap.as_ref().map_or(i64::MAX, |cap| cap.value);
        let award = assessment.outcome.amount().map_or(0, |money| money.minor);
        prop_assert!((0..=cap).contains(&award), "{award}");
        let workings = workings(&history, &outage, &measured, &table.figures(&key, measured.window));
        prop_assert!(near(workings[0].base as f64, measured.reading.base));
        prop_assert!(chart(&history, &outage, &measured, &cohort_of_it(&measured)).iter().all(|p| p.expected.is_finite() && p.expected >= 0.0));
    }
}
