//! The mails that the demonstration keeps instead of sending them.

use backend::mail::{KeptMail, MailPage};
use leptos::prelude::*;

use crate::{
    parts::{Empty, LinkButton, PageOf, Pagination},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::dev::Dev,
};

/// What was asked of the mailbox.
#[derive(Clone, Debug)]
pub struct MailFilter {
    /// Whose mails; everybody's where empty.
    pub to: String,
    /// The page, from 1.
    pub page: u64,
}

/// `/dev/mail`: newest first.
pub fn page(context: &PageContext, filter: &MailFilter, found: &MailPage, per_page: u64) -> Document {
    let words = Dev::of(context.language);
    document(context, Layout::Claims, words.mailbox, || {
        let href = address(context, filter, 1);
        let reload = move || view! { <LinkButton href=href label=words.reload compact=true/> };
        let mails = &found.mails;
        let body = if mails.is_empty() {
            view! { <Empty title=words.no_mail text=words.no_mail_text>{reload()}</Empty> }.into_any()
        } else {
            let mails = mails.iter().enumerate().map(|(index, kept)| mail(context, kept, index == 0)).collect_view();
            let pages = PageOf::of(filter.page, per_page, found.total as u64, |page| address(context, filter, page));
            view! {
                <p class="after">{reload()}</p>
                {mails}
                <div class="after"><Pagination page=pages language=context.language/></div>
            }
            .into_any()
        };
        view! {
            <h1>{words.mailbox}</h1>
            <p class="lead">{words.mail_lead}</p>
            {body}
        }
        .into_any()
    })
}

fn address(context: &PageContext, filter: &MailFilter, page: u64) -> String {
    let mut query = Vec::new();
    if !filter.to.is_empty() {
        query.push(("to", filter.to.clone()));
    }
    if page > 1 {
        query.push(("page", page.to_string()));
    }
    routes::with_query(&context.href(routes::DEV_MAIL), &query)
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
