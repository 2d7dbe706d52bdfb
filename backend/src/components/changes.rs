//! Changes of what components are doing: found in the transaction that makes them, and told to webhooks one by one. People
//! are told of what caused them.

use std::collections::BTreeSet;

use domain::{
    component::{ComponentChange, ComponentKey, ComponentStatus},
    id::ComponentChangeId,
    status::PublicState,
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Backend,
    db::Tx,
    error::{Result, known},
    execute_within,
    incidents::all_within,
    maintenance::maintenances_within,
    subscribers::{Announced, announce, has_webhooks},
    within,
};

/// Tells of those among some components that do something else than what was told last, in the transaction of its cause: an
/// incident or a maintenance whose new state is on record.
pub async fn tell_changes(
    backend: &Backend,
    tx: &mut Tx,
    cause: Uuid,
    components: &BTreeSet<ComponentKey>,
    now: Instant,
) -> Result<()> {
    if components.is_empty() {
        return Ok(());
    }
    // taken before the record is read: of two changes at once, the second shall see what the first one wrote
    let mut told = Vec::new();
    for key in components {
        if let Some(status) = take(tx, key).await? {
            told.push((key, status));
        }
    }
    let (incidents, maintenances) = (all_within(tx).await?, maintenances_within(tx, None).await?);
    let state = PublicState { incidents, maintenances, ..PublicState::empty(now) };
    let is_told = has_webhooks(tx).await?;
    for (key, from) in told {
        let to = state.status_of(key, now);
        if to == from {
            continue;
        }
        let id = ComponentChangeId(backend.random.id(now));
        let change = ComponentChange { id, component: key.clone(), from, to, at: now };
        note(tx, &change, is_told).await?;
        if is_told {
            announce(backend, tx, &Announced::Component(cause, &change), now).await?;
        }
    }
    Ok(())
}

/// What was last told of a component, whose row this transaction now holds.
async fn take(tx: &mut Tx, key: &ComponentKey) -> Result<Option<ComponentStatus>> {
    const TAKE: &str = "update components set told_status = told_status where key = $1 returning told_status";
    let row: Option<(String,)> = within!(tx, c => sqlx::query_as(TAKE).bind(key.as_str()).fetch_optional(c))?;
    row.map(|(name,)| known(ComponentStatus::from_api_name(&name), "component status", &name)).transpose()
}

async fn note(tx: &mut Tx, change: &ComponentChange, is_told: bool) -> Result<()> {
    const TOLD: &str = "update components set told_status = $2 where key = $1";
    const NOTE: &str = "insert into component_changes (id, component_key, old_status, new_status, changed_at)
        values ($1, $2, $3, $4, $5)";
    let (key, from, to) = (change.component.as_str(), change.from.api_name(), change.to.api_name());
    execute_within!(tx, sqlx::query(TOLD).bind(key).bind(to))?;
    if is_told {
        execute_within!(tx, sqlx::query(NOTE).bind(change.id.0).bind(key).bind(from).bind(to).bind(change.at.0))?;
    }
    Ok(())
}
