//! Documentation of what programs may read.

use leptos::prelude::*;

use super::api_v2::Body;
use crate::{
    routes,
    shell::{Document, Layout, PageContext, document},
    text::{frame::Frame, maintenance::Maintenance as Calendar, notes::Notes},
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
            </div>
        }
        .into_any()
    })
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
