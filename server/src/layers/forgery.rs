//! Requests forged by other sites: a request that changes something must come from a page of this site. Browsers say
//! where a request comes from in `Sec-Fetch-Site` and `Origin`, which pages cannot set; a request with neither is
//! refused too. Cookies are `SameSite=Lax` besides.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::language::Text;

use crate::layers::errors::Failure;

/// Refuses what did not come from this site.
pub async fn check(request: Request, next: Next) -> Response {
    if is_safe(request.method()) || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    Failure::Forged(Text::new(
        "이 요청은 이 사이트의 화면에서 보낸 것이 아니에요. 이전 화면으로 돌아가 다시 시도해 주세요.",
        "This request did not come from a page of this site. Go back and try again.",
    ))
    .into_response()
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let (Some(origin), Some(host)) = (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) else {
        return false;
    };
    origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_this_sites_pages_may_change_things() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect::<HeaderMap>()
        };
        for (pairs, allowed) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://a.example"), ("host", "a.example")], true),
            (&[("origin", "https://evil.example"), ("host", "a.example")], false),
            (&[("origin", "null"), ("host", "a.example")], false),
            (&[("host", "a.example")], false),
        ] {
            assert_eq!(comes_from_here(&headers(pairs)), allowed, "{pairs:?}");
        }
    }
}
