//! Uptime from impacts. No standard exists, so the formula is published next to the number:
//! `uptime = 1 - (time of major outage + 0.3 x time of partial outage) / time counted`; degraded time counts as up.

pub mod report;
pub mod target;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentStatus,
    impact::{Impact, Severity},
    time::{Instant, Window, Zone},
};

/// Thousandths of downtime that a severity counts for.
const fn downtime_permille(severity: Severity) -> i64 {
    match severity {
        Severity::Degraded => 0,
        Severity::PartialOutage => 300,
        Severity::MajorOutage => 1000,
    }
}

/// One local day of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBar {
    /// The local date.
    pub date: NaiveDate,
    /// The worst that day had; unknown before the component's record begins.
    pub worst: ComponentStatus,
    /// Microseconds affected in any way, overlaps counted once.
    pub affected: i64,
}

/// Uptime over a window in millionths: 1,000,000 is all of the time. None where no time is counted.
///
/// Overlapping impacts count once, by the worst; time before `uptime_from` does not count.
pub fn uptime_millionths(impacts: &[Impact], uptime_from: Instant, window: Window) -> Option<i64> {
    let counted = Window::try_new(window.start.max(uptime_from), window.end)?;
    let down: i128 = pieces(impacts, counted)
        .into_iter()
        .map(|(piece, severity)| i128::from(piece.length()) * i128::from(downtime_permille(severity)))
        .sum();
    let up = 1_000_000 - down * 1_000 / i128::from(counted.length());
    i64::try_from(up).ok()
}

/// The last `days` local days up to the one of `now`, oldest first.
pub fn day_bars(impacts: &[Impact], uptime_from: Instant, zone: Zone, now: Instant, days: u32) -> Vec<DayBar> {
    let today = zone.date(now);
    let dates = (0..days).rev().filter_map(|back| today.checked_sub_days(chrono::Days::new(back.into())));
    dates.map(|date| day_bar(impacts, uptime_from, zone, now, date)).collect()
}

/// The local days of the month that begins with `first_day`; those after the one of `now` are unknown.
pub fn month_bars(
    impacts: &[Impact],
    uptime_from: Instant,
    zone: Zone,
    now: Instant,
    first_day: NaiveDate,
) -> Vec<DayBar> {
    let dates = first_day.iter_days().take_while(|date| date.month() == first_day.month());
    dates.map(|date| day_bar(impacts, uptime_from, zone, now, date)).collect()
}

fn day_bar(impacts: &[Impact], uptime_from: Instant, zone: Zone, now: Instant, date: NaiveDate) -> DayBar {
    let end = date.succ_opt().map_or(now, |next| zone.midnight(next)).min(now);
    let counted = Window::try_new(zone.midnight(date).max(uptime_from), end);
    let Some(counted) = counted else {
        return DayBar { date, worst: ComponentStatus::Unknown, affected: 0 };
    };
    let pieces = pieces(impacts, counted);
    DayBar {
        date,
        worst: ComponentStatus::of_impacts(pieces.iter().map(|(_, severity)| *severity)),
        affected: pieces.iter().map(|(piece, _)| piece.length()).sum(),
    }
}

/// The affected parts of a window, cut so that they do not overlap, each with the worst severity in it.
pub fn pieces(impacts: &[Impact], window: Window) -> Vec<(Window, Severity)> {
    let inside: Vec<(Window, Severity)> =
        impacts.iter().filter_map(|i| Some((i.window(window.end)?.intersection(window)?, i.severity))).collect();
    let mut cuts: Vec<Instant> = inside.iter().flat_map(|(w, _)| [w.start, w.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .filter_map(|pair| {
            let piece = Window::try_new(pair[0], pair[1])?;
            let worst = inside.iter().filter(|(w, _)| w.contains(piece.start)).map(|(_, s)| *s).max()?;
            Some((piece, worst))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        component::ComponentKey,
        id::{ImpactId, IncidentId},
        time::{DAY, HOUR},
    };

    fn impact(severity: Severity, start: i64, end: Option<i64>) -> Impact {
        Impact {
            id: ImpactId(Uuid::nil()),
            incident: IncidentId(Uuid::nil()),
            component: ComponentKey::parse("pay").expect("a key"),
            severity,
            start: Instant(start),
            end: end.map(Instant),
        }
    }

    fn window(start: i64, end: i64) -> Window {
        Window::try_new(Instant(start), Instant(end)).expect("a window")
    }

    #[test]
    fn uptime_follows_the_published_formula() {
        let day = window(0, 100 * HOUR);
        let down = |impacts: &[Impact]| uptime_millionths(impacts, Instant(0), day).expect("counted time");
        assert_eq!(down(&[]), 1_000_000);
        assert_eq!(down(&[impact(Severity::MajorOutage, 0, Some(HOUR))]), 990_000);
        assert_eq!(down(&[impact(Severity::PartialOutage, 0, Some(HOUR))]), 997_000);
        assert_eq!(down(&[impact(Severity::Degraded, 0, Some(HOUR))]), 1_000_000);
        let overlapping =
            [impact(Severity::PartialOutage, 0, Some(2 * HOUR)), impact(Severity::MajorOutage, HOUR, Some(2 * HOUR))];
        assert_eq!(down(&overlapping), 987_000);
    }

    #[test]
    fn time_before_the_record_is_not_counted() {
        assert_eq!(uptime_millionths(&[], Instant(50), window(0, 40)), None);
    }

    #[test]
    fn an_open_impact_colours_today_and_no_day_before_the_record_is_green() {
        let now = Instant(3 * DAY + HOUR);
        let zone = Zone(chrono_tz::Etc::UTC);
        let bars = day_bars(&[impact(Severity::MajorOutage, 3 * DAY, None)], Instant(2 * DAY), zone, now, 3);
        let worst: Vec<_> = bars.iter().map(|bar| bar.worst).collect();
        assert_eq!(worst, [ComponentStatus::Unknown, ComponentStatus::Operational, ComponentStatus::MajorOutage]);
        assert_eq!(bars[2].affected, HOUR);
    }

    #[test]
    fn a_month_has_all_of_its_days_and_those_to_come_are_not_green() {
        let (zone, first_day) = (Zone(chrono_tz::Etc::UTC), NaiveDate::from_ymd_opt(1970, 2, 1).expect("a date"));
        // from the 4th to the 5th, on the 10th
        let outage = impact(Severity::MajorOutage, 34 * DAY + HOUR, Some(35 * DAY + HOUR));
        let now = Instant(40 * DAY + HOUR);
        let bars = month_bars(&[outage], Instant(32 * DAY), zone, now, first_day);
        let of = |day: usize| (bars[day - 1].worst, bars[day - 1].affected);
        assert_eq!(bars.len(), 28);
        assert_eq!(of(1), (ComponentStatus::Unknown, 0), "before the record");
        assert_eq!((of(4).0, of(4).1, of(5).1), (ComponentStatus::MajorOutage, 23 * HOUR, HOUR));
        assert_eq!((of(10).0, of(11).0), (ComponentStatus::Operational, ComponentStatus::Unknown));
    }

    proptest! {
        #[test]
        fn uptime_stays_within_its_range(spans in proptest::collection::vec((0i64..1000, 1i64..1000), 0..8)) {
            let impacts: Vec<_> = spans.iter().map(|(s, l)| impact(Severity::MajorOutage, *s, Some(s + l))).collect();
            let uptime = uptime_millionths(&impacts, Instant(0), window(0, 1500)).expect("counted time");
            prop_assert!((0..=1_000_000).contains(&uptime));
        }
    }
}
