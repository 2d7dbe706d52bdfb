use proptest::prelude::*;

use super::*;
use crate::{
    assessment::{Employer, Format, Records, VehiclePart, divide},
    loss::CohortTable,
    series::{AccountHistory, Series, SlotLength},
    time::Zone,
};

fn percent(tenths: u32) -> Percent {
    Percent::from_tenths(tenths)
}

/// A company's driver who lost `exposure` won of fares; the company is called 한빛운수.
fn driver(number: u128, exposure: f64, share: u32) -> AssessmentInput {
    let mut input = input(AccountKind::Taxi, "corporate_taxi", loss(exposure));
    input.account.id = AccountId(Uuid::from_u128(number));
    input.account.name = format!("기사 {number}");
    let company = AccountId(Uuid::from_u128(99));
    input.account.employer = Some(Employer { company, name: "한빛운수".into(), driver_share: percent(share) });
    input
}

/// What the company is assessed at over its drivers.
fn company(drivers: &[AssessmentInput], policy: &Policy) -> Assessment {
    let parts = drivers.iter().map(|input| {
        let assessment = assess(input, policy).expect("an assessment");
        VehiclePart::of(&assessment, policy).expect("an award").expect("a driver of the company")
    });
    let input = input(AccountKind::TaxiCompany, "corporate_taxi", Loss::unmeasured());
    let figures = Figures::of(&input).expect("figures").with_parts(parts.collect());
    figures.assess(policy).expect("an assessment")
}

fn amount(assessment: &Assessment) -> i64 {
    assessment.outcome.amount().map_or(0, |amount| amount.minor)
}

#[test]
fn corporate_taxi_one_total_is_divided_by_the_split_key() {
    let policy = standard_2022();
    let mut whole = driver(1, 200_000.0, 400);
    whole.account.employer = None;
    let whole = offered(&whole, &policy);
    // 200,000 × 85 %, rounded up to thousands
    assert_eq!(whole, 170_000);
    for (share, part) in [(400, 68_000), (0, 0), (1000, 170_000), (333, 56_610), (1, 170)] {
        let driver = driver(1, 200_000.0, share);
        assert_eq!(offered(&driver, &policy), part, "{share}");
        let company = company(&[driver], &policy);
        assert_eq!(amount(&company), whole - part, "{share}");
        assert_eq!(replay(&company.steps), company.outcome.amount());
    }
}

#[test]
fn the_last_step_says_whose_the_rest_is() {
    let assessment = assess(&driver(1, 200_000.0, 400), &standard_2022()).expect("an assessment");
    assert_eq!(keys(&assessment)[keys(&assessment).len() - 3..], ["vehicle_award", "driver_share", "award"]);
    let step = assessment.steps.iter().find(|step| step.key == StepKey::DriverShare).expect("a step");
    assert_eq!(step.figure(Language::En), "× 40%");
    assert!(step.sentence.ko.contains("40%") && step.sentence.ko.contains("₩102,000은 회사(한빛운수) 몫"));
    assert!(step.sentence.en.contains("40%") && step.sentence.en.contains("₩102,000, goes to 한빛운수"));
    assert!(assessment.summary.ko.ends_with("그 가운데 40%가 기사님 몫이에요."), "{}", assessment.summary.ko);
    assert!(assessment.summary.en.ends_with("Of that, 40% is your share."), "{}", assessment.summary.en);
    let certainty = assessment.certainty.expect("a range");
    assert!(certainty.award_high.minor < 170_000, "the range is of the part, not of the whole");
}

#[test]
fn a_driver_without_a_share_is_told_where_the_award_goes() {
    let assessment = assess(&driver(1, 200_000.0, 0), &standard_2022()).expect("an assessment");
    let Outcome::NoMeasurableLoss { reason } = &assessment.outcome else { panic!("{:?}", assessment.outcome) };
    assert!(reason.ko.contains("회사(한빛운수) 몫") && reason.en.contains("goes to 한빛운수"), "{reason:?}");
    assert_eq!(assessment.most(), Some(Money::won(0)));
}

#[test]
fn a_company_reads_each_drivers_whole_and_parts() {
    let drivers =
        [driver(1, 200_000.0, 400), driver(2, 0.0, 400), driver(3, 100_000.0, 1000), driver(4, 50_000.0, 355)];
    let company = company(&drivers, &standard_2022());
    let lines: Vec<_> = company.steps.iter().filter(|step| step.key == StepKey::CompanyPart).collect();
    assert_eq!(
        lines.iter().map(|step| step.label.ko.as_str()).collect::<Vec<_>>(),
        ["기사 1", "기사 2", "기사 3", "기사 4"]
    );
    let said = |line: usize, words: &[&str]| {
        for word in words {
            let sentence = &lines[line].sentence;
            assert!(sentence.ko.contains(word) || sentence.en.contains(word), "{word}: {sentence:?}");
        }
    };
    said(0, &["₩170,000", "₩68,000(40%)"]);
    said(1, &["보상액이 없어요", "no award"]);
    said(2, &["₩85,000", "(100%)"]);
    said(3, &["₩43,000", "₩15,265(35.5%)"]);
    assert_eq!(amount(&company), 102_000 + 27_735);
    assert_eq!(replay(&company.steps), company.outcome.amount());
    assert!(company.summary.ko.contains("2명") && company.summary.en.contains("2 drivers"), "{:?}", company.summary);
    assert_eq!(company.most(), company.outcome.amount());
    assert_eq!(company.recompute(&standard_2022()).expect("an assessment"), company);
}

#[test]
fn an_award_that_goes_to_a_person_is_divided_with_a_person() {
    let policy = standard_2022();
    // above the limit as a whole, though each part is below it
    let large = driver(1, 900_000.0, 500);
    let assessment = assess(&large, &policy).expect("an assessment");
    assert!(matches!(assessment.outcome, Outcome::Offer { needs_person: true, amount, .. } if amount.minor < 500_000));
    let company = company(&[large, driver(2, 10_000.0, 400)], &policy);
    assert!(matches!(company.outcome, Outcome::Offer { needs_person: true, .. }), "{:?}", company.outcome);

    // the whole is a person's to say: it is not in the sum, and the company may ask for more
    let said = VehiclePart {
        driver: AccountId(Uuid::from_u128(1)),
        name: "기사 1".into(),
        driver_share: percent(400),
        whole: None,
        needs_person: false,
        digest: String::new(),
    };
    let input = input(AccountKind::TaxiCompany, "corporate_taxi", Loss::unmeasured());
    let waits = Figures::of(&input).expect("figures").with_parts(vec![said]).assess(&policy).expect("an assessment");
    assert!(matches!(waits.outcome, Outcome::Review { .. }), "{:?}", waits.outcome);
    assert_eq!(waits.most(), None);
    assert!(waits.steps[1].sentence.ko.contains("담당자가 정해요"));

    let nobody = Figures::of(&input).expect("figures").assess(&policy).expect("an assessment");
    assert!(matches!(nobody.outcome, Outcome::NoMeasurableLoss { .. }), "{:?}", nobody.outcome);
}

#[test]
fn whoever_shares_with_nobody_keeps_every_byte() {
    let assessment = assess(&merchant(loss(931_400.0)), &standard_2022()).expect("an assessment");
    let text = serde_json::to_string(&assessment).expect("json");
    assert!(!text.contains("employer") && !text.contains("\"parts\""), "{text}");
    assert_eq!(assessment.most(), None);
}

#[test]
fn a_company_is_computed_again_from_its_records() {
    let policy = standard_2022();
    let published = company(&[driver(1, 200_000.0, 400), driver(2, 90_000.0, 400)], &policy);
    let empty = Series { slot_minutes: SlotLength::HOUR, first_slot: 0, values: Vec::new() };
    let figures = &published.figures;
    let mut records = Records {
        format: Format::First,
        programme: figures.programme,
        account: figures.account.clone(),
        history: AccountHistory { total: empty, by_component: Vec::new() },
        proven: Proven::default(),
        outage: Outage {
            zone: Zone::default(),
            impacts: Vec::new(),
            others: Vec::new(),
            holidays: crate::calendar::Holidays::default(),
            observed_until: Instant(0),
        },
        components: Vec::new(),
        cohort: CohortTable::default(),
        policy: policy.clone(),
        sharing: None,
        parts: figures.parts.clone(),
        published: published.clone(),
        seal: None,
    };
    records.published = records.assess(None).expect("an assessment");
    assert_eq!(records.published.outcome, published.outcome);
    let text = serde_json::to_string(&records).expect("json");
    assert!(Records::from_json(&text).expect("records").check().expect("a check").is_same());
    records.parts[0].whole = Some(1_000_000);
    let check = records.check().expect("a check");
    assert!(check.differences.iter().any(|difference| difference.at.starts_with("figures.parts[0]")), "{check:?}");
    records.parts[0].driver_share = percent(1001);
    assert!(records.check().is_err(), "nobody gets more than the whole");
}

proptest! {
    #[test]
    fn parts_sum_to_the_whole_and_none_is_negative(whole in 0..=i64::MAX, tenths in 0..=1000_u32) {
        let (driver, company) = divide(whole, percent(tenths)).expect("a division");
        prop_assert!(driver >= 0 && company >= 0);
        prop_assert_eq!(driver + company, whole);
    }

    #[test]
    fn nothing_else_is_divided(whole in i64::MIN..=i64::MAX, tenths in 0..=100_000_u32) {
        prop_assert_eq!(divide(whole, percent(tenths)).is_some(), whole >= 0 && tenths <= 1000);
    }

    #[test]
    fn drivers_and_company_get_what_the_shifts_are_awarded(
        exposures in prop::collection::vec((0.0..3_000_000.0_f64, 0..=1000_u32), 0..6),
    ) {
        let policy = standard_2022();
        let drivers: Vec<_> = (1..).zip(&exposures).map(|(number, (exposure, share))| driver(number, *exposure, *share)).collect();
        let whole: i64 = drivers.iter().map(|input| {
            let account = AccountFacts { employer: None, ..input.account.clone() };
            offered(&AssessmentInput { account, ..input.clone() }, &policy)
        }).sum();
        let parts: i64 = drivers.iter().map(|input| offered(input, &policy)).sum();
        let company = company(&drivers, &policy);
        prop_assert_eq!(parts + amount(&company), whole);
        prop_assert_eq!(replay(&company.steps), company.outcome.amount());
    }
}
