//! The chart of a claim: expected and actual takings by hour around the outage.

use backend::claims::StaffCase;
use chrono::{Datelike, Timelike};
use domain::{
    assessment::Value,
    money::Money,
    time::{Instant, MINUTE, Window, long_date},
};

use super::super::Console;
use crate::{
    parts::{Chart, ChartPoint},
    text::console::claims::{self as said, Claims as Words},
};

/// The chart of a case; none where the account could not be measured. `stops` are when the services failed.
pub fn of_case(console: &Console, case: &StaffCase, stops: &[Window]) -> Option<Chart> {
    let points: Vec<_> = case
        .chart
        .iter()
        .map(|point| {
            let expected = point.expected;
            ChartPoint { expected, actual: point.actual as f64, low: expected, high: expected }
        })
        .collect();
    if points.is_empty() {
        return None;
    }
    let place = |instant: Instant| case.chart.iter().filter(|point| point.at < instant).count();
    let outages: Vec<_> =
        stops.iter().map(|stop| (place(stop.start), place(stop.end))).filter(|(first, end)| first < end).collect();
    let length: i64 = stops.iter().map(|stop| stop.length()).sum();
    let minutes = u32::try_from(length / MINUTE).unwrap_or(u32::MAX);
    Some(Chart {
        points,
        ticks: ticks(console, case),
        outages,
        outage_label: said::outage(console.language(), &Value::Minutes(minutes).format(console.language())),
        summary: Words::of(console.language()).takings.to_owned(),
        rows: rows(console, case),
    })
}

/// Each day's noon, named by month and day.
fn ticks(console: &Console, case: &StaffCase) -> Vec<(usize, String)> {
    let zone = console.context.zone();
    let noons = case.chart.iter().enumerate().filter(|(_, point)| zone.local(point.at).hour() == 12);
    noons
        .map(|(index, point)| {
            let date = zone.date(point.at);
            (index, format!("{}/{}", date.month(), date.day()))
        })
        .collect()
}

/// A row for each day: its date, expected, actual.
fn rows(console: &Console, case: &StaffCase) -> Vec<[String; 3]> {
    let (zone, currency) = (console.context.zone(), case.programme.budget.currency);
    let mut days: Vec<(chrono::NaiveDate, f64, i64)> = Vec::new();
    for point in &case.chart {
        let date = zone.date(point.at);
        match days.last_mut() {
            Some((day, expected, actual)) if *day == date => {
                *expected += point.expected;
                *actual += point.actual;
            }
            _ => days.push((date, point.expected, point.actual)),
        }
    }
    let row = |(date, expected, actual): (chrono::NaiveDate, f64, i64)| {
        #[expect(clippy::cast_possible_truncation, reason = "takings of a day are far below 2^53")]
        let expected = Money::new(expected.round() as i64, currency);
        [long_date(date, console.language()), expected.format(), Money::new(actual, currency).format()]
    };
    days.into_iter().map(row).collect()
}
