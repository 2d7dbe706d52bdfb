//! The history for programs that keep it: `/history.json` by three months and `/incidents/{id}.json`, in the form that
//! archivers of Statuspage pages read.

use chrono::{Datelike, Months, NaiveDate, Timelike};
use domain::{incident::Incident, language::Language, maintenance::Maintenance, status::PublicState, time::Instant};
use serde::Serialize;

use super::{api_v2::impact_name, history};
use crate::{
    prose::Prose,
    shell::PageContext,
    text::public::{self, said},
};

/// Months of one part.
const MONTHS: u32 = 3;

#[derive(Serialize)]
struct History {
    months: Vec<Month>,
}

#[derive(Serialize)]
struct Month {
    name: String,
    year: i32,
    incidents: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    code: String,
    name: String,
    message: String,
    impact: &'static str,
    timestamp: String,
}

/// The parts of `/history.json?page=N`, newest first; each holds three months, also quiet ones. Errors: a body that JSON
/// cannot hold, which no state has.
pub fn parts(context: &PageContext, state: &PublicState) -> serde_json::Result<Vec<String>> {
    let newest = history::first_day(context.zone().date(context.now));
    let oldest = history::months(context, state).last().copied().unwrap_or(newest);
    let mut parts = Vec::new();
    let mut first = newest;
    loop {
        let months = (0..MONTHS).filter_map(|back| first.checked_sub_months(Months::new(back)));
        let months = months.map(|month| of_month(context, state, month)).collect();
        parts.push(serde_json::to_string(&History { months })?);
        match first.checked_sub_months(Months::new(MONTHS)) {
            Some(next) if next >= oldest => first = next,
            _ => return Ok(parts),
        }
    }
}

fn of_month(context: &PageContext, state: &PublicState, month: NaiveDate) -> Month {
    let incidents = state.incidents.iter().filter(|incident| history::month_of(context, incident) == month);
    let incidents = incidents.map(|incident| (incident.started_at, of_incident(context, incident)));
    let maintenances = history::begun(state).filter(|m| history::month_of_maintenance(context, m) == month);
    let maintenances = maintenances.map(|m| (m.span().start, of_maintenance(context, m)));
    let mut entries: Vec<(Instant, Entry)> = incidents.chain(maintenances).collect();
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Month {
        name: public::month_name(context.language, month),
        year: month.year(),
        incidents: entries.into_iter().map(|(_, entry)| entry).collect(),
    }
}

fn of_incident(context: &PageContext, incident: &Incident) -> Entry {
    let last = incident.updates.first().map(|update| said(context.language, update)).unwrap_or_default();
    Entry {
        code: incident.id.to_string(),
        name: incident.title.get(context.language).to_owned(),
        message: html(&last),
        impact: impact_name(incident),
        timestamp: span(context, incident.started_at, incident.resolved_at),
    }
}

fn of_maintenance(context: &PageContext, maintenance: &Maintenance) -> Entry {
    let last = maintenance.entries.first().map(|entry| entry.body.get(context.language)).unwrap_or_default();
    Entry {
        code: maintenance.id.to_string(),
        name: maintenance.title.get(context.language).to_owned(),
        message: html(last),
        impact: "maintenance",
        timestamp: span(context, maintenance.span().start, Some(maintenance.span().end)),
    }
}

/// A text as HTML that begins with words, as archivers expect it.
fn html(text: &str) -> String {
    let Prose { first, rest } = Prose::markdown(text);
    first + &rest
}

/// From when to when, marked up as the pages that archivers read have it.
fn span(context: &PageContext, from: Instant, to: Option<Instant>) -> String {
    let zone = context.zone();
    let (begin, end) = (zone.local(from), to.map(|to| zone.local(to)));
    let day = |at: chrono::NaiveDateTime| {
        let day = format!("<var data-var='date'>{}</var>", at.day());
        match context.language {
            Language::Ko => format!("{}월 {day}일", at.month()),
            Language::En => format!("{} {day},", at.format("%b")),
        }
    };
    let clock = |at: chrono::NaiveDateTime| format!("<var data-var='time'>{:02}:{:02}</var>", at.hour(), at.minute());
    let end = match end {
        Some(end) if end.date() == begin.date() => format!(" - {}", clock(end)),
        Some(end) => format!(" - {} {}", day(end), clock(end)),
        None => String::new(),
    };
    format!("{} {}{end} {}", day(begin), clock(begin), zone.abbreviation(from))
}
