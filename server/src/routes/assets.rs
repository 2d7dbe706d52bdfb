//! The style of all pages but the public ones, which carry their own, and the service worker of notifications.

use app::{
    pages::public::subscribe::PUSH_WORKER_JS,
    style::{MAIN_CSS, MAIN_CSS_PATH},
};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
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

/// The service worker. Its address never changes, so that browsers ask whether it did; it asks nobody but this site.
pub async fn push_worker() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'"),
    ];
    (headers, PUSH_WORKER_JS.as_str()).into_response()
}

/// Marks an answer as one that never changes, unless it is an error.
pub async fn keep_for_ever(mut answer: Response) -> Response {
    if !answer.status().is_client_error() {
        answer.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    }
    answer
}
