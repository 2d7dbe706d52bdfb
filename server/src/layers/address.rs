//! Addresses with U+0000: PostgreSQL keeps no such text, so whatever is asked for by one does not exist.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::layers::errors::Failure;

/// Answers such addresses, and lets all others through.
pub async fn check(request: Request, next: Next) -> Response {
    let asked = request.uri().path_and_query().map_or("", |asked| asked.as_str());
    if asked.contains("%00") { Failure::NotFound.into_response() } else { next.run(request).await }
}
