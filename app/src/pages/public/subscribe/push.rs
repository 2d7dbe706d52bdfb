//! Notifications of the browser that shows the page: the one part of these pages that needs a script, which the browser
//! runs only to turn them on and off.

use std::sync::LazyLock;

use domain::subscription::Topic;
use leptos::prelude::*;

use crate::{
    routes,
    shell::PageContext,
    text::subscribe::{Push, Subscribe},
};

/// Turns notifications on and off. It takes what is wanted from the page's form.
pub static PUSH_JS: LazyLock<String> = LazyLock::new(|| trimmed(include_str!("push.js")));

/// The service worker, which shows them.
pub static PUSH_WORKER_JS: LazyLock<String> = LazyLock::new(|| trimmed(include_str!("push-worker.js")));

fn trimmed(script: &str) -> String {
    script.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// The section; of one topic where the page is about one. Nothing in it can be pressed before the script found out that it
/// works.
pub fn section(context: &PageContext, topic: Option<&Topic>) -> AnyView {
    let words = Push::of(context.language);
    let lead = if topic.is_some() { words.lead_one } else { words.lead };
    view! {
        <section class="sec prose" id="push" data-path=context.href(routes::SUBSCRIBE_PUSH)
            data-worker=routes::PUSH_WORKER data-topic=topic.map(ToString::to_string) data-denied=words.denied
            data-failed=words.failed data-started=words.started data-stopped=words.stopped>
            <h2>{words.title}</h2>
            <noscript><p>{words.no_script}</p></noscript>
            <p data-push="unsupported" hidden=true>{words.unsupported}</p>
            <div data-push="off" hidden=true>
                <p>{lead}</p>
                <p class="send"><button type="button" class="btn" data-do="start">{words.start}</button></p>
            </div>
            <div data-push="on" hidden=true>
                <p>{words.on}</p>
                <p class="send">
                    <a class="btn" data-do="change" href=context.href(routes::SUBSCRIBE)>{words.change}</a> " "
                    <button type="button" class="btn" data-do="stop">{words.stop}</button>
                </p>
            </div>
            <p role="status"></p>
            <p class="small muted">{Subscribe::of(context.language).privacy_push}</p>
        </section>
    }
    .into_any()
}
