//! What holds for every loss and every policy of a kind.

use proptest::prelude::*;

use super::*;
use crate::policy::TEMPLATES;

prop_compose! {
    fn any_loss()(
        exposures in prop::collection::vec(0.0..50_000_000.0_f64, 0..4),
        psi in 0.0..1.1_f64,
        catch_up in 0.0..0.6_f64,
        own in -1e7..1e8_f64,
        actual in -1_000_000..100_000_000_i64,
        band in prop::sample::select(vec![
            Band::Automatic, Band::OwnRecords, Band::Assumed, Band::Review, Band::NotExposed,
        ]),
        has_no_past: bool,
    ) -> Loss {
        let total: f64 = exposures.iter().sum();
        let component = |(index, exposure): (usize, &f64)| ComponentExposure {
            component: key(&format!("c{index}")),
            share: 0.2,
            hours: 17.25,
            exposure: *exposure,
        };
        Loss {
            own_loss_low: own,
            actual,
            loss_rate: rate(psi, 57),
            catch_up: rate(catch_up, 57),
            band,
            afterwards: has_no_past.then(|| {
                let date = NaiveDate::from_ymd_opt(2022, 11, 1).expect("a date");
                Afterwards { from: date, until: date, days: 20, changed_on: None }
            }),
            components: exposures.iter().enumerate().map(component).collect(),
            ..loss(total)
        }
    }
}

fn any_input() -> impl Strategy<Value = AssessmentInput> {
    let kinds = prop::sample::select(AccountKind::ALL.to_vec());
    let categories = prop::sample::select(vec!["cafe", "food", "corporate_taxi", "unheard_of"]);
    (any_loss(), kinds, categories, 0..20_000_u32, prop::option::of(0..100_000_i64)).prop_map(
        |(loss, kind, category, minutes, fee)| AssessmentInput {
            impacts: impacts(minutes, minutes.div_ceil(1440)),
            proven: Proven { fee, ..Proven::default() },
            ..input(kind, category, loss)
        },
    )
}

proptest! {
    #[test]
    fn every_award_is_above_zero_within_the_cap_and_redone_by_hand(input in any_input(), index in 0..TEMPLATES.len()) {
        let policy = Policy { currency: Currency::Krw, ..(TEMPLATES[index].policy)() };
        let assessment = assess(&input, &policy).expect("an assessment");
        if let Some(amount) = assessment.outcome.amount() {
            prop_assert!(amount.minor > 0);
            let facts = &input.account;
            let (_, group) = policy.group_of(facts.kind, &facts.category, &facts.region).expect("a group");
            prop_assert!(group.cap.as_ref().is_none_or(|cap| amount.minor <= cap.value));
            prop_assert!(group.floor.as_ref().is_none_or(|floor| amount.minor >= floor.value));
            prop_assert_eq!(replay(&assessment.steps), Some(amount));
        }
        if let Some(certainty) = &assessment.certainty {
            let amount = assessment.outcome.amount().expect("an award");
            prop_assert!(certainty.award_low.minor <= amount.minor && amount.minor <= certainty.award_high.minor);
        }
    }

    #[test]
    fn parts_add_up_to_the_whole(input in any_input()) {
        let assessment = assess(&input, &standard_2022()).expect("an assessment");
        let amount = |step: &Step| match step.value { Value::Money(money) => money.minor, _ => 0 };
        let of = |key| assessment.steps.iter().filter(move |step| step.key == key);
        if let Some(exposure) = of(StepKey::Exposure).next() {
            prop_assert_eq!(of(StepKey::Component).map(amount).sum::<i64>(), amount(exposure));
        }
    }

    #[test]
    fn more_exposure_never_gives_less(input in any_input(), factor in 1.0..3.0_f64) {
        let policy = standard_2022();
        let mut more = input.clone();
        for component in &mut more.loss.components {
            component.exposure *= factor;
        }
        prop_assert!(offered(&more, &policy) >= offered(&input, &policy));
    }

    #[test]
    fn storage_and_recomputation_keep_the_bytes(input in any_input()) {
        let policy = standard_2022();
        let assessment = assess(&input, &policy).expect("an assessment");
        let bytes = serde_json::to_vec(&assessment).expect("json");
        let stored: Assessment = serde_json::from_slice(&bytes).expect("an assessment");
        let again = serde_json::to_vec(&stored.recompute(&policy).expect("an assessment")).expect("json");
        prop_assert_eq!(again, bytes);
    }

    #[test]
    fn no_loss_makes_it_panic(numbers in prop::array::uniform9(any::<f64>()), actual: i64, extra_cost: i64, fee: i64) {
        let [expected, low, high, own, exposure, hours, share, psi, catch_up] = numbers;
        let mut wild = Loss {
            expected, expected_low: low, expected_high: high, own_loss_low: own, actual,
            loss_rate: rate(psi, 1), catch_up: rate(catch_up, 1), band: Band::OwnRecords, ..loss(0.0)
        };
        wild.components[0] = ComponentExposure { component: key("x"), share, hours, exposure };
        let mut input = merchant(wild);
        input.proven = Proven { margin: None, extra_cost, fee: Some(fee) };
        for template in TEMPLATES {
            let policy = Policy { currency: Currency::Krw, ..(template.policy)() };
            let _ = assess(&input, &policy);
        }
    }
}
