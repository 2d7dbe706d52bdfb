//! A deviation from zero as a small picture beside its number: a bar to the left or right, and what is tolerated shaded.

use leptos::prelude::*;

/// Half the width of the picture, and its height.
const HALF: f64 = 50.0;
const HEIGHT: f64 = 12.0;

/// The picture of a number that stands beside it in words.
#[component]
pub fn Deviation(
    /// The number.
    value: f64,
    /// What is tolerated to either side.
    tolerated: f64,
    /// Where the picture ends to either side; a larger number ends there too.
    most: f64,
) -> impl IntoView {
    let unit = if most > 0.0 { HALF / most } else { 0.0 };
    let width = |value: f64| (value.abs() * unit).min(HALF);
    let (band, bar) = (width(tolerated), width(value));
    let left = if value < 0.0 { HALF - bar } else { HALF };
    view! {
        <svg class="deviation" viewBox=format!("0 0 {} {HEIGHT}", 2.0 * HALF) aria-hidden="true">
            <rect class="range" x=HALF - band y="0" width=2.0 * band height=HEIGHT/>
            <rect class="bar" x=left y="3" width=bar height=HEIGHT - 6.0/>
            <path class="axis" d=format!("M{HALF} 0V{HEIGHT}M0 {0}H{1}", HEIGHT / 2.0, 2.0 * HALF)/>
        </svg>
    }
}
