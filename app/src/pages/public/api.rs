//! Documentation of what programs may read.

use domain::token::Scope;
use leptos::prelude::*;

use super::api_v2::Body;
use crate::{
    routes,
    shell::{Document, Layout, PageContext, document},
    text::{console::tokens, frame::Frame, maintenance::Maintenance as Calendar, notes::Notes},
};

/// `/api`
pub fn page(context: &PageContext) -> Document {
    let words = Notes::of(context.language);
    let title = Frame::of(context.language).api;
    document(context, Layout::Public(None), title, || {
        let bodies = Body::ALL.map(|body| entry(context, body.path(), about(words, body)));
        let feeds = [
            (routes::ATOM, words.atom),
            (routes::RSS, words.rss),
            (routes::JSON_FEED, words.json_feed),
            (routes::HISTORY_JSON, words.history_json),
            (routes::CALENDAR, Calendar::of(context.language).calendar_about),
        ];
        let feeds = feeds.map(|(path, text)| entry(context, path, text));
        let site = |path: &str| format!("{}{}", context.site.url, context.href(path));
        let name = context.site_name();
        let badge =
            format!("<a href=\"{}\"><img src=\"{}\" alt=\"{name}\"></a>", site(routes::HOME), site(routes::BADGE));
        let widget = format!("<script async src=\"{}\"></script>", site(routes::EMBED));
        view! {
            <div class="page prose">
                <h1>{title}</h1>
                <p>{words.api_lead}</p>
                <p>{words.api_rules}</p>
                <h2>{words.api_bodies}</h2>
                <dl class="paths">{bodies.collect_view()}</dl>
                <h2>{words.api_feeds}</h2>
                <dl class="paths">{feeds.collect_view()}</dl>
                <h2>{words.api_embed}</h2>
                <p>{words.api_badge}</p>
                <pre><code>{badge}</code></pre>
                <p>{words.api_widget}</p>
                <pre><code>{widget}</code></pre>
                <h2>{words.api_events}</h2>
                <p><code>{routes::EVENTS}</code></p>
                <p>{words.api_events_text}</p>
                {with_token(context)}
            </div>
        }
        .into_any()
    })
}

/// An incident declared from a terminal, after its address.
const DECLARATION: &str = r#"\
  -H "Authorization: Bearer $TOKEN" \
  -H "Idempotency-Key: deploy-4711" \
  -d '{"title": {"ko": "결제 지연", "en": "Slow payments"},
       "body": {"ko": "확인하고 있습니다.", "en": "We are looking into it."},
       "impacts": [{"component": "pay-qr", "state": "degraded"}]}'"#;

/// What programs may do with a token.
fn with_token(context: &PageContext) -> AnyView {
    let words = Notes::of(context.language);
    let scopes = Scope::ALL.iter().map(|scope| {
        view! { <div><dt><code>{scope.name()}</code></dt><dd>{tokens::scope(context.language, *scope)}</dd></div> }
    });
    let url = format!("{}{}", context.site.url, context.href("/api/v1/incidents"));
    let example = format!("curl {url} {DECLARATION}");
    view! {
        <h2 id="tokens">{words.api_tokens}</h2>
        <p>{words.api_tokens_text}</p>
        <dl class="paths">{entry(context, routes::OPENAPI, words.api_tokens_document)}</dl>
        <pre><code>{example}</code></pre>
        <p>{words.api_tokens_once}</p>
        <p>{words.api_tokens_people}</p>
        <p>{words.api_tokens_limit}</p>
        <h3>{words.api_scopes}</h3>
        <dl class="paths">{scopes.collect_view()}</dl>
    }
    .into_any()
}

fn entry(context: &PageContext, path: &'static str, text: &'static str) -> AnyView {
    let href = context.href(path);
    view! { <div><dt><a href=href><code>{path}</code></a></dt><dd>{text}</dd></div> }.into_any()
}

const fn about(words: &Notes, body: Body) -> &'static str {
    match body {
        Body::Summary => words.summary,
        Body::Status => words.status,
        Body::Components => words.components,
        Body::Incidents => words.incidents,
        Body::Unresolved => words.unresolved,
        Body::Maintenances => words.maintenances,
        Body::Upcoming => words.upcoming,
        Body::Active => words.active,
    }
}
