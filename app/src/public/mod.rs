//! Everything that is published: every page, body and feed in every language, made at once from the public state.

use domain::{
    language::Language,
    status::{PublicState, Site},
    time::Instant,
    uptime::report::Period,
};
use sha2::{Digest, Sha256};

use crate::{
    pages::public::{
        about, api,
        api_v2::{self, Body},
        archive, badge, calendar, cohorts, embed, feed, history, incident, maintenance, openapi, programme, status,
        subscribe, uptime,
    },
    parts::FormState,
    pdf,
    report::Report,
    routes,
    shell::{Document, PageContext},
};

/// What is served at an address until the next publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPage {
    /// The address, with the language's prefix.
    pub path: String,
    /// Its language.
    pub language: Language,
    /// What it is.
    pub content_type: &'static str,
    /// The bytes.
    pub body: String,
    /// Its Content-Security-Policy, where it is a page.
    pub csp: Option<String>,
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const ICS: &str = "text/calendar; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8";
const JSON_FEED: &str = "application/feed+json; charset=utf-8";
const SVG: &str = "image/svg+xml; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=utf-8";

/// Renders all that is public, as it is at `now`. Errors: a body that JSON cannot hold, which no state has.
pub fn render_all(site: &Site, state: &PublicState, now: Instant) -> serde_json::Result<Vec<PublicPage>> {
    let mut pages = vec![heartbeat(site, state, now)?];
    for language in Language::ALL {
        let set = Set { site, state, now, language };
        pages.extend(set.documents());
        for body in Body::ALL {
            let context = set.context(body.path());
            pages.push(file(&context, JSON, body.render(&context, state)?));
        }
        let (atom, rss) = (set.context(routes::ATOM), set.context(routes::RSS));
        let ics = set.context(routes::CALENDAR);
        pages.push(file(&ics, ICS, calendar::calendar(&ics, state)));
        for programme in state.programmes.iter().filter(|programme| !programme.cohorts.is_empty()) {
            pages.push(file(&set.context(&routes::cohorts(programme.id)), CSV, cohorts::csv(programme)));
        }
        pages.push(file(&set.context(routes::UPTIME_CSV), CSV, uptime_report(site, state, now, language).csv()));
        pages.extend(set.for_programs()?);
        pages.push(file(&atom, ATOM, feed::atom(&atom, state, None)));
        pages.push(file(&rss, RSS, feed::rss(&rss, state, None)));
        for component in state.components() {
            let atom = set.context(&routes::component_atom(&component.key));
            pages.push(file(&atom, ATOM, feed::atom(&atom, state, Some(component))));
            let rss = set.context(&routes::component_rss(&component.key));
            pages.push(file(&rss, RSS, feed::rss(&rss, state, Some(component))));
            let badge = set.context(&routes::component_badge(&component.key));
            let status = state.status_of(&component.key, now);
            pages.push(file(&badge, SVG, badge::badge(&badge, component.name.get(language), status)));
        }
    }
    Ok(pages)
}

/// Uptime by month as the public gets it.
fn uptime_report<'a>(site: &'a Site, state: &'a PublicState, now: Instant, language: Language) -> Report<'a> {
    Report { site, state, period: Period::last_twelve(site.zone, now), language }
}

/// A public document on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The address, with the language's prefix.
    pub path: String,
    /// The bytes, a PDF.
    pub bytes: Vec<u8>,
    /// What it says, to tell whether it has to be made anew.
    said: String,
}

/// The public documents on paper. Those among `known` that say the same are taken from there, since making one takes longer
/// than all pages together. Errors: faults of the program.
pub fn papers(site: &Site, state: &PublicState, now: Instant, known: &[Paper]) -> Result<Vec<Paper>, pdf::Error> {
    let paper = |language| {
        let report = uptime_report(site, state, now, language);
        let said = format!("{} {}", report.period.until.0, report.csv());
        let path = PageContext::public(site, language, routes::UPTIME_PDF, now).in_language(language);
        match known.iter().find(|paper| paper.path == path && paper.said == said) {
            Some(paper) => Ok(paper.clone()),
            None => Ok(Paper { path, bytes: report.pdf()?, said }),
        }
    };
    Language::ALL.into_iter().map(paper).collect()
}

/// `{"at":1669852800000,"state":"9f86d081884c7d65"}`: when the state was read, in milliseconds, and what it is apart from
/// that, so that a page can tell whether only its age changed.
fn heartbeat(site: &Site, state: &PublicState, now: Instant) -> serde_json::Result<PublicPage> {
    let (id, context) = (state_id(state)?, PageContext::public(site, Language::Ko, routes::HEARTBEAT, now));
    Ok(file(&context, JSON, format!("{{\"at\":{},\"state\":\"{id}\"}}", state.at.0 / 1000)))
}

/// What a state is, apart from when it was read: the same digits for the same content, on every server.
pub fn state_id(state: &PublicState) -> serde_json::Result<String> {
    let timeless = serde_json::to_vec(&PublicState { at: Instant(0), ..state.clone() })?;
    Ok(Sha256::digest(timeless).iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// The pages of one language.
struct Set<'a> {
    site: &'a Site,
    state: &'a PublicState,
    now: Instant,
    language: Language,
}

impl Set<'_> {
    fn context(&self, path: &str) -> PageContext {
        PageContext::public(self.site, self.language, path, self.now)
    }

    fn documents(&self) -> Vec<PublicPage> {
        let state = self.state;
        let mut pages = vec![
            self.page(routes::HOME, |context| status::page(context, state)),
            self.page(routes::HISTORY, |context| history::page(context, state)),
            self.page(routes::MAINTENANCE, |context| maintenance::list(context, state)),
            self.page(routes::UPTIME, |context| uptime::page(context, state)),
            self.page(routes::ABOUT, about::page),
            self.page(routes::API, api::page),
            self.page(routes::SUBSCRIBE, |context| subscribe::page(context, state, &FormState::default())),
            self.page(routes::SUBSCRIBE_WEBHOOK, |context| {
                subscribe::webhook_page(context, state, &FormState::default())
            }),
        ];
        pages.extend(state.open_incidents().map(|incident| {
            self.page(&routes::subscribe_incident(incident.id), |context| {
                subscribe::incident_page(context, incident, &FormState::default())
            })
        }));
        pages.extend(state.incidents.iter().map(|incident| {
            self.page(&routes::incident(incident.id), |context| incident::page(context, state, incident))
        }));
        pages.extend(state.maintenances.iter().map(|found| {
            self.page(&routes::maintenance(found.id), |context| maintenance::page(context, state, found))
        }));
        pages.extend(state.programmes.iter().map(|programme| {
            self.page(&routes::programme(programme.id), |context| programme::page(context, state, programme))
        }));
        let months = uptime::month::months(&self.context(routes::UPTIME), state);
        pages.extend(months.into_iter().map(|month| {
            self.page(&routes::uptime_of_month(month), |context| uptime::month::page(context, state, month))
        }));
        let months = history::months(&self.context(routes::HISTORY), state);
        pages.extend(
            months
                .into_iter()
                .map(|month| self.page(&routes::month(month), |context| history::month_page(context, state, month))),
        );
        pages
    }

    /// What programs and other sites read, the Statuspage bodies and the feeds apart.
    fn for_programs(&self) -> serde_json::Result<Vec<PublicPage>> {
        let state = self.state;
        let (feed, badge, embed) =
            (self.context(routes::JSON_FEED), self.context(routes::BADGE), self.context(routes::EMBED));
        let openapi = self.context(routes::OPENAPI);
        let worst = state.overall(self.now).as_status();
        let mut pages = vec![
            file(&feed, JSON_FEED, feed::json(&feed, state)?),
            file(&badge, SVG, badge::badge(&badge, badge.site_name(), worst)),
            file(&embed, SCRIPT, embed::script(&embed)),
            file(&openapi, JSON, openapi::document(&openapi)?),
        ];
        for (number, part) in archive::parts(&self.context(routes::HISTORY_JSON), state)?.into_iter().enumerate() {
            pages.push(file(&self.context(&routes::history_json(number + 1)), JSON, part));
        }
        for incident in &state.incidents {
            let context = self.context(&routes::incident_json(incident.id));
            pages.push(file(&context, JSON, api_v2::incident(&context, state, incident)?));
        }
        Ok(pages)
    }

    fn page(&self, path: &str, render: impl FnOnce(&PageContext) -> Document) -> PublicPage {
        let context = self.context(path);
        let Document { html, csp } = render(&context);
        PublicPage { csp: Some(csp), ..file(&context, HTML, html) }
    }
}

fn file(context: &PageContext, content_type: &'static str, body: String) -> PublicPage {
    let path = context.in_language(context.language);
    PublicPage { path, language: context.language, content_type, body, csp: None }
}

#[cfg(test)]
mod tests;
