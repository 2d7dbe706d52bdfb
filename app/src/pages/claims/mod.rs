//! What claimants see once they have signed in, and how they sign in.

use leptos::prelude::*;

use crate::{
    parts::{Button, Notice, Tone},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::claims::Claims,
};

pub(in crate::pages) mod calculation;
pub mod case;
pub(in crate::pages) mod chart;
pub(in crate::pages) mod check;
pub mod computation;
mod details;
pub mod list;
pub mod reason;
pub mod sign_in;
mod standing;
pub(in crate::pages) mod working;

/// A page of the claims part, with who is signed in at its end.
fn claims_page(context: &PageContext, title: &str, body: impl FnOnce() -> AnyView) -> Document {
    document(context, Layout::Claims, title, || {
        view! {
            {body()}
            {signed_in(context)}
        }
        .into_any()
    })
}

/// Whose claims these are, and the way out.
fn signed_in(context: &PageContext) -> AnyView {
    let viewer = context.viewer.as_ref().map(|viewer| {
        let words = Claims::of(context.language);
        view! {
            <form class="signed-in" method="post" action=context.href(routes::SIGN_OUT)>
                <p>{words.signed_in_as} " " <b>{viewer.name.clone()}</b></p>
                <Button label=words.sign_out compact=true/>
            </form>
        }
    });
    viewer.into_any()
}

/// What just happened, left by the page before.
fn just_happened(notice: Option<&str>) -> AnyView {
    let notice = notice.map(str::to_owned);
    notice.map(|text| view! { <Notice tone=Tone::Ok live=true><p>{text}</p></Notice> }).into_any()
}
