//! What every page is told besides its data.

use domain::{
    language::{Language, Text},
    partner::PartnerKey,
    status::Site,
    time::{Instant, Zone},
};
use serde::{Deserialize, Serialize};

use crate::{islands::BrowserModule, routes};

/// The files of the browser part, where it was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserPart {
    /// The islands.
    pub islands: BrowserModule,
    /// The engine, for who checks a result.
    pub engine: BrowserModule,
}

/// Who looks at the page, where somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The name to show.
    pub name: String,
    /// Whether they work for the operator.
    pub is_staff: bool,
}

/// The partner page that a page belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerPlace {
    /// Its key.
    pub key: PartnerKey,
    /// Its name.
    pub name: Text,
    /// Whether who looks came in by a link, and can leave.
    pub can_leave: bool,
}

/// What every page is told besides its data.
#[derive(Clone, Debug)]
pub struct PageContext {
    /// The language of the page.
    pub language: Language,
    /// Its path without the language's prefix.
    pub path: String,
    /// What the site is called.
    pub site: Site,
    /// The clock.
    pub now: Instant,
    /// Allows this answer's scripts; unused on public pages.
    pub nonce: String,
    /// The browser part; none where it was not built.
    pub browser: Option<BrowserPart>,
    /// Who looks.
    pub viewer: Option<Viewer>,
    /// The partner page whose state is shown; none for the public one.
    pub partner: Option<PartnerPlace>,
}

impl PageContext {
    /// A context for a page that is the same for everybody.
    pub fn public(site: &Site, language: Language, path: &str, now: Instant) -> Self {
        Self {
            language,
            path: path.to_owned(),
            site: site.clone(),
            now,
            nonce: String::new(),
            browser: None,
            viewer: None,
            partner: None,
        }
    }

    /// The address of a path in the page's language.
    pub fn href(&self, path: &str) -> String {
        in_language(self.language, path)
    }

    /// The address of a path of the pages that show a state, in the page's language: below the partner page where the state
    /// is that of one.
    pub fn here(&self, path: &str) -> String {
        match &self.partner {
            None => self.href(path),
            Some(place) => self.href(&routes::of_partner(&place.key, path)),
        }
    }

    /// The address of this page in a language.
    pub fn in_language(&self, language: Language) -> String {
        in_language(language, &self.path)
    }

    /// The same with scheme and host.
    pub fn absolute(&self, language: Language) -> String {
        format!("{}{}", self.site.url, self.in_language(language))
    }

    /// The operator's name in the page's language.
    pub fn site_name(&self) -> &str {
        self.site.name.get(self.language)
    }

    /// The zone times are shown in.
    pub fn zone(&self) -> Zone {
        self.site.zone
    }
}

/// Korean stands at the root, English below `/en`.
pub fn in_language(language: Language, path: &str) -> String {
    match language {
        Language::Ko => path.to_owned(),
        Language::En if path == routes::HOME => "/en".to_owned(),
        Language::En => format!("/en{path}"),
    }
}
