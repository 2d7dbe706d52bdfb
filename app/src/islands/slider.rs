//! A slider beside a field of numbers: dragging it types into the field, typing moves it.

use domain::money::group_thousands;
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventInit, HtmlInputElement};

/// A slider for the field with the id `field`. Hidden until it is alive.
#[island]
pub fn Slider(
    /// The id of the field.
    field: String,
    /// What the slider is called.
    label: String,
    /// Its right end, in the unit that is typed; its left end is 0.
    most: u32,
    /// How far it moves at once.
    step: u32,
    /// Whether the number is a percentage.
    is_share: bool,
) -> impl IntoView {
    let root = NodeRef::<html::Input>::new();
    let is_alive = RwSignal::new(false);
    let value = RwSignal::new(0.0);
    let target = StoredValue::new_local(None::<HtmlInputElement>);
    Effect::new(move |_| {
        let document = root.get().and_then(|root| root.owner_document());
        let found = document.and_then(|document| document.get_element_by_id(&field));
        let Some(input) = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) else { return };
        value.set(number(&input.value()));
        follow(&input, value);
        target.set_value(Some(input));
        is_alive.set(true);
    });
    let drag = move |typed: String| {
        let number = number(&typed);
        target.with_value(|input| {
            let Some(input) = input else { return };
            input.set_value(&written(number, is_share));
            let told = EventInit::new();
            told.set_bubbles(true);
            if let Ok(event) = Event::new_with_event_init_dict("input", &told) {
                // nobody can refuse the event
                let _ = input.dispatch_event(&event);
            }
        });
    };
    view! {
        <input class="slider" type="range" min="0" max=most step=step aria-label=label node_ref=root
            hidden=move || !is_alive.get() aria-valuetext=move || written(value.get(), is_share)
            prop:value=move || value.get().to_string()
            on:input:target=move |event| {
                event.stop_propagation();
                drag(event.target().value());
            }/>
    }
}

/// What is typed moves the slider. The listener lives as long as the page.
fn follow(input: &HtmlInputElement, value: RwSignal<f64>) {
    let source = input.clone();
    let listener = Closure::<dyn Fn()>::new(move || value.set(number(&source.value())));
    // without the listener the slider still types into the field
    let _ = input.add_event_listener_with_callback("input", listener.as_ref().unchecked_ref());
    listener.forget();
}

/// The number in a text as people type it: `10,000`, `80%`; 0 where there is none.
fn number(text: &str) -> f64 {
    let plain: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    plain.parse().unwrap_or(0.0)
}

/// The number as a person would type it.
fn written(number: f64, is_share: bool) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the right end")]
    let whole = number.max(0.0).round() as u64;
    if is_share { format!("{whole}%") } else { group_thousands(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_as_people_type_them() {
        for (text, value) in [("10,000", 10_000.0), ("80%", 80.0), (" 62.5 % ", 62.5), ("", 0.0), ("many", 0.0)] {
            assert_eq!(number(text).to_bits(), f64::to_bits(value), "{text}");
        }
        assert_eq!((written(1_234_567.0, false), written(80.4, true)), ("1,234,567".into(), "80%".into()));
    }
}
