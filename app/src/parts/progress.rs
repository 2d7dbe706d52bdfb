//! How far something is.

use domain::money::group_thousands;
use leptos::prelude::*;

/// A bar with its numbers in words above it.
#[component]
pub fn Progress(
    /// What is counted.
    #[prop(into)]
    label: String,
    /// How many are done.
    done: u64,
    /// Of how many.
    total: u64,
) -> impl IntoView {
    let numbers = format!("{} / {}", group_thousands(done), group_thousands(total));
    view! {
        <div>
            <div class="row"><span>{label.clone()}</span><span class="small muted">{numbers}</span></div>
            <progress value=done max=total.max(1) aria-label=label></progress>
        </div>
    }
}
