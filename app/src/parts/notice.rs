//! A message about the page: done, careful, refused.

use leptos::prelude::*;

use super::badge::{Tone, icon};

/// A message with the shape and colour of its tone.
#[component]
pub fn Notice(
    /// Its tone.
    tone: Tone,
    /// Whether a screen reader says it at once, for what just happened.
    #[prop(optional)]
    live: bool,
    /// The message, in paragraphs.
    children: Children,
) -> impl IntoView {
    let role = live.then_some("status");
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {icon(tone)}
            <div>{children()}</div>
        </div>
    }
}
