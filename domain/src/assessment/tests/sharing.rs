use proptest::prelude::*;

use super::*;
use crate::{
    assessment::{Employer, Sharer, Sharing, VehiclePart, apportion, divide},
    id::IncidentId,
    impact::Severity,
    loss::Spell,
    policy::{Goodwill, Term, When, kakao_2022},
};

use Severity::{Degraded, MajorOutage as Major, PartialOutage as Partial};

fn incident(number: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(number))
}

/// The programme of an incident that covers some components.
fn sharer(number: u128, covers: &[&str]) -> Sharer {
    Sharer {
        incident: incident(number),
        programme: ProgrammeId(Uuid::from_u128(100 + number)),
        title: Text::new(format!("{number}번 장애 보상"), format!("Programme {number}")),
        covers: covers.iter().map(|text| key(text)).collect(),
        minutes: 0,
        due: 0,
        promised: 0,
    }
}

fn sharing(own: u128, sharers: Vec<Sharer>) -> Sharing {
    Sharing { incident: incident(own), sharers }
}

/// Sales through a component while incidents hit it.
type Hit<'a> = (&'a [(u128, Severity)], f64);

fn spell((hits, exposure): &Hit) -> Spell {
    let hits: Vec<_> = hits.iter().map(|(number, severity)| (incident(*number), *severity)).collect();
    let worst = hits.iter().map(|(_, severity)| severity.exposure_weight()).fold(0.0, f64::max);
    Spell { hits, hours: 10.0 * worst, exposure: *exposure }
}

/// The loss of an account that sold through one channel while incidents hit it.
fn hit(spells: &[Hit]) -> Loss {
    let mut loss = loss(spells.iter().map(|(_, exposure)| exposure).sum());
    loss.components[0].spells = spells.iter().map(spell).collect();
    loss.components[0].hours = loss.components[0].spells.iter().map(|spell| spell.hours).sum();
    loss
}

/// What an account of this loss is assessed from under the programme of an incident.
fn shared(own: u128, sharers: Vec<Sharer>, loss: Loss) -> AssessmentInput {
    let mut input = taxi(loss);
    input.impacts.sharing = Some(sharing(own, sharers));
    input
}

fn taxi(loss: Loss) -> AssessmentInput {
    input(AccountKind::Taxi, "corporate_taxi", loss)
}

fn two() -> Vec<Sharer> {
    vec![sharer(1, &["channel"]), sharer(2, &["channel"])]
}

fn assessed(input: &AssessmentInput, policy: &Policy) -> Assessment {
    let assessment = assess(input, policy).expect("an assessment");
    assert_eq!(replay(&assessment.steps), assessment.outcome.amount(), "{:#?}", assessment.steps);
    assessment
}

/// 85 % of the loss, rounded up to thousands.
const WHOLE: i64 = 170_000;

#[test]
fn overlapping_incidents_one_loss_is_split_by_severity_share() {
    let policy = standard_2022();
    let whole = offered(&taxi(hit(&[(&[(1, Major)], 200_000.0)])), &policy);
    assert_eq!(whole, WHOLE);
    let table: [(&[Hit], [i64; 2]); 6] = [
        // half each while both stop the service
        (&[(&[(1, Major), (2, Major)], 200_000.0)], [85_000, 85_000]),
        // 1 to 0.5 and 0.5 to 0.1
        (&[(&[(1, Major), (2, Partial)], 200_000.0)], [113_333, 56_667]),
        (&[(&[(1, Degraded), (2, Partial)], 200_000.0)], [28_333, 141_667]),
        // apart in time, each its own
        (&[(&[(1, Major)], 50_000.0), (&[(2, Major)], 150_000.0)], [42_500, 127_500]),
        // a part of the time together
        (
            &[(&[(1, Major)], 50_000.0), (&[(1, Major), (2, Major)], 100_000.0), (&[(2, Major)], 50_000.0)],
            [85_000, 85_000],
        ),
        (&[(&[(2, Major)], 200_000.0)], [0, WHOLE]),
    ];
    for (spells, parts) in table {
        let part = |own| offered(&shared(own, two(), hit(spells)), &policy);
        assert_eq!([part(1), part(2)], parts, "{spells:?}");
    }
}

#[test]
fn an_outage_of_one_incident_is_assessed_as_ever() {
    let plain = taxi(loss(200_000.0));
    let text = serde_json::to_string(&assess(&plain, &standard_2022()).expect("an assessment")).expect("json");
    for word in ["sharing", "parts", "spells"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn the_steps_name_the_other_programme_and_its_share() {
    let loss = hit(&[(&[(1, Major), (2, Partial)], 200_000.0)]);
    let assessment = assessed(&shared(2, two(), loss), &standard_2022());
    assert_eq!(keys(&assessment)[keys(&assessment).len() - 3..], ["shared_award", "other_incident", "award"]);
    let step = assessment.steps.iter().find(|step| step.key == StepKey::OtherIncident).expect("a step");
    assert_eq!(step.figure(Language::En), "− ₩113,333");
    assert!(
        step.sentence.ko.contains("66.7%") && step.sentence.ko.contains("「1번 장애 보상」"),
        "{}",
        step.sentence.ko
    );
    assert!(step.sentence.en.contains("66.7%") && step.sentence.en.contains("“Programme 1”"), "{}", step.sentence.en);
    assert!(assessment.summary.ko.contains("「1번 장애 보상」") && assessment.summary.en.contains("“Programme 1”"));
    assert_eq!(assessment.most(), assessment.outcome.amount(), "a reviewer cannot offer the other's part");
    assert_eq!(assessment.recompute(&standard_2022()).expect("an assessment"), assessment);
}

#[test]
fn a_loss_that_only_the_other_incident_did_is_the_others() {
    let loss = hit(&[(&[(2, Major)], 200_000.0)]);
    let Outcome::NoMeasurableLoss { reason } = outcome(&shared(1, two(), loss), &standard_2022()) else {
        panic!("nothing is this incident's")
    };
    assert!(
        reason.ko.contains("「2번 장애 보상」에서 보상") && reason.en.contains("under “Programme 2”"),
        "{reason:?}"
    );
}

#[test]
fn what_nobody_else_compensates_is_not_shared() {
    let policy = standard_2022();
    let both: &[Hit] = &[(&[(1, Major), (2, Major)], 120_000.0), (&[(1, Major)], 80_000.0)];
    let alone = |spells: &[Hit]| shared(1, vec![sharer(1, &["channel"])], hit(spells));
    assert_eq!(offered(&alone(both), &policy), WHOLE, "the other programme does not take the account");
    // the other's own time is none of this programme's
    assert_eq!(offered(&alone(&[(&[(1, Major)], 200_000.0), (&[(2, Major)], 900_000.0)]), &policy), WHOLE);
    // at its own severity, not at the other's
    assert_eq!(offered(&alone(&[(&[(1, Partial), (2, Major)], 400_000.0)]), &policy), WHOLE);
    // the other programme does not cover the component
    let other = vec![sharer(1, &["channel"]), sharer(2, &["pay-qr"])];
    assert_eq!(offered(&shared(1, other, hit(both)), &policy), WHOLE);
}

#[test]
fn a_flat_award_is_paid_once_by_both_together() {
    let policy = kakao_2022();
    let flat = offered(&merchant(hit(&[(&[(1, Major)], 200_000.0)])), &policy);
    assert!(flat > 0);
    let part = |own| {
        let mut input = merchant(hit(&[(&[(1, Major), (2, Partial)], 200_000.0)]));
        input.impacts.sharing = Some(sharing(own, two()));
        offered(&input, &policy)
    };
    assert_eq!([part(1), part(2)], [20_000, 10_000]);
    assert_eq!(part(1) + part(2), flat);
}

#[test]
fn without_sales_it_is_shared_by_the_time() {
    let mut policy = standard_2022();
    let taxis = &mut policy.groups[1];
    let goodwill = Rule::Goodwill(Goodwill { amount: Reasoned::new(30_000, "위로금", "goodwill") });
    (taxis.exposed_only, taxis.terms) = (false, vec![Term { when: When::Always, rule: goodwill }]);
    let part = |own| {
        let mut sharers = two();
        (sharers[0].minutes, sharers[1].minutes) = (600, 300);
        offered(&shared(own, sharers, Loss::unmeasured()), &policy)
    };
    assert_eq!([part(1), part(2)], [20_000, 10_000]);
}

#[test]
fn what_another_promised_beyond_its_part_is_taken_off_once() {
    let policy = standard_2022();
    let half: &[Hit] = &[(&[(1, Major), (2, Major)], 200_000.0)];
    let with = |promised: i64| {
        let mut sharers = two();
        sharers[0].promised = promised;
        let figures = Figures::of(&shared(2, sharers, hit(half))).expect("figures");
        figures.with_dues(&[(incident(1), &policy)]).expect("dues").assess(&policy).expect("an assessment")
    };
    let amount = |promised| with(promised).outcome.amount().map_or(0, |amount| amount.minor);
    // nothing, less than its part, its part, the whole, more than the whole
    let table = [(0, 85_000), (40_000, 85_000), (85_000, 85_000), (100_000, 70_000), (WHOLE, 0), (300_000, 0)];
    for (promised, expected) in table {
        assert_eq!(amount(promised), expected, "{promised}");
    }
    let step = with(100_000).steps.into_iter().find(|step| step.key == StepKey::PromisedElsewhere).expect("a step");
    assert_eq!(step.figure(Language::Ko), "− ₩15,000");
    assert!(step.sentence.ko.contains("₩100,000") && step.sentence.ko.contains("₩85,000"), "{}", step.sentence.ko);
    let Outcome::NoMeasurableLoss { reason } = with(WHOLE).outcome else { panic!("the other promised all") };
    assert!(reason.ko.contains("「1번 장애 보상」") && reason.en.contains("promised already"), "{reason:?}");
}

#[test]
fn a_generous_programme_takes_nothing_from_the_part_of_another() {
    let (mut generous, policy) = (standard_2022(), standard_2022());
    computed(&mut generous.groups[1]).margins[0].margin.value = Percent::WHOLE;
    let half: &[Hit] = &[(&[(1, Major), (2, Major)], 200_000.0)];
    let first = offered(&shared(1, two(), hit(half)), &generous);
    assert_eq!(first, 100_000);
    let mut sharers = two();
    sharers[0].promised = first;
    let figures = Figures::of(&shared(2, sharers, hit(half))).expect("figures");
    let figures = figures.with_dues(&[(incident(1), &generous)]).expect("dues");
    assert_eq!(figures.assess(&policy).expect("an assessment").outcome.amount(), Some(Money::won(85_000)));
}

#[test]
fn a_company_and_its_driver_share_the_part_of_the_incident() {
    let policy = standard_2022();
    let company = AccountId(Uuid::from_u128(99));
    let of = |own: u128| {
        let mut input = shared(own, two(), hit(&[(&[(1, Major), (2, Partial)], 200_000.0)]));
        let driver_share = Percent::from_tenths(400);
        input.account.employer = Some(Employer { company, name: "한빛운수".into(), driver_share });
        let driver = assessed(&input, &policy);
        let part = VehiclePart::of(&driver, &policy).expect("an award").expect("a part");
        assert_eq!(part.parts().map(|(driver, _)| driver), driver.outcome.amount().map(|amount| amount.minor));
        part.whole.expect("a whole")
    };
    assert_eq!(of(1) + of(2), WHOLE);
    assert_eq!(divide(of(1), Percent::from_tenths(400)), Some((45_333, 68_000)));
}

proptest! {
    #[test]
    fn parts_sum_to_the_whole_and_none_is_above_it(
        whole in 0_i64..=crate::loss::LARGEST_AMOUNT,
        weights in prop::collection::vec(0_i64..=crate::loss::LARGEST_AMOUNT, 1..6),
    ) {
        let parts = apportion(whole, &weights).expect("parts");
        let any = weights.iter().any(|weight| *weight > 0);
        prop_assert_eq!(parts.iter().sum::<i64>(), if any { whole } else { 0 });
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(*part >= 0 && (*weight > 0 || *part == 0));
        }
    }

    /// Whatever hit the account when and how badly: what all programmes pay together is the award for the one outage.
    #[test]
    fn overlapping_incidents_are_never_paid_above_one_whole(
        spells in prop::collection::vec(
            (prop::collection::btree_map(1_u128..5, prop::sample::select(&Severity::ALL[..]), 1..4), 0.0..900_000.0),
            1..7,
        ),
    ) {
        let hits: Vec<(Vec<(u128, Severity)>, f64)> =
            spells.into_iter().map(|(hits, exposure)| (hits.into_iter().collect(), exposure)).collect();
        let spells: Vec<Hit> = hits.iter().map(|(hits, exposure)| (hits.as_slice(), *exposure)).collect();
        let policy = standard_2022();
        let whole = offered(&taxi(hit(&spells)), &policy);
        let sharers: Vec<Sharer> = (1..5).map(|number| sharer(number, &["channel"])).collect();
        let parts: i64 = (1..5).map(|own| offered(&shared(own, sharers.clone(), hit(&spells)), &policy)).sum();
        prop_assert_eq!(parts, whole);
    }
}
