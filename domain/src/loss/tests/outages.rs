//! Edge cases of outages: their edges, severities, services and the clock.

use chrono::NaiveDateTime;

use super::{super::window::Span, *};
use crate::{
    ledger::{Transaction, TransactionKind},
    money::Money,
    policy::standard_2022,
    time::Window,
};

/// A history in a zone: each real half hour 10,000 through the component and 15,000 in other ways, from 20 weeks before
/// to 12 days after; while the component fails nothing comes through it.
fn half_hours(zone: Zone, start: Instant, minutes: i64) -> AccountHistory {
    let failed = start..start.plus(minutes * MINUTE);
    let times = (0..152 * 48).map(|half| start.plus(half * HOUR / 2 - 140 * DAY));
    let row = |at: Instant, component: Option<&str>, won: i64| Transaction {
        reference: String::new(),
        component: component.and_then(ComponentKey::parse),
        at,
        amount: Money::won(won),
        kind: TransactionKind::Sale,
        terminal: None,
    };
    let mut rows = Vec::new();
    for at in times {
        rows.push(row(at, None, 15_000));
        if !failed.contains(&at) {
            rows.push(row(at, Some("pay-qr"), 10_000));
        }
    }
    AccountHistory::from_transactions(&rows, zone)
}

#[test]
fn the_days_that_an_assessment_looks_at_are_told_by_what_they_are_for() {
    let day = |days: i64| Zone::default().date(START.plus(days * DAY));
    let told = |outage: &Outage, weeks| -> Vec<(StretchKind, NaiveDate, NaiveDate)> {
        stretches(outage, weeks).into_iter().map(|s| (s.kind, s.from, s.until)).collect()
    };
    // the ledger ends ten days after the outage of a day
    let reference = StretchKind::Reference;
    let all = [
        (StretchKind::Outage, day(0), day(1)),
        (StretchKind::CatchUp, day(1), day(4)),
        (reference, day(-210), day(-1)),
        (reference, day(4), day(11)),
    ];
    assert_eq!(told(&full_stop(24), None), all);
    let weeks = Afterwards { from: day(12), until: day(40), days: 28, changed_on: None };
    assert_eq!(told(&full_stop(24), Some(weeks))[2..], [(reference, day(12), day(40))]);
    let ends_with_it = Outage { observed_until: START.plus(24 * HOUR), ..full_stop(24) };
    assert_eq!(told(&ends_with_it, None), [all[0], all[2]]);
    assert!(told(&outage(vec![]), None).is_empty());
}

#[test]
fn a_day_of_23_hours_is_measured_by_the_hours_lived() {
    use chrono_tz::{
        America::{New_York, Sao_Paulo},
        Asia::Seoul,
        Australia::Lord_Howe,
        Europe::London,
    };
    assert_hours_lived(&[
        (London, "2022-03-26T22:00:00Z", 8),
        (London, "2022-03-26T22:00:00Z", 30),
        (London, "2022-03-27T00:00:00Z", 2),
        (New_York, "2022-03-13T04:00:00Z", 24),
        (Sao_Paulo, "2018-11-03T20:00:00Z", 24),
        (Seoul, "1988-05-07T10:00:00Z", 24),
    ]);
    // where only half an hour is skipped
    for (start, minutes) in
        [("2022-10-01T13:30:00Z", 210), ("2022-10-01T15:30:00Z", 30), ("2022-10-01T11:30:00Z", 1_410)]
    {
        assert_minutes_lived(Lord_Howe, start, minutes);
    }
}

#[test]
fn a_day_of_25_hours_is_measured_by_the_hours_lived() {
    use chrono_tz::{
        America::{New_York, Sao_Paulo},
        Asia::Seoul,
        Australia::Lord_Howe,
        Europe::London,
    };
    assert_hours_lived(&[
        (London, "2022-10-29T20:00:00Z", 8),
        (London, "2022-10-29T20:00:00Z", 30),
        (London, "2022-10-30T00:00:00Z", 2),
        (London, "2022-10-29T23:00:00Z", 25),
        (New_York, "2022-11-06T03:00:00Z", 24),
        (Sao_Paulo, "2018-02-17T20:00:00Z", 24),
        (Seoul, "1988-10-08T10:00:00Z", 24),
    ]);
    for (start, minutes) in
        [("2022-04-02T13:00:00Z", 210), ("2022-04-02T14:00:00Z", 90), ("2022-04-02T12:00:00Z", 1_470)]
    {
        assert_minutes_lived(Lord_Howe, start, minutes);
    }
}

#[test]
fn an_hour_lived_twice_is_one_point_of_the_chart_with_both_hours() {
    let zone = Zone(chrono_tz::Europe::London);
    let start = Instant::parse_rfc3339("2022-10-29T22:00:00Z").expect("a time");
    let history = half_hours(zone, start, 360);
    let outage = Outage { zone, ..outage(vec![impact("pay-qr", Severity::MajorOutage, start, 6)]) };
    let measure = measure(&history, &outage).expect("a measure");
    let points = chart(&history, &outage, &measure, &cohort_of_it(&measure));
    let twice = Instant::parse_rfc3339("2022-10-30T00:00:00Z").expect("a time");
    let point = points.iter().find(|point| point.at == twice).expect("the hour");
    assert_eq!(point.actual, 60_000);
    let once = points.iter().find(|point| point.at == twice.plus(-HOUR)).expect("the hour before");
    assert!((point.expected / once.expected - 2.0).abs() < 0.02, "{} and {}", point.expected, once.expected);
    assert!(points.iter().all(|point| point.at != twice.plus(HOUR)));
}

#[track_caller]
fn assert_hours_lived(cases: &[(chrono_tz::Tz, &str, i64)]) {
    for (zone, start, hours) in cases.iter().copied() {
        assert_minutes_lived(zone, start, hours * 60);
    }
}

#[track_caller]
fn assert_minutes_lived(zone: chrono_tz::Tz, start: &str, minutes: i64) {
    let start = Instant::parse_rfc3339(start).expect("a time");
    let history = half_hours(Zone(zone), start, minutes);
    let stop = Impact { end: Some(start.plus(minutes * MINUTE)), ..impact("pay-qr", Severity::MajorOutage, start, 0) };
    let measured = measure(&history, &Outage { zone: Zone(zone), ..outage(vec![stop]) }).expect("a measure");
    let lived = minutes as f64 / 60.0;
    let near = |value: f64, exact: f64| (value - exact).abs() < 0.005 * exact;
    assert!(near(measured.reading.base, lived * 50_000.0), "{zone} {start:?}: {}", measured.reading.base);
    assert!(near(measured.reading.taken, lived * 30_000.0), "{zone} {start:?}: {}", measured.reading.taken);
    assert!(near(measured.exposure(), lived * 20_000.0), "{zone} {start:?}: {}", measured.exposure());
    assert_near(measured.hours, lived);
}

#[test]
fn edges_inside_an_hour_count_by_their_minutes() {
    let mut half_hours = impact("pay-qr", Severity::MajorOutage, START.plus(30 * MINUTE), 24);
    half_hours.end = Some(START.plus(24 * HOUR));
    let measure = measure(&constant(24, 0), &outage(vec![half_hours])).expect("a measure");
    assert_near(measure.hours, 23.5);
    assert_near(measure.exposure(), 23.5 * 20_000.0);
}

#[test]
fn overlapping_incidents_are_one_outage_at_the_worst_severity_of_each_instant() {
    let other = |mut impact: Impact| {
        impact.incident = IncidentId(Uuid::from_u128(2));
        impact
    };
    let twice = outage(vec![
        impact("pay-qr", Severity::MajorOutage, START, 24),
        other(impact("pay-qr", Severity::PartialOutage, START, 24)),
        other(impact("pay-qr", Severity::MajorOutage, START.plus(2 * HOUR), 3)),
    ]);
    let history = constant(24, 0);
    let mut found = loss(&history, &twice);
    // who hit it when is kept beside it: 21 hours against a half, 3 hours alike
    let (one, two) = (IncidentId(Uuid::nil()), IncidentId(Uuid::from_u128(2)));
    let spells = std::mem::take(&mut found.components[0].spells);
    let told: Vec<_> = spells.iter().map(|s| (s.hits.as_slice(), s.hours, s.exposure)).collect();
    let (major, partial) = (Severity::MajorOutage, Severity::PartialOutage);
    let (uneven, alike) = ([(one, major), (two, partial)], [(one, major), (two, major)]);
    assert_eq!(told, [(uneven.as_slice(), 21.0, 420_000.0), (alike.as_slice(), 3.0, 60_000.0)]);
    assert_eq!(found, loss(&history, &full_stop(24)));
}

#[test]
fn impacts_that_follow_each_other_are_as_good_as_one() {
    let parts =
        outage((0..24).map(|hour| impact("pay-qr", Severity::MajorOutage, START.plus(hour * HOUR), 1)).collect());
    let history = constant(24, 0);
    assert_eq!(loss(&history, &parts), loss(&history, &full_stop(24)));
}

#[test]
fn partial_degradation_scales_the_exposure_by_its_severity() {
    for severity in Severity::ALL {
        let loss = loss(&constant(24, 0), &outage(vec![impact("pay-qr", severity, START, 24)]));
        assert_near(loss.exposure, severity.exposure_weight() * 480_000.0);
    }
}

#[test]
fn a_severity_set_too_low_is_made_up_by_the_loss_rate_up_to_its_cap() {
    let half = outage(vec![impact("pay-qr", Severity::PartialOutage, START, 24)]);
    let loss = loss(&constant(24, 0), &half);
    assert_near(loss.exposure, 240_000.0);
    assert_near(loss.loss_rate.value, 1.1);
}

#[test]
fn a_long_mild_tail_adds_exposure_but_no_noise() {
    let tail = outage(vec![
        impact("pay-qr", Severity::MajorOutage, START, 24),
        impact("pay-qr", Severity::Degraded, START.plus(24 * HOUR), 48),
    ]);
    let loss = loss(&constant(24, 0), &tail);
    assert_near(loss.expected, 1_200_000.0);
    assert_near(loss.exposure, 480_000.0 + 0.1 * 2.0 * 480_000.0);
    assert_near(loss.components[0].hours, 24.0 + 4.8);
}

#[test]
fn several_services_never_expose_more_than_all_sales() {
    // Refunds without a component make what came through components more than the total.
    let mut history = constant(24, 0);
    let refunded = |value: &i64| value - 25_000;
    history.total.values = history.total.values.iter().map(refunded).collect();
    let pay = history.by_component[0].1.clone();
    history.by_component.push((component("taxi"), pay));
    let both = outage(vec![
        impact("pay-qr", Severity::MajorOutage, START, 24),
        impact("taxi", Severity::MajorOutage, START, 24),
    ]);
    let measured = measure(&history, &both).expect("a measure");
    assert_eq!(measured.components.len(), 2);
    assert!(measured.components.iter().map(|c| c.share).sum::<f64>() <= 1.0 + 1e-12, "{:?}", measured.components);
    assert!(measured.exposure() <= measured.reading.base * (1.0 + 1e-9), "{measured:?}");
}

#[test]
fn a_severity_revised_later_is_another_result_and_the_first_one_stands() {
    let policy = standard_2022();
    let assessed_at = |severity| {
        let loss = loss(&constant(24, 0), &outage(vec![impact("pay-qr", severity, START, 24)]));
        assessed(&loss, 24 * 60, AccountKind::Merchant, "cafe", &policy)
    };
    let (first, revised) = (assessed_at(Severity::MajorOutage), assessed_at(Severity::Degraded));
    assert_ne!(first.digest, revised.digest);
    assert!(revised.outcome.amount().map(|m| m.minor) < first.outcome.amount().map(|m| m.minor));
    assert_eq!(first.recompute(&policy), Ok(first));
}

#[test]
fn a_short_outage_is_settled_by_flat_sums_and_not_by_own_records() {
    for hours in [1, 2] {
        let loss = loss(&constant(hours, 0), &full_stop(hours));
        assert_eq!(loss.band, Band::Assumed);
        let minutes = u32::try_from(hours * 60).expect("minutes");
        let award = assessed(&loss, minutes, AccountKind::Merchant, "cafe", &standard_2022()).outcome.amount();
        assert_eq!(award, Some(Money::won(10_000)));
    }
    assert_eq!(loss(&constant(3, 0), &full_stop(3)).band, Band::Automatic);
}

#[test]
fn every_local_hour_around_a_clock_change_is_lived_as_long_as_it_was() {
    let slots = SlotLength::HOUR;
    for (zone, at, odd) in [
        (chrono_tz::Australia::Lord_Howe, "2022-04-02T15:00:00Z", Some(1.5)),
        (chrono_tz::Australia::Lord_Howe, "2022-10-01T15:30:00Z", Some(0.5)),
        (chrono_tz::Europe::London, "2022-10-30T01:00:00Z", Some(2.0)),
        (chrono_tz::Europe::London, "2022-03-27T01:00:00Z", None),
        (chrono_tz::America::New_York, "2022-11-06T06:00:00Z", Some(2.0)),
        (chrono_tz::Asia::Seoul, "2022-10-30T01:00:00Z", None),
    ] {
        let change = Instant::parse_rfc3339(at).expect("a time");
        let all = Window::try_new(change.plus(-10 * HOUR), change.plus(10 * HOUR)).expect("a window");
        let span = Span::of_window(all, Zone(zone), slots);
        assert_eq!(span.odd.iter().map(|(_, lived)| *lived).collect::<Vec<_>>(), Vec::from_iter(odd), "{zone}");
        assert_near(span.slots(), 20.0);
        // a window that begins at the change itself knows of it
        let begun = Window::try_new(change, change.plus(30 * MINUTE)).expect("a window");
        let begun = Span::of_window(begun, Zone(zone), slots);
        assert_eq!(begun.odd.iter().map(|(_, lived)| *lived).collect::<Vec<_>>(), Vec::from_iter(odd), "{zone}");
        // whatever part of it a window takes, the parts add up
        for minutes in (0..20 * 60).step_by(10) {
            let cut = all.start.plus(minutes * MINUTE);
            let part = |start, end| Window::try_new(start, end).map(|w| Span::of_window(w, Zone(zone), slots).slots());
            assert_near(part(all.start, cut).unwrap_or(0.0) + part(cut, all.end).unwrap_or(0.0), 20.0);
        }
    }
}

#[test]
fn a_wall_clock_hour_that_is_skipped_has_no_minutes() {
    let zone = Zone(chrono_tz::America::Sao_Paulo);
    let before = Instant::parse_rfc3339("2018-11-04T02:30:00Z").expect("a time");
    let local = |at: Instant| zone.local(at).to_string();
    assert_eq!((local(before), local(before.plus(HOUR))), ("2018-11-03 23:30:00".into(), "2018-11-04 01:30:00".into()));
    let midnight = zone.midnight(NaiveDate::from_ymd_opt(2018, 11, 4).expect("a date"));
    assert_eq!(zone.local(midnight), "2018-11-04T01:00:00".parse::<NaiveDateTime>().expect("a time"));
    let half = Zone(chrono_tz::Australia::Lord_Howe);
    let skipped = half.instant("2022-10-02T02:00:00".parse().expect("a time"));
    assert_eq!(half.local(skipped).to_string(), "2022-10-02 02:30:00");
}
