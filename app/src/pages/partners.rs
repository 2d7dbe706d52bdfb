//! The way into the pages for partners. Nothing here says whether there is such a page, or whether an address is known. The
//! pages themselves are those of [`super::public`], of another state.

use leptos::prelude::*;

use crate::{
    parts::{Button, ButtonKind, ErrorSummary, FormState, InputKind, LinkButton, TextField, page_title},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::partners::{self as said, Partners},
};

/// `/partners/{key}` for who has not come in.
pub fn sign_in(context: &PageContext, key: &str, form: &FormState) -> Document {
    let words = Partners::of(context.language);
    ask(context, key, form, words.title, words.lead)
}

/// The answer to a link that was used before or is too old, with the form to ask for a new one.
pub fn gone(context: &PageContext, key: &str) -> Document {
    let words = Partners::of(context.language);
    ask(context, key, &FormState::default(), words.gone_title, words.gone_lead)
}

fn ask(context: &PageContext, key: &str, form: &FormState, title: &'static str, lead: &'static str) -> Document {
    let (language, words) = (context.language, Partners::of(context.language));
    let full_title = page_title(language, title, form).into_owned();
    document(context, Layout::PublicForm, &full_title, || {
        view! {
            <div class="page">
                <ErrorSummary form=form.clone() language=language/>
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
                <form method="post" action=context.href(&routes::partner(key)) novalidate=true>
                    <TextField name="email" label=words.email hint=words.email_hint kind=InputKind::Email
                        autocomplete="email" value=form.value("email") error=form.error("email")/>
                    <p class="send"><Button label=words.send kind=ButtonKind::Primary/></p>
                    <p class="small muted">{words.privacy}</p>
                </form>
            </div>
        }
        .into_any()
    })
}

/// The answer to asking for a link: the same for every address and every page.
pub fn sent(context: &PageContext, key: &str, email: &str, is_demonstration: bool) -> Document {
    let (language, words) = (context.language, Partners::of(context.language));
    document(context, Layout::PublicForm, words.sent_title, || {
        let mailbox = is_demonstration.then(|| {
            let href = context.href(routes::DEV_MAIL);
            view! { <LinkButton href=href label=words.demonstration kind=ButtonKind::Primary/> " " }
        });
        view! {
            <div class="page">
                <h1>{words.sent_title}</h1>
                <p class="lead">{said::sent(language, email)} " " {words.sent_lasts}</p>
            </div>
            <section class="sec prose">
                <h2>{words.nothing_title}</h2>
                <ul>
                    <li>{words.nothing_spam}</li>
                    <li>{words.nothing_list}</li>
                </ul>
                <p class="send">
                    {mailbox}
                    <LinkButton href=context.href(&routes::partner(key)) label=words.another/>
                </p>
            </section>
        }
        .into_any()
    })
}

/// `/partners/{key}/sign-in/{secret}`: one button, so that programs which open the links of a mail do not use it up.
pub fn confirm(context: &PageContext) -> Document {
    let words = Partners::of(context.language);
    document(context, Layout::PublicForm, words.confirm_title, || {
        view! {
            <div class="page">
                <h1>{words.confirm_title}</h1>
                <p class="lead">{words.confirm_lead}</p>
                <form method="post">
                    <p class="send"><Button label=words.confirm kind=ButtonKind::Primary/></p>
                </form>
            </div>
        }
        .into_any()
    })
}
