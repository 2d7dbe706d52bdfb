//! Tokens of programs: which there are, making one, revoking one.

use backend::tokens::ApiToken;
use domain::{time::long_date, token::Scope};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
    secret::shown_once,
};
use crate::{
    pages::public::time,
    parts::{
        Badge, Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, Confirm, Empty, ErrorSummary, FormState,
        InputKind, Table, TextField, Tone, page_title,
    },
    routes,
    shell::Document,
    text::console::{
        Console as Places, optional,
        tokens::{self as said, Tokens as Words},
    },
};

/// `/console/tokens`; `secret` is that of a token just made, which is shown this once.
pub fn page(console: &Console, tokens: &[ApiToken], secret: Option<&str>, form: &FormState) -> Document {
    let language = console.language();
    let (words, title) = (Words::of(language), Places::of(language).tokens);
    let top = Top::new(title).with_tab(page_title(language, title, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            view! {
                {secret.map(|secret| shown_once(words.made, words.made_text, secret))}
                <div class="inner">
                    {form.is_wrong().then(|| view! { <ErrorSummary form=form.clone() language=language/> })}
                    <p class="muted">
                        {words.lead} " " <a href=console.href(routes::API)>{words.manual}</a>
                    </p>
                </div>
                {list(console, tokens)}
                {add(console, form)}
            }
            .into_any()
        },
    )
}

fn list(console: &Console, tokens: &[ApiToken]) -> AnyView {
    let words = Words::of(console.language());
    if tokens.is_empty() {
        return view! { <div class="inner"><Empty title=words.none text=words.none_text/></div> }.into_any();
    }
    let columns = vec![
        Column::text(words.name),
        Column::text(words.scopes),
        Column::text(words.state),
        Column::text(words.used),
        Column::text(words.expires),
        Column::text(words.actions),
    ];
    let rows = tokens.iter().map(|token| row(console, token)).collect();
    view! { <Table caption=Places::of(console.language()).tokens caption_hidden=true columns=columns rows=rows/> }
        .into_any()
}

fn row(console: &Console, token: &ApiToken) -> Vec<AnyView> {
    let (language, words, now) = (console.language(), Words::of(console.language()), console.context.now);
    let (tone, word) = match token.revoked_at {
        Some(_) => (Tone::Unknown, words.revoked),
        None if token.is_active(now) => (Tone::Ok, words.active),
        None => (Tone::Unknown, words.expired),
    };
    let used = token.last_used_at.map(|at| time::day_and_minute(&console.context, at));
    // the end is the first instant after the last day
    let end = token.expires_at.map(|end| long_date(console.context.zone().date(end.plus(-1)), language));
    let scopes = token.scopes.iter().map(|scope| view! { <code>{scope.name()}</code> " " });
    let action = console.href(&routes::revoke_token(token.id));
    let revoke = token.revoked_at.is_none().then(|| {
        view! {
            <Confirm label=words.revoke question=words.revoke_question>
                <form method="post" action=action>
                    <Button label=words.revoke_confirm kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        }
    });
    vec![
        view! { <span dir="auto">{token.name.clone()}</span> }.into_any(),
        view! { <span class="scopes">{scopes.collect_view()}</span> }.into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
        used.unwrap_or_else(|| words.never.to_owned()).into_any(),
        end.unwrap_or_else(|| words.no_end.to_owned()).into_any(),
        revoke.into_any(),
    ]
}

fn add(console: &Console, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let scopes =
        Scope::ALL.iter().map(|scope| Choice::new(scope.name(), scope.name()).with_hint(said::scope(language, *scope)));
    view! {
        <section class="inner">
            <h2>{words.add}</h2>
            <form method="post" action=console.href(routes::TOKENS) novalidate=true>
                <input type="hidden" name="id" value=form.value("id")/>
                <TextField name="name" label=words.name hint=words.name_hint autocomplete="off"
                    value=form.value("name") error=form.error("name")/>
                <ChoiceGroup name="scopes" legend=words.scopes kind=ChoiceKind::Checkbox options=scopes.collect()
                    values=form.values("scopes") error=form.error("scopes")/>
                <TextField name="expires_on" label=optional(language, words.expires_on) kind=InputKind::Date
                    hint=words.expires_hint value=form.value("expires_on") error=form.error("expires_on")/>
                <p class="send"><Button label=words.add kind=ButtonKind::Primary/></p>
            </form>
        </section>
    }
    .into_any()
}
