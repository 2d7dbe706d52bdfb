//! The one number a page is about.

use domain::money::Money;
use leptos::prelude::*;

/// A sum of money, large.
#[component]
pub fn Amount(
    /// The sum.
    money: Money,
    /// Whether it is the smaller kind, for dense pages.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let class = if compact { "amount compact" } else { "amount" };
    view! { <p class=class>{money.format()}</p> }
}
