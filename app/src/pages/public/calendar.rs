//! Maintenance as an iCalendar feed (RFC 5545): stable UIDs, a SEQUENCE that grows with each change, cancellations kept.

use domain::{
    maintenance::{Maintenance, MaintenanceStatus},
    status::PublicState,
    time::Instant,
};

use crate::{prose::plain, routes, shell::PageContext, text::maintenance::Maintenance as Words};

/// Octets of a line before it is folded (RFC 5545, section 3.1).
const LINE: usize = 75;

/// `/maintenance.ics`
pub fn calendar(context: &PageContext, state: &PublicState) -> String {
    let name = format!("{} {}", context.site_name(), Words::of(context.language).name);
    let mut ics = String::new();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Makewhole//Maintenance//EN",
        "METHOD:PUBLISH",
        "CALSCALE:GREGORIAN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        &format!("X-WR-CALNAME:{}", escaped(&name)),
    ] {
        push(&mut ics, line);
    }
    for maintenance in state.maintenances.iter().rev() {
        event(context, &mut ics, maintenance);
    }
    push(&mut ics, "END:VCALENDAR");
    ics
}

fn event(context: &PageContext, ics: &mut String, maintenance: &Maintenance) {
    let (site, language) = (&context.site.url, context.language);
    let host = site.split_once("://").map_or(site.as_str(), |(_, host)| host);
    let (span, id) = (maintenance.span(), maintenance.id);
    let link = format!("{site}{}", context.href(&routes::maintenance(id)));
    let body = maintenance.entries.first().map_or("", |entry| entry.body.get(language));
    let status = if maintenance.status == MaintenanceStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    for line in [
        "BEGIN:VEVENT",
        &format!("UID:{id}@{host}"),
        &format!("SEQUENCE:{}", maintenance.sequence()),
        &format!("DTSTAMP:{}", utc(maintenance.updated_at())),
        &format!("CREATED:{}", utc(maintenance.created_at)),
        &format!("LAST-MODIFIED:{}", utc(maintenance.updated_at())),
        &format!("DTSTART:{}", utc(span.start)),
        &format!("DTEND:{}", utc(span.end)),
        &format!("STATUS:{status}"),
        "TRANSP:TRANSPARENT",
        &format!("SUMMARY:{}", escaped(maintenance.title.get(language))),
        &format!("DESCRIPTION:{}", escaped(&plain(body))),
        &format!("URL:{link}"),
        "END:VEVENT",
    ] {
        push(ics, line);
    }
}

fn utc(instant: Instant) -> String {
    instant.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// TEXT as a value: marks escaped, line breaks as `\n`, other control characters left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded at characters so that no line has more than 75 octets.
fn push(ics: &mut String, line: &str) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > LINE {
            ics.push_str("\r\n ");
            width = 1;
        }
        ics.push(c);
        width += c.len_utf8();
    }
    ics.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a\\b;c,d\r\ne\u{7}🔥"), "a\\\\b\\;c\\,d\\ne🔥");
    }

    #[test]
    fn lines_are_folded_by_octets_and_unfold_to_what_they_were() {
        let line = format!("DESCRIPTION:{}", "점검🔥a".repeat(40));
        let mut ics = String::new();
        push(&mut ics, &line);
        assert!(ics.split("\r\n").all(|part| part.len() <= LINE));
        assert_eq!(ics.replace("\r\n ", ""), format!("{line}\r\n"));
    }
}
