//! One call of a program: who asks, what was sent, and what is answered. Handlers take this one thing.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRef, FromRequestParts},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use backend::{Actor, Backend, Error, Problem, tokens::Reserved};
use domain::{component::ComponentKey, token::Scope};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer},
    },
    state::AppState,
};

/// Things on a page of a list where nothing else is asked for.
const A_PAGE: usize = 50;
/// Most that a page has.
const LONGEST_PAGE: usize = 100;

/// One call.
pub struct Caller {
    /// The use cases.
    pub backend: Backend,
    /// The token.
    pub actor: Actor,
    /// What all handlers share.
    pub state: AppState,
    /// The path with its query, as it was asked for; the key of an idempotent request counts for it.
    asked: String,
    key: Option<String>,
}

impl<S> FromRequestParts<S> for Caller
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let state = AppState::from_ref(state);
        let backend = state.backend().ok_or(Failure::Unavailable)?;
        visit::within_limits(parts, &state)?;
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let secret = text(header::AUTHORIZATION.as_str()).and_then(bearer).ok_or(Failure::NoToken)?;
        let actor = backend.actor_of_secret(secret).await?.ok_or(Failure::NoToken)?;
        if !state.calls().allows_token(actor.author()) {
            return Err(Failure::TooMany);
        }
        let asked = format!("{} {}", parts.method, parts.uri.path());
        let key = text("idempotency-key").map(|key| key.trim().to_owned());
        Ok(Self { backend, actor, state, asked, key })
    }
}

/// The secret of `Bearer mwt_…`; the scheme's name in any case (RFC 9110, 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

impl Caller {
    /// Passes tokens of a scope.
    pub fn require(&self, scope: Scope) -> Result<(), Failure> {
        self.actor.require_scope(scope).map_err(|_| Failure::LacksScope(scope))
    }

    /// The id for what this call makes; the one of before where it is sent again.
    pub async fn reserve(&self, body: &[u8]) -> Result<Reserved, Failure> {
        let content = [self.asked.as_bytes(), b"\n", body].concat();
        Ok(self.backend.reserve_request(&self.actor, self.key.as_deref(), &content).await?)
    }

    /// Passes what a use case gave, and notes that it is done; where it made nothing, lets go of the key, and says the
    /// fields as the body names them.
    pub async fn settle<T>(&self, reserved: &Reserved, outcome: Result<T, Error>) -> Result<T, Failure> {
        match outcome {
            Ok(done) => {
                self.backend.finish_request(&self.actor, reserved).await?;
                Ok(done)
            }
            Err(error) => {
                self.backend.release_request(&self.actor, reserved).await?;
                Err(Failure::Backend(in_words_of_the_body(error)))
            }
        }
    }
}

/// The body of a call. Errors: the place in it that cannot be read.
pub fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let field = if matches!(path.as_str(), "." | "?") { "body".to_owned() } else { path };
        let why = error.into_inner().to_string();
        Failure::Backend(Error::Invalid(vec![Problem::new(field, format!("읽을 수 없는 값이에요. {why}"), why)]))
    })
}

/// Forms call a field `title_ko` and `impact-pay-qr`, bodies `title.ko` and `impacts.pay-qr`.
fn in_words_of_the_body(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let renamed = problems.into_iter().map(|problem| {
        let field = match problem.field.rsplit_once('_') {
            Some((name, language @ ("ko" | "en"))) => format!("{name}.{language}"),
            _ => problem.field.replacen("impact-", "impacts.", 1),
        };
        Problem { field, ..problem }
    });
    Error::Invalid(renamed.collect())
}

/// The id in an address; one that is none is of nothing that exists.
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The key in an address.
pub fn key(text: &str) -> Result<ComponentKey, Failure> {
    ComponentKey::parse(text).ok_or(Failure::NotFound)
}

/// An answer with a body.
pub fn answer(status: StatusCode, body: impl Serialize) -> Response {
    (status, Json(body)).into_response()
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Part {
    page: Option<usize>,
    per_page: Option<usize>,
}

/// A part of a list.
#[derive(Debug, Serialize)]
struct Listed<T> {
    items: Vec<T>,
    page: usize,
    per_page: usize,
    total: usize,
}

impl Part {
    /// Its number from 1, and how many things it has. Errors: numbers out of their range.
    pub fn of(self) -> Result<(usize, usize), Failure> {
        let (page, size) = (self.page.unwrap_or(1), self.per_page.unwrap_or(A_PAGE));
        let problem = |field, ko: &str, en: &str| Err(Failure::Backend(Error::invalid(field, ko, en)));
        if !(1..=1_000_000).contains(&page) {
            return problem("page", "1부터 셉니다.", "Pages count from 1.");
        }
        if !(1..=LONGEST_PAGE).contains(&size) {
            return problem("per_page", "1에서 100까지 쓸 수 있어요.", "From 1 to 100.");
        }
        Ok((page, size))
    }

    /// The part of what is given whole.
    pub fn cut<T, B: Serialize>(self, all: &[T], body: impl Fn(&T) -> B) -> Answer {
        let (page, size) = self.of()?;
        let items = all.iter().skip((page - 1) * size).take(size).map(body).collect();
        self.answer(items, all.len())
    }

    /// The answer with this part of so many in all; its `Link` header leads to the parts beside it (RFC 8288).
    pub fn answer<B: Serialize>(self, items: Vec<B>, total: usize) -> Answer {
        let (page, per_page) = self.of()?;
        let mut answer = Json(Listed { items, page, per_page, total }).into_response();
        link(&mut answer, page, per_page, total);
        Ok(answer)
    }
}

fn link(answer: &mut Response, page: usize, size: usize, total: usize) {
    let to = |page: usize, rel: &str| format!("<?page={page}&per_page={size}>; rel=\"{rel}\"");
    let before = (page > 1).then(|| to(page - 1, "prev"));
    let after = (page * size < total).then(|| to(page + 1, "next"));
    let links: Vec<_> = before.into_iter().chain(after).collect();
    if let (false, Ok(value)) = (links.is_empty(), HeaderValue::from_str(&links.join(", "))) {
        answer.headers_mut().insert(header::LINK, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_the_body_names_them() {
        let fields = ["title_ko", "started_at", "impact-pay-qr", "body_en"].map(|field| Problem::new(field, "", ""));
        let Error::Invalid(problems) = in_words_of_the_body(Error::Invalid(fields.into())) else { panic!("problems") };
        let names: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(names, ["title.ko", "started_at", "impacts.pay-qr", "body.en"]);
    }

    #[test]
    fn only_a_bearers_secret_is_taken() {
        assert_eq!(bearer("Bearer mwt_1"), Some("mwt_1"));
        assert_eq!(bearer("bearer  mwt_1 "), Some("mwt_1"));
        assert_eq!((bearer("Basic mwt_1"), bearer("mwt_1")), (None, None));
    }
}
