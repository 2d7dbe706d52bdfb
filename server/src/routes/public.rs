//! The public surface: whatever the snapshot holds. Nothing here asks the database.

use std::borrow::Cow;

use app::routes;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    layers::{errors::Failure, language::AskedPath},
    state::AppState,
};

/// Answers with the public body of the path asked for.
pub async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let asked = request.extensions().get::<AskedPath>().map_or(request.uri().path(), |path| &path.0);
    let snapshot = state.snapshot();
    let path = if asked.len() > 1 { asked.trim_end_matches('/') } else { asked };
    let path = part_asked(path, request.uri().query());
    match (snapshot.get(&path), request.method()) {
        (Some(entry), &Method::GET | &Method::HEAD) => entry.answer(request.headers()),
        (Some(_), _) => {
            let mut answer = StatusCode::METHOD_NOT_ALLOWED.into_response();
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            answer
        }
        (None, _) if snapshot.is_empty() => Failure::Unavailable.into_response(),
        (None, _) => Failure::NotFound.into_response(),
    }
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
