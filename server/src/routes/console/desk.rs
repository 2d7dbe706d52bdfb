//! `/console`

use app::pages::console::desk;

use super::enter;
use crate::layers::visit::{self, Answer, Visit};

/// What waits.
pub async fn page(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let waits = visit.backend.desk(&visit.actor).await?;
    Ok(visit::page(desk::page(&console, &waits)))
}
