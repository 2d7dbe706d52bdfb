//! Subscribing to what is published. The forms are public bytes like all public pages; only who sends one needs the
//! database.

mod manage;
mod push;
mod topics;

use domain::{incident::Incident, language::Language, status::PublicState, subscription::Topic};
use leptos::prelude::*;

pub use self::{
    manage::{Managed, attempts, manage, stopped},
    push::{PUSH_JS, PUSH_WORKER_JS},
    topics::{asked, fields},
};
use crate::{
    parts::{Button, ButtonKind, ErrorSummary, FormState, InputKind, LinkButton, TextField, page_title},
    routes,
    shell::{Document, Layout, PageContext, document},
    text::subscribe::{self as said, Subscribe},
};

/// A page with a form, in the manner of the public pages.
fn form_page(context: &PageContext, title: &str, form: &FormState, body: impl FnOnce() -> AnyView) -> Document {
    page_of(context, Layout::PublicForm, title, form, body)
}

/// The same with the script of notifications.
fn push_page(context: &PageContext, title: &str, form: &FormState, body: impl FnOnce() -> AnyView) -> Document {
    page_of(context, Layout::PublicPushForm, title, form, body)
}

fn page_of(
    context: &PageContext,
    layout: Layout,
    title: &str,
    form: &FormState,
    body: impl FnOnce() -> AnyView,
) -> Document {
    let title = page_title(context.language, title, form).into_owned();
    document(context, layout, &title, || {
        view! {
            <div class="page">
                <ErrorSummary form=form.clone() language=context.language/>
                {body()}
            </div>
        }
        .into_any()
    })
}

/// `/subscribe`: by mail, to all or some.
pub fn page(context: &PageContext, state: &PublicState, form: &FormState) -> Document {
    let words = Subscribe::of(context.language);
    push_page(context, words.title, form, || {
        view! {
            <h1>{words.title}</h1>
            <p class="lead">{words.lead}</p>
            <form method="post" action=context.href(routes::SUBSCRIBE) novalidate=true>
                {email_field(context, form)}
                {topics::question(context, state, form)}
                {send(context)}
            </form>
            {push::section(context, None)}
            {other_ways(context, state)}
        }
        .into_any()
    })
}

/// `/incidents/{id}/subscribe`: by mail, to one incident.
pub fn incident_page(context: &PageContext, incident: &Incident, form: &FormState) -> Document {
    let words = Subscribe::of(context.language);
    let topic = Topic::Incident(incident.id);
    push_page(context, words.incident_title, form, || {
        view! {
            <p class="small">
                <a href=context.href(&routes::incident(incident.id)) dir="auto">
                    {incident.title.get(context.language).to_owned()}
                </a>
            </p>
            <h1>{words.incident_title}</h1>
            <p class="lead">{words.incident_lead}</p>
            <form method="post" action=context.href(routes::SUBSCRIBE) novalidate=true>
                <input type="hidden" name=topics::SCOPE value=topics::CHOSEN/>
                <input type="hidden" name=topics::TOPICS value=topic.to_string()/>
                {email_field(context, form)}
                {send(context)}
            </form>
            {push::section(context, Some(&topic))}
            <p class="small"><a href=context.href(routes::SUBSCRIBE)>{words.title}</a></p>
        }
        .into_any()
    })
}

/// `/subscribe/webhook`: by requests to an address.
pub fn webhook_page(context: &PageContext, state: &PublicState, form: &FormState) -> Document {
    let words = Subscribe::of(context.language);
    form_page(context, words.webhook_title, form, || {
        view! {
            <p class="small"><a href=context.href(routes::SUBSCRIBE)>{words.by_mail}</a></p>
            <h1>{words.webhook_title}</h1>
            <p class="lead">{words.webhook_lead}</p>
            <form method="post" action=context.href(routes::SUBSCRIBE_WEBHOOK) novalidate=true>
                <TextField name="url" label=words.url hint=words.url_hint autocomplete="off"
                    value=form.value("url") error=form.error("url")/>
                <TextField name="email" label=words.contact hint=words.contact_hint kind=InputKind::Email
                    autocomplete="email" value=form.value("email") error=form.error("email")/>
                {topics::question(context, state, form)}
                {send(context)}
            </form>
            <section class="sec prose">
                <h2>{words.format}</h2>
                <p>{words.format_text}</p>
                <p>{words.format_signature}</p>
            </section>
        }
        .into_any()
    })
}

fn email_field(context: &PageContext, form: &FormState) -> AnyView {
    let words = Subscribe::of(context.language);
    view! {
        <TextField name="email" label=words.email hint=words.email_hint kind=InputKind::Email autocomplete="email"
            value=form.value("email") error=form.error("email")/>
    }
    .into_any()
}

fn send(context: &PageContext) -> AnyView {
    let words = Subscribe::of(context.language);
    view! {
        <p class="send"><Button label=words.send kind=ButtonKind::Primary/></p>
        <p class="small muted">{words.privacy}</p>
    }
    .into_any()
}

fn other_ways(context: &PageContext, state: &PublicState) -> AnyView {
    let (language, words) = (context.language, Subscribe::of(context.language));
    let feed = |path: String, label: String| view! { <li><a href=context.href(&path)>{label}</a></li> };
    let of_component = state.components().map(|component| {
        let label = format!("{} (Atom)", component.name.get(language));
        feed(routes::component_atom(&component.key), label)
    });
    view! {
        <section class="sec prose">
            <h2>{words.other_ways}</h2>
            <ul>
                {feed(routes::SUBSCRIBE_WEBHOOK.to_owned(), words.webhook_way.to_owned())}
                {feed(routes::ATOM.to_owned(), "Atom".to_owned())}
                {feed(routes::RSS.to_owned(), "RSS".to_owned())}
                {feed(routes::CALENDAR.to_owned(), crate::text::maintenance::Maintenance::of(language).calendar.to_owned())}
            </ul>
            <details>
                <summary>{words.by_service}</summary>
                <ul>{of_component.collect_view()}</ul>
            </details>
        </section>
    }
    .into_any()
}

/// The answer to asking: the same for every address.
pub fn sent(context: &PageContext, email: &str, is_demonstration: bool) -> Document {
    let words = Subscribe::of(context.language);
    form_page(context, words.sent_title, &FormState::default(), || {
        let mailbox = is_demonstration.then(|| {
            let href = context.href(routes::DEV_MAIL);
            view! { <LinkButton href=href label=words.demonstration kind=ButtonKind::Primary/> }
        });
        view! {
            <h1>{words.sent_title}</h1>
            <p class="lead">{said::sent(context.language, email)} " " {words.sent_next}</p>
            <p>{words.sent_nothing}</p>
            <p class="send">{mailbox} " " <LinkButton href=context.href(routes::SUBSCRIBE) label=words.again/></p>
        }
        .into_any()
    })
}

/// `/subscribe/confirm/{token}`: one button, so that programs which open the links of a mail confirm nothing.
pub fn confirm(context: &PageContext) -> Document {
    let words = Subscribe::of(context.language);
    form_page(context, words.confirm_title, &FormState::default(), || {
        view! {
            <h1>{words.confirm_title}</h1>
            <p class="lead">{words.confirm_lead}</p>
            <form method="post"><p class="send"><Button label=words.confirm kind=ButtonKind::Primary/></p></form>
        }
        .into_any()
    })
}

/// The answer to a link that does nothing any more.
pub fn gone(context: &PageContext) -> Document {
    let words = Subscribe::of(context.language);
    form_page(context, words.gone_title, &FormState::default(), || {
        view! {
            <h1>{words.gone_title}</h1>
            <p class="lead">{words.gone_lead}</p>
            <p class="send">
                <LinkButton href=context.href(routes::SUBSCRIBE) label=words.again kind=ButtonKind::Primary/>
            </p>
        }
        .into_any()
    })
}

/// The name of a language in another.
const fn name_of(words: &Subscribe, language: Language) -> &'static str {
    match language {
        Language::Ko => words.korean,
        Language::En => words.english,
    }
}
