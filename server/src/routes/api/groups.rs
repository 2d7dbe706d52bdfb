//! `/api/v1/component-groups`

use std::num::NonZeroUsize;

use axum::{
    body::Bytes,
    extract::{Path, Query},
    http::StatusCode,
};
use backend::components::PlacedGroup;
use domain::{component::ComponentKey, token::Scope};
use serde::Deserialize;

use super::{
    caller::{Caller, Part, answer, key, read},
    represent::{self, Said},
};
use crate::layers::{errors::Failure, visit::Answer};

/// A group to add.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    key: String,
    name: Said,
}

/// What holds of a group from now on; what is left out stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: Option<Said>,
    position: Option<NonZeroUsize>,
}

impl Change {
    fn apply(self, group: &mut PlacedGroup) {
        group.position = self.position.map(NonZeroUsize::get);
        if let Some(name) = self.name {
            group.name = name.into();
        }
    }
}

/// All in the order of the page, also those without a component.
pub async fn list(caller: Caller, Query(part): Query<Part>) -> Answer {
    caller.require(Scope::ComponentsRead)?;
    let groups = caller.backend.component_groups(&caller.actor).await?;
    let placed: Vec<_> = (1..).zip(&groups).collect();
    part.cut(&placed, |(position, group)| represent::group(*position, group))
}

/// One by its key.
pub async fn one(caller: Caller, Path(asked): Path<String>) -> Answer {
    caller.require(Scope::ComponentsRead)?;
    shown(&caller, StatusCode::OK, &key(&asked)?).await
}

async fn shown(caller: &Caller, status: StatusCode, key: &ComponentKey) -> Answer {
    let groups = caller.backend.component_groups(&caller.actor).await?;
    let (position, found) = (1..).zip(&groups).find(|(_, group)| &group.key == key).ok_or(Failure::NotFound)?;
    Ok(answer(status, represent::group(position, found)))
}

/// Adds one at the end of the page.
pub async fn add(caller: Caller, body: Bytes) -> Answer {
    caller.require(Scope::ComponentsWrite)?;
    let sent: NewGroup = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    if !reserved.is_done {
        let added = caller.backend.add_group(&caller.actor, &sent.key, &sent.name.into()).await;
        caller.settle(&reserved, added).await?;
    }
    shown(&caller, StatusCode::CREATED, &key(sent.key.trim())?).await
}

/// Changes one.
pub async fn change(caller: Caller, Path(asked): Path<String>, body: Bytes) -> Answer {
    caller.require(Scope::ComponentsWrite)?;
    let key = key(&asked)?;
    let sent: Change = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    if !reserved.is_done {
        let changed = caller.backend.edit_group(&caller.actor, &key, |group| sent.apply(group)).await;
        caller.settle(&reserved, changed).await?;
    }
    shown(&caller, StatusCode::OK, &key).await
}
