//! Facts in pairs of name and value.

use leptos::prelude::*;

/// A list of facts.
#[component]
pub fn Facts(
    /// Names and values.
    facts: Vec<(String, AnyView)>,
    /// Whether the rows stand close, with the value to the right.
    #[prop(optional)]
    close: bool,
) -> impl IntoView {
    let class = if close { "facts close" } else { "facts" };
    let fact = |(name, value): (String, AnyView)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! { <dl class=class>{facts.into_iter().map(fact).collect_view()}</dl> }
}
