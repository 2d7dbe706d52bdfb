//! Whether the process is well, and how much it does.

use std::time::Instant;

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::state::AppState;

/// Alive: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the public pages are there with a state from the record, be it an older one: before that they say only that
/// nothing is known. The database is named, but the public surface does not need it.
pub async fn ready(State(state): State<AppState>) -> Response {
    let has_pages = state.shows_record();
    let has_database = match state.backend() {
        Some(backend) => backend.db.ping().await.is_ok(),
        None => false,
    };
    let status = if has_pages { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "public_pages": has_pages, "database": has_database });
    (status, Json(body)).into_response()
}

/// The metrics, on their own port.
pub async fn metrics(State(state): State<AppState>) -> String {
    state.metrics()
}

/// Counts requests and their time by route, never by address, which would grow without end.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("public", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let begun = Instant::now();
    let answer = next.run(request).await;
    let status = answer.status().as_u16().to_string();
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::counter!("makewhole_requests_total", &labels).increment(1);
    metrics::histogram!("makewhole_request_seconds", &labels).record(begun.elapsed().as_secs_f64());
    answer
}
