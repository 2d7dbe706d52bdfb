//! The style of all pages but the public ones, which carry their own.

use app::style::{MAIN_CSS, MAIN_CSS_PATH};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use crate::{
    layers::{errors::Failure, visit::Answer},
    snapshot::{Rendered, Snapshot},
};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

static STYLE: std::sync::LazyLock<Option<Snapshot>> = std::sync::LazyLock::new(|| {
    let rendered = Rendered {
        path: MAIN_CSS_PATH.clone(),
        content_type: "text/css; charset=utf-8".into(),
        csp: None,
        body: MAIN_CSS.as_bytes().to_vec(),
    };
    Snapshot::new(vec![rendered], &Snapshot::default()).ok()
});

/// The style, under the name that holds its digest.
pub async fn style(Path(file): Path<String>, headers: HeaderMap) -> Answer {
    let entry = STYLE.as_ref().and_then(|style| style.get(&format!("/assets/{file}"))).ok_or(Failure::NotFound)?;
    Ok(keep_for_ever(entry.answer(&headers)).await)
}

/// Marks an answer as one that never changes, unless it is an error.
pub async fn keep_for_ever(mut answer: Response) -> Response {
    if !answer.status().is_client_error() {
        answer.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    }
    answer
}
