//! What corrections do to a record, and which are refused.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    id::{IncidentId, UpdateId},
    incident::{IncidentStatus, IncidentUpdate},
    language::Text,
};

const NOW: Instant = Instant(100);

fn key(text: &str) -> ComponentKey {
    ComponentKey::parse(text).expect("a key")
}

fn id(number: u128) -> ImpactId {
    ImpactId(Uuid::from_u128(number))
}

/// An incident since 10, resolved at 50 where `is_over`, with impacts on `pay`.
fn incident(is_over: bool, impacts: &[(u128, Severity, i64, Option<i64>)]) -> Incident {
    let update = |number, status, at| IncidentUpdate {
        id: UpdateId(Uuid::from_u128(number)),
        status,
        body: Text::new("알립니다.", ""),
        at: Instant(at),
        corrects: None,
        is_emergency: false,
        corrected_impacts: None,
    };
    let mut updates = vec![update(1, IncidentStatus::Investigating, 10)];
    if is_over {
        updates.insert(0, update(2, IncidentStatus::Resolved, 50));
    }
    let incident = IncidentId(Uuid::nil());
    let impact = |&(number, severity, start, end): &(u128, Severity, i64, Option<i64>)| Impact {
        id: id(number),
        incident,
        component: key("pay"),
        severity,
        start: Instant(start),
        end: end.map(Instant),
    };
    let impacts = impacts.iter().map(impact).collect();
    Incident::of(incident, Text::new("장애", ""), (Instant(10), Instant(10)), None, updates, impacts)
}

fn say(severity: Option<Severity>, from: i64, until: Option<i64>) -> ImpactCorrection {
    ImpactCorrection { component: key("pay"), severity, from: Instant(from), until: until.map(Instant) }
}

type Entry = (Option<u128>, Severity, i64, Option<i64>);

fn entries_of(incident: &Incident, corrections: &[ImpactCorrection]) -> Vec<Entry> {
    let corrected = incident.correct(corrections, NOW).expect("corrected");
    let entry = |entry: Restated| {
        (entry.id.map(|id| id.0.as_u128()), entry.severity, entry.start.0, entry.end.map(|end| end.0))
    };
    corrected.entries.into_iter().map(entry).collect()
}

use Severity::{Degraded, MajorOutage as Major, PartialOutage as Partial};

#[test]
fn a_time_within_an_impact_is_cut_out_and_said_anew() {
    let past = incident(true, &[(1, Major, 10, Some(50))]);
    assert_eq!(
        entries_of(&past, &[say(Some(Partial), 20, Some(30))]),
        [(Some(1), Major, 10, Some(20)), (None, Partial, 20, Some(30)), (None, Major, 30, Some(50))]
    );
    assert_eq!(entries_of(&past, &[say(Some(Partial), 10, Some(50))]), [(Some(1), Partial, 10, Some(50))]);
    assert_eq!(
        entries_of(&past, &[say(Some(Degraded), 30, Some(50))]),
        [(Some(1), Major, 10, Some(30)), (None, Degraded, 30, Some(50))]
    );
    // shortened from either end, and taken off altogether
    assert_eq!(entries_of(&past, &[say(None, 10, Some(20))]), [(Some(1), Major, 20, Some(50))]);
    assert_eq!(entries_of(&past, &[say(None, 40, Some(50))]), [(Some(1), Major, 10, Some(40))]);
    assert_eq!(entries_of(&past, &[say(None, 10, Some(50))]), [(Some(1), Major, 10, Some(10))]);
}

#[test]
fn lengthening_joins_what_is_beside_and_raising_takes_all_that_lies_in_it() {
    let past = incident(true, &[(1, Major, 20, Some(30)), (2, Partial, 40, Some(45))]);
    assert_eq!(entries_of(&past, &[say(Some(Major), 10, Some(20))]), [(Some(1), Major, 10, Some(30))]);
    assert_eq!(entries_of(&past, &[say(Some(Major), 30, Some(40))]), [(Some(1), Major, 20, Some(40))]);
    assert_eq!(
        entries_of(&past, &[say(Some(Major), 15, Some(50))]),
        [(Some(1), Major, 15, Some(50)), (Some(2), Partial, 40, Some(40))]
    );
    let twice = [say(Some(Major), 40, Some(45)), say(None, 20, Some(25))];
    assert_eq!(entries_of(&past, &twice), [(Some(1), Major, 25, Some(30)), (Some(2), Major, 40, Some(45))]);
}

#[test]
fn what_lasts_goes_on_and_can_be_said_anew_as_a_whole() {
    let open = incident(false, &[(1, Major, 10, None)]);
    assert_eq!(entries_of(&open, &[say(Some(Partial), 10, None)]), [(Some(1), Partial, 10, None)]);
    assert_eq!(
        entries_of(&open, &[say(Some(Partial), 10, Some(60))]),
        [(Some(1), Major, 60, None), (None, Partial, 10, Some(60))]
    );
    assert_eq!(
        entries_of(&open, &[say(Some(Partial), 60, None)]),
        [(Some(1), Major, 10, Some(60)), (None, Partial, 60, None)]
    );
}

#[test]
fn what_is_published_names_what_was_and_what_is() {
    let past = incident(true, &[(1, Major, 10, Some(30)), (2, Degraded, 30, Some(40))]);
    let published = |correction: ImpactCorrection| {
        let one = past.correct(&[correction], NOW).expect("corrected").published.remove(0);
        (one.was, one.now)
    };
    assert_eq!(published(say(Some(Partial), 20, Some(40))), (Some(Major), Some(Partial)));
    assert_eq!(published(say(None, 30, Some(40))), (Some(Degraded), None));
    assert_eq!(published(say(Some(Partial), 40, Some(50))), (None, Some(Partial)));
}

#[test]
fn impossible_corrections_are_refused_by_place_and_name() {
    let past = incident(true, &[(1, Major, 10, Some(40))]);
    let open = incident(false, &[(1, Major, 10, None)]);
    let refused = |incident: &Incident, all: &[ImpactCorrection]| incident.correct(all, NOW).expect_err("refused");
    let outside = Refusal::Outside(Instant(10), Instant(50));
    assert_eq!(refused(&past, &[say(None, 30, Some(30))]), (0, Refusal::Backwards));
    assert_eq!(refused(&past, &[say(None, 9, Some(30))]), (0, outside));
    assert_eq!(refused(&past, &[say(None, 30, Some(51))]), (0, outside));
    assert_eq!(refused(&open, &[say(None, 30, Some(101))]), (0, Refusal::Outside(Instant(10), NOW)));
    assert_eq!(refused(&past, &[say(Some(Partial), 30, None)]), (0, Refusal::NotOpen));
    assert_eq!(refused(&open, &[say(None, 30, None)]), (0, Refusal::WorksNow));
    assert_eq!(refused(&past, &[say(Some(Major), 20, Some(30))]), (0, Refusal::NothingChanges));
    assert_eq!(refused(&past, &[say(None, 41, Some(45))]), (0, Refusal::NothingChanges));
    let twice = [say(None, 10, Some(20)), say(Some(Partial), 19, Some(30))];
    assert_eq!(refused(&past, &twice), (1, Refusal::Overlapping));
    let open_twice = [say(Some(Partial), 20, None), say(Some(Degraded), 30, Some(40))];
    assert_eq!(refused(&open, &open_twice), (1, Refusal::Overlapping));
}

fn severity() -> impl Strategy<Value = Option<Severity>> {
    prop::sample::select(vec![None, Some(Degraded), Some(Partial), Some(Major)])
}

proptest! {
    /// Within the time corrected the record says what was asked; outside of it, what it said before.
    #[test]
    fn only_the_time_named_changes(
        said in prop::collection::vec((severity(), 10_i64..50, 1_i64..30), 1..6)
    ) {
        let mut standing = incident(true, &[(1, Major, 12, Some(28)), (2, Partial, 28, Some(33))]);
        let mut fresh = 10;
        for (severity, from, length) in said {
            let until = (from + length).min(50);
            let at = |incident: &Incident, instant: i64| {
                let window = Window::try_new(Instant(instant), Instant(instant + 1)).expect("a window");
                uptime::pieces(&incident.impacts, window).into_iter().map(|(_, severity)| severity).max()
            };
            let before: Vec<_> = (10..50).map(|instant| at(&standing, instant)).collect();
            let Ok(corrected) = standing.correct(&[say(severity, from, Some(until))], NOW) else {
                prop_assert!((from..until).all(|instant| at(&standing, instant) == severity));
                continue;
            };
            for entry in corrected.entries {
                fresh += 1;
                let id = entry.id.unwrap_or(id(fresh));
                standing.impacts.retain(|impact| impact.id != id);
                let Restated { component, severity, start, end, .. } = entry;
                standing.impacts.push(Impact { id, incident: standing.id, component, severity, start, end });
            }
            standing.impacts.sort_by_key(|impact| impact.start);
            for (instant, before) in (10..50).zip(before) {
                let expected = if (from..until).contains(&instant) { severity } else { before };
                prop_assert_eq!(at(&standing, instant), expected);
            }
        }
    }
}
