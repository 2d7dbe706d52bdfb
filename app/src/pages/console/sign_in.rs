//! Where staff sign in.

use leptos::prelude::*;

use crate::{
    parts::{Button, ButtonKind, ErrorSummary, FormState, InputKind, TextField, page_title},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::console::Console as Words,
};

/// `/console/sign-in`
pub fn page(context: &PageContext, form: &FormState) -> Document {
    let words = Words::of(context.language);
    let title = page_title(context.language, words.sign_in, form);
    document(context, Layout::Claims, &title, || {
        view! {
            <ErrorSummary form=form.clone() language=context.language/>
            <h1>{words.sign_in}</h1>
            <p class="lead">{words.sign_in_lead}</p>
            <form method="post" action=context.href(routes::STAFF_SIGN_IN) novalidate=true>
                <input type="hidden" name="next" value=form.value("next")/>
                <TextField name="email" label=words.email kind=InputKind::Email autocomplete="username"
                    value=form.value("email") error=form.error("email")/>
                <TextField name="password" label=words.password kind=InputKind::Password
                    autocomplete="current-password"/>
                <p class="acts"><Button label=words.sign_in_button kind=ButtonKind::Primary/></p>
            </form>
            <p class="acts small"><a href=context.href(routes::SIGN_IN)>{words.sign_in_claimant}</a></p>
        }
        .into_any()
    })
}
