//! One visit: who asks, in which language, for what. Handlers take this one thing instead of a dozen.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use app::shell::{Document, PageContext, Viewer};
use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use backend::{Actor, Backend, people::Principal};
use domain::{language::Language, time::Instant};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{layers::errors::Failure, state::AppState};

/// What a handler answers.
pub type Answer = Result<Response, Failure>;

const PRINCIPAL: &str = "principal";
const NOTICE: &str = "notice";

/// One visit.
pub struct Visit {
    /// What all handlers share.
    pub state: AppState,
    /// The use cases.
    pub backend: Backend,
    /// Who asks.
    pub actor: Actor,
    /// The language of the answer.
    pub language: Language,
    /// The path without the language's prefix.
    pub path: String,
    /// The path with its query, without the prefix.
    pub path_and_query: String,
    /// The client's address.
    pub client: IpAddr,
    /// The session.
    pub session: Session,
}

impl<S> FromRequestParts<S> for Visit
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let state = AppState::from_ref(state);
        let backend = state.backend().ok_or(Failure::Unavailable)?;
        let session = parts.extensions.get::<Session>().cloned().ok_or(Failure::Unavailable)?;
        let actor = actor(&backend, &session).await?;
        Ok(Self {
            client: client(parts, state.is_behind_proxy()),
            language: parts.extensions.get().copied().unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            path_and_query: parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
            state,
            backend,
            actor,
            session,
        })
    }
}

/// Who is behind a session, as they are now.
pub async fn actor(backend: &Backend, session: &Session) -> Result<Actor, Failure> {
    Ok(match session.get::<Principal>(PRINCIPAL).await? {
        Some(principal) => backend.actor_of(principal).await?,
        None => Actor::Anonymous,
    })
}

/// The last address a proxy of our own added, or the peer's.
pub fn client(parts: &Parts, behind_proxy: bool) -> IpAddr {
    let unknown = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(unknown, |info| info.0);
    client_of(&parts.headers, peer, behind_proxy)
}

/// The same of a request that came from a peer.
pub fn client_of(headers: &HeaderMap, peer: SocketAddr, behind_proxy: bool) -> IpAddr {
    let forwarded = if behind_proxy { forwarded(headers) } else { None };
    forwarded.unwrap_or(peer.ip()).to_canonical()
}

/// Passes calls of other systems as long as they do not come too often from one address.
pub fn within_limits(parts: &Parts, state: &AppState) -> Result<(), Failure> {
    let client = client(parts, state.is_behind_proxy());
    if state.calls().allows_client(client) { Ok(()) } else { Err(Failure::TooMany) }
}

/// Some proxies add to the header, others add a header below those that the client made up: the last one counts.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

impl Visit {
    /// The present.
    pub fn now(&self) -> Instant {
        self.state.clock().now()
    }

    /// A fresh id for a form, which makes sending it twice harmless.
    pub fn fresh_id(&self) -> Uuid {
        self.state.random().id(self.now())
    }

    /// What a page is told besides its data.
    pub fn context(&self) -> PageContext {
        let viewer = match &self.actor {
            Actor::Claimant { email, .. } => Some(Viewer { name: email.clone(), is_staff: false }),
            Actor::Staff { name, .. } => Some(Viewer { name: name.clone(), is_staff: true }),
            Actor::Anonymous | Actor::Token { .. } | Actor::Heartbeat(_) | Actor::Probe(_) | Actor::System(_) => None,
        };
        page_context(&self.state, self.language, &self.path, viewer)
    }

    /// The address of a path in the visit's language.
    pub fn href(&self, path: &str) -> String {
        app::shell::in_language(self.language, path)
    }

    /// A redirect to a path in the visit's language.
    pub fn redirect(&self, path: &str) -> Response {
        Redirect::to(&self.href(path)).into_response()
    }

    /// Passes claimants; others are asked to sign in first.
    pub fn claimants_only(&self) -> Result<(), Failure> {
        match &self.actor {
            Actor::Claimant { .. } => Ok(()),
            _ => Err(self.sign_in_first(app::routes::SIGN_IN)),
        }
    }

    /// Passes staff; others are asked to sign in first.
    pub fn staff_only(&self) -> Result<(), Failure> {
        match &self.actor {
            Actor::Staff { .. } => Ok(()),
            _ => Err(self.sign_in_first(app::routes::STAFF_SIGN_IN)),
        }
    }

    fn sign_in_first(&self, at: &str) -> Failure {
        let next = [("next", self.path_and_query.clone())];
        Failure::SignInFirst { at: app::routes::with_query(&self.href(at), &next) }
    }

    /// Begins a session for somebody, under a new id so that an id planted before is worth nothing.
    pub async fn sign_in(&self, principal: Principal) -> Result<(), Failure> {
        self.session.cycle_id().await?;
        self.session.insert(PRINCIPAL, principal).await?;
        Ok(())
    }

    /// Ends the session.
    pub async fn sign_out(&self) -> Result<(), Failure> {
        self.session.flush().await?;
        Ok(())
    }

    /// Leaves a sentence for the next page.
    pub async fn leave_notice(&self, text: &str) -> Result<(), Failure> {
        self.session.insert(NOTICE, text).await?;
        Ok(())
    }

    /// Takes the sentence left by the page before.
    pub async fn take_notice(&self) -> Result<Option<String>, Failure> {
        Ok(self.session.remove(NOTICE).await?)
    }
}

/// What a page is told besides its data.
pub fn page_context(state: &AppState, language: Language, path: &str, viewer: Option<Viewer>) -> PageContext {
    PageContext {
        language,
        path: path.to_owned(),
        site: state.site().clone(),
        now: state.clock().now(),
        nonce: state.random().secret()[..32].to_owned(),
        browser: state.browser().cloned(),
        viewer,
        partner: None,
    }
}

/// A page as an answer.
pub fn page(document: Document) -> Response {
    page_with(StatusCode::OK, document)
}

/// A page with another status, as a form with errors (422).
pub fn page_with(status: StatusCode, document: Document) -> Response {
    let mut answer = (status, Html(document.html)).into_response();
    set_policy(&mut answer, &document.csp);
    answer
}

/// Sets the Content-Security-Policy of a page.
pub fn set_policy(answer: &mut Response, policy: &str) {
    if let Ok(value) = HeaderValue::from_str(policy) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// A `next` address that may be followed: a path of this site.
pub fn safe_next(next: Option<&str>) -> Option<&str> {
    next.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_that_our_own_proxy_added_counts() {
        let peer = SocketAddr::from(([10, 0, 0, 1], 443));
        let mut headers = HeaderMap::new();
        let client = |headers: &HeaderMap, behind_proxy| client_of(headers, peer, behind_proxy).to_string();
        assert_eq!(client(&headers, true), "10.0.0.1");
        headers.append("x-forwarded-for", HeaderValue::from_static("9.9.9.9, 8.8.8.8"));
        assert_eq!((client(&headers, false), client(&headers, true)), ("10.0.0.1".into(), "8.8.8.8".into()));
        headers.append("x-forwarded-for", HeaderValue::from_static("::ffff:1.1.1.1"));
        assert_eq!(client(&headers, true), "1.1.1.1");
    }

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(safe_next(Some("/claims?page=2")), Some("/claims?page=2"));
        for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "claims", "/a\r\nSet-Cookie: b"] {
            assert_eq!(safe_next(Some(bad)), None, "{bad}");
        }
    }
}
