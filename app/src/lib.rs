//! What the browser and the server share: pages, islands, forms, languages. Thin.
//!
//! Pages are plain functions from data to a document; the router in `server` is the one table of contents. With feature
//! `ssr` everything is compiled, with `hydrate` only the islands and the function that wakes them in the browser.
//!
//! To add a page: its address in [`routes`], its words in [`text`], a function in [`pages`] that ends in
//! [`shell::document`].

#[cfg(feature = "ssr")]
pub mod bulletins;
#[cfg(feature = "ssr")]
pub mod computation;
#[cfg(feature = "ssr")]
mod csv;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod pdf;
#[cfg(feature = "ssr")]
pub mod prose;
#[cfg(feature = "ssr")]
pub mod public;
#[cfg(feature = "ssr")]
pub mod report;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(all(test, feature = "ssr"))]
mod sample;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod style;
#[cfg(feature = "ssr")]
pub mod text;

/// Wakes the islands of the page. The script that loads the browser part calls it.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
