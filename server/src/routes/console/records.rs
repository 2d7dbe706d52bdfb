//! `/console/audit` and `/console/deliveries`

use app::pages::console::records;
use axum::extract::Query;
use serde::Deserialize;

use super::{enter, names};
use crate::layers::visit::{self, Answer, Visit};

/// Where in the log a page begins.
#[derive(Debug, Deserialize)]
pub struct Before {
    before: Option<String>,
}

/// The audit log.
pub async fn audit(visit: Visit, Query(asked): Query<Before>) -> Answer {
    let console = enter(&visit).await?;
    let before = asked.before.and_then(|before| before.parse().ok());
    let entries = visit.backend.audit_page(&visit.actor, before).await?;
    Ok(visit::page(records::audit(&console, &entries, before, &names(&visit).await?)))
}

/// What was sent and what waits.
pub async fn deliveries(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let deliveries = visit.backend.deliveries(&visit.actor).await?;
    Ok(visit::page(records::deliveries(&console, &deliveries, &visit.state.mirrors())))
}
