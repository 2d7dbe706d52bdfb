//! A site for tests: the real router in process over a SQLite file that disappears with it, and browsers with a cookie
//! jar each.
//!
//! ```ignore
//! let site = Site::start().await;
//! let mut kim = site.staff("kim", &[Role::Publisher]).await;
//! let page = kim.get("/console").await;
//! let answer = kim.post("/console/incidents/new", &[("title_ko", "결제 장애")]).await;
//! ```

#![allow(dead_code, reason = "each test file uses its part of it")]

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use backend::{Backend, Clock, Db, Random, db::IfMissing, mail::Mailer, people::NewStaffMember, tokens::NewToken};
use domain::{
    alert::LabelMap, id::TokenId, language::Text, role::Role, status::Site as SiteFacts, time::Instant, time::Zone,
};
use http_body_util::BodyExt;
use server::{
    router::{self, Service},
    state::{AppState, Parts},
};
use tempfile::TempDir;
use tower::ServiceExt;

/// Something to work on, the same as the use cases' own tests have.
#[path = "../../../backend/tests/story/world.rs"]
pub mod world;

/// The password of everyone of the operator.
pub const PASSWORD: &str = "correct horse battery staple";

/// A running site.
pub struct Site {
    /// Its use cases.
    pub backend: Backend,
    /// Its clock; stands at 2022-12-01 09:00 in Seoul until it is moved.
    pub clock: Clock,
    /// What its handlers share.
    pub state: AppState,
    service: Service,
    folder: TempDir,
}

impl Site {
    /// A site with an empty record.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("makewhole.sqlite");
        let db = Db::open(&path.to_string_lossy(), IfMissing::Create).await.expect("a file");
        db.migrate().await.expect("the tables");
        let clock = Clock::manual(Instant::parse_rfc3339("2022-12-01T00:00:00Z").expect("a time"));
        let facts = SiteFacts {
            name: Text::new("하나로", "Hanaro"),
            url: "http://status.example.com".into(),
            zone: Zone::default(),
        };
        let backend = Backend::new(db, clock.clone(), Random::seeded(1), facts.clone());
        let state = AppState::new(Parts {
            site: facts,
            clock: clock.clone(),
            random: Random::seeded(2),
            browser: None,
            browser_folder: folder.path().join("site"),
            mail_folder: None,
            is_demonstration: false,
            behind_proxy: false,
            alert_labels: LabelMap::default(),
            metrics: None,
        });
        state.set_backend(backend.clone());
        Self { backend, clock, service: router::service(state.clone()), state, folder }
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser { service: self.service.clone(), cookies: BTreeMap::new() }
    }

    /// A browser in which a new person of the operator has signed in.
    pub async fn staff(&self, name: &str, roles: &[Role]) -> Browser {
        let email = format!("{name}@example.com");
        let new = NewStaffMember {
            email: email.clone(),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            roles: roles.iter().copied().collect(),
        };
        self.backend.add_staff(&world::SYSTEM, &new).await.expect("a person");
        let mut browser = self.browser();
        let answer = browser.post("/console/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser
    }

    /// A browser in which the holder of an address has signed in, by the link of a mail.
    pub async fn claimant(&self, email: &str) -> Browser {
        // what waited before is sent first, so that the link's mail is the newest
        self.mails().await;
        let mut browser = self.browser();
        browser.post("/sign-in", &[("email", email)]).await.has(200);
        browser.post(&sign_in_link(&self.mails().await[0]), &[]).await.has(303);
        browser
    }

    /// Sends what waits, and gives the texts of the mails, newest first.
    pub async fn mails(&self) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::folder(folder.path(), self.clock.clone()).expect("a mail folder");
        self.backend.deliver_due(&mailer).await.expect("delivered");
        let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
        kept.list(100).expect("mails").into_iter().map(|kept| kept.mail.text).collect()
    }
}

/// The path of the sign-in link in a mail.
pub fn sign_in_link(mail: &str) -> String {
    let at = mail.find("/sign-in/").expect("a link");
    mail[at..].split_whitespace().next().expect("a path").to_owned()
}

impl Site {
    /// The secret of a new token with scopes.
    pub async fn token(&self, name: &str, scopes: &str) -> String {
        let new = NewToken {
            id: TokenId(self.backend.random.id(self.clock.now())),
            name: name.to_owned(),
            scopes: scopes.parse().expect("scopes"),
            expires_at: None,
        };
        self.backend.add_token(&world::SYSTEM, &new).await.expect("made").expect("new")
    }
}

/// Somebody's browser.
pub struct Browser {
    service: Service,
    cookies: BTreeMap<String, String>,
}

/// What a request got.
#[derive(Debug)]
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Where it leads, for a redirect.
    pub location: String,
    /// Its content type.
    pub kind: String,
    /// How a browser is told to save it, if it is.
    pub saved_as: String,
    /// All its headers.
    pub headers: HeaderMap,
    /// What it says.
    pub body: String,
}

impl Page {
    /// The value of a field of a form on it; the first of its name.
    pub fn field(&self, name: &str) -> String {
        let (_, tag) = self.body.split_once(&format!(" name=\"{name}\"")).expect("the field");
        let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
        let value = tag.split_once("value=\"").map(|(_, value)| value);
        value.and_then(|value| value.split_once('"')).map_or(String::new(), |(value, _)| value.to_owned())
    }

    /// What stands in a field of many lines.
    pub fn text_of(&self, name: &str) -> String {
        let (_, tag) = self.body.split_once(&format!(" name=\"{name}\"")).expect("the field");
        let text = tag.split_once('>').and_then(|(_, rest)| rest.split_once("</textarea>")).expect("its text").0;
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .iter()
            .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
    }

    /// Fails unless it says this.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{text} is not in:\n{}", self.body);
        self
    }

    /// Fails if it says this.
    #[track_caller]
    pub fn does_not_say(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text} is in:\n{}", self.body);
        self
    }

    /// What it says, as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Fails unless it has this status.
    #[track_caller]
    pub fn has(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
}

impl Browser {
    /// Opens an address.
    pub async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path).body(Body::empty()).expect("a request");
        self.send(request).await
    }

    /// Sends a form of this site.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form of a site that stands in this relation to ours.
    pub async fn post_from(&mut self, site: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form(fields)))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a form and opens where the answer leads.
    pub async fn post_and_follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.post(path, fields).await;
        answer.has(303);
        self.get(&answer.location).await
    }

    /// Calls the API with a token and a body; an empty body is none.
    pub async fn call(&mut self, method: Method, path: &str, token: &str, key: &str, body: &str) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder().method(method).uri(path).header(header::COOKIE, cookies.join("; "))
    }

    async fn send(&mut self, request: Request<Body>) -> Page {
        let answer = self.service.clone().oneshot(request).await.expect("an answer");
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("a cookie").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let (location, status) = (location.unwrap_or_default().to_owned(), answer.status());
        let named = |name| answer.headers().get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let kind = named(header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let saved_as = named(header::CONTENT_DISPOSITION).unwrap_or_default().to_owned();
        let headers = answer.headers().clone();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        Page { status, location, kind, saved_as, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}

/// Fields as a browser sends them.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}
