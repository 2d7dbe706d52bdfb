//! Uptime by month, with all that it is computed from, so that anybody can compute it again.

use chrono::{Datelike, Months, NaiveDate};

use super::{
    pieces,
    target::{self, Budget, TargetChange},
    uptime_millionths,
};
use crate::{
    component::Component,
    impact::{Impact, Severity},
    status::PublicState,
    time::{Instant, Window, Zone},
};

/// Most months that one report has.
pub const MOST_MONTHS: usize = 60;

/// A month of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first local day.
    pub first_day: NaiveDate,
    /// Microseconds counted: of the month those after the record begins and before the report ends.
    pub counted: i64,
    /// Of those, microseconds of major outage.
    pub major: i64,
    /// Of partial outage.
    pub partial: i64,
    /// Degraded.
    pub degraded: i64,
    /// Uptime in millionths, by the published formula.
    pub uptime: i64,
    /// How much downtime its target allows and how much of that was used; none where it has no target.
    pub budget: Option<Budget>,
}

/// The local months of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day of the first.
    pub first: NaiveDate,
    /// First day of the last.
    pub last: NaiveDate,
    /// Where the report ends, if that is before the end of the last month.
    pub until: Instant,
}

impl Period {
    /// The twelve months that end with the one of `now`, up to the midnight before it, so that nothing in the report changes
    /// within a day but what is put on record.
    pub fn last_twelve(zone: Zone, now: Instant) -> Self {
        let today = zone.date(now);
        let until = zone.midnight(today);
        // on the first of a month it has no day yet
        let last = first_of(today.pred_opt().unwrap_or(today));
        Self { first: last.checked_sub_months(Months::new(11)).unwrap_or(last), last, until }
    }

    /// First days of its months in order, [`MOST_MONTHS`] at most.
    pub fn months(self) -> impl Iterator<Item = NaiveDate> {
        let next = |month: &NaiveDate| month.checked_add_months(Months::new(1));
        std::iter::successors(Some(self.first), next).take_while(move |month| *month <= self.last).take(MOST_MONTHS)
    }
}

/// The first day of a date's month.
pub fn first_of(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// The months of a component in which time is counted, in order.
pub fn months(component: &Component, state: &PublicState, zone: Zone, period: Period) -> Vec<Month> {
    let impacts = state.impacts_on(&component.key);
    let (begun, targets) = (component.uptime_from, &component.uptime_targets);
    let of = |first_day| month(&impacts, targets, begun, zone, first_day, period.until);
    period.months().filter_map(of).collect()
}

fn month(
    impacts: &[Impact],
    targets: &[TargetChange],
    uptime_from: Instant,
    zone: Zone,
    first_day: NaiveDate,
    until: Instant,
) -> Option<Month> {
    let end = zone.midnight(first_day.checked_add_months(Months::new(1))?).min(until);
    let counted = Window::try_new(zone.midnight(first_day).max(uptime_from), end)?;
    let pieces = pieces(impacts, counted);
    let time = |severity| pieces.iter().filter(|(_, s)| *s == severity).map(|(piece, _)| piece.length()).sum();
    let (major, partial) = (time(Severity::MajorOutage), time(Severity::PartialOutage));
    let target = target::of_month(targets, counted);
    Some(Month {
        first_day,
        counted: counted.length(),
        major,
        partial,
        degraded: time(Severity::Degraded),
        uptime: uptime_millionths(impacts, uptime_from, counted)?,
        budget: target.map(|target| Budget::new(target, counted.length(), major, partial)),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        component::ComponentKey,
        id::{ImpactId, IncidentId},
        time::{DAY, HOUR},
    };

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(text).expect("a time")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_month_is_recomputed_from_its_own_figures_and_an_outage_is_cut_at_midnight() {
        // the last hour of October and the first two of November, in Seoul
        let outage = Impact {
            id: ImpactId(Uuid::nil()),
            incident: IncidentId(Uuid::nil()),
            component: ComponentKey::parse("pay").expect("a key"),
            severity: Severity::MajorOutage,
            start: at("2022-10-31T23:00:00+09:00"),
            end: Some(at("2022-11-01T02:00:00+09:00")),
        };
        let partial =
            Impact { severity: Severity::PartialOutage, end: Some(outage.start.plus(5 * HOUR)), ..outage.clone() };
        let (zone, begun) = (Zone::default(), at("2022-10-11T00:00:00+09:00"));
        let of = |month, until: &str| {
            super::month(&[outage.clone(), partial.clone()], &[], begun, zone, day(month), at(until))
        };
        let october = of("2022-10-01", "2022-12-01T00:00:00+09:00").expect("counted");
        assert_eq!((october.counted, october.major, october.partial), (21 * DAY, HOUR, 0));
        let november = of("2022-11-01", "2022-11-11T00:00:00+09:00").expect("counted");
        assert_eq!((november.counted, november.major, november.partial), (10 * DAY, 2 * HOUR, 2 * HOUR));
        for month in [october, november] {
            let down = i128::from(month.major) * 10 + i128::from(month.partial) * 3;
            let again = 1_000_000 - i64::try_from(down * 100_000 / i128::from(month.counted)).expect("small");
            assert_eq!(month.uptime, again);
        }
        assert_eq!(of("2022-09-01", "2022-11-11T00:00:00+09:00"), None, "before the record begins");
    }

    #[test]
    fn the_last_twelve_months_end_at_midnight() {
        let zone = Zone::default();
        let period = Period::last_twelve(zone, at("2022-12-29T10:00:00+09:00"));
        assert_eq!((period.first, period.last), (day("2022-01-01"), day("2022-12-01")));
        assert_eq!((period.until, period.months().count()), (at("2022-12-29T00:00:00+09:00"), 12));
        let first_day = Period::last_twelve(zone, at("2022-12-01T10:00:00+09:00"));
        assert_eq!((first_day.last, first_day.until), (day("2022-11-01"), at("2022-12-01T00:00:00+09:00")));
    }
}
