//! Signing in by a link in a mail. Nothing here says whether an address is known.

use leptos::prelude::*;

use super::just_happened;
use crate::{
    parts::{Button, ButtonKind, ErrorSummary, FormState, InputKind, LinkButton, TextField, page_title},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::sign_in::{self, SignIn},
};

/// `/sign-in`
pub fn page(context: &PageContext, form: &FormState, notice: Option<&str>) -> Document {
    let words = SignIn::of(context.language);
    ask(context, form, words.title, words.lead, notice)
}

/// The answer to a link that was used before or is too old, with the form to ask for a new one.
pub fn gone(context: &PageContext) -> Document {
    let words = SignIn::of(context.language);
    ask(context, &FormState::default(), words.gone_title, words.gone_lead, None)
}

fn ask(
    context: &PageContext,
    form: &FormState,
    title: &'static str,
    lead: &'static str,
    notice: Option<&str>,
) -> Document {
    let (language, words) = (context.language, SignIn::of(context.language));
    let full_title = page_title(language, title, form).into_owned();
    document(context, Layout::Claims, &full_title, || {
        let next = form.value("next");
        let next = (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> });
        view! {
            <ErrorSummary form=form.clone() language=language/>
            {just_happened(notice)}
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <form id="form" method="post" action=context.href(routes::SIGN_IN) novalidate=true>
                {next}
                <TextField name="email" label=words.email hint=words.email_hint kind=InputKind::Email
                    autocomplete="email" value=form.value("email") error=form.error("email")/>
                <p class="acts"><Button label=words.send kind=ButtonKind::Primary wide=true/></p>
                <p class="small muted after">{words.privacy}</p>
            </form>
        }
        .into_any()
    })
}

/// The answer to asking for a link: the same for every address.
pub fn sent(context: &PageContext, email: &str, is_demonstration: bool) -> Document {
    let (language, words) = (context.language, SignIn::of(context.language));
    document(context, Layout::Claims, words.sent_title, || {
        let mailbox = is_demonstration.then(|| {
            let href = context.href(routes::DEV_MAIL);
            view! { <LinkButton href=href label=words.demonstration kind=ButtonKind::Primary wide=true/> }
        });
        view! {
            <h1>{words.sent_title}</h1>
            <p class="lead">{sign_in::sent(language, email)} " " {words.sent_lasts}</p>
            <section class="sec prose">
                <h2>{words.nothing_title}</h2>
                <ul>
                    <li>{words.nothing_spam}</li>
                    <li>{words.nothing_address}</li>
                    <li>{words.nothing_again}</li>
                </ul>
            </section>
            <div class="acts">
                {mailbox}
                <LinkButton href=context.href(routes::SIGN_IN) label=words.another wide=true/>
            </div>
        }
        .into_any()
    })
}

/// `/sign-in/{secret}`: one button, so that programs which open the links of a mail do not use it up.
pub fn confirm(context: &PageContext) -> Document {
    let words = SignIn::of(context.language);
    document(context, Layout::Claims, words.confirm_title, || {
        view! {
            <h1>{words.confirm_title}</h1>
            <p class="lead">{words.confirm_lead}</p>
            <form class="acts" method="post">
                <Button label=words.confirm kind=ButtonKind::Primary wide=true/>
            </form>
        }
        .into_any()
    })
}
