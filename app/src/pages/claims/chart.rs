//! The chart of a case: the hours around the outage, and the island that reads them out; claimants and staff see the
//! same.

use chrono::{Datelike, NaiveDate, Timelike};
use domain::{
    ledger::AccountKind,
    loss,
    money::{Currency, Money},
    time::{HOUR, Instant, Window},
};
use leptos::prelude::*;

use crate::{
    islands::{ChartReader, ReaderWords},
    parts::{Chart, ChartPoint, LineChart},
    shell::PageContext,
    text::{
        claims::{Claims, takings},
        day,
    },
};

/// Names on the time axis, at most.
const MOST_TICKS: usize = 7;

/// What a chart is made from.
#[derive(Clone, Copy, Debug)]
pub struct Hours<'a> {
    /// Expected and actual takings by hour.
    pub points: &'a [loss::ChartPoint],
    /// When the services that the account uses stopped.
    pub stops: &'a [Window],
    /// Who holds the account.
    pub kind: AccountKind,
    /// The currency of its takings.
    pub currency: Currency,
}

/// The chart with its reader; nothing where the account could not be measured.
pub fn chart(context: &PageContext, hours: Hours) -> Option<AnyView> {
    let Hours { points, stops, kind, currency } = hours;
    let (first, last) = (points.first()?, points.last()?);
    let language = context.language;
    let words = takings(language, kind);
    let outages = outages(points, stops);
    let start = outages.first().map_or(0, |(start, _)| *start);
    let dates: Vec<NaiveDate> =
        context.zone().date(first.at).iter_days().take_while(|date| *date <= context.zone().date(last.at)).collect();
    let chart = Chart {
        points: points.iter().map(point).collect(),
        ticks: ticks(context, points),
        outages,
        outage_label: Claims::of(language).outage.to_owned(),
        summary: words.chart.to_owned(),
        rows: dates.iter().map(|date| row(context, points, *date, currency)).collect(),
    };
    let days = dates.iter().map(|date| day::with_weekday(language, *date)).collect::<Vec<_>>();
    let hours = points.iter().map(|point| [minor(point.expected), point.actual]).collect::<Vec<_>>();
    let reader = ReaderWords {
        hour: Claims::of(language).hour.to_owned(),
        expected: words.expected.to_owned(),
        actual: words.actual.to_owned(),
        difference: Claims::of(language).difference.to_owned(),
    };
    let view = view! {
        <LineChart chart=chart language=language labels=(words.expected, words.actual)>
            <ChartReader points=hours days=days start=start currency=currency words=reader/>
        </LineChart>
    };
    Some(view.into_any())
}

fn point(point: &loss::ChartPoint) -> ChartPoint {
    ChartPoint { expected: point.expected, actual: point.actual as f64, low: point.expected, high: point.expected }
}

/// An estimate as it is shown.
#[expect(clippy::cast_possible_truncation, reason = "takings of an hour are far below 2^53")]
fn minor(estimate: f64) -> i64 {
    estimate.round() as i64
}

/// Stops as indices of hours: the first one touched and the first after.
fn outages(points: &[loss::ChartPoint], stops: &[Window]) -> Vec<(usize, usize)> {
    let index = |at: Instant| points.iter().position(|point| point.at.plus(HOUR) > at).unwrap_or(points.len());
    let span = |stop: &Window| (index(stop.start), index(stop.end.plus(-1)) + 1);
    stops.iter().map(span).filter(|(start, _)| *start < points.len()).collect()
}

/// The days by name, at noon; some left out where they would stand too close.
fn ticks(context: &PageContext, points: &[loss::ChartPoint]) -> Vec<(usize, String)> {
    let local = |(index, point): (usize, &loss::ChartPoint)| (index, context.zone().local(point.at));
    let noons: Vec<_> = points.iter().enumerate().map(local).filter(|(_, time)| time.hour() == 12).collect();
    let every = noons.len().div_ceil(MOST_TICKS).max(1);
    let mut month = 0;
    let name = |(index, time): (usize, chrono::NaiveDateTime)| {
        let is_new = time.month() != std::mem::replace(&mut month, time.month());
        (index, day::on_axis(context.language, time.date(), is_new))
    };
    noons.into_iter().step_by(every).map(name).collect()
}

/// A day of the table.
fn row(context: &PageContext, points: &[loss::ChartPoint], date: NaiveDate, currency: Currency) -> [String; 3] {
    let hours = points.iter().filter(|point| context.zone().date(point.at) == date);
    let (expected, actual) = hours.fold((0.0, 0), |(e, a), point| (e + point.expected, a + point.actual));
    let money = |minor| Money::new(minor, currency).format();
    [day::with_weekday(context.language, date), money(minor(expected)), money(actual)]
}
