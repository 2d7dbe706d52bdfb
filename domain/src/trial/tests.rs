use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::{
    assessment::{AccountFacts, Employer, ImpactedComponent, RateFigures},
    component::ComponentKey,
    id::ProgrammeId,
    language::Text,
    loss::{Afterwards, Cycle},
    money::Currency,
    policy::{kakao_2022, standard_2022},
};

fn percent(tenths: u32) -> Percent {
    Percent::from_tenths(tenths)
}

fn impacts() -> Impacts {
    let key = ComponentKey::parse("pay-qr").expect("a key");
    Impacts {
        components: vec![ImpactedComponent { key, name: Text::new("결제", "Pay") }],
        minutes: 2400,
        days: 3,
        sharing: None,
    }
}

/// Account `number` lost nearly `number` thousand won of sales; bands and trades take turns.
fn figures(number: u32) -> Figures {
    let exposure = i64::from(number) * 1000;
    let band = [Band::Automatic, Band::Automatic, Band::OwnRecords, Band::Review, Band::Assumed, Band::NotExposed]
        [number as usize % 6];
    let shown =
        RateFigures { value: percent(610), low: percent(570), high: percent(650), accounts: 400, everyone: false };
    Figures {
        programme: ProgrammeId(Uuid::from_u128(1)),
        account: AccountFacts {
            id: AccountId(Uuid::from_u128(u128::from(number))),
            kind: if number.is_multiple_of(7) { AccountKind::Taxi } else { AccountKind::Merchant },
            category: Category(if number.is_multiple_of(2) { "cafe" } else { "retail" }.into()),
            region: Region(if number.is_multiple_of(3) { "서울 마포구" } else { "경기 성남시" }.into()),
            name: String::new(),
            currency: Currency::Krw,
            employer: None,
        },
        impacts: impacts(),
        proven: Proven::default(),
        band,
        hours_tenths: 400,
        cycle: Cycle::Week,
        expected: exposure * 2,
        expected_low: exposure,
        expected_high: exposure * 3,
        actual: 0,
        own_loss_low: exposure * 8 / 10,
        components: vec![ComponentFigures {
            component: ComponentKey::parse("pay-qr").expect("a key"),
            share: percent(500),
            hours_tenths: 400,
            exposure,
            parts: Vec::new(),
        }],
        loss_rate: shown,
        catch_up: RateFigures {
            value: percent(50),
            low: percent(50),
            high: percent(80),
            accounts: 400,
            everyone: false,
        },
        excluded: Vec::new(),
        giant: None,
        afterwards: number.is_multiple_of(12).then(|| {
            let date = NaiveDate::from_ymd_opt(2022, 11, 1).expect("a date");
            Afterwards { from: date, until: date, days: 20, changed_on: None }
        }),
        parts: Vec::new(),
    }
}

fn roll(accounts: u32) -> Roll {
    let mut roll = Roll::new(Currency::Krw, impacts());
    for number in 1..=accounts {
        roll.add(&figures(number));
    }
    roll
}

#[test]
fn a_trial_adds_up_to_the_assessments_themselves() {
    for policy in [standard_2022(), kakao_2022()] {
        let assessed: Vec<i64> = (1..=600)
            .map(|number| figures(number).assess(&policy).expect("an assessment"))
            .map(|assessment| assessment.outcome.amount().map_or(0, |amount| amount.minor))
            .collect();
        let trial = roll(600).try_policy(&policy, &policy, &Standing::default(), 2).expect("a trial");
        assert_eq!(trial.whole.cost, assessed.iter().sum::<i64>());
        assert_eq!(trial.whole.awards, assessed.iter().filter(|amount| **amount > 0).count() as u64);
        assert_eq!(trial.buckets.iter().map(|(_, _, sum)| sum).sum::<i64>(), trial.whole.cost);
        for slices in [
            trial.by_trade.iter().map(|(_, slice)| slice.cost).sum::<i64>(),
            trial.by_region.iter().map(|(_, slice)| slice.cost).sum::<i64>(),
        ] {
            assert_eq!(slices, trial.whole.cost, "the parts make the whole");
        }
        assert_eq!((trial.better, trial.worse), (0, 0));
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (roll, policy, other) = (roll(10_000), standard_2022(), kakao_2022());
    let standing = Standing { settled: Vec::new(), acceptance: percent(800) };
    let one = roll.try_policy(&policy, &other, &standing, 1).expect("a trial");
    assert_eq!(roll.try_policy(&policy, &other, &standing, 3).expect("a trial"), one);
    assert!(one.better > 0 && one.worse > 0);
}

#[test]
fn half_the_coverage_costs_less_and_makes_nobody_better_off() {
    let policy = standard_2022();
    let mut changes = Changes::of(&policy, 0).expect("a group");
    assert_eq!(changes.apply(&policy), policy, "numbers as they stand change nothing");
    changes.coverage = Some(percent(500));
    changes.cap = Some(100_000);
    let trial = roll(600).try_policy(&changes.apply(&policy), &policy, &Standing::default(), 2).expect("a trial");
    assert!(trial.whole.cost < trial.whole.cost_against && trial.worse > 0 && trial.better == 0);
}

#[test]
fn what_is_settled_is_certain_and_the_rest_has_an_interval() {
    let (roll, policy) = (roll(600), standard_2022());
    let all = Standing { settled: Vec::new(), acceptance: Percent::WHOLE };
    let open = roll.try_policy(&policy, &policy, &all, 2).expect("a trial");
    assert_eq!(open.forecast.expected, open.whole.cost);
    assert!(open.forecast.low < open.forecast.expected && open.forecast.expected < open.forecast.high);
    let settled = (1..=600).map(|number| (AccountId(Uuid::from_u128(number)), 5_000)).collect();
    let none_open = Standing { settled, ..all };
    let closed = roll.try_policy(&policy, &policy, &none_open, 2).expect("a trial").forecast;
    assert_eq!((closed.low, closed.expected, closed.high), (3_000_000, 3_000_000, 3_000_000));
}

#[test]
fn corporate_taxi_fares_are_counted_once_whoever_has_accepted() {
    let policy = standard_2022();
    let company = AccountId(Uuid::from_u128(5000));
    let employed = |number: u32| {
        let mut figures = figures(number);
        figures.account.kind = AccountKind::Taxi;
        let share = percent(400);
        figures.account.employer = Some(Employer { company, name: String::new(), driver_share: share });
        figures
    };
    let mut roll = Roll::new(Currency::Krw, impacts());
    let mut of_company = figures(5000);
    of_company.account.kind = AccountKind::TaxiCompany;
    for figures in (1..=20).map(employed).chain([of_company]) {
        roll.add(&figures);
    }
    assert_eq!(roll.len(), 20, "the company has no fares of its own");
    let whole = |number: u32| {
        let mut figures = employed(number);
        figures.account.employer = None;
        figures.assess(&policy).expect("an assessment").outcome.amount().map_or(0, |amount| amount.minor)
    };
    let part = |number: u32| {
        let assessment = employed(number).assess(&policy).expect("an assessment");
        assessment.outcome.amount().map_or(0, |amount| amount.minor)
    };
    let (all, drivers): (i64, i64) = ((1..=20).map(whole).sum(), (1..=20).map(part).sum());
    let of = |settled: Vec<(AccountId, i64)>| {
        let standing = Standing { settled, acceptance: Percent::WHOLE };
        roll.try_policy(&policy, &policy, &standing, 2).expect("a trial")
    };
    assert_eq!(of(Vec::new()).whole.cost, all);
    assert_eq!(of(Vec::new()).forecast.expected, all);
    // the company has accepted its parts, then the drivers theirs too
    let accepted = (company, all - drivers);
    assert_eq!(of(vec![accepted]).forecast.expected, all);
    let settled: Vec<_> = (1..=20).map(|number| (AccountId(Uuid::from_u128(number.into())), part(number))).collect();
    assert_eq!(of(settled.clone()).forecast.expected, all);
    let everyone = of(settled.into_iter().chain([accepted]).collect()).forecast;
    assert_eq!((everyone.low, everyone.expected, everyone.high), (all, all, all));
}
