//! `/api/v1/components`

use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    component::{Component, ComponentGroup},
    token::Scope,
};

use super::{
    caller::{Caller, Part, answer},
    represent,
};
use crate::layers::{errors::Failure, visit::Answer};

/// All that are offered, in the order of the page.
pub async fn list(caller: Caller, Query(part): Query<Part>) -> Answer {
    caller.require(Scope::ComponentsRead)?;
    let state = caller.backend.record(&caller.actor).await?.into_whole();
    let members: Vec<(&ComponentGroup, &Component)> =
        state.groups.iter().flat_map(|group| group.components.iter().map(move |found| (group, found))).collect();
    part.cut(&members, |(group, found)| represent::component(caller.state.site(), &state, group, found, state.at))
}

/// One by its key.
pub async fn one(caller: Caller, Path(key): Path<String>) -> Answer {
    caller.require(Scope::ComponentsRead)?;
    let state = caller.backend.record(&caller.actor).await?.into_whole();
    let mut members = state.groups.iter().flat_map(|group| group.components.iter().map(move |found| (group, found)));
    let (group, found) = members.find(|(_, found)| found.key.as_str() == key).ok_or(Failure::NotFound)?;
    Ok(answer(StatusCode::OK, represent::component(caller.state.site(), &state, group, found, state.at)))
}
