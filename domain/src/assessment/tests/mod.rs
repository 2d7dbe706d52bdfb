use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::{
    language::Language,
    loss::{Afterwards, ComponentExposure, Cycle, ExcludedDay, Rate},
    policy::{Computed, Group, Reasoned, Rule, standard_2022},
};

mod division;
mod golden;
mod properties;
mod records;
mod sharing;

fn key(text: &str) -> ComponentKey {
    ComponentKey::parse(text).expect("a key")
}

fn rate(value: f64, accounts: u32) -> Rate {
    Rate { value, low: value - 0.04, high: value + 0.04, accounts, everyone: false }
}

/// Sales through a component that one incident hit.
fn exposed(component: &str, share: f64, hours: f64, exposure: f64) -> ComponentExposure {
    ComponentExposure { component: key(component), share, hours, exposure, spells: Vec::new() }
}

/// A loss of `exposure` through one component, all of it lost, none made up.
fn loss(exposure: f64) -> Loss {
    Loss {
        hours: 41.0,
        cycle: Cycle::Week,
        expected: exposure * 2.0,
        actual: 0,
        expected_low: exposure * 1.6,
        expected_high: exposure * 2.4,
        own_loss: exposure,
        own_loss_low: exposure * 0.5,
        exposure,
        components: vec![exposed("channel", 0.423, 41.0, exposure)],
        loss_rate: rate(1.0, 412),
        catch_up: rate(0.0, 412),
        basis: exposure,
        band: Band::Automatic,
        excluded: Vec::new(),
        giant: None,
        afterwards: None,
    }
}

fn account(kind: AccountKind, category: &str) -> AccountFacts {
    AccountFacts {
        id: AccountId(Uuid::from_u128(7)),
        kind,
        category: Category(category.into()),
        region: Region("서울 마포구".into()),
        name: "봄날분식".into(),
        currency: Currency::Krw,
        employer: None,
    }
}

fn impacts(minutes: u32, days: u32) -> Impacts {
    let named = |text, ko, en| ImpactedComponent { key: key(text), name: Text::new(ko, en) };
    let components =
        vec![named("channel", "비즈 채널 주문", "Channel orders"), named("pay-qr", "매장 QR 결제", "QR payment")];
    Impacts { components, minutes, days, sharing: None }
}

fn input(kind: AccountKind, category: &str, loss: Loss) -> AssessmentInput {
    AssessmentInput {
        programme: ProgrammeId(Uuid::from_u128(1)),
        account: account(kind, category),
        loss,
        impacts: impacts(41 * 60, 3),
        proven: Proven::default(),
    }
}

fn merchant(loss: Loss) -> AssessmentInput {
    input(AccountKind::Merchant, "food", loss)
}

fn outcome(input: &AssessmentInput, policy: &Policy) -> Outcome {
    let assessment = assess(input, policy).expect("an assessment");
    assert_eq!(replay(&assessment.steps), assessment.outcome.amount(), "{:#?}", assessment.steps);
    assessment.outcome
}

fn offered(input: &AssessmentInput, policy: &Policy) -> i64 {
    outcome(input, policy).amount().map_or(0, |amount| amount.minor)
}

fn keys(assessment: &Assessment) -> Vec<&'static str> {
    assessment.steps.iter().map(|step| step.key.name()).collect()
}

fn computed(group: &mut Group) -> &mut Computed {
    match &mut group.terms[0].rule {
        Rule::Computed(computed) => computed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_assessment_keeps_its_bytes_through_storage_and_recomputation() {
    let policy = standard_2022();
    let assessment = assess(&merchant(loss(931_400.25)), &policy).expect("an assessment");
    let bytes = serde_json::to_vec(&assessment).expect("json");
    let stored: Assessment = serde_json::from_slice(&bytes).expect("an assessment");
    assert_eq!(serde_json::to_vec(&stored).expect("json"), bytes);
    let stored_policy: Policy = serde_json::from_slice(&serde_json::to_vec(&policy).expect("json")).expect("a policy");
    let again = stored.recompute(&stored_policy).expect("an assessment");
    assert_eq!(serde_json::to_vec(&again).expect("json"), bytes);
    assert_eq!(assessment.digest.len(), 64);
}

#[test]
fn the_digest_names_what_it_rests_on() {
    let policy = standard_2022();
    let digest = |input: &AssessmentInput, policy: &Policy| assess(input, policy).expect("an assessment").digest;
    let first = digest(&merchant(loss(931_400.0)), &policy);
    assert_eq!(digest(&merchant(loss(931_400.0)), &policy), first);
    assert_ne!(digest(&merchant(loss(931_401.0)), &policy), first);
    let other = Policy { version: 2, ..policy };
    assert_ne!(digest(&merchant(loss(931_400.0)), &other), first);
}

#[test]
fn nonsense_in_a_loss_is_refused() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e19, 1e300] {
        let mutations: [fn(&mut Loss, f64); 7] = [
            |loss, bad| loss.expected = bad,
            |loss, bad| loss.expected_low = bad,
            |loss, bad| loss.own_loss_low = bad,
            |loss, bad| loss.components[0].exposure = bad,
            |loss, bad| loss.components[0].hours = bad,
            |loss, bad| loss.loss_rate.value = bad,
            |loss, bad| loss.catch_up.value = bad,
        ];
        for mutate in mutations {
            let mut loss = loss(1000.0);
            mutate(&mut loss, bad);
            let answer = assess(&merchant(loss), &standard_2022());
            assert!(matches!(answer, Err(Refused::OutOfRange(_))), "{bad}: {answer:?}");
        }
    }
    let huge = Loss { actual: i64::MIN, ..loss(1000.0) };
    assert_eq!(assess(&merchant(huge), &standard_2022()), Err(Refused::OutOfRange("actual")));
}

#[test]
fn another_currency_is_refused() {
    let mut input = merchant(loss(1000.0));
    input.account.currency = Currency::Usd;
    let expected = Refused::CurrencyMismatch { policy: Currency::Krw, account: Currency::Usd };
    assert_eq!(assess(&input, &standard_2022()), Err(expected));
}

#[test]
fn every_outcome_without_an_award_says_why_and_where_to_turn() {
    let policy = standard_2022();
    let mut only_taxis = policy.clone();
    only_taxis.groups.remove(0);
    let no_loss = Loss { loss_rate: rate(0.0, 30), ..loss(1000.0) };
    let cases = [
        (outcome(&merchant(loss(1000.0)), &only_taxis), "not_eligible"),
        (outcome(&merchant(Loss { band: Band::NotExposed, ..loss(0.0) }), &policy), "not_exposed"),
        (outcome(&merchant(loss(0.0)), &policy), "no_measurable_loss"),
        (outcome(&merchant(no_loss), &policy), "no_measurable_loss"),
    ];
    for (outcome, name) in cases {
        assert_eq!(outcome.name(), name);
        let (Outcome::NotEligible { reason }
        | Outcome::NotExposed { reason }
        | Outcome::NoMeasurableLoss { reason }
        | Outcome::Review { reason }) = outcome
        else {
            panic!("an award")
        };
        assert!(reason.ko.contains("사람에게 심사받을 수 있어요"), "{}", reason.ko);
        assert!(reason.en.contains("ask a person"), "{}", reason.en);
    }
}

#[test]
fn a_person_looks_above_the_limit_and_where_the_engine_says_so() {
    let policy = standard_2022();
    let needs_person = |loss| match outcome(&merchant(loss), &policy) {
        Outcome::Offer { needs_person, .. } => needs_person,
        other => panic!("{other:?}"),
    };
    assert!(!needs_person(loss(900_000.0)));
    assert!(needs_person(loss(1_000_000.0)), "550,000 is above 500,000");
    assert!(needs_person(Loss { band: Band::Review, ..loss(1000.0) }));
}

#[test]
fn own_records_that_show_more_are_used() {
    let policy = standard_2022();
    let own = Loss { own_loss_low: 900_000.0, loss_rate: rate(0.5, 9), band: Band::OwnRecords, ..loss(1_000_000.0) };
    let assessment = assess(&merchant(own.clone()), &policy).expect("an assessment");
    assert!(keys(&assessment).contains(&"own_records"));
    assert_eq!(assessment.outcome.amount(), Some(Money::won(495_000)));

    // They do not tell which service a loss came through.
    let mut other = own.components[0].clone();
    other.component = key("pay-qr");
    let two = Loss { components: vec![own.components[0].clone(), other], ..own };
    let mut only_channel = policy;
    only_channel.groups[0].components = vec![key("channel")];
    let assessment = assess(&merchant(two), &only_channel).expect("an assessment");
    assert!(!keys(&assessment).contains(&"own_records"));
}

#[test]
fn an_assumed_exposure_gets_the_flat_sum_for_its_hours() {
    let policy = standard_2022();
    for (minutes, won) in [(1, 10_000), (360, 10_000), (361, 30_000), (24 * 60, 30_000), (41 * 60, 50_000)] {
        let assumed = Loss { band: Band::Assumed, components: Vec::new(), ..loss(0.0) };
        let input = AssessmentInput { impacts: impacts(minutes, 1), ..merchant(assumed) };
        assert_eq!(offered(&input, &policy), won, "{minutes}");
        assert_eq!(assess(&input, &policy).expect("an assessment").certainty, None);
    }
}

#[test]
fn drivers_read_of_earnings_and_shops_of_sales() {
    for (kind, category, word, other) in
        [(AccountKind::Taxi, "private_taxi", "수입", "매출"), (AccountKind::Merchant, "cafe", "매출", "수입")]
    {
        let holiday = NaiveDate::from_ymd_opt(2022, 10, 10).expect("a date");
        let excluded = vec![ExcludedDay { date: holiday, reason: ExclusionReason::Holiday }];
        let loss = Loss { catch_up: rate(0.1, 40), loss_rate: rate(0.613, 412), excluded, ..loss(200_000.0) };
        let text = serde_json::to_string(
            &assess(&input(kind, category, loss), &standard_2022()).expect("an assessment").steps,
        )
        .expect("json");
        assert!(text.contains(word));
        let steps_without_policy = text.replace("택시는 수입에서", "").replace("카페와 빵집은 매출에서", "");
        assert!(!steps_without_policy.contains(other), "{text}");
    }
}

fn sentence_of(assessment: &Assessment, key: StepKey) -> Text {
    assessment.steps.iter().find(|step| step.key == key).expect("a step").sentence.clone()
}

#[test]
fn the_expectation_says_of_which_time_and_which_days_it_is() {
    let of = |loss: Loss, minutes: u32| {
        let input = AssessmentInput { impacts: impacts(minutes, 2), ..input(AccountKind::Taxi, "private_taxi", loss) };
        sentence_of(&assess(&input, &standard_2022()).expect("an assessment"), StepKey::Expected)
    };
    let whole = of(loss(200_000.0), 41 * 60);
    assert!(whole.ko.starts_with("멈춘 시간에 들어왔을") && whole.ko.contains("같은 요일과 시간"), "{}", whole.ko);
    assert!(
        whole.en.contains("the time out of service") && whole.en.contains("same weekdays and hours"),
        "{}",
        whole.en
    );
    let worst = of(Loss { hours: 17.5, ..loss(200_000.0) }, 127 * 60 + 30);
    assert!(worst.ko.starts_with("멈춘 시간 가운데 가장 심했던 17.5시간에 들어왔을"), "{}", worst.ko);
    assert!(worst.en.contains("the 17.5 hours in which services failed worst"), "{}", worst.en);
    let rotating = of(Loss { cycle: Cycle::Rotation, ..loss(200_000.0) }, 41 * 60);
    assert!(rotating.ko.contains("사흘마다") && !rotating.ko.contains("요일"), "{}", rotating.ko);
    assert!(rotating.en.contains("three-day rotation") && !rotating.en.contains("weekday"), "{}", rotating.en);
}

#[test]
fn a_rate_of_everyone_is_not_said_to_be_of_similar_accounts() {
    let sentence = |everyone| {
        let rate = Rate { everyone, ..rate(0.56, 1_855) };
        let input = input(AccountKind::Taxi, "private_taxi", Loss { loss_rate: rate, ..loss(200_000.0) });
        sentence_of(&assess(&input, &standard_2022()).expect("an assessment"), StepKey::LossRate)
    };
    let (similar, every) = (sentence(false), sentence(true));
    assert!(similar.ko.contains("비슷한 택시 기사 1,855명") && similar.en.contains("1,855 similar taxi drivers"));
    assert!(every.ko.contains("모든 업종의 계정 1,855개") && every.en.contains("1,855 accounts of every trade"));
}

#[test]
fn every_step_speaks_both_languages() {
    let assessment = assess(&merchant(loss(931_400.0)), &standard_2022()).expect("an assessment");
    for step in &assessment.steps {
        for language in Language::ALL {
            assert!(step.label.has(language) && step.sentence.has(language), "{}", step.key.name());
        }
    }
    let figures: Vec<_> = assessment.steps.iter().map(|step| step.figure(Language::En)).collect();
    assert_eq!(figures[4..6], ["₩931,400", "× 100%"]);
    let certainty = assessment.certainty.expect("a range");
    assert!(certainty.award_low.minor < certainty.award_high.minor);
}

#[test]
fn proof_takes_the_place_of_the_trade_and_a_deductible_is_taken_off() {
    let mut policy = standard_2022();
    computed(&mut policy.groups[0]).deductible = Some(Reasoned::new(20_000, "공제해요.", "A deductible."));
    let mut input = merchant(loss(100_000.0));
    input.proven = Proven { margin: Some(Percent::from_tenths(700)), extra_cost: 5_500, fee: None };
    // 100,000 × 70 % + 5,500 − 20,000 = 55,500, rounded up.
    assert_eq!(offered(&input, &policy), 56_000);
    input.proven = Proven { margin: Some(Percent::ZERO), ..Proven::default() };
    assert_eq!(outcome(&input, &policy).name(), "no_measurable_loss");
}

#[test]
fn a_changed_figure_does_not_replay() {
    let mut steps = assess(&merchant(loss(931_400.0)), &standard_2022()).expect("an assessment").steps;
    let rate = steps.iter_mut().find(|step| step.key == StepKey::LossRate).expect("a step");
    rate.value = Value::Percent(Percent::from_tenths(999));
    assert_eq!(replay(&steps), None);
}
