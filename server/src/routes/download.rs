//! Documents that people keep: JSON with a name of its own.

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A document as an answer that browsers save: `makewhole-records-3f9a21c0.json`, by what it is and whose digest.
pub fn download(what: &str, digest: &str, document: &impl Serialize) -> Response {
    let short: String = digest.chars().take(8).filter(char::is_ascii_hexdigit).collect();
    let mut answer = Json(document).into_response();
    let name = format!("attachment; filename=\"makewhole-{what}-{short}.json\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}
