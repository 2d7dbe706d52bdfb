//! What could not be answered: people get a page in their language with what to do next and a reference number, API
//! clients get `application/problem+json`, the log gets the cause under the same number.

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use domain::{
    language::{Language, Text},
    token::Scope,
};
use serde_json::json;
use tower_sessions::{session::Error as SessionError, session_store::Error as StoreError};

use crate::{layers::language::AskedPath, layers::visit, state::AppState};

/// Why a request was not answered.
#[derive(Debug)]
pub enum Failure {
    /// A use case said no, or failed.
    Backend(backend::Error),
    /// Nobody is signed in; sign in first, then come back.
    SignInFirst {
        /// The page to sign in on.
        at: String,
    },
    /// There is no such page.
    NotFound,
    /// The request comes from another site.
    Forged(Text),
    /// Too many tries.
    TooMany,
    /// There is no database now.
    Unavailable,
    /// A program came without a token that works.
    NoToken,
    /// A program's token may not do this.
    LacksScope(Scope),
    /// The session cannot be read or written.
    Session(SessionError),
    /// A document cannot be written.
    Paper(app::pdf::Error),
}

impl From<app::pdf::Error> for Failure {
    fn from(error: app::pdf::Error) -> Self {
        Self::Paper(error)
    }
}

impl From<backend::Error> for Failure {
    fn from(error: backend::Error) -> Self {
        Self::Backend(error)
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

/// What a handler leaves for the layer to say.
#[derive(Clone, Debug, Default)]
struct Note {
    text: Option<Text>,
    cause: Option<String>,
    problems: Vec<backend::Problem>,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        use backend::Error as E;
        let (status, note) = match self {
            Self::SignInFirst { at } => return axum::response::Redirect::to(&at).into_response(),
            Self::NotFound | Self::Backend(E::NotFound) => (StatusCode::NOT_FOUND, Note::default()),
            Self::Backend(E::Forbidden) => (StatusCode::FORBIDDEN, Note::default()),
            Self::Forged(text) => (StatusCode::FORBIDDEN, said(text)),
            Self::NoToken => (StatusCode::UNAUTHORIZED, said(app::text::errors::no_token())),
            Self::LacksScope(scope) => (StatusCode::FORBIDDEN, said(app::text::errors::lacks_scope(scope))),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, Note::default()),
            Self::Backend(E::Refused(text)) => (StatusCode::CONFLICT, said(text)),
            Self::Backend(E::Taken(problem)) => (StatusCode::CONFLICT, wrong(vec![problem])),
            Self::Backend(E::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, wrong(problems)),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, Note::default()),
            Self::Backend(error @ E::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, caused(&error)),
            Self::Backend(error) => (StatusCode::INTERNAL_SERVER_ERROR, caused(&error)),
            // sessions are kept in the database too
            Self::Session(error @ SessionError::Store(StoreError::Backend(_))) => {
                (StatusCode::SERVICE_UNAVAILABLE, caused(&error))
            }
            Self::Session(error) => (StatusCode::INTERNAL_SERVER_ERROR, caused(&error)),
            Self::Paper(error) => (StatusCode::INTERNAL_SERVER_ERROR, caused(&error)),
        };
        let mut answer = status.into_response();
        if status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer.extensions_mut().insert(note);
        answer
    }
}

fn caused(error: &dyn std::fmt::Display) -> Note {
    Note { cause: Some(error.to_string()), ..Note::default() }
}

fn wrong(problems: Vec<backend::Problem>) -> Note {
    Note { text: problems.first().map(|problem| problem.message.clone()), problems, ..Note::default() }
}

fn said(text: Text) -> Note {
    Note { text: Some(text), ..Note::default() }
}

/// Turns bare error answers, ours and the framework's, into what the client can use. What a handler rendered itself, as a
/// form with its errors or the state of health, passes through.
pub async fn render(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let language = request.extensions().get().copied().unwrap_or(Language::Ko);
    let asked = request.extensions().get::<AskedPath>().map(|path| path.0.clone()).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let wants_json = wants_json(&path, request.headers());
    // some addresses hold secrets: the log has the route instead
    let route = request.extensions().get::<MatchedPath>().map_or("public", MatchedPath::as_str).to_owned();
    let answer = next.run(request).await;
    if !(answer.status().is_client_error() || answer.status().is_server_error()) || is_rendered(&answer) {
        return answer;
    }
    let (status, note) = (answer.status(), answer.extensions().get::<Note>().cloned().unwrap_or_default());
    let reference = reference(&state);
    if let Some(cause) = &note.cause {
        tracing::error!(reference, status = status.as_u16(), route, cause, "request failed");
    } else if status.is_server_error() {
        tracing::error!(reference, status = status.as_u16(), route, "request failed");
    }
    let mut rendered = if wants_json {
        problem(language, status, &note, &asked, &reference)
    } else {
        page(&state, language, &path, status, &note, &reference)
    };
    for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = answer.headers().get(&name) {
            rendered.headers_mut().insert(name, value.clone());
        }
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        rendered.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    rendered
}

fn is_rendered(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    answer.extensions().get::<Note>().is_none() && (kind.starts_with("text/html") || kind.contains("json"))
}

fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    path.starts_with("/api/") || (accept.contains("json") && !accept.contains("text/html"))
}

/// Ten characters that find the request in the log.
fn reference(state: &AppState) -> String {
    state.random().secret()[..10].to_uppercase()
}

fn problem(language: Language, status: StatusCode, note: &Note, asked: &str, reference: &str) -> Response {
    let (title, advice) = app::text::errors::for_status(language, status.as_u16());
    let detail = note.text.as_ref().map_or(advice, |text| text.get(language));
    let mut body = json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "instance": asked,
        "reference": reference,
    });
    if !note.problems.is_empty() {
        let problem =
            |problem: &backend::Problem| json!({ "field": problem.field, "message": problem.message.get(language) });
        body["errors"] = note.problems.iter().map(problem).collect();
    }
    let mut answer = (status, Json(body)).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    answer
}

fn page(
    state: &AppState,
    language: Language,
    path: &str,
    status: StatusCode,
    note: &Note,
    reference: &str,
) -> Response {
    let context = visit::page_context(state, language, path, None);
    let text = note.text.as_ref().map(|text| text.get(language));
    let document = app::pages::error::page(&context, status.as_u16(), text, reference);
    let mut answer = (status, Html(document.html)).into_response();
    visit::set_policy(&mut answer, &document.csp);
    answer
}
