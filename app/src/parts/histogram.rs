//! How many of each size: a picture made on the server, with its numbers in a table below.

use domain::language::Language;
use leptos::prelude::*;

use super::table::{Column, Table};
use crate::text::form::Form;

/// Width and height of the picture, and where its ground lies.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
const GROUND: f64 = 190.0;
/// Where the tallest bar ends, below its number.
const TOP: f64 = 24.0;

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its name below it, short.
    pub name: String,
    /// How many.
    pub count: u64,
    /// The row of the table.
    pub row: Vec<String>,
}

/// Bars of counts, and their table behind a fold.
#[component]
pub fn Histogram(
    /// The bars, from small to large.
    bars: Vec<Bar>,
    /// The picture in a sentence; also the table's caption.
    summary: String,
    /// Columns of the table.
    columns: Vec<Column>,
    /// The language of the fold.
    language: Language,
) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / bars.len().max(1) as f64;
    let picture = bars.iter().enumerate().map(|(index, bar)| {
        let height = bar.count as f64 / most * (GROUND - TOP);
        let (x, y) = (index as f64 * step, GROUND - height);
        view! {
            <rect class="bar" x=x + 3.0 y=y width=step - 6.0 height=height/>
            <text x=x + step / 2.0 y=y - 6.0 text-anchor="middle">{(bar.count > 0).then_some(bar.count)}</text>
            <text x=x + step / 2.0 y="208" text-anchor="middle">{bar.name.clone()}</text>
        }
    });
    let picture = picture.collect_view();
    let rows = bars.iter().map(|bar| bar.row.iter().map(|cell| cell.clone().into_any()).collect()).collect();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=summary.clone()>
                {picture}
                <path class="axis" d=format!("M0 {GROUND}H{WIDTH}")/>
            </svg>
            <details class="more">
                <summary>{Form::of(language).as_table}</summary>
                <Table caption=summary caption_hidden=true columns=columns rows=rows/>
            </details>
        </figure>
    }
}
