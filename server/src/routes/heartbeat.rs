//! `/heartbeat/{secret}`: called by other systems as long as they work. The secret in the address is what allows it.

use axum::{
    extract::{FromRef, FromRequestParts, Path, State},
    http::request::Parts,
};

use crate::{
    layers::{errors::Failure, visit},
    state::AppState,
};

/// A call that came within its limits.
pub struct Within;

impl<S> FromRequestParts<S> for Within
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        visit::within_limits(parts, &AppState::from_ref(state)).map(|()| Self)
    }
}

/// Takes a call.
pub async fn beat(
    _: Within,
    State(state): State<AppState>,
    Path(secret): Path<String>,
) -> Result<&'static str, Failure> {
    state.backend().ok_or(Failure::Unavailable)?.beat(&secret).await?;
    Ok("ok\n")
}
