//! Documents that people keep: JSON with a name of its own.

use app::routes::document_name;
use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A document of an assessment as an answer that browsers save under its [`document_name`].
pub fn download(what: &str, digest: &str, document: &impl Serialize) -> Response {
    let mut answer = Json(document).into_response();
    let name = format!("attachment; filename=\"{}\"", document_name(what, digest));
    if let Ok(name) = HeaderValue::from_str(&name) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}
