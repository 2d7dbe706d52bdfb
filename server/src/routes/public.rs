//! The public surface: whatever the snapshot holds. Nothing here asks the database.

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
    match (snapshot.get(path), request.method()) {
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
