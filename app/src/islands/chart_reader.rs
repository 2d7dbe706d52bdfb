//! Reads out the chart hour by hour, by pointer, finger or arrow keys.

use domain::money::{Currency, Money};
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, PointerEvent};

use super::chart_frame::{CEILING, GROUND, LEFT, RIGHT, WIDTH, place};

/// What the reader says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderWords {
    /// The name of the slider.
    pub hour: String,
    /// What was expected.
    pub expected: String,
    /// What was taken.
    pub actual: String,
    /// The difference between the two.
    pub difference: String,
}

/// A slider over the hours of the chart around it, with the hour's amounts; also moves where the picture is touched.
/// Hidden until it is alive.
#[island]
pub fn ChartReader(
    /// Expected and actual takings of each hour, in minor units; the first begins at midnight.
    points: Vec<[i64; 2]>,
    /// The days, by name.
    days: Vec<String>,
    /// The hour that is read first.
    start: usize,
    /// The currency.
    currency: Currency,
    /// The words.
    words: ReaderWords,
) -> impl IntoView {
    let last = points.len().saturating_sub(1);
    let hour = RwSignal::new(start.min(last));
    let is_alive = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(chart) = root.get().and_then(|root| root.closest(".chart").ok().flatten()) else { return };
        if !is_alive.get_untracked() {
            is_alive.set(true);
            follow_pointer(&chart, last, hour);
        }
        let x = place(hour.get(), last);
        if let Ok(Some(marker)) = chart.query_selector(".marker") {
            // an attribute that cannot be set leaves the marker where it is
            let _ = marker.set_attribute("d", &format!("M{x:.1} {CEILING}V{GROUND}"));
        }
    });
    let time = move || {
        let hour = hour.get();
        let day = days.get(hour / 24).cloned().unwrap_or_default();
        format!("{day} {:02}:00–{:02}:00", hour % 24, hour % 24 + 1)
    };
    let amounts = move || points.get(hour.get()).copied().unwrap_or_default();
    let money = move |minor| Money::new(minor, currency).format();
    let (time, amounts) = (StoredValue::new(time), StoredValue::new(amounts));
    let (time, amounts) = (move || time.with_value(|f| f()), move || amounts.with_value(|f| f()));
    let spoken = {
        let words = words.clone();
        move || {
            let [expected, actual] = amounts();
            format!("{}, {} {}, {} {}", time(), words.expected, money(expected), words.actual, money(actual))
        }
    };
    view! {
        <div class="reader" node_ref=root hidden=move || !is_alive.get()>
            <input type="range" min="0" max=last step="1" aria-label=words.hour aria-valuetext=spoken
                prop:value=move || hour.get().to_string()
                on:input:target=move |event| hour.set(event.target().value().parse().unwrap_or(0))/>
            <p><b>{time}</b></p>
            <dl>
                <div><dt>{words.expected}</dt><dd>{move || money(amounts()[0])}</dd></div>
                <div><dt>{words.actual}</dt><dd>{move || money(amounts()[1])}</dd></div>
                <div><dt>{words.difference}</dt><dd>{move || money(amounts()[1] - amounts()[0])}</dd></div>
            </dl>
        </div>
    }
}

/// Reads the hour under pointer or finger. The listener lives as long as the page.
fn follow_pointer(chart: &Element, last: usize, hour: RwSignal<usize>) {
    let Ok(Some(picture)) = chart.query_selector("svg") else { return };
    let target = picture.clone();
    let listener = Closure::<dyn Fn(PointerEvent)>::new(move |event: PointerEvent| {
        let frame = target.get_bounding_client_rect();
        let x = (f64::from(event.client_x()) - frame.left()) / frame.width() * WIDTH;
        let share = ((x - LEFT) / (RIGHT - LEFT)).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last hour")]
        hour.set((share * last as f64).round() as usize);
    });
    for name in ["pointermove", "pointerdown"] {
        // without the listener the slider still works
        let _ = picture.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    }
    listener.forget();
}
