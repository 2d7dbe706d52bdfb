//! Ways to the pages before and after.

use domain::language::Language;
use leptos::prelude::*;

use crate::text::form::{Form, range};

/// The part of a list a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf {
    /// Number of the first row, from 1.
    pub first: u64,
    /// Number of the last row.
    pub last: u64,
    /// How many there are.
    pub total: u64,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// Where in the list the page stands, and ways on.
#[component]
pub fn Pagination(
    /// The part shown.
    page: PageOf,
    /// The language.
    language: Language,
) -> impl IntoView {
    let words = Form::of(language);
    let link = |href: Option<String>, rel: &'static str, label: &'static str| {
        href.map(|href| view! { <a class="btn compact" href=href rel=rel>{label}</a> })
    };
    view! {
        <nav class="pages" aria-label=words.pages>
            <span>{range(language, page.first, page.last, page.total)}</span>
            <span class="chips">
                {link(page.previous, "prev", words.previous)}
                {link(page.next, "next", words.next)}
            </span>
        </nav>
    }
}
