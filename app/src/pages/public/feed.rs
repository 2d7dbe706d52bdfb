//! The history as Atom and RSS, of everything or of one component: one entry for each incident and each maintenance,
//! newest first. Form and labels are those of the Statuspage feeds, which readers and bots take apart.

use std::fmt::Write;

use chrono::{Datelike, Timelike};
use domain::{
    component::Component, incident::Incident, language::Language, maintenance::Maintenance, status::PublicState,
    time::Instant,
};
use serde::Serialize;

use crate::{
    prose::Prose,
    routes,
    shell::PageContext,
    text::{
        maintenance,
        public::{self, Public},
        status, subscribe,
    },
};

/// Entries in a feed.
const ENTRIES: usize = 25;

/// An incident or a maintenance, as a feed has it.
struct Entry {
    /// Stays the same whatever changes.
    id: String,
    link: String,
    title: String,
    published: Instant,
    updated: Instant,
    /// All updates as HTML, newest first.
    content: String,
}

/// A feed in the form of JSON Feed 1.1.
#[derive(Serialize)]
struct JsonFeed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    language: &'static str,
    items: Vec<Item>,
}

/// An entry of it.
#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    content_html: String,
    date_published: String,
    date_modified: String,
}

/// `/history.atom`, or `/components/{key}.atom` of a component
pub fn atom(context: &PageContext, state: &PublicState, only: Option<&Component>) -> String {
    let host = host(&context.site.url);
    let entries = entries(context, state, only);
    let name = only.map_or_else(|| "history".to_owned(), |component| format!("components/{}", component.key));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xml:lang=\"{lang}\" xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>tag:{host},2005:/{name}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{itself}\"/>\n<title>{title}</title>\n\
         <updated>{updated}</updated>\n<author><name>{author}</name></author>\n",
        lang = context.language.tag(),
        host = xml(host),
        home = xml(&absolute(context, routes::HOME)),
        itself = xml(&absolute(context, &context.path)),
        title = xml(&title(context, only)),
        updated = context.zone().rfc3339(updated(state, only, &entries)),
        author = xml(context.site_name()),
    );
    for entry in entries {
        // writing to a String cannot fail
        let _ = write!(
            feed,
            "<entry>\n<id>tag:{host},2005:Incident/{id}</id>\n<published>{published}</published>\n\
             <updated>{updated}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{link}\"/>\n\
             <title>{title}</title>\n<content type=\"html\">{content}</content>\n</entry>\n",
            host = xml(host),
            id = entry.id,
            published = context.zone().rfc3339(entry.published),
            updated = context.zone().rfc3339(entry.updated),
            link = xml(&entry.link),
            title = xml(&entry.title),
            content = xml(&entry.content),
        );
    }
    feed + "</feed>\n"
}

/// `/history.rss`, or `/components/{key}.rss` of a component
pub fn rss(context: &PageContext, state: &PublicState, only: Option<&Component>) -> String {
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">\n<channel>\n<title>{title}</title>\n\
         <link>{home}</link>\n<description>{title}</description>\n<language>{lang}</language>\n",
        title = xml(&title(context, only)),
        home = xml(&absolute(context, routes::HOME)),
        lang = context.language.tag(),
    );
    for entry in entries(context, state, only) {
        // writing to a String cannot fail
        let _ = write!(
            feed,
            "<item>\n<title>{title}</title>\n<description>{content}</description>\n<pubDate>{published}</pubDate>\n\
             <link>{link}</link>\n<guid>{link}</guid>\n</item>\n",
            title = xml(&entry.title),
            content = xml(&entry.content),
            published = entry.published.http_date(),
            link = xml(&entry.link),
        );
    }
    feed + "</channel>\n</rss>\n"
}

/// `/feed.json`: the same as JSON Feed 1.1. Errors: a body that JSON cannot hold, which no state has.
pub fn json(context: &PageContext, state: &PublicState) -> serde_json::Result<String> {
    let item = |entry: Entry| Item {
        id: entry.link.clone(),
        url: entry.link,
        title: entry.title,
        content_html: entry.content,
        date_published: context.zone().rfc3339(entry.published),
        date_modified: context.zone().rfc3339(entry.updated),
    };
    serde_json::to_string(&JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(context, None),
        home_page_url: absolute(context, routes::HOME),
        feed_url: absolute(context, &context.path),
        language: context.language.tag(),
        items: entries(context, state, None).into_iter().map(item).collect(),
    })
}

fn entries(context: &PageContext, state: &PublicState, only: Option<&Component>) -> Vec<Entry> {
    let concerns = |incident: &&Incident| only.is_none_or(|c| incident.impacts.iter().any(|i| i.component == c.key));
    let works_on = |maintenance: &&Maintenance| only.is_none_or(|c| maintenance.components.contains(&c.key));
    let incidents = state.incidents.iter().filter(concerns).map(|incident| of_incident(context, incident));
    let maintenances = state.maintenances.iter().filter(works_on).map(|m| of_maintenance(context, m));
    let mut entries: Vec<_> = incidents.chain(maintenances).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.published));
    entries.truncate(ENTRIES);
    entries
}

/// When the feed last changed: never the time of asking, by which readers could not tell a feed that stands still.
fn updated(state: &PublicState, only: Option<&Component>, entries: &[Entry]) -> Instant {
    let begun = || match only {
        Some(component) => Some(component.created_at),
        None => state.components().map(|component| component.created_at).min(),
    };
    entries.iter().map(|entry| entry.updated).max().or_else(begun).unwrap_or(Instant(0))
}

fn of_incident(context: &PageContext, incident: &Incident) -> Entry {
    let language = context.language;
    let updates = incident.updates.iter().map(|update| Said {
        at: update.at,
        label: status::incident(language, update.status),
        body: public::marked(language, incident, update),
    });
    Entry {
        id: incident.id.to_string(),
        link: absolute(context, &routes::incident(incident.id)),
        title: incident.title.get(language).to_owned(),
        published: incident.created_at,
        updated: incident.updated_at,
        content: content(context, &updates.collect::<Vec<_>>()),
    }
}

fn of_maintenance(context: &PageContext, maintenance: &Maintenance) -> Entry {
    let language = context.language;
    let updates = maintenance.entries.iter().map(|entry| Said {
        at: entry.at,
        label: maintenance::status(language, entry.status),
        body: entry.body.get(language).to_owned(),
    });
    Entry {
        id: maintenance.id.to_string(),
        link: absolute(context, &routes::maintenance(maintenance.id)),
        title: maintenance.title.get(language).to_owned(),
        published: maintenance.created_at,
        updated: maintenance.updated_at(),
        content: content(context, &updates.collect::<Vec<_>>()),
    }
}

/// What was said at an instant, under the word of the status it left behind.
struct Said {
    at: Instant,
    label: &'static str,
    body: String,
}

/// The updates as HTML, in the order they come: newest first. One that leaves the status as it was is an update.
fn content(context: &PageContext, updates: &[Said]) -> String {
    let mut html = String::new();
    for (index, said) in updates.iter().enumerate() {
        let is_new = updates.get(index + 1).is_none_or(|before| before.label != said.label);
        let Prose { first, rest } = Prose::markdown(&said.body);
        // writing to a String cannot fail
        let _ = write!(
            html,
            "<p><small>{time}</small><br><strong>{label}</strong> - {first}</p>{rest}",
            time = time(context, said.at),
            label = if is_new { said.label } else { Public::of(context.language).update },
        );
    }
    html
}

/// Day and minute, marked up as in the contract: `Oct <var data-var='date'>16</var>, <var data-var='time'>09:10</var> KST`.
fn time(context: &PageContext, at: Instant) -> String {
    let zone = context.zone();
    let local = zone.local(at);
    let date = format!("<var data-var='date'>{}</var>", local.day());
    let clock = format!("<var data-var='time'>{:02}:{:02}</var>", local.hour(), local.minute());
    let zone = zone.abbreviation(at);
    match context.language {
        Language::Ko => format!("{}월 {date}일 {clock} {zone}", local.month()),
        Language::En => format!("{} {date}, {clock} {zone}", local.format("%b")),
    }
}

fn title(context: &PageContext, only: Option<&Component>) -> String {
    let (language, site) = (context.language, context.site_name());
    match only {
        Some(component) => subscribe::feed_of(language, site, component.name.get(language)),
        None => public::feed_title(language, site),
    }
}

fn absolute(context: &PageContext, path: &str) -> String {
    format!("{}{}", context.site.url, context.href(path))
}

fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    after.split(['/', ':']).next().unwrap_or(after)
}

/// Text as XML may hold it: marks escaped, characters that XML 1.0 forbids replaced.
pub fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_no_mark_and_no_forbidden_character() {
        assert_eq!(xml("<script> ]]> & \"\u{8}🔥"), "&lt;script&gt; ]]&gt; &amp; &quot;\u{fffd}🔥");
    }

    #[test]
    fn the_host_stands_between_scheme_and_path() {
        assert_eq!(host("https://status.example.com:8443/a"), "status.example.com");
        assert_eq!(host("status.example.com"), "status.example.com");
    }
}
