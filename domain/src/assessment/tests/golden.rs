//! Published figures of real schemes.

use super::*;
use crate::policy::{
    Affected, Combine, FeeRefund, Goodwill, PerUnit, Rounding, RoundingRule, Term, TimeUnit, When, cloud_sla,
    covid_2021, kakao_2022, kt_2018, kt_2021,
};

/// The standard policy with only this rule for merchants, unrounded, without floor and cap.
fn only(rules: Vec<Rule>, combine: Combine, currency: Currency) -> Policy {
    let mut policy = Policy { currency, ..standard_2022() };
    policy.groups[0] = Group {
        terms: rules.into_iter().map(|rule| Term { when: When::Always, rule }).collect(),
        combine,
        rounding: Reasoned::new(Rounding { rule: RoundingRule::HalfUp, unit: 1 }, "그대로예요.", "As it is."),
        floor: None,
        cap: None,
        exposed_only: false,
        ..policy.groups[0].clone()
    };
    policy
}

fn with_fee(kind: AccountKind, fee: i64, minutes: u32, days: u32) -> AssessmentInput {
    AssessmentInput {
        impacts: impacts(minutes, days),
        proven: Proven { fee: Some(fee), ..Proven::default() },
        ..input(kind, "any", Loss { band: Band::NotExposed, ..loss(0.0) })
    }
}

#[test]
fn the_offer_on_the_drawing_board_adds_up() {
    let mut policy = standard_2022();
    computed(&mut policy.groups[0]).margins[1].margin.value = Percent::from_tenths(323);
    let mut two = Loss { loss_rate: rate(0.61, 412), ..loss(600_000.4) };
    let qr = exposed("pay-qr", 0.2, 20.5, 331_399.6);
    two.components.push(qr);
    let assessment = assess(&merchant(two), &policy).expect("an assessment");
    let results: Vec<_> = assessment.steps.iter().filter_map(|s| s.result).map(|m| m.minor).collect();
    assert_eq!(results, [931_400, 568_154, 183_514, 184_000, 184_000]);
    let expected = [
        "duration",
        "expected",
        "actual",
        "component",
        "component",
        "exposure",
        "loss_rate",
        "margin",
        "rounding",
        "award",
    ];
    assert_eq!(keys(&assessment), expected);
    assert_eq!(replay(&assessment.steps), Some(Money::won(184_000)));
}

#[test]
fn kakao_2022_pays_by_bracket_of_lost_sales() {
    for (lost, award) in [(1, 30_000), (300_000, 30_000), (300_001, 50_000), (500_000, 50_000)] {
        assert_eq!(offered(&merchant(loss(f64::from(lost))), &kakao_2022()), award, "{lost}");
    }
    assert_eq!(outcome(&merchant(loss(0.0)), &kakao_2022()).name(), "no_measurable_loss");
    assert_eq!(assess(&merchant(loss(500_001.0)), &kakao_2022()).expect("an assessment").outcome.name(), "review");
}

#[test]
fn kakao_2022_returns_six_days_of_a_membership() {
    let minutes = 127 * 60 + 33;
    for (kind, fee, points) in [(AccountKind::Taxi, 39_000, 7_550), (AccountKind::DesignatedDriver, 22_000, 4_260)] {
        assert_eq!(offered(&with_fee(kind, fee, minutes, 6), &kakao_2022()), points);
    }
}

#[test]
fn kt_2018_pays_by_days() {
    let awards = [400, 400, 800, 800, 1000, 1000, 1200, 1200];
    for (days, thousands) in [1, 2, 3, 4, 5, 6, 7, 30].into_iter().zip(awards) {
        let input = AssessmentInput { impacts: impacts(days * 1440, days), ..merchant(loss(0.0)) };
        assert_eq!(offered(&input, &kt_2018()), thousands * 1000, "{days}");
    }
}

#[test]
fn kt_2021_returns_ten_times_the_outage_or_ten_days() {
    // Ten times 89 minutes are 14:50, so 15 hours: a little over ₩1,000 of a plan of ₩50,000.
    let person = assess(&with_fee(AccountKind::Courier, 50_000, 89, 1), &kt_2021()).expect("an assessment");
    let refunded = person.steps.iter().find(|step| step.key == StepKey::Refunded).expect("a step");
    assert_eq!(refunded.value, Value::Ratio { part: 15, whole: 720, unit: TimeUnit::Hour });
    assert_eq!(person.outcome.amount(), Some(Money::won(1042)));
    // About ₩8,000 for the small businesses' plan of ₩25,000.
    assert_eq!(offered(&with_fee(AccountKind::Merchant, 25_000, 89, 1), &kt_2021()), 8_333);
}

#[test]
fn covid_2021_gives_the_official_example() {
    // ₩2.0 million a day became 1.5 million, for 28 days: 14 million less in sales.
    let fall = Loss {
        expected: 56_000_000.0,
        actual: 42_000_000,
        own_loss: 14_000_000.0,
        own_loss_low: 14_000_000.0,
        loss_rate: rate(0.0, 1),
        band: Band::OwnRecords,
        ..loss(56_000_000.0)
    };
    assert_eq!(offered(&merchant(fall.clone()), &covid_2021()), 3_920_000);
    let small = Loss { own_loss_low: 100_000.0, ..fall.clone() };
    assert_eq!(offered(&merchant(small), &covid_2021()), 100_000, "the floor");
    let large = Loss { own_loss_low: 1e9, ..fall };
    assert_eq!(offered(&merchant(large), &covid_2021()), 100_000_000, "the cap");
}

#[test]
fn cloud_credits_go_by_uptime() {
    // A month has 43,200 minutes: 4 minutes down are 99.9907 %, 5 are 99.9884 %.
    for (minutes, cents) in [(4, 0), (5, 1_000), (432, 1_000), (433, 3_000), (2_160, 3_000), (2_161, 10_000)] {
        let mut input = with_fee(AccountKind::Merchant, 10_000, minutes, 1);
        input.account.currency = Currency::Usd;
        assert_eq!(offered(&input, &cloud_sla()), cents, "{minutes}");
    }
}

#[test]
fn a_taxi_before_the_court_gets_its_days() {
    // (197,754 − 20,240 − 1,128) × (13 − 2) = 1,940,246.
    let rule = Rule::PerUnit(PerUnit {
        unit: TimeUnit::Day,
        unpaid: Reasoned::new(2, "쉬는 날 2일은 빼요.", "Two days of rest are taken off."),
        amount: Reasoned::new(176_386, "하루 수입에서 비용을 뺐어요.", "A day's fares less cost."),
    });
    let policy = only(vec![rule], Combine::Best, Currency::Krw);
    let input = AssessmentInput { impacts: impacts(13 * 1440, 13), ..merchant(loss(0.0)) };
    assert_eq!(offered(&input, &policy), 1_940_246);
    let rest = AssessmentInput { impacts: impacts(2 * 1440, 2), ..merchant(loss(0.0)) };
    assert_eq!(outcome(&rest, &policy).name(), "no_measurable_loss");
}

#[test]
fn constant_shops_lose_exactly_what_the_arithmetic_says() {
    let rule = Rule::Computed(Computed {
        margins: Vec::new(),
        other_margin: Reasoned::new(Percent::WHOLE, "전부예요.", "All of it."),
        deductible: None,
        coverage: Reasoned::new(Percent::WHOLE, "전부예요.", "All of it."),
    });
    let policy = only(vec![rule], Combine::Best, Currency::Krw);
    assert_eq!(offered(&merchant(loss(400_000.0)), &policy), 400_000);
    let half = Loss { loss_rate: rate(0.5, 40), ..loss(400_000.0) };
    assert_eq!(offered(&merchant(half), &policy), 200_000);
}

#[test]
fn terms_make_one_award_by_best_or_sum() {
    let goodwill =
        |amount| Rule::Goodwill(Goodwill { amount: Reasoned::new(amount, "위로금이에요.", "Goodwill.") });
    let refund = Rule::FeeRefund(FeeRefund {
        fee: Some(Reasoned::new(31_000, "월 이용료예요.", "The monthly fee.")),
        period_days: 31,
        unit: TimeUnit::Day,
        refunded: Reasoned::new(Affected::Fixed(6), "6일치예요.", "Six days."),
    });
    for (combine, amount) in [(Combine::Best, 6_000), (Combine::Sum, 11_000)] {
        let policy = only(vec![goodwill(3_000), refund.clone(), goodwill(2_000)], combine, Currency::Krw);
        assert_eq!(offered(&merchant(loss(0.0)), &policy), amount);
    }
}
