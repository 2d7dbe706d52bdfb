//! A notice as a notification of a browser: the declarative form of the Push API, which some browsers show by themselves and
//! our service worker shows in the others.

use backend::push::{LONGEST_MESSAGE, PushMessage};
use domain::subscription::NoticeKind;
use serde_json::json;

use super::{Told, What};
use crate::{prose::plain, shell::PageContext};

/// Most characters of what is said; no system shows more.
const LONGEST: usize = 240;
/// Most characters of a title.
const LONGEST_TITLE: usize = 120;

/// The notification in the context's language.
pub fn push(context: &PageContext, told: &Told<'_>) -> PushMessage {
    let language = context.language;
    let (subject, is_urgent) = match told.what {
        // what goes on is no surprise any more
        What::Incident(incident, update) => {
            (incident.id.0, incident.updates.last().is_some_and(|first| first.id == update.id))
        }
        What::Maintenance(maintenance, _, kind) => (maintenance.id.0, kind == NoticeKind::Reminder),
    };
    let title = format!("{} · {}", told.headline(context), context.site_name());
    let said = plain(told.said(language)).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = json!({
        "web_push": 8030,
        "notification": {
            "title": short(&title, LONGEST_TITLE),
            "body": short(&said, LONGEST),
            "lang": language.tag(),
            "dir": "auto",
            "tag": subject,
            "navigate": format!("{}{}", context.site.url, context.href(&told.path())),
        },
    });
    PushMessage { text: text.to_string(), subject, is_urgent }
}

/// The beginning of a text, with a mark where something is left out.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(most - 1).collect();
    format!("{}…", beginning.trim_end())
}

// four bytes for a character in both, twice that for what JSON escapes, and the rest
const _: () = assert!((LONGEST + LONGEST_TITLE) * 8 + 600 <= LONGEST_MESSAGE);
