//! The rules of loss on worlds whose true loss is known. The files below go through the edge cases by subject.

use std::ops::Range;

use chrono::NaiveDate;
use uuid::Uuid;

mod afterwards;
mod benchmark;
mod calculator;
mod drivers;
mod golden;
mod market;
mod outages;
mod past;
mod properties;
mod refusals;
mod simulation;
mod trade;

use super::*;
use crate::{
    assessment::{AccountFacts, Assessment, AssessmentInput, ImpactedComponent, Impacts, Proven, assess},
    calendar::Holidays,
    id::{AccountId, ImpactId, IncidentId, ProgrammeId},
    impact::{Impact, Severity},
    language::Text,
    ledger::{AccountKind, Category, Region},
    money::Currency,
    policy::Policy,
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
    Outage {
        zone: Zone::default(),
        impacts,
        others: Vec::new(),
        holidays: Holidays::default(),
        observed_until: last.plus(10 * DAY),
    }
}

fn full_stop(hours: i64) -> Outage {
    outage(vec![impact("pay-qr", Severity::MajorOutage, START, hours)])
}

fn slot(at: Instant) -> i64 {
    SlotLength::HOUR.slot(Zone::default().local(at))
}

/// A shop from 20 weeks before to 10 days after: by the slot, takings through the component and through other ways.
fn shop(sales: impl Fn(i64) -> (i64, i64)) -> AccountHistory {
    shop_over(-140..15, sales)
}

/// The same over some days, counted from that on which [`START`] lies.
fn shop_over(days: Range<i64>, sales: impl Fn(i64) -> (i64, i64)) -> AccountHistory {
    let midnight = slot(START) - 15;
    let slots = midnight + days.start * 24..midnight + days.end * 24;
    let first_slot = slots.start;
    let series = |values: Vec<i64>| Series { slot_minutes: SlotLength::HOUR, first_slot, values };
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

/// The figures of a cohort of 40 measures of one kind.
fn cohort_of_it(measure: &Measure) -> CohortFigures {
    let (key, table) = cohort(measure, 40);
    table.figures(&key, measure.window)
}

fn loss(history: &AccountHistory, outage: &Outage) -> Loss {
    let measure = measure(history, outage).expect("a measure");
    let (key, table) = cohort(&measure, 40);
    loss_of(&measure, &table, &key)
}

/// What a policy gives for a loss over an outage of so many minutes, to an account of a kind and trade.
fn assessed(loss: &Loss, minutes: u32, kind: AccountKind, category: &str, policy: &Policy) -> Assessment {
    let input = AssessmentInput {
        programme: ProgrammeId(Uuid::nil()),
        account: AccountFacts {
            id: AccountId(Uuid::nil()),
            kind,
            category: Category(category.into()),
            region: Region("서울 마포구".into()),
            name: "봄날".into(),
            currency: Currency::Krw,
            employer: None,
        },
        loss: loss.clone(),
        impacts: Impacts {
            components: vec![ImpactedComponent { key: component("pay-qr"), name: Text::new("결제", "Pay") }],
            minutes,
            days: minutes.div_ceil(24 * 60),
            sharing: None,
        },
        proven: Proven::default(),
    };
    assess(&input, policy).expect("an assessment")
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-6 * left.abs().max(right.abs()).max(1.0)
}

#[track_caller]
fn assert_near(left: f64, right: f64) {
    assert!(near(left, right), "{left} is not {right}");
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
fn own_records_that_firmly_show_more_are_followed() {
    let measured = measure(&constant(24, 0), &full_stop(24)).expect("a measure");
    let mild = measure(&constant(24, 20_000), &full_stop(24)).expect("a measure");
    let (key, table) = cohort(&mild, 40);
    let loss = loss_of(&measured, &table, &key);
    assert_eq!(loss.band, Band::OwnRecords);
    assert!(loss.basis > 0.0 && loss.basis <= loss.own_loss, "{loss:?}");
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
fn the_chart_sums_to_the_expectation() {
    let (history, outage) = (constant(24, 0), full_stop(24));
    let measure = measure(&history, &outage).expect("a measure");
    let points = chart(&history, &outage, &measure, &cohort_of_it(&measure));
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
