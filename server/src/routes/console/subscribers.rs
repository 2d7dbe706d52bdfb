//! `/console/subscribers`

use app::{
    pages::console::subscribers::{self as pages, A_PAGE, Overview},
    routes,
    text::console::subscribers::Subscribers as Words,
};
use axum::extract::{Path, Query};
use serde::Deserialize;

use super::{enter, id};
use crate::layers::visit::{self, Answer, Visit};

/// Which part of the list.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    page: Option<String>,
}

/// Counts, progress, and a part of the list.
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let console = enter(&visit).await?;
    let (backend, actor) = (&visit.backend, &visit.actor);
    let page: u32 = asked.page.and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let skip = i64::from(page - 1) * i64::from(A_PAGE);
    let (channels, topics) = backend.count_subscribers(actor).await?;
    let progress = backend.sending_progress(actor).await?;
    let found = backend.list_subscribers(actor, &asked.q, skip, A_PAGE.into()).await?;
    let state = backend.record(actor).await?.into_whole();
    let overview = Overview {
        state: &state,
        channels: &channels,
        topics: &topics,
        progress: &progress,
        found: &found,
        search: asked.q.trim(),
        page,
    };
    Ok(visit::page(pages::page(&console, &overview)))
}

/// One subscriber.
pub async fn page(visit: Visit, Path(subscriber): Path<String>) -> Answer {
    let console = enter(&visit).await?;
    let (listed, attempts) = visit.backend.listed_subscriber(&visit.actor, id(&subscriber)?).await?;
    Ok(visit::page(pages::subscriber(&console, &listed, &attempts)))
}

/// Ends a subscription.
pub async fn remove(visit: Visit, Path(subscriber): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.remove_subscriber(&visit.actor, id(&subscriber)?).await?;
    visit.leave_notice(Words::of(visit.language).removed).await?;
    Ok(visit.redirect(routes::SUBSCRIBERS))
}
