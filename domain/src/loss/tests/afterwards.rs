//! Accounts of which nothing is known from before the outage: reference 5.4, "history after the outage only".

use proptest::prelude::*;

use super::{properties::is_sound, *};
use crate::{
    assessment::{Outcome, StepKey},
    language::Language,
    money::Money,
    policy::{Percent, kakao_2022, standard_2022},
};

/// The outage of 24 hours on 15 October, with a ledger that is complete up to the midnight 60 days later.
fn outage() -> Outage {
    Outage { observed_until: START.plus(60 * DAY - 15 * HOUR), ..full_stop(24) }
}

/// The day from which on weeks are compared, counted from that of [`START`]: the outage ends on day 1 at 15:00, catching up on
/// day 4, the washout on day 11.
const FROM: i64 = 12;

fn midnight(day: i64) -> i64 {
    slot(START) - 15 + day * 24
}

fn date(day: i64) -> NaiveDate {
    Zone::default().date(START.plus(day * DAY))
}

/// By the hour of the day 10,000 to 33,000 through the component, and 30,000 in other ways.
fn sells(slot: i64) -> (i64, i64) {
    (10_000 + slot.rem_euclid(24) * 1_000, 30_000)
}

/// What a day of that brings.
const DAY_TAKINGS: f64 = 24.0 * (10_000.0 + 11_500.0 + 30_000.0);

#[test]
fn a_past_that_begins_after_the_outage_is_measured_by_the_weeks_after_the_washout() {
    // opened on the third day after the outage, with a wild week
    let history = shop_over(4..60, |slot| if slot < midnight(FROM) { (9_000_000, 0) } else { sells(slot) });
    let measured = measure(&history, &outage()).expect("a measure");
    let (key, table) = cohort(&measure(&constant(24, 0), &full_stop(24)).expect("a measure"), 40);
    let loss = loss_of(&measured, &table, &key);
    assert_near(loss.expected, DAY_TAKINGS);
    assert_near(loss.exposure, 24.0 * 21_500.0);
    // known days run from 15:00 to 15:00, the last one short
    let weeks = Afterwards { from: date(FROM), until: date(59), days: 47, changed_on: None };
    assert_eq!(loss.afterwards, Some(weeks));
    assert_eq!((loss.actual, loss.own_loss, loss.own_loss_low), (0, 0.0, 0.0), "not known, and not nothing");
    assert_eq!(loss.band, Band::Assumed);
    assert_near(loss.basis, loss.loss_rate.value * loss.exposure);
    assert_eq!(loss.giant, None, "the wild week is not looked at");
    assert!(chart(&history, &outage(), &measured, &table.figures(&key, 0)).is_empty());
}

#[test]
fn the_days_of_the_washout_are_left_out_with_a_reason_of_their_own() {
    let outage = Outage { holidays: [5, 20].map(date).into_iter().collect(), ..outage() };
    let measured = measure(&shop_over(4..60, sells), &outage).expect("a measure");
    let loss = loss_of(&measured, &cohort(&measured, 1).1, &cohort(&measured, 1).0);
    let of = |reason| -> Vec<NaiveDate> {
        loss.excluded.iter().filter(|day| day.reason == reason).map(|day| day.date).collect()
    };
    assert_eq!(of(ExclusionReason::Outage), [0, 1].map(date));
    assert_eq!(of(ExclusionReason::CatchUp), [2, 3].map(date));
    assert_eq!(of(ExclusionReason::Washout), (4..FROM).map(date).collect::<Vec<_>>());
    assert_eq!(of(ExclusionReason::Holiday), [date(20)]);
    let table = workings(&shop_over(4..60, sells), &outage, &measured, &cohort_of_it(&measured));
    let reasons: Vec<_> = table[0].parts[0].like.iter().filter_map(|like| like.excluded).collect();
    assert_eq!(reasons, [ExclusionReason::Washout], "of the like days, the one a week later");
}

#[test]
fn it_says_nothing_of_the_market_nor_of_the_loss_rate() {
    let hit = measure(&constant(24, 10_000), &full_stop(24)).expect("a measure");
    let control = measure(&shop(|_| (0, 50_000)), &full_stop(24)).expect("a measure");
    let (key, _) = cohort(&hit, 1);
    let known = || (0..40).map(|_| &hit).chain((0..40).map(|_| &control));
    let later = [shop_over(4..60, sells), shop_over(4..60, |_| (0, 50_000))];
    let later = later.map(|history| measure(&history, &outage()).expect("a measure"));
    assert!(later.iter().all(|measure| measure.afterwards.is_some()) && later[1].is_control());
    let with = cohort_figures(known().chain(&later).map(|measure| (&key, measure)));
    assert_eq!(with, cohort_figures(known().map(|measure| (&key, measure))));
}

#[test]
fn with_less_than_two_weeks_after_the_washout_it_is_refused() {
    let until = |day: i64| Outage { observed_until: START.plus(day * DAY - 15 * HOUR), ..full_stop(24) };
    let history = |until: i64| shop_over(4..until, sells);
    // whole days begin at 15:00
    assert_eq!(measure(&history(FROM + 14), &until(FROM + 14)), Err(MeasureError::NoHistory));
    let measured = measure(&history(FROM + 15), &until(FROM + 15)).expect("a measure");
    assert_eq!(measured.afterwards.map(|weeks| weeks.days), Some(14));
    let late = shop_over(50..60, sells);
    assert_eq!(measure(&late, &outage()), Err(MeasureError::NoHistory), "ten days of records");
    assert_eq!(measure(&shop_over(3..40, sells), &full_stop(24)), Err(MeasureError::NoHistory), "a ledger of ten days");
}

#[test]
fn a_shop_that_opened_in_the_outage_has_no_past_and_one_that_sold_before_it_has() {
    // the first sale of the series decides, not the midnight it begins at
    let opened = |hour: i64| shop_over(0..60, move |at| if at < slot(START) + hour { (0, 0) } else { sells(at) });
    for hour in [0, 3, 23, 30] {
        let measured = measure(&opened(hour), &outage()).expect("a measure");
        assert!(measured.afterwards.is_some(), "{hour}");
        assert_near(measured.reading.base, DAY_TAKINGS);
    }
    let measured = measure(&opened(-1), &outage()).expect("a measure");
    assert_eq!(measured.afterwards, None, "its past is short and its own, and no later week is mixed with it");
    assert!(measured.reading.taken > 0.0);
}

#[test]
fn weeks_after_a_change_of_the_trades_rules_are_no_reference() {
    let measured = measure(&shop_over(4..60, sells), &outage()).expect("a measure");
    let trade = |kind, region: &str| CohortKey {
        kind,
        category: Category("private_taxi".into()),
        region: Region(region.into()),
    };
    let of = |kind, region, measured: &Measure| {
        let key = trade(kind, region);
        loss_of(measured, &cohort_figures([(&key, measured)]), &key)
    };
    // the taxis of Seoul were free of their days of rest from 10 November on, those elsewhere from 22 November
    for (region, day) in [("서울 관악구", 10), ("부산 해운대구", 22)] {
        let loss = of(AccountKind::Taxi, region, &measured);
        let changed_on = NaiveDate::from_ymd_opt(2022, 11, day);
        assert_eq!(loss.afterwards.and_then(|weeks| weeks.changed_on), changed_on);
        assert_eq!((loss.band, loss.basis, loss.exposure), (Band::NotExposed, 0.0, 0.0));
        let told = assessed(&loss, 24 * 60, AccountKind::Taxi, "private_taxi", &standard_2022());
        let Outcome::NotExposed { reason } = &told.outcome else { panic!("{told:?}") };
        assert!(reason.ko.contains(&format!("2022년 11월 {day}일에 택시 부제가 풀려")), "{reason:?}");
        assert!(reason.en.contains(&format!("since {day} November 2022 taxis may work every day")), "{reason:?}");
    }
    assert_eq!(of(AccountKind::DesignatedDriver, "서울 관악구", &measured).band, Band::Assumed);
    assert_eq!(of(AccountKind::Taxi, "New York", &measured).band, Band::Assumed);
    let short = Outage { observed_until: START.plus(34 * DAY), ..full_stop(24) };
    let before = measure(&shop_over(4..34, sells), &short).expect("a measure");
    assert_eq!(of(AccountKind::Taxi, "부산 해운대구", &before).band, Band::Assumed, "all of it before the change");
    let past = measure(&shop_over(-140..60, sells), &outage()).expect("a measure");
    assert_eq!(
        of(AccountKind::Taxi, "서울 관악구", &past).afterwards,
        None,
        "a driver with a past is measured as ever"
    );
}

#[test]
fn it_gets_the_flat_sum_of_a_new_business_and_a_person_looks_at_it() {
    let measured = measure(&shop_over(4..60, sells), &outage()).expect("a measure");
    let (key, table) = cohort(&measure(&constant(24, 0), &full_stop(24)).expect("a measure"), 40);
    let loss = loss_of(&measured, &table, &key);
    let told = assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &standard_2022());
    let offer = Outcome::Offer { amount: Money::won(30_000), needs_person: true, band: Band::Assumed };
    assert_eq!(told.outcome, offer);
    let keys: Vec<_> = told.steps.iter().map(|step| step.key).collect();
    assert_eq!(keys[..2], [StepKey::Duration, StepKey::Afterwards]);
    let step = &told.steps[1];
    assert_eq!((step.value.format(Language::Ko), step.value.format(Language::En)), ("47일".into(), "47 days".into()));
    assert!(step.sentence.ko.contains("2022년 10월 27일부터") && step.sentence.en.contains("from 27 October 2022 on"));
    assert!(told.summary.ko.contains("장애 전 기록이 없어") && told.summary.en.contains("no records from before"));
    // where a policy computes even then, what was taken is not told, for it is not known
    let told = assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &kakao_2022());
    let of = |key| told.steps.iter().find(|step| step.key == key);
    assert!(of(StepKey::Actual).is_none() && of(StepKey::OwnRecords).is_none());
    assert!(of(StepKey::Expected).is_some_and(|step| step.sentence.ko.contains("장애 뒤 여러 주")));
    assert!(of(StepKey::Component).is_some_and(|step| step.sentence.en.contains("In the weeks after the outage")));
    assert!(told.recompute(&kakao_2022()).is_ok_and(|again| again == told));
    // a policy tried over all accounts comes to the same
    let figures = &told.figures;
    let award = crate::assessment::Basis::of(figures).award(&standard_2022()).expect("an award");
    assert_eq!(award, crate::assessment::Award::Offer { amount: 30_000, needs_person: true });
}

#[test]
fn who_does_not_use_the_services_afterwards_either_is_not_exposed_and_told_why() {
    let measured = measure(&shop_over(4..60, |_| (0, 50_000)), &outage()).expect("a measure");
    let (key, table) = cohort(&measured, 1);
    let loss = loss_of(&measured, &table, &key);
    assert_eq!((loss.band, loss.basis), (Band::NotExposed, 0.0));
    let told = assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &standard_2022());
    assert!(
        told.summary.ko.starts_with("장애 전 기록이 없고") && told.summary.en.contains("in those after it no sales")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn amounts_and_weeks_scale_and_shift_as_with_a_past(
        values in prop::collection::vec(prop_oneof![2 => Just(0), 3 => 1_000..50_000_i64, 1 => -9_000..0_i64], 30 * 24..60 * 24),
        opened in 0..20_i64, hours in 1..100_i64, weeks in 1..60_i64,
    ) {
        let history = |by: i64, weeks: i64| {
            let first_slot = midnight(opened + hours / 24 + 2 + 7 * weeks);
            let series = |part: i64| Series {
                slot_minutes: SlotLength::HOUR,
                first_slot,
                values: values.iter().map(|value| value * by / part).collect(),
            };
            AccountHistory { total: series(1), by_component: vec![(component("pay-qr"), series(2))] }
        };
        let at = |weeks: i64| Outage {
            observed_until: START.plus((7 * weeks + 80) * DAY),
            ..super::outage(vec![impact("pay-qr", Severity::MajorOutage, START.plus(7 * weeks * DAY), hours)])
        };
        let (Ok(one), Ok(thousand), Ok(later)) =
            (measure(&history(2, 0), &at(0)), measure(&history(2_000, 0), &at(0)), measure(&history(2, weeks), &at(weeks)))
        else { return Ok(()) };
        prop_assert!(one.afterwards.is_some());
        let of = |measure: &Measure| loss_of(measure, &cohort(measure, 1).1, &cohort(measure, 1).0);
        let (one_loss, thousand_loss, later_loss) = (of(&one), of(&thousand), of(&later));
        prop_assert!(is_sound(&one_loss) && one_loss.own_loss.abs() < f64::EPSILON && one_loss.actual == 0);
        prop_assert!((one_loss.expected * 1_000.0 - thousand_loss.expected).abs() <= 1e-4 * thousand_loss.expected + 10_000.0);
        prop_assert!((one_loss.basis * 1_000.0 - thousand_loss.basis).abs() <= 1e-3 * thousand_loss.basis + 10_000.0);
        prop_assert_eq!(one_loss.expected.to_bits(), later_loss.expected.to_bits());
        prop_assert_eq!(one_loss.basis.to_bits(), later_loss.basis.to_bits());
        let percent = Percent::from_fraction(one.components.iter().map(|c| c.share).sum());
        prop_assert!(percent.is_some_and(|share| share <= Percent::WHOLE));
    }
}
