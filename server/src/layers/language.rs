//! The language of a request: `/en/…` is English, everything else Korean. The prefix is taken off before routing, so
//! that every route stands once in the table.

use axum::{
    extract::Request,
    http::{Uri, uri::PathAndQuery},
};
use domain::language::Language;

/// The path as it was asked for, with its prefix.
#[derive(Clone, Debug)]
pub struct AskedPath(pub String);

/// Takes the prefix off and notes language and path.
pub fn strip_prefix(mut request: Request) -> Request {
    let asked = request.uri().path().to_owned();
    let language = match without_prefix(request.uri()) {
        Some(uri) => {
            *request.uri_mut() = uri;
            Language::En
        }
        None => Language::Ko,
    };
    request.extensions_mut().insert(language);
    request.extensions_mut().insert(AskedPath(asked));
    request
}

fn without_prefix(uri: &Uri) -> Option<Uri> {
    let rest = uri.path().strip_prefix("/en")?;
    let path = match rest {
        "" => "/",
        rest if rest.starts_with('/') => rest,
        _ => return None,
    };
    let text = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_a_whole_segment() {
        let strip = |text: &str| without_prefix(&text.parse().expect("a uri")).map(|uri| uri.to_string());
        assert_eq!(strip("/en"), Some("/".into()));
        assert_eq!(strip("/en/claims?page=2"), Some("/claims?page=2".into()));
        assert_eq!(strip("/england"), None);
        assert_eq!(strip("/claims"), None);
    }
}
