//! The mails that the demonstration keeps instead of sending them.

use backend::mail::KeptMail;
use leptos::prelude::*;

use crate::{
    parts::{Empty, LinkButton},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::dev::Dev,
};

/// `/dev/mail`: newest first.
pub fn page(context: &PageContext, mails: &[KeptMail]) -> Document {
    let words = Dev::of(context.language);
    document(context, Layout::Claims, words.mailbox, || {
        let href = context.href(routes::DEV_MAIL);
        let reload = move || view! { <LinkButton href=href label=words.reload compact=true/> };
        let body = if mails.is_empty() {
            view! { <Empty title=words.no_mail text=words.no_mail_text>{reload()}</Empty> }.into_any()
        } else {
            let mails = mails.iter().enumerate().map(|(index, kept)| mail(context, kept, index == 0)).collect_view();
            view! { <p class="after">{reload()}</p> {mails} }.into_any()
        };
        view! {
            <h1>{words.mailbox}</h1>
            <p class="lead">{words.mail_lead}</p>
            {body}
        }
        .into_any()
    })
}

fn mail(context: &PageContext, kept: &KeptMail, is_open: bool) -> AnyView {
    let time = context.zone().short(kept.at, context.language);
    view! {
        <details class="card mail" lang=kept.mail.language.tag() open=is_open>
            <summary>
                <span class="row small muted">
                    <span>{kept.mail.to.clone()}</span>
                    <time datetime=context.zone().rfc3339(kept.at)>{time}</time>
                </span>
                <b>{kept.mail.subject.clone()}</b>
            </summary>
            <div class="letter">{linked(context, &kept.mail.text)}</div>
        </details>
    }
    .into_any()
}

/// The text with its links made to work; those to this site work under whatever name it is reached by.
fn linked(context: &PageContext, text: &str) -> Vec<AnyView> {
    let piece = |piece: &str| {
        let link = piece.trim_end();
        if !(link.starts_with("https://") || link.starts_with("http://")) {
            return piece.to_owned().into_any();
        }
        let here = link.strip_prefix(context.site.url.as_str()).filter(|path| path.starts_with('/'));
        let href = here.unwrap_or(link).to_owned();
        let space = piece.strip_prefix(link).unwrap_or_default().to_owned();
        view! { <a href=href>{link.to_owned()}</a> {space} }.into_any()
    };
    text.trim().split_inclusive(char::is_whitespace).map(piece).collect()
}
