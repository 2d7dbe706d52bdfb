//! A list with nothing in it: why, and what to do.

use leptos::prelude::*;

/// Says that there is nothing, and what one can do.
#[component]
pub fn Empty(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Why, and what next.
    #[prop(into)]
    text: String,
    /// A button, if something can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
