//! The only script of the public pages, and the one that loads the browser part.

use std::sync::LazyLock;

use super::BrowserPart;

/// Counts up the age of the state, says when it grew stale, and takes over what was published. Pages are whole
/// without it.
pub static PUBLIC_JS: LazyLock<String> =
    LazyLock::new(|| include_str!("public.js").lines().map(str::trim).collect::<Vec<_>>().join("\n"));

/// Loads the browser part and wakes the islands, outermost first.
pub fn islands(browser: &BrowserPart) -> String {
    // addresses of our own making, without quotes
    format!(
        "import('{}').then(async m=>{{await m.default({{module_or_path:'{}'}});m.hydrate();\
         for(const e of document.querySelectorAll('leptos-island'))await m[e.dataset.component]?.(e)}})",
        browser.islands.js, browser.islands.wasm
    )
}
