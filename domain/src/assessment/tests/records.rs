use super::*;
use crate::{
    assessment::{CheckError, Explanation, Format, ImpactedComponent, Records},
    calendar::Holidays,
    id::{ImpactId, IncidentId},
    impact::{Impact, Severity},
    loss::{cohort_figures, measure},
    series::{AccountHistory, Series, SlotLength},
    time::{HOUR, Zone},
};

/// 2022-10-15 15:00 in Seoul.
const START: Instant = Instant(1_665_813_600 * 1_000_000);

/// The records of a shop that sells every hour of half a year and lost what came through the failed service.
fn records() -> Records {
    let slots = SlotLength::HOUR;
    let zone = Zone::default();
    let outage = Outage {
        zone,
        impacts: vec![Impact {
            id: ImpactId(Uuid::nil()),
            incident: IncidentId(Uuid::nil()),
            component: key("pay-qr"),
            severity: Severity::MajorOutage,
            start: START,
            end: Some(START.plus(41 * HOUR)),
        }],
        others: Vec::new(),
        holidays: [NaiveDate::from_ymd_opt(2022, 10, 3).expect("a date")].into_iter().collect::<Holidays>(),
        observed_until: START.plus(30 * 24 * HOUR),
    };
    let first_slot = slots.slot(zone.local(START)) - 15 - 180 * 24;
    let failed = slots.slot(zone.local(START))..slots.slot(zone.local(START)) + 41;
    let series = |amount: i64, stops: bool| Series {
        slot_minutes: slots,
        first_slot,
        values: (first_slot..first_slot + 210 * 24)
            .map(|slot| if stops && failed.contains(&slot) { 0 } else { amount + slot.rem_euclid(7) * 900 })
            .collect(),
    };
    let (qr, other) = (series(20_000, true), series(30_000, false));
    let total = Series { values: qr.values.iter().zip(&other.values).map(|(a, b)| a + b).collect(), ..other };
    let history = AccountHistory { total, by_component: vec![(key("pay-qr"), qr)] };
    let account = account(AccountKind::Merchant, "food");
    let measured = measure(&history, &outage).expect("a measure");
    let cohort = account.cohort();
    let mut records = Records {
        format: Format::First,
        programme: ProgrammeId(Uuid::from_u128(1)),
        cohort: cohort_figures((0..40).map(|_| (&cohort, &measured))),
        account,
        history,
        proven: Proven::default(),
        outage,
        components: vec![ImpactedComponent { key: key("pay-qr"), name: Text::new("매장 QR 결제", "QR payment") }],
        policy: standard_2022(),
        sharing: None,
        parts: Vec::new(),
        published: assess(&merchant(loss(1.0)), &standard_2022()).expect("an assessment"),
        seal: None,
    };
    records.published = records.assess(Some(&measured)).expect("an assessment");
    records
}

#[test]
fn records_that_are_stored_give_the_published_result() {
    let records = records();
    assert!(records.published.outcome.amount().is_some());
    let text = serde_json::to_string(&records).expect("a document");
    let check = Records::from_json(&text).expect("records").check().expect("a check");
    assert!(check.is_same(), "{check:?}");
    assert_eq!((&check.published, &check.computed), (&records.published.digest, &records.published.digest));
}

#[test]
fn an_explanation_leads_from_like_hours_to_the_award() {
    let records = records();
    let explanation = records.clone().explain();
    assert_eq!(explanation.assessment, records.published);
    let figures = &records.published.figures;
    let leads: Vec<_> = explanation.workings.iter().flat_map(|working| &working.leads).collect();
    let all = leads.iter().find(|lead| lead.component.is_none()).expect("all sales");
    assert_eq!(all.amount, figures.expected);
    for component in &figures.components {
        let lead = leads.iter().find(|lead| lead.component.as_ref() == Some(&component.component)).expect("a lead");
        assert_eq!(lead.amount, component.exposure);
    }
    let again: Explanation =
        serde_json::from_str(&serde_json::to_string(&explanation).expect("a document")).expect("an explanation");
    assert_eq!(again, explanation);

    let unmeasured = Records { history: records.history.between(&(0..0)), ..records };
    assert_eq!(unmeasured.explain().workings, []);
}

#[test]
fn what_differs_is_named() {
    let mut records = records();
    let last = records.history.total.values.len() - 40 * 24;
    records.history.total.values[..last].iter_mut().for_each(|value| *value += 1_000);
    let check = records.check().expect("a check");
    assert!(!check.is_same());
    assert_ne!(check.published, check.computed);
    let expected = check.differences.iter().find(|difference| difference.at == "figures.expected");
    let expected = expected.expect("the expectation differs");
    assert_eq!(expected.published, records.published.figures.expected.to_string());

    let mut forged = self::records();
    forged.published.steps.pop();
    let check = forged.check().expect("a check");
    assert!(!check.is_same());
    assert!(check.differences.iter().all(|difference| difference.at.starts_with("steps[")), "{check:?}");
}

#[test]
fn a_result_of_another_version_says_so() {
    let mut older = records();
    older.published.engine_version = "1".to_owned();
    let check = older.check().expect("a check");
    assert_eq!((check.is_same(), check.other_version.as_deref()), (false, Some("1")));
    assert_eq!(records().check().expect("a check").other_version, None);
}

#[test]
fn whatever_byte_is_changed_in_sealed_records_it_is_told() {
    let sealed = records().sealed().expect("a seal");
    let text = serde_json::to_string(&sealed).expect("a document");
    assert!(Records::from_json(&format!("\u{feff}{text}\n")).expect("records").check().expect("a check").is_same());
    // a won in an hour that decides nothing changes no figure, and yet
    let mut won = sealed.clone();
    won.history.total.values[0] += 1;
    assert!(won.check().expect("a check").is_same());
    let document = serde_json::to_string(&won).expect("a document");
    assert!(matches!(Records::from_json(&document), Err(CheckError::Changed)));
    // of every place in turn another digit, letter or mark
    for place in (0..text.len()).step_by(97).filter(|place| text.is_char_boundary(*place)) {
        let (before, after) = text.split_at(place);
        let mut rest = after.chars();
        let changed = match rest.next() {
            Some(digit @ '0'..='9') => char::from_digit((digit.to_digit(10).unwrap_or(0) + 1) % 10, 10).unwrap_or('x'),
            Some(_) => 'Q',
            None => break,
        };
        let document = format!("{before}{changed}{}", rest.as_str());
        // the last of seventeen digits may be of no weight
        let read = Records::from_json(&document);
        assert!(read.is_err() || read.is_ok_and(|read| read == sealed), "at {place}: {}", &document[..place]);
    }
    let letters = text.chars().count();
    for length in [0, 1, letters / 2, letters - 1] {
        let cut = text.chars().take(length).collect::<String>();
        assert!(matches!(Records::from_json(&cut), Err(CheckError::CutOff)), "{length}");
    }
}

#[test]
fn a_field_that_records_do_not_have_is_named_at_any_depth() {
    let document = serde_json::to_value(records()).expect("a document");
    for (place, named) in [
        ("/history", "history.bonus"),
        ("/history/total", "history.total.bonus"),
        ("/outage/impacts/0", "outage.impacts.0.bonus"),
        ("/cohort/rows/0/loss_rate", "cohort.rows.0.loss_rate.bonus"),
    ] {
        let mut document = document.clone();
        document.pointer_mut(place).expect("a place")["bonus"] = 1.into();
        match Records::from_json(&document.to_string()) {
            Err(CheckError::UnknownField(field)) => assert_eq!(field, named),
            other => panic!("{place}: {other:?}"),
        }
    }
    for place in ["", "/policy", "/published", "/published/figures", "/account"] {
        let mut document = document.clone();
        document.pointer_mut(place).expect("a place")["bonus"] = 1.into();
        let error = Records::from_json(&document.to_string()).expect_err("refused").to_string();
        assert!(error.contains("unknown field `bonus`"), "{place}: {error}");
    }
}

#[test]
fn what_are_no_records_is_refused() {
    assert!(matches!(Records::from_json("{}"), Err(CheckError::Unreadable(_))));
    assert!(matches!(Records::from_json("{\"format\":\"makewhole-records-2\"}"), Err(CheckError::Unreadable(_))));
    assert!(matches!(Records::from_json("no document"), Err(CheckError::Unreadable(_))));
    let refused = |change: fn(&mut Records)| {
        let mut records = records();
        change(&mut records);
        let text = serde_json::to_string(&records).expect("a document");
        matches!(Records::from_json(&text), Err(CheckError::OutOfRange(_)))
    };
    assert!(refused(|records| records.history.total.first_slot = i64::MAX));
    assert!(refused(|records| records.history.by_component[0].1.slot_minutes = SlotLength::HALF_HOUR));
    assert!(refused(|records| records.outage.observed_until = Instant(i64::MAX)));
    assert!(refused(|records| records.policy.groups.clear()));
}
