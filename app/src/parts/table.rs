//! Tables, which become cards on a phone.

use leptos::prelude::*;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Whether it holds numbers, which stand to the right.
    pub is_number: bool,
}

impl Column {
    /// A column of words.
    pub const fn text(heading: &'static str) -> Self {
        Self { heading, is_number: false }
    }

    /// A column of numbers.
    pub const fn number(heading: &'static str) -> Self {
        Self { heading, is_number: true }
    }
}

/// A table. The first cell of each row names the row.
#[component]
pub fn Table(
    /// What the table shows.
    #[prop(into)]
    caption: String,
    /// Whether the caption is for screen readers only, since a heading says it.
    #[prop(optional)]
    caption_hidden: bool,
    /// Its columns.
    columns: Vec<Column>,
    /// Its rows, a cell for each column.
    rows: Vec<Vec<AnyView>>,
    /// A name for styles of this table alone.
    #[prop(optional)]
    class: &'static str,
    /// Whether it may have to be scrolled sideways, which the keyboard must be able to do.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let (tabindex, role, label) = (wide.then_some("0"), wide.then_some("region"), wide.then(|| caption.clone()));
    let class_of = |column: &Column| column.is_number.then_some("num");
    let head = columns.iter().map(|c| view! { <th scope="col" class=class_of(c)>{c.heading}</th> }).collect_view();
    let row = |cells: Vec<AnyView>| {
        let cell = |(index, (cell, column)): (usize, (AnyView, &Column))| {
            if index == 0 {
                view! { <th scope="row">{cell}</th> }.into_any()
            } else {
                view! { <td class=class_of(column) data-th=column.heading>{cell}</td> }.into_any()
            }
        };
        view! { <tr>{cells.into_iter().zip(&columns).enumerate().map(cell).collect_view()}</tr> }
    };
    let body = rows.into_iter().map(row).collect_view();
    let caption_class = caption_hidden.then_some("vh");
    let wrapper = if class.is_empty() { "table".to_owned() } else { format!("table {class}") };
    view! {
        <div class=wrapper tabindex=tabindex role=role aria-label=label>
            <table class="cards">
                <caption class=caption_class>{caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
