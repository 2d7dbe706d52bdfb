//! What `/events` answers to who cannot have a stream; streams themselves are held by [`crate::events`].

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// How many seconds later one may ask again.
const LATER: HeaderValue = HeaderValue::from_static("30");

/// Says that there are as many streams as there may be. Pages then poll.
pub async fn full() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, LATER)]).into_response()
}
