//! Expected against actual, with the outage shaded: a picture made on the server, with its numbers in a table below.

use std::fmt::Write;

use domain::language::Language;
use leptos::prelude::*;

use super::table::{Column, Table};
use crate::{
    islands::chart_frame::{CEILING, GROUND, HEIGHT, LEFT, RIGHT, WIDTH, place},
    text::form::Form,
};

/// Where the largest value stands, below the label of the outage.
const TOP: f64 = 38.0;

/// Half the width of a name on the time axis, at most.
const TICK: f64 = 40.0;

/// A point in time with its values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    /// What would have been expected.
    pub expected: f64,
    /// What was.
    pub actual: f64,
    /// The lower end of what is usual.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// What a chart shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The points, evenly spaced in time.
    pub points: Vec<ChartPoint>,
    /// Names of places on the time axis, by the index of a point.
    pub ticks: Vec<(usize, String)>,
    /// Outages: first point inside and first point after.
    pub outages: Vec<(usize, usize)>,
    /// What the outage is called on the picture.
    pub outage_label: String,
    /// The picture in a sentence.
    pub summary: String,
    /// The rows of the table: time, expected, actual.
    pub rows: Vec<[String; 3]>,
}

/// The chart, its legend, and its table behind a fold.
#[component]
pub fn LineChart(
    /// What it shows.
    chart: Chart,
    /// The language of legend and table.
    language: Language,
    /// What expected and actual are called, where they are not sales.
    #[prop(optional)]
    labels: Option<(&'static str, &'static str)>,
    /// What reads out single points; moves the `.marker` of the picture.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let words = Form::of(language);
    let (expected, actual) = labels.unwrap_or((words.expected, words.actual));
    let marker = children.as_ref().map(|_| view! { <path class="marker" d=""/> });
    let scale = Scale::of(&chart.points);
    let rows = chart.rows.iter().map(|row| row.iter().map(|cell| cell.clone().into_any()).collect()).collect();
    let columns = vec![Column::text(words.time), Column::number(expected), Column::number(actual)];
    let caption = chart.summary.clone();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=chart.summary.clone()>
                {shades(&chart, &scale)}
                <path class="range" d=between(&scale, &chart.points, 0, |p| p.low, |p| p.high)/>
                {gaps(&chart, &scale)}
                <path class="expected" d=line(&scale, 0, chart.points.iter().map(|p| p.expected))/>
                <path class="actual" d=line(&scale, 0, chart.points.iter().map(|p| p.actual))/>
                <path class="axis" d=format!("M{LEFT} {GROUND}H{RIGHT}")/>
                {ticks(&chart, &scale)}
                {marker}
            </svg>
            <figcaption class="legend">
                <span class="e">{expected}</span>
                <span>{actual}</span>
            </figcaption>
            {children.map(|children| children())}
            <details class="more">
                <summary>{words.as_table}</summary>
                <Table caption=caption caption_hidden=true columns=columns rows=rows/>
            </details>
        </figure>
    }
}

/// From values to places on the picture.
struct Scale {
    last: usize,
    unit: f64,
}

impl Scale {
    fn of(points: &[ChartPoint]) -> Self {
        let most =
            points.iter().flat_map(|p| [p.expected, p.actual, p.high]).filter(|v| v.is_finite()).fold(0.0, f64::max);
        Self { last: points.len().saturating_sub(1), unit: if most > 0.0 { (GROUND - TOP) / most } else { 0.0 } }
    }

    fn x(&self, index: usize) -> f64 {
        place(index, self.last)
    }

    fn y(&self, value: f64) -> f64 {
        let value = if value.is_finite() { value.max(0.0) } else { 0.0 };
        GROUND - value * self.unit
    }
}

/// A line through values from the point `first` on.
fn line(scale: &Scale, first: usize, values: impl Iterator<Item = f64>) -> String {
    let mut path = String::new();
    for (index, value) in values.enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        // writing to a String cannot fail
        let _ = write!(path, "{letter}{:.1} {:.1}", scale.x(first + index), scale.y(value));
    }
    path
}

/// The area between two lines.
fn between(
    scale: &Scale,
    points: &[ChartPoint],
    first: usize,
    lower: fn(&ChartPoint) -> f64,
    upper: fn(&ChartPoint) -> f64,
) -> String {
    let mut path = line(scale, first, points.iter().map(upper));
    for (index, point) in points.iter().enumerate().rev() {
        let _ = write!(path, "L{:.1} {:.1}", scale.x(first + index), scale.y(lower(point)));
    }
    path.push('Z');
    path
}

fn shades(chart: &Chart, scale: &Scale) -> Vec<AnyView> {
    let shade = |(index, &(start, end)): (usize, &(usize, usize))| {
        let (left, right) = (scale.x(start), scale.x(end.min(chart.points.len().saturating_sub(1))));
        let label = (index == 0).then(|| {
            view! { <text class="shade-label" x=left + 8.0 y="32">{chart.outage_label.clone()}</text> }
        });
        view! {
            <rect class="shade" x=left y=CEILING width=(right - left).max(0.0) height=GROUND - CEILING/>
            {label}
        }
        .into_any()
    };
    chart.outages.iter().enumerate().map(shade).collect()
}

/// What was lost: the area from actual up to expected, inside the outages.
fn gaps(chart: &Chart, scale: &Scale) -> Vec<AnyView> {
    let gap = |&(start, end): &(usize, usize)| {
        let inside = chart.points.get(start..end.min(chart.points.len()))?;
        let path = between(scale, inside, start, |p| p.actual, |p| p.expected.max(p.actual));
        Some(view! { <path class="gap" d=path/> }.into_any())
    };
    chart.outages.iter().filter_map(gap).collect()
}

fn ticks(chart: &Chart, scale: &Scale) -> Vec<AnyView> {
    let tick = |(index, name): &(usize, String)| {
        let x = scale.x(*index);
        // names near an end would stand out of the picture
        let (x, anchor) = if x < LEFT + TICK {
            (LEFT, "start")
        } else if x > RIGHT - TICK {
            (RIGHT, "end")
        } else {
            (x, "middle")
        };
        view! { <text x=x y="212" text-anchor=anchor>{name.clone()}</text> }.into_any()
    };
    chart.ticks.iter().map(tick).collect()
}
