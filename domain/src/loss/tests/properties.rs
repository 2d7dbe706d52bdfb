//! What holds for every history of a kind.

use proptest::prelude::*;

use super::*;
use crate::{
    ledger::{Transaction, TransactionKind},
    money::Money,
};

/// Hourly sales of a year, sparse and skewed, with refunds.
pub(super) fn sales() -> impl Strategy<Value = Vec<i64>> {
    let sale = prop_oneof![6 => Just(0), 3 => 1_000..50_000_i64, 1 => -20_000..0_i64];
    prop::collection::vec(sale, 140 * 24..155 * 24)
}

pub(super) fn of_values(values: &[i64], by: i64, shift: i64) -> AccountHistory {
    let first_slot = slot(START) - 15 - 140 * 24 + shift;
    let series = |part: i64| Series {
        slot_minutes: SlotLength::HOUR,
        first_slot,
        values: values.iter().map(|v| v * by / part).collect(),
    };
    AccountHistory { total: series(1), by_component: vec![(component("pay-qr"), series(2))] }
}

/// Two sales an hour, one of them through the component.
fn rows() -> Vec<Transaction> {
    let window = START..START.plus(24 * HOUR);
    let at = |hour: i64| START.plus(hour * HOUR - 140 * DAY);
    let row = |hour: i64, component: Option<&str>, won: i64| Transaction {
        reference: format!("{hour}-{won}"),
        component: component.and_then(ComponentKey::parse),
        at: at(hour).plus(hour.rem_euclid(50) * MINUTE),
        amount: Money::won(won),
        kind: TransactionKind::Sale,
        terminal: None,
    };
    let hours = 0..150 * 24;
    let through =
        hours.clone().filter(|hour| !window.contains(&at(*hour))).map(|hour| row(hour, Some("pay-qr"), 20_001));
    hours.map(|hour| row(hour, None, 30_007 + hour.rem_euclid(11) * 13)).chain(through).collect()
}

pub(super) fn is_sound(loss: &Loss) -> bool {
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
        // on the way the smaller amounts are rounded to a won, and all factors to six decimals
        prop_assert!((one.basis * 1_000.0 - thousand.basis).abs() <= 1e-3 * thousand.basis.abs() + 10_000.0);
        prop_assert!((one.expected * 1_000.0 - thousand.expected).abs() <= 1e-4 * thousand.expected + 10_000.0);
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
        match measure(&history, &full_stop(hours)) {
            Ok(_) => prop_assert!(is_sound(&loss(&history, &full_stop(hours)))),
            Err(error) => prop_assert_eq!(error, MeasureError::OutOfRange),
        }
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

    #[test]
    fn any_order_of_rows_gives_the_same_bits(shuffled in Just(rows()).prop_shuffle()) {
        let measured = |rows: &[Transaction]| {
            let history = AccountHistory::from_transactions(rows, Zone::default());
            serde_json::to_string(&measure(&history, &full_stop(24)).expect("a measure")).expect("a text")
        };
        prop_assert_eq!(measured(&shuffled), measured(&rows()));
    }

    #[test]
    fn the_parts_add_up_to_the_whole(values in sales(), hours in 1..130_i64, later in 1..100_i64) {
        let mut history = of_values(&values, 2, 0);
        let third = Series { values: values.iter().map(|v| v / 4).collect(), ..history.total.clone() };
        history.by_component.push((component("taxi"), third));
        let both = outage(vec![
            impact("pay-qr", Severity::MajorOutage, START, hours),
            impact("taxi", Severity::PartialOutage, START.plus(later * HOUR), hours),
        ]);
        let loss = loss(&history, &both);
        prop_assert_eq!(loss.components.iter().map(|c| c.exposure).sum::<f64>().to_bits(), loss.exposure.to_bits());
        for (key, only) in [("pay-qr", &both.impacts[..1]), ("taxi", &both.impacts[1..])] {
            let alone = outage(only.to_vec());
            let found = |l: &Loss| l.components.iter().find(|c| c.component.as_str() == key).map_or(0.0, |c| c.hours);
            prop_assert!(near(found(&loss), found(&super::loss(&history, &alone))));
        }
    }
}
