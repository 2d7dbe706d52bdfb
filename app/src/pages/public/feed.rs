//! The history as Atom and RSS: one entry for each incident, newest first.

use std::fmt::Write;

use domain::{
    incident::{Incident, IncidentStatus},
    status::PublicState,
};

use super::paragraphs;
use crate::{
    routes,
    shell::PageContext,
    text::{frame::Frame, public::Public, status},
};

/// Entries in a feed.
const ENTRIES: usize = 25;

/// `/history.atom`
pub fn atom(context: &PageContext, state: &PublicState) -> String {
    let url = &context.site.url;
    let host = host(url);
    let updated = state.incidents.iter().map(|incident| incident.updated_at).max().unwrap_or(state.at);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xml:lang=\"{lang}\" xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>tag:{host},2005:/history</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{itself}\"/>\n<title>{title}</title>\n\
         <updated>{updated}</updated>\n<author><name>{name}</name></author>\n",
        lang = context.language.tag(),
        host = xml(host),
        home = xml(&absolute(context, routes::HOME)),
        itself = xml(&absolute(context, routes::ATOM)),
        title = xml(&title(context)),
        updated = context.zone().rfc3339(updated),
        name = xml(context.site_name()),
    );
    for incident in state.incidents.iter().take(ENTRIES) {
        // writing to a String cannot fail
        let _ = write!(
            feed,
            "<entry>\n<id>tag:{host},2005:Incident/{id}</id>\n<published>{published}</published>\n\
             <updated>{updated}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{link}\"/>\n\
             <title>{title}</title>\n<content type=\"html\">{content}</content>\n</entry>\n",
            host = xml(host),
            id = incident.id,
            published = context.zone().rfc3339(incident.created_at),
            updated = context.zone().rfc3339(incident.updated_at),
            link = xml(&absolute(context, &routes::incident(incident.id))),
            title = xml(incident.title.get(context.language)),
            content = xml(&content(context, incident)),
        );
    }
    feed + "</feed>\n"
}

/// `/history.rss`
pub fn rss(context: &PageContext, state: &PublicState) -> String {
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">\n<channel>\n<title>{title}</title>\n\
         <link>{home}</link>\n<description>{title}</description>\n<language>{lang}</language>\n",
        title = xml(&title(context)),
        home = xml(&absolute(context, routes::HOME)),
        lang = context.language.tag(),
    );
    for incident in state.incidents.iter().take(ENTRIES) {
        let link = xml(&absolute(context, &routes::incident(incident.id)));
        // writing to a String cannot fail
        let _ = write!(
            feed,
            "<item>\n<title>{title}</title>\n<description>{content}</description>\n<pubDate>{published}</pubDate>\n\
             <link>{link}</link>\n<guid>{link}</guid>\n</item>\n",
            title = xml(incident.title.get(context.language)),
            content = xml(&content(context, incident)),
            published = incident.created_at.http_date(),
        );
    }
    feed + "</channel>\n</rss>\n"
}

/// All updates of an incident as HTML, newest first.
fn content(context: &PageContext, incident: &Incident) -> String {
    let zone = context.zone();
    let mut html = String::new();
    for (index, update) in incident.updates.iter().enumerate() {
        let before = incident.updates.get(index + 1).map(|before| before.status);
        let time = zone.date_time(update.at, context.language);
        let body =
            paragraphs(update.body.get(context.language)).iter().map(|p| xml(p)).collect::<Vec<_>>().join("<br>");
        // writing to a String cannot fail
        let _ = write!(
            html,
            "<p><small>{time} {zone}</small><br><strong>{label}</strong> - {body}</p>",
            zone = zone.abbreviation(update.at),
            label = label(context, update.status, before),
        );
    }
    html
}

/// The status an update sets, or that it only says more.
fn label(context: &PageContext, status: IncidentStatus, before: Option<IncidentStatus>) -> &'static str {
    if before == Some(status) {
        Public::of(context.language).updates
    } else {
        status::incident(context.language, status)
    }
}

fn title(context: &PageContext) -> String {
    let words = Frame::of(context.language);
    format!("{} {} – {}", context.site_name(), words.service_status, words.history)
}

fn absolute(context: &PageContext, path: &str) -> String {
    format!("{}{}", context.site.url, context.href(path))
}

fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    after.split(['/', ':']).next().unwrap_or(after)
}

/// Text as XML may hold it: marks escaped, characters that XML 1.0 forbids replaced.
fn xml(text: &str) -> String {
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
