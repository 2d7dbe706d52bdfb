//! What a subscriber sees by the link in each mail: what they get, and the way out.

use backend::subscribers::{Attempt, Subscriber};
use domain::{language::Language, status::PublicState, time::Instant};
use leptos::prelude::*;

use super::{form_page, name_of, topics};
use crate::{
    pages::public::time,
    parts::{
        Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, Confirm, FormState, LinkButton, Notice, Table,
        Tone,
    },
    routes,
    shell::{Document, PageContext},
    text::subscribe::{self as said, Subscribe},
};

/// A subscription as its link shows it.
pub struct Managed<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// Whose it is.
    pub subscriber: &'a Subscriber,
    /// The address, masked: links are passed on.
    pub address: String,
    /// What a webhook is signed with; none for channels that sign nothing.
    pub secret: Option<String>,
    /// The latest tries to reach a webhook.
    pub attempts: &'a [Attempt],
    /// Whether it was confirmed just now.
    pub is_new: bool,
    /// Whether changes were saved just now.
    pub is_saved: bool,
}

/// `/subscribe/manage/{token}`
pub fn manage(context: &PageContext, state: &PublicState, managed: &Managed<'_>, form: &FormState) -> Document {
    let words = Subscribe::of(context.language);
    form_page(context, words.manage_title, form, || {
        let channel = said::channel(context.language, managed.subscriber.channel);
        let end = context.href(&routes::unsubscribe(managed.token));
        let languages = Language::ALL.map(|language| Choice::new(language.tag(), name_of(words, language)));
        view! {
            {notices(words, managed)}
            <h1>{words.manage_title}</h1>
            <p class="meta"><span>{words.address} ": " {channel}</span><span dir="ltr">{managed.address.clone()}</span></p>
            <form method="post" action=context.href(&routes::manage_subscription(managed.token)) novalidate=true>
                {topics::question(context, state, form)}
                <ChoiceGroup name="language" legend=words.language kind=ChoiceKind::Radio options=languages.to_vec()
                    values=form.values("language") error=form.error("language")/>
                <p class="send"><Button label=words.save kind=ButtonKind::Primary/></p>
            </form>
            {secret(words, managed)}
            {log(context, managed)}
            <section class="sec">
                <Confirm label=words.stop question=words.stop_question>
                    <form method="post" action=end>
                        <Button label=words.stop_confirm kind=ButtonKind::Danger/>
                    </form>
                </Confirm>
            </section>
        }
        .into_any()
    })
}

fn notices(words: &'static Subscribe, managed: &Managed<'_>) -> AnyView {
    let said = match (managed.is_new, managed.is_saved) {
        (true, _) => Some(words.confirmed),
        (_, true) => Some(words.saved),
        _ => None,
    };
    let ended = managed.subscriber.ended_at.is_some();
    view! {
        {said.map(|text| view! { <Notice tone=Tone::Ok live=true><p>{text}</p></Notice> })}
        {ended.then(|| view! { <Notice tone=Tone::Down><p>{words.webhook_ended}</p></Notice> })}
    }
    .into_any()
}

fn secret(words: &'static Subscribe, managed: &Managed<'_>) -> AnyView {
    let secret = managed.secret.clone().map(|secret| {
        view! {
            <section class="sec prose">
                <h2>{words.secret}</h2>
                <details><summary>{words.secret_show}</summary><p><code class="secret">{secret}</code></p></details>
                <p class="small muted">{words.format_signature}</p>
            </section>
        }
    });
    secret.into_any()
}

fn log(context: &PageContext, managed: &Managed<'_>) -> AnyView {
    if managed.subscriber.url.is_empty() {
        return ().into_any();
    }
    let words = Subscribe::of(context.language);
    let table = if managed.attempts.is_empty() {
        view! { <p class="muted">{words.log_none}</p> }.into_any()
    } else {
        attempts(context, managed.attempts)
    };
    view! { <section class="sec"><h2>{words.log}</h2>{table}</section> }.into_any()
}

/// The tries to reach a webhook, as its owner and staff see them.
pub fn attempts(context: &PageContext, attempts: &[Attempt]) -> AnyView {
    let words = Subscribe::of(context.language);
    let columns = vec![Column::text(words.log_time), Column::text(words.log_result), Column::number(words.log_attempt)];
    let row = |attempt: &Attempt| {
        let result = match &attempt.error {
            None => words.log_taken.to_owned(),
            Some(error) => said::attempt(context.language, attempt.status, Some(error)),
        };
        vec![
            time::day_and_minute(context, Instant(attempt.at)).into_any(),
            result.into_any(),
            attempt.attempt.to_string().into_any(),
        ]
    };
    let rows = attempts.iter().map(row).collect();
    view! { <Table caption=words.log caption_hidden=true columns=columns rows=rows/> }.into_any()
}

/// The answer to ending it: the same for every link.
pub fn stopped(context: &PageContext) -> Document {
    let words = Subscribe::of(context.language);
    form_page(context, words.stopped_title, &FormState::default(), || {
        view! {
            <h1>{words.stopped_title}</h1>
            <p class="lead">{words.stopped_lead}</p>
            <p class="send"><LinkButton href=context.href(routes::HOME) label=words.to_status/></p>
        }
        .into_any()
    })
}
