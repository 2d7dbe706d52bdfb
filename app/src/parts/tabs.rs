//! Views of one thing, each with its own address.

use leptos::prelude::*;

/// One of the views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: String,
    /// Whether it is the one shown.
    pub is_current: bool,
}

/// Links to the views, the current one marked.
#[component]
pub fn Tabs(
    /// What the views are of.
    #[prop(into)]
    label: String,
    /// The views.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tab = |tab: Tab| {
        let current = tab.is_current.then_some("page");
        view! { <a href=tab.href aria-current=current>{tab.label}</a> }
    };
    view! { <nav class="tabs" aria-label=label>{tabs.into_iter().map(tab).collect_view()}</nav> }
}
