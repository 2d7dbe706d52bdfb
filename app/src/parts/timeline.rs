//! Things that happened, newest first.

use leptos::prelude::*;

use crate::prose::Prose;

/// One of them.
pub struct Moment {
    /// The anchor, where one can link to it.
    pub id: Option<String>,
    /// When, for machines.
    pub datetime: String,
    /// When, for people.
    pub time: String,
    /// What the moment is called; may be empty.
    pub label: String,
    /// What happened.
    pub said: Prose,
    /// What follows: a link, a note.
    pub note: Option<AnyView>,
}

/// Moments on a line, the first of them marked where it is the latest of all.
#[component]
pub fn Timeline(
    /// The moments, newest first.
    moments: Vec<Moment>,
    /// Whether the first is the latest of all.
    #[prop(default = true)]
    from_latest: bool,
) -> impl IntoView {
    let items = moments.into_iter().enumerate().map(|(index, moment)| {
        let class = (from_latest && index == 0).then_some("latest");
        let label = (!moment.label.is_empty()).then(|| view! { <b>{moment.label}</b> " — " });
        let Prose { first, rest } = moment.said;
        let rest = (!rest.is_empty()).then(|| view! { <div class="said" inner_html=rest></div> });
        view! {
            <li class=class id=moment.id>
                <time datetime=moment.datetime>{moment.time}</time>
                <p dir="auto">{label}<span inner_html=first></span></p>
                {rest}
                {moment.note}
            </li>
        }
    });
    view! { <ol class="tl">{items.collect_view()}</ol> }
}
