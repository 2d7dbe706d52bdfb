//! The pages for partners: the pages of the public, of a state of their own, for who may see it. Who may not gets the form to
//! ask for a link, at every address that a page could have.

use app::{
    pages::{
        error, partners as pages,
        public::{api_v2::Body, history, incident, maintenance, status, uptime},
    },
    parts::FormState,
    routes,
    shell::{Document, PageContext, PartnerPlace},
    text::partners::Partners,
};
use axum::{
    extract::{FromRef, FromRequestParts, Path},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Actor, Backend, Error,
    mail::parse_address,
    partners::{PartnerPage, malformed_address},
};
use chrono::NaiveDate;
use domain::{id::PartnerAddressId, language::Language, partner::PartnerKey, status::PublicState};
use std::net::IpAddr;
use tower_sessions::Session;

use super::form::{Fields, once_more, value, with_problems};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, page, page_with},
    },
    state::AppState,
};

/// Who that runs the site reads the record for a page.
const PARTNERS: Actor = Actor::System("partners");

/// Somebody who asks for a page. Unlike a visit, this needs no database.
pub struct Guest {
    state: AppState,
    session: Session,
    language: Language,
    path: String,
    client: IpAddr,
}

impl<S> FromRequestParts<S> for Guest
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let state = AppState::from_ref(state);
        Ok(Self {
            session: parts.extensions.get::<Session>().cloned().ok_or(Failure::Unavailable)?,
            language: parts.extensions.get().copied().unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            client: visit::client(parts, state.is_behind_proxy()),
            state,
        })
    }
}

/// A page that somebody may see.
struct Entered {
    page: PartnerPage,
    state: PublicState,
    by_link: bool,
}

/// What became of asking for a page.
enum Way {
    In(Box<Entered>),
    Out,
    /// Nobody can say who may see it.
    Unknown,
}

impl Guest {
    fn context(&self) -> PageContext {
        visit::page_context(&self.state, self.language, &self.path, None)
    }

    fn context_of(&self, entered: &Entered) -> PageContext {
        let (key, name) = (entered.page.key.clone(), entered.page.name.clone());
        PageContext { partner: Some(PartnerPlace { key, name, can_leave: entered.by_link }), ..self.context() }
    }

    fn backend(&self) -> Result<Backend, Failure> {
        self.state.backend().ok_or(Failure::Unavailable)
    }

    /// Lets in who may see a page, by the database; while it is away, by what was known before.
    async fn enter(&self, key: &PartnerKey) -> Result<Way, Failure> {
        match self.enter_by_record(key).await {
            Err(failure) if is_away(&failure) => Ok(self.enter_by_memory(key)),
            answered => answered,
        }
    }

    async fn enter_by_record(&self, key: &PartnerKey) -> Result<Way, Failure> {
        let backend = self.backend()?;
        let found = backend.partner_page_to_enter(key).await?;
        let is_staff = matches!(visit::actor(&backend, &self.session).await?, Actor::Staff { .. });
        let address: Option<PartnerAddressId> = self.session.get(&mark(key)).await?;
        let Some(page) = found else { return if is_staff { Err(Failure::NotFound) } else { Ok(Way::Out) } };
        let address = address.filter(|address| page.admits(*address));
        if let (Some(address), Some(session)) = (address, self.session.id()) {
            self.state.admitted().note(session, key, address, self.state.clock().now());
        }
        if !(is_staff || address.is_some() || page.opens_for(self.client)) {
            return Ok(Way::Out);
        }
        let state = match self.state.partners() {
            Some(held) => held.state(&page),
            // the first page was added just now
            None => backend.record(&PARTNERS).await?.for_partners(&page.components),
        };
        Ok(Way::In(Box::new(Entered { page, state, by_link: address.is_some() })))
    }

    fn enter_by_memory(&self, key: &PartnerKey) -> Way {
        let held = self.state.partners();
        let Some((held, page)) = held.as_ref().and_then(|held| Some((held, held.page(key)?))) else {
            return Way::Unknown;
        };
        let now = self.state.clock().now();
        let address = self.session.id().and_then(|session| self.state.admitted().find(session, key, now));
        let by_link = address.is_some_and(|address| page.admits(address));
        if !(by_link || page.opens_for(self.client)) {
            return Way::Unknown;
        }
        Way::In(Box::new(Entered { state: held.state(page), page: page.clone(), by_link }))
    }

    /// A page of the state, for who may see it.
    async fn show(&self, key: &str, render: impl FnOnce(&PageContext, &PublicState) -> Option<Document>) -> Answer {
        let key = known(key)?;
        match self.enter(&key).await? {
            Way::In(entered) => {
                let document = render(&self.context_of(&entered), &entered.state).ok_or(Failure::NotFound)?;
                Ok(page(document))
            }
            Way::Out => Ok(page(pages::sign_in(&self.context(), key.as_str(), &FormState::default()))),
            Way::Unknown => Ok(self.unavailable()),
        }
    }

    fn unavailable(&self) -> Response {
        let said = Partners::of(self.language).unavailable;
        page_with(StatusCode::SERVICE_UNAVAILABLE, error::page(&self.context(), 503, Some(said), ""))
    }

    fn redirect(&self, key: &PartnerKey) -> Response {
        Redirect::to(&app::shell::in_language(self.language, &routes::partner(key.as_str()))).into_response()
    }
}

/// Whether the database could not be asked.
fn is_away(failure: &Failure) -> bool {
    matches!(failure, Failure::Unavailable | Failure::Session(_) | Failure::Backend(Error::Unavailable(_)))
}

/// Under what a session holds the address that let it into a page.
fn mark(key: &PartnerKey) -> String {
    format!("partner-{key}")
}

/// The key in an address; what cannot be one is nowhere.
fn known(key: &str) -> Result<PartnerKey, Failure> {
    PartnerKey::parse(key).ok_or(Failure::NotFound)
}

/// `GET /partners/{key}`
pub async fn home(guest: Guest, Path(key): Path<String>) -> Answer {
    guest.show(&key, |context, state| Some(status::page(context, state))).await
}

/// `GET /partners/{key}/uptime`
pub async fn days(guest: Guest, Path(key): Path<String>) -> Answer {
    guest.show(&key, |context, state| Some(uptime::page(context, state))).await
}

/// `GET /partners/{key}/uptime/{month}`
pub async fn days_of_month(guest: Guest, Path((key, month)): Path<(String, String)>) -> Answer {
    let show = |context: &PageContext, state: &PublicState| {
        let first: NaiveDate = format!("{month}-01").parse().ok()?;
        uptime::month::months(context, state).contains(&first).then(|| uptime::month::page(context, state, first))
    };
    guest.show(&key, show).await
}

/// `GET /partners/{key}/history`
pub async fn past(guest: Guest, Path(key): Path<String>) -> Answer {
    guest.show(&key, |context, state| Some(history::page(context, state))).await
}

/// `GET /partners/{key}/history/{month}`
pub async fn month(guest: Guest, Path((key, month)): Path<(String, String)>) -> Answer {
    let show = |context: &PageContext, state: &PublicState| {
        let first: NaiveDate = format!("{month}-01").parse().ok()?;
        let has_it = history::months(context, state).contains(&first);
        has_it.then(|| history::month_page(context, state, first))
    };
    guest.show(&key, show).await
}

/// `GET /partners/{key}/incidents/{id}`
pub async fn one_incident(guest: Guest, Path((key, id)): Path<(String, String)>) -> Answer {
    let show = |context: &PageContext, state: &PublicState| {
        Some(incident::page(context, state, state.incident(id.parse().ok()?)?))
    };
    guest.show(&key, show).await
}

/// `GET /partners/{key}/maintenance`
pub async fn plans(guest: Guest, Path(key): Path<String>) -> Answer {
    guest.show(&key, |context, state| Some(maintenance::list(context, state))).await
}

/// `GET /partners/{key}/maintenance/{id}`
pub async fn one_maintenance(guest: Guest, Path((key, id)): Path<(String, String)>) -> Answer {
    let show = |context: &PageContext, state: &PublicState| {
        Some(maintenance::page(context, state, state.maintenance(id.parse().ok()?)?))
    };
    guest.show(&key, show).await
}

/// `GET /partners/{key}/summary.json`: the summary of the Statuspage contract; nothing for who may not see the page.
pub async fn summary(guest: Guest, Path(key): Path<String>) -> Answer {
    match guest.enter(&known(&key)?).await? {
        Way::In(entered) => {
            let body = Body::Summary.render(&guest.context_of(&entered), &entered.state).map_err(Error::from)?;
            Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response())
        }
        Way::Out => Err(Failure::NotFound),
        Way::Unknown => Err(Failure::Unavailable),
    }
}

/// `POST /partners/{key}`: sends a link to an address that is on the list. The answer does not wait for it, so that it is the
/// same for every address, also in time.
pub async fn ask(guest: Guest, Path(key): Path<String>, Fields(fields): Fields) -> Answer {
    let key = known(&key)?;
    let email = value(&fields, "email").to_owned();
    if !guest.state.limits().allows(guest.client, &format!("partner {key} {email}")) {
        return Err(Failure::TooMany);
    }
    let (backend, context) = (guest.backend()?, guest.context());
    if parse_address(&email).is_none() {
        let form = with_problems(fields, malformed_address(), guest.language)?;
        return once_more(pages::sign_in(&context, key.as_str(), &form));
    }
    let answer = page(pages::sent(&context, key.as_str(), &email, guest.state.mail_folder().is_some()));
    tokio::spawn(async move {
        if let Err(error) = backend.request_partner_link(&key, &email, guest.language).await {
            tracing::error!(%error, page = %key, "a link to a partner page was not sent");
        }
    });
    Ok(answer)
}

/// `GET /partners/{key}/sign-in/{secret}`: only a button, since programs that guard mailboxes open links too.
pub async fn confirm_link(guest: Guest, Path((key, _)): Path<(String, String)>) -> Answer {
    known(&key)?;
    Ok(page(pages::confirm(&guest.context())))
}

/// `POST /partners/{key}/sign-in/{secret}`: uses the link.
pub async fn use_link(guest: Guest, Path((key, secret)): Path<(String, String)>) -> Answer {
    let key = known(&key)?;
    if !guest.state.limits().allows(guest.client, &secret) {
        return Err(Failure::TooMany);
    }
    match guest.backend()?.use_partner_link(&key, &secret).await {
        Ok(address) => {
            // under a new id, so that one planted before is worth nothing
            guest.session.cycle_id().await?;
            guest.session.insert(&mark(&key), address).await?;
            Ok(guest.redirect(&key))
        }
        Err(Error::Refused(_)) => Ok(page_with(StatusCode::GONE, pages::gone(&guest.context(), key.as_str()))),
        Err(error) => Err(error.into()),
    }
}

/// `POST /partners/{key}/sign-out`
pub async fn leave(guest: Guest, Path(key): Path<String>) -> Answer {
    let key = known(&key)?;
    if let Some(session) = guest.session.id() {
        guest.state.admitted().forget(session, &key);
    }
    guest.session.remove::<PartnerAddressId>(&mark(&key)).await?;
    guest.session.cycle_id().await?;
    Ok(guest.redirect(&key))
}

/// Keeps what only some may see out of caches and search engines.
pub async fn keep_private(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    answer
}
