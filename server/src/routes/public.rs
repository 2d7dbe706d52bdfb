//! The public surface: whatever the snapshot holds. Nothing here asks the database, and an answer passes no layer: its
//! bytes and headers were all made when the snapshot was.

use std::borrow::Cow;

use app::routes;
use axum::{
    extract::{Request, State},
    http::{self, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use metrics::Counter;

use crate::{
    layers::{errors::Failure, language::AskedPath},
    snapshot::{Entry, Snapshot},
    state::AppState,
};

/// The answer to a request for what the snapshot holds; none to any other, which the router answers.
pub fn answer<B>(state: &AppState, request: &http::Request<B>) -> Option<Response> {
    let is_head = request.method() == Method::HEAD;
    if !(is_head || request.method() == Method::GET) {
        return None;
    }
    let snapshot = state.snapshot();
    let answer = held(&snapshot, request.uri().path(), request.uri())?.answer(request.headers());
    state.answered().count(is_head, answer.status() == StatusCode::NOT_MODIFIED);
    Some(answer)
}

/// Says that nothing is there, that it takes no such method, or that nothing was published yet.
pub async fn missing(State(state): State<AppState>, request: Request) -> Response {
    let asked = request.extensions().get::<AskedPath>().map_or(request.uri().path(), |path| &path.0);
    let snapshot = state.snapshot();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match held(&snapshot, asked, request.uri()) {
        Some(_) if !is_read => {
            let mut answer = StatusCode::METHOD_NOT_ALLOWED.into_response();
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            answer
        }
        _ if snapshot.is_empty() => Failure::Unavailable.into_response(),
        _ => Failure::NotFound.into_response(),
    }
}

/// What the snapshot holds for an address; the path comes with its language's prefix.
fn held<'a>(snapshot: &'a Snapshot, path: &str, uri: &Uri) -> Option<&'a Entry> {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    snapshot.get(&part_asked(path, uri.query()))
}

/// The path of the part that `/history.json?page=N` asks for; nothing else that is public takes a query.
fn part_asked<'a>(path: &'a str, query: Option<&str>) -> Cow<'a, str> {
    let page = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("page=")));
    match (path.strip_suffix(routes::HISTORY_JSON), page) {
        (Some(language), Some(page)) => {
            page.parse().map_or(path.into(), |part| format!("{language}{}", routes::history_json(part)).into())
        }
        _ => path.into(),
    }
}

/// How many public answers there were, counted with those of the router. Their time is not measured: none waits for
/// anything.
pub struct Answered {
    get: [Counter; 2],
    head: [Counter; 2],
}

impl Default for Answered {
    fn default() -> Self {
        let counter = |method: &'static str, status: &'static str| metrics::counter!("makewhole_requests_total", "method" => method, "route" => "public", "status" => status);
        Self {
            get: [counter("GET", "200"), counter("GET", "304")],
            head: [counter("HEAD", "200"), counter("HEAD", "304")],
        }
    }
}

impl Answered {
    fn count(&self, is_head: bool, is_known: bool) {
        let by_status = if is_head { &self.head } else { &self.get };
        by_status[usize::from(is_known)].increment(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_history_takes_a_page() {
        for (path, query, found) in [
            ("/history.json", None, "/history.json"),
            ("/history.json", Some("page=1"), "/history.json"),
            ("/en/history.json", Some("x=1&page=2"), "/en/history-2.json"),
            ("/history.json", Some("page=/../x"), "/history.json"),
            ("/history", Some("page=2"), "/history"),
        ] {
            assert_eq!(part_asked(path, query), found);
        }
    }
}
