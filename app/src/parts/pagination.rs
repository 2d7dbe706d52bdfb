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

impl PageOf {
    /// A page by its number, from 1; `address` gives those of the others. A number past the end is the last page.
    pub fn of(page: u64, per_page: u64, total: u64, address: impl Fn(u64) -> String) -> Self {
        let per_page = per_page.max(1);
        let page = page.clamp(1, total.div_ceil(per_page).max(1));
        let last = (page * per_page).min(total);
        Self {
            first: ((page - 1) * per_page + 1).min(total),
            last,
            total,
            previous: (page > 1).then(|| address(page - 1)),
            next: (last < total).then(|| address(page + 1)),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::PageOf;

    #[test]
    fn a_page_knows_its_rows_and_neighbours() {
        let said = |page, total| {
            let found = PageOf::of(page, 30, total, |page| page.to_string());
            (found.first, found.last, found.previous, found.next)
        };
        let to = |page: &str| Some(page.to_owned());
        assert_eq!(said(1, 61), (1, 30, None, to("2")));
        assert_eq!(said(3, 61), (61, 61, to("2"), None));
        assert_eq!(said(1, 0), (0, 0, None, None));
        assert_eq!(said(9, 30), (1, 30, None, None));
    }
}
